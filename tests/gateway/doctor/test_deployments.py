"""Whole deployments: one that is fine, seen while it runs and when it has ended, and ones without a server or a store."""

import asyncio
import socket
from pathlib import Path

import pytest

from gateway.running_server import ServeLock
from graph_model.open_store import open_store
from graph_model.store import only
from tests.conftest import WIPE
from tests.gateway.doctor.conftest import Ask
from tests.served import Served, serving, yuxin, yuxin_here
from tests.servers.ports import free_port


def test_beside_a_gateway_that_serves_everything_is_fine(diagnosis: Ask, live_served: Served) -> None:
    port = live_served.url.rpartition(":")[2]
    found = diagnosis(data=live_served.data, YUXIN_SYSTEMS="bundled", YUXIN_PORT=port)
    assert (found.code, found.failing) == (0, set())
    assert found.said("server").startswith(live_served.url) and "held by our server" in found.said("port")
    assert (found.verdict("plan"), found.verdict("constraints"), found.verdict("records")) == ("ok", "ok", "ok")
    assert "kglite" in found.said("store") and "lines, as the anchors say" in found.said("audit")
    assert "can be read; synced" in found.said("system.tax-credit")
    assert len([check for check in found.lines if check.startswith("system.")]) > 20


def test_a_line_a_check_in_the_reader_s_language(served: Served) -> None:
    chinese, english = yuxin("doctor", data=served.data), yuxin_here("doctor", "--lang", "en", data=served.data)
    assert (chinese.code, chinese.err) == (0, "")
    assert "图存储" in chinese.out and "graph store" in english.out
    assert all(line.split()[0] in {"ok", "warn", "fail"} for line in chinese.out.splitlines())


def test_what_the_tests_need_is_looked_at_for_who_develops(diagnosis: Ask) -> None:
    assert "java" not in diagnosis().lines
    assert {"java", "maven", "postgresql", "mariadb", "chromium"} <= diagnosis("--development").lines.keys()


def test_nothing_is_written_into_a_new_folder(diagnosis: Ask, tmp_path: Path) -> None:
    found = diagnosis()
    assert found.code == 0 and not (tmp_path / "data").exists()
    assert "not made yet" in found.said("store") and "serve" in found.said("store")


def test_after_the_gateway_has_ended_its_graph_is_looked_at_here(diagnosis: Ask, tmp_path: Path) -> None:
    assert yuxin_here("items", data=tmp_path / "data").code == 0
    found = diagnosis()
    assert found.code == 0 and (found.verdict("store"), found.verdict("plan")) == ("ok", "ok")


def test_a_server_that_holds_the_folder_and_does_not_answer(diagnosis: Ask, tmp_path: Path) -> None:
    lock = ServeLock.acquire(tmp_path / "data")
    try:
        lock.announce(f"http://127.0.0.1:{free_port()}", "embedded")
        found = diagnosis()
    finally:
        lock.release()
    assert (found.code, found.failing) == (3, {"server"})
    assert "does not answer" in found.said("server") and "kill" in found.said("server")


def test_a_gateway_over_another_store_than_the_one_asked_about(diagnosis: Ask, served: Served) -> None:
    found = diagnosis("--store", f"bolt://127.0.0.1:{free_port()}", data=served.data)
    assert "serves another graph store: embedded" in found.said("server")
    assert (found.code, found.failing) == (3, {"store"})


def test_a_neo4j_that_is_not_there(diagnosis: Ask) -> None:
    found = diagnosis(
        "--store", "bolt://127.0.0.1:1", YUXIN_NEO4J_USER="neo4j", YUXIN_NEO4J_PASSWORD="planted-password"
    )
    assert (found.code, found.failing) == (3, {"store"})
    assert "YUXIN_NEO4J_PASSWORD" in found.said("store") and "planted-password" not in found.printed


async def emptied(url: str) -> None:
    """A Neo4j with no node, and without one of its constraints."""
    store = await open_store(url)
    while only(await store.write(WIPE)):
        pass
    await store.write("DROP CONSTRAINT subject_key IF EXISTS")
    await store.close()


@pytest.mark.neo4j
def test_a_neo4j_without_constraints_and_then_with_the_plan(diagnosis: Ask, tmp_path: Path, neo4j_url: str) -> None:
    asyncio.run(emptied(neo4j_url))
    bare = diagnosis("--store", neo4j_url)
    assert (bare.code, bare.verdict("constraints"), bare.verdict("plan")) == (0, "warn", "warn")
    assert "subject_key" in bare.said("constraints") and "Neo4j 5" in bare.said("store")
    assert yuxin_here("items", "--store", neo4j_url, data=tmp_path / "data").code == 0
    whole = diagnosis("--store", neo4j_url)
    assert (whole.verdict("constraints"), whole.verdict("plan"), whole.verdict("clock")) == ("ok", "ok", "ok")
    assert "Neo4j" in whole.said("clock")


def test_a_graph_that_is_damaged(diagnosis: Ask, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir(mode=0o700)
    (tmp_path / "data" / "graph.kgl").write_bytes(b"this is no graph" * 64)
    found = diagnosis()
    assert found.verdict("store") == "fail" and "backup" in found.said("store")


def test_a_graph_that_another_process_holds(diagnosis: Ask, tmp_path: Path) -> None:
    with serving(tmp_path / "data", "--city", "0") as server:
        (tmp_path / "data" / "serve.json").unlink()  # as of a server that has not said yet where it answers
        found = diagnosis()
        assert found.failing == {"store"} and str(server.process.pid) in found.said("store")


def test_a_port_that_another_program_has(diagnosis: Ask) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        found = diagnosis(YUXIN_PORT=str(other.getsockname()[1]))
    assert (found.code, found.failing) == (1, {"port"}) and "--port" in found.said("port")


def test_a_folder_that_cannot_be_written(diagnosis: Ask) -> None:
    found = diagnosis(data=Path("/proc/yuxin"))
    assert found.code == 1 and "data" in found.failing and "--data" in found.said("data")
