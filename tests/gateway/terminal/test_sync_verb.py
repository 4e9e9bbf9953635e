"""`sync` as a person types it: in process and through a running server, tables, JSON, exit codes."""

import json
import sqlite3
from pathlib import Path

import pytest

from tests.gateway.records.audit.test_served import lines_of
from tests.gateway.sync.running.department import code
from tests.served import serving, yuxin, yuxin_here

MAPPING = """\
system: land-valuation
connection: {url: "sqlite:///rated.sqlite"}
table: rated
keys: {uscc: code}
name: code
evaluations:
- item: 1-5
  grade: {column: grade, scale: unified}
  evaluatedOn: day
changes: {kind: deletion, key: [number]}
"""


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    """A department's mapping beside its database of three rows."""
    path = tmp_path / "mine.yaml"
    path.write_text(MAPPING, encoding="utf-8")
    put(path, *[(number, code(number), "A", "2023-08-21") for number in (1, 2, 3)])
    return path


def put(mapping: Path, *rows: tuple[object, ...]) -> None:
    with sqlite3.connect(mapping.with_name("rated.sqlite")) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS rated (number INTEGER PRIMARY KEY, code, grade, day)")
        connection.executemany("INSERT OR REPLACE INTO rated VALUES (?, ?, ?, ?)", rows)
    connection.close()


def test_in_process(mapping: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    ran = yuxin_here("sync", str(mapping), "--json", data=data)
    [report] = json.loads(ran.out)
    assert (ran.code, report["system"], report["accepted"], report["full"]) == (0, "land-valuation", 3, True)
    assert report["held"] == {"accepted": 3, "rejected": 0, "retired": 0}
    put(mapping, (2, code(2), "E", "2023-08-21"))
    ran = yuxin_here("sync", str(mapping), data=data)
    assert ran.code == 1 and "同步支撑系统（1）" in ran.out and "land-valuation" in ran.out
    assert "number=2" in yuxin_here("rejects", data=data).out
    assert yuxin_here("sync", str(mapping), data=data).code == 0, "nothing new was rejected"
    ended = [
        line["changed"] for line in lines_of(data) if line.get("operation") == "sync" and line["outcome"] == "done"
    ]
    assert ended == [
        [{"system": "land-valuation", "accepted": 3}],
        [{"system": "land-valuation", "rejected": 1, "retired": 1}],
        [],
    ]
    view = json.loads(yuxin_here("view", code(1), "--json", data=data).out)
    assert "SYNCED" in json.dumps(view)


@pytest.mark.parametrize(
    ("arguments", "exit_code", "said"),
    [
        (["nothing"], 2, "no mapping of nothing"),
        (["tax-credit"], 3, "serve --systems bundled"),
        (["tax-credit", "tax-credit"], 2, "named twice"),
    ],
)
def test_what_cannot_be_synced(tmp_path: Path, arguments: list[str], exit_code: int, said: str) -> None:
    ran = yuxin_here("sync", *arguments, data=tmp_path / "new")
    assert ran.code == exit_code and said in " ".join((ran.out + ran.err).split()) and "Traceback" not in ran.err


def test_one_that_is_away_keeps_no_other_from_being_synced(mapping: Path, tmp_path: Path) -> None:
    ran = yuxin_here("sync", str(mapping), "tax-credit", "--json", data=tmp_path / "data")
    land, tax = json.loads(ran.out)
    assert (ran.code, land["accepted"], tax["code"]) == (3, 3, "SOURCE_UNAVAILABLE")


def test_verifying(mapping: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    ran = yuxin_here("sync", str(mapping), "--verify", data=data)
    assert ran.code == 0 and "还没有同步过" in ran.out, ran.err
    assert yuxin_here("sync", str(mapping), data=data).code == 0
    ran = yuxin_here("sync", str(mapping), "--verify", "--json", data=data)
    [report] = json.loads(ran.out)
    assert (ran.code, report["outcome"], report["differences"]["total"]) == (0, "CLEAN", 0)
    put(mapping, (2, code(2), "D", "2023-08-21"))
    ran = yuxin_here("sync", str(mapping), "tax-credit", "--verify", "--lang", "en", data=data)
    assert ran.code == 1 and "nothing explains it" in " ".join(ran.out.split()) and "number=2" in ran.out
    assert "serve --systems bundled" in ran.out
    ran = yuxin_here("sync", "tax-credit", "--verify", data=data)
    assert ran.code == 3, ran.out
    with sqlite3.connect(mapping.with_name("rated.sqlite")) as connection:
        connection.execute("ALTER TABLE rated RENAME COLUMN grade TO level")
    connection.close()
    ran = yuxin_here("sync", str(mapping), "--verify", data=data)
    assert ran.code == 2 and "mine.yaml:" in "".join(ran.out.split())
    assert yuxin_here("sync", str(mapping), "--verify", "--full", data=data).code == 2


@pytest.mark.slow
def test_through_a_running_server(mapping: Path, tmp_path: Path) -> None:
    with serving(tmp_path / "data", "--city", "0") as server:
        ran = yuxin("sync", str(mapping), "--json", data=server.data)
        assert ran.code == 0, ran.err
        assert json.loads(ran.out)[0]["accepted"] == 3
        ran = yuxin("sync", str(mapping), "--verify", "--json", data=server.data)
        assert ran.code == 0 and json.loads(ran.out)[0]["outcome"] == "CLEAN", ran.err
        wrong = yuxin("sync", "nothing", data=server.data)
        assert wrong.code == 2 and "no mapping of nothing" in wrong.err
        assert server.end() == 0
