"""The state of one run of a compiled operation."""

import asyncio
from asyncio import Future
from collections.abc import Callable, Iterable
from inspect import iscoroutine
from typing import Any

from graphql import GraphQLError, GraphQLResolveInfo
from graphql.execution import Executor
from graphql.execution.values import VariableValues

from gateway.execution.compiled.fields import Field
from gateway.execution.compiled.paths import Path, as_core_path


class Run:
    """What one run knows: its context, variables and errors so far.

    `arguments` holds what fields were given that need not be read again for the next object. graphql-core's own executor
    stands behind `info`, and is made where a resolver first asks for that.
    """

    __slots__ = (
        "_background",
        "_executor",
        "_make_executor",
        "_nulled",
        "arguments",
        "context",
        "errors",
        "root",
        "variables",
    )

    def __init__(
        self, root: Any, context: Any, variables: VariableValues, make_executor: "Callable[[Run], Executor[Any]]"
    ) -> None:
        self.root = root
        self.context = context
        self.variables = variables
        self.errors: list[GraphQLError] = []
        self.arguments: dict[object, dict[str, Any]] = {}
        self._nulled: set[Path] = set()
        self._make_executor = make_executor
        self._executor: Executor[Any] | None = None
        self._background: set[Future[Any]] = set()

    @property
    def executor(self) -> Executor[Any]:
        if self._executor is None:
            self._executor = self._make_executor(self)
        return self._executor

    def ended(self) -> None:
        """graphql-core's executor holds itself by its helpers: without them it goes now and not with some collection."""
        if self._executor is not None:
            del self._executor.async_helpers
            self._executor = None

    def info(self, field: Field, path: Path) -> GraphQLResolveInfo[Any]:
        """What a resolver of the field at `path` is told."""
        return self.executor.build_resolve_info(field.definition, field.nodes, field.parent, as_core_path(path))

    def add(self, error: GraphQLError, path: Path) -> None:
        """Note an error whose place becomes null; what is null already can have no further error."""
        around: Path = path
        while around is not None:
            if around in self._nulled:
                return
            around = around[0]
        if None not in self._nulled:
            self._nulled.add(path)
            self.errors.append(error)

    def settle(self, awaitables: Iterable[Any]) -> None:
        """Let work end whose result nobody awaits any more. Without a running loop it can never run, and is closed."""
        abandoned = list(awaitables)
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            for awaitable in abandoned:
                if iscoroutine(awaitable):
                    awaitable.close()
            return
        if abandoned:
            future = asyncio.gather(*abandoned, return_exceptions=True)
            self._background.add(future)
            future.add_done_callback(self._background.discard)
