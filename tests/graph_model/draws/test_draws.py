"""A draw from the graph and back into it, on both stores: committed, drawn, read, proved."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
import pytest_asyncio

from graph_model.catalogue import Catalogue
from graph_model.disclosure import disclosing
from graph_model.draws.asked import Request
from graph_model.draws.carrying_out import AlreadyDrawn, carry_out
from graph_model.draws.committing import commit_to, draw_key, preview
from graph_model.draws.pool_reading import read_pool
from graph_model.draws.reading import (
    BY_TASK,
    NEWEST_FIRST,
    DrawFilter,
    inspection_tasks,
    public_file,
    read_draw,
    sample_draws,
    sample_file,
)
from graph_model.draws.values import DrawState, InspectionTask, SampleDraw
from graph_model.errors import BadInput, CreditError, LimitExceeded, NotFound
from graph_model.inspections.inspecting import Inspecting, NewInspection, Withdrawal, version_of
from graph_model.inspections.rules import Content
from graph_model.model import Finding, FindingResult, Grade, InspectionManner, InspectionOutcome
from graph_model.paging import Wanted, page_request
from graph_model.sampling.pool import Inspector, LeftOutCode
from graph_model.sampling.rates import SamplingRate
from graph_model.sampling.record import canonical
from graph_model.sampling.verifying import verify
from graph_model.signed import Signature as Person
from graph_model.store import GraphStore
from graph_model.writing import Additions
from seed.laying import ensure_plan
from tests.graph_model.draws.quarter import DAY, HIGHWAY, LABOUR, NOW, OFFICE, graded, later, lay_down, request, subject
from tests.graph_model.sampling import second_verifier
from tests.graph_model.small_city import add

KEY = draw_key("2026-冬", "信用办")
LOTTERY = "2026317: 03 11 17 20 28 31 / 09"


@pytest_asyncio.fixture
async def catalogue(store: GraphStore) -> Catalogue:
    laid = await ensure_plan(store)
    await lay_down(store)
    return laid


async def committed(store: GraphStore, catalogue: Catalogue, asked: Request, key: str = KEY) -> SampleDraw:
    return (await commit_to(store, catalogue, asked, key, OFFICE))[0]


async def tasks_of(store: GraphStore, key: str = KEY, district: str | None = None) -> list[InspectionTask]:
    page = await inspection_tasks(store, key, page_request(BY_TASK, first=100), district=district)
    return list(page.rows)


async def test_a_draw_is_previewed_committed_to_drawn_and_proved(store: GraphStore, catalogue: Catalogue) -> None:
    asked = request(HIGHWAY, LABOUR)
    plan = await preview(store, asked.terms(catalogue, KEY, DAY), asked, OFFICE)
    sizes = {one.name: (one.size, one.take) for one in plan.strata}
    assert sizes["1-14/D"] == (
        11,
        3,
    )  # 16 of them, less the one that is deregistered and four who are D on highways too
    assert (
        sum(size for size, _ in sizes.values()) == 78
    )  # without the deregistered one and the one whose grade has expired
    draw = await committed(store, catalogue, asked)
    assert (draw.state, draw.plan.strata, draw.seed, draw.visits) == (DrawState.COMMITTED, plan.strata, None, None)
    assert draw.departments == ("human-resources", "transport")

    drawn, repeated = await carry_out(store, KEY, LOTTERY, later(days=2))
    assert (drawn.state, repeated, drawn.visits) == (DrawState.DRAWN, False, sum(take for _, take in sizes.values()))
    assert (drawn.commitment, drawn.committed, drawn.drawn) == (draw.commitment, OFFICE, later(days=2))
    assert await read_draw(store, KEY) == drawn

    file = await sample_file(store, drawn)
    whole, public = canonical(file), canonical(public_file(drawn))
    for each in (whole, public):
        assert verify(each, draw.commitment).verified and second_verifier.verified(each)
    assert isinstance(file.visits, tuple)
    tasks = await tasks_of(store)
    assert [(t.subject_key, t.inspectors, t.method) for t in tasks] == [
        (visit.subject, visit.inspectors, visit.method) for visit in file.visits
    ]
    assert all(len(task.inspectors) == 2 * len(dict(task.items)) for task in tasks)


async def test_the_deregistered_and_the_excluded_are_told_and_an_expired_grade_is_not_there(
    store: GraphStore, catalogue: Catalogue
) -> None:
    asked = request(excluded={subject(1).key: "在建项目停工", "uscc:nobody": "不在池里"})
    plan = await preview(store, asked.terms(catalogue, KEY, DAY), asked, OFFICE)
    assert plan.left_out == {LeftOutCode.DEREGISTERED: 1, LeftOutCode.EXCLUDED: 1}
    assert {one.name: one.size for one in plan.strata} == {"1-9/A": 18, "1-9/B": 19, "1-9/C": 20, "1-9/D": 20}


async def test_a_grade_under_review_draws_nobody(store: GraphStore, catalogue: Catalogue) -> None:
    await add(store, Additions(subjects=[subject(200)], records=[graded(200, HIGHWAY, Grade.D, suspended=True)]))
    asked = request()
    plan = await preview(store, asked.terms(catalogue, KEY, DAY), asked, OFFICE)
    assert plan.left_out[LeftOutCode.UNDER_REVIEW] == 1


async def test_who_was_drawn_is_not_drawn_again_before_its_months_have_passed(
    store: GraphStore, catalogue: Catalogue
) -> None:
    await committed(store, catalogue, request())
    await carry_out(store, KEY, None, OFFICE)
    first = await tasks_of(store)
    assert first
    asked = request()
    soon = await preview(store, asked.terms(catalogue, "draw:2", DAY + timedelta(days=7)), asked, OFFICE)
    assert soon.left_out[LeftOutCode.RECENTLY_INSPECTED] == len(first)
    on_labour = request(LABOUR)
    other = await preview(store, on_labour.terms(catalogue, "draw:3", DAY), on_labour, OFFICE)
    assert LeftOutCode.RECENTLY_INSPECTED not in other.left_out
    late = await preview(store, asked.terms(catalogue, "draw:4", DAY + timedelta(days=800)), asked, OFFICE)
    assert LeftOutCode.RECENTLY_INSPECTED not in late.left_out


async def test_who_was_inspected_without_a_draw_is_not_drawn_before_its_months_have_passed(
    store: GraphStore, catalogue: Catalogue
) -> None:
    """Subject 7 is a D, of whom six months have to pass; the plan 增加抽查频次 and never 每天."""
    content = Content(
        InspectionManner.ON_SITE,
        DAY,
        ("执7号",),
        (Finding("资质", FindingResult.PASSED),),
        InspectionOutcome.NO_PROBLEM,
        "渝交检〔2026〕1号",
    )
    inspecting = Inspecting(store, catalogue, lambda: NOW, Person("甲", "officer"))
    recorded = await inspecting.record(NewInspection(subject(7).key, HIGHWAY, content, "1"))
    nobody = replace(content, findings=(), outcome=InspectionOutcome.UNREACHABLE)
    await inspecting.record(NewInspection(subject(11).key, HIGHWAY, nobody, "2"))

    async def left_out(days: int) -> list[tuple[str, str]]:
        asked = request()
        read = await read_pool(store, asked.terms(catalogue, KEY, DAY + timedelta(days=days)), asked)
        code = LeftOutCode.RECENTLY_INSPECTED
        return [(one.subject_key, one.detail) for one in read.left_out if one.code is code]

    assert await left_out(0) == await left_out(180) == [(subject(7).key, DAY.isoformat())]
    assert await left_out(181) == []  # the 27th of May
    assert await left_out(-1) == [], "a draw of yesterday knows nothing of today"
    mistaken = Withdrawal(recorded.inspection.key, version_of(recorded.inspection), "3", "记错了主体")
    await inspecting.withdraw(mistaken)
    assert await left_out(0) == [], "what was recorded by mistake holds up no draw"


async def test_the_later_of_draw_and_inspection_counts(store: GraphStore, catalogue: Catalogue) -> None:
    await committed(store, catalogue, request())
    await carry_out(store, KEY, None, OFFICE)
    task = next(one for one in await tasks_of(store) if one.items[0][1] is Grade.D)
    content = Content(
        InspectionManner.ON_SITE, DAY + timedelta(days=20), ("7",), (Finding("资质", FindingResult.PASSED),),
        InspectionOutcome.NO_PROBLEM, "1号",
    )  # fmt: skip
    inspecting = Inspecting(store, catalogue, lambda: NOW + timedelta(days=21), Person("甲", "officer"))
    await inspecting.record(NewInspection(task.subject_key, HIGHWAY, content, "1", task.key))
    asked = request()
    read = await read_pool(store, asked.terms(catalogue, "draw:2", DAY + timedelta(days=190)), asked)
    days = {one.subject_key: one.detail for one in read.left_out if one.items == (HIGHWAY,)}
    assert days[task.subject_key] == (DAY + timedelta(days=20)).isoformat()


async def test_only_the_districts_that_are_asked_for_are_drawn_from(store: GraphStore, catalogue: Catalogue) -> None:
    draw = await committed(store, catalogue, request(districts=("渝北区",)))
    await carry_out(store, KEY, LOTTERY, OFFICE)
    tasks = await tasks_of(store)
    assert {task.district for task in tasks} == {"渝北区"} and draw.plan.districts == ("渝北区",)
    assert await tasks_of(store, district="渝中区") == []


async def test_the_same_request_under_the_same_key_changes_nothing_and_another_is_refused(
    store: GraphStore, catalogue: Catalogue
) -> None:
    first = await committed(store, catalogue, request())
    again, repeated = await commit_to(store, catalogue, request(), KEY, later(hours=1))
    assert (again, repeated) == (first, True)
    with pytest.raises(BadInput, match="another plan"):
        await commit_to(store, catalogue, request(LABOUR), KEY, OFFICE)
    assert draw_key("2026-冬", "别人") != KEY


async def test_a_draw_is_drawn_once(store: GraphStore, catalogue: Catalogue) -> None:
    await committed(store, catalogue, request())
    first, _ = await carry_out(store, KEY, LOTTERY, OFFICE)
    assert await carry_out(store, KEY, LOTTERY, later(hours=1)) == (first, True)
    for other in ("another", None):
        with pytest.raises(AlreadyDrawn):
            await carry_out(store, KEY, other, later(hours=1))
    with pytest.raises(NotFound):
        await carry_out(store, "draw:nothing", None, OFFICE)


async def test_of_two_who_act_at_once_one_wins_and_the_other_is_told(store: GraphStore, catalogue: Catalogue) -> None:
    both = await asyncio.gather(*(commit_to(store, catalogue, request(), KEY, later(seconds=n)) for n in range(2)))
    assert both[0][0] == both[1][0] and sorted(repeated for _, repeated in both) == [False, True]
    found = await asyncio.gather(
        *(carry_out(store, KEY, word, OFFICE) for word in ("one", "two")), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in found) == ["AlreadyDrawn", "tuple"]
    standing = await read_draw(store, KEY)
    assert standing is not None and len(await tasks_of(store)) == standing.visits


async def test_the_list_has_the_latest_first_and_is_filtered(store: GraphStore, catalogue: Catalogue) -> None:
    for number, item in enumerate((HIGHWAY, LABOUR)):
        await commit_to(store, catalogue, request(item), f"draw:{number}", later(hours=number))
    await carry_out(store, "draw:0", None, OFFICE)

    async def keys(only: DrawFilter) -> list[str]:
        page = await sample_draws(store, page_request(NEWEST_FIRST), only=only, wanted=Wanted(total=True))
        assert page.total == len(page.rows)
        return [draw.key for draw in page.rows]

    assert await keys(DrawFilter()) == ["draw:1", "draw:0"]
    assert await keys(DrawFilter(item=HIGHWAY)) == ["draw:0"]
    assert await keys(DrawFilter(department="human-resources")) == ["draw:1"]
    assert await keys(DrawFilter(states=(DrawState.DRAWN,))) == ["draw:0"]


async def test_tasks_are_paged(store: GraphStore, catalogue: Catalogue) -> None:
    await committed(store, catalogue, request())
    await carry_out(store, KEY, LOTTERY, OFFICE)
    every = await tasks_of(store)
    first = await inspection_tasks(store, KEY, page_request(BY_TASK, first=3), wanted=Wanted(total=True))
    rest = await inspection_tasks(store, KEY, page_request(BY_TASK, first=100, after=first.cursors[-1]))
    assert [*first.rows, *rest.rows] == every and first.total == len(every) and first.has_next


async def test_the_task_of_a_subject_is_found_by_it(store: GraphStore, catalogue: Catalogue) -> None:
    await committed(store, catalogue, request())
    await carry_out(store, KEY, LOTTERY, OFFICE)
    last = (await tasks_of(store))[-1]
    everything = Wanted(total=True)
    found = await inspection_tasks(
        store, KEY, page_request(BY_TASK, first=1), subject=last.subject_key, wanted=everything
    )
    assert (found.rows, found.total) == ((last,), 1)
    other = await inspection_tasks(store, KEY, page_request(BY_TASK, first=1), subject="uscc:X", wanted=everything)
    assert (other.rows, other.total) == ((), 0)


async def test_what_is_read_of_a_draw_is_disclosed(store: GraphStore, catalogue: Catalogue) -> None:
    with disclosing() as counted:
        await committed(store, catalogue, request())
    assert counted.counted and not counted.subjects
    drawn, _ = await carry_out(store, KEY, LOTTERY, OFFICE)
    with disclosing() as named:
        tasks = await tasks_of(store)
    assert set(named.subjects) == {task.subject_key for task in tasks}
    with disclosing() as whole:
        await sample_file(store, drawn)
    assert len(whole.subjects) == 79  # everybody but the one whose grade has expired


@pytest.mark.parametrize("store", ["embedded"], indirect=True)
async def test_a_record_that_was_changed_is_not_shown_as_a_draw(store: GraphStore, catalogue: Catalogue) -> None:
    await committed(store, catalogue, request())
    await carry_out(store, KEY, LOTTERY, OFFICE)
    await store.write("MATCH (w:SampleDraw {key: $key}) SET w.publicRandomness = 'another'", {"key": KEY})
    changed = await read_draw(store, KEY)
    assert changed is not None
    with pytest.raises(CreditError, match="was changed"):
        await sample_file(store, changed)


@pytest.mark.parametrize("store", ["embedded"], indirect=True)
async def test_a_seed_does_not_leave_the_graph_before_the_draw(store: GraphStore, catalogue: Catalogue) -> None:
    draw = await committed(store, catalogue, request())
    ((seed,),) = await store.read("MATCH (w:SampleDraw {key: $key}) RETURN w.seed", {"key": KEY})
    assert len(seed) == 64 and seed not in repr(draw)
    drawn, _ = await carry_out(store, KEY, LOTTERY, OFFICE)
    assert drawn.seed == seed


@pytest.mark.parametrize(
    ("asked", "where"),
    [
        (Request(()), "items"),
        (Request(("9-9",)), "items"),
        (Request(("composite",)), "items"),
        (Request((HIGHWAY,), each=0), "inspectorsEach"),
        (Request((HIGHWAY,), districts=("渝北区,渝中区",)), "districts"),
        (Request((HIGHWAY,), excluded={"uscc:1": "\n"}), "exclusions"),
        (Request((HIGHWAY,), rates=(SamplingRate(Grade.A, 100, 24, LABOUR),)), "rates"),
        (Request((HIGHWAY,), rates=(SamplingRate(Grade.A, 9000, 24, HIGHWAY),)), "rates"),
        (Request((HIGHWAY,), inspectors=(Inspector("a", "transport"), Inspector("a", "tax"))), "inspectors"),
        (Request((HIGHWAY,), inspectors=(Inspector("a", "nowhere"),)), "inspectors"),
        (Request((HIGHWAY,), inspectors=(Inspector("a,b", "transport"),)), "inspectors"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_its_place(asked: Request, where: str) -> None:
    from seed.plan_files import load_plan

    with pytest.raises(BadInput) as caught:
        asked.terms(load_plan(), KEY, DAY)
    assert caught.value.where == where


def test_more_than_the_limits_is_refused() -> None:
    from seed.plan_files import load_plan

    with pytest.raises(LimitExceeded, match="items"):
        Request(tuple(f"1-{n}" for n in range(1, 25))).terms(load_plan(), KEY, DAY)
