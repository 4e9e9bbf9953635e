"""Pages: every row once, in both directions, whatever is added meanwhile."""

import base64
import json
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_model.errors import BadInput, LimitExceeded
from graph_model.paging import (
    DEFAULT_SIZE,
    MOST,
    Column,
    Ordering,
    Page,
    Place,
    cursor,
    in_order,
    page_in_memory,
    page_request,
)

BY_NAME = Ordering("by name", (Column("n", descending=True), Column("k")), (str, int))
rows = st.lists(st.tuples(st.sampled_from("甲乙丙"), st.integers(0, 50)), unique_by=lambda row: row[1], max_size=25)
sizes = st.integers(1, 6)


def itself(row: tuple[str, int]) -> Place:
    return row


def page(listed: Sequence[tuple[str, int]], **arguments: object) -> Page[tuple[str, int]]:
    return page_in_memory(BY_NAME, page_request(BY_NAME, **arguments), listed, itself)  # type: ignore[arg-type]


def expected(listed: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    return sorted(listed, key=lambda row: (-ord(row[0]), row[1]))


@given(rows, sizes)
def test_pages_forwards_are_the_whole_list(listed: list[tuple[str, int]], size: int) -> None:
    read: list[tuple[str, int]] = []
    after = None
    while True:
        one = page(listed, first=size, after=after)
        read += one.rows
        assert one.has_previous is (after is not None and bool(listed))
        assert one.total == len(listed)
        if not one.has_next:
            break
        after = one.cursors[-1]
    assert read == expected(listed)


@given(rows, sizes)
def test_pages_backwards_are_the_whole_list(listed: list[tuple[str, int]], size: int) -> None:
    read: list[tuple[str, int]] = []
    before = None
    while True:
        one = page(listed, last=size, before=before)
        read = [*one.rows, *read]
        assert one.has_next is (before is not None and bool(listed))
        if not one.has_previous:
            break
        before = one.cursors[0]
    assert read == expected(listed)


@given(rows, rows, sizes)
def test_rows_that_are_added_meanwhile_move_nothing(
    listed: list[tuple[str, int]], added: list[tuple[str, int]], size: int
) -> None:
    first = page(listed, first=size)
    numbers = {number for _, number in listed}
    more = [*listed, *(row for row in added if row[1] not in numbers)]
    after = first.cursors[-1] if first.cursors else None
    rest = page(more, first=100, after=after)
    place = expected(more).index(first.rows[-1]) + 1 if first.rows else 0
    assert list(rest.rows) == expected(more)[place:]


@given(rows, st.integers(0, 24), st.integers(0, 24), sizes, st.booleans())
def test_between_two_cursors(listed: list[tuple[str, int]], one: int, other: int, size: int, backwards: bool) -> None:
    ordered = expected(listed)
    if not ordered:
        return
    low, high = sorted((one % len(ordered), other % len(ordered)))
    bounds = {"after": cursor(BY_NAME, ordered[low]), "before": cursor(BY_NAME, ordered[high])}
    found = page(listed, **bounds, **{"last" if backwards else "first": size})
    inside = ordered[low + 1 : high]
    assert list(found.rows) == (inside[-size:] if backwards else inside[:size])
    assert found.has_previous and found.has_next


@given(rows)
def test_a_page_of_no_rows_tells_whether_there_are_any(listed: list[tuple[str, int]]) -> None:
    forwards, backwards = page(listed, first=0), page(listed, last=0)
    assert (forwards.rows, forwards.has_next, forwards.has_previous) == ((), bool(listed), False)
    assert (backwards.rows, backwards.has_next, backwards.has_previous) == ((), False, bool(listed))


@given(rows)
def test_the_order_is_column_by_column(listed: list[tuple[str, int]]) -> None:
    assert in_order(BY_NAME, listed, itself) == expected(listed)


def test_the_size_of_a_page() -> None:
    assert page_request(BY_NAME).size == DEFAULT_SIZE
    assert page_request(BY_NAME, first=MOST).size == MOST
    assert page_request(BY_NAME, last=3).backwards


@pytest.mark.parametrize(
    ("arguments", "where"), [({"first": -1}, "first"), ({"last": -5}, "last"), ({"first": 1, "last": 1}, "last")]
)
def test_a_size_that_cannot_be(arguments: dict[str, int], where: str) -> None:
    with pytest.raises(BadInput) as raised:
        page_request(BY_NAME, **arguments)  # type: ignore[arg-type]
    assert raised.value.where == where


@pytest.mark.parametrize("argument", ["first", "last"])
def test_more_than_a_page_may_have(argument: str) -> None:
    with pytest.raises(LimitExceeded, match=argument):
        page_request(BY_NAME, **{argument: MOST + 1})  # type: ignore[arg-type]


def encoded(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "游标",
        "!!!!",
        encoded(None),
        encoded(7),
        encoded([]),
        encoded("by name"),
        encoded(["by name"]),
        encoded(["by name", "甲"]),
        encoded(["by name", "甲", "1"]),
        encoded(["by name", "甲", True]),
        encoded(["by name", ["甲"], 1]),
        encoded(["by name", "甲", 1, 2]),
        encoded({"by name": 1}),
        encoded(["by name", "\ud800", 1]),
        encoded(["by name", "甲", 2**70]),
        "A" * 5000,
    ],
)
@pytest.mark.parametrize("argument", ["after", "before"])
def test_what_is_no_cursor_is_refused(text: str, argument: str) -> None:
    with pytest.raises(BadInput) as raised:
        page_request(BY_NAME, **{argument: text})  # type: ignore[arg-type]
    assert raised.value.where == argument


def test_a_cursor_of_another_order_is_refused() -> None:
    other = Ordering("by age", BY_NAME.columns, BY_NAME.types)
    with pytest.raises(BadInput, match="another list or order"):
        page_request(BY_NAME, after=cursor(other, ("甲", 1)))


@given(st.text(), st.integers(-(2**53) + 1, 2**53 - 1))
def test_a_cursor_comes_back_as_it_was(text: str, number: int) -> None:
    assert page_request(BY_NAME, after=cursor(BY_NAME, (text, number))).after == (text, number)
