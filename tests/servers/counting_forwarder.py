"""Stands before the subgraphs of a supergraph and counts what they are asked."""

import re
from collections import Counter
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from urllib.parse import urlsplit

GRAPH = re.compile(r'(@join__graph\(name: "([^"]*)", url: )"([^"]*)"')
PASSED_ON = ("content-type", "accept")
PASSED_BACK = ("content-type",)
SECONDS = 30


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A gateway that ends leaves its connections."""


class CountingForwarder:
    """`sdl` is the given supergraph with the forwarder's addresses; `asked` counts requests by the subgraphs' names."""

    def __init__(self, sdl: str) -> None:
        self.asked: Counter[str] = Counter()
        self._lock = Lock()
        self._targets: dict[str, tuple[str, str]] = {}
        self._server = _Server(("127.0.0.1", 0), self._handler())
        self.sdl = GRAPH.sub(self._forwarded, sdl)

    def __enter__(self) -> "CountingForwarder":
        Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def taken(self) -> Counter[str]:
        """What was asked since this was called last."""
        with self._lock:
            asked, self.asked = self.asked, Counter()
        return asked

    def _forwarded(self, graph: re.Match[str]) -> str:
        path = f"/{len(self._targets)}"
        self._targets[path] = graph[2], graph[3]
        return f'{graph[1]}"http://127.0.0.1:{self._server.server_port}{path}"'

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        forwarder = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                name, url = forwarder._targets[self.path]
                with forwarder._lock:
                    forwarder.asked[name] += 1
                body = self.rfile.read(int(self.headers["content-length"]))
                headers = {key: self.headers[key] for key in PASSED_ON if key in self.headers}
                status, given, answer = _ask(url, body, headers)
                self.send_response(status)
                for key, value in given.items():
                    self.send_header(key, value)
                self.send_header("content-length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, format: str, *args: object) -> None:
                pass

        return Handler


def _ask(url: str, body: bytes, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
    target = urlsplit(url)
    connection = HTTPConnection(target.hostname or "", target.port, timeout=SECONDS)
    try:
        connection.request("POST", f"{target.path}?{target.query}" if target.query else target.path, body, headers)
        answer = connection.getresponse()
        return answer.status, {key: answer.headers[key] for key in PASSED_BACK if key in answer.headers}, answer.read()
    finally:
        connection.close()
