"""The archive: one subject's timeline (全面构建起“信用评价—监督检查—奖惩反馈—信用档案”的智慧监管闭环)."""

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from graph_model.archive import ArchiveEntry, timeline
from graph_model.discrepancies import pairs, settle
from graph_model.model import (
    CITY_ZONE,
    Consistency,
    GradeRecord,
    Inspection,
    InspectionManner,
    InspectionOutcome,
    InspectionState,
    MeasureAction,
    MeasureTaken,
    Scenario,
    SourceMode,
    SubjectData,
)
from graph_model.objections.reading import Objected
from graph_model.objections.values import Objection, ObjectionState
from graph_model.reviews import DiscrepancyReview, Review, ReviewDecision
from tests.graph_model.examples import (
    CATALOGUE,
    NOON,
    PERSON,
    SUBJECT,
    TODAY,
    A,
    B,
    C,
    D,
    composite,
    data,
    fact,
    record,
)

WRONG = record("1-14", D, date(2024, 1, 15), key="wrong", superseded_at=NOON)
RIGHT = record("1-14", B, date(2024, 1, 15), key="right", recorded_at=NOON)
RAISED_AT = datetime(2024, 1, 20, 4, tzinfo=UTC)
(RAISED,) = settle((), pairs([record("1-7", A), WRONG]), SUBJECT.key, RAISED_AT).raised
(CLOSED,) = settle([RAISED], (), SUBJECT.key, NOON).closed
LIFE = SubjectData(
    subject=SUBJECT,
    records=(record("1-7", A), WRONG, RIGHT, composite(B, evaluated_on=date(2024, 5, 1), native_grade="良")),
    facts=(fact("wage-arrears"),),
    discrepancies=(CLOSED,),
)


def told(entries: tuple[ArchiveEntry, ...]) -> list[str]:
    return [f"{entry.at:%Y-%m-%d} {entry.kind} {entry.what}" for entry in entries]


def test_a_life_newest_first() -> None:
    assert told(timeline(LIFE, CATALOGUE)) == [
        "2024-06-01 DISCREPANCY_CLOSED “交通运输”与“企业劳动保障”的等级差异关闭",
        "2024-06-01 CORRECTION “企业劳动保障”2024-01-15的评价由 D 更正为 B",
        "2024-05-01 EVALUATION “市公共信用综合评价”评为 B(良)",
        "2024-03-05 FACT 一般失信行为:wage-arrears(渝人社罚〔2024〕1号)",
        "2024-01-20 DISCREPANCY_RAISED “交通运输”与“企业劳动保障”的评价等级相差 3 档,应通报相关部门复核",
        "2024-01-15 EVALUATION “企业劳动保障”评为 D",
        "2024-01-15 EVALUATION “交通运输”评为 A",
        "2010-03-01 REGISTRATION 登记成立",
    ]


def test_objections_stand_in_the_life() -> None:
    raised, ended = NOON + timedelta(days=1), NOON + timedelta(days=2)
    wage = Objection(
        "objection:1", SUBJECT.key, RIGHT.key, "1-14", "human-resources", ObjectionState.REJECTED, "已结清", raised, ended,
        "王五", "证据不足",
    )  # fmt: skip
    roads = replace(
        wage, key="objection:2", record_key=LIFE.records[0].key, item_key="1-7", state=ObjectionState.WITHDRAWN
    )
    life = replace(LIFE, objections=(wage, roads, replace(wage, key="objection:3", record_key="gone")))
    graded = "“企业劳动保障”2024-01-15评为 B"
    own = [one for one in timeline(life, CATALOGUE) if isinstance(one.value, Objected) and one.value.record == RIGHT]
    assert told(tuple(own)) == [
        f"2024-06-03 OBJECTION_ANSWERED 不采纳异议:{graded}",
        f"2024-06-02 OBJECTION_RAISED 对{graded}提出异议",
    ]
    assert [one.value for one in own] == [Objected(wage, RIGHT)] * 2
    kinds = [one.kind for one in timeline(life, CATALOGUE) if isinstance(one.value, Objected)]
    assert sorted(kinds) == ["OBJECTION_ANSWERED", "OBJECTION_RAISED", "OBJECTION_RAISED", "OBJECTION_WITHDRAWN"]
    known = [one.value for one in timeline(life, CATALOGUE, raised) if isinstance(one.value, Objected)]
    assert [(one.objection.state, one.objection.answer) for one in known] == [(ObjectionState.OPEN, None)] * 2
    assert "OBJECTION" not in "".join(told(timeline(life, CATALOGUE, raised - timedelta(seconds=1))))


def test_an_entry_carries_the_thing_itself_and_its_time() -> None:
    closed, correction, evaluation, act, *_, registration = timeline(LIFE, CATALOGUE)
    assert (closed.value, closed.at) == (CLOSED, NOON)
    assert (correction.value, correction.at) == (RIGHT, NOON)
    assert (evaluation.value, evaluation.at) == (LIFE.records[3], date(2024, 5, 1))
    assert (act.value, act.at) == (LIFE.facts[0], date(2024, 3, 5))
    assert (registration.value, registration.at) == (SUBJECT, SUBJECT.registered_on)


def test_what_was_not_yet_known_is_not_shown() -> None:
    known = timeline(LIFE, CATALOGUE, NOON - timedelta(seconds=1))
    assert not {"CORRECTION", "DISCREPANCY_CLOSED"} & {entry.kind.value for entry in known}
    assert told(known) == told(timeline(LIFE, CATALOGUE))[2:]
    before_all = timeline(LIFE, CATALOGUE, datetime(2023, 1, 1, tzinfo=UTC))
    assert [entry.kind for entry in before_all] == ["REGISTRATION"]


def test_an_inspection_stands_at_its_day_once_it_is_published() -> None:
    one = Inspection(
        "inspection:1", SUBJECT.key, "1-7", "transport", InspectionManner.WRITTEN, date(2024, 4, 2), ("执7号",), (),
        InspectionOutcome.UNREACHABLE, "渝交检〔2024〕1号", None, InspectionState.REVIEWED, 2, NOON,
    )  # fmt: skip
    published = replace(one, state=InspectionState.PUBLISHED, published_at=NOON)
    life = replace(LIFE, inspections=(one,))
    assert timeline(life, CATALOGUE) == timeline(LIFE, CATALOGUE)
    life = replace(LIFE, inspections=(published,))
    [entry] = set(timeline(life, CATALOGUE)) - set(timeline(LIFE, CATALOGUE))
    assert told((entry,)) == ["2024-04-02 INSPECTION “交通运输”书面检查:无法联系(渝交检〔2024〕1号)"]
    before = timeline(life, CATALOGUE, NOON - timedelta(seconds=1))
    assert before == timeline(LIFE, CATALOGUE, NOON - timedelta(seconds=1))


def test_a_measure_stands_at_its_day_once_it_is_recorded() -> None:
    one = MeasureTaken(
        "measure-taken:1", SUBJECT.key, "a-honours", Scenario.HONOURS, MeasureAction.GRANTED, "transport", None,
        date(2024, 4, 2), None, "渝交办〔2024〕1号", A, Consistency.CONSISTENT, NOON,
    )  # fmt: skip
    life = replace(LIFE, taken=(one,))
    [entry] = set(timeline(life, CATALOGUE)) - set(timeline(LIFE, CATALOGUE))
    assert told((entry,)) == ["2024-04-02 MEASURE_TAKEN 市交通局给予“授予荣誉称号”(渝交办〔2024〕1号)"]
    before = NOON - timedelta(seconds=1)
    assert timeline(life, CATALOGUE, before) == timeline(LIFE, CATALOGUE, before)


def test_a_later_evaluation_is_no_correction() -> None:
    entries = timeline(data(record("1-7", B, date(2023, 9, 1)), record("1-7", C, date(2024, 3, 1))), CATALOGUE)
    assert [entry.kind for entry in entries] == ["EVALUATION", "EVALUATION", "REGISTRATION"]


def test_a_correction_names_the_version_that_it_corrects() -> None:
    again = record("1-14", C, date(2024, 1, 15), key="again", recorded_at=NOON + timedelta(days=1))
    entries = timeline(data(again, WRONG, replace(RIGHT, superseded_at=again.recorded_at)), CATALOGUE)
    assert [entry.what for entry in entries[:2]] == [
        "“企业劳动保障”2024-01-15的评价由 B 更正为 C",
        "“企业劳动保障”2024-01-15的评价由 D 更正为 B",
    ]


def test_a_record_that_its_system_has_no_more_was_withdrawn() -> None:
    """What ended without another one in its place; what then comes again is told apart from a correction."""
    later = NOON + timedelta(days=1)
    gone = record("1-14", D, date(2024, 1, 15), key="gone", superseded_at=NOON, mode=SourceMode.SYNCED)
    imported = replace(gone, key="imported", mode=SourceMode.IMPORTED)
    decided = replace(gone, key="decided", batch_key="decision-0f-1:sync:x:1")
    again = record("1-14", C, date(2024, 1, 15), key="again", recorded_at=later)
    what = {}
    for one in (gone, imported, decided):
        entries = timeline(data(again, one), CATALOGUE)
        assert [entry.kind for entry in entries[:3]] == ["CORRECTION", "EVALUATION_WITHDRAWN", "EVALUATION"]
        assert (entries[1].value, entries[1].at) == (one, NOON)
        assert entries[0].what == "“企业劳动保障”2024-01-15的评价撤下后重新评为 C"
        what[one.key] = entries[1].what
        known = timeline(data(again, one), CATALOGUE, NOON - timedelta(seconds=1))
        assert [entry.kind for entry in known] == ["EVALUATION", "REGISTRATION"]
    assert what == {
        "gone": "来源系统撤下“企业劳动保障”2024-01-15评为 D 的记录",
        "imported": "撤下“企业劳动保障”2024-01-15评为 D 的记录",
        "decided": "不再归入该主体,撤下“企业劳动保障”2024-01-15评为 D 的记录",
    }


def test_a_record_on_an_item_that_the_catalogue_no_longer_has_stays_in_the_archive() -> None:
    assert timeline(data(record("1-99", D)), CATALOGUE)[0].what == "“1-99”评为 D"


def test_what_had_happened_by_a_day() -> None:
    """`asOf` goes by when it happened, `knownAt` by when we learnt of it; a day begins in Chongqing."""
    whole = timeline(LIFE, CATALOGUE)
    for day in {entry.day for entry in whole} | {date(2020, 1, 1)}:
        assert timeline(LIFE, CATALOGUE, as_of=day) == tuple(entry for entry in whole if entry.day <= day)
    late = replace(CLOSED, closed_at=datetime(2024, 5, 31, 16, tzinfo=UTC))  # the first moment of June there
    life = replace(LIFE, discrepancies=(late,))
    kinds = [entry.kind for entry in timeline(life, CATALOGUE, as_of=date(2024, 5, 31))]
    assert "DISCREPANCY_CLOSED" not in kinds and "DISCREPANCY_RAISED" in kinds


@pytest.mark.parametrize(
    ("decision", "department", "said"),
    [
        (ReviewDecision.KEEP, "transport", "市交通局复核,维持原等级"),
        (ReviewDecision.CORRECT, "labour", "市人力社保局复核,原等级将更正"),
        (ReviewDecision.DISMISS, None, "信用主管部门复核,不予处理"),
    ],
)
def test_a_review_stands_in_the_archive(decision: ReviewDecision, department: str | None, said: str) -> None:
    """任务 8: 要及时通报相关部门进行复核."""
    at = RAISED_AT + timedelta(days=2)
    review = Review("review:1", decision, "李四", "证据已核", at, department, (RAISED.high_record, RAISED.low_record))
    reviews = {RAISED.key: (review,), "another": ()}
    new = set(timeline(LIFE, CATALOGUE, reviews=reviews)) - set(timeline(LIFE, CATALOGUE))
    [entry] = new
    assert (entry.kind, entry.at) == ("DISCREPANCY_REVIEWED", at)
    assert entry.what == f"“交通运输”与“企业劳动保障”的等级差异:{said}"
    assert entry.value == DiscrepancyReview(CLOSED, review)
    assert entry not in timeline(LIFE, CATALOGUE, at - timedelta(seconds=1), reviews=reviews)


def test_a_subject_of_which_nothing_is_known_has_an_empty_archive() -> None:
    assert timeline(data(subject=PERSON), CATALOGUE) == ()


def test_a_day_stands_at_its_first_moment_in_the_city() -> None:
    """An instant of the same day comes after it, one of the evening before stands before it."""
    midnight = datetime.combine(TODAY, datetime.min.time(), CITY_ZONE)
    evaluated = record("1-7", A, TODAY)
    for instant, newest in ((midnight, "CORRECTION"), (midnight - timedelta(seconds=1), "EVALUATION")):
        corrected = replace(RIGHT, recorded_at=instant.astimezone(UTC))
        entries = timeline(data(evaluated, replace(WRONG, superseded_at=corrected.recorded_at), corrected), CATALOGUE)
        assert entries[0].kind == newest


entries_of = st.lists(
    st.builds(
        lambda item, grade, day, hours, n: record(
            item,
            grade,
            date(2024, 1, 1) + timedelta(days=day),
            key=f"record {n}",
            recorded_at=datetime(2024, 1, 1, tzinfo=UTC) + timedelta(days=day, hours=hours),
        ),
        st.sampled_from(["1-7", "1-14"]),
        st.sampled_from([A, B, C, D]),
        st.integers(0, 3),
        st.integers(0, 72),
        st.integers(0, 10_000),
    ),
    max_size=8,
    unique_by=lambda made: made.key,
)


@given(entries_of, st.randoms(use_true_random=False))
def test_keys_are_unique_and_their_order_is_the_order_of_the_archive(
    records: list[GradeRecord], random: Random
) -> None:
    life = timeline(data(*records), CATALOGUE)
    keys = [entry.key for entry in life]
    assert keys == sorted(set(keys), reverse=True)
    random.shuffle(records)
    assert timeline(data(*records), CATALOGUE) == life


@given(entries_of, st.integers(0, 150))
def test_what_comes_later_leaves_the_cursors_of_what_was_known(records: list[GradeRecord], hours: int) -> None:
    moment = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(hours=hours)
    life = timeline(data(*records), CATALOGUE)
    known = timeline(data(*records), CATALOGUE, moment)
    assert {entry.key for entry in known} <= {entry.key for entry in life}
