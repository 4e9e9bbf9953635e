"""The places of an operation at which objects stand, with one function each: written when the place is first come to."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from graphql import GraphQLObjectType, GraphQLSchema
from graphql.execution.collect_fields import FieldDetails

from gateway.execution.compiled.paths import Path
from gateway.execution.compiled.run import Run
from gateway.execution.compiled.settled import Settled
from gateway.execution.compiled.waiting import Complete

ObjectFunction = Callable[[Any, Path, Run], Any]
"""(an object, its path, the run) → its answer, or a coroutine of it."""
ListFunction = Callable[[Iterable[Any], Path, Path, Run], Any]
"""(items, the list's path, the path of the field, the run) → the completed list, or a coroutine of it."""


@dataclass(frozen=True, slots=True)
class Items:
    """The items of a list: `all` completes an iterable of them, `one` a single one, whose errors it notes."""

    all: ListFunction
    one: Complete


class Places(Protocol):
    """What completion asks of an operation with its conditions decided."""

    @property
    def schema(self) -> GraphQLSchema: ...

    @property
    def settled(self) -> Settled: ...

    def object(self, type_: GraphQLObjectType, details: Sequence[FieldDetails]) -> ObjectFunction:
        """The function for objects of a type where these selections stand."""
        ...
