"""`yuxin serve` as it is by default: the systems are synced while it serves, and one that goes away takes nothing with it."""

import json
import shutil
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from prometheus_client.openmetrics import parser as open_metrics
from prometheus_client.parser import text_string_to_metric_families as prometheus

from gateway.clients.through_server import TOKEN_HEADER
from gateway.person_key import existing_person_key
from gateway.settings import Settings
from graph_model.model import city_day, utc_now
from graph_model.persons import person_key
from seed.platforms.register import PLATFORMS
from tests.gateway.records.audit.test_served import lines_of
from tests.served import Served, serving, yuxin_here

GONE, BROKEN, GARBLED, PERSONS = "tax-credit", "mining-rights", "health-credit", "municipal-credit-platform"
SYSTEMS = """{ systems { key state syncing lag lastSuccess freshness live error { code message failures }
  rows { accepted rejected retired } items { key } } }"""
VIEW = """query($code: USCC!) { entity(uscc: $code) { gradeView(live: true) {
  grades { item { key } provenance { mode } } sources { system { key } mode state } } } }"""
OF_A_PERSON = """query($key: ID!) { person(key: $key) {
  municipalCreditPlatform(orderBy: [{field: EVALUATED_ON, direction: DESC}]) { grade itemKey person { key } }
  gradeView(live: true) { grades { item { key } grade } sources { system { key } mode state } } } }"""
HELD = """{ entities(first: 100) { nodes { gradeView { grades { item { key } provenance { mode } } } } } }"""
COMPANY = "91995099000000019D"
STATES = ("NOT_CONNECTED", "WAITING", "SYNCED", "LATE", "FAILING")
WITHIN = 60.0


def asked(server: Served, query: str, **variables: Any) -> dict[str, Any]:
    answer = httpx.post(f"{server.url}/graphql", json={"query": query, "variables": variables}, timeout=30).json()
    assert "errors" not in answer, answer
    return dict(answer["data"])


def systems(server: Served) -> dict[str, dict[str, Any]]:
    return {one["key"]: one for one in asked(server, SYSTEMS)["systems"]}


def metrics(server: Served) -> dict[tuple[str, ...], float]:
    """Each sample about a system by its name, its system and what else it is told apart by."""
    answer = httpx.get(f"{server.url}/metrics")
    assert answer.status_code == 200 and answer.headers["content-type"].startswith("text/plain; version=")
    samples = [sample for family in prometheus(answer.text) for sample in family.samples]
    of_systems = [sample for sample in samples if "system" in sample.labels]
    return {(s.name, s.labels.pop("system"), *s.labels.values()): s.value for s in of_systems}


def becomes(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WITHIN
    while not holds():
        assert time.monotonic() < deadline, "it does not become so"
        time.sleep(0.2)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    data = tmp_path_factory.mktemp("synced") / "data"
    with serving(data, "--city", "60", YUXIN_SYSTEMS="bundled", YUXIN_SYNC_EVERY="1s") as running:
        yield running


def file_of(server: Served, system: str) -> Path:
    return server.data / "systems" / f"{system}.sqlite"


@pytest.mark.slow
@pytest.mark.plan("6", "Query.systems", "yuxin sync")
def test_it_is_ready_when_every_system_is_synced(server: Served) -> None:
    assert httpx.get(f"{server.url}/health/ready").status_code == 200
    found = systems(server)
    assert len(found) == 20 and {one["state"] for one in found.values()} <= {"SYNCED", "LATE"}
    assert all(one["error"] is None and one["lag"] is not None for one in found.values())
    assert sum(one["rows"]["accepted"] for one in found.values()) > 60


@pytest.mark.slow
def test_each_run_that_changed_something_has_a_line_in_the_audit_trail(server: Served) -> None:
    def lines() -> list[dict[str, Any]]:
        return [line for line in lines_of(server.data) if line.get("by") == "schedule"]

    def all_told() -> bool:
        """A run's line follows its end. Rows that say the same twice are held, and changed nothing."""
        told = Counter[tuple[str, str]]()
        for line in lines():
            told += Counter({(line["system"], what): line[what] for what in ("accepted", "rejected")})
        return all(
            told[key, "rejected"] == one["rows"]["rejected"]
            and (one["rows"]["accepted"] == 0 or 0 < told[key, "accepted"] <= one["rows"]["accepted"])
            for key, one in systems(server).items()
        )

    becomes(all_told)
    assert {(line["kind"], line["operation"], line["outcome"]) for line in lines()} == {("change", "sync", "done")}
    assert all(line["accepted"] or line["rejected"] or line["retired"] for line in lines())
    assert yuxin_here("audit", "verify", data=server.data).code == 0


@pytest.mark.slow
def test_machines_read_how_each_is_synced(server: Served) -> None:
    found, told = systems(server), metrics(server)
    for key, one in found.items():
        assert told["yuxin_sync_rows", key, "accepted"] == one["rows"]["accepted"]
        assert told["yuxin_sync_rows", key, "rejected"] == one["rows"]["rejected"]
        assert told["yuxin_sync_freshness_seconds", key] == one["freshness"]
        assert (
            told["yuxin_sync_batches_total", key] >= (one["rows"]["accepted"] > 0)
            and told["yuxin_sync_retired_total", key] == 0
        )
        assert 0 <= time.time() - told["yuxin_sync_last_success_timestamp_seconds", key] < WITHIN
        assert told["yuxin_sync_failures", key] == 0
        assert sum(told["yuxin_system_state", key, state] for state in STATES) == 1
    accept = {"accept": "application/openmetrics-text; version=1.0.0"}
    text = httpx.get(f"{server.url}/metrics", headers=accept).text
    assert list(open_metrics.text_string_to_metric_families(text))  # type: ignore[no-untyped-call]


@pytest.mark.slow
def test_what_systems_hold_reaches_the_graph_by_sync_alone(server: Served) -> None:
    held = {item["key"] for one in systems(server).values() for item in one["items"]}
    nodes = asked(server, HELD)["entities"]["nodes"]
    modes = {(g["item"]["key"] in held, g["provenance"]["mode"]) for n in nodes for g in n["gradeView"]["grades"]}
    assert modes == {(True, "SYNCED"), (False, "IMPORTED")}


@pytest.mark.slow
@pytest.mark.plan("6", "Person.gradeView")
def test_the_system_of_natural_persons_is_live_like_the_others(server: Served) -> None:
    """All twenty are. What it writes now is in the next answer, and nobody's ID number is in any."""
    assert all(one["live"] for one in systems(server).values()) and len(systems(server)) == 20
    log = "从业人员信用归集"
    with closing(sqlite3.connect(file_of(server, PERSONS))) as file, file:
        rows = file.execute(f"SELECT 证件号码 FROM {log} WHERE 信用等级 IS NOT NULL ORDER BY 归集流水号")
        numbers = [number for (number,) in rows if number and len(number) == 18]
        [last] = file.execute(f"SELECT MAX(归集流水号) FROM {log}").fetchone()
        row = (last + 1, numbers[0], "D", f"{city_day(utc_now()):%Y年%m月%d日}", "2026-11-20 08:00:00")
        file.execute(
            f"INSERT INTO {log} (归集流水号, 证件号码, 信用等级, 评价日期, 归集时间) VALUES (?, ?, ?, ?, ?)", row
        )
    secret = existing_person_key(Settings(data=server.data))
    assert secret is not None
    key = person_key(numbers[0], secret)
    person = asked(server, OF_A_PERSON, key=key)["person"]
    assert person["municipalCreditPlatform"][0] == {"grade": "D", "itemKey": "1-6", "person": {"key": key}}
    states = {one["system"]["key"]: one["state"] for one in person["gradeView"]["sources"] if one["system"]}
    assert states[PERSONS] == states["patent-agency"] == "ANSWERED"
    assert "D" in {one["grade"] for one in person["gradeView"]["grades"]}
    assert not [number for number in numbers if number in str(person)]
    looks = [line for line in lines_of(server.data) if line["kind"] == "access" and key in line["subjects"]]
    assert looks and not [number for number in numbers if number in str(looks)]


@pytest.mark.slow
def test_the_report_is_asked_of_the_server_that_runs(server: Served) -> None:
    ran = yuxin_here("systems", "--report", "--json", data=server.data)
    reports = json.loads(ran.out)
    assert ran.code == 0, ran.err
    assert {report["system"] for report in reports} == {*systems(server), *(platform.key for platform in PLATFORMS)}
    assert {report["verification"]["outcome"] for report in reports} == {"CLEAN"}
    assert sum(report["live"]["state"] == "ANSWERED" for report in reports) == 20 + len(PLATFORMS)
    refused = httpx.post(f"{server.url}/control/systems-report", headers={TOKEN_HEADER: "guessed"})
    assert refused.status_code == 403


@pytest.mark.slow
def test_a_command_beside_the_schedule_harms_nothing(server: Served) -> None:
    """The schedule is at every system each second: what it holds just then, the person is told, and nothing is doubled."""
    ran = yuxin_here("sync", "--full", "--json", data=server.data)
    reports = json.loads(ran.out)
    assert {report["system"] for report in reports} >= set(systems(server))
    done = [report for report in reports if "error" not in report]
    assert {report["code"] for report in reports if report not in done} <= {"SYNC_UNDER_WAY"} and done, ran.out
    assert all(report["accepted"] == report["retired"] == 0 for report in done)
    verified = yuxin_here("sync", "--verify", data=server.data)
    assert verified.code == 0, verified.out


@pytest.mark.slow
def test_one_that_goes_away_takes_nothing_with_it_and_heals_when_it_comes_again(server: Served) -> None:
    path = file_of(server, GONE)
    asked(server, VIEW, code=COMPANY)  # its connection is open, and idles
    shutil.move(path, path.with_suffix(".away"))
    becomes(lambda: bool(systems(server)[GONE]["state"] == "FAILING"))
    found = systems(server)
    assert metrics(server)["yuxin_system_state", GONE, "FAILING"] == 1
    assert found[GONE]["error"]["code"] == "UNREACHABLE" and found[GONE]["error"]["failures"] >= 1
    assert {one["state"] for key, one in found.items() if key != GONE} <= {"SYNCED", "LATE"}
    view = asked(server, VIEW, code=COMPANY)["entity"]["gradeView"]
    states = {one["system"]["key"]: one["state"] for one in view["sources"] if one["mode"] == "LIVE"}
    assert states[GONE] == "UNREACHABLE" and {v for k, v in states.items() if k != GONE} == {"ANSWERED"}
    assert ("1-48", "SYNCED") in {(g["item"]["key"], g["provenance"]["mode"]) for g in view["grades"]}
    assert httpx.get(f"{server.url}/health/ready").status_code == 200
    shutil.move(path.with_suffix(".away"), path)
    becomes(lambda: systems(server)[GONE]["state"] in ("SYNCED", "LATE"))
    assert systems(server)[GONE]["error"] is None


@pytest.mark.slow
def test_those_that_fail_at_the_start_are_not_awaited(server: Served) -> None:
    """The end of the first server and the start of the next, over the same data: the last test of this module."""
    assert server.end() == 0
    with closing(sqlite3.connect(file_of(server, BROKEN))) as connection:
        connection.execute("ALTER TABLE kyqr RENAME TO kyqr_2027")
    garbled = file_of(server, GARBLED)
    shutil.copy(garbled, garbled.with_suffix(".whole"))
    garbled.write_text("这不是数据库 / this is no database\n" * 200, encoding="utf-8")
    with serving(server.data, YUXIN_SYSTEMS="bundled", YUXIN_SYNC_EVERY="1s") as again:
        assert httpx.get(f"{again.url}/health/ready").status_code == 200
        becomes(lambda: all(systems(again)[key]["state"] == "FAILING" for key in (BROKEN, GARBLED)))
        found = systems(again)
        assert found[BROKEN]["error"]["code"] == "MISMATCHED" and found[BROKEN]["lastSuccess"] is not None
        assert "file is not a database" in found[GARBLED]["error"]["message"]
        others = {one["state"] for key, one in found.items() if key not in (BROKEN, GARBLED)}
        assert others <= {"SYNCED", "LATE"}
        shutil.move(garbled.with_suffix(".whole"), garbled)
        becomes(lambda: systems(again)[GARBLED]["state"] in ("SYNCED", "LATE"))
