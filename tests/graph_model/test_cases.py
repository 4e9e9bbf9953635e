"""What may be kept in a case: one line, an address of this page, no ID number."""

import pytest

from graph_model.cases import (
    LONGEST_NOTE,
    LONGEST_PATH,
    LONGEST_REASON,
    MOST_WATCHED,
    Adding,
    EntryKind,
    Opening,
    checked_entry,
    checked_opening,
    checked_subjects,
)
from graph_model.errors import BadInput, LimitExceeded

ID_NUMBER = "500101199001011234"


def opening(reason: str, title: str | None = None) -> Opening:
    return Opening(reason, title, "wang", "")


@pytest.mark.parametrize("reason", ["", "  \n", "一\n二", "x" * (LONGEST_REASON + 1)])
def test_a_reason_is_one_line(reason: str) -> None:
    with pytest.raises(BadInput) as raised:
        checked_opening(opening(reason))
    assert raised.value.where == "reason"


@pytest.mark.parametrize("title", ["", "x" * 101])
def test_a_title_is_one_line_or_none(title: str) -> None:
    with pytest.raises(BadInput) as raised:
        checked_opening(opening("举报", title))
    assert raised.value.where == "title"
    assert checked_opening(opening("举报")).title is None


def test_id_numbers_are_struck_out() -> None:
    kept = checked_opening(opening(f" 举报 {ID_NUMBER} ", f"案 {ID_NUMBER}"))
    assert ID_NUMBER not in kept.reason + (kept.title or "") and kept.reason.startswith("举报")
    note = checked_entry(Adding(EntryKind.NOTE, f"{ID_NUMBER} 的", f"证件 {ID_NUMBER}\n第二行"))
    assert ID_NUMBER not in note.name + note.content and note.content.endswith("\n第二行")


@pytest.mark.parametrize(
    "path",
    [
        "",
        "search?q=x",
        "//elsewhere.example/x",
        "https://elsewhere.example/",
        "javascript:alert(1)",
        "/\\elsewhere.example",
        "/a\nb",
        f"/search?q={ID_NUMBER}",
        "/" + "x" * LONGEST_PATH,
    ],
)
def test_an_address_is_of_this_page(path: str) -> None:
    with pytest.raises(BadInput) as raised:
        checked_entry(Adding(EntryKind.CANVAS, "图", path))
    assert raised.value.where == "content"


def test_an_address_is_kept_as_it_is() -> None:
    path = "/graph/uscc:91500000MA5U000000?depth=2&kinds=HOLDS"
    assert checked_entry(Adding(EntryKind.CANVAS, "图", path)).content == path


@pytest.mark.parametrize("text", [" ", "x" * (LONGEST_NOTE + 1)])
def test_a_note_has_something_to_tell(text: str) -> None:
    with pytest.raises(BadInput):
        checked_entry(Adding(EntryKind.NOTE, "笔记", text))


def test_whom_to_watch() -> None:
    person = "person:" + "0" * 32
    assert checked_subjects(["uscc:A", person, "uscc:A"]) == ("uscc:A", person)
    for wrong in ([], [f"person:{ID_NUMBER}"]):
        with pytest.raises(BadInput) as raised:
            checked_subjects(wrong)
        assert ID_NUMBER not in raised.value.message
    with pytest.raises(LimitExceeded):
        checked_subjects(["uscc:A"] * (MOST_WATCHED + 1))
