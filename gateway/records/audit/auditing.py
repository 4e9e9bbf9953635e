"""What stands around every operation: what it disclosed, was refused or changed is written down before its answer leaves."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeVar

import orjson
from graphql import GraphQLSchema

from gateway.execution.operations import Answer, EncodedAnswer, Operation
from gateway.records.audit.access import Access
from gateway.records.audit.line import Kind, Line
from gateway.records.audit.questions import Question, Questions
from gateway.security.identity import Identity
from graph_model.disclosure import Disclosure, disclosing
from graph_model.intake.concealing import without_id_numbers

A = TypeVar("A", Answer, Answer | EncodedAnswer)
T = TypeVar("T")
BEGUN, DONE, FAILED = "begun", "done", "failed"
REFUSED = ("FORBIDDEN", "UNAUTHENTICATED")
"""The codes of errors that are refusals."""


class Writing(Protocol):
    """Where lines are written."""

    async def open(self) -> None:
        """Make ready to write. Raises AuditUnavailable."""
        ...

    async def write(self, line: Line) -> None:
        """Returns when the line is on the disk. Raises AuditUnavailable."""
        ...

    async def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Asked:
    """An operation of a schema, who asks it, and where from (an address, or nothing where it is this machine)."""

    operation: Operation
    schema: GraphQLSchema
    who: Identity
    origin: str = ""


class Auditing:
    """Writes lines to a trail. Every call raises AuditUnavailable: then nothing may be answered."""

    def __init__(self, trail: Writing, questions: Questions, clock: Callable[[], datetime]) -> None:
        self._trail = trail
        self._questions = questions
        self._clock = clock
        self._under_way: set[asyncio.Task[Any]] = set()
        """Changes, and lines that are written ahead: a task that nobody holds may be collected before it ends."""

    async def answered(self, asked: Asked, run: Callable[[], Awaitable[A]]) -> A:
        """The answer that `run` gives to an operation, when it has been written down.

        A change goes on to its last line, whoever waits for it.
        """
        if not self._questions.may_change(asked.schema, asked.operation):
            return await self._seen(asked, run)
        return await asyncio.shield(self._held(self._made(asked, run)))

    def _held(self, work: Coroutine[Any, Any, T]) -> "asyncio.Task[T]":
        task = asyncio.create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return task

    async def _seen(self, asked: Asked, run: Callable[[], Awaitable[A]]) -> A:
        with disclosing() as disclosure:
            access = Access(
                disclosure,
                lambda keys: self._of_operation(Kind.ACCESS, asked, keys, _by_what(disclosure, keys)),
                self._held,
            )
            answer = await run()
        await access.written()
        await self._refusals_of(asked, _codes(answer))
        return answer

    async def _made(self, asked: Asked, run: Callable[[], Awaitable[A]]) -> A:
        await self._of_operation(Kind.CHANGE, asked, details={"outcome": BEGUN})
        try:
            with disclosing() as disclosure:
                answer = await run()
        except BaseException:
            await self._of_operation(Kind.CHANGE, asked, details={"outcome": FAILED})
            raise
        codes = _codes(answer)
        subjects = tuple(disclosure.subjects)
        details = {"outcome": FAILED if codes else DONE, **_by_what(disclosure, subjects)}
        if disclosure.cases:
            details["cases"] = disclosure.cases
        await self._of_operation(Kind.CHANGE, asked, subjects, details)
        await self._refusals_of(asked, codes)
        return answer

    async def _refusals_of(self, asked: Asked, codes: list[str]) -> None:
        refusals = [code for code in codes if code in REFUSED]
        if refusals:
            await self._of_operation(Kind.REFUSAL, asked, details={"codes": refusals})

    async def refused(self, what: str, code: str, origin: str = "", who: Identity | None = None) -> None:
        """Write down that a request was refused before anything was run; `what` is what it asked for."""
        await self._trail.write(
            Line(Kind.REFUSAL, self._clock(), who, origin, operation=what, details={"codes": [code]})
        )

    async def changed(
        self,
        who: Identity | None,
        what: str,
        details: Mapping[str, Any],
        work: Callable[[], Awaitable[T]],
        told: Callable[[T], Mapping[str, Any]] | None = None,
    ) -> T:
        """The result of an order that changes something, like an import: a line before it begins, and one when it has ended.

        `told` says what the last one tells of the result.
        """
        await self._of_order(Kind.CHANGE, who, what, {**details, "outcome": BEGUN})
        try:
            result = await work()
        except BaseException:
            await self._of_order(Kind.CHANGE, who, what, {**details, "outcome": FAILED})
            raise
        results = {} if told is None else told(result)
        await self._of_order(Kind.CHANGE, who, what, {**details, **results, "outcome": DONE})
        return result

    async def noted(self, what: str, details: Mapping[str, Any], *, failed: bool = False) -> None:
        """Write down what the gateway has changed by itself."""
        await self._of_order(Kind.CHANGE, None, what, {**details, "outcome": FAILED if failed else DONE})

    async def exported(
        self, what: str, details: Mapping[str, Any], subjects: tuple[str, ...] = (), who: Identity | None = None
    ) -> None:
        """Write down that rows are handed out; they may leave when it returns."""
        await self._of_order(Kind.EXPORT, who, what, details, subjects)

    async def handed_out(self, asked: Asked, details: Mapping[str, Any]) -> None:
        """Write down that what an operation answers is handed out as a file; rows may leave when it returns."""
        await self._of_operation(Kind.EXPORT, asked, details=details)

    def question(self, schema: GraphQLSchema, operation: Operation) -> Question:
        """What an operation asks, whoever asks it with which variables."""
        return self._questions.get(schema, operation)

    async def open(self) -> None:
        """Make ready to write, rather than with the first line."""
        await self._trail.open()

    async def close(self) -> None:
        """Let what is under way come to its last line, then close the trail."""
        if self._under_way:
            await asyncio.wait(self._under_way)
        await self._trail.close()

    async def _of_operation(
        self, kind: Kind, asked: Asked, subjects: tuple[str, ...] = (), details: Mapping[str, Any] | None = None
    ) -> None:
        question = self._questions.get(asked.schema, asked.operation)
        line = Line(
            kind,
            self._clock(),
            asked.who,
            asked.origin,
            question.name,
            question.document,
            question.fields,
            subjects,
            details or {},
        )
        await self._trail.write(line)

    async def _of_order(
        self, kind: Kind, who: Identity | None, what: str, details: Mapping[str, Any], subjects: tuple[str, ...] = ()
    ) -> None:
        told = {name: without_id_numbers(one) if isinstance(one, str) else one for name, one in details.items()}
        line = Line(kind, self._clock(), who, operation=what, subjects=subjects, details=told)
        await self._trail.write(line)


def _by_what(disclosure: Disclosure, subjects: tuple[str, ...]) -> Mapping[str, Any]:
    """By what these subjects were read, where it was by more than a role: keys of grants, and proofs that were shown, by the
    subject's key."""
    told = {"grants": disclosure.grants, "proofs": disclosure.proofs}
    by = {name: {key: found[key] for key in subjects if key in found} for name, found in told.items() if found}
    return {name: found for name, found in by.items() if found}


def _codes(answer: Answer | EncodedAnswer) -> list[str]:
    """The codes of its errors, each once. What is JSON is looked into only where there may be some."""
    if isinstance(answer, Answer):
        errors: Any = answer.errors
    elif b'"errors"' in answer.json:
        errors = orjson.loads(answer.json).get("errors", ())
    else:
        return []
    return list(dict.fromkeys(str((one.get("extensions") or {}).get("code", "")) for one in errors))
