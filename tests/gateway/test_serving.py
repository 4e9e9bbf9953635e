"""`yuxin serve` as a person meets it: it starts, says where it answers, refuses what it must, and ends cleanly."""

import json
import signal
import socket
import stat
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from gateway.running_server import find_server
from tests.served import ROOT, Served, clean_environment, serving, yuxin

COUNT = {"query": "{ entities(first: 1) { totalCount } }"}


def entities(url: str) -> int:
    answer = httpx.post(f"{url}/graphql", json=COUNT, timeout=30).json()
    return int(answer["data"]["entities"]["totalCount"])


def test_one_line_says_where_it_answers_and_the_rest_goes_to_standard_error(served: Served) -> None:
    assert served.printed == f"渝信已就绪: {served.url}/"
    assert "演示协调员" in served.errors
    assert httpx.get(f"{served.url}/health/ready").json() == {"status": "ready"}


def test_about_says_what_runs_here(served: Served) -> None:
    about = httpx.get(f"{served.url}/about.json").json()
    assert about["identity"] == {"role": "coordinator", "demo": True}
    assert about["synthetic"] is True
    assert about["subjects"] >= 300
    assert len(about["demoSubjects"]) == 10
    for demo in about["demoSubjects"]:
        assert demo["key"].startswith(("uscc:", "person:"))
        assert demo["name"] and demo["story"]["zh"] and demo["story"]["en"]
        assert demo["key"] in served.errors


def test_the_schema_is_served_as_text(served: Served) -> None:
    text = httpx.get(f"{served.url}/schema.graphql").text
    assert "type Query" in text and "scalar USCC" in text


def test_the_plan_is_there(served: Served) -> None:
    query = "{ items { key } departments { key } systems { key } }"
    data = httpx.post(f"{served.url}/graphql", json={"query": query}).json()["data"]
    assert {name: len(rows) for name, rows in data.items()} == {"items": 61, "departments": 27, "systems": 20}


def test_the_announcement_is_its_owner_s_only(served: Served) -> None:
    path = served.data / "serve.json"
    announced = json.loads(path.read_text())
    assert (announced["pid"], announced["address"]) == (served.process.pid, served.url)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_second_serve_is_refused_with_the_first_one_s_process_id(served: Served) -> None:
    second = yuxin("serve", "--port", "0", data=served.data)
    assert second.code == 3
    assert str(served.process.pid) in second.err
    assert "Traceback" not in second.err


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--host", "0.0.0.0"], 2, "loopback"),
        (["--systems", "everywhere"], 2, "bundled"),
        (["--systems", "postgresql://127.0.0.1:1/x", "--city", "0"], 3, "127.0.0.1:1"),
        (["--workers", "2"], 2, "Neo4j"),
        (["--port", "70000"], 2, "YUXIN_PORT"),
        (["--store", "sqlite://x"], 2, "sqlite"),
        (["--store", "bolt://127.0.0.1:1"], 3, ""),
        (["--nonsense"], 2, "nonsense"),
    ],
)
def test_what_cannot_be_served_is_refused(tmp_path: Path, arguments: list[str], code: int, said: str) -> None:
    ran = yuxin("serve", *(["--port", "0"] if "--port" not in arguments else []), *arguments, data=tmp_path)
    assert ran.code == code, ran.err
    assert said in ran.err
    assert "Traceback" not in ran.err
    assert not (tmp_path / "serve.json").exists()


def test_a_port_in_use(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ran = yuxin("serve", "--port", str(port), data=tmp_path)
    assert ran.code == 3
    assert str(port) in ran.err and "--port" in ran.err


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_cleanly_and_the_data_is_there_again(tmp_path: Path, number: signal.Signals) -> None:
    with serving(tmp_path, "--city", "50") as server:
        before = entities(server.url)
        assert server.end(number) == 0
        assert "Traceback" not in server.errors
    assert not (tmp_path / "serve.json").exists()
    with serving(tmp_path, "--city", "50") as server:
        assert entities(server.url) == before
        assert "合成城市" not in server.errors, "no second city"


def test_requests_under_way_are_answered_before_it_ends(tmp_path: Path) -> None:
    fields = "edges { node { displayName gradeView { grades { grade item { name } department { name } } } } }"
    slow = {"query": "{" + "".join(f"a{n}: entities(first: 100) {{ {fields} }} " for n in range(30)) + "}"}
    with (
        serving(tmp_path, "--city", "200", YUXIN_COST_LIMIT="1000000") as server,
        httpx.Client() as client,
        ThreadPoolExecutor(1) as pool,
    ):
        client.get(f"{server.url}/health/live")
        asked = pool.submit(client.post, f"{server.url}/graphql", json=slow, timeout=60)
        time.sleep(0.2)
        assert not asked.done()
        assert server.end() == 0
        assert asked.result().json().keys() == {"data"}


def test_killed_and_started_again(tmp_path: Path) -> None:
    with serving(tmp_path, "--city", "50") as server:
        before = entities(server.url)
        server.end(signal.SIGKILL)
    assert (tmp_path / "serve.json").exists()
    with serving(tmp_path) as server:
        assert entities(server.url) == before


def test_a_city_that_was_interrupted_is_finished(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "gateway.cli", "serve", "--port", "0", "--data", str(tmp_path), "--city", "6000"]
    process = subprocess.Popen(command, cwd=ROOT, env=clean_environment(), stderr=subprocess.DEVNULL)
    try:
        address = wait_for_the_city(tmp_path)
        while (city := httpx.get(f"{address}/health/ready").json().get("city")) is None:
            time.sleep(0.02)
        assert city["done"] > 0 and city["size"] == 6000
    finally:
        process.kill()
        process.wait()
    with serving(tmp_path, "--city", "50") as server:
        assert httpx.get(f"{server.url}/about.json").json()["subjects"] >= 6000


def wait_for_the_city(data: Path) -> str:
    """The server's address, once it is making its city; it listens already and says so."""
    for _ in range(600):
        server = find_server(data)
        if server is not None:
            ready = httpx.get(f"{server.address}/health/ready")
            assert ready.status_code == 503
            refused = httpx.post(f"{server.address}/graphql", json=COUNT)
            assert refused.json()["errors"][0]["extensions"]["code"] == "SOURCE_UNAVAILABLE"
            if ready.json()["missing"] == ["city"]:
                return server.address
        time.sleep(0.05)
    raise AssertionError("no city")


def test_city_0_makes_nothing_but_the_plan(tmp_path: Path) -> None:
    with serving(tmp_path, "--city", "0") as server:
        about = httpx.get(f"{server.url}/about.json").json()
        assert (about["subjects"], about["synthetic"], about["demoSubjects"]) == (0, False, [])


def test_english(tmp_path: Path) -> None:
    with serving(tmp_path, "--city", "0", "--lang", "en") as server:
        assert server.printed.startswith("Yuxin is ready: http://127.0.0.1:")
        assert "demo coordinator" in server.errors


def test_the_log_for_machines(tmp_path: Path) -> None:
    with serving(tmp_path, "--city", "0", YUXIN_LOG_FORMAT="json") as server:
        assert server.end() == 0
        lines = [json.loads(line) for line in server.errors.splitlines() if line.startswith("{")]
    assert any(line["event"].startswith("ending") and line["level"] == "info" for line in lines)
