"""Who is in the pool, in which stratum, and who is left out and why."""

from datetime import date

import pytest

from graph_model.errors import BadInput
from graph_model.model import Grade
from graph_model.sampling import pool
from graph_model.sampling.pool import Graded, Inspector, LeftOut, LeftOutCode, MalformedPool, months_before
from tests.graph_model.sampling.draws import DAY, Case, key, rates, village

A, B, C, D = Grade


def graded(
    number: int, grade: Grade, item: str = "1-9", district: str | None = "渝北区", status: str = "存续"
) -> Graded:
    return Graded(key(number), item, grade, district, status)


def lines(case: Case) -> dict[str, list[str]]:
    return {stratum.name: [line.split("\t")[0] for line in stratum.lines] for stratum in case.pool().strata}


def test_strata_stand_by_item_and_grade_and_their_subjects_by_key() -> None:
    case = Case([graded(3, B), graded(1, D), graded(2, B)])
    assert lines(case) == {"1-9/A": [], "1-9/B": [key(2), key(3)], "1-9/C": [], "1-9/D": [key(1)]}


@pytest.mark.parametrize(
    ("grade", "last", "drawn_from"),
    [
        (A, date(2024, 11, 27), True),  # 减少检查频次: 24 months
        (A, date(2024, 11, 28), False),
        (B, date(2025, 11, 27), True),  # 保持常规监管频次: 12 months
        (B, date(2025, 11, 28), False),
        (C, date(2026, 5, 27), True),  # 增加抽查频次: 6 months
        (C, date(2026, 5, 28), False),
        (D, date(2026, 5, 28), False),
    ],
)
def test_who_was_inspected_within_the_months_of_its_grade_is_left_out(
    grade: Grade, last: date, drawn_from: bool
) -> None:
    case = Case([graded(1, grade)], last_inspected={(key(1), "1-9"): last})
    assert (lines(case)[f"1-9/{grade}"] == [key(1)]) is drawn_from
    left_out = [] if drawn_from else [LeftOut(key(1), LeftOutCode.RECENTLY_INSPECTED, ("1-9",), last.isoformat())]
    assert list(case.pool().left_out) == left_out


def test_an_inspection_on_another_item_leaves_nobody_out() -> None:
    assert lines(Case([graded(1, B)], last_inspected={(key(1), "1-7"): DAY}))["1-9/B"] == [key(1)]


def test_the_excluded_and_the_deregistered_are_left_out_with_the_reason() -> None:
    case = Case([graded(1, B), graded(2, D, status="吊销"), graded(3, A)], excluded={key(1): "在建项目停工"})
    assert case.pool().left_out == (
        LeftOut(key(1), LeftOutCode.EXCLUDED, ("1-9",), "在建项目停工"),
        LeftOut(key(2), LeftOutCode.DEREGISTERED, ("1-9",), "吊销"),
    )


def test_a_grade_that_is_suspended_draws_nobody_on_its_item_alone() -> None:
    under_review = Graded(key(1), "1-9", D, "渝北区", "存续", suspended=True)
    case = Case([under_review, graded(1, B, "1-14")], {"1-9": rates(), "1-14": rates()})
    assert lines(case)["1-14/B"] == [key(1)] and lines(case)["1-9/D"] == []
    assert case.pool().left_out == (LeftOut(key(1), LeftOutCode.UNDER_REVIEW, ("1-9",), ""),)
    assert pool.read(case.pool().text()) == case.pool()


def test_of_several_items_the_highest_ratio_governs_and_the_others_come_along() -> None:
    case = Case([graded(1, A, "1-9"), graded(1, D, "1-14"), graded(2, A, "1-9")], {"1-9": rates(), "1-14": rates()})
    assert lines(case)["1-14/D"] == [key(1)]
    assert lines(case)["1-9/A"] == [key(2)]
    assert next(s.lines for s in case.pool().strata if s.name == "1-14/D") == (f"{key(1)}\t渝北区\t1-9/A",)


def test_of_equal_ratios_the_worse_grade_governs_then_the_first_item() -> None:
    same = {"1-9": rates(200, 500, 1000, 2500), "1-14": rates(200, 1000, 1500, 2500)}
    assert lines(Case([graded(1, C, "1-9"), graded(1, B, "1-14")], same))["1-9/C"] == [key(1)]
    assert lines(Case([graded(1, B, "1-14"), graded(1, B, "1-9")], {"1-14": rates(), "1-9": rates()}))["1-9/B"] == [
        key(1)
    ]


def test_an_item_on_which_it_was_inspected_lately_does_not_come_along() -> None:
    case = Case(
        [graded(1, A, "1-9"), graded(1, D, "1-14")],
        {"1-9": rates(), "1-14": rates()},
        last_inspected={(key(1), "1-9"): DAY},
    )
    assert next(s.lines for s in case.pool().strata if s.name == "1-14/D") == (f"{key(1)}\t渝北区\t",)
    assert [one.items for one in case.pool().left_out] == [("1-9",)]


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2026, 8, 31), 6, date(2026, 2, 28)),
        (date(2024, 8, 31), 6, date(2024, 2, 29)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
        (date(2026, 1, 15), 24, date(2024, 1, 15)),
        (date(2026, 1, 15), 0, date(2026, 1, 15)),
    ],
)
def test_months_are_those_of_the_calendar(day: date, months: int, before: date) -> None:
    assert months_before(day, months) == before


def test_the_text_is_read_back_as_the_same_pool() -> None:
    case = village(40, ("1-9", "1-14"))
    case.excluded = {key(4): "停业"}
    case.inspectors.append(
        Inspector("执9", "transport", frozenset({"1-9"}), frozenset({"渝北区"}), frozenset({key(1), key(2)}))
    )
    made = case.pool()
    assert pool.read(made.text()) == made


@pytest.mark.parametrize(
    "text",
    [
        "",
        "stratum 1-9/A 0\nleft-out 0\ninspectors 0",
        "stratum 1-9/E 0\nleft-out 0\ninspectors 0\n",
        "stratum 1-9/A 9\nleft-out 0\ninspectors 0\n",
        "left-out x\ninspectors 0\n",
        "left-out 0\ninspectors 2\na\tb\t\t\t\n",
        "left-out 1\nuscc\tBORED\t1-9\tx\ninspectors 0\n",
        "left-out 1\nuscc\tEXCLUDED\ninspectors 0\n",
    ],
)
def test_what_is_no_pool_is_told(text: str) -> None:
    with pytest.raises(MalformedPool):
        pool.read(text)


@pytest.mark.parametrize("text", ["", " ", "a\tb", "a\nb", "x" * 201])
def test_what_would_break_a_line_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        pool.plain(text, "reason")


def test_what_stands_in_a_list_has_no_comma() -> None:
    assert pool.word("渝北区", "district") == "渝北区"
    with pytest.raises(BadInput, match="comma"):
        pool.word("渝北区,渝中区", "district")
