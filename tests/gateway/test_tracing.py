"""Traces of a real gateway, sent to a real receiver: which spans there are, what is in them, and what must not be."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
import pytest

from gateway.tracing import NO_SPAN, is_wanted, passed_on, request_span, span
from tests.gateway.test_log import CANARY, CODE, ID_NUMBER
from tests.gateway.test_log_canaries import NAME, nothing_told, requests
from tests.served import Served, clean_environment, serving
from tests.servers.otlp_receiver import OtlpReceiver, Received, otlp_receiver

TRACE, PARENT = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
SERVER, CLIENT = 2, 3
VIEW = "query View($uscc: USCC!) { entity(uscc: $uscc) { gradeView { lowest } } }"
LIVE = "query Live($uscc: USCC!) { entity(uscc: $uscc) { notes { text } taxCredit { grade } gradeView { lowest } } }"
NOTES = """extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
type Query { notesOf(code: String): [Note!] } type Note { text: String! }
type Entity @key(fields: "uscc") { uscc: USCC! notes: [Note!]! } scalar USCC"""


class Notes:
    """A registered subgraph over HTTP that keeps the headers which it is asked with."""

    def __init__(self) -> None:
        self.asked: list[dict[str, str]] = []
        notes = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                notes.asked.append({name.lower(): value for name, value in self.headers.items()})
                found = [{"notes": [{"text": "one"}]} for _ in body.get("variables", {}).get("representations", [0])]
                data: dict[str, Any] = {"_service": {"sdl": NOTES}, "notesOf": [{"text": "one"}], "_entities": found}
                data = {name: value for name, value in data.items() if name in body["query"]}
                answer = json.dumps({"data": data}).encode()
                self.send_response(200)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_: Any) -> None:
                """Nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def config(self) -> str:
        """Its registration; what clients send as `traceparent` would be passed to it."""
        where = f"http://127.0.0.1:{self.server.server_port}/"
        return f"subgraphs: [{{name: notes, url: '{where}', headers: [{{pass: traceparent}}]}}]"


@pytest.fixture(scope="module")
def notes() -> Iterator[Notes]:
    found = Notes()
    yield found
    found.server.shutdown()
    found.server.server_close()


@pytest.fixture(scope="module")
def receiver() -> Iterator[OtlpReceiver]:
    with otlp_receiver() as found:
        yield found


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, receiver: OtlpReceiver, notes: Notes) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("traced")
    config = folder / "config.yaml"
    config.write_text(notes.config)
    environment = {**receiver.environment, "YUXIN_SYSTEMS": "bundled", "YUXIN_LOG_FORMAT": "json"}
    with serving(folder / "data", "--city", "60", "--subgraphs", str(config), **environment) as running:
        yield running


def traced(receiver: OtlpReceiver, server: Served, query: str, trace: str, **more: Any) -> list[Received]:
    """The spans of one request, which is part of a trace of its own."""
    headers = {"traceparent": f"00-{trace}-{PARENT}-01", "tracestate": "city=cq"}
    body = {"query": query, "variables": {"uscc": CODE}, **more}
    httpx.post(f"{server.url}/graphql", json=body, headers=headers, timeout=60)

    def whole(spans: list[Received]) -> bool:
        return any(one.trace == trace and one.kind == SERVER for one in spans)

    return [one for one in receiver.until(whole) if one.trace == trace]


def only(spans: list[Received], name: str) -> Received:
    [found] = [one for one in spans if one.name == name]
    return found


def test_a_request_from_its_head_to_the_store(receiver: OtlpReceiver, server: Served) -> None:
    spans = traced(receiver, server, VIEW, TRACE)
    request, operation = only(spans, "POST /graphql"), only(spans, "query View")
    assert (request.parent, request.kind, operation.parent) == (PARENT, SERVER, request.id)
    assert request.resource["service.name"] == "yuxin"
    assert (
        request.attributes.items()
        >= {
            "http.request.method": "POST",
            "http.route": "/graphql",
            "http.response.status_code": 200,
            "url.scheme": "http",
        }.items()
    )
    assert (operation.attributes["graphql.operation.type"], operation.attributes["graphql.operation.name"]) == (
        "query",
        "View",
    )
    assert len(operation.attributes["graphql.document.hash"]) == 64
    stores = [one for one in spans if one.name == "read kglite"]
    assert stores and all("$" in one.attributes["db.query.text"] and one.kind == CLIENT for one in stores)
    assert only(spans, "audit.write").parent == operation.id
    below, ids = [one for one in spans if one.id != request.id], {one.id for one in spans}
    assert all(one.parent in ids for one in below)


def test_planning_and_every_fetch(receiver: OtlpReceiver, server: Served, notes: Notes) -> None:
    first, second = ("1" * 31 + "a"), ("1" * 31 + "b")
    spans = traced(receiver, server, LIVE, first)
    assert {"graphql.plan", "graphql.route", "fetch credit", "fetch notes", "fetch tax-credit"} <= {
        one.name for one in spans
    }
    sql = only(spans, "SELECT tax-credit")
    assert sql.attributes["db.system.name"] == "sqlite" and ":" in sql.attributes["db.query.text"]
    assert sql.parent == only(spans, "fetch tax-credit").id
    assert only(spans, "fetch notes").attributes["yuxin.subgraph"] == "notes"
    again = traced(receiver, server, LIVE, second)
    assert "graphql.plan" not in {one.name for one in again}, "it is kept"
    fetch = only(again, "fetch notes")
    assert notes.asked[-1]["traceparent"] == f"00-{second}-{fetch.id}-01" and notes.asked[-1]["tracestate"] == "city=cq"


def test_a_sync_with_its_pages_commits_and_sql(receiver: OtlpReceiver, server: Served) -> None:
    """The first one, when the server began: nobody asked for it, so it is a trace of its own."""
    spans = receiver.until(lambda found: any(one.name == "sync tax-credit" for one in found))
    run = next(one for one in spans if one.name == "sync tax-credit")
    own = [one for one in spans if one.trace == run.trace]
    assert run.parent == "" and run.attributes["yuxin.system"] == "tax-credit"
    assert run.attributes["yuxin.sync.accepted"] > 0 and not run.failed
    pages = [one for one in own if one.name == "page tax-credit"]
    commits = [one for one in own if one.name == "commit tax-credit"]
    assert {one.parent for one in [*pages, *commits]} == {run.id}
    assert sum(one.attributes["yuxin.rows"] for one in commits) >= run.attributes["yuxin.sync.accepted"]
    asked = [one for one in own if one.name == "SELECT tax-credit"]
    assert {one.id for one in pages} & {one.parent for one in asked}
    assert all(one.kind == CLIENT and one.attributes["db.system.name"] == "sqlite" for one in asked)
    assert any("LIMIT :" in one.attributes["db.query.text"] for one in asked), "parameters are names"
    assert {one.id for one in commits} & {one.parent for one in own if one.name == "transaction kglite"}


def test_a_trace_that_is_none_begins_a_new_one(receiver: OtlpReceiver, server: Served) -> None:
    before = {one.trace for one in receiver.spans}
    header = {"traceparent": f"00-{'0' * 32}-{PARENT}-01"}
    httpx.post(f"{server.url}/graphql", json={"query": "query Fresh { __typename }"}, headers=header)
    spans = receiver.until(lambda found: any(one.name == "query Fresh" for one in found))
    fresh = only(spans, "query Fresh")
    assert fresh.trace not in before and int(fresh.trace, 16)
    root = next(one for one in spans if one.id == fresh.parent)
    assert root.parent == ""
    lines = [json.loads(line) for line in server.errors.splitlines()]
    assert [line["trace"] for line in lines if line.get("operation") == "Fresh"] == [fresh.trace]


def test_one_that_its_client_does_not_keep_is_not_kept(receiver: OtlpReceiver, server: Served) -> None:
    quiet = "2" * 32
    headers = {"traceparent": f"00-{quiet}-{PARENT}-00"}
    httpx.post(f"{server.url}/graphql", json={"query": VIEW, "variables": {"uscc": CODE}}, headers=headers)
    httpx.get(f"{server.url}/health/live")
    traced(receiver, server, VIEW, "3" * 32)
    assert not [one for one in receiver.spans if one.trace == quiet or "/health" in one.name]


def test_an_error_is_told_by_its_code(receiver: OtlpReceiver, server: Served) -> None:
    operation = only(traced(receiver, server, "query Bad { nothing }", "4" * 32), "query Bad")
    assert operation.failed and operation.attributes["error.type"] == "BAD_INPUT"


def test_nobody_s_values_are_in_them(receiver: OtlpReceiver, server: Served) -> None:
    requests(server.url)
    traced(receiver, server, LIVE, "5" * 32)
    planted = [word.encode() for word in (CANARY, CODE, ID_NUMBER, NAME)]
    assert receiver.raw and not [word for word in planted for body in receiver.raw if word in body]
    nothing_told(server.errors)


def test_the_plain_gateway(tmp_path: Path, notes: Notes) -> None:
    config = tmp_path / "config.yaml"
    config.write_text(notes.config)
    with otlp_receiver() as receiver:
        command = [sys.executable, "-m", "gateway.cli", "gateway", "--subgraphs", str(config), "--port", "0"]
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, env=clean_environment(**receiver.environment)
        ) as process:
            assert process.stdout is not None
            url = process.stdout.readline().split()[-1]
            body = {
                "query": "query Plain($code: String) { notesOf(code: $code) { text } }",
                "variables": {"code": CANARY},
            }
            answer = httpx.post(url, json=body, headers={"traceparent": f"00-{TRACE}-{PARENT}-01"}, timeout=30)
            assert answer.json() == {"data": {"notesOf": [{"text": "one"}]}}
            process.terminate()
            assert process.wait(30) == 0
    request, fetch = only(receiver.spans, "POST /graphql"), only(receiver.spans, "fetch notes")
    operation = only(receiver.spans, "query Plain")
    assert (request.trace, request.parent, operation.parent) == (TRACE, PARENT, request.id)
    assert {fetch.parent, only(receiver.spans, "graphql.plan").parent} == {operation.id}
    assert notes.asked[-1]["traceparent"] == f"00-{TRACE}-{fetch.id}-01"
    assert not [body for body in receiver.raw if CANARY.encode() in body]


def test_what_was_not_sent_is_sent_at_the_end(tmp_path: Path) -> None:
    with otlp_receiver() as receiver:
        environment = {**receiver.environment, "OTEL_BSP_SCHEDULE_DELAY": "60000", "OTEL_SERVICE_NAME": "yuxin-east"}
        with serving(tmp_path / "data", "--city", "0", **environment) as server:
            httpx.post(f"{server.url}/graphql", json={"query": "query Last { __typename }"})
            assert receiver.spans == [] and server.end() == 0
        assert only(receiver.spans, "query Last").resource["service.name"] == "yuxin-east"


def test_a_receiver_that_is_away_holds_nobody_up(tmp_path: Path) -> None:
    environment = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:1", "OTEL_EXPORTER_OTLP_TIMEOUT": "1"}
    with serving(tmp_path / "data", "--city", "0", **environment) as server:
        assert httpx.post(f"{server.url}/graphql", json={"query": "{ __typename }"}).status_code == 200
        assert server.end() == 0


def test_without_the_variables_there_is_nothing(tmp_path: Path) -> None:
    assert span("x") is NO_SPAN and request_span("x", [], {}) is NO_SPAN and passed_on(b"a: b\r\n") == b"a: b\r\n"
    asked = "import sys, gateway.cli, gateway.app, gateway.tracing; print('opentelemetry' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, env={**os.environ})
    assert done.stdout.strip() == "False", "it is not even loaded"


@pytest.mark.parametrize(
    ("environment", "wanted"),
    [
        ({}, False),
        ({"OTEL_TRACES_EXPORTER": "otlp"}, True),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://x"}, True),
        ({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://x"}, True),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://x", "OTEL_TRACES_EXPORTER": "none"}, False),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://x", "OTEL_SDK_DISABLED": "true"}, False),
    ],
)
def test_the_standard_variables(environment: dict[str, str], wanted: bool) -> None:
    assert is_wanted(environment) is wanted
