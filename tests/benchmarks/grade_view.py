"""`yuxin bench grade-view`: a five-grade view over HTTP, one worker, 8 clients, against the floor on the same store.

The floor is one Cypher query and orjson in a bare Starlette handler (`floor_server.py`): nothing of GraphQL, rules or identity. It
writes the same lines of the audit trail in the same groups, unless `--plain-floor`.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from rich.console import Console
from rich.table import Table

from tests.benchmarks.http_load import Load, measure
from tests.servers.neo4j_server import Neo4jServer, find_neo4j

OPERATION = """query View($uscc: USCC!) {
  entity(uscc: $uscc) {
    key displayName
    gradeView { highest lowest spread
      grades { grade evaluatedOn validUntil item { key name } department { name } } } } }"""
FIVE_GRADES = """query { entities(first: 100, orderBy: [{field: KEY}]) { edges { node { uscc gradeView { grades { id } } } } } }"""


def main(argv: list[str]) -> int:
    options = _options(argv)
    results = [_on_embedded(options)] if "embedded" in options.stores else []
    missing = find_neo4j()
    if "neo4j" not in options.stores:
        pass
    elif missing is None:
        results.append(_on_neo4j(options))
    else:
        print(f"neo4j: {missing}", file=sys.stderr)
    if options.json:
        print(json.dumps(results, ensure_ascii=False))
    else:
        _print(results)
    return 0


def _options(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="yuxin bench grade-view")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--plain-floor", action="store_true", help="a floor that writes no audit lines")
    parser.add_argument("--stores", nargs="+", default=["embedded", "neo4j"], choices=["embedded", "neo4j"])
    parser.add_argument("--city", type=int, default=2000)
    return parser.parse_args(argv)


def _on_embedded(options: argparse.Namespace) -> dict[str, object]:
    with tempfile.TemporaryDirectory() as folder:
        ours, floors = Path(folder, "ours"), Path(folder, "floor")
        with serving(["--data", str(ours), "--city", str(options.city)]):
            pass  # fills the data folder once
        shutil.copytree(ours, floors, ignore=shutil.ignore_patterns("*.lock*", "serve.json"))
        with serving(["--data", str(ours)]) as url, floor("embedded", floors, plain=options.plain_floor) as floor_url:
            return {"store": "embedded", **_compare(url, floor_url, options)}


def _on_neo4j(options: argparse.Namespace) -> dict[str, object]:
    with tempfile.TemporaryDirectory() as folder, Neo4jServer.start(measured=True) as server:
        arguments = ["--data", folder, "--store", server.url, "--city", str(options.city), "--systems", "none"]
        with serving(arguments) as url, floor(server.url, Path(folder), plain=options.plain_floor) as floor_url:
            return {"store": "neo4j", **_compare(url, floor_url, options)}


def _compare(url: str, floor_url: str, options: argparse.Namespace) -> dict[str, object]:
    codes = five_grade_subjects(url)
    ours: list[dict[str, object]] = [{"query": OPERATION, "variables": {"uscc": code}} for code in codes]
    floors: list[dict[str, object]] = [{"uscc": code} for code in codes]
    rounds = []
    for _ in range(options.rounds):
        a = measure(f"{url}/graphql", ours, seconds=options.seconds)
        b = measure(f"{floor_url}/view", floors, seconds=options.seconds)
        rounds.append((a, b))
    a, b = sorted(rounds, key=lambda pair: pair[0].rate / pair[1].rate)[len(rounds) // 2]
    return {"subjects": len(codes), "ours": _figures(a), "floor": _figures(b), "ratio": round(a.rate / b.rate, 3)}


def _figures(load: Load) -> dict[str, float]:
    return {"rate": round(load.rate, 1), "p50_ms": round(load.p50, 2), "p99_ms": round(load.p99, 2), "bad": load.bad}


def five_grade_subjects(url: str) -> list[str]:
    answer = httpx.post(f"{url}/graphql", json={"query": FIVE_GRADES}, timeout=60).json()
    nodes = [edge["node"] for edge in answer["data"]["entities"]["edges"]]
    five = [n["uscc"] for n in nodes if len(n["gradeView"]["grades"]) == 5]
    return five or [n["uscc"] for n in nodes]


@contextmanager
def serving(arguments: list[str]) -> Iterator[str]:
    """A real `yuxin serve` on a free port; yields its address."""
    command = [sys.executable, "-m", "gateway.cli", "serve", "--port", "0", *arguments]
    with process(command) as address:
        yield address


@contextmanager
def floor(store: str, data: Path, *, plain: bool) -> Iterator[str]:
    kind = "plain" if plain else "audited"
    with process([sys.executable, "-m", "tests.benchmarks.floor_server", store, str(data), kind]) as address:
        yield address


@contextmanager
def process(command: list[str]) -> Iterator[str]:
    """A server that prints its address as the last word of its first line; ended by SIGTERM."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line:
            raise SystemExit(f"did not start: {' '.join(command)}")
        yield line.split()[-1].rstrip("/")
    finally:
        process.terminate()
        process.wait(timeout=60)


def _print(results: list[dict[str, object]]) -> None:
    table = Table(title="grade-view: 五个等级的视图 / a five-grade view, 8 connections, one worker")
    for name in ("store", "", "requests/s", "p50 ms", "p99 ms", "ratio"):
        table.add_column(name, justify="left" if name in ("store", "") else "right")
    for result in results:
        for who in ("ours", "floor"):
            figures = result[who]
            assert isinstance(figures, dict)
            ratio = str(result["ratio"]) if who == "ours" else "1"
            table.add_row(
                str(result["store"]),
                who,
                f"{figures['rate']:.0f}",
                f"{figures['p50_ms']}",
                f"{figures['p99_ms']}",
                ratio,
            )
    Console().print(table)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
