"""Who takes part: the floor and the plain gateway in their three settings, and other gateways where the machine has them."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from gateway.federation.composition import SubgraphSource, compose
from tests.benchmarks.gateways.bookshop import LINK, SUBGRAPHS
from tests.benchmarks.gateways.sharing import Sharing

OURS, FLOOR = "yuxin", "floor"
PLAIN_GATEWAY = [sys.executable, "-m", "gateway.cli", "gateway", "--supergraph", "{supergraph}", "--port", "{port}"]
"""The command of ours, for `gateway_process`."""


@dataclass(frozen=True, slots=True)
class Server:
    """A process that answers at `url`; `pid` None where it is not ours to look into."""

    url: str
    pid: int | None


@dataclass(frozen=True, slots=True)
class Contender:
    """Who answers, and what requests under way share with it."""

    name: str
    sharing: Sharing
    server: Server


@contextmanager
def subgraphs() -> Iterator[Server]:
    """All four subgraphs in one process."""
    with _python("-m", "tests.benchmarks.gateways.subgraph_server") as server:
        yield server


def supergraph(url: str) -> str:
    """The SDL of the supergraph whose subgraphs answer below `url`."""
    return compose([SubgraphSource(n, f"{url}/{n}", LINK + s.sdl) for n, s in SUBGRAPHS.items()]).supergraph_sdl


def ours(stack: ExitStack, file: Path, sharing: Sharing) -> Contender:
    arguments = ("gateway", "--supergraph", str(file), "--port", "0", "--deduplicate", sharing.value)
    return Contender(OURS, sharing, stack.enter_context(_python("-m", "gateway.cli", *arguments)))


def floor(stack: ExitStack, url: str, sharing: Sharing) -> Contender:
    started = _python("-m", "tests.benchmarks.gateways.floor", url, sharing.value)
    return Contender(FLOOR, sharing, stack.enter_context(started))


def under_node(stack: ExitStack, sdl: str) -> list[Contender]:
    """Apollo Gateway and Hive Gateway; npm brings them the first time."""
    from tests.servers.gateway_process import gateway_process
    from tests.servers.other_gateways.gateways import apollo_gateway, hive_gateway

    commands = {"Apollo Gateway": apollo_gateway(), "Hive Gateway": hive_gateway()}
    production = {"NODE_ENV": "production"}
    started = {n: stack.enter_context(gateway_process(c, sdl, **production)) for n, c in commands.items()}
    return [Contender(name, Sharing.NONE, Server(url.removesuffix("/graphql"), None)) for name, url in started.items()]


def hive_router(stack: ExitStack, sdl: str, program: Path, columns: Sequence[Sharing]) -> list[Contender]:
    """Hive Router in one thread, for each setting, from a program that somebody has."""
    from tests.servers.gateway_process import gateway_process

    command = ["sh", "-c", 'printf %s "$SETTINGS" > router.config.json && PORT="$1" exec "$0"', str(program), "{port}"]
    found = []
    for sharing in columns:
        dedupe = {"enabled": sharing is Sharing.ALL}
        shaping = {"all": {"dedupe_enabled": sharing is not Sharing.NONE}, "router": {"dedupe": dedupe}}
        source = {"source": "file", "path": "supergraph.graphql"}
        settings = {"supergraph": source, "traffic_shaping": shaping, "log": {"level": "error"}}
        variables = {"SETTINGS": json.dumps(settings), "HOST": "127.0.0.1", "ROUTER_HTTP_WORKERS": "1"}
        url = stack.enter_context(gateway_process(command, sdl, **variables))
        found.append(Contender("Hive Router", sharing, Server(url.removesuffix("/graphql"), None)))
    return found


@contextmanager
def _python(*arguments: str) -> Iterator[Server]:
    """A Python program that prints its address as the last word of its first line; ended by SIGTERM."""
    with _started([sys.executable, *arguments]) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line:
            raise SystemExit(f"did not start: {' '.join(arguments)}")
        yield Server(line.split()[-1].removesuffix("/graphql"), process.pid)


@contextmanager
def _started(command: Sequence[str]) -> Iterator["subprocess.Popen[str]"]:
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=60)


def cpu_seconds(pid: int) -> float:
    """Seconds of processor time that a process has taken with all its threads."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident_megabytes(pid: int) -> float:
    line = next(line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmRSS"))
    return round(int(line.split()[1]) / 1024, 1)
