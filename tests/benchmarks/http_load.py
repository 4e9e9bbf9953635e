"""A lean HTTP/1.1 client under load: keep-alive connections that send POST bodies in turn, in a process of its own.

It must not be what is measured: a connection is an asyncio protocol with httptools, and an answer's body is counted, not kept.
"""

import asyncio
import json
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import httptools


@dataclass(frozen=True, slots=True)
class Load:
    """What a server did: requests a second, latencies in milliseconds, answers that were not a good 200.

    `cpu` is the share of a core that the client itself took.
    """

    rate: float
    p50: float
    p99: float
    bad: int
    cpu: float


def measure(url: str, bodies: list[dict[str, object]], *, connections: int = 8, seconds: float = 5.0) -> Load:
    """Send `bodies` round and round to `url` from another process, so that client and server do not share a loop."""
    command = [sys.executable, "-m", "tests.benchmarks.http_load"]
    order = json.dumps({"url": url, "bodies": bodies, "connections": connections, "seconds": seconds})
    done = subprocess.run(command, input=order, capture_output=True, text=True, check=True)
    return Load(**json.loads(done.stdout))


async def _drive(url: str, bodies: list[dict[str, object]], connections: int, seconds: float) -> Load:
    parts = urlsplit(url)
    requests = [request_bytes(parts.netloc, parts.path, body) for body in bodies]
    loop = asyncio.get_running_loop()
    busy, started = time.process_time(), time.perf_counter()
    driven = [_Connection(requests[n::connections] or requests, started + seconds) for n in range(connections)]
    for connection in driven:
        await loop.create_connection(partial(_itself, connection), parts.hostname or "127.0.0.1", parts.port or 80)
    await asyncio.gather(*(connection.ended for connection in driven))
    elapsed = time.perf_counter() - started
    times = sorted(taken for connection in driven for taken in connection.times)
    at = [1000 * times[int(len(times) * share)] for share in (0.5, 0.99)]
    bad = sum(connection.bad for connection in driven)
    return Load(len(times) / elapsed, at[0], at[1], bad, (time.process_time() - busy) / elapsed)


def _itself(connection: "_Connection") -> "_Connection":
    return connection


def request_bytes(host: str, path: str, body: dict[str, object]) -> bytes:
    content = json.dumps(body).encode()
    head = f"POST {path} HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\naccept: application/json\r\n"
    return head.encode() + f"content-length: {len(content)}\r\n\r\n".encode() + content


class _Connection(asyncio.Protocol):
    """Sends one request after the other until the time `stop`; a connection that breaks before is an error."""

    def __init__(self, requests: list[bytes], stop: float) -> None:
        self.times: list[float] = []
        self.bad = 0
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._requests = requests
        self._stop = stop
        self._parser = httptools.HttpResponseParser(self)
        self._began = b""
        self._transport: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._send()

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.ended.done():
            self.ended.set_exception(ConnectionError(f"the server closed the connection: {exc}"))

    def on_body(self, body: bytes) -> None:
        if not self._began:
            self._began = body
        self.bad += b'"errors"' in body

    def on_message_complete(self) -> None:
        self.times.append(time.perf_counter() - self._started)
        self.bad += self._parser.get_status_code() != 200 or not self._began
        self._began = b""
        if time.perf_counter() < self._stop:
            self._send()
        else:
            self.ended.set_result(None)
            self._transport.close()

    def _send(self) -> None:
        self._started = time.perf_counter()
        self._transport.write(self._requests[len(self.times) % len(self._requests)])


if __name__ == "__main__":
    import uvloop

    print(json.dumps(asdict(uvloop.run(_drive(**json.load(sys.stdin))))))
