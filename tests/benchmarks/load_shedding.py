"""`yuxin bench load-shedding`: a gateway that is asked three times what it can do, by a client that does not wait for it.

First the top rate of a few connections that wait for their answers, then the sustainable rate (a share of it) and three times that,
each sent at its own pace (`open_load`). Those who are accepted should wait no more than twice as long as at the sustainable rate, the
rest be refused at once. `--minutes` keeps a mixed load up that long and tells what the process's memory does.
"""

import argparse
import json
import sys
import tempfile
import time
from dataclasses import asdict
from statistics import median
from typing import Any

import httpx
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from tests.benchmarks.gateways.rounds import load_of_the_machine
from tests.benchmarks.grade_view import five_grade_subjects
from tests.benchmarks.http_load import measure
from tests.benchmarks.open_load import OpenLoad, measure_at
from tests.benchmarks.views.contenders import OPERATION, serving

TIMES = 3
MEMORY = "process_resident_memory_bytes"
SEARCH = 'query { searchSubjects(text: "建设", first: 20) { nodes { key displayName } } }'
LIST = "query { entities(first: 20) { nodes { uscc gradeView { highest lowest } } } }"
WRONG = "query { entities { nodes { nothing } } }"
Bodies = list[dict[str, object]]


def main(argv: list[str]) -> int:
    options = _options(argv)
    before = load_of_the_machine()
    with tempfile.TemporaryDirectory() as folder, Progress(console=Console(stderr=True), transient=True) as progress:
        arguments = ["--data", folder, "--city", str(options.city), "--systems", "none"]
        with serving(arguments) as url:
            bodies = _views(url)
            result = (
                _mixed(url, bodies, options, progress) if options.minutes else _shed(url, bodies, options, progress)
            )
    result["load"] = {"before": before, "after": load_of_the_machine()}
    if options.json:
        print(json.dumps(result))
    else:
        _print(result)
    return 0


def _options(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="yuxin bench load-shedding")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--seconds", type=float, default=8.0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--share", type=float, default=0.6, help="of the top rate, what counts as sustainable")
    parser.add_argument("--city", type=int, default=500)
    parser.add_argument("--minutes", type=float, default=0.0, help="keep a mixed load up, and tell the memory")
    return parser.parse_args(argv)


def _views(url: str) -> Bodies:
    return [{"query": OPERATION, "variables": {"uscc": code}} for code in five_grade_subjects(url)]


def _shed(url: str, bodies: Bodies, options: argparse.Namespace, progress: Progress) -> dict[str, Any]:
    task = progress.add_task("load-shedding", total=options.rounds * 3)
    rounds: list[tuple[float, OpenLoad, OpenLoad]] = []
    for _ in range(options.rounds):
        top = measure(f"{url}/graphql", bodies, connections=8, seconds=options.seconds / 2)
        progress.advance(task)
        rate = top.rate * options.share
        calm = measure_at(f"{url}/graphql", bodies, rate=rate, seconds=options.seconds)
        progress.advance(task)
        over = measure_at(f"{url}/graphql", bodies, rate=rate * TIMES, seconds=options.seconds)
        progress.advance(task)
        rounds.append((top.rate, calm, over))
    return {
        "top": round(median(top for top, _, _ in rounds), 1),
        "share": options.share,
        "sustainable": _middle([one for _, one, _ in rounds]),
        "overloaded": _middle([one for _, _, one in rounds]),
        "p99_ratio": sorted(round(over.p99 / calm.p99, 2) for _, calm, over in rounds),
        "memory_mb": _memory(url),
    }


def _middle(loads: list[OpenLoad]) -> dict[str, float]:
    """The median of each figure."""
    return {name: round(median(asdict(load)[name] for load in loads), 2) for name in asdict(loads[0])}


def _mixed(url: str, bodies: Bodies, options: argparse.Namespace, progress: Progress) -> dict[str, Any]:
    """Views, lists, searches and faults, now calm and now too many; the memory after each minute."""
    mixed: Bodies = [*bodies[:20], {"query": LIST}, {"query": SEARCH}, {"query": WRONG}, {"query": "{"}]
    top = measure(f"{url}/graphql", mixed, connections=8, seconds=4).rate
    task, until = progress.add_task("mixed load", total=options.minutes), time.monotonic() + 60 * options.minutes
    memory, number = [_memory(url)], 0
    while time.monotonic() < until:
        number += 1
        measure_at(f"{url}/graphql", mixed, rate=top * (TIMES if number % 2 else options.share), seconds=59.0)
        memory.append(_memory(url))
        progress.advance(task)
    return {"minutes": options.minutes, "top": round(top, 1), "memory_by_minute_mb": memory}


def _memory(url: str) -> float:
    """The resident memory of the gateway, in MB."""
    lines = httpx.get(f"{url}/metrics", timeout=30).text.splitlines()
    return round(float(next(line for line in lines if line.startswith(MEMORY)).split()[-1]) / 1e6, 1)


def _print(result: dict[str, Any]) -> None:
    console = Console(width=120)
    if "memory_by_minute_mb" in result:
        console.print(result)
        return
    table = Table(
        title=f"load-shedding: top rate of 8 connections {result['top']}/s, sustainable: {result['share']} of it"
    )
    for name in ("", "sent/s", "answered/s", "p50 ms", "p99 ms", "refused/s", "p50 ms", "p99 ms", "other"):
        table.add_column(name, justify="right" if name else "left")
    names = ("sent", "answered", "p50", "p99", "refused", "refused_p50", "refused_p99", "other")
    for who in ("sustainable", "overloaded"):
        table.add_row(who, *(str(result[who][name]) for name in names))
    console.print(table)
    console.print(f"p99 of the accepted, overloaded to sustainable, by round: {result['p99_ratio']}")
    console.print({"memory_mb": result["memory_mb"], "load": result["load"]})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
