"""An HTTP/1.1 client that sends at a given rate whatever the server does, in a process of its own.

A request's time counts from the moment at which it was due, so that a server that falls behind is not asked less for it. Keep-alive
connections are taken up again; where all are at work another one is opened.
"""

import asyncio
import json
import subprocess
import sys
import time
from collections import deque
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import httptools

from tests.benchmarks.http_load import request_bytes

MOST_CONNECTIONS = 2_000


@dataclass(frozen=True, slots=True)
class OpenLoad:
    """What came back: requests a second sent, answered with 200 and refused with 503; the latencies of both in milliseconds.

    `other` counts everything else: another status, a broken connection, no connection left. `cpu` is the share of a core that
    the client itself took, `late` the milliseconds by which its own sending was late (99 of 100 were less).
    """

    sent: float
    answered: float
    refused: float
    other: int
    p50: float
    p99: float
    refused_p50: float
    refused_p99: float
    connections: int
    late: float
    cpu: float


def measure_at(
    url: str, bodies: list[dict[str, object]], *, rate: float, seconds: float = 5.0, settling: float = 1.0
) -> OpenLoad:
    """Send `bodies` round and round, `rate` a second, from another process. The first `settling` seconds are not counted."""
    command = [sys.executable, "-m", "tests.benchmarks.open_load"]
    order = json.dumps({"url": url, "bodies": bodies, "rate": rate, "seconds": seconds, "settling": settling})
    done = subprocess.run(command, input=order, capture_output=True, text=True, check=True)
    return OpenLoad(**json.loads(done.stdout))


class _Pool:
    """The connections, and what came of the requests: (status, when it was due, seconds)."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port
        self.free: deque[_Connection] = deque()
        self.opened = 0
        self.under_way = 0
        self.outcomes: list[tuple[int, float, float]] = []

    async def send(self, request: bytes, due: float) -> None:
        """Let one request go; it ends up in `outcomes`."""
        self.under_way += 1
        while self.free:
            connection = self.free.popleft()
            if connection.send(request, due):
                return
        if self.opened >= MOST_CONNECTIONS:
            self.ended(0, due)
            return
        self.opened += 1
        try:
            loop = asyncio.get_running_loop()
            _, made = await loop.create_connection(partial(_Connection, self), self._host, self._port)
        except OSError:
            self.ended(0, due)
        else:
            made.send(request, due)

    def ended(self, status: int, due: float) -> None:
        self.under_way -= 1
        self.outcomes.append((status, due, time.perf_counter() - due))


class _Connection(asyncio.Protocol):
    def __init__(self, pool: _Pool) -> None:
        self._pool = pool
        self._transport: Any = None
        self._due: float | None = None
        self._parser = httptools.HttpResponseParser(self)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def send(self, request: bytes, due: float) -> bool:
        """Whether the connection still stood."""
        if self._transport.is_closing():
            return False
        self._due = due
        self._transport.write(request)
        return True

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_message_complete(self) -> None:
        due, self._due = self._due, None
        assert due is not None, "nothing is answered that was not asked"
        self._pool.ended(self._parser.get_status_code(), due)
        if self._parser.should_keep_alive():
            self._parser = httptools.HttpResponseParser(self)
            self._pool.free.appendleft(self)
        else:
            self._transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        self._pool.opened -= 1
        if self._due is not None:
            self._pool.ended(0, self._due)


async def _drive(url: str, bodies: list[dict[str, object]], rate: float, seconds: float, settling: float) -> OpenLoad:
    parts = urlsplit(url)
    requests = [request_bytes(parts.netloc, parts.path, body) for body in bodies]
    pool, late = _Pool(parts.hostname or "127.0.0.1", parts.port or 80), list[float]()
    busy, started, tasks = time.process_time(), time.perf_counter(), set[asyncio.Task[None]]()
    for number in range(int(rate * (settling + seconds))):
        due = started + number / rate
        while (wait := due - time.perf_counter()) > 0:
            await asyncio.sleep(wait)
        if due - started >= settling:
            late.append(time.perf_counter() - due)
        task = asyncio.ensure_future(pool.send(requests[number % len(requests)], due))
        tasks.add(task)
        task.add_done_callback(tasks.discard)
        if number % 20 == 0:
            await asyncio.sleep(0)
    until = time.perf_counter() + 30
    while (tasks or pool.under_way) and time.perf_counter() < until:
        await asyncio.sleep(0.01)
    elapsed = time.perf_counter() - started
    outcomes = [(status, taken) for status, due, taken in pool.outcomes if due - started >= settling]
    good = sorted(taken for status, taken in outcomes if status == 200)
    refused = sorted(taken for status, taken in outcomes if status == 503)
    other = len(late) - len(good) - len(refused)
    return OpenLoad(
        len(late) / seconds,
        len(good) / seconds,
        len(refused) / seconds,
        other,
        _at(good, 0.5),
        _at(good, 0.99),
        _at(refused, 0.5),
        _at(refused, 0.99),
        pool.opened,
        _at(sorted(late), 0.99),
        (time.process_time() - busy) / elapsed,
    )


def _at(ordered: list[float], share: float) -> float:
    """Milliseconds; 0 where there are none."""
    return round(1000 * ordered[int(len(ordered) * share)], 2) if ordered else 0.0


if __name__ == "__main__":
    import uvloop

    print(json.dumps(asdict(uvloop.run(_drive(**json.load(sys.stdin))))))
