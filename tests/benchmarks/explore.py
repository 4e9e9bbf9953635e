"""`yuxin bench explore`: what an investigator asks, against the bare Cypher for the same, on both stores, in process.

Each question is asked of many random subjects, the floor and ours in turn, and timed one by one. The floor finds keys; ours also sees
to it that an answer is whole, ordered and bounded, and reads the subjects' names.
"""

import argparse
import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from statistics import quantiles
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from rich.console import Console
from rich.table import Table

from graph_model.errors import CreditError
from graph_model.exploration.neighbourhood import neighbourhood
from graph_model.exploration.neighbours import meant
from graph_model.exploration.ownership import ownership
from graph_model.exploration.paths import PathMode, PathQuestion, paths
from graph_model.model import city_day, utc_now
from graph_model.open_store import open_store
from graph_model.paging import page_request
from graph_model.search import ORDER, search, sought
from graph_model.store import GraphStore
from graph_model.subjects import NOTHING, read_subjects
from seed.city.building import build_city
from seed.laying import ensure_plan
from tests.servers.neo4j_server import Neo4jServer, find_neo4j

ALL = meant(None)
MOST_LENGTH = 6
TYPES = "LEGAL_REPRESENTATIVE_OF|SHAREHOLDER_OF|BRANCH_OF|EXECUTIVE_OF|PRACTISES_AT"
NAMED = " AND s.displayName CONTAINS $text RETURN s.key LIMIT 20"
AROUND = f"MATCH (s:Subject {{key: $key}})-[:{TYPES}*1..2]-(o:Subject) RETURN DISTINCT o.key LIMIT 200"
SHORTEST = (
    "MATCH (s:Subject {key: $key}) MATCH (o:Subject {key: $end}) "
    f"MATCH p = shortestPath((s)-[:{TYPES}*..{MOST_LENGTH}]-(o)) RETURN [n IN nodes(p) | n.key]"
)
UPSTREAM = "MATCH (s:Subject {key: $key})<-[:SHAREHOLDER_OF*1..6]-(o:Subject) RETURN DISTINCT o.key"
Ask = Callable[[], Awaitable[object]]


@dataclass(frozen=True)
class Row:
    """Milliseconds of a question and of its floor; `ratio` of the medians. `cut`: how many were ended at a limit of work."""

    store: str
    what: str
    p50: float
    p99: float
    floor_p50: float
    floor_p99: float
    ratio: float
    cut: int


def main(argv: list[str]) -> int:
    options = _options(argv)
    rows = asyncio.run(_all(options))
    if options.json:
        print(json.dumps([asdict(row) for row in rows], ensure_ascii=False))
    else:
        _print(rows)
    return 0


def _options(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="yuxin bench explore")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--city", type=int, default=200_000, help="subjects of the city")
    parser.add_argument("--times", type=int, default=200, help="how often each question is asked")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--stores", nargs="+", default=["embedded", "neo4j"], choices=["embedded", "neo4j"])
    return parser.parse_args(argv)


async def _all(options: argparse.Namespace) -> list[Row]:
    found: list[Row] = []
    for name in options.stores:
        if name == "neo4j" and (missing := find_neo4j()):
            print(f"Neo4j: {missing}", file=sys.stderr)
            continue
        with ExitStack() as stack:
            folder = Path(stack.enter_context(TemporaryDirectory()))
            address = "embedded" if name == "embedded" else stack.enter_context(Neo4jServer.start(measured=True)).url
            store = await open_store(address, data_dir=folder, durability="off", timeout=600)
            try:
                await build_city(store, await ensure_plan(store), options.city, today=city_day(utc_now()))
                found += [
                    await _timed(name, what, asked, floors) for what, asked, floors in await _questions(store, options)
                ]
            finally:
                await store.close()
    return found


async def _questions(store: GraphStore, options: argparse.Namespace) -> list[tuple[str, list[Ask], list[Ask]]]:
    """(what, ours, floors): each as often as is wanted, of the same subjects."""
    random = Random(options.seed)
    held = await store.read("MATCH (s:Subject)<-[:SHAREHOLDER_OF]-(:Subject) RETURN DISTINCT s.key, s.displayName")
    chosen = [random.choice(sorted(held)) for _ in range(options.times)]
    ends = [random.choice(chosen)[0] for _ in chosen]
    pairs = [(key, end) for (key, _), end in zip(chosen, ends, strict=True) if key != end]
    texts = [name[start : start + 3] for _, name in chosen for start in [random.randrange(max(1, len(name) - 2))]]
    found = store.subjects_named
    return [
        (
            "search",
            [_searching(store, text) for text in texts],
            [_bare(store, found + NAMED, text=t, fullText=f'"{t}"') for t in texts],
        ),
        (
            "neighbourhood, depth 2",
            [_around(store, key) for key, _ in chosen],
            [_bare(store, AROUND, key=key) for key, _ in chosen],
        ),
        (
            "shortest path up to 6",
            [_path(store, *pair) for pair in pairs],
            [_bare(store, SHORTEST, key=key, end=end) for key, end in pairs],
        ),
        (
            "actual controller",
            [_owner(store, key) for key, _ in chosen],
            [_bare(store, UPSTREAM, key=key) for key, _ in chosen],
        ),
    ]


def _bare(store: GraphStore, query: str, **parameters: Any) -> Ask:
    return lambda: store.read(query, parameters)


def _searching(store: GraphStore, text: str) -> Ask:
    return lambda: search(store, page_request(ORDER, first=20), sought(text))


def _around(store: GraphStore, key: str) -> Ask:
    async def ask() -> None:
        found = await neighbourhood(store, key, ALL, depth=2, most=200)
        await read_subjects(store, [one.key for one in found.members], NOTHING)

    return ask


def _path(store: GraphStore, start: str, end: str) -> Ask:
    async def ask() -> None:
        found = await paths(store, PathQuestion(start, end, ALL, MOST_LENGTH, PathMode.SHORTEST))
        await read_subjects(store, [key for path in found for key in path.keys], NOTHING)

    return ask


def _owner(store: GraphStore, key: str) -> Ask:
    async def ask() -> None:
        found = await ownership(store, key)
        await read_subjects(store, [one.key for one in found.holders], NOTHING)

    return ask


async def _timed(store: str, what: str, asked: Sequence[Ask], floors: Sequence[Ask]) -> Row:
    ours: list[float] = []
    bare: list[float] = []
    cut = 0
    for question, floor in zip(asked, floors, strict=True):
        for ask, times in ((question, ours), (floor, bare)):
            began = perf_counter()
            try:
                await ask()
            except CreditError:
                cut += ask is question
            times.append((perf_counter() - began) * 1_000)
    (p50, p99), (floor_p50, floor_p99) = (_percentiles(times) for times in (ours, bare))
    return Row(store, what, p50, p99, floor_p50, floor_p99, round(p50 / floor_p50, 2), cut)


def _percentiles(times: Sequence[float]) -> Iterator[float]:
    cuts = quantiles(times, n=100, method="inclusive")
    return iter((round(cuts[49], 2), round(cuts[98], 2)))


def _print(rows: Sequence[Row]) -> None:
    table = Table(title="explore: 一个人一次问 / asked one at a time, in process")
    for name in ("store", "", "p50 ms", "p99 ms", "floor p50", "floor p99", "of the floor", "cut"):
        table.add_column(name, justify="left" if name in ("store", "") else "right")
    for row in rows:
        times = (f"{each:.2f}" for each in (row.p50, row.p99, row.floor_p50, row.floor_p99))
        table.add_row(row.store, row.what, *times, f"{row.ratio} ×", str(row.cut))
    Console(width=120).print(table)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
