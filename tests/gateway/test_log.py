"""The log: its form, a line a request, and what libraries and errors say, of which no value is told."""

import asyncio
import gc
import io
import json
import logging
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest
import structlog

from gateway.app import create_app
from gateway.failure_words import why
from gateway.http.request_ids import trace_id
from gateway.http.request_lines import operation_label
from gateway.listening import Listener
from gateway.log_output import LINES, concealed, configure_log, log_form
from graph_model.errors import StoreUnavailable
from tests.gateway.toy import toy_service

log = structlog.get_logger("gateway.tests")
CANARY, CODE, ID_NUMBER = "canary-7f3a", "919950990000000353", "110101199003070038"
PERSON = "person:" + "0a" * 16
TRACE = "0af7651916cd43dd8448eb211c80319c"


class Log:
    """What has been written."""

    def __init__(self, out: io.StringIO) -> None:
        self._out = out

    @property
    def text(self) -> str:
        return self._out.getvalue()

    @property
    def events(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text.splitlines()]

    @property
    def requests(self) -> list[dict[str, Any]]:
        return [event for event in self.events if event["event"] == "request"]


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[Log]:
    root, out = logging.getLogger(), io.StringIO()
    handlers, level = root.handlers[:], root.level
    monkeypatch.setattr("sys.stderr", out)
    configure_log("info", log_form("auto"))
    yield Log(out)
    root.handlers[:], root.level = handlers, level
    LINES.take(None)
    structlog.reset_defaults()


def test_the_form(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    assert log_form("auto") == "json" and log_form("text") == "text"
    monkeypatch.setattr("sys.stderr", Terminal())
    assert (log_form("auto"), log_form("json")) == ("text", "json")


def test_an_exception_is_told_by_its_types_and_places(written: Log) -> None:
    secret = CANARY  # a local variable, which a traceback with variables would show
    try:
        try:
            raise KeyError(secret)
        except KeyError as error:
            raise RuntimeError(f"it was {secret}") from error
    except RuntimeError:
        log.exception("it failed", system="tax-credit")
        logging.getLogger("resolvers.errors").exception("so did %s", "this")
    first, second = written.events
    for event in (first, second):
        assert event["exception"].startswith("RuntimeError at ") and "< KeyError at " in event["exception"]
        assert "test_log.py" in event["exception"]
    assert (first["system"], second["event"]) == ("tax-credit", "so did this")
    assert CANARY not in written.text


def test_what_libraries_say_is_told_without_what_they_put_into_it(written: Log) -> None:
    logging.getLogger("neo4j.pool").warning("node already exists with key = %s", CANARY)
    logging.getLogger("some.library").warning(f"cannot take {CANARY}")
    assert [event["logger"] for event in written.events] == ["neo4j.pool", "some.library"]
    assert written.events[0]["event"] == "node already exists with key = %s"
    assert CANARY not in written.text


async def test_a_task_that_nobody_waited_for(written: Log) -> None:
    async def failing() -> None:
        raise ValueError(CANARY)

    task = asyncio.create_task(failing(), name=CANARY)
    await asyncio.wait([task])
    del task
    gc.collect()
    [event] = written.events
    assert event["logger"] == "asyncio" and event["exception"].startswith("ValueError") and CANARY not in written.text


def test_codes_of_subjects_are_struck_out(written: Log) -> None:
    log.warning(f"looked for {CODE}", why=f"no {PERSON}, no {ID_NUMBER}")
    for word in (CODE, PERSON, ID_NUMBER):
        assert word not in written.text
    assert concealed("0af7651916cd43dd8448eb211c80319c") == "0af7651916cd43dd8448eb211c80319c", "a hash is none"


def test_why_something_failed() -> None:
    refused = ConnectionRefusedError(111, CANARY)
    failure = StoreUnavailable(CANARY)
    failure.__cause__ = refused
    assert why(failure) == "SOURCE_UNAVAILABLE < ConnectionRefusedError 111"
    assert why(Exception(2003, CANARY)) == "Exception 2003"


# --- a line a request ---


@pytest.fixture
async def client(written: Log, request: pytest.FixtureRequest) -> AsyncIterator[httpx.AsyncClient]:
    listener = Listener(create_app(toy_service(**getattr(request, "param", {}))), "127.0.0.1", 0)
    await listener.start()
    async with httpx.AsyncClient(base_url=listener.address, trust_env=False) as opened:
        yield opened
    await listener.stop(5)


async def test_a_request(written: Log, client: httpx.AsyncClient) -> None:
    asked = {"query": "query Greeting($name: String!) { hello(name: $name) }", "variables": {"name": CANARY}}
    headers = {"x-request-id": "r-1", "traceparent": f"00-{TRACE}-b7ad6b7169203331-01"}
    assert (await client.post("/graphql", json=asked, headers=headers)).status_code == 200
    [line] = written.requests
    assert (
        line.items()
        >= {
            "operation": "Greeting",
            "outcome": "ok",
            "status": 200,
            "role": "coordinator",
            "request": "r-1",
            "trace": TRACE,
            "level": "info",
        }.items()
    )
    assert len(line["document"]) == 64 and line["ms"] > 0 and CANARY not in written.text


async def test_a_request_with_an_error(written: Log, client: httpx.AsyncClient) -> None:
    await client.post("/graphql", json={"query": f"{{ {CANARY.replace('-', '_')}: failing }}"})
    [line] = written.requests
    assert (line["outcome"], line["codes"]) == ("errors", ["INTERNAL"])
    [error] = [event for event in written.events if event["level"] == "error"]
    assert "failing" in error["event"] and error["request"] == line["request"]
    assert "hunter2" not in written.text and CANARY.replace("-", "_") not in written.text


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        ({"query": f'{{ hello(name: "{CANARY}") '}, "errors"),
        ({"query": f'query A_{CODE} {{ hello(name: "{CANARY}") }}'}, "ok"),
        ({"query": "{ hello }", "operationName": CANARY}, "errors"),
        ({"query": f"{{ hello }} # {CANARY}"}, "ok"),
        ({"query": 7, CANARY: CANARY}, "refused"),
        ([CANARY], "refused"),
    ],
)
async def test_nothing_of_what_a_client_writes(
    written: Log, client: httpx.AsyncClient, body: Any, outcome: str
) -> None:
    await client.post("/graphql", json=body)
    [line] = written.requests
    assert line["outcome"] == outcome and CANARY not in written.text and CODE not in written.text


async def test_a_token_that_is_not_taken(written: Log, client: httpx.AsyncClient) -> None:
    for token in (CANARY, f"yuxin-demo.{CANARY}.{CANARY}"):
        headers = {"authorization": f"Bearer {token}", "cookie": CANARY, "x-yuxin-case": CANARY}
        await client.post("/graphql", json={"query": "{ hello }"}, headers=headers)
    assert [line["codes"] for line in written.requests] == [["UNAUTHENTICATED"]] * 2
    assert all("role" not in line for line in written.requests) and CANARY not in written.text


@pytest.mark.parametrize(
    ("client", "outcomes"),
    [({"log_requests": "failed"}, ["errors"]), ({"log_requests": "none"}, [])],
    indirect=["client"],
)
async def test_which_requests_have_a_line(written: Log, client: httpx.AsyncClient, outcomes: list[str]) -> None:
    for query in ("{ hello }", "{ missing }"):
        await client.post("/graphql", json={"query": query})
    assert [line["outcome"] for line in written.requests] == outcomes


async def test_a_client_that_leaves(written: Log, client: httpx.AsyncClient) -> None:
    with pytest.raises(httpx.ReadTimeout):
        await client.post("/graphql", json={"query": "{ slow(seconds: 20) }"}, timeout=0.3)
    async with asyncio.timeout(10):
        while not written.requests:
            await asyncio.sleep(0.02)
    assert (written.requests[0]["outcome"], written.requests[0]["status"]) == ("left", None)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("View", "View"),
        ("_a9", "_a9"),
        ("", ""),
        ("名称", ""),
        ("A" * 81, ""),
        ("Of_500101", ""),
        ("P_" + "ab" * 8, ""),
    ],
)
def test_names_of_operations_that_are_shown(name: str, shown: str) -> None:
    assert operation_label(name) == shown


@pytest.mark.parametrize(
    "header",
    [
        b"",
        b"00-" + b"0" * 32 + b"-b7ad6b7169203331-01",
        f"00-{TRACE}-{'0' * 16}-01".encode(),
        f"ff-{TRACE}-b7ad6b7169203331-01".encode(),
        f"00-{TRACE.upper()}-b7ad6b7169203331-01".encode(),
        f"00-{TRACE}-b7ad6b7169203331-01-more".encode(),
    ],
)
def test_a_traceparent_that_is_none(header: bytes) -> None:
    assert trace_id([(b"traceparent", header)]) is None


def test_a_traceparent() -> None:
    good = (b"traceparent", f"00-{TRACE}-b7ad6b7169203331-01".encode())
    assert trace_id([good]) == TRACE and trace_id([good, good]) is None
    assert trace_id([(b"traceparent", f"cc-{TRACE}-b7ad6b7169203331-01-later".encode())]) == TRACE
