"""From a draft to a published model: the states as a table, and the transactions on both stores.

Plan 任务 7: 相关主管部门或单位应当及时调整公共信用综合评价和行业信用评价指标模型,实现评价工作的动态管理、迭代更新.
"""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any

import pytest

from graph_model.catalogue import lay_down
from graph_model.errors import BadInput, Conflict, CreditError, Forbidden, NotFound
from graph_model.evaluation.publishing import (
    NEWEST_FIRST,
    Done,
    ModelFilter,
    NewStep,
    Publishing,
    model_versions,
    read_steps,
    read_version,
    versions_of,
)
from graph_model.evaluation.versions import (
    TRANSITIONS,
    ModelAction,
    ModelState,
    ModelVersion,
    after,
    diagram,
    in_effect,
)
from graph_model.model import city_day
from graph_model.paging import Wanted, page_request
from graph_model.store import GraphStore
from tests.graph_model.evaluation.models import content
from tests.graph_model.examples import CATALOGUE

DRAFT, PROPOSED, PUBLISHED, SUPERSEDED, WITHDRAWN = ModelState
SAVE, PROPOSE, SEND_BACK, PUBLISH, SUPERSEDE, WITHDRAW = ModelAction
NOW = datetime(2024, 6, 1, 4, tzinfo=UTC)
ZHANG, LI = ("张某", "officer"), ("李某", "officer")
KEY = "model:1-14@1"

# --- the states ---


def test_each_action_leads_where_the_table_says_and_nowhere_else() -> None:
    allowed = {
        DRAFT: {SAVE: DRAFT, PROPOSE: PROPOSED, WITHDRAW: WITHDRAWN},
        PROPOSED: {SEND_BACK: DRAFT, PUBLISH: PUBLISHED, WITHDRAW: WITHDRAWN},
        PUBLISHED: {SUPERSEDE: SUPERSEDED, WITHDRAW: WITHDRAWN},
        SUPERSEDED: {},
        WITHDRAWN: {},
    }
    for state, action in product(ModelState, ModelAction):
        if action in allowed[state]:
            assert after(state, action) is allowed[state][action]
        else:
            with pytest.raises(Conflict):
                after(state, action)


def test_the_diagram_has_every_arrow() -> None:
    drawn = diagram()
    assert all(f"{before} --> {found}: {action}" in drawn for (before, action), found in TRANSITIONS.items())
    assert [line.split()[0] for line in drawn.splitlines() if line.endswith("--> [*]")] == [SUPERSEDED, WITHDRAWN]


def version(number: int, from_: date | None, *, published: int = 0, ended: date | None = None) -> ModelVersion:
    at = None if from_ is None else NOW + timedelta(hours=published or number)
    return ModelVersion(f"model:1-14@{number}", "1-14", PUBLISHED, 1, "{}", NOW, at, from_, ended)


JAN, FEB, MAR = date(2024, 1, 1), date(2024, 2, 1), date(2024, 3, 1)
IN_EFFECT: dict[str, tuple[list[ModelVersion], date, str | None]] = {
    "none was published": ([version(1, None)], MAR, None),
    "its day has not come": ([version(1, FEB)], JAN, None),
    "on its day": ([version(1, FEB)], FEB, "1"),
    "the earlier one until the next one's day": ([version(1, JAN), version(2, MAR)], FEB, "1"),
    "the next one from its day on": ([version(1, JAN), version(2, MAR)], MAR, "2"),
    "the one published last, whichever day is later": (
        [version(1, MAR, published=1), version(2, JAN, published=2)],
        MAR,
        "2",
    ),
    "withdrawn while it was in effect: none": ([version(1, JAN), version(2, FEB, ended=MAR)], MAR, None),
    "before it is withdrawn": ([version(1, JAN), version(2, FEB, ended=MAR)], FEB, "2"),
    "withdrawn before its day: the earlier one goes on": ([version(1, JAN), version(2, MAR, ended=FEB)], MAR, "1"),
}


@pytest.mark.parametrize(("versions", "day", "expected"), IN_EFFECT.values(), ids=IN_EFFECT)
def test_which_is_in_effect(versions: list[ModelVersion], day: date, expected: str | None) -> None:
    for order in (versions, versions[::-1]):
        found = in_effect(order, day)
        assert (found and found.key.rpartition("@")[2]) == expected


# --- the transactions ---


class Desk:
    """A department's desk over a store."""

    def __init__(self, store: GraphStore, now: datetime = NOW) -> None:
        self.store, self.now = store, now
        self._keys = 0

    async def save(
        self, by: tuple[str, str] = ZHANG, *, revision: int | None = None, key: str | None = None, **changes: Any
    ) -> Done:
        text = json.dumps(content(**changes), ensure_ascii=False)
        return await self._publishing().save(text, revision, key or self._new(), by)

    async def step(
        self,
        action: ModelAction,
        by: tuple[str, str] = ZHANG,
        *,
        of: str = KEY,
        revision: int | None = None,
        **more: Any,
    ) -> Done:
        found = await read_version(self.store, of)
        seen = revision if revision is not None else (found.revision if found else 0)
        reason = "理由" if action in (SEND_BACK, WITHDRAW) else None
        given = {"idempotency_key": self._new(), "reason": reason, **more}
        return await self._publishing().step(NewStep(of, seen, action, **given), by)

    async def to(self, state: ModelState, version_: str = "1") -> None:
        """Bring a new version to a state."""
        of = f"model:1-14@{version_}"
        await self.save(version=version_)
        if state is not DRAFT and state is not WITHDRAWN:
            await self.step(PROPOSE, of=of)
        if state in (PUBLISHED, SUPERSEDED):
            await self.step(PUBLISH, LI, of=of)
        if state is SUPERSEDED:
            await self.to(PUBLISHED, f"{version_}-next")
        if state is WITHDRAWN:
            await self.step(WITHDRAW, of=of)

    def _publishing(self) -> Publishing:
        return Publishing(self.store, CATALOGUE, lambda: self.now)

    def _new(self) -> str:
        self._keys += 1
        return f"key-{self._keys}"


@pytest.fixture
async def desk(store: GraphStore) -> Desk:
    await lay_down(store, CATALOGUE)
    return Desk(store)


async def test_a_draft_is_saved_proposed_and_published_by_a_second_person(desk: Desk) -> None:
    saved = await desk.save()
    assert (saved.version.key, saved.version.state, saved.version.revision, saved.repeated) == (KEY, DRAFT, 1, False)
    proposed = (await desk.step(PROPOSE)).version
    assert (proposed.state, proposed.revision, proposed.published_at) == (PROPOSED, 2, None)
    with pytest.raises(Forbidden):
        await desk.step(PUBLISH, ZHANG)
    published = (await desk.step(PUBLISH, LI)).version
    assert (published.state, published.published_at, published.effective_from) == (PUBLISHED, NOW, city_day(NOW))
    assert published.model.document.title == "评价办法"
    [steps] = await read_steps(desk.store, [KEY])
    assert [(one.action, one.by, one.role) for one in steps] == [(SAVE, *ZHANG), (PROPOSE, *ZHANG), (PUBLISH, *LI)]


async def test_a_model_is_in_effect_from_its_day_and_not_before_it_is_published(desk: Desk) -> None:
    await desk.save(effectiveOn="2025-01-01")
    await desk.step(PROPOSE)
    published = (await desk.step(PUBLISH, LI)).version
    assert published.effective_from == date(2025, 1, 1)
    assert in_effect([published], date(2024, 12, 31)) is None and in_effect([published], date(2025, 1, 1)) == published


async def test_a_version_that_is_published_supersedes_the_one_before(desk: Desk) -> None:
    await desk.to(PUBLISHED)
    await desk.to(PUBLISHED, "2")
    states = {one.key: one.state for one in await versions_of(desk.store, "1-14")}
    assert states == {KEY: SUPERSEDED, "model:1-14@2": PUBLISHED}
    [steps] = await read_steps(desk.store, [KEY])
    assert (steps[-1].action, steps[-1].by) == (SUPERSEDE, LI[0])


async def test_one_that_is_sent_back_is_written_again_and_published(desk: Desk) -> None:
    await desk.to(PROPOSED)
    back = (await desk.step(SEND_BACK, LI, reason="权重再议 110101199003070011")).version
    assert back.state is DRAFT
    again = (await desk.save(revision=back.revision, name="企业劳动保障(修改)")).version
    assert (again.model.name, again.revision) == ("企业劳动保障(修改)", back.revision + 1)
    await desk.step(PROPOSE, LI)
    with pytest.raises(Forbidden):
        await desk.step(PUBLISH, LI)
    assert (await desk.step(PUBLISH, ZHANG)).version.state is PUBLISHED
    [steps] = await read_steps(desk.store, [KEY])
    assert [one.action for one in steps] == [SAVE, PROPOSE, SEND_BACK, SAVE, PROPOSE, PUBLISH]
    assert steps[2].reason is not None and steps[2].reason.startswith("权重再议") and "1990" not in steps[2].reason


async def test_one_that_is_withdrawn_after_its_publication_ends_on_that_day(desk: Desk) -> None:
    await desk.to(PUBLISHED)
    desk.now += timedelta(days=40)
    withdrawn = (await desk.step(WITHDRAW)).version
    assert (withdrawn.state, withdrawn.ended_on) == (WITHDRAWN, city_day(desk.now))
    await desk.save(version="2")
    assert (await desk.step(WITHDRAW, of="model:1-14@2")).version.ended_on is None


FORBIDDEN = [pair for pair in product(ModelState, ModelAction) if pair not in TRANSITIONS and pair[1] is not SUPERSEDE]
"""SUPERSEDE nobody does: it happens."""


@pytest.mark.parametrize("store", ["embedded"], indirect=True)
@pytest.mark.parametrize(("state", "action"), FORBIDDEN, ids=str)
async def test_what_the_table_has_not_changes_nothing(desk: Desk, state: ModelState, action: ModelAction) -> None:
    await desk.to(state)
    before = await read_version(desk.store, KEY)
    assert before is not None and before.state is state
    with pytest.raises(Conflict):
        if action is SAVE:
            await desk.save(revision=before.revision, name="另一份")
        else:
            await desk.step(action, LI)
    assert await read_version(desk.store, KEY) == before


async def test_of_two_at_once_one_wins_and_the_other_is_told(desk: Desk) -> None:
    await desk.to(PROPOSED)
    found = await read_version(desk.store, KEY)
    assert found is not None
    both = await asyncio.gather(
        desk.step(PUBLISH, LI, revision=found.revision),
        desk.step(SEND_BACK, LI, revision=found.revision),
        return_exceptions=True,
    )
    assert [type(one) for one in both if isinstance(one, BaseException)] == [Conflict]
    [steps] = await read_steps(desk.store, [KEY])
    assert len(steps) == 3


async def test_two_versions_published_at_once_leave_one_published(desk: Desk) -> None:
    for number in ("1", "2"):
        await desk.to(PROPOSED, number)
    await asyncio.gather(*(desk.step(PUBLISH, LI, of=f"model:1-14@{number}") for number in ("1", "2")))
    states = [one.state for one in await versions_of(desk.store, "1-14")]
    assert sorted(states) == [PUBLISHED, SUPERSEDED]


async def test_the_same_again_under_the_same_key_changes_nothing(desk: Desk) -> None:
    first = await desk.save(key="a")
    again = await desk.save(key="a")
    assert (again.version, again.repeated) == (first.version, True)
    with pytest.raises(BadInput):
        await desk.save(key="a", name="另一份")
    proposed = await desk.step(PROPOSE, revision=1, idempotency_key="b")
    repeated = await desk.step(PROPOSE, revision=1, idempotency_key="b")
    assert (repeated.version, repeated.repeated) == (proposed.version, True)
    with pytest.raises(BadInput):
        await desk.step(WITHDRAW, revision=2, idempotency_key="b")
    published = await desk.step(PUBLISH, LI, revision=2, idempotency_key="b")
    assert not published.repeated, "another person's key is another key"
    assert (await desk.save(key="a")).repeated, "also when it is long published"


REFUSED: dict[str, tuple[type[CreditError], dict[str, Any]]] = {
    "a version that there is not": (NotFound, {"of": "model:1-14@9"}),
    "another revision": (Conflict, {"revision": 7}),
    "no key": (BadInput, {"idempotency_key": " "}),
    "a key without end": (BadInput, {"idempotency_key": "k" * 201}),
    "a reason without end": (BadInput, {"reason": "长" * 1_001}),
}


@pytest.mark.parametrize("store", ["embedded"], indirect=True)
@pytest.mark.parametrize(("error", "given"), REFUSED.values(), ids=REFUSED)
async def test_what_is_refused(desk: Desk, error: type[CreditError], given: dict[str, Any]) -> None:
    await desk.save()
    with pytest.raises(error):
        await desk.step(PROPOSE, **given)


@pytest.mark.parametrize("store", ["embedded"], indirect=True)
async def test_what_cannot_be_done_without_a_reason_or_over_another_s_draft(desk: Desk) -> None:
    await desk.save()
    with pytest.raises(BadInput):
        await desk.step(WITHDRAW, reason=" ")
    with pytest.raises(Conflict):
        await desk.save(name="另一份")
    with pytest.raises(Conflict):
        await desk.save(revision=1, version="2")
    with pytest.raises(BadInput):
        await desk.save(version="2", item="1-99")


@pytest.mark.parametrize("store", ["embedded"], indirect=True)
async def test_what_no_longer_fits_the_catalogue_is_not_proposed(desk: Desk) -> None:
    await desk.save()
    smaller = replace(CATALOGUE, items=CATALOGUE.items[2:])
    with pytest.raises(BadInput, match="1-7"):
        await Publishing(desk.store, smaller, lambda: NOW).step(NewStep(KEY, 1, PROPOSE, "k"), ZHANG)


async def test_the_list_has_those_saved_last_first_and_tells_everybody_what_was_published(desk: Desk) -> None:
    for number, state in enumerate((PUBLISHED, PUBLISHED, PROPOSED, DRAFT, WITHDRAWN), 1):
        desk.now += timedelta(minutes=1)
        await desk.to(state, str(number))

    async def listed(only: ModelFilter, first: int = 10) -> Sequence[str]:
        page = await model_versions(
            desk.store, page_request(NEWEST_FIRST, first=first), only=only, wanted=Wanted(total=True)
        )
        assert page.total is not None and page.total >= len(page.rows)
        return [one.key.rpartition("@")[2] for one in page.rows]

    assert await listed(ModelFilter()) == ["5", "4", "3", "2", "1"]
    assert await listed(ModelFilter(), first=2) == ["5", "4"]
    assert await listed(ModelFilter(told=True)) == ["2", "1"]
    assert await listed(ModelFilter(states=(DRAFT, WITHDRAWN))) == ["5", "4"]
    assert await listed(ModelFilter(items=("1-7",))) == []
