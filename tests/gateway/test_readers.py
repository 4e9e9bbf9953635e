"""The committed operations of the platforms that read: every one of them is asked of a real server and answered."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.served import ROOT, Served, yuxin_here

FOLDER = ROOT / "examples" / "readers"
OPERATIONS = sorted(FOLDER.rglob("*.graphql"))
PAGE = ROOT / "docs" / "systems" / "readers.md"


def variables_of(path: Path) -> dict[str, Any]:
    beside = path.with_suffix(".json")
    found: dict[str, Any] = json.loads(beside.read_text(encoding="utf-8")) if beside.exists() else {}
    return found


def emptinesses(value: Any, path: str) -> list[str]:
    """The roots of an answer that say nothing, with the path to each."""
    return [] if value not in (None, [], {}) else [path]


@pytest.mark.parametrize("path", OPERATIONS, ids=[f"{path.parent.name}/{path.stem}" for path in OPERATIONS])
def test_an_operation_is_answered(served: Served, path: Path) -> None:
    asked = {"query": path.read_text(encoding="utf-8"), "variables": variables_of(path)}
    answer = httpx.post(f"{served.url}/graphql", json=asked, timeout=30).json()
    assert "errors" not in answer, answer["errors"]
    assert [empty for name, value in answer["data"].items() for empty in emptinesses(value, name)] == []


@pytest.mark.parametrize("name", ["own_grades", "own_archive"])
@pytest.mark.plan("7", "Entity.gradeView", "Entity.archive")
def test_the_subject_s_own_token_is_enough_for_its_own(served: Served, name: str) -> None:
    path = FOLDER / "credit-china-chongqing" / f"{name}.graphql"
    variables = variables_of(path)
    asked = {"query": path.read_text(encoding="utf-8"), "variables": variables}
    told = []
    for code in (variables["uscc"], "919950990000000353"):
        token = yuxin_here("token", "--role", "subject", "--subject", code, data=served.data).out.strip()
        headers = {"authorization": f"Bearer {token}"}
        told.append(httpx.post(f"{served.url}/graphql", json=asked, headers=headers, timeout=30).json())
    own, stranger = told
    assert "errors" not in own and own["data"]["entity"] is not None
    assert stranger == {"data": {"entity": None}}


def test_a_page_of_changes_is_gone_on_from(served: Served) -> None:
    query = (FOLDER / "internet-supervision" / "changes.graphql").read_text(encoding="utf-8")
    seen: list[str] = []
    after = None
    for _ in range(3):
        asked = {"query": query, "variables": {"after": after}}
        page = httpx.post(f"{served.url}/graphql", json=asked, timeout=30).json()["data"]["changes"]
        seen += [json.dumps(node, sort_keys=True) for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
    assert len(seen) == 300 and after is not None


def test_every_reader_and_operation_stands_on_the_page() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert [path.stem for path in OPERATIONS if f"`{path.stem}`" not in page] == []
    assert {path.parent.name for path in OPERATIONS} == {"credit-china-chongqing", "yukuaiban", "internet-supervision"}
