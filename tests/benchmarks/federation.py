"""`yuxin bench federation`: the plain gateway on the shape of the public gateways benchmark, 8 connections, one process.

Four subgraphs, one question, an answer of 85 KB. The floor (`gateways/floor.py`) is the same requests and joins written by
hand, in the same three settings: nothing shared, requests to subgraphs shared, clients' queries shared too.
"""

import argparse
import json
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Any

import httpx
from rich.console import Console
from rich.table import Table

from tests.benchmarks.gateways import contenders
from tests.benchmarks.gateways.bookshop import OPERATION
from tests.benchmarks.gateways.contenders import OURS, Contender, Server
from tests.benchmarks.gateways.planning import planning
from tests.benchmarks.gateways.rounds import Sample, burst, load_of_the_machine, play, ratios, summary
from tests.benchmarks.gateways.sharing import Sharing

COLUMNS = (Sharing.NONE, Sharing.SUBGRAPHS, Sharing.ALL)
CONNECTIONS = (1, 2, 4, 8, 16, 32, 50)


def main(argv: list[str]) -> int:
    options = _options(argv)
    with ExitStack() as stack:
        result = _measured(stack, options)
    if options.json:
        print(json.dumps(result))
    else:
        _print(result)
    return 0


def _options(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="yuxin bench federation")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--seconds", type=float, default=3.0, help="of one burst")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--warm", type=float, default=3.0, help="seconds of load on each that do not count")
    parser.add_argument("--others", action="store_true", help="Apollo Gateway and Hive Gateway too (Node is needed)")
    parser.add_argument("--hive-router", type=Path, metavar="PROGRAM", help="Hive Router too, where you have it")
    parser.add_argument("--columns", nargs="+", type=Sharing, default=COLUMNS, choices=COLUMNS, help="which settings")
    parser.add_argument("--brief", action="store_true", help="only the rounds: no planning, no numbers of connections")
    return parser.parse_args(argv)


def _measured(stack: ExitStack, options: argparse.Namespace) -> dict[str, Any]:
    subgraphs = stack.enter_context(contenders.subgraphs())
    sdl = contenders.supergraph(subgraphs.url)
    file = Path(stack.enter_context(tempfile.TemporaryDirectory()), "supergraph.graphql")
    file.write_text(sdl, encoding="utf-8")
    taking_part = _taking_part(stack, options, subgraphs, sdl, file)
    size = _agreed(taking_part)
    before = load_of_the_machine()
    samples = play(taking_part, subgraphs, rounds=options.rounds, seconds=options.seconds, warm=options.warm)
    result: dict[str, Any] = {
        "answer_bytes": size,
        "rounds": options.rounds,
        "seconds": options.seconds,
        "load": {"before": before, "after": load_of_the_machine()},
        "results": [_result(contender, found, samples) for contender, found in samples.items()],
    }
    mine = next(c for c in taking_part if c.name == OURS)
    if not options.brief:
        result["connections"] = _by_connections(mine, subgraphs, options.seconds)
        result["planning"] = planning(sdl)
    assert mine.server.pid is not None
    result["resident_mb"] = contenders.resident_megabytes(mine.server.pid)
    return result


def _taking_part(
    stack: ExitStack, options: argparse.Namespace, subgraphs: Server, sdl: str, file: Path
) -> list[Contender]:
    found = []
    for sharing in options.columns:
        found += [contenders.ours(stack, file, sharing), contenders.floor(stack, subgraphs.url, sharing)]
        if sharing is Sharing.SUBGRAPHS:
            found.append(contenders.floor(stack, subgraphs.url, Sharing.PARSED))
    if options.others:
        found += contenders.under_node(stack, sdl)
    if options.hive_router:
        found += contenders.hive_router(stack, sdl, options.hive_router, options.columns)
    return found


def _agreed(taking_part: list[Contender]) -> int:
    """The bytes of the answer, once all have given the same one."""
    answers = [httpx.post(c.server.url + "/graphql", json={"query": OPERATION}, timeout=60) for c in taking_part]
    for contender, answer in zip(taking_part, answers, strict=True):
        if answer.json() != answers[0].json() or "errors" in answer.json():
            raise SystemExit(f"{contender.name} ({contender.sharing}) answers otherwise: {answer.text[:500]}")
    return len(answers[0].content)


def _result(contender: Contender, found: list[Sample], samples: dict[Contender, list[Sample]]) -> dict[str, Any]:
    shown: dict[str, Any] = {"name": contender.name, "sharing": contender.sharing.value, **asdict(summary(found))}
    if contender.name == OURS:
        for other, others in samples.items():
            comparable = other.sharing in (contender.sharing, *PARSED.get(contender.sharing, ()))
            if other.name != OURS and comparable:
                key = f"{other.name} {other.sharing}" if other.sharing is Sharing.PARSED else other.name
                shown.setdefault("ratios", {})[key] = ratios(found, others)
    return shown


PARSED = {Sharing.SUBGRAPHS: (Sharing.PARSED,)}
"""The floor that parses a shared answer once stands beside ours, too."""


def _by_connections(mine: Contender, subgraphs: Server, seconds: float) -> list[dict[str, float]]:
    found = []
    for connections in CONNECTIONS:
        load = burst(mine, subgraphs, seconds, connections).load
        figures = {"rate": round(load.rate, 1), "p50_ms": round(load.p50, 2), "p99_ms": round(load.p99, 2)}
        found.append({"connections": connections, **figures, "bad": load.bad})
    return found


def _print(result: dict[str, Any]) -> None:
    console = Console(width=130)
    title = f"federation: {result['answer_bytes']} bytes, 8 connections, {result['rounds']} × {result['seconds']} s"
    table = Table(title=title)
    numbers = ("requests/s", "spread", "p50 ms", "p99 ms", "CPU ms/request", "subgraphs' core", "client's core", "bad")
    for name in ("", "shared", *numbers):
        table.add_column(name, justify="right" if name in numbers else "left")
    for row in result["results"]:
        spread = f"{row['lowest']:.0f}–{row['highest']:.0f}"
        figures = (row["p50"], row["p99"], row["milliseconds"] or "", row["subgraphs"], row["client"], row["bad"])
        table.add_row(row["name"], row["sharing"], f"{row['rate']:.0f}", spread, *map(str, figures))
    console.print(table)
    for row in result["results"]:
        for other, (middle, lowest, highest) in row.get("ratios", {}).items():
            console.print(f"{row['sharing']}: {OURS} / {other} = {middle} ({lowest}–{highest})")
    for row in result.get("connections", ()):
        console.print(row)
    console.print({key: result[key] for key in ("planning", "resident_mb", "load") if key in result})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
