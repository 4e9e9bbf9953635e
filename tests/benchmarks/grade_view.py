"""`yuxin bench grade-view`: a five-grade view over HTTP, one worker, 8 connections, against the floor on the same store.

The floor is one Cypher query and orjson in a bare Starlette handler (`views/floor.py`): nothing of GraphQL, rules or identity. It
writes the same lines of the audit trail in the same groups. `--against` others leaves the trail out on both sides, which they have not:
plain Strawberry (`views/strawberry_server.py`) and @neo4j/graphql behind Apollo Server. All are asked for the subjects of whom they
answer the same grades. Last, ours and the floor are each asked at four fifths of their top rate, by a client that does not wait for them.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from pathlib import Path
from statistics import median
from typing import Any

import httpx
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from tests.benchmarks.gateways.rounds import load_of_the_machine
from tests.benchmarks.http_load import Load, measure
from tests.benchmarks.open_load import measure_at
from tests.benchmarks.views import contenders
from tests.benchmarks.views.contenders import Contender, copied, serving
from tests.servers.neo4j_server import Neo4jServer, find_neo4j
from tests.servers.node_packages import find_node

FIVE_GRADES = """query { entities(first: 100, orderBy: [{field: KEY}]) { edges { node { uscc gradeView { grades { id } } } } } }"""
SHARE = 0.8
OTHERS = ("strawberry", "neo4j-graphql")


def main(argv: list[str]) -> int:
    options, before = _options(argv), load_of_the_machine()
    results = []
    for store in options.stores:
        missing = find_neo4j() if store == "neo4j" else None
        if missing is not None:
            print(f"{store}: {missing}", file=sys.stderr)
            continue
        with (
            Progress(console=Console(stderr=True), transient=True) as progress,
            _contenders(store, options) as everybody,
        ):
            results.append({"store": store, **_measured(everybody, options, progress)})
    load = {"before": before, "after": load_of_the_machine()}
    if options.json:
        print(json.dumps({"stores": results, "load": load}, ensure_ascii=False))
    else:
        _print(results, load)
    return 0


def _options(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="yuxin bench grade-view")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--against", nargs="+", default=[], choices=OTHERS, help="others, and no audit trail anywhere")
    parser.add_argument("--stores", nargs="+", default=["embedded", "neo4j"], choices=["embedded", "neo4j"])
    parser.add_argument("--city", type=int, default=2000)
    return parser.parse_args(argv)


@contextmanager
def _contenders(store: str, options: argparse.Namespace) -> Iterator[list[Contender]]:
    """Ours first, then the floor, then the others that there are on this store."""
    with ExitStack() as stack:
        data = Path(stack.enter_context(tempfile.TemporaryDirectory()), "data")
        arguments, address = ["--data", str(data), "--city", str(options.city), "--systems", "none"], store
        if store == "neo4j":
            address = stack.enter_context(Neo4jServer.start(measured=True)).url
            arguments += ["--store", address]
        with serving(arguments):
            pass  # fills the store once
        audited, copies = not options.against, [copied(data, name) for name in ("floor", "strawberry")]
        everybody = [
            contenders.ours(stack, arguments, audited=audited),
            contenders.floor(stack, address, copies[0], audited=audited),
        ]
        if "strawberry" in options.against:
            everybody.append(contenders.strawberry(stack, address, copies[1]))
        if "neo4j-graphql" in options.against and store == "neo4j":
            if missing := find_node():
                print(f"@neo4j/graphql: {missing}", file=sys.stderr)
            else:
                everybody.append(contenders.neo4j_graphql(stack, address))
        yield everybody


def _measured(everybody: Sequence[Contender], options: argparse.Namespace, progress: Progress) -> dict[str, Any]:
    ours = everybody[0]
    codes = _alike(everybody, five_grade_subjects(ours.url.removesuffix("/graphql")))
    task = progress.add_task("grade-view", total=(options.rounds + 1) * len(everybody) + 2)
    loads: dict[str, list[Load]] = {one.name: [] for one in everybody}
    for number in range(options.rounds + 1):
        for one in everybody:
            load = measure(one.url, one.bodies(codes), seconds=options.seconds if number else options.seconds / 2)
            progress.advance(task)
            if number:  # the first round warms up
                loads[one.name].append(load)
    paced = {}
    for one in everybody[:2]:  # the floor too: how long it makes anybody wait on this machine
        rate = SHARE * median(load.rate for load in loads[one.name])
        paced[one.name] = asdict(measure_at(one.url, one.bodies(codes), rate=rate, seconds=3 * options.seconds))
        progress.advance(task)
    figures = {name: _figures(of, loads[ours.name]) for name, of in loads.items()}
    return {"subjects": len(codes), "figures": figures, "share": SHARE, "paced": paced}


def _alike(everybody: Sequence[Contender], codes: Sequence[str]) -> list[str]:
    """The subjects of whom all answer the same grades: of several records on one item ours answers the current one, others all."""
    alike = [code for code in codes if all(one.grades(code) == everybody[0].grades(code) for one in everybody[1:])]
    if not alike:
        raise SystemExit(f"the same answers for none of {len(codes)} subjects")
    return alike


def _figures(loads: Sequence[Load], ours: Sequence[Load]) -> dict[str, Any]:
    """Medians; `ratio` is how many times as much ours does, by round the median, the least and the greatest."""
    ratios = sorted(a.rate / b.rate for a, b in zip(ours, loads, strict=True))
    return {
        "rate": round(median(load.rate for load in loads), 1),
        "p50_ms": round(median(load.p50 for load in loads), 2),
        "p99_ms": round(median(load.p99 for load in loads), 2),
        "bad": sum(load.bad for load in loads),
        "ratio": round(median(ratios), 3),
        "ratios": [round(ratios[0], 3), round(ratios[-1], 3)],
    }


def five_grade_subjects(url: str) -> list[str]:
    answer = httpx.post(f"{url}/graphql", json={"query": FIVE_GRADES}, timeout=60).json()
    nodes = [edge["node"] for edge in answer["data"]["entities"]["edges"]]
    five = [n["uscc"] for n in nodes if len(n["gradeView"]["grades"]) == 5]
    return five or [n["uscc"] for n in nodes]


def _print(results: Sequence[dict[str, Any]], load: dict[str, Any]) -> None:
    console = Console(width=120)
    table = Table(title="grade-view: 五个等级的视图 / a five-grade view, 8 connections, one worker")
    for name in ("store", "", "requests/s", "p50 ms", "p99 ms", "yuxin does"):
        table.add_column(name, justify="left" if name in ("store", "") else "right")
    for result in results:
        for who, of in result["figures"].items():
            ratio = f"{of['ratio']} × ({of['ratios'][0]}–{of['ratios'][1]})"
            table.add_row(result["store"], who, f"{of['rate']:.0f}", f"{of['p50_ms']}", f"{of['p99_ms']}", ratio)
        for who, paced in result["paced"].items():
            at = f"{who} at {SHARE:.0%}"
            table.add_row(result["store"], at, f"{paced['answered']:.0f}", f"{paced['p50']}", f"{paced['p99']}", "")
    console.print(table)
    console.print({"load": load})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
