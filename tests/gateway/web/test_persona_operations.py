"""The operations that the playground offers each persona are run as that persona, on a real server with the city: none rots."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from gateway.web.building import SOURCES
from tests.served import Served, yuxin_here

HERE = SOURCES / "src" / "graphiql" / "operations"
OPERATIONS = sorted(HERE.rglob("*.graphql"))
SUBSCRIPTIONS = [path for path in OPERATIONS if "\nsubscription " in path.read_text(encoding="utf-8")]
COMPANY = "919950990000000353"
ROLES = {
    "officer": ("officer", "--department", "transport"),
    "investigator": ("investigator", "--case", "案-1"),
    "credit_office": ("coordinator",),
    "representative": ("subject", "--subject", COMPANY),
    "integration": ("integration", "--system", "tax-credit"),
}


def of_persona(server: Served, path: Path) -> dict[str, str]:
    token = yuxin_here("token", "--role", *ROLES[path.parent.name], data=server.data)
    assert token.code == 0, token.err
    return {"authorization": f"Bearer {token.out.strip()}"}


def asked(server: Served, path: Path) -> dict[str, Any]:
    body = {"query": path.read_text(encoding="utf-8")}
    headers = of_persona(server, path)
    answer: dict[str, Any] = httpx.post(f"{server.url}/graphql", json=body, headers=headers, timeout=60).json()
    return answer


def empty(value: object) -> bool:
    """Whether nothing stands in it but nulls, zeros and empty lists."""
    if isinstance(value, dict):
        return all(map(empty, value.values()))
    return not value or (isinstance(value, list) and all(map(empty, value)))


@pytest.mark.parametrize(
    "path", sorted({*OPERATIONS} - {*SUBSCRIPTIONS}), ids=lambda path: f"{path.parent.name}/{path.stem}"
)
def test_it_answers_its_persona(served: Served, path: Path) -> None:
    answer = asked(served, path)
    assert "errors" not in answer, answer["errors"]
    assert not empty(answer["data"]), answer["data"]


@pytest.mark.parametrize("path", SUBSCRIPTIONS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_its_persona_may_subscribe(served: Served, path: Path) -> None:
    """What comes of it, and when, is looked at in a browser."""
    body = {"query": path.read_text(encoding="utf-8")}
    headers = of_persona(served, path) | {"accept": "text/event-stream"}
    with httpx.stream("POST", f"{served.url}/graphql", json=body, headers=headers, timeout=60) as response:
        assert response.status_code == 200
        assert response.headers["content-type"].startswith("text/event-stream")


def test_each_persona_has_some() -> None:
    assert {path.parent.name for path in OPERATIONS} == set(ROLES)


@pytest.mark.parametrize("path", OPERATIONS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_its_first_line_says_it_in_both_languages(path: Path) -> None:
    chinese, slash, english = path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ").partition("/ ")
    assert slash and chinese.endswith("。") and english.endswith(".") and english.isascii()
