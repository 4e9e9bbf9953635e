"""The schema keeps what clients have: what breaks them is listed with its reason, what is new need not be."""

import re
from datetime import date

import pytest
from graphql import GraphQLSchema, build_schema, find_schema_changes

from gateway.marked_page import part_of
from tests.docs.schema_changelog import (
    BASELINE,
    CHANGES,
    CURRENT,
    PAGE,
    breaking,
    deprecations,
    listed,
    recorded,
    schema_of,
    told,
    written,
)

EMPTY = "\n".join(
    f"<!-- {name}: begin -->\n无。/ None.\n<!-- {name}: end -->"
    for name in ("breaking", "changes", "deprecated", "recorded")
)
BEFORE = build_schema(
    """type Query { grade(of: ID!): Grade  old: Int  same: String }
    enum Grade { A B }  type Gone { x: Int }  input Asked { of: ID }"""
)
AFTER = build_schema(
    """type Query { grade(of: ID!, at: String): Grade  same: String  new: Kept
      worst: Grade @deprecated(reason: "请用 `grade`。 / Use `grade`.")  bare(x: Int @deprecated): Int }
    enum Grade { A B C @deprecated(reason: "Use `B`.") }  type Kept { x: Int }  input Asked { of: ID, more: ID, must: ID! }"""
)
LOST = ["Gone was removed.", "A required field Asked.must was added.", "Field Query.old was removed."]


def without(page: str, *lines: str) -> str:
    """The page with rows of reasons for these changes."""
    rows = "\n".join(f"| `{line}` | 没有人用 / nobody asks for it |" for line in lines)
    return page.replace("<!-- breaking: begin -->\n无。/ None.", f"<!-- breaking: begin -->\n{rows}")


# --- the schema itself ---


@pytest.fixture(scope="module")
def schemas() -> tuple[GraphQLSchema, GraphQLSchema]:
    return schema_of(BASELINE), schema_of(CURRENT)


def test_what_breaks_clients_is_listed_with_its_reason(schemas: tuple[GraphQLSchema, GraphQLSchema]) -> None:
    found, reasons = breaking(find_schema_changes(*schemas)), listed(PAGE.read_text(encoding="utf-8"))
    assert sorted(found) == sorted(reasons), "in docs/schema-changelog.md; python -m tests.docs.schema_changelog"
    assert all(" / " in reason for reason in reasons.values()), "in both languages"


def test_what_the_page_tells_has_come(schemas: tuple[GraphQLSchema, GraphQLSchema]) -> None:
    """What has come since the page was last written need not stand there yet; what stands there is true."""
    names = re.compile(r"`([^`]+)`")
    standing = set(names.findall(part_of(PAGE.read_text(encoding="utf-8"), CHANGES)))
    assert standing <= set(names.findall(told(find_schema_changes(*schemas)))), "python -m tests.docs.schema_changelog"


def test_what_is_deprecated_says_what_to_use_instead(schemas: tuple[GraphQLSchema, GraphQLSchema]) -> None:
    assert [one for one in deprecations(schemas[1]) if not one.helps] == []


# --- how it is found and written ---


def test_what_is_found() -> None:
    changes = find_schema_changes(BEFORE, AFTER)
    assert sorted(breaking(changes)) == sorted(LOST)
    page = told(changes)
    for line in (
        "`Kept`",
        "`Query.new`, `Query.worst`, `Query.bare`",
        "`Grade.C`",
        "`Query.grade(at:)`",
        "`Asked.more`",
    ):
        assert line in page, page


def test_a_breaking_change_without_a_reason_is_told_as_the_line_to_write() -> None:
    with pytest.raises(ValueError, match=r"\| `Field Query.old was removed.` \| … \|") as refused:
        written(without(EMPTY, LOST[0]), BEFORE, AFTER)
    assert LOST[0] not in str(refused.value)


def test_reasons_are_kept_and_those_of_changes_that_are_none_go() -> None:
    page = written(without(EMPTY, *LOST, "Field Query.same was removed."), BEFORE, AFTER)
    assert sorted(listed(page)) == sorted(LOST)
    assert set(listed(page).values()) == {"没有人用 / nobody asks for it"}
    assert written(page, BEFORE, AFTER) == page
    assert "- `Query.worst`：请用 `grade`。 / Use `grade`." in page


def test_which_deprecations_help() -> None:
    assert {one.coordinate: one.helps for one in deprecations(AFTER)} == {
        "Query.worst": True,
        "Query.bare(x:)": False,
        "Grade.C": False,
    }


def test_a_release_makes_them_a_section_the_latest_first() -> None:
    first = recorded(written(without(EMPTY, *LOST), BEFORE, AFTER), "0.1.0", date(2026, 11, 27))
    assert not listed(first) and part_of(first, CHANGES) == "无。/ None."
    assert "## 0.1.0（2026-11-27）" in first and LOST[0] in first and "`Query.new`" in first
    second = recorded(written(first, AFTER, AFTER), "0.2.0", date(2026, 12, 27))
    assert second.index("## 0.2.0") < second.index("## 0.1.0")
