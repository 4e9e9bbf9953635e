"""`yuxin bench live`: a grade view that asks 1, 5 and 20 systems, each of which answers 20 ms later, over HTTP, one client.

PostgreSQL and MariaDB stand behind a proxy that passes answers on late (`delaying_proxy`), SQLite files wait before each
statement (`waiting_sqlite`). The floor is the slowest of the systems asked alone: the same statement through the same delay by
the bare driver (`live_floor`), in turns with the views. The view may take the floor and a fifth, and half a millisecond a system.
"""

import argparse
import asyncio
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import httpx
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from gateway.settings import BUNDLED, Settings
from graph_model.catalogue import Catalogue
from seed.plan_files import load_plan
from tests.benchmarks.gateways.rounds import load_of_the_machine
from tests.benchmarks.http_load import Load, measure
from tests.benchmarks.live_floor import milliseconds_of_each
from tests.benchmarks.twentieth_system import TWENTIETH, lay_down, write_mapping
from tests.benchmarks.views.contenders import process, serving
from tests.servers.mariadb_server import MariadbServer, find_mariadb
from tests.servers.postgresql_server import PostgresqlServer, find_postgresql

DATABASES = ("sqlite", "postgresql", "mariadb")
SHARE, A_SYSTEM = 1.2, 0.5
"""How much of the floor a view may take, and how many milliseconds beside it for each system."""
VIEW = """query View($uscc: USCC!, $departments: [String!]) {
  entity(uscc: $uscc) {
    key displayName
    gradeView(live: true, departments: $departments) { highest lowest spread
      grades { grade evaluatedOn validUntil item { key name } department { name } provenance { mode } }
      sources { system { key } mode state asOf } } } }"""
GRADED = """query { entities(first: 100, orderBy: [{field: KEY}]) { nodes { uscc gradeView { grades { id } } } } }"""
SUBJECTS = 24


@dataclass(frozen=True, slots=True)
class Asked:
    """So many systems: those of these departments, None: all there are."""

    systems: frozenset[str]
    departments: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Place:
    """The systems on one kind of database: where they are laid down, and where they are asked, which takes longer."""

    kind: str
    direct: str
    slow: str


def main(argv: list[str]) -> int:
    options = _options(argv)
    with ExitStack() as stack, Progress(console=Console(stderr=True), transient=True) as progress:
        before, results = load_of_the_machine(), []
        for place in _places(stack, options):
            task = progress.add_task(place.kind, total=options.rounds)
            results.append(_on(place, options, lambda task=task: progress.advance(task)))
    result = {
        "delay_ms": options.delay,
        "rounds": options.rounds,
        "results": results,
        "load": {"before": before, "after": load_of_the_machine()},
    }
    if options.json:
        print(json.dumps(result))
    else:
        _print(result)
    return 0


def _options(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="yuxin bench live")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--systems", type=int, nargs="+", default=[1, 5, 20], help="how many are asked, up to 20")
    parser.add_argument("--delay", type=float, default=20.0, metavar="MS", help="how much later each system answers")
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--calls", type=int, default=12, help="of each system in a round, for the floor")
    parser.add_argument("--city", type=int, default=500)
    parser.add_argument("--databases", nargs="+", default=list(DATABASES), choices=DATABASES)
    return parser.parse_args(argv)


def _places(stack: ExitStack, options: argparse.Namespace) -> Iterator[Place]:
    for database in options.databases:
        if database == "sqlite":
            yield Place(database, BUNDLED, BUNDLED)
        elif database == "postgresql" and _is_there(database, find_postgresql()):
            yield _behind_a_proxy(stack, database, PostgresqlServer.start, options.delay)
        elif database == "mariadb" and _is_there(database, find_mariadb()):
            yield _behind_a_proxy(stack, database, MariadbServer.start, options.delay)


def _is_there(name: str, missing: str | None) -> bool:
    if missing is not None:
        print(f"{name}: {missing}", file=sys.stderr)
    return missing is None


def _behind_a_proxy(stack: ExitStack, database: str, start: Any, delay: float) -> Place:
    direct = stack.enter_context(start()).url
    port = str(httpx.URL(direct).port)
    command = [sys.executable, "-m", "tests.benchmarks.delaying_proxy", port, str(delay / 1000)]
    proxied = stack.enter_context(process(command)).rpartition(":")[2]
    return Place(database, direct, direct.replace(f":{port}/", f":{proxied}/"))


def _on(place: Place, options: argparse.Namespace, done: Any) -> dict[str, Any]:
    plan = load_plan()
    counts = [asked_systems(plan, count) for count in options.systems]
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder, "data")
        with serving(["--data", str(data), "--city", str(options.city), "--systems", place.direct]) as url:
            codes = _most_graded(url)
        settings = Settings(data=data, systems=place.direct)
        asyncio.run(lay_down(settings, codes))
        slow = Settings(data=data, systems=place.slow, mappings=write_mapping(Path(folder), settings, place.slow))
        with _gateway(place, slow, options.delay) as url:
            rounds = []
            for _ in range(options.rounds):
                rounds.append(_round(url, slow, plan, counts, codes, options))
                done()
    return {"database": place.kind, "counts": [_summary(n, rounds, asked) for n, asked in enumerate(counts)]}


def asked_systems(plan: Catalogue, count: int) -> Asked:
    """That many systems: those of the first departments that together have as many. Raises ValueError where none do."""
    of_departments: dict[str, set[str]] = {}
    for item in plan.items:
        if item.system_key is not None:
            of_departments.setdefault(item.department_key, set()).add(item.system_key)
    everything = frozenset().union(*of_departments.values())
    if count == len(everything):
        return Asked(everything, None)
    systems: set[str] = set()
    departments: list[str] = []
    for department, own in of_departments.items():
        if TWENTIETH not in own and len(systems | own) <= count:
            systems |= own
            departments.append(department)
    if len(systems) != count:
        raise ValueError(f"no departments have {count} systems together")
    return Asked(frozenset(systems), tuple(departments))


@contextmanager
def _gateway(place: Place, settings: Settings, delay: float) -> Iterator[str]:
    arguments = ["--data", str(settings.data), "--systems", settings.systems, "--mappings", str(settings.mappings)]
    if place.kind != "sqlite":
        with serving(arguments) as url:
            yield url
        return
    command = [sys.executable, "-m", "tests.benchmarks.waiting_sqlite", str(delay / 1000), "serve", "--port", "0"]
    with process([*command, *arguments]) as url:
        yield url


def _round(
    url: str,
    settings: Settings,
    plan: Catalogue,
    counts: Sequence[Asked],
    codes: Sequence[str],
    options: argparse.Namespace,
) -> tuple[list[Load], dict[str, float]]:
    """The views of each count, and the milliseconds of every system alone."""
    loads = []
    for asked in counts:
        bodies = [_body(code, asked) for code in codes]
        for body in bodies[:2]:
            _check(url, body, asked)
        loads.append(measure(f"{url}/graphql", bodies, connections=1, seconds=options.seconds))
        _check(url, bodies[0], asked)
    keys = sorted(frozenset().union(*(asked.systems for asked in counts)))
    delay = options.delay / 1000
    return loads, asyncio.run(milliseconds_of_each(keys, settings, plan, codes, options.calls, delay))


def _body(code: str, asked: Asked) -> dict[str, object]:
    departments = None if asked.departments is None else list(asked.departments)
    return {"query": VIEW, "variables": {"uscc": code, "departments": departments}}


def _check(url: str, body: dict[str, object], asked: Asked) -> None:
    """Every system has been asked and has answered."""
    answer = httpx.post(f"{url}/graphql", json=body, timeout=60).json()
    sources = answer["data"]["entity"]["gradeView"]["sources"]
    states = {one["system"]["key"]: one["state"] for one in sources if one["mode"] == "LIVE"}
    if states != dict.fromkeys(asked.systems, "ANSWERED"):
        raise SystemExit(f"not all {len(asked.systems)} systems answered: {states}")


def _most_graded(url: str) -> list[str]:
    answer = httpx.post(f"{url}/graphql", json={"query": GRADED}, timeout=60).json()
    nodes = sorted(answer["data"]["entities"]["nodes"], key=lambda node: -len(node["gradeView"]["grades"]))
    return [node["uscc"] for node in nodes[:SUBJECTS]]


def _summary(place: int, rounds: Sequence[tuple[list[Load], dict[str, float]]], asked: Asked) -> dict[str, Any]:
    """Medians of the rounds; `ratio` of the view to the floor of its round is given with its lowest and highest."""
    loads = [loads[place] for loads, _ in rounds]
    floors = [max(each[key] for key in asked.systems) for _, each in rounds]
    ratios = [load.p50 / floor for load, floor in zip(loads, floors, strict=True)]
    floor = median(floors)
    return {
        "systems": len(asked.systems),
        "p50_ms": round(median(load.p50 for load in loads), 2),
        "p99_ms": round(median(load.p99 for load in loads), 2),
        "floor_ms": round(floor, 2),
        "ratio": [round(ratio, 3) for ratio in (median(ratios), min(ratios), max(ratios))],
        "may_take_ms": round(SHARE * floor + A_SYSTEM * len(asked.systems), 2),
        "bad": sum(load.bad for load in loads),
    }


def _print(result: dict[str, Any]) -> None:
    table = Table(
        title=f"live: 每个系统晚 {result['delay_ms']:g} ms 回答 / each system answers so much later, one client"
    )
    for name in ("database", "systems", "p50 ms", "p99 ms", "slowest alone ms", "ratio", "may take ms"):
        table.add_column(name, justify="left" if name == "database" else "right")
    for row in result["results"]:
        for one in row["counts"]:
            middle, low, high = one["ratio"]
            ratio = f"{middle:.2f} ({low:.2f}–{high:.2f})"
            figures = [one["systems"], one["p50_ms"], one["p99_ms"], one["floor_ms"], ratio, one["may_take_ms"]]
            table.add_row(row["database"], *map(str, figures))
    console = Console(width=120)
    console.print(table)
    console.print({"load": result["load"]})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
