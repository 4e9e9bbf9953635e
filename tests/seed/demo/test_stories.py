"""The ten demo subjects: each story is what the rules make of the file, on any day it is laid down."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import pytest

from graph_model import uscc
from graph_model.catalogue import Catalogue
from graph_model.errors import BadInput
from graph_model.grades import current_records, grade_view, in_force
from graph_model.intake.settling import settlement
from graph_model.measures import MeasureResolution, resolve
from graph_model.model import (
    COMPOSITE,
    Direction,
    DiscrepancyState,
    Grade,
    RelationKind,
    SubjectData,
    SubjectKind,
    WithheldReason,
)
from graph_model.persons import masked_name
from graph_model.store import GraphStore
from graph_model.subjects import read_subject
from seed.city.calendar import Calendar
from seed.demo import DEMO_SUBJECTS, DemoSubject, lay_demo
from seed.demo.reading import DEMO_FILE, read_demo
from seed.laying import ensure_plan
from seed.located_yaml import PlanFileError
from tests.seed.city.dump import lines_of, stored_lines

TODAYS = [date(2026, 11, 24), date(2024, 2, 29), date(2033, 1, 1)]
RESTRICTIVE = {
    *("d-industry-ban", "d-fiscal-funds-limit", "d-resource-trading-limit", "d-resource-allocation-limit"),
    "d-honours-withdrawn",
}
ALL_A, NO_FACT, RESTRICTED, MINOR, EXPIRED, DISCREPANT, PERSON, BRANCH, UNGRADED, HISTORY = (
    demo.key for demo in DEMO_SUBJECTS
)


@dataclass(frozen=True)
class Story:
    """What is to be seen of a subject: its grades in force, the composite, its restrictive measures and why not."""

    grades: Mapping[str, Grade]
    composite: Grade | None
    restricted: Mapping[str, str] = field(default_factory=dict)
    """Restrictive measures that apply, each with the title of the document behind it."""
    withheld: Mapping[str, WithheldReason] = field(default_factory=dict)
    """Restrictive measures that do not, each with the reason."""


A, B, C, D = Grade
NO_LEGAL_BASIS, DISPROPORTIONATE = WithheldReason.NO_LEGAL_BASIS, WithheldReason.DISPROPORTIONATE
WAGES = "保障农民工工资支付条例"
STORIES = {
    ALL_A: Story({"1-1": A, "1-14": A, "1-21": A, "1-48": A}, A),
    NO_FACT: Story(
        {"1-14": C, "1-18": D, "1-48": C}, D, withheld=dict.fromkeys(RESTRICTIVE, WithheldReason.NO_DISHONESTY_FACT)
    ),
    RESTRICTED: Story(
        {"1-9": D, "1-14": C},
        D,
        restricted=dict.fromkeys(RESTRICTIVE - {"d-resource-allocation-limit"}, WAGES),
        withheld={"d-resource-allocation-limit": NO_LEGAL_BASIS},
    ),
    MINOR: Story(
        {"1-28": C, "1-48": C},
        D,
        withheld={
            "d-fiscal-funds-limit": NO_LEGAL_BASIS,
            "d-resource-trading-limit": DISPROPORTIONATE,
            "d-resource-allocation-limit": DISPROPORTIONATE,
            "d-honours-withdrawn": DISPROPORTIONATE,
        },
    ),
    EXPIRED: Story({}, D, withheld=dict.fromkeys(RESTRICTIVE, WithheldReason.GRADE_EXPIRED)),
    DISCREPANT: Story({"1-35": A, "2-6": D}, B, withheld={"d-industry-ban": WithheldReason.NO_DISHONESTY_FACT}),
    PERSON: Story({"1-30": A}, None),
    BRANCH: Story({"1-1": B}, B),
    UNGRADED: Story({}, None),
    HISTORY: Story({"1-20": B, "1-41": A, "1-40": A, "1-48": A}, A),
}


def demo_data(plan: Catalogue, key: str, today: date) -> SubjectData:
    demo = read_demo(plan, today)
    return SubjectData(
        next(subject for subject in demo.subjects if subject.key == key),
        tuple(record for record in demo.records if record.subject_key == key),
        tuple(fact for fact in demo.facts if fact.subject_key == key),
        tuple(record for record in demo.discrepancies if record.subject_key == key),
    )


def restrictive(found: MeasureResolution) -> tuple[dict[str, str], dict[str, WithheldReason]]:
    """The restrictive measures that apply with their document, and those withheld with their reason."""
    applied = {
        a.measure.key: a.legal_basis[0].title for a in found.applied if a.measure.direction is Direction.RESTRICTIVE
    }
    withheld = {w.measure.key: w.reason for w in found.withheld if w.measure.direction is Direction.RESTRICTIVE}
    return applied, withheld


@pytest.mark.parametrize("today", TODAYS, ids=str)
@pytest.mark.parametrize("demo", DEMO_SUBJECTS, ids=lambda demo: demo.name)
def test_the_story_is_what_the_rules_make_of_it(plan: Catalogue, demo: DemoSubject, today: date) -> None:
    story, data = STORIES[demo.key], demo_data(plan, demo.key, today)
    view = grade_view(data, plan, today)
    assert {r.item_key: r.grade for r in view.grades if in_force(r, today)} == story.grades
    assert (view.composite and view.composite.grade) == story.composite
    assert restrictive(resolve(data, plan, today)) == (dict(story.restricted), dict(story.withheld))


@pytest.mark.parametrize("later", [timedelta(days=300), timedelta(days=1_200)], ids=str)
def test_stories_that_are_laid_down_stay_true_for_years(plan: Catalogue, later: timedelta) -> None:
    for key, story in STORIES.items():
        data = demo_data(plan, key, TODAYS[0])
        assert restrictive(resolve(data, plan, TODAYS[0] + later)) == (dict(story.restricted), dict(story.withheld))


def test_all_a_meets_incentives_and_nothing_is_withheld(plan: Catalogue) -> None:
    found = resolve(demo_data(plan, ALL_A, TODAYS[0]), plan, TODAYS[0])
    assert found.withheld == ()
    assert {a.measure.direction for a in found.applied} == {Direction.INCENTIVE}
    assert {a.measure.key for a in found.applied} == {m.key for m in plan.measures_for(Grade.A)}


def test_the_ban_goes_by_the_items_own_grade_and_the_limits_by_the_composite(plan: Catalogue) -> None:
    found = resolve(demo_data(plan, RESTRICTED, TODAYS[0]), plan, TODAYS[0])
    restricted = {a.measure.key: a for a in found.applied if a.measure.key in RESTRICTIVE}
    ban = restricted.pop("d-industry-ban")
    assert ban.item is not None and ban.item.key == "1-9" and not ban.advisory
    assert all(applied.item is None and applied.advisory for applied in restricted.values())


def test_an_expired_grade_brings_nothing_although_a_fact_and_a_law_are_there(plan: Catalogue) -> None:
    data = demo_data(plan, EXPIRED, TODAYS[0])
    assert resolve(data, plan, TODAYS[0]).applied == ()
    before = TODAYS[0] - timedelta(days=200)
    assert "d-industry-ban" in {a.measure.key for a in resolve(data, plan, before).applied}


def test_the_discrepant_one_has_one_pair_three_levels_apart(plan: Catalogue) -> None:
    data = demo_data(plan, DISCREPANT, TODAYS[0])
    (pair,) = grade_view(data, plan, TODAYS[0]).discrepancies
    assert (pair.high.item_key, pair.low.item_key, pair.levels) == ("1-35", "2-6", 3)
    (stored,) = data.discrepancies
    assert stored.state is DiscrepancyState.OPEN


def test_the_person_is_pseudonymous_and_meets_nothing_of_the_composite(plan: Catalogue) -> None:
    data = demo_data(plan, PERSON, TODAYS[0])
    assert data.subject.kind is SubjectKind.PERSON
    assert re.fullmatch("person:[0-9a-f]{32}", data.subject.key)
    assert masked_name(data.subject.name) == data.subject.name
    assert not [a for a in resolve(data, plan, TODAYS[0]).applied if a.advisory]


def test_the_branch_is_one_of_the_first_subject(plan: Catalogue) -> None:
    links = {(r.from_key, r.kind, r.to_key) for r in read_demo(plan, TODAYS[0]).relations}
    assert (BRANCH, RelationKind.BRANCH_OF, ALL_A) in links
    assert (PERSON, RelationKind.PRACTISES_AT, UNGRADED) in links


def test_what_nobody_grades_has_nothing_at_all(plan: Catalogue) -> None:
    data = demo_data(plan, UNGRADED, TODAYS[0])
    view, found = grade_view(data, plan, TODAYS[0]), resolve(data, plan, TODAYS[0])
    assert (view.grades, view.highest, view.lowest, view.spread) == ((), None, None, 0)
    assert (found.applied, found.withheld) == ((), ())


def test_the_long_history_has_years_a_correction_and_discrepancies_that_went(plan: Catalogue) -> None:
    today = TODAYS[0]
    data = demo_data(plan, HISTORY, today)
    evaluated = Counter(r.item_key for r in data.records)
    assert evaluated["1-48"] == 7 and evaluated[COMPOSITE] == 3
    (wrong,) = [r for r in data.records if r.superseded_at is not None]
    assert wrong.superseded_at is not None
    between = wrong.recorded_at + (wrong.superseded_at - wrong.recorded_at) / 2
    then = wrong.evaluated_on + timedelta(days=30)
    assert current_records(data.records, then, between)["1-41"].grade is Grade.D
    assert current_records(data.records, then)["1-41"].grade is Grade.B
    assert {d.state for d in data.discrepancies} == {DiscrepancyState.CLOSED}
    assert {d.closed_at for d in data.discrepancies} == {wrong.superseded_at}


def test_the_long_history_is_the_same_where_systems_hold_their_items(plan: Catalogue) -> None:
    """They know no correction: what they hold comes by sync, as it stands now."""
    held = frozenset(item.key for item in plan.items if item.system_key is not None)
    told = read_demo(plan, TODAYS[0], without=held)
    own = [record for record in told.records if record.subject_key == HISTORY]
    assert {record.item_key for record in own} == {"1-40", "1-41", COMPOSITE}
    (wrong,) = [record for record in own if record.superseded_at is not None]
    states = {(d.state, d.closed_at) for d in told.discrepancies if d.subject_key == HISTORY}
    assert wrong.grade is Grade.D and states == {(DiscrepancyState.CLOSED, wrong.superseded_at)}


# --- what holds of all ten ----------------------------------------------------------------------------------------------


def test_there_are_ten_each_with_a_story_in_both_languages(plan: Catalogue) -> None:
    assert len(STORIES) == len(DEMO_SUBJECTS) == 10
    assert [subject.key for subject in read_demo(plan, TODAYS[0]).subjects] == [demo.key for demo in DEMO_SUBJECTS]
    for demo in DEMO_SUBJECTS:
        assert demo.story_zh and demo.story_en
        assert demo.name.startswith("渝信示例") or demo.key.startswith("person:")


def test_their_codes_are_valid_and_of_no_real_division() -> None:
    for key in STORIES:
        if key.startswith("uscc:"):
            code = key.removeprefix("uscc:")
            assert uscc.check(code) == code and code[2:8] == "995099"
            assert uscc.organisation_code_check(code[8:16]) == code[16]


@pytest.mark.parametrize("today", TODAYS, ids=str)
def test_everything_says_that_it_is_made_up_and_was_known_by_then(plan: Catalogue, today: date) -> None:
    demo, now = read_demo(plan, today), Calendar(today).now
    assert all(subject.synthetic for subject in demo.subjects)
    assert all(record.document_no is not None and "合成" in record.document_no for record in demo.records)
    assert all("合成" in fact.document_no for fact in demo.facts)
    assert max(record.recorded_at for record in demo.records) <= now
    assert max(fact.recorded_at for fact in demo.facts) <= now
    assert len({record.key for record in demo.records}) == len(demo.records)


@pytest.mark.parametrize("today", TODAYS, ids=str)
def test_the_stored_discrepancies_are_those_that_the_rules_find(plan: Catalogue, today: date) -> None:
    for key in STORIES:
        assert settlement(demo_data(plan, key, today), plan, Calendar(today).now).records == ()


async def test_they_are_laid_down_once(store: GraphStore) -> None:
    catalogue = await ensure_plan(store)
    assert await lay_demo(store, catalogue, today=TODAYS[0]) == DEMO_SUBJECTS
    assert await stored_lines(store) == lines_of(read_demo(catalogue, TODAYS[0]))
    await lay_demo(store, catalogue, today=TODAYS[0] + timedelta(days=40))
    assert await stored_lines(store) == lines_of(read_demo(catalogue, TODAYS[0]))


async def test_they_ask_for_the_plan_first(store: GraphStore, plan: Catalogue) -> None:
    with pytest.raises(BadInput, match="lay it down first"):
        await lay_demo(store, plan, today=TODAYS[0])


async def test_a_demo_subject_is_read_as_any_other(store: GraphStore) -> None:
    catalogue = await ensure_plan(store)
    await lay_demo(store, catalogue, today=TODAYS[0])
    read = await read_subject(store, HISTORY)
    assert read is not None and sorted(r.key for r in read.records) == sorted(
        r.key for r in demo_data(catalogue, HISTORY, TODAYS[0]).records
    )


# --- slips of the pen ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "instead", "told"),
    [
        ("item: 1-18, native: D", "item: 1-99, native: D", "unknown item '1-99'"),
        ("native: 环保不良企业", "native: 环保糟糕企业", "no such grade"),
        ("evaluatedOn: today-75d", "evaluatedOn: 2026-01-01", "today-30d"),
        ("severity: serious", "severity: grave", "unknown severity"),
        ("conduct: wage-arrears", "conduct: wage-arrear", "'wage-arrears'"),
        ("kind: BRANCH_OF", "kind: BRANCH", "unknown kind"),
        ("to: uscc:12995099000000094B", "to: uscc:129950990000000940", "demo subject"),
        ("status: 存续", "statue: 存续", "'status'"),
        ("key: uscc:12995099000000094B", "key: uscc:91995099000000019D", "duplicate key"),
    ],
)
def test_an_error_names_the_line(plan: Catalogue, tmp_path: Path, written: str, instead: str, told: str) -> None:
    text = DEMO_FILE.read_text(encoding="utf-8")
    line = text[: text.index(written)].count("\n") + 1
    file = tmp_path / "subjects.yaml"
    file.write_text(text.replace(written, instead, 1), encoding="utf-8")
    with pytest.raises(PlanFileError) as error:
        read_demo(plan, TODAYS[0], file)
    assert f"subjects.yaml:{line}" in str(error.value) and told in str(error.value)
