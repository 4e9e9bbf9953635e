"""Objections raised, answered and withdrawn, listed and read, on both stores."""

import asyncio
from collections.abc import Coroutine
from datetime import datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio

from graph_model.catalogue import Catalogue
from graph_model.errors import BadInput, Conflict, NotFound
from graph_model.objections.objecting import Done, Ending, NewObjection, Objecting
from graph_model.objections.objection import due_on
from graph_model.objections.reading import (
    EVERY,
    OLDEST_FIRST,
    ObjectionFilter,
    objections,
    objections_of,
    read_objection,
)
from graph_model.objections.states import ObjectionAct
from graph_model.objections.values import Objection, ObjectionState
from graph_model.paging import Wanted, page_request
from graph_model.signed import Signature
from graph_model.store import GraphStore
from seed.laying import ensure_plan
from tests.graph_model.small_city import add
from tests.resolvers.village import COMPANY, DOCTOR, HIGHWAY, LABOUR, MEDICAL, NOW, OVERALL, TRANSPORT_BEFORE, village

OPEN, ACCEPTED, REJECTED, WITHDRAWN = ObjectionState
RAISE, ACCEPT, REJECT, WITHDRAW = ObjectionAct


class Window:
    def __init__(self, store: GraphStore, catalogue: Catalogue) -> None:
        self.store, self.catalogue, self.now = store, catalogue, NOW

    async def raise_(self, record: str = LABOUR.key, key: str = "1", **changes: Any) -> Done:
        new = NewObjection(changes.pop("subject", COMPANY.key), record, changes.pop("reason", "工资已结清"), key)
        return await self._objecting().raise_(new)

    async def end(
        self, one: Objection, act: ObjectionAct, reason: str | None = "已核", key: str = "e", **changes: Any
    ) -> Done:
        version = changes.pop("version", one.version)
        return await self._objecting().end(Ending(one.key, version, act, key, None if act is WITHDRAW else reason))

    def _objecting(self) -> Objecting:
        def clock() -> datetime:
            return self.now

        return Objecting(self.store, self.catalogue, clock, Signature("甲", "subject"))

    async def keys(self, only: ObjectionFilter = EVERY) -> list[str]:
        page = await objections(self.store, page_request(OLDEST_FIRST), only=only, wanted=Wanted(total=True))
        assert page.total == len(page.rows)
        return [one.objected.objection.key for one in page.rows]


@pytest_asyncio.fixture
async def window(store: GraphStore) -> Window:
    catalogue = await ensure_plan(store)
    await add(store, village())
    return Window(store, catalogue)


async def failing(doing: Coroutine[Any, Any, Done], error: type[Exception]) -> None:
    with pytest.raises(error):
        await doing


async def test_it_is_raised_once_and_answered_once(window: Window) -> None:
    raised = await window.raise_(reason=" 工资已结清，身份证 11010519491231002X ")
    one = raised.objection
    assert (one.state, one.department_key, one.item_key) == (OPEN, "human-resources", "1-14")
    assert "1949" not in one.reason and one.reason.startswith("工资已结清")
    assert (await window.raise_(reason=" 工资已结清，身份证 11010519491231002X ")).repeated
    await failing(window.raise_(reason="另一个理由"), BadInput)
    await failing(window.raise_(key="2"), Conflict)
    answered = await window.end(one, ACCEPT)
    assert (answered.objection.state, answered.objection.answer, answered.repeated) == (ACCEPTED, "已核", False)
    assert (await window.end(one, ACCEPT)).repeated
    await failing(window.end(one, REJECT), BadInput)
    await failing(window.end(one, REJECT, key="another"), Conflict)
    await failing(window.end(answered.objection, WITHDRAW, key="another"), Conflict)
    again = await window.raise_(key="3")
    assert (
        again.objection.key != one.key
        and (await window.raise_(reason=" 工资已结清，身份证 11010519491231002X ")).repeated
    )
    found = await read_objection(window.store, one.key)
    assert found is not None and found.objected.objection == answered.objection
    assert found.objected.record == LABOUR and found.subject.subject == COMPANY


async def test_what_can_be_objected_to(window: Window) -> None:
    await failing(window.raise_(record="nothing"), NotFound)
    await failing(window.raise_(record=MEDICAL.key), NotFound)
    await failing(window.raise_(record=TRANSPORT_BEFORE.key), Conflict)
    await failing(window.raise_(reason="  "), BadInput)
    await failing(window.raise_(reason="长" * 1_001), BadInput)
    await failing(window.raise_(key=" "), BadInput)
    composite = (await window.raise_(record=OVERALL.key)).objection
    assert (composite.item_key, composite.department_key) == ("composite", "development-reform")
    person = (await window.raise_(record=MEDICAL.key, subject=DOCTOR.key)).objection
    assert person.department_key == "health"
    assert await window.keys() == sorted([composite.key, person.key])


async def test_an_answer_says_why_and_a_withdrawal_need_not(window: Window) -> None:
    one = (await window.raise_()).objection
    await failing(window.end(one, ACCEPT, reason=None), BadInput)
    await failing(window.end(one, RAISE), BadInput)
    await failing(window.end(one, REJECT, version="2-OPEN"), Conflict)
    ended = await window.end(one, WITHDRAW)
    assert (ended.objection.state, ended.objection.answer) == (WITHDRAWN, None)
    assert ended.objection.ended_at == NOW and (await window.end(one, WITHDRAW)).repeated


@pytest.mark.parametrize("acts", [(ACCEPT, REJECT), (WITHDRAW, ACCEPT)])
async def test_of_two_at_once_one_wins(window: Window, acts: tuple[ObjectionAct, ObjectionAct]) -> None:
    one = (await window.raise_()).objection
    done = await asyncio.gather(*(window.end(one, act, key=act) for act in acts), return_exceptions=True)
    assert sorted(type(each).__name__ for each in done) == ["Conflict", "Done"]


async def test_two_raised_at_once_are_one(window: Window) -> None:
    done = await asyncio.gather(window.raise_(key="1"), window.raise_(key="2"), return_exceptions=True)
    assert sorted(type(each).__name__ for each in done) == ["Conflict", "Done"]
    assert len(await window.keys()) == 1


async def test_they_are_listed_by_what_is_asked(window: Window) -> None:
    labour = (await window.raise_()).objection
    window.now = NOW + timedelta(days=1)
    highway = (await window.raise_(record=HIGHWAY.key)).objection
    person = (await window.raise_(record=MEDICAL.key, subject=DOCTOR.key)).objection
    await window.end(highway, REJECT)
    later = sorted([highway.key, person.key])
    assert await window.keys() == [labour.key, *later]
    assert await window.keys(ObjectionFilter(states=(OPEN,))) == [labour.key, person.key]
    assert await window.keys(ObjectionFilter(department="transport")) == [highway.key]
    assert await window.keys(ObjectionFilter(subject=DOCTOR.key)) == [person.key]
    assert await window.keys(ObjectionFilter(district="渝北区")) == [labour.key, highway.key]
    assert await window.keys(ObjectionFilter(overdue_on=due_on(labour))) == []
    assert await window.keys(ObjectionFilter(overdue_on=due_on(labour) + timedelta(days=1))) == [labour.key]
    own, nobody, persons = await objections_of(window.store, [COMPANY.key, "uscc:nobody", DOCTOR.key])
    assert [one.objection.key for one in own] == [highway.key, labour.key] and nobody == ()
    assert [one.record for one in own] == [HIGHWAY, LABOUR] and [one.record for one in persons] == [MEDICAL]
    first = await objections(window.store, page_request(OLDEST_FIRST, first=1))
    rest = await objections(window.store, page_request(OLDEST_FIRST, first=2, after=first.cursors[0]))
    assert [one.objected.objection.key for one in (*first.rows, *rest.rows)] == [labour.key, *later]
