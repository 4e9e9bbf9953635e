"""The shop as real processes, one a subgraph, that a test stops, kills and starts again, and a real gateway before them."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.gateway.federation.executor.shop import SUPERGRAPH
from tests.gateway.federation.supergraphs import supergraph
from tests.served import ROOT, clean_environment
from tests.servers.ports import free_port

NAMES = ("items", "stock", "people")
CONFIG = "defaults: {timeout: %g, retries: 1, largestAnswer: 200000}\n"


class SubgraphProcess:
    """One subgraph, always at the same port."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.port = free_port()
        self._process: asyncio.subprocess.Process | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/graphql"

    async def start(self) -> None:
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "tests.gateway.federation.faults.subgraph_process", self.name, str(self.port)),
            cwd=ROOT,
            stdout=asyncio.subprocess.PIPE,
        )
        assert self._process.stdout is not None
        assert (await asyncio.wait_for(self._process.stdout.readline(), 60)).strip() == b"ready"

    async def kill(self) -> None:
        """kill -9, and its end."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()

    def signal(self, number: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(number)

    async def goes_wrong(self, fault: str | None) -> None:
        async with httpx.AsyncClient(timeout=30, trust_env=False) as client:
            await client.post(f"http://127.0.0.1:{self.port}/control", json={"fault": fault})

    async def counts(self) -> dict[str, Any]:
        async with httpx.AsyncClient(timeout=30, trust_env=False) as client:
            found: dict[str, Any] = (await client.get(f"http://127.0.0.1:{self.port}/counts")).json()
            return found


@dataclass(frozen=True)
class ShopProcesses:
    subgraphs: dict[str, SubgraphProcess]

    @property
    def sdl(self) -> str:
        sdl = supergraph(" ".join(NAMES), SUPERGRAPH)
        for name, subgraph in self.subgraphs.items():
            sdl = sdl.replace(f"http://{name}/", subgraph.url)
        return sdl

    def __iter__(self) -> Iterator[SubgraphProcess]:
        return iter(self.subgraphs.values())


@asynccontextmanager
async def shop_processes(*, started: bool = True) -> AsyncIterator[ShopProcesses]:
    shop = ShopProcesses({name: SubgraphProcess(name) for name in NAMES})
    try:
        if started:
            await asyncio.gather(*(subgraph.start() for subgraph in shop))
        yield shop
    finally:
        for subgraph in shop:
            await subgraph.kill()


@dataclass
class GatewayProcess:
    url: str
    pid: int

    async def asked(self, client: httpx.AsyncClient, query: str) -> dict[str, Any]:
        answer: dict[str, Any] = (await client.post(f"{self.url}/graphql", json={"query": query})).json()
        return answer

    def sockets(self) -> int:
        """How many sockets the process has open."""
        return open_sockets(self.pid)


def open_sockets(pid: int) -> int:
    found = 0
    for entry in Path(f"/proc/{pid}/fd").iterdir():
        try:
            found += str(entry.readlink()).startswith("socket:")
        except OSError:
            continue
    return found


@asynccontextmanager
async def gateway_over(sdl: str, folder: Path, *options: str, seconds: float = 1.0) -> AsyncIterator[GatewayProcess]:
    """`yuxin gateway` over a supergraph whose sources have `seconds` and one retry; it must end by itself and with code 0."""
    (folder / "supergraph.graphql").write_text(sdl)
    (folder / "config.yaml").write_text(CONFIG % seconds)
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "gateway.cli", "gateway", "--port", "0", *options),
        *("--supergraph", str(folder / "supergraph.graphql"), "--config", str(folder / "config.yaml")),
        cwd=ROOT,
        env=clean_environment(),
        stdout=asyncio.subprocess.PIPE,
        stderr=(folder / "gateway.log").open("wb"),
    )
    assert process.stdout is not None
    try:
        line = (await asyncio.wait_for(process.stdout.readline(), 90)).decode()
        assert line, (folder / "gateway.log").read_text()
        yield GatewayProcess(line.split()[-1].removesuffix("/graphql"), process.pid)
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), 60) == 0
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
