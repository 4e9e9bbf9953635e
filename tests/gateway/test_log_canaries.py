"""Words planted wherever somebody's values come in: a real gateway with failing databases tells none of them to log or metrics."""

import json
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest

from tests.gateway.sync.test_registered import MINE
from tests.gateway.test_log import CANARY, CODE, ID_NUMBER
from tests.served import serving, yuxin, yuxin_here
from tests.servers.ports import free_port

PASSWORD, NAME = "planted-password-9d1c", "栽种人名"
KEY_ID = "ca9a51ca9a51ca9a"
PLANTED = (CANARY, CODE, ID_NUMBER, PASSWORD, NAME, KEY_ID)
ROW = {"uscc": CODE, "item": "1-3", "grade": f"Z{CANARY}", "evaluatedOn": "2026-01-01", "name": NAME}
GRADES = """mutation Import($rows: [GradeRowInput!]!) { importGrades(input: {rows: $rows, idempotencyKey: "k"}) {
  __typename ... on ImportGradesResult { counts { rejected } } } }"""


def events_of(log: str) -> list[dict[str, Any]]:
    """The log, every line of which is an event."""
    return [json.loads(line) for line in log.splitlines()]


def nothing_told(*texts: str) -> None:
    for text in texts:
        assert [word for word in PLANTED if word in text] == []


def mapping(folder: Path, key: str, environment: str, table: str = "rated") -> None:
    text = MINE.replace("security-services", key).replace("SECURITY_SERVICES", environment)
    text = text.replace("保安服务信用管理系统", key).replace("table: rated", f"table: {table}")
    (folder / f"{key}.yaml").write_text(text + "freshness: 1s\n", encoding="utf-8")


def requests(url: str) -> None:
    """Questions, tokens and rows with planted words in every place."""
    view = "query View($uscc: USCC!) { entity(uscc: $uscc) { displayName gradeView { lowest } } }"
    with httpx.Client(base_url=url, trust_env=False, timeout=60) as client:
        asked: list[Any] = [
            {"query": view, "variables": {"uscc": CODE}},
            {"query": view, "variables": {"uscc": NAME}},
            {"query": f'{{ entity(uscc: "{CODE}") {{ displayName }} }}'},
            {"query": f'query A{CODE} {{ searchSubjects(text: "{NAME}", first: 1) {{ totalCount }} }}'},
            {"query": f'{{ entity(uscc: "{CODE}") {{ {NAME} }} }}'},
            {"query": GRADES, "variables": {"rows": [ROW, {**ROW, "uscc": None, "personId": ID_NUMBER}]}},
            {"query": GRADES, "variables": {"rows": [{CANARY: NAME}]}},
            {"query": f'{{ node(id: "{CANARY}") {{ id }} }}'},
        ]
        for body in asked:
            client.post("/graphql", json=body)
        client.post("/graphql", content=CANARY.encode(), headers={"content-type": "application/json"})
        client.get("/graphql", params={"query": f"{{ __typename }} #{NAME}", "variables": CANARY})
        for token in (CANARY, f"yuxin_{KEY_ID}_{'k' * 43}", f"yuxin-demo.{CANARY}"):
            client.post("/graphql", json=asked[0], headers={"authorization": f"Bearer {token}"})
        client.get(f"/{CANARY}", params={"q": NAME})
        client.post("/control/sync", json={"systems": [NAME]}, headers={"x-yuxin-control": CANARY})


def test_requests_and_imports(tmp_path: Path) -> None:
    file = tmp_path / "评价.csv"
    file.write_text(
        f"统一社会信用代码,名称,监管事项,等级,评价日期\n{CODE},{NAME},1-3,{CANARY},2026-01-01\n{ID_NUMBER},{NAME},1-3,A,x\n"
    )
    with serving(tmp_path / "data", "--city", "0", YUXIN_LOG_FORMAT="json") as server:
        requests(server.url)
        assert yuxin_here("import", str(file), data=tmp_path / "data").code == 1
        metrics = httpx.get(f"{server.url}/metrics").text
        assert server.end() == 0
        log = server.errors
    assert len([event for event in events_of(log) if event["event"] == "request"]) == 13
    assert [event["event"] for event in events_of(log)].count("ready") == 1
    nothing_told(log, metrics)


@pytest.mark.postgresql
async def test_databases_that_fail(tmp_path: Path, postgresql_url: str) -> None:
    """One that is not there, one that does not let us in, one whose rows cannot be read, one with other tables."""
    connection = await asyncpg.connect(postgresql_url)
    await connection.execute(
        "CREATE SCHEMA planted; CREATE TABLE planted.word (code text, grade text, day text); "
        f"INSERT INTO planted.word VALUES ('{CODE}', 'A', '{NAME} {CANARY}'); "
        "CREATE VIEW planted.rated AS SELECT code, grade, day::date AS day FROM planted.word"
    )
    await connection.close()
    folder = tmp_path / "mappings"
    folder.mkdir()
    nowhere = f"127.0.0.1:{free_port()}"
    role = f"postgresql://nobody:{PASSWORD}@{postgresql_url.partition('@')[2] or postgresql_url.partition('//')[2]}"
    environment = {
        "GONE": f"postgresql://reader:{PASSWORD}@{nowhere}/credit",
        "GONE_TOO": f"mysql://reader:{PASSWORD}@{nowhere}/credit",
        "LOCKED": role,
        "VALUES": f"{postgresql_url}{'&' if '?' in postgresql_url else '?'}schema=planted",
        "EMPTY": f"sqlite:///{tmp_path / 'empty.sqlite'}",
    }
    with closing(sqlite3.connect(tmp_path / "empty.sqlite")) as empty:
        empty.execute("CREATE TABLE other (a TEXT)")
    for name in environment:
        mapping(folder, name.lower().replace("_", "-"), name)
    with serving(
        tmp_path / "data", "--city", "0", YUXIN_LOG_FORMAT="json", YUXIN_MAPPINGS=str(folder), **environment
    ) as server:
        failed: set[str] = set()
        until = time.monotonic() + 60
        while len(failed) < len(environment) and time.monotonic() < until:
            events = [json.loads(line) for line in server.errors.splitlines() if line.endswith("}")]
            failed = {event["system"] for event in events if event["event"] == "a system could not be synced"}
        live = f'{{ entity(uscc: "{CODE}") {{ gradeView(live: true) {{ sources {{ state }} }} }} }}'
        httpx.post(f"{server.url}/graphql", json={"query": live}, timeout=60)
        metrics = httpx.get(f"{server.url}/metrics").text
        assert server.end() == 0
        log = server.errors
    assert failed == {name.lower().replace("_", "-") for name in environment}
    assert all("why" in event for event in events_of(log) if event["event"] == "a system could not be synced")
    nothing_told(log, metrics)


@pytest.mark.parametrize("records", [f"postgresql://yuxin:{PASSWORD}@127.0.0.1:1/records", f"nonsense:{PASSWORD}"])
def test_an_operational_store_that_is_not_there(tmp_path: Path, records: str) -> None:
    ran = yuxin(
        "serve", "--port", "0", "--city", "0", data=tmp_path / "data", YUXIN_RECORDS=records, YUXIN_LOG_FORMAT="json"
    )
    assert ran.code in (2, 3)
    nothing_told(ran.out, ran.err)


def test_a_store_that_is_not_there(tmp_path: Path) -> None:
    ran = yuxin(
        *("serve", "--port", "0", "--store", "bolt://127.0.0.1:1"),
        data=tmp_path / "data",
        YUXIN_NEO4J_USER="neo4j",
        YUXIN_NEO4J_PASSWORD=PASSWORD,
        YUXIN_LOG_FORMAT="json",
    )
    assert ran.code == 3
    nothing_told(ran.out, ran.err)
