"""Several serving processes on one port over a real Neo4j."""

import json
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.registered import site_visits
from tests.served import Served, serving, yuxin

pytestmark = pytest.mark.neo4j
VIEW = {"query": "{ items { key } entities(first: 1) { totalCount } }"}


@pytest.fixture(scope="module")
def two_workers(neo4j_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("workers")
    with site_visits(folder / "register") as subgraph:
        options = ["--store", neo4j_url, "--workers", "2", "--city", "50", "--systems", "bundled"]
        options += ["--subgraphs", str(subgraph.config)]
        with serving(folder / "data", *options, YUXIN_DRAIN_SECONDS="2") as server:
            yield server


def workers_of(server: Served) -> list[int]:
    """The process ids of the workers."""
    found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(server.process.pid)], capture_output=True, text=True)
    return [int(pid) for pid in found.stdout.split()]


def answered(server: Served) -> bool:
    return len(httpx.post(f"{server.url}/graphql", json=VIEW, timeout=30).json()["data"]["items"]) == 61


def test_both_answer_and_commands_find_them(two_workers: Served) -> None:
    assert len(workers_of(two_workers)) == 2
    assert all(answered(two_workers) for _ in range(10))
    ran = yuxin("items", "--json", data=two_workers.data, YUXIN_STORE=_store(two_workers))
    assert ran.code == 0 and "交通运输" in ran.out


def joined(server: Served) -> bool:
    """Whether a worker answers what is registered; each new connection may meet another."""
    answer = httpx.post(f"{server.url}/graphql", json={"query": "{ siteFindings { number } }"}, timeout=30).json()
    return bool(answer == {"data": {"siteFindings": [{"number": "GD-001"}]}})


def test_each_joins_what_is_registered_and_a_hangup_ends_none(two_workers: Served) -> None:
    assert all(joined(two_workers) for _ in range(10))
    before = workers_of(two_workers)
    two_workers.process.send_signal(signal.SIGHUP)
    assert all(joined(two_workers) for _ in range(10))
    assert workers_of(two_workers) == before


def test_one_that_dies_is_replaced(two_workers: Served) -> None:
    first = set(workers_of(two_workers))
    subprocess.run(["kill", "-9", str(min(first))], check=True)
    until = time.monotonic() + 60
    while len(set(workers_of(two_workers)) - first) < 1 and time.monotonic() < until:
        time.sleep(0.1)
    assert len(workers_of(two_workers)) == 2
    assert all(answered(two_workers) and joined(two_workers) for _ in range(10))


def test_all_are_replaced_while_every_request_is_answered(two_workers: Served) -> None:
    before, stop = set(workers_of(two_workers)), threading.Event()

    def load(fresh: bool) -> int:
        """Requests on a connection that is kept, or on one of their own each; every one must be answered well."""
        done = 0
        with httpx.Client(trust_env=False, timeout=30) as client:
            while not stop.is_set():
                answer = (httpx if fresh else client).post(f"{two_workers.url}/graphql", json=VIEW, timeout=30)
                assert answer.status_code == 200 and len(answer.json()["data"]["items"]) == 61
                done += 1
        return done

    with ThreadPoolExecutor(4) as pool:
        loads = [pool.submit(load, number % 2 == 0) for number in range(4)]
        two_workers.process.send_signal(signal.SIGUSR2)
        until = time.monotonic() + 90
        while time.monotonic() < until and (before & set(workers_of(two_workers)) or len(workers_of(two_workers)) != 2):
            time.sleep(0.2)
        stop.set()
        assert all(one.result() > 0 for one in loads)
    assert len(workers_of(two_workers)) == 2 and not before & set(workers_of(two_workers))
    assert joined(two_workers)


def test_they_end_together_and_say_so_to_those_who_come_meanwhile(two_workers: Served) -> None:
    workers = workers_of(two_workers)
    with ThreadPoolExecutor(1) as pool:
        ended = pool.submit(two_workers.end, signal.SIGTERM)
        while (health := httpx.get(f"{two_workers.url}/health/ready", timeout=30)).status_code == 200:
            time.sleep(0.05)
        assert health.status_code == 503 and health.json()["status"] == "ending" and answered(two_workers)
        assert ended.result() == 0
    assert not (two_workers.data / "serve.json").exists()
    gone = subprocess.run(["ps", "-p", ",".join(map(str, workers))], capture_output=True, check=False)
    assert gone.returncode == 1


def _store(server: Served) -> str:
    return str(json.loads((server.data / "serve.json").read_text())["store"])
