"""What a process tells of what it answered."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import replace
from typing import Any, cast

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from gateway.app import create_app
from gateway.http.answer_streams import EVENT_STREAM, AnswerStream
from gateway.http.request_lines import RequestLine
from gateway.http.seen import BOUNDS, MOST_CODES, Seen, Times, route_of
from gateway.listening import Listener
from gateway.security.identity import DEMO_COORDINATOR
from gateway.service import Service
from graph_model.errors import StoreUnavailable
from tests.gateway.toy import toy_service


async def broken(_: Request) -> Response:
    raise RuntimeError("nobody foresaw it")


class Empty:
    """A graph with nothing in it, which may be away."""

    def __init__(self) -> None:
        self.away = False

    async def read(self, *_: object, **__: object) -> list[Any]:
        if self.away:
            raise StoreUnavailable("it is away")
        return []


async def streamed(_: Request) -> Response:
    return Response("event: complete\n\n", media_type="text/event-stream")


async def waiting() -> AsyncGenerator[bytes, None]:
    """A stream that says something once and then nothing."""
    yield b"{}"
    await asyncio.Event().wait()


async def endless(_: Request) -> AnswerStream:
    return AnswerStream(waiting(), EVENT_STREAM)


ROUTES = [
    Route("/control/broken", broken),
    Route("/control/streamed", streamed),
    Route("/control/endless", endless),
]


@pytest.fixture
def store() -> Empty:
    return Empty()


@pytest.fixture
def service(store: Empty) -> Service:
    service = toy_service()
    service.open(replace(service.require(), store=cast(Any, store)))
    return service


@pytest.fixture
async def client(service: Service) -> AsyncIterator[httpx.AsyncClient]:
    listener = Listener(create_app(service, extra_routes=ROUTES), "127.0.0.1", 0)
    await listener.start()
    async with httpx.AsyncClient(base_url=listener.address, trust_env=False) as opened:
        yield opened
    await listener.stop(5)


async def samples(client: httpx.AsyncClient, name: str) -> dict[tuple[str, ...], float]:
    """The samples of one name by the values of their labels."""
    text = (await client.get("/metrics")).text
    families = text_string_to_metric_families(text)
    return {tuple(s.labels.values()): s.value for family in families for s in family.samples if s.name == name}


async def test_requests_by_route_and_status(client: httpx.AsyncClient) -> None:
    for _ in range(3):
        await client.post("/graphql", json={"query": "{ hello }"})
    await client.get("/graphql", params={"query": "mutation { change }"})
    await client.get("/no/such/place")
    await client.request("BREW", "/health/live")
    await client.get("/control/broken")
    counts = await samples(client, "http_server_request_duration_seconds_count")
    assert counts == {
        ("POST", "200", "/graphql"): 3,
        ("GET", "405", "/graphql"): 1,
        ("GET", "404", "_OTHER"): 1,
        ("_OTHER", "405", "/health/*"): 1,
        ("GET", "500", "/control/*"): 1,
    }
    buckets = await samples(client, "http_server_request_duration_seconds_bucket")
    assert buckets["POST", "200", "/graphql", "+Inf"] == 3
    assert (await samples(client, "http_server_request_duration_seconds_sum"))["POST", "200", "/graphql"] > 0


async def test_a_stream_is_told_apart(client: httpx.AsyncClient) -> None:
    await client.get("/control/streamed")
    counts = await samples(client, "http_server_request_duration_seconds_count")
    assert counts == {("GET", "200", "/control/* stream"): 1}


async def open_now(client: httpx.AsyncClient, what: str) -> float:
    return (await samples(client, f"yuxin_{what}_open"))[()]


async def closes(client: httpx.AsyncClient, what: str) -> None:
    async with asyncio.timeout(30):
        while await open_now(client, what):
            await asyncio.sleep(0.02)


async def test_what_is_open_now(client: httpx.AsyncClient, service: Service) -> None:
    names = ("websockets", "streams", "subscriptions")
    assert [await open_now(client, what) for what in names] == [0, 0, 0]
    address = f"ws{str(client.base_url).removeprefix('http')}/graphql".replace("//graphql", "/graphql")
    async with connect(address, subprotocols=[Subprotocol("graphql-transport-ws")], proxy=None):
        async with client.stream("GET", "/control/endless") as response:
            pieces = response.aiter_raw()  # held: collected, it would end the connection
            await anext(pieces)
            with service.subscriptions.place(DEMO_COORDINATOR, "127.0.0.1"):
                assert [await open_now(client, what) for what in names] == [1, 1, 1]
        await closes(client, "streams")
        assert [await open_now(client, what) for what in names] == [1, 0, 0]
    await closes(client, "websockets")


async def test_graphql_requests_by_their_end(client: httpx.AsyncClient) -> None:
    for query in ("{ hello }", "{ hello }", "{ missing failing }", "{"):
        await client.post("/graphql", json={"query": query})
    await client.post("/graphql", content=b"{", headers={"content-type": "application/json"})
    assert await samples(client, "yuxin_graphql_requests_total") == {("ok",): 2, ("errors",): 2, ("refused",): 1}
    errors = await samples(client, "yuxin_graphql_errors_total")
    assert errors == {("NOT_FOUND",): 1, ("INTERNAL",): 1, ("BAD_INPUT",): 2}


async def test_the_process_and_a_store_that_does_not_answer(client: httpx.AsyncClient, store: Empty) -> None:
    assert await samples(client, "yuxin_store_up") == {(): 1}
    store.away = True
    assert await samples(client, "yuxin_store_up") == {(): 0}
    assert (await samples(client, "process_resident_memory_bytes"))[()] > 0
    assert list((await samples(client, "yuxin_build")).values()) == [1]


def test_codes_that_a_subgraph_makes_up_are_so_many_and_no_more() -> None:
    seen = Seen()
    for number in range(MOST_CODES + 50):
        seen.operation(RequestLine(outcome="errors", codes=(f"CODE_{number}",)))
    seen.operation(RequestLine(outcome="errors", codes=("CODE_1",)))
    assert (len(seen.errors), seen.errors["_OTHER"], seen.errors["CODE_1"]) == (MOST_CODES + 1, 50, 2)


def test_times_fall_into_buckets() -> None:
    times = Times()
    for seconds in (0.0005, 0.001, 0.0011, 99.0):
        times.take(seconds)
    buckets = dict(times.cumulative())
    assert (buckets["0.001"], buckets["0.0025"], buckets["10.0"], buckets["+Inf"]) == (2, 3, 3, 4)
    assert len(buckets) == len(BOUNDS) + 1


@pytest.mark.parametrize(
    ("path", "route"),
    [("/graphql", "/graphql"), ("/webhooks/anybody", "/webhooks/*"), ("/graphql/x", "_OTHER"), ("", "_OTHER")],
)
def test_what_a_client_makes_up_is_one_route(path: str, route: str) -> None:
    assert route_of(path) == route
