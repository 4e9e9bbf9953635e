"""`yuxin bench load`: records a second and peak memory of an import at 20 k and 200 k subjects, five grades each.

The floor writes the same records, ready made, with the store's bulk load: no file, no rules, no ledger. The importer's own
memory is the peak of a dry run of the same file into an empty store; what the embedded store grows by is the difference.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.benchmarks.load_worker import write_file
from tests.servers.neo4j_server import Neo4jServer, find_neo4j


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="yuxin bench load")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--subjects", type=int, nargs="+", default=[20_000, 200_000])
    parser.add_argument("--stores", nargs="+", default=["embedded", "neo4j"], choices=["embedded", "neo4j"])
    options = parser.parse_args(argv)
    results: list[dict[str, object]] = []
    with tempfile.TemporaryDirectory() as folder:
        for subjects in options.subjects:
            file = Path(folder, f"grades-{subjects}.csv")
            write_file(file, subjects)
            for store in options.stores:
                if store == "neo4j" and (missing := find_neo4j()) is not None:
                    print(f"neo4j: {missing}", file=sys.stderr)
                    continue
                results.append({"store": store, "subjects": subjects, **_measured(store, file, subjects)})
                print(f"{results[-1]}", file=sys.stderr)
            file.unlink()
    if options.json:
        print(json.dumps(results))
    else:
        _print(results)
    return 0


def _measured(store: str, file: Path, subjects: int) -> dict[str, float]:
    if store == "embedded":
        ours, floor = _worker("import", store, file, subjects), _worker("floor", store, file, subjects)
    else:
        with Neo4jServer.start(measured=True) as server:
            ours = _worker("import", server.url, file, subjects)
        with Neo4jServer.start(measured=True) as server:
            floor = _worker("floor", server.url, file, subjects)
    own = _worker("dry-run", "embedded", file, subjects)
    return {
        "rate": ours["rate"],
        "floor_rate": floor["rate"],
        "ratio": round(ours["rate"] / floor["rate"], 3),
        "importer_mb": own["peak_mb"],
        "process_mb": ours["peak_mb"],
    }


def _worker(mode: str, store: str, file: Path, subjects: int) -> dict[str, float]:
    """One run in a process of its own, so that its peak of memory is its own."""
    command = [sys.executable, "-m", "tests.benchmarks.load_worker", mode, store, str(file), str(subjects)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def _print(results: list[dict[str, object]]) -> None:
    table = Table(title="load: 导入 / an import, five grades a subject")
    for name in ("store", "subjects", "records/s", "floor", "ratio", "importer's own MB", "whole process MB"):
        table.add_column(name, justify="left" if name == "store" else "right")
    for result in results:
        names = ("store", "subjects", "rate", "floor_rate", "ratio", "importer_mb", "process_mb")
        table.add_row(*(str(result[name]) for name in names))
    Console().print(table)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
