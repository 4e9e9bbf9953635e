"""Coverage against the plan's targets: §一(三) 工作目标 and the two rates of §四(四)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_model.coverage import Coverage, Rate, coverage
from graph_model.model import InspectionItem, Item
from graph_model.registers import followed
from tests.graph_model.examples import CATALOGUE, ITEMS, TODAY, register

DEPARTMENTS = tuple(department.key for department in CATALOGUE.departments)
YEAR_END = date(2023, 12, 31)


def seen(*lines: InspectionItem, as_of: date = TODAY, items: tuple[Item, ...] = ITEMS) -> Coverage:
    return coverage(replace(CATALOGUE, items=items), lines, as_of)


def fraction(rate: Rate) -> tuple[int | None, int | None]:
    return rate.numerator, rate.denominator


def city(covered: int, of: int) -> list[InspectionItem]:
    """Registers of all four departments, the first with the covered lines."""
    first = [register("transport", n, *(["1-7"] if n < covered else [])) for n in range(of - 3)]
    return [*first, *(register(key, 0) for key in DEPARTMENTS[1:])]


def many_fields(annex1: int, annex2: int) -> tuple[Item, ...]:
    return tuple(
        replace(ITEMS[0], key=f"{annex}-{n}", annex=annex, number=n)
        for annex, count in ((1, annex1), (2, annex2))
        for n in range(1, count + 1)
    )


# --- fields ---


@pytest.mark.parametrize(
    ("as_of", "fields", "new_fields"),
    [
        (date(2023, 8, 20), 0, 0),
        (date(2023, 8, 21), 4, 0),  # 已开展信用分级分类监管的行业(领域)(附件1)
        (date(2023, 12, 30), 4, 0),
        (date(2023, 12, 31), 5, 1),  # 2023年新增 … (附件2)须于12月底前 … 有序开展
    ],
)
def test_fields_are_counted_from_the_day_they_start(as_of: date, fields: int, new_fields: int) -> None:
    assert (seen(as_of=as_of).fields, seen(as_of=as_of).new_fields) == (fields, new_fields)


def test_each_department_s_fields_are_counted_and_sum_to_the_city_s() -> None:
    counted = seen()
    assert {each.department.key: each.fields for each in counted.departments} == {
        "transport": 2,
        "labour": 1,
        "tax": 1,
        "water": 1,
    }
    assert sum(each.fields for each in counted.departments) == counted.fields


# --- rates ---


def test_without_a_register_there_is_no_rate_and_the_fields_stand_in_for_nothing() -> None:
    """部门信用分级分类监管事项数量占监督检查事项总量的比重: without the 总量 there is no 比重."""
    counted = seen()
    for rate in (counted.business_coverage, counted.digital_access):
        assert (rate.value, rate.numerator, rate.denominator, rate.document) == (None, None, None, None)
        assert rate.reason is not None
        assert all(department.name in rate.reason for department in CATALOGUE.departments)
    transport = counted.departments[0].business_coverage
    assert transport.value is None
    assert transport.reason == "市交通局没有报送行政监督检查事项清单,无法计算"


def test_the_rates_are_counted_over_the_registered_items() -> None:
    counted = seen(
        register("transport", 1, "1-7", connected=True),
        register("transport", 2, "1-7"),  # one field covers several registered items
        register("transport", 3, "1-7", "1-9", connected=True),  # two fields cover one registered item
        register("transport", 4, connected=True),  # connected, but not under graded supervision
    )
    transport = counted.departments[0]
    assert fraction(transport.business_coverage) == (3, 4)
    assert fraction(transport.digital_access) == (2, 4)
    assert (transport.business_coverage.value, transport.digital_access.value) == (0.75, 0.5)


def test_the_city_sums_the_registers_there_are_and_names_who_has_none() -> None:
    counted = seen(register("transport", 1, "1-7"), register("transport", 2), register("tax", 1, "1-48"))
    assert fraction(counted.business_coverage) == (2, 3)
    assert counted.business_coverage.reason == "市人力社保局、市水利局没有报送行政监督检查事项清单(共2个部门),未计入"
    assert counted.business_coverage.document == "tax〔2024〕1号(2024-02-01)、transport〔2024〕1号(2024-02-01)"


def test_with_every_register_there_is_nothing_to_explain() -> None:
    assert seen(*city(2, 10)).business_coverage.reason is None


def test_a_register_of_invented_data_says_so() -> None:
    counted = seen(*city(2, 9), register("tax", 7, synthetic=True))
    assert counted.business_coverage.reason == "含合成的清单,仅供演示"
    assert counted.departments[0].business_coverage.reason is None


def test_a_line_counts_from_the_day_it_was_reported() -> None:
    line = register("transport", 1, "1-7", reported_on=TODAY)
    assert fraction(seen(line).business_coverage) == (1, 1)
    assert seen(line, as_of=TODAY - timedelta(days=1)).business_coverage.value is None


def test_a_day_before_a_line_was_reported_again_counts_it_as_it_was() -> None:
    before = register("transport", 1, "1-7", reported_on=TODAY - timedelta(days=60))
    line = followed(before, register("transport", 1, "1-7", connected=True, reported_on=TODAY - timedelta(days=20)))
    for days, business, digital in (
        (0, (1, 1), (1, 1)),
        (20, (1, 1), (1, 1)),
        (21, (1, 1), (0, 1)),
        (60, (1, 1), (0, 1)),
    ):
        counted = seen(line, as_of=TODAY - timedelta(days=days))
        assert (fraction(counted.business_coverage), fraction(counted.digital_access)) == (business, digital), days
    assert before.document_no in str(seen(line, as_of=TODAY - timedelta(days=30)).business_coverage.document)
    assert seen(line, as_of=TODAY - timedelta(days=61)).business_coverage.value is None


def test_a_line_is_covered_once_the_item_that_covers_it_has_started() -> None:
    line = register("water", 1, "2-6", reported_on=date(2023, 9, 1))
    assert fraction(seen(line, as_of=YEAR_END - timedelta(days=1)).business_coverage) == (0, 1)
    assert fraction(seen(line, as_of=YEAR_END).business_coverage) == (1, 1)


def test_an_item_that_the_catalogue_does_not_have_covers_nothing() -> None:
    assert fraction(seen(register("transport", 1, "1-99")).business_coverage) == (0, 1)


# --- targets ---


@pytest.mark.parametrize(
    ("fields", "met"),
    [((50, 10), False), ((50, 11), True)],  # 超过60个: sixty are not enough
)
def test_2023_asks_for_more_than_sixty_fields(fields: tuple[int, int], met: bool) -> None:
    assert seen(items=many_fields(*fields)).targets[0].met_fields is met


@pytest.mark.parametrize(("new_fields", "met"), [(9, False), (10, True), (11, True)])  # 新增10个以上: ten are enough
def test_2023_asks_for_ten_new_fields(new_fields: int, met: bool) -> None:
    assert seen(items=many_fields(60, new_fields)).targets[0].met_new_fields is met


@pytest.mark.parametrize(
    ("covered", "of", "met"),
    [
        # 覆盖率超过40% … 超过70% … 达到100%
        (39, 100, (False, False, False)),
        (40, 100, (False, False, False)),
        (41, 100, (True, False, False)),
        (70, 100, (True, False, False)),
        (71, 100, (True, True, False)),
        (97, 100, (True, True, False)),
    ],
)
def test_coverage_must_exceed_in_2023_and_2025_and_be_whole_in_2027(
    covered: int, of: int, met: tuple[bool, bool, bool]
) -> None:
    assert tuple(each.met_coverage for each in seen(*city(covered, of)).targets) == met


def test_the_whole_is_reached_when_every_line_is_covered() -> None:
    whole = [register(key, 0, "1-7") for key in DEPARTMENTS]
    progress = seen(*whole).targets[2]
    assert (progress.met_fields, progress.met_new_fields) == (None, None)  # 2027 sets neither
    assert (progress.met_coverage, progress.met) == (True, True)


def test_one_department_s_register_does_not_tell_the_city_s_coverage() -> None:
    """在全市行政监督检查事项中的覆盖率: of the whole city."""
    progress = seen(register("transport", 1, "1-7"), items=many_fields(60, 11)).targets
    assert [each.coverage.value for each in progress] == [1.0, 1.0, 1.0]
    assert [each.met_coverage for each in progress] == [None, None, None]
    assert [each.met for each in progress] == [None, False, None]  # 2025: 超过100个 is missed already


def test_a_target_is_met_when_each_of_its_parts_is() -> None:
    progress = seen(*city(41, 100), items=many_fields(50, 11)).targets[0]
    assert (progress.fields, progress.new_fields, progress.met) == (61, 11, True)
    missed = seen(*city(41, 100), items=many_fields(60, 9)).targets[0]
    assert (missed.met_fields, missed.met_new_fields, missed.met) == (True, False, False)


lines = st.builds(
    lambda department, n, items, connected, synthetic: register(
        department, n, *items, connected=connected, synthetic=synthetic
    ),
    st.sampled_from((*DEPARTMENTS, "unknown")),
    st.integers(0, 99),
    st.lists(st.sampled_from(["1-7", "1-48", "2-6", "1-99"]), max_size=3, unique=True),
    st.booleans(),
    st.booleans(),
)


@given(st.lists(lines, max_size=20), st.dates(date(2023, 8, 1), date(2024, 12, 31)))
def test_rates_are_fractions_and_the_city_is_the_sum_of_its_departments(
    registers: list[InspectionItem], as_of: date
) -> None:
    counted = seen(*registers, as_of=as_of)
    for city_rate, rates in (
        (counted.business_coverage, [each.business_coverage for each in counted.departments]),
        (counted.digital_access, [each.digital_access for each in counted.departments]),
    ):
        assert (city_rate.numerator or 0) == sum(rate.numerator or 0 for rate in rates)
        assert (city_rate.denominator or 0) == sum(rate.denominator or 0 for rate in rates)
        for rate in (city_rate, *rates):
            assert rate.value is not None or rate.reason
            assert rate.value is None or 0 <= rate.value <= 1
            assert (rate.value is None) == (rate.denominator is None) == (rate.document is None)
    assert (counted.digital_access.numerator or 0) <= (counted.business_coverage.numerator or 0)
