"""The line of an operation is written while the department systems are awaited, and no answer leaves without it."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from graphql import build_schema

from gateway.execution.operations import Answer, Operation
from gateway.records.audit.auditing import Asked, Auditing
from gateway.records.audit.errors import AuditUnavailable
from gateway.records.audit.line import Kind, Line
from gateway.records.audit.questions import Questions
from gateway.security.identity import DEMO_COORDINATOR
from graph_model.disclosure import disclosed, disclosed_counts, others_are_awaited
from graph_model.model import utc_now

ASKED = Asked(Operation("{ a }"), build_schema("type Query { a: Int }"), DEMO_COORDINATOR)
ANSWER = Answer({"a": 1}, ())


class Paper:
    """Where lines are written; `fails` says that the next one cannot be."""

    def __init__(self, *, fails: bool = False) -> None:
        self.subjects: list[tuple[str, ...]] = []
        self.wrote = asyncio.Event()
        self._fails = fails

    async def open(self) -> None:
        """It is open."""

    async def write(self, line: Line) -> None:
        assert line.kind is Kind.ACCESS
        await asyncio.sleep(0)
        if self._fails:
            raise AuditUnavailable
        self.subjects.append(line.subjects)
        self.wrote.set()

    async def close(self) -> None:
        """Nothing is held."""


async def answered(paper: Paper, run: Callable[[], Awaitable[Answer]]) -> Answer:
    return await Auditing(paper, Questions(10, 1_000), utc_now).answered(ASKED, run)


async def test_what_was_read_is_written_down_while_others_are_awaited() -> None:
    paper = Paper()

    async def run() -> Answer:
        for key in ("one", "two"):  # two views of a list
            disclosed(key)
            others_are_awaited()
        await asyncio.wait_for(paper.wrote.wait(), 10)
        return ANSWER

    assert await answered(paper, run) is ANSWER
    assert paper.subjects == [("one", "two")]


async def test_what_is_read_after_that_has_a_line_of_its_own() -> None:
    paper = Paper()

    async def run() -> Answer:
        disclosed("one")
        others_are_awaited()
        await asyncio.wait_for(paper.wrote.wait(), 10)
        disclosed("one")
        disclosed("two")
        disclosed_counts()
        return ANSWER

    await answered(paper, run)
    assert paper.subjects == [("one",), ("two",)]


async def test_what_was_read_before_anybody_waited_is_one_line() -> None:
    paper = Paper()

    async def run() -> Answer:
        others_are_awaited()
        disclosed("one")
        return ANSWER

    await answered(paper, run)
    assert paper.subjects == [("one",)]


async def test_no_answer_leaves_whose_early_line_could_not_be_written() -> None:
    async def run() -> Answer:
        disclosed("one")
        others_are_awaited()
        await asyncio.sleep(0.01)
        return ANSWER

    with pytest.raises(AuditUnavailable):
        await answered(Paper(fails=True), run)


@pytest.mark.parametrize("fails", [False, True])
async def test_what_was_read_of_an_operation_that_failed_is_written_down_too(fails: bool) -> None:
    paper, unheard = Paper(fails=fails), list[object]()
    asyncio.get_running_loop().set_exception_handler(lambda _, context: unheard.append(context))

    async def run() -> Answer:
        disclosed("one")
        others_are_awaited()
        await asyncio.sleep(0.01)
        raise ValueError("a fault")

    with pytest.raises(ValueError, match="a fault"):
        await answered(paper, run)
    await asyncio.sleep(0.01)
    assert paper.subjects == ([] if fails else [("one",)])
    assert unheard == []
