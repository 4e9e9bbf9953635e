"""Annual plans proposed, published, superseded and reported on, with the progress that the graph tells, on both stores."""

import asyncio
from collections.abc import Coroutine
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio
import yaml
from msgspec.structs import replace as changed

from graph_model.annual_plans.plan import plan_of_text
from graph_model.annual_plans.planning import Done, NewReport, Planning, Step
from graph_model.annual_plans.reading import (
    EVERY,
    LATEST_FIRST,
    DutyProgress,
    PlanFilter,
    annual_plans,
    progress_of,
    read_plan,
)
from graph_model.annual_plans.states import PlanAct, PlanState
from graph_model.annual_plans.version import PlanVersion, report_version
from graph_model.catalogue import Catalogue
from graph_model.errors import BadInput, Conflict, Forbidden, NotFound
from graph_model.model import Grade, GradeRecord, Inspection, InspectionState, SourceMode
from graph_model.paging import Wanted, page_request
from graph_model.sampling.pool import Inspector
from graph_model.signed import Signature
from graph_model.store import GraphStore
from graph_model.writing import Additions
from seed.laying import ensure_plan
from tests.graph_model.annual_plans.test_plan import EXAMPLE
from tests.graph_model.inspections.laid import lay
from tests.graph_model.small_city import add
from tests.resolvers.village import COMPANY, SHOP, village

NOW = datetime(2026, 7, 15, 4, tzinfo=UTC)
TODAY = date(2026, 7, 15)
PUBLISH, WITHDRAW = PlanAct.PUBLISH, PlanAct.WITHDRAW


class Desk:
    def __init__(self, store: GraphStore, catalogue: Catalogue) -> None:
        self.store, self.catalogue, self.now = store, catalogue, NOW

    def by(self, name: str) -> Planning:
        return Planning(self.store, lambda: self.now, Signature(name, "officer"))

    async def propose(self, key: str = "1", by: str = "甲", **changes: Any) -> Done:
        content = {**yaml.safe_load(EXAMPLE), **changes}
        plan = plan_of_text(yaml.safe_dump(content, allow_unicode=True), self.catalogue)
        return await self.by(by).propose(plan, key)

    async def step(
        self, version: PlanVersion, act: PlanAct = PUBLISH, by: str = "乙", key: str = "s", **changes: Any
    ) -> Done:
        step = Step(version.key, version.revision, act, key, None if act is PUBLISH else "重拟")
        return await self.by(by).step(replace(step, **changes), version.slot)

    async def published(self, **changes: Any) -> PlanVersion:
        return (await self.step((await self.propose(**changes)).version)).version

    async def report(
        self, version: PlanVersion, count: float, key: str = "r", seen: str | None = None, **changes: Any
    ) -> Done:
        new = replace(NewReport(version.key, "rules", count, key, "已发文", seen), **changes)
        return await self.by("甲").report(new, version.slot)

    async def progress(self, *versions: PlanVersion, day: date = TODAY) -> list[dict[str, DutyProgress]]:
        found = await progress_of(self.store, self.catalogue, versions, day)
        return [{one.duty.key: one for one in duties} for duties in found]

    async def keys(self, only: PlanFilter = EVERY) -> list[str]:
        page = await annual_plans(self.store, page_request(LATEST_FIRST), only=only, wanted=Wanted(total=True))
        assert page.total == len(page.rows)
        return [one.key.removeprefix("annual-plan:") for one in page.rows]


@pytest_asyncio.fixture
async def desk(store: GraphStore) -> Desk:
    return Desk(store, await ensure_plan(store))


async def failing(doing: Coroutine[Any, Any, Done], error: type[Exception]) -> None:
    with pytest.raises(error):
        await doing


async def test_one_proposes_and_another_publishes(desk: Desk) -> None:
    proposed = (await desk.propose()).version
    assert (proposed.key, proposed.state, proposed.proposed_by) == (
        "annual-plan:tax:2026@001",
        PlanState.PROPOSED,
        "甲",
    )
    assert (await desk.propose()).repeated
    await failing(desk.propose(title="别的"), BadInput)
    await failing(desk.propose("2"), Conflict)
    await failing(desk.step(proposed, by="甲"), Forbidden)
    await failing(desk.step(proposed, revision=7), Conflict)
    await failing(desk.step(proposed, plan_key="annual-plan:tax:2026@009"), NotFound)
    published = await desk.step(proposed)
    assert (published.version.state, published.version.decided_by, published.version.revision) == ("PUBLISHED", "乙", 2)
    assert (await desk.step(proposed)).repeated
    await failing(desk.step(proposed, WITHDRAW), BadInput)
    await failing(desk.step(published.version, WITHDRAW, key="w"), Conflict)
    assert await read_plan(desk.store, proposed.key) == published.version


async def test_versions_are_kept(desk: Desk) -> None:
    first = await desk.published()
    second = (await desk.propose("2", title="调整后的计划")).version
    withdrawn = (await desk.step(second, WITHDRAW, by="甲")).version
    assert (withdrawn.state, withdrawn.reason) == (PlanState.WITHDRAWN, "重拟")
    await failing(desk.step(withdrawn, key="again"), Conflict)
    third = (await desk.step((await desk.propose("3", title="再调整")).version)).version
    before = await read_plan(desk.store, first.key)
    assert before is not None and (before.state, before.content) == (PlanState.SUPERSEDED, first.content)
    other = await desk.published(
        key="o", year=2027, duties=[{**yaml.safe_load(EXAMPLE)["duties"][4], "dueOn": date(2027, 5, 1)}]
    )
    await desk.propose(
        "w",
        department="transport",
        duties=[{"key": "a", "what": "b", "kind": "REPORTED", "target": 1, "dueOn": date(2026, 5, 1)}],
    )
    slots = ["tax:2027@001", "tax:2026@001", "tax:2026@002", "tax:2026@003", "transport:2026@001"]
    assert await desk.keys() == sorted(slots, key=lambda one: (-int(one.split(":")[1][:4]), one))
    assert await desk.keys(PlanFilter(year=2026, states=(PlanState.PUBLISHED,))) == ["tax:2026@003"]
    assert await desk.keys(PlanFilter(department="transport")) == ["transport:2026@001"]
    assert await desk.keys(PlanFilter(own="tax")) == slots[:4]
    assert await desk.keys(PlanFilter(own="transport", year=2026)) == [
        "tax:2026@001",
        "tax:2026@003",
        "transport:2026@001",
    ]
    assert (third.number, other.number) == (3, 1)


async def test_two_proposed_at_once_are_one(desk: Desk) -> None:
    done = await asyncio.gather(desk.propose("1"), desk.propose("2"), return_exceptions=True)
    assert sorted(type(one).__name__ for one in done) == ["Conflict", "Done"]
    [version] = [one.version for one in done if isinstance(one, Done)]
    both = await asyncio.gather(
        desk.step(version, key="p"), desk.step(version, WITHDRAW, key="w"), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in both) == ["Conflict", "Done"]


async def test_of_two_who_report_at_once_one_does_and_the_other_is_told(desk: Desk) -> None:
    version = await desk.published()
    both = (desk.report(version, count, str(count), "0") for count in (1, 2))
    done = await asyncio.gather(*both, return_exceptions=True)
    assert sorted(type(one).__name__ for one in done) == ["Conflict", "Done"]
    [found] = await desk.progress(version)
    seen = found["rules"].report
    assert seen is not None and seen.count in {1, 2}
    await failing(desk.report(version, 3, "3", "0"), Conflict)
    assert not (await desk.report(version, 3, "3", report_version(seen.at))).repeated
    assert (await desk.report(version, 3, "3", report_version(seen.at))).repeated, "the same again"
    [after] = await desk.progress(version)
    assert (after["rules"].done, after["rules"].report is not None) == (3, True)


def graded(number: int, day: date, item: str = "1-48", **changes: Any) -> GradeRecord:
    start = GradeRecord(
        f"g{number}", COMPANY.key, item, Grade.A, day, None, NOW, None, "tax-credit", "A", "unified", 90.0,
        SourceMode.IMPORTED, "batch",
    )  # fmt: skip
    return changed(start, **changes)


def inspected(number: int, day: date, state: InspectionState = InspectionState.PUBLISHED) -> Inspection:
    from tests.gateway.records.audit.test_every_disclosure import INSPECTION

    return changed(
        INSPECTION, key=f"inspection:{number}", subject_key=SHOP.key, item_key="1-47", department_key="tax",
        inspected_on=day, state=state, published_at=NOW,
    )  # fmt: skip


async def test_progress_is_what_the_graph_tells(desk: Desk) -> None:
    await add(desk.store, village())
    records = [
        graded(1, date(2026, 1, 2)),
        graded(2, date(2026, 7, 15)),
        graded(3, date(2026, 7, 16)),
        graded(4, date(2025, 12, 31)),
    ]
    superseded = graded(5, date(2026, 3, 1), superseded_at=NOW)
    await add(desk.store, Additions(subjects=[], records=[*records, superseded, graded(6, date(2026, 3, 3), "1-47")]))
    days = [(1, date(2026, 2, 1)), (2, date(2025, 2, 1))]
    await lay(desk.store, [inspected(*one) for one in days] + [inspected(3, date(2026, 3, 1), InspectionState.DRAFT)])
    version = await desk.published()
    [found] = await desk.progress(version)
    assert (found["grades"].done, found["grades"].met, found["grades"].overdue) == (2, False, True)
    assert (found["inspections"].done, found["inspections"].overdue) == (1, False)
    assert (found["draws"].done, found["rules"].done, found["rules"].reason) == (0, None, "还没有报进展")
    assert found["coverage"].done is None and "没有报送" in str(found["coverage"].reason)
    [later] = await desk.progress(version, day=date(2027, 3, 1))
    assert (later["grades"].done, later["coverage"].overdue) == (3, True)
    small = yaml.safe_load(EXAMPLE)["duties"][0] | {"target": 1, "dueOn": date(2025, 6, 1)}
    past = await desk.published(key="past", year=2025, duties=[small])
    both = await desk.progress(past, version)
    assert (both[0]["grades"].done, both[0]["grades"].met, both[1]["grades"].done) == (1, True, 2)


async def test_objects_drawn_are_counted(desk: Desk) -> None:
    from graph_model.draws.asked import Request
    from graph_model.draws.carrying_out import carry_out
    from graph_model.draws.committing import commit_to
    from graph_model.draws.values import Signature as Drawer
    from graph_model.sampling.rates import SamplingRate

    await add(desk.store, village())
    await add(desk.store, Additions(subjects=[], records=[graded(1, date(2026, 1, 2), "1-47", grade=Grade.D)]))
    how = ((Grade.A, 1, 24), (Grade.B, 2, 12), (Grade.C, 3, 6), (Grade.D, 10_000, 6))
    rates = tuple(SamplingRate(grade, ratio, months, "1-47") for grade, ratio, months in how)
    asked = Request(("1-47",), rates=rates, inspectors=(Inspector("7", "tax"),), each=1)
    office = Drawer("甲", "officer", NOW)
    await commit_to(desk.store, desk.catalogue, asked, "draw:1", office)
    await carry_out(desk.store, "draw:1", "彩票", office)
    version = await desk.published()
    [found] = await desk.progress(version)
    assert found["draws"].done == 1
    [before] = await desk.progress(version, day=date(2026, 7, 1))
    assert before["draws"].done == 0


async def test_what_nothing_counts_is_reported(desk: Desk) -> None:
    proposed = (await desk.propose()).version
    await failing(desk.report(proposed, 1), Conflict)
    version = (await desk.step(proposed)).version
    for given, error in (
        ({"duty": "grades"}, BadInput),
        ({"duty": "none"}, NotFound),
        ({"count": -1.0}, BadInput),
        ({"count": float("nan")}, BadInput),
        ({"note": "长" * 1001}, BadInput),
    ):
        await failing(desk.report(version, float(given.pop("count", 1.0)), **given), error)
    assert not (await desk.report(version, 0)).repeated and (await desk.report(version, 0)).repeated
    await failing(desk.report(version, 5), BadInput)
    desk.now = NOW + timedelta(days=1)
    await desk.report(version, 1, "r2")
    [found] = await desk.progress(version, day=date(2026, 7, 16))
    report = found["rules"].report
    assert report is not None and (report.by, report.at, report.note) == ("甲", desk.now, "已发文")
    assert (found["rules"].done, found["rules"].met) == (1, True)
    [before] = await desk.progress(version)
    assert before["rules"].done == 0
    again = (await desk.step((await desk.propose("2", title="调整")).version)).version
    [kept] = await desk.progress(again, day=date(2026, 7, 16))
    assert kept["rules"].done == 1, "a later version keeps what was reported on the same duty"
