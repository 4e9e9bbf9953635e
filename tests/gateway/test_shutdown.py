"""SIGTERM to a real gateway: what is under way is answered, nobody new is taken, and every answer has its audit line."""

import asyncio
import json
import signal
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import httpx
import pytest

from tests.served import Served, serving, yuxin

SUBJECT = "919950990000000353"
VIEW = {
    "query": "query View($uscc: USCC!) { entity(uscc: $uscc) { gradeView { lowest } } }",
    "variables": {"uscc": SUBJECT},
}
CLIENTS = 16
PLENTY = "2"
"""Seconds in which even a machine with much else to do takes every connection that has come."""
ENOUGH = 300
"""Answers after which the gateway is told to end: it has work then, and the audit trail has groups of lines."""


class Load:
    """Clients that ask one question after another, and count how each ended, until nobody listens any more."""

    def __init__(self, url: str) -> None:
        self._url = url
        self.ended: Counter[int | str] = Counter()
        self.late: Counter[str] = Counter()
        """How those were refused that began when the gateway had been told to end."""
        self.told = False

    async def run(self) -> None:
        await asyncio.gather(*(self._client(kept=number % 2 == 0) for number in range(CLIENTS)))

    async def _client(self, *, kept: bool) -> None:
        """One that keeps its connection, or one that opens a new one for each question."""
        limits = httpx.Limits(max_keepalive_connections=1 if kept else 0)
        async with httpx.AsyncClient(base_url=self._url, limits=limits, timeout=60, trust_env=False) as client:
            while True:
                late = self.told
                try:
                    answer = await client.post("/graphql", json=VIEW)
                except httpx.HTTPError as error:
                    (self.late if late else self.ended)[type(error).__name__] += 1
                    return
                if answer.status_code == 503 and answer.json()["errors"][0]["extensions"]["code"] == "OVERLOADED":
                    await asyncio.sleep(float(answer.headers["retry-after"]))  # the machine has much else to do
                    continue
                self.ended[answer.status_code] += 1
                assert "errors" not in answer.json(), answer.text

    async def end(self, server: Served) -> None:
        """Tell the gateway to end, and wait until it has and every client has noticed."""
        self.told = True
        assert await asyncio.to_thread(server.end) == 0

    async def until(self, answers: int) -> None:
        async with asyncio.timeout(60):
            while self.ended[200] < answers:
                await asyncio.sleep(0.02)


def accesses(data: Path) -> int:
    """Audit lines of access to grades."""
    with closing(sqlite3.connect(data / "records.sqlite")) as connection:
        bodies = [body for (body,) in connection.execute("SELECT body FROM audit_line")]
    return sum(json.loads(body)["kind"] == "access" for body in bodies)


async def test_under_load_no_answer_and_no_audit_line_is_lost(tmp_path: Path) -> None:
    with serving(tmp_path / "data", "--city", "60", YUXIN_DRAIN_SECONDS=PLENTY) as server:
        load = Load(server.url)
        running = asyncio.create_task(load.run())
        await load.until(ENOUGH)
        await load.end(server)
        await running
        assert "did not finish in time" not in server.errors and "Traceback" not in server.errors
    assert set(load.ended) == {200}, "whoever came before is answered"
    assert load.late.total() == CLIENTS
    assert accesses(tmp_path / "data") == load.ended[200]
    verified = await asyncio.to_thread(yuxin, "audit", "verify", "--json", data=tmp_path / "data")
    assert verified.code == 0 and json.loads(verified.out)["findings"] == []


@asynccontextmanager
async def begun(server: Served) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter, bytes]]:
    """A request of which the head and half of the body have arrived; with the other half."""
    host, _, port = server.url.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    body = json.dumps(VIEW).encode()
    head = f"POST /graphql HTTP/1.1\r\nhost: {host}:{port}\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
    writer.write(head.encode() + body[:20])
    await writer.drain()
    async with httpx.AsyncClient(trust_env=False) as client:
        under_way = 0
        while not under_way:
            text = (await client.get(f"{server.url}/metrics")).text
            under_way = sum(
                int(float(line.rpartition(" ")[2]))
                for line in text.splitlines()
                if line.startswith("yuxin_requests_under_way{")
            )
    yield reader, writer, body[20:]
    writer.close()


async def refuses(server: Served) -> bool:
    """Whether a new client is not taken."""
    async with httpx.AsyncClient(trust_env=False) as client:
        try:
            await client.get(f"{server.url}/health/live")
        except httpx.TransportError:
            return True
    return False


async def test_a_request_that_has_begun_is_answered_while_nobody_new_is_taken(tmp_path: Path) -> None:
    with serving(tmp_path / "data", "--city", "60") as server:
        async with begun(server) as (reader, writer, rest):
            server.process.send_signal(signal.SIGTERM)
            async with asyncio.timeout(10):
                while not await refuses(server):
                    await asyncio.sleep(0.02)
            assert server.process.poll() is None, "it waits for the request"
            writer.write(rest)
            answer = await asyncio.wait_for(reader.read(), 30)
        assert answer.startswith(b"HTTP/1.1 200") and b"connection: close" in answer and b'"lowest":"D"' in answer
        assert await asyncio.to_thread(server.process.wait, 30) == 0
    assert accesses(tmp_path / "data") == 1


async def test_it_says_that_it_ends_before_it_takes_nobody_any_more(tmp_path: Path) -> None:
    """As a load balancer sees it, which then sends nobody here."""
    with serving(tmp_path / "data", "--city", "60", YUXIN_DRAIN_SECONDS="5") as server:
        async with httpx.AsyncClient(base_url=server.url, trust_env=False) as client:
            server.process.send_signal(signal.SIGTERM)
            async with asyncio.timeout(4):
                while (ready := await client.get("/health/ready")).status_code == 200:
                    await asyncio.sleep(0.02)
            assert (ready.json(), ready.status_code) == ({"status": "ending"}, 503) and "retry-after" in ready.headers
            answer = await client.post("/graphql", json=VIEW)
            assert (answer.status_code, answer.headers["connection"]) == (200, "close")
        assert await asyncio.to_thread(server.process.wait, 30) == 0


async def test_one_that_does_not_end_is_waited_for_so_long_and_no_longer(tmp_path: Path) -> None:
    with serving(tmp_path / "data", "--city", "60", YUXIN_SHUTDOWN_TIMEOUT="0.5") as server:
        async with begun(server):
            assert await asyncio.to_thread(server.end) == 0
        assert "did not finish in time" in server.errors


@pytest.mark.neo4j
async def test_workers_end_as_one_process_does(tmp_path: Path, neo4j_url: str) -> None:
    with serving(
        tmp_path / "data", "--city", "0", "--store", neo4j_url, "--workers", "2", YUXIN_DRAIN_SECONDS=PLENTY
    ) as server:
        load = Load(server.url)
        running = asyncio.create_task(load.run())
        await load.until(ENOUGH)
        await load.end(server)
        await running
    assert set(load.ended) == {200}
