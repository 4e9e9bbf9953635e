"""`yuxin bench audit` drives the gateway through the cases of an audit server, and says which answers are wrong."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from tests.benchmarks import audit
from tests.benchmarks.gateways.federation_audit import Case
from tests.gateway.federation.executor.subgraph_servers import Subgraph, served

TYPES = "type Query @join__type(graph: A) { motto: String }"
SDL = "type Query { motto: String }"


@contextmanager
def audit_server(pages: dict[str, Any]) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps(pages[self.path]).encode())

        def log_message(self, format: str, *args: object) -> None:
            """Nobody reads it."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.slow
async def test_a_wrong_answer_is_told_and_ends_with_1(capsys: pytest.CaptureFixture[str]) -> None:
    tests = [
        {"query": "{ motto }", "expected": {"data": {"motto": "buy"}}},
        {"query": "{ motto }", "expected": {"data": {"motto": "sell"}}},
    ]
    async with served({"a": Subgraph(SDL, {"motto": "buy"})}, TYPES) as sdl:
        url = sdl.partition('name: "a", url: "')[2].partition('"')[0]
        subgraphs = [{"name": "a", "url": url, "sdl": SDL}]
        given = {"/ids": ["shop"], "/shop/subgraphs": subgraphs, "/shop/tests": tests}
        with audit_server(given) as server:
            code = await asyncio.to_thread(audit.main, ["--audit", server, "--own-composition"])
    first, last = capsys.readouterr().out.splitlines()
    assert first.startswith("shop 1: ") and '"answer": {"data": {"motto": "buy"}}' in first
    assert (last, code) == ("1 of 2 cases, 0 of 1 suites", 1)


def test_errors_count_only_where_the_audit_says_whether_there_are_any() -> None:
    answer = {"data": None, "errors": [{"message": "no"}]}
    assert Case("{ a }", {"data": None}).is_right(answer)
    assert Case("{ a }", {"data": None, "errors": True}).is_right(answer)
    assert not Case("{ a }", {"data": None, "errors": False}).is_right(answer)
