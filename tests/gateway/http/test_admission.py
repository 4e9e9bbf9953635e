"""How much is worked on at one time, and what becomes of the rest: over a real server, with real clients that are slow or leave."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry, generate_latest

from gateway.app import create_app
from gateway.http.admission import Admission, Place
from gateway.http.admission_limits import AdmissionLimits, Aside
from gateway.http.admission_metrics import RequestsNow
from gateway.http.refusals import Overloaded
from gateway.listening import Listener
from gateway.service import Service
from tests.gateway.toy import CANCELLED, toy_service

SLOW, QUICK = {"query": "{ slow(seconds: 20) }"}, {"query": "{ hello }"}


class Serving:
    """The toy behind a real server."""

    def __init__(self, service: Service, listener: Listener, client: httpx.AsyncClient) -> None:
        self.service, self.listener, self.client = service, listener, client
        self.admission = service.admission

    @property
    def under_way(self) -> int:
        """Requests that the server works on."""
        return self.admission.running + sum(self.admission.aside.values())

    async def ask(self, body: dict[str, Any] | None = None) -> httpx.Response:
        return await self.client.post("/graphql", json=body or QUICK)

    async def sent(self, data: bytes) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """A connection of its own on which these bytes are sent."""
        reader, writer = await asyncio.open_connection(self.listener.host, self.listener.port)
        writer.write(data)
        await writer.drain()
        return reader, writer

    async def until(self, true: Callable[[], bool]) -> None:
        async with asyncio.timeout(10):
            while not true():
                await asyncio.sleep(0.01)


def posted(body: dict[str, Any], *, sent: int | None = None) -> bytes:
    """A request's bytes, with no more than `sent` bytes of its body."""
    text = json.dumps(body).encode()
    head = f"POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: {len(text)}"
    return head.encode() + b"\r\n\r\n" + text[:sent]


@asynccontextmanager
async def serving(**settings: Any) -> AsyncIterator[Serving]:
    service = toy_service(**settings)
    listener = Listener(create_app(service), "127.0.0.1", 0)
    await listener.start()
    async with httpx.AsyncClient(base_url=listener.address, trust_env=False, timeout=15) as client:
        server = Serving(service, listener, client)
        yield server
        await server.until(lambda: server.under_way + server.admission.waiting == 0)
    assert await listener.stop(10)


# --- places ---


async def test_who_finds_every_place_taken_waits_for_its_turn() -> None:
    async with serving(concurrent_requests=1, waiting_seconds=30, long_requests=0) as server:
        answers = await asyncio.gather(*(server.ask({"query": "{ slow(seconds: 0.02) }"}) for _ in range(8)))
        assert [answer.json() for answer in answers] == [{"data": {"slow": "done"}}] * 8
        assert not server.admission.refused


async def test_who_finds_no_place_to_wait_is_told_at_once_before_its_body_is_read() -> None:
    async with serving(concurrent_requests=1, waiting_requests=0, long_requests=0) as server:
        _, leaving = await server.sent(posted(SLOW))
        await server.until(lambda: server.admission.running == 1)
        reader, writer = await server.sent(posted(QUICK, sent=0))
        assert await reader.readline() == b"HTTP/1.1 503 Service Unavailable\r\n"
        refused = await server.ask()
        (error,) = refused.json()["errors"]
        assert (refused.status_code, error["extensions"]["code"]) == (503, "OVERLOADED")
        assert refused.headers["retry-after"] == "1"
        assert (await server.client.get("/health/live")).status_code == 200
        assert (await server.client.get("/health/ready")).status_code == 200
        assert shown(server.admission)['yuxin_requests_refused_total{code="OVERLOADED"}'] == "2.0"
        for connection in (leaving, writer):
            connection.close()
        await server.until(lambda: server.admission.running == 0)
        assert (await server.ask()).status_code == 200


async def test_who_waits_too_long_is_told_so() -> None:
    async with serving(concurrent_requests=1, waiting_seconds=0.1, long_requests=0) as server:
        _, leaving = await server.sent(posted(SLOW))
        await server.until(lambda: server.admission.running == 1)
        assert (await server.ask()).status_code == 503
        leaving.close()


async def test_where_somebody_always_waits_nobody_waits_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gateway.http.admission.BURST", 0.05)
    monkeypatch.setattr("gateway.http.admission.MOMENT", 0.0)
    admission = Admission(AdmissionLimits(running=1, waiting=100, seconds=30))
    await admission.take()
    waiting = [asyncio.create_task(admission.take()) for _ in range(3)]
    await asyncio.sleep(0)
    assert (admission.waiting, admission.sheds) == (3, False), "a burst waits for its turn"
    await asyncio.sleep(0.06)
    assert admission.sheds
    with pytest.raises(Overloaded):
        await admission.take()
    admission.give()
    assert all(isinstance(ended, Overloaded) for ended in await asyncio.gather(*waiting, return_exceptions=True))
    assert (admission.running, admission.waiting, admission.sheds) == (0, 0, False)
    await admission.take()
    soon = asyncio.create_task(admission.take())
    await asyncio.sleep(0)
    assert admission.sheds, "though nobody waited for a moment, it is the same crowd"
    admission.give()
    assert isinstance((await asyncio.gather(soon, return_exceptions=True))[0], Overloaded)
    await asyncio.sleep(0.06)
    await admission.take()
    later = asyncio.create_task(admission.take())
    await asyncio.sleep(0)
    assert not admission.sheds, "the next one is a burst again"
    admission.give()
    await later


async def test_a_long_operation_makes_room_for_others() -> None:
    async with serving(concurrent_requests=1, waiting_requests=1, long_requests=1) as server:
        _, leaving = await server.sent(posted(SLOW))
        assert (await server.ask()).json() == {"data": {"hello": "hello world"}}
        assert shown(server.admission)['yuxin_requests_under_way{place="long"}'] == "1.0"
        leaving.close()
        await server.until(lambda: server.admission.aside[Aside.LONG] == 0)


# --- bodies that do not come ---


async def test_a_body_that_is_slow_to_arrive_holds_up_nobody() -> None:
    async with serving(concurrent_requests=1, waiting_requests=1) as server:
        reader, writer = await server.sent(posted(QUICK, sent=3))
        assert (await server.ask()).status_code == 200
        assert server.admission.aside[Aside.ARRIVING] == 1
        writer.write(json.dumps(QUICK).encode()[3:])
        assert await reader.readline() == b"HTTP/1.1 200 OK\r\n"
        writer.close()


async def test_there_is_a_limit_to_slow_bodies() -> None:
    async with serving(slow_bodies=1) as server:
        first, waited_for = await server.sent(posted(QUICK, sent=3))
        await server.until(lambda: server.admission.aside[Aside.ARRIVING] == 1)
        reader, refused = await server.sent(posted(QUICK, sent=3))
        assert await reader.readline() == b"HTTP/1.1 408 Request Timeout\r\n"
        waited_for.write(json.dumps(QUICK).encode()[3:])
        assert await first.readline() == b"HTTP/1.1 200 OK\r\n"
        for writer in (waited_for, refused):
            writer.close()


# --- clients that leave ---


async def test_the_work_for_a_client_that_leaves_is_given_up() -> None:
    CANCELLED.clear()
    async with serving(concurrent_requests=1, long_requests=0) as server:
        for number in (1, 2):
            _, writer = await server.sent(posted(SLOW))
            await server.until(lambda: server.admission.running == 1)
            writer.close()
            await server.until(lambda: server.admission.running == 0)
            assert (CANCELLED, server.admission.left) == ([20.0] * number, number)
        assert (await server.ask()).status_code == 200


async def test_a_client_that_leaves_before_its_turn_leaves_no_hole() -> None:
    async with serving(concurrent_requests=1, long_requests=0) as server:
        _, first = await server.sent(posted(SLOW))
        await server.until(lambda: server.admission.running == 1)
        _, second = await server.sent(posted(SLOW))
        await server.until(lambda: server.admission.waiting == 1)
        second.close()
        first.close()
        assert (await server.ask()).status_code == 200


async def test_a_mutation_goes_on_when_its_client_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    changed: list[float] = []
    monkeypatch.setattr("tests.gateway.toy.CHANGED", changed)
    async with serving() as server:
        _, writer = await server.sent(posted({"query": "mutation { changeSlowly(seconds: 0.4) }"}))
        await server.until(lambda: server.admission.running == 1)
        writer.close()
        await server.until(lambda: changed == [0.4])
        await server.until(lambda: server.admission.left == 1)


# --- any order of events ---


@given(st.lists(st.sampled_from(["come", "leave", "aside", "back"]), max_size=30), st.data())
def test_places_are_neither_lost_nor_made(events: list[str], data: st.DataObject) -> None:
    asyncio.run(carried_out(events, data))


async def carried_out(events: list[str], data: st.DataObject) -> None:
    admission = Admission(AdmissionLimits(running=2, waiting=2, arriving=1, seconds=30))
    inside: set[Place] = set()
    visits: list[tuple[asyncio.Task[None], Place, asyncio.Event]] = []

    async def visit(place: Place, back: asyncio.Event) -> None:
        try:
            async with place:
                inside.add(place)
                await back.wait()
                await place.step_back()
                await asyncio.Event().wait()
        except Overloaded:
            pass

    for event in events:
        if event == "come":
            place, back = admission.place(), asyncio.Event()
            visits.append((asyncio.create_task(visit(place, back)), place, back))
        elif visits:
            task, place, back = data.draw(st.sampled_from(visits))
            if event == "leave":
                task.cancel()
            elif event == "back":
                back.set()
            elif not back.is_set() and not task.done() and place in inside:
                place.step_aside(Aside.ARRIVING)
        for _ in range(3):
            await asyncio.sleep(0)
        assert 0 <= admission.running <= 2 and admission.waiting <= 2 and admission.aside[Aside.ARRIVING] <= 1
        assert not admission.waiting or admission.running == 2
    for task, _, _ in visits:
        task.cancel()
    await asyncio.gather(*(task for task, _, _ in visits), return_exceptions=True)
    assert (admission.running, admission.waiting, sum(admission.aside.values())) == (0, 0, 0)


def shown(admission: Admission) -> dict[str, str]:
    """The metrics as they are read."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(RequestsNow(admission))
    lines = generate_latest(registry).decode().splitlines()
    return dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
