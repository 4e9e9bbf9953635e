"""Measure resolution (plan §三): each row quotes the sentence that it follows."""

from dataclasses import replace
from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_model.measures import (
    AUTHORISING,
    COMPOSITE_SCENARIOS,
    ITEM_SCENARIOS,
    AppliedMeasure,
    MeasureResolution,
    WithheldMeasure,
    resolve,
)
from graph_model.model import (
    COMPOSITE,
    BasisLevel,
    Direction,
    DishonestyFact,
    Grade,
    GradeRecord,
    Measure,
    Scenario,
    Severity,
    SubjectData,
    WithheldReason,
)
from tests.graph_model.examples import (
    BASES,
    CATALOGUE,
    ITEMS,
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

YESTERDAY = TODAY - timedelta(days=1)
SERIOUS, ORDINARY, MINOR = Severity.SERIOUS, Severity.ORDINARY, Severity.MINOR


def answer(*records: GradeRecord, facts: tuple[DishonestyFact, ...] = (), item: str | None = None) -> MeasureResolution:
    return resolve(data(*records, facts=facts), CATALOGUE, TODAY, item_key=item)


def applied(resolution: MeasureResolution) -> list[str]:
    return [each.measure.key for each in resolution.applied]


def withheld(resolution: MeasureResolution) -> dict[str, str]:
    return {each.measure.key: each.reason.value for each in resolution.withheld}


# --- whose grade decides where ---


@pytest.mark.parametrize(
    ("grade", "brings"),
    [
        # (一)对A类市场主体:在“双随机、一公开”监管中,适当降低抽取比例 … 可视情形采取书面检查方式开展检查
        (A, ["a-reduced-sampling", "a-written-inspection"]),
        # (二)对B类市场主体:保持常规监管频次和抽取比例 … 对市场主体加强行政指导,采取警示、提示等手段
        (B, ["b-regular-sampling", "b-guidance"]),
        # (三)对C类市场主体:适当提高抽查比例 … 在开展相关专项治理中列为重点关注对象
        (C, ["c-raised-sampling", "c-special-governance"]),
        # (四)对D类市场主体:列为重点监管对象,大幅提高抽取比例,加强现场检查
        (D, ["d-key-supervision"]),
    ],
)
@pytest.mark.plan("B", "Entity.measures", "yuxin measures")
def test_an_item_s_grade_decides_over_inspection_access_guidance_and_governance(
    grade: Grade, brings: list[str]
) -> None:
    resolution = answer(record("1-7", grade))
    assert applied(resolution) == brings
    assert all(each.item == ITEMS[0] and not each.advisory for each in resolution.applied)
    assert all(each.grade is grade and each.because.item_key == "1-7" for each in resolution.applied)


@pytest.mark.parametrize(
    ("grade", "brings"),
    [
        # 在行政管理和公共服务中,给与告知承诺、容缺受理等便利措施 … 授予相关荣誉称号
        (A, ["a-conveniences", "a-honours"]),
        (B, ["b-conveniences"]),
        # 在行政审批、公共服务以及财政资金安排中 … 不适用告知承诺、容缺受理等便利化服务
        (C, ["c-no-conveniences"]),
        (D, []),
    ],
)
@pytest.mark.plan("A", "Entity.measures")
def test_the_composite_decides_over_the_rest_and_only_advises(grade: Grade, brings: list[str]) -> None:
    """任务 7: 公共信用综合评价主要供政府部门和有关单位在审批、监管和服务等过程中参考使用."""
    resolution = answer(composite(grade))
    assert applied(resolution) == brings
    assert all(each.item is None and each.advisory for each in resolution.applied)


def test_every_scenario_goes_by_one_of_the_two() -> None:
    assert set(Scenario) == ITEM_SCENARIOS | COMPOSITE_SCENARIOS
    assert not ITEM_SCENARIOS & COMPOSITE_SCENARIOS


def test_a_department_s_grade_is_never_stretched_to_another_s_business() -> None:
    resolution = answer(record("1-7", D), record("1-48", A))
    assert [(each.item and each.item.key, each.measure.key) for each in resolution.applied] == [
        ("1-7", "d-key-supervision"),
        ("1-48", "a-reduced-sampling"),
        ("1-48", "a-written-inspection"),
    ]


def test_without_a_composite_nothing_of_its_scenarios() -> None:
    resolution = answer(record("1-7", A))
    assert not {each.measure.scenario for each in resolution.applied} & COMPOSITE_SCENARIOS


def test_a_natural_person_has_no_composite_even_if_one_was_stored() -> None:
    resolution = resolve(data(composite(A), record("1-7", B), subject=PERSON), CATALOGUE, TODAY)
    assert applied(resolution) == ["b-regular-sampling", "b-guidance"]
    assert resolution.withheld == ()


def test_without_a_record_there_is_nothing() -> None:
    assert answer() == MeasureResolution((), ())


def test_a_measure_of_one_item_is_brought_by_that_item_alone() -> None:
    """各行业监管部门 … 可依法依规根据不同市场主体信用等级,采取其他分级分类监管措施."""
    own = replace(CATALOGUE.measures_for(B, Scenario.GUIDANCE)[0], key="b-transport-only", item_key="1-7")
    catalogue = replace(CATALOGUE, measures=(*CATALOGUE.measures, own))
    both = resolve(data(record("1-7", B), record("1-48", B)), catalogue, TODAY)
    assert [each.because.item_key for each in both.applied if each.measure is own] == ["1-7"]


# --- what was asked for ---


BOTH = (composite(B), record("1-7", B), record("1-48", A))


def test_no_item_covers_every_item_and_the_composite_last() -> None:
    assert [each.because.item_key for each in answer(*BOTH).applied] == ["1-7", "1-7", "1-48", "1-48", COMPOSITE]


def test_an_item_leaves_the_composite_out() -> None:
    assert {each.because.item_key for each in answer(*BOTH, item="1-7").applied} == {"1-7"}


def test_composite_leaves_the_items_out() -> None:
    assert {each.because.item_key for each in answer(*BOTH, item=COMPOSITE).applied} == {COMPOSITE}


def test_an_item_that_nobody_has_gives_nothing() -> None:
    assert answer(*BOTH, item="1-99") == MeasureResolution((), ())


def test_a_record_on_an_item_that_the_catalogue_no_longer_has_brings_nothing() -> None:
    assert answer(record("1-99", D)) == MeasureResolution((), ())


@pytest.mark.parametrize(
    ("scenarios", "brings"),
    [
        ({Scenario.GUIDANCE}, ["b-guidance"]),
        ([Scenario.ADMINISTRATIVE_SERVICE], ["b-conveniences"]),
        ((Scenario.HONOURS,), []),
        ((), []),
    ],
)
def test_scenarios_narrow_the_answer(scenarios: tuple[Scenario, ...], brings: list[str]) -> None:
    assert applied(resolve(data(composite(B), record("1-7", B)), CATALOGUE, TODAY, scenarios)) == brings


# --- restrictive measures: fact, basis, weight ---

BAN = "d-industry-ban"
LIMIT = "d-fiscal-funds-limit"
HONOURS = "d-honours-withdrawn"
D_COMPOSITE = composite(D)
D_ITEM = record("1-7", D)


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        # 应当基于具体的失信行为事实
        ((), "NO_DISHONESTY_FACT"),
        ((fact("wage-arrears", occurred_on=TODAY + timedelta(days=1)),), "NO_DISHONESTY_FACT"),
        # 直接援引法律、法规或者党中央、国务院政策文件为依据
        ((fact("littering", SERIOUS),), "NO_LEGAL_BASIS"),
        # 轻重适度 … 避免小过重惩
        ((fact("wage-arrears", MINOR),), "DISPROPORTIONATE"),
        # one heavy fact without a basis and one light fact with a basis do not make one that has both
        ((fact("littering", SERIOUS), fact("wage-arrears", MINOR)), "DISPROPORTIONATE"),
        ((fact("wage-arrears", ORDINARY),), None),
        ((fact("tax-evasion", SERIOUS, "1-48"),), None),  # for the composite any fact of the subject counts
    ],
)
@pytest.mark.plan("C", "MeasureResolution.withheld")
def test_a_limit_on_fiscal_funds_needs_fact_basis_and_weight(
    facts: tuple[DishonestyFact, ...], code: str | None
) -> None:
    resolution = answer(D_COMPOSITE, facts=facts)
    assert withheld(resolution).get(LIMIT) == code
    assert (LIMIT in applied(resolution)) is (code is None)


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ((), "NO_DISHONESTY_FACT"),
        # a fact of another item, or of none, stands behind no grade of this one
        ((fact("safety-breach", SERIOUS, "1-14"),), "NO_DISHONESTY_FACT"),
        ((fact("safety-breach", SERIOUS, None),), "NO_DISHONESTY_FACT"),
        # a department's own notice is kept and authorises nothing
        ((fact("wage-arrears", SERIOUS, "1-7"),), "NO_LEGAL_BASIS"),
        # the ladder asks a serious fact of 行业禁入
        ((fact("safety-breach", ORDINARY, "1-7"),), "DISPROPORTIONATE"),
        ((fact("tax-evasion", MINOR, "1-7"), fact("wage-arrears", SERIOUS, "1-7")), "DISPROPORTIONATE"),
        ((fact("safety-breach", SERIOUS, "1-7"),), None),
    ],
)
@pytest.mark.plan("D", "MeasureResolution.applied")
def test_an_industry_ban_needs_a_serious_fact_of_this_item(facts: tuple[DishonestyFact, ...], code: str | None) -> None:
    """依法依规对市场主体实施行业禁入限制."""
    resolution = answer(D_ITEM, facts=facts)
    assert withheld(resolution).get(BAN) == code
    assert (BAN in applied(resolution)) is (code is None)


def test_an_authorisation_for_one_item_authorises_nothing_elsewhere() -> None:
    """safety-breach authorises the ban for 1-7 only."""
    resolution = answer(record("1-9", D), facts=(fact("safety-breach", SERIOUS, "1-9"),))
    assert withheld(resolution) == {BAN: "NO_LEGAL_BASIS"}


def test_each_measure_has_its_own_step_on_the_ladder() -> None:
    """An ordinary fact carries the limit and not the withdrawal of an honour."""
    resolution = answer(D_COMPOSITE, facts=(fact("wage-arrears", ORDINARY),))
    assert applied(resolution) == [LIMIT]
    assert withheld(resolution) == {HONOURS: "DISPROPORTIONATE"}


def test_a_restrictive_measure_without_a_step_on_the_ladder_is_withheld() -> None:
    catalogue = replace(CATALOGUE, proportionality={})
    resolution = resolve(data(D_COMPOSITE, facts=(fact("tax-evasion", SERIOUS),)), catalogue, TODAY)
    assert withheld(resolution) == {LIMIT: "DISPROPORTIONATE", HONOURS: "DISPROPORTIONATE"}


def test_an_applied_restriction_names_the_facts_and_the_documents_that_carry_it() -> None:
    carrying = fact("tax-evasion", SERIOUS, occurred_on=date(2024, 2, 1), key="f2")
    as_well = fact("wage-arrears", ORDINARY, occurred_on=date(2024, 3, 1), key="f1")
    again = fact("wage-arrears", ORDINARY, occurred_on=date(2024, 4, 1), key="f0")
    too_light = fact("tax-evasion", MINOR, key="f3")
    unrelated = fact("littering", SERIOUS, key="f4")
    resolution = answer(D_COMPOSITE, facts=(unrelated, again, as_well, too_light, carrying))
    by_key = {each.measure.key: each for each in resolution.applied}
    assert by_key[LIMIT].facts == (carrying, as_well, again)
    assert [basis.key for basis in by_key[LIMIT].legal_basis] == ["joint-10", "wages-48"]
    assert by_key[HONOURS].facts == (carrying,)
    assert by_key[LIMIT].advisory


def test_other_measures_need_none_of_it_and_name_nothing() -> None:
    resolution = answer(record("1-7", C), composite(C), facts=(fact("tax-evasion", SERIOUS, "1-7"),))
    assert resolution.withheld == ()
    assert all((each.facts, each.legal_basis) == ((), ()) for each in resolution.applied)


# --- expired, suspended, discrepant ---


@pytest.mark.parametrize("grade", list(Grade))
def test_an_expired_grade_brings_nothing_good_or_bad(grade: Grade) -> None:
    records = (record("1-7", grade, valid_until=YESTERDAY), composite(grade, valid_until=YESTERDAY))
    resolution = answer(*records, facts=(fact("tax-evasion", SERIOUS, "1-7"),))
    fresh = answer(record("1-7", grade), composite(grade), facts=(fact("tax-evasion", SERIOUS, "1-7"),))
    assert resolution.applied == ()
    assert set(withheld(resolution)) == set(applied(fresh)) | set(withheld(fresh))
    assert {each.reason for each in resolution.withheld} == {WithheldReason.GRADE_EXPIRED}


def test_a_suspended_record_brings_nothing_and_leaves_the_others_alone() -> None:
    resolution = answer(record("1-7", D, suspended=True), record("1-48", A))
    assert set(withheld(resolution).values()) == {"UNDER_REVIEW"}
    assert applied(resolution) == ["a-reduced-sampling", "a-written-inspection"]


def test_a_record_both_expired_and_suspended_is_expired() -> None:
    resolution = answer(record("1-7", D, suspended=True, valid_until=YESTERDAY))
    assert set(withheld(resolution).values()) == {"GRADE_EXPIRED"}


def test_a_discrepancy_alone_suspends_nothing() -> None:
    resolution = answer(record("1-7", A), record("1-48", D))
    assert "d-key-supervision" in applied(resolution)
    assert "UNDER_REVIEW" not in withheld(resolution).values()


# --- the two times ---


def test_the_day_asked_about_decides_which_grade_and_which_facts() -> None:
    records = (composite(B, evaluated_on=date(2023, 9, 1)), composite(D, evaluated_on=date(2024, 5, 1)))
    subject = data(*records, facts=(fact("wage-arrears", occurred_on=date(2024, 5, 15)),))
    assert applied(resolve(subject, CATALOGUE, date(2024, 4, 30))) == ["b-conveniences"]
    assert withheld(resolve(subject, CATALOGUE, date(2024, 5, 14)))[LIMIT] == "NO_DISHONESTY_FACT"
    assert applied(resolve(subject, CATALOGUE, date(2024, 5, 15))) == [LIMIT]


def test_a_fact_counts_from_when_it_was_known() -> None:
    subject = data(D_COMPOSITE, facts=(fact("wage-arrears", recorded_at=NOON),))
    before = NOON - timedelta(seconds=1)
    assert withheld(resolve(subject, CATALOGUE, TODAY, known_at=before))[LIMIT] == "NO_DISHONESTY_FACT"
    assert applied(resolve(subject, CATALOGUE, TODAY, known_at=NOON)) == [LIMIT]


# --- what the reader is told ---


@pytest.mark.parametrize(
    ("records", "facts", "words"),
    [
        ((D_ITEM,), (), "基于具体的失信行为事实"),
        ((D_ITEM,), (fact("wage-arrears", SERIOUS, "1-7"),), "直接援引法律、法规或者党中央、国务院政策文件为依据"),
        ((D_ITEM,), (fact("safety-breach", ORDINARY, "1-7"),), "采取轻重适度的惩戒措施,避免小过重惩"),
        ((msgspec.structs.replace(D_ITEM, valid_until=YESTERDAY),), (), "动态管理、迭代更新"),
        ((msgspec.structs.replace(D_ITEM, suspended=True),), (), "进行复核,确保各行业信用监管评价的客观和公正"),
    ],
)
def test_an_explanation_is_a_chinese_sentence_with_the_plan_s_words(
    records: tuple[GradeRecord, ...], facts: tuple[DishonestyFact, ...], words: str
) -> None:
    for each in answer(*records, facts=facts).withheld:
        assert words in each.explanation
        assert each.explanation.endswith("。")
        assert each.because is records[0]


# --- no restriction is ever applied without all three, whatever the data ---

conducts = st.sampled_from(["wage-arrears", "safety-breach", "tax-evasion", "littering"])
item_keys = st.sampled_from([item.key for item in ITEMS])
days = st.dates(date(2024, 1, 1), date(2024, 12, 31))
facts_of = st.builds(
    lambda conduct, severity, item, day, n: fact(conduct, severity, item, occurred_on=day, key=f"fact {n}"),
    conducts,
    st.sampled_from(Severity),
    st.none() | item_keys,
    days,
    st.integers(0, 99),
)
records_of = st.builds(
    lambda item, grade, day, ends, suspended: record(item, grade, day, valid_until=ends, suspended=suspended),
    item_keys | st.just(COMPOSITE),
    st.sampled_from([Grade.D, Grade.D, Grade.C, Grade.A]),
    days,
    st.none() | days,
    st.sampled_from([False, False, False, True]),
)
subjects = st.builds(
    lambda person, records, facts: SubjectData(PERSON if person else SUBJECT, tuple(records), tuple(facts)),
    st.booleans(),
    st.lists(records_of, max_size=6),
    st.lists(facts_of, max_size=6),
)


def may_carry(measure: Measure, act: DishonestyFact) -> bool:
    """The last paragraph of §三 for one fact, written down once more and from the data alone."""
    ranks = {basis.key: basis.level for basis in BASES}
    authorised = any(
        (a.measure_key, a.conduct) == (measure.key, act.conduct)
        and ranks[a.basis_key] is not BasisLevel.OTHER
        and (a.item_key is None or a.item_key == act.item_key)
        for a in CATALOGUE.authorisations
    )
    order = list(Severity)
    return authorised and order.index(act.severity) >= order.index(CATALOGUE.proportionality[measure.key])


@given(subjects, days)
def test_no_restriction_is_applied_without_a_fact_a_basis_and_its_weight(subject: SubjectData, as_of: date) -> None:
    resolution = resolve(subject, CATALOGUE, as_of)
    for each in resolution.applied:
        assert each.because.valid_until is None or each.because.valid_until >= as_of
        assert not each.because.suspended
        if each.measure.direction is Direction.RESTRICTIVE:
            assert each.facts and each.legal_basis
            assert {basis.level for basis in each.legal_basis} <= AUTHORISING
            for act in each.facts:
                assert may_carry(each.measure, act)
                assert act.occurred_on <= as_of
                assert each.item is None or act.item_key == each.item.key


@given(subjects, days)
def test_nothing_is_withheld_that_has_all_three(subject: SubjectData, as_of: date) -> None:
    for each in resolve(subject, CATALOGUE, as_of).withheld:
        if each.reason in (WithheldReason.GRADE_EXPIRED, WithheldReason.UNDER_REVIEW):
            continue
        assert each.measure.direction is Direction.RESTRICTIVE
        for act in subject.facts:
            if act.occurred_on <= as_of and (each.item is None or act.item_key == each.item.key):
                assert not may_carry(each.measure, act)


@given(subjects, days)
def test_every_measure_of_a_grade_is_either_applied_or_withheld(subject: SubjectData, as_of: date) -> None:
    resolution = resolve(subject, CATALOGUE, as_of)
    decisions: list[AppliedMeasure | WithheldMeasure] = [*resolution.applied, *resolution.withheld]
    answered = [(each.because.key, each.measure.key) for each in decisions]
    assert len(set(answered)) == len(answered)
    for each in decisions:
        scenarios = COMPOSITE_SCENARIOS if each.item is None else ITEM_SCENARIOS
        expected = {m.key for m in CATALOGUE.measures if m.grade is each.because.grade and m.scenario in scenarios}
        assert {measure for because, measure in answered if because == each.because.key} == expected


@given(subjects, days)
def test_the_whole_is_the_sum_of_its_items_and_the_composite(subject: SubjectData, as_of: date) -> None:
    whole = resolve(subject, CATALOGUE, as_of)
    parts = [resolve(subject, CATALOGUE, as_of, item_key=key) for key in (*[i.key for i in ITEMS], COMPOSITE)]
    assert whole.applied == tuple(each for part in parts for each in part.applied)
    assert whole.withheld == tuple(each for part in parts for each in part.withheld)
