"""A lean HTTP/1.1 client under load: keep-alive connections that send POST bodies in turn, in a process of its own."""

import asyncio
import json
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Load:
    """What a server did: requests a second, latencies in milliseconds, answers that were not a good 200."""

    rate: float
    p50: float
    p99: float
    bad: int


def measure(url: str, bodies: list[dict[str, object]], *, connections: int = 8, seconds: float = 5.0) -> Load:
    """Send `bodies` round and round to `url` from another process, so that client and server do not share a loop."""
    command = [sys.executable, "-m", "tests.benchmarks.http_load"]
    order = json.dumps({"url": url, "bodies": bodies, "connections": connections, "seconds": seconds})
    done = subprocess.run(command, input=order, capture_output=True, text=True, check=True)
    return Load(**json.loads(done.stdout))


async def _drive(url: str, bodies: list[dict[str, object]], connections: int, seconds: float) -> Load:
    parts = urlsplit(url)
    requests = [_request(parts.netloc, parts.path, body) for body in bodies]
    times: list[float] = []
    bad = [0]
    stop = time.perf_counter() + seconds
    started = time.perf_counter()
    host, port = parts.hostname or "127.0.0.1", parts.port or 80
    await asyncio.gather(
        *(_connection(host, port, requests[n::connections] or requests, stop, times, bad) for n in range(connections))
    )
    elapsed = time.perf_counter() - started
    times.sort()
    at = [1000 * times[int(len(times) * share)] for share in (0.5, 0.99)]
    return Load(len(times) / elapsed, at[0], at[1], bad[0])


def _request(host: str, path: str, body: dict[str, object]) -> bytes:
    content = json.dumps(body).encode()
    head = f"POST {path} HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\naccept: application/json\r\n"
    return head.encode() + f"content-length: {len(content)}\r\n\r\n".encode() + content


async def _connection(
    host: str, port: int, requests: list[bytes], stop: float, times: list[float], bad: list[int]
) -> None:
    reader, writer = await asyncio.open_connection(host, port)
    turn = 0
    while (started := time.perf_counter()) < stop:
        writer.write(requests[turn % len(requests)])
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
        body = await reader.readexactly(length)
        times.append(time.perf_counter() - started)
        bad[0] += not head.startswith(b"HTTP/1.1 200") or b'"errors"' in body
        turn += 1
    writer.close()


if __name__ == "__main__":
    import uvloop

    print(json.dumps(asdict(uvloop.run(_drive(**json.load(sys.stdin))))))
