"""A real gateway backed up while it works, and another one served from what was restored: it answers the same."""

import asyncio
import json
import threading
from pathlib import Path
from typing import Any

import httpx
import pytest

from gateway.backup.restoring import restore
from gateway.backup.taking import take
from gateway.settings import Settings
from graph_model.embedded_store import EmbeddedStore
from graph_model.store import GraphTransaction
from tests.served import Served, serving, yuxin_here

ALL = """{ entities(first: 100, orderBy: [{field: KEY}]) { totalCount nodes { uscc displayName gradeView { highest lowest
    grades { id grade nativeGrade evaluatedOn } } measures { applied { measure { key } } } } } }"""
SYSTEMS = "{ systems { key state items { key } } }"
IMPORT = """mutation Load($input: ImportGradesInput!) { importGrades(input: $input) {
    ... on ImportGradesResult { counts { accepted } } ... on ImportRefused { message } } }"""


def ask(url: str, query: str, **variables: Any) -> Any:
    answer = httpx.post(f"{url}/graphql", json={"query": query, "variables": variables}, timeout=60).json()
    assert "errors" not in answer, answer
    return answer["data"]


def test_what_was_restored_answers_as_what_was_backed_up(tmp_path: Path) -> None:
    file, again = tmp_path / "yuxin.backup", tmp_path / "again"
    with serving(tmp_path / "data", "--city", "60", YUXIN_SYSTEMS="bundled") as served:
        expected = ask(served.url, ALL), ask(served.url, SYSTEMS)
        done = _backed_up_under_load(served, file)
        assert done.code == 0, done
        manifest = json.loads(done.out)
    names = {part["name"] for part in manifest["parts"]}
    assert {"graph.kgl", "records.sqlite", "person.key", "audit/1.anchor", "systems/tax-credit.sqlite"} <= names
    assert manifest["elsewhere"] == []
    assert file.stat().st_mode & 0o777 == 0o600

    restored = yuxin_here("restore", str(file), "--json", data=again)
    assert restored.code == 0, restored
    report = json.loads(restored.out)
    assert report["version"] == manifest["version"]
    assert report["subjects"] >= expected[0]["entities"]["totalCount"] > 0
    assert (again / "person.key").read_text() == (tmp_path / "data" / "person.key").read_text()
    with serving(again, YUXIN_SYSTEMS="bundled") as served:
        assert (ask(served.url, ALL), ask(served.url, SYSTEMS)) == expected
        verified = yuxin_here("sync", "--verify", "--json", data=again, YUXIN_SYSTEMS="bundled")
        assert verified.code == 0, verified
    trail = yuxin_here("audit", "verify", "--json", data=again)
    assert (trail.code, json.loads(trail.out)["findings"]) == (0, []), trail
    assert yuxin_here("restore", str(file), data=again).code == 2


def _backed_up_under_load(served: Served, file: Path) -> Any:
    """The command, while the gateway answers views all the time."""
    stop = threading.Event()

    def load() -> None:
        while not stop.is_set():
            ask(served.url, ALL)

    thread = threading.Thread(target=load)
    thread.start()
    try:
        return yuxin_here("backup", str(file), "--json", data=served.data, YUXIN_SYSTEMS="bundled")
    finally:
        stop.set()
        thread.join()


async def test_a_backup_under_writes_has_each_transaction_whole_and_all_that_were_done_before(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data")
    store = await EmbeddedStore.open(settings.data)
    await store.prepare()
    written = 0
    stop = asyncio.Event()

    async def write() -> None:
        nonlocal written
        while not stop.is_set():

            async def pair(transaction: GraphTransaction, number: int = written) -> None:
                for end in ("a", "b"):
                    key = f"uscc:{number}-{end}"
                    await transaction.run("CREATE (s:Subject {key: $key, displayName: $key})", {"key": key})

            await store.transact(pair)
            written += 1

    writing = asyncio.create_task(write())
    for number in range(3):
        await asyncio.sleep(0.2)
        before = written
        await take(settings, store, tmp_path / f"{number}.backup", lambda _: None)
        restored = await restore(
            Settings(data=tmp_path / f"restored-{number}"), tmp_path / f"{number}.backup", lambda _: None
        )
        opened = await EmbeddedStore.open(tmp_path / f"restored-{number}")
        keys = {key for (key,) in await opened.read("MATCH (s:Subject) RETURN s.key")}
        await opened.close()
        assert restored.subjects == len(keys) >= 2 * before > 0
        assert keys == {f"uscc:{n}-{end}" for n in range(len(keys) // 2) for end in "ab"}
    stop.set()
    await writing
    await store.close()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_without_a_server_the_command_does_it_itself(tmp_path: Path, lang: str) -> None:
    data, file = tmp_path / "data", tmp_path / "backup"
    assert yuxin_here("items", "--json", data=data).code == 0  # lays the plan down
    told = yuxin_here("backup", str(file), "--lang", lang, data=data)
    assert told.code == 0, told
    assert str(file.name) in told.out.replace("\n", "")
    restored = yuxin_here("restore", str(file), "--lang", lang, data=tmp_path / "again")
    assert restored.code == 0, restored
    items = [json.loads(yuxin_here("items", "--json", data=folder).out) for folder in (data, tmp_path / "again")]
    assert items[0] == items[1] and len(items[0]) == 61
