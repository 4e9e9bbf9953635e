"""The other side of the outbox: a real HTTP server that takes letters, or does not, as it is told."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import orjson

from gateway.webhooks.signatures import check, claimed, parse_secret
from tests.gateway.webhooks.pushing import SECRET

Answer = int | tuple[int, dict[str, str]] | str
"""A status, a status with headers, or a misbehaviour: `cut`, `hang`, `huge`, `nonsense`."""
PATIENCE = 60.0


class OtherSide:
    """Believes signatures only. `answers` are taken one a request, then it is `otherwise` for ever."""

    def __init__(self, otherwise: Answer = 204) -> None:
        self.answers: list[Answer] = []
        self.otherwise = otherwise
        self.letters: list[tuple[str, dict[str, Any]]] = []
        """Every letter that came and was believed, whatever it was answered: (webhook-id, message)."""
        self.taken: list[str] = []
        """The ids of those that were answered 2xx."""
        self.disbelieved = 0
        self.ended = threading.Event()
        side = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                side.answer(self)

            def do_GET(self) -> None:
                raise AssertionError("a redirect was followed")

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}/hooks"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.ended.set()
        self._server.shutdown()
        self._server.server_close()

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        body = request.rfile.read(int(request.headers["content-length"]))
        try:
            check(claimed(request.headers, time.time(), 300), [parse_secret(SECRET)], body)  # type: ignore[arg-type]
        except Exception:
            self.disbelieved += 1
            raise
        answer = self.answers.pop(0) if self.answers else self.otherwise
        status, headers = answer if isinstance(answer, tuple) else (answer, {})
        if isinstance(status, int) and 200 <= status < 300:
            self.taken.append(request.headers["webhook-id"])
        self.letters.append((request.headers["webhook-id"], orjson.loads(body)))
        if isinstance(status, str):
            self._misbehave(request, status)
            return
        request.send_response(status)
        for name, value in {"content-length": "0", **headers}.items():
            request.send_header(name, value)
        request.end_headers()

    def _misbehave(self, request: BaseHTTPRequestHandler, how: str) -> None:
        request.close_connection = True
        if how == "hang":
            self.ended.wait(PATIENCE)
        elif how == "huge":
            request.wfile.write(b"HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n" + bytes(1_000_000))
        elif how == "nonsense":
            request.wfile.write(b"220 smtp.example ESMTP\r\n")
        else:
            request.connection.shutdown(socket.SHUT_RDWR)

    @property
    def told(self) -> list[dict[str, Any]]:
        """The changes of the letters that were taken, in order, each letter once."""
        messages = dict(self.letters)
        return [change for identity in dict.fromkeys(self.taken) for change in messages[identity]["data"]["changes"]]


@contextmanager
def other_side(otherwise: Answer = 204) -> Iterator[OtherSide]:
    side = OtherSide(otherwise)
    try:
        yield side
    finally:
        side.close()


def until(happened: Any, seconds: float = PATIENCE) -> None:
    """Wait until it has; fails after a while."""
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "it has not come about"
        time.sleep(0.05)
