"""Run an operation of a document with its variables: the answer as plain data, errors already in the form of the response."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine
from contextlib import aclosing
from functools import cache, partial
from inspect import isawaitable
from typing import Any

from graphql import ExecutionResult, OperationType, located_error
from strawberry.federation import Schema

from gateway.events.ended import SubscriptionEnded
from gateway.execution.cost.estimate import OperationCost
from gateway.execution.cost.pricing import Pricing
from gateway.execution.document_limits import DEFAULT_LIMITS, DocumentLimits
from gateway.execution.documents import Document, DocumentRefused, Documents
from gateway.execution.errors import TIMEOUT, formatted, plain
from gateway.execution.operations import Answer, Operation
from gateway.execution.uses import Used
from gateway.execution.ways import Way, Ways
from graph_model.deadline import Within

Answering = Callable[[], Awaitable[Answer]]
Admit = Callable[[Used], None]
"""Raises DocumentRefused for what somebody may not use."""
Charged = Callable[[OperationCost], None]
"""Raises DocumentRefused for what costs too much."""


class OperationNotAllowed(Exception):
    """An operation of a type that this way in does not take (a mutation by GET)."""

    def __init__(self, operation: OperationType) -> None:
        super().__init__(operation.value)
        self.operation = operation


class Executor:
    """Runs operations of one schema; `timeout` is in seconds, `limits` are those of the documents that come.

    `pricing` says what they cost, `ways` how they were run; it counts them in `counts`, where executors share them.
    """

    def __init__(
        self,
        schema: Schema,
        *,
        timeout: float,
        kept_documents: int,
        limits: DocumentLimits = DEFAULT_LIMITS,
        counts: Counter[str] | None = None,
        pricing: Callable[[], Pricing] | None = None,
    ) -> None:
        self.graphql_schema = schema._schema
        self._pricing = pricing or cache(lambda: Pricing(self.graphql_schema))
        self.ways = Ways(self.graphql_schema, schema.execution_context_class, counts=counts)
        self._documents = Documents(self.graphql_schema, kept_documents, limits)
        self._timeout = timeout
        self._mutations: set[asyncio.Task[ExecutionResult]] = set()
        """The mutations under way: a task that nobody holds may be collected before it ends."""

    async def run(
        self,
        operation: Operation,
        context: object,
        *,
        queries_only: bool = False,
        admit: Admit | None = None,
        charge: Charged | None = None,
    ) -> Answer:
        """The answer; never raises for what is wrong with the document, the variables or the data.

        `admit` says whether who asks may use what the operation uses, `charge` whether it may cost what it costs. Raises
        OperationNotAllowed for a mutation where `queries_only`.
        """
        try:
            document = self._documents.get(operation.query)
            kind = document.served_type(operation.name)
            if admit is not None:
                admit(document.uses(self.graphql_schema, operation.name))
            if charge is not None:
                charge(document.cost(self._pricing(), operation.name))
        except DocumentRefused as refusal:
            return not_run(refusal)
        check_allowed(kind, queries_only=queries_only)
        execution = self._execute(document, operation, context)
        if kind is OperationType.QUERY:
            return await self._within_the_time(execution)
        return await self._carried_out(execution)

    def subscribes(self, operation: Operation) -> bool:
        """Whether it is a subscription; False also for what cannot be run."""
        try:
            return self._documents.get(operation.query).operation_type(operation.name) is OperationType.SUBSCRIPTION
        except DocumentRefused:
            return False

    async def subscribe(
        self,
        operation: Operation,
        new_context: Callable[[], object],
        *,
        admit: Admit | None = None,
        charge: Charged | None = None,
    ) -> AsyncGenerator[Answering, None]:
        """What answers each event of a subscription, in a context of its own, when it is called.

        As `run`, never raises for what is wrong: what ends it early is told in the last answer, which has no data.
        """
        try:
            document = self._documents.get(operation.query)
            way = document.way(operation.name)
            if admit is not None:
                admit(document.uses(self.graphql_schema, operation.name))
            if charge is not None:
                charge(document.cost(self._pricing(), operation.name))
        except DocumentRefused as refusal:
            yield answering(not_run(refusal))
            return
        found = self.ways.events(way, new_context(), operation.variables)
        stream: Any = await found if isawaitable(found) else found
        if isinstance(stream, ExecutionResult):
            yield answering(Answer(None, tuple(map(formatted, stream.errors or ())), executed=False))
            return
        try:
            async with aclosing(stream) as events:
                async for event in events:
                    yield partial(self._event, way, operation, new_context, event)
        except SubscriptionEnded as ended:
            where = {} if ended.cursor is None else {"cursor": ended.cursor}
            yield answering(Answer(None, (plain(ended.message, ended.code, **where),), executed=False))
        except Exception as error:
            told = formatted(located_error(error, list(way.operation.selection_set.selections), ["subscription"]))
            yield answering(
                Answer(None, ({"message": told["message"], "extensions": told["extensions"]},), executed=False)
            )

    async def _event(self, way: Way, operation: Operation, new_context: Callable[[], object], event: object) -> Answer:
        result = self.ways.run(way, new_context(), operation.variables, event)
        return await self._within_the_time(_awaited(result))

    def used(self, operation: Operation) -> Used | None:
        """What an operation uses; None for what cannot be run."""
        try:
            return self._documents.get(operation.query).uses(self.graphql_schema, operation.name)
        except DocumentRefused:
            return None

    def accepts(self, text: str) -> bool:
        """Whether a document is valid here."""
        try:
            self._documents.get(text)
        except DocumentRefused:
            return False
        return True

    async def _within_the_time(self, query: Coroutine[Any, Any, ExecutionResult]) -> Answer:
        try:
            async with asyncio.timeout(self._timeout):
                with Within(self._timeout):
                    return _answer(await query)
        except TimeoutError:
            return timed_out(self._timeout)

    async def _carried_out(self, mutation: Coroutine[Any, Any, ExecutionResult]) -> Answer:
        """A mutation that outlives its request is left to end: cancelled, nobody would know whether it was committed."""
        running = asyncio.create_task(mutation)
        self._mutations.add(running)
        running.add_done_callback(self._mutations.discard)
        done, _ = await asyncio.wait([running], timeout=self._timeout)
        if done:
            return _answer(running.result())
        return _late(
            f"超过 {self._timeout:g} 秒还没有做完，仍在进行；用同一幂等键重发可知结果 / not done after {self._timeout:g} seconds and "
            "still going on; send it again under the same key to hear how it ended"
        )

    async def _execute(self, document: Document, operation: Operation, context: object) -> ExecutionResult:
        return await _awaited(self.ways.run(document.way(operation.name), context, operation.variables))


async def _awaited(result: ExecutionResult | Awaitable[ExecutionResult]) -> ExecutionResult:
    return await result if isawaitable(result) else result


def answering(answer: Answer) -> Answering:
    """What answers so, whenever it is called."""

    async def answer_() -> Answer:
        return answer

    return answer_


def not_run(refusal: DocumentRefused) -> Answer:
    """The answer to a document that is refused."""
    return Answer(None, tuple(map(formatted, refusal.errors)), executed=False)


def check_allowed(kind: OperationType, *, queries_only: bool) -> None:
    """Raises OperationNotAllowed for anything but a query where `queries_only`."""
    if queries_only and kind is not OperationType.QUERY:
        raise OperationNotAllowed(kind)


def timed_out(seconds: float) -> Answer:
    """The answer to what was given up."""
    return _late(f"超过 {seconds:g} 秒，已放弃 / given up after {seconds:g} seconds")


def _late(message: str) -> Answer:
    return Answer(None, (plain(message, TIMEOUT),))


def _answer(result: ExecutionResult) -> Answer:
    """An answer without data whose errors have no path never ran: its variables could not be used."""
    errors = result.errors or []
    executed = result.data is not None or not errors or any(error.path is not None for error in errors)
    return Answer(result.data, tuple(map(formatted, errors)), executed)
