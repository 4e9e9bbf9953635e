"""A real server: every answer that left has its line, whatever happens to the server; what cannot be written is not answered."""

import asyncio
import json
import resource
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from gateway.records.audit.anchors import read_anchors
from gateway.records.database import Records
from gateway.records.tables import LINES
from gateway.settings import Settings
from tests.served import Served, serving, yuxin_here

VIEW = "query View($key: ID!) { subjectsByKeys(keys: [$key]) { key gradeView { highest grades { grade } } } }"
KEYS = "{ entities(first: 50) { nodes { key } } }"
IMPORT = "mutation Load($input: ImportGradesInput!) { importGrades(input: $input) { __typename } }"
NOTHING: dict[str, Any] = {"input": {"idempotencyKey": "k", "rows": []}}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Served]:
    with serving(tmp_path / "data", "--city", "40") as served:
        yield served


def ask(url: str, query: str, **variables: Any) -> httpx.Response:
    body = {"query": query, "variables": variables}
    return httpx.post(f"{url}/graphql", json=body, headers={"accept": "application/graphql-response+json"}, timeout=60)


def keys_of(server: Served) -> list[str]:
    return [node["key"] for node in ask(server.url, KEYS).json()["data"]["entities"]["nodes"]]


def lines_of(data: Path) -> list[dict[str, Any]]:
    async def read() -> list[str]:
        opened = await Records.open(Settings(data=data))
        async with opened.begin() as connection:
            found = await connection.scalars(select(LINES.c.body).order_by(LINES.c.chain, LINES.c.sequence))
        await opened.close()
        return list(found.all())

    return [json.loads(body) for body in asyncio.run(read())]


def whole(data: Path) -> None:
    verified = yuxin_here("audit", "verify", "--json", data=data)
    assert (verified.code, json.loads(verified.out)["findings"]) == (0, []), verified


async def answered_until_it_dies(url: str, keys: list[str], process: Any) -> list[str]:
    """Ask from eight clients at one time and kill the server in the midst; the keys whose answers came."""
    came: list[str] = []

    async def client(number: int) -> None:
        async with httpx.AsyncClient(timeout=60) as http:
            for place in range(number, 10_000, 8):
                key = keys[place % len(keys)]
                try:
                    response = await http.post(f"{url}/graphql", json={"query": VIEW, "variables": {"key": key}})
                except httpx.HTTPError:
                    return
                assert response.json()["data"]["subjectsByKeys"][0]["key"] == key
                came.append(key)
                if len(came) == 100:
                    process.send_signal(signal.SIGKILL)

    await asyncio.gather(*(client(number) for number in range(8)))
    return came


def test_killed_under_load_every_answer_has_its_line(server: Served) -> None:
    came = asyncio.run(answered_until_it_dies(server.url, keys_of(server), server.process))
    server.process.wait()
    assert len(came) >= 100
    written = [line["subjects"][0] for line in lines_of(server.data) if line["kind"] == "access"]
    for key in set(came):
        assert written.count(key) >= came.count(key)
    whole(server.data)


def test_what_is_told_what_a_full_disk_refuses_and_what_verify_says(server: Served) -> None:
    """One server for all: starting one is what costs."""
    [key, *_] = keys_of(server)
    a_full_disk_refuses_until_there_is_room(server, key)
    the_subject_is_told(server, key)
    a_question_a_change_and_a_refusal_are_told(server, key)
    what_is_gone_is_found(server.data)


def a_full_disk_refuses_until_there_is_room(server: Served, key: str) -> None:
    assert ask(server.url, VIEW, key=key).status_code == 200
    before = resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
    refused = ask(server.url, VIEW, key=key)
    assert refused.status_code == 503 and refused.headers["retry-after"] == "2"
    assert refused.json().keys() == {"errors"}
    assert refused.json()["errors"][0]["extensions"]["code"] == "AUDIT_UNAVAILABLE"
    changing = ask(server.url, IMPORT, **NOTHING)
    assert changing.status_code == 503, "nor is anything changed"
    assert ask(server.url, "{ departments { key } }").status_code == 200, "the catalogue is nobody's"
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, before)
    assert ask(server.url, VIEW, key=key).status_code == 200


def a_question_a_change_and_a_refusal_are_told(server: Served, key: str) -> None:
    before = len(lines_of(server.data))
    ask(server.url, VIEW, key=key)
    ask(server.url, IMPORT, **NOTHING)
    ask(server.url, "{ departments { key } }")
    ask(server.url, VIEW.replace("View", "Of_110101199003070011"), key=key)
    forged = httpx.post(
        f"{server.url}/graphql", json={"query": VIEW}, headers={"authorization": "Bearer forged"}, timeout=60
    )
    assert forged.status_code == 401
    asked = yuxin_here("view", key, data=server.data)
    assert asked.code == 0
    server.end()
    here = yuxin_here("view", key, data=server.data)
    assert here.code == 0
    lines = lines_of(server.data)[before:]
    assert [(line["kind"], line.get("operation")) for line in lines[:2]] == [("access", "View"), ("change", "Load")]
    assert [line.get("outcome") for line in lines if line["kind"] == "change"] == ["begun", "done"]
    [refusal] = [line for line in lines if line["kind"] == "refusal"]
    assert refusal["codes"] == ["UNAUTHENTICATED"] and "who" not in refusal and refusal["from"] == "127.0.0.1"
    machine = [line for line in lines if "machine" in line.get("who", "")]
    assert [line["subjects"] for line in machine] == [[key], [key]], "by the server, and in its own process"
    access = lines[0]
    assert access["subjects"] == [key] and access["from"] == "127.0.0.1" and access["role"] == "coordinator"
    assert {"GradeView.highest", "GradeRecord.grade"} <= set(access["fields"])
    assert "110101199003070011" not in json.dumps(lines)
    whole(server.data)


WHO = """query Who($key: ID!) { subjectsByKeys(keys: [$key]) {
  accesses(first: 1) { totalCount nodes { what role name operation department { key } fields } } } }"""


def the_subject_is_told(server: Served, key: str) -> None:
    """Of the views so far, and then of this look, too."""
    for more in range(2):
        found = ask(server.url, WHO, key=key).json()["data"]["subjectsByKeys"][0]["accesses"]
        latest = found["nodes"][0]
        assert latest["what"] == "access" and latest["role"] == "coordinator" and latest["department"] is None
        assert latest["operation"] == ("Who" if more else "View")
    assert found["totalCount"] >= 3


def what_is_gone_is_found(data: Path) -> None:
    [anchor] = read_anchors(data / "audit")
    assert anchor.head is not None and anchor.head.sequence == len(lines_of(data))
    for file in data.glob("records.sqlite*"):
        file.unlink()
    cut = yuxin_here("audit", "verify", data=data)
    assert cut.code == 1 and "cut" in cut.out
    english = yuxin_here("audit", "verify", "--lang", "en", data=data)
    assert "an anchor names this line" in english.out
