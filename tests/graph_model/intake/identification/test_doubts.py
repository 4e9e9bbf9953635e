"""Which rows are one review: the clues by which a row is known again."""

from typing import Any

import pytest

from graph_model.intake.identification.clues import clues_of
from graph_model.intake.identification.doubts import review_key, with_written
from graph_model.persons import masked_name

NUMBER = "500105200012345"
MISTYPED = "91500105MA00000010"


def key(row: dict[str, Any], department: str | None = "transport") -> str | None:
    shown = with_written(clues_of(row), row)
    return None if shown is None else review_key(department, shown)


SAME: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("width", {"name": "甲公司（渝）"}, {"name": "甲公司(渝)"}),
    ("another column for the same code", {"uscc": NUMBER}, {"registrationNumber": NUMBER}),
    ("a spreadsheet's number", {"uscc": "9.15E+17", "name": "甲公司"}, {"name": "甲公司"}),
    ("a dash for nothing", {"uscc": "——", "name": "甲公司"}, {"name": "甲公司"}),
    ("another grade", {"uscc": NUMBER, "grade": "A"}, {"uscc": NUMBER, "grade": "B"}),
]
OTHER: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("name", {"uscc": NUMBER, "name": "甲公司"}, {"uscc": NUMBER, "name": "丙公司"}),
    ("district", {"name": "甲公司", "district": "渝北区"}, {"name": "甲公司"}),
    ("mistyped code", {"uscc": MISTYPED, "name": "甲公司"}, {"uscc": MISTYPED[:-1] + "1", "name": "甲公司"}),
    ("number", {"uscc": NUMBER}, {"uscc": NUMBER[:-1] + "6"}),
]
NONE: list[tuple[str, dict[str, Any]]] = [
    ("a broken code alone", {"uscc": "9.15E+17"}),
    ("the masked name of a person", {"name": masked_name("张某某")}),
    ("nothing", {}),
]


@pytest.mark.parametrize(("one", "other"), [case[1:] for case in SAME], ids=[case[0] for case in SAME])
def test_rows_with_the_same_clues_are_one_review(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert key(one) == key(other) is not None


@pytest.mark.parametrize(("one", "other"), [case[1:] for case in OTHER], ids=[case[0] for case in OTHER])
def test_rows_with_other_clues_are_not(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert None not in (key(one), key(other)) and key(one) != key(other)


def test_another_department_means_whom_it_means_itself() -> None:
    assert len({key({"uscc": NUMBER}, department) for department in ("transport", "taxes", None)}) == 3


@pytest.mark.parametrize("row", [case[1] for case in NONE], ids=[case[0] for case in NONE])
def test_a_row_without_clues_is_in_no_review(row: dict[str, Any]) -> None:
    assert key(row) is None
