"""Who subscribes is proved anew before each event: what they could see an hour ago is not theirs for ever."""

from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import Any, cast

import pytest

from gateway.execution.operations import Answer, Operation
from gateway.http.refusals import Refusal, Unauthenticated
from gateway.records.audit.line import Kind
from gateway.security.identity import Identity
from gateway.service import Service
from gateway.settings import Settings
from graph_model.changes import ORDER
from graph_model.paging import cursor
from resolvers.asker import Role
from tests.gateway.security.town import EVERYBODY, Town
from tests.gateway.written import Written, auditing_to

COORDINATOR = next(who for who in EVERYBODY if who.role is Role.COORDINATOR)
OFFICER = next(who for who in EVERYBODY if who.role is Role.OFFICER)
QUESTION = Operation(
    "subscription ($a: String) { gradeChanged(after: $a) { cursor } }", None, {"a": cursor(ORDER, ("", "", ""))}
)


class Proving:
    """Proves so many times that it is the coordinator, and then says something else."""

    def __init__(self, times: int, then: Identity | Refusal) -> None:
        self._left, self._then = times, then

    async def identity(self, *_: Any) -> Identity:
        self._left -= 1
        if self._left >= 0:
            return COORDINATOR
        if isinstance(self._then, Refusal):
            raise self._then
        return self._then


async def heard(town: Town, proving: Proving, written: Written) -> Sequence[Answer]:
    """All answers, until the subscription ends."""
    service = Service(Settings(systems="none"))
    service.open(replace(town.parts, auditing=auditing_to(written)))
    service.missing.clear()
    service.authentication = cast(Any, proving)
    async with aclosing(service.subscribe(QUESTION, COORDINATOR)) as answers:
        return [cast(Answer, answer) async for answer in answers]


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("then", [Unauthenticated("the token has expired"), OFFICER], ids=["expired", "another one"])
async def test_who_is_no_longer_who_they_were_hears_no_more(town: Town, then: Identity | Refusal) -> None:
    written = Written()
    *events, last = await heard(town, Proving(3, then), written)
    assert [answer.errors for answer in events] == [(), (), ()]
    assert [error["extensions"]["code"] for error in last.errors] == ["UNAUTHENTICATED"] and not last.executed
    assert [line.kind for line in written.lines].count(Kind.ACCESS) == 3
