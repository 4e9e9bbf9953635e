"""`yuxin bench sync`: a department's table synced into the graph, everything at first and then what has changed.

The floor (`sync_worker`) reads the same rows with the driver and writes the same nodes and edges with the store's bulk load.
Sync and floor take turns, each run in a process and a store of its own. Then the cost of an incremental sync of as many
changes in a table that is larger: it should follow the changes.
"""

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import Any

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from gateway.settings import Settings
from gateway.sync.addresses import Address, file_address, parse_address
from gateway.sync.bundled import ensure_place
from tests.benchmarks.gateways.rounds import load_of_the_machine
from tests.benchmarks.sync_worker import INDEX, lay_down
from tests.servers.mariadb_server import MariadbServer, find_mariadb
from tests.servers.neo4j_server import Neo4jServer, find_neo4j
from tests.servers.postgresql_server import PostgresqlServer, find_postgresql

DATABASES = ("sqlite", "postgresql", "mariadb")
STORES = ("embedded", "neo4j")
PARTS = ("first", "incremental")
Figures = dict[str, dict[str, float]]


def main(argv: list[str]) -> int:
    options = _options(argv)
    with ExitStack() as stack, Progress(console=Console(stderr=True), transient=True) as progress:
        result = _measured(stack, options, progress)
    if options.json:
        print(json.dumps(result))
    else:
        _print(result)
    return 0


def _options(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="yuxin bench sync")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--changed", type=int, default=1_000, help="rows that change before the incremental sync")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--databases", nargs="+", default=list(DATABASES), choices=DATABASES)
    parser.add_argument("--stores", nargs="+", default=["embedded"], choices=STORES)
    parser.add_argument(
        "--large",
        type=int,
        nargs="*",
        default=[100_000],
        metavar="ROWS",
        help="tables with as many changes; 1000000 takes minutes",
    )
    return parser.parse_args(argv)


def _measured(stack: ExitStack, options: argparse.Namespace, progress: Progress) -> dict[str, Any]:
    before = load_of_the_machine()
    places = dict(_places(stack, options.databases))
    stores = [store for store in options.stores if store == "embedded" or _is_there(store, find_neo4j())]
    runs = len(places) * len(stores) * options.rounds * 2 + len(options.large)
    task = progress.add_task("bench sync", total=runs)
    results = []
    for database, place in places.items():
        asyncio.run(lay_down(place, options.rows))
        for store in stores:
            samples: dict[str, list[Figures]] = {"sync": [], "floor": []}
            for number in range(options.rounds):
                for mode in samples if number % 2 == 0 else reversed(samples):
                    samples[mode].append(_worker(mode, place, store, options.rows, options.changed))
                    progress.advance(task)
            results.append({"database": database, "store": store, **_summary(samples)})
    growth = []
    if "sqlite" in places:
        for rows in options.large:
            asyncio.run(lay_down(places["sqlite"], rows))
            found = _worker("sync", places["sqlite"], "embedded", rows, options.changed)
            growth.append({"table": rows, **found["incremental"]})
            progress.advance(task)
    return {
        "rows": options.rows,
        "changed": options.changed,
        "rounds": options.rounds,
        "index": INDEX,
        "results": results,
        "incremental_by_table": growth,
        "load": {"before": before, "after": load_of_the_machine()},
    }


def _places(stack: ExitStack, databases: list[str]) -> Iterator[tuple[str, Address]]:
    """An empty place on each kind of database that there is."""
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    for database in databases:
        if database == "sqlite":
            yield database, file_address(folder / "bench.sqlite")
        elif database == "postgresql" and _is_there(database, find_postgresql()):
            yield database, parse_address(stack.enter_context(PostgresqlServer.start()).url)
        elif database == "mariadb" and _is_there(database, find_mariadb()):
            place = parse_address(stack.enter_context(MariadbServer.start()).url).at("yuxin_bench")
            asyncio.run(ensure_place(place, Settings(data=folder)))
            yield database, place


def _is_there(name: str, missing: str | None) -> bool:
    if missing is not None:
        print(f"{name}: {missing}", file=sys.stderr)
    return missing is None


def _worker(mode: str, place: Address, store: str, rows: int, changed: int) -> Figures:
    """One run in a process and a store of its own."""
    with ExitStack() as stack:
        at = stack.enter_context(Neo4jServer.start(measured=True)).url if store == "neo4j" else store
        command = [sys.executable, "-m", "tests.benchmarks.sync_worker", mode]
        command += [place.url.render_as_string(hide_password=False), at, str(rows), str(changed)]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, env=os.environ)
    figures: Figures = json.loads(done.stdout)
    return figures


def _summary(samples: dict[str, list[Figures]]) -> dict[str, Any]:
    """Of each part the rates, and round by round the ratios of sync to floor by the clock and by processor time."""
    found: dict[str, Any] = {}
    for part in PARTS:
        pairs = [(ours[part], floor[part]) for ours, floor in zip(samples["sync"], samples["floor"], strict=True)]
        found[part] = {
            "rate": round(median(ours["rows"] / ours["seconds"] for ours, _ in pairs)),
            "floor_rate": round(median(floor["rows"] / floor["seconds"] for _, floor in pairs)),
            "ratio": _spread([floor["seconds"] / ours["seconds"] for ours, floor in pairs]),
            "cpu_ratio": _spread([floor["cpu_seconds"] / ours["cpu_seconds"] for ours, floor in pairs]),
        }
    return found


def _spread(ratios: list[float]) -> list[float]:
    return [round(ratio, 3) for ratio in (median(ratios), min(ratios), max(ratios))]


def _print(result: dict[str, Any]) -> None:
    console = Console(width=120)
    table = Table(title=f"sync: {result['rows']:,} rows, {result['changed']:,} changed, {result['rounds']} rounds")
    for name in ("database", "store", "", "rows/s", "floor", "ratio", "ratio of CPU"):
        table.add_column(name, justify="right" if name.startswith(("rows", "floor", "ratio")) else "left")
    for row in result["results"]:
        for part in PARTS:
            figures = row[part]
            ratios = [f"{middle} ({low}–{high})" for middle, low, high in (figures["ratio"], figures["cpu_ratio"])]
            table.add_row(
                row["database"], row["store"], part, f"{figures['rate']:,}", f"{figures['floor_rate']:,}", *ratios
            )
    console.print(table)
    for row in result["incremental_by_table"]:
        console.print(
            f"{row['rows']:,} changes in a table of {row['table']:,}: {row['seconds']} s, CPU {row['cpu_seconds']} s"
        )
    console.print(f"index: {result['index']}")
    console.print({"load": result["load"]})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
