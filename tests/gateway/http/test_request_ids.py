"""The id of a request, in its answer and in the log."""

import io
import json
import logging
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gateway.app import create_app
from gateway.listening import Listener
from gateway.log_output import configure_log
from tests.gateway.toy import toy_service

log = structlog.get_logger(__name__)


async def told(_: Request) -> Response:
    log.warning("looked at")
    return Response("seen")


async def broken(_: Request) -> Response:
    raise RuntimeError("nobody foresaw it")


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(toy_service(), extra_routes=[Route("/told", told), Route("/broken", broken)])
    listener = Listener(app, "127.0.0.1", 0)
    await listener.start()
    async with httpx.AsyncClient(base_url=listener.address, trust_env=False) as opened:
        yield opened
    await listener.stop(5)


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What goes into the log, a line of JSON an event."""
    root, out = logging.getLogger(), io.StringIO()
    handlers, level = root.handlers[:], root.level
    monkeypatch.setattr("sys.stderr", out)
    configure_log("info", "json")
    yield out
    root.handlers[:], root.level = handlers, level
    structlog.reset_defaults()


async def test_an_id_that_came_is_kept(client: httpx.AsyncClient) -> None:
    response = await client.get("/told", headers={"x-request-id": "portal/17:a+b=="})
    assert response.headers.get_list("x-request-id") == ["portal/17:a+b=="]


CODES = (b"919950990000000353", b"of:110101199003070038", b"person:" + b"0a" * 16)


@pytest.mark.parametrize("given", [b"", b"has blanks", "编号".encode(), b"x" * 129, b'"}{"level":"x', *CODES])
async def test_one_that_cannot_be_written_down_is_replaced(client: httpx.AsyncClient, given: bytes) -> None:
    response = await client.post("/graphql", json={"query": "{ hello }"}, headers=[(b"x-request-id", given)])
    (id_,) = response.headers.get_list("x-request-id")
    assert len(id_) == 32 and id_.encode() != given


async def test_each_request_has_another(client: httpx.AsyncClient) -> None:
    ids = {(await client.get("/health/live")).headers["x-request-id"] for _ in range(3)}
    assert len(ids) == 3


async def test_what_nobody_foresaw_has_it_too(client: httpx.AsyncClient) -> None:
    response = await client.get("/broken", headers={"x-request-id": "r-1"})
    assert (response.status_code, response.headers["x-request-id"]) == (500, "r-1")
    assert response.headers["x-content-type-options"] == "nosniff"


async def test_the_log_names_it(written: io.StringIO, client: httpx.AsyncClient) -> None:
    for id_ in ("r-1", "r-2"):
        await client.get("/told", headers={"x-request-id": id_})
    await client.get("/health/live")
    lines = [json.loads(line) for line in written.getvalue().splitlines() if "looked at" in line]
    assert [line["request"] for line in lines] == ["r-1", "r-2"]
