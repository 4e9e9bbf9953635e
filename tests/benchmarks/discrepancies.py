"""`yuxin bench discrepancies`: the cost of one change of a grade, with what looks for discrepancies, in cities of different sizes.

The floor writes the same record in the same kind of transaction and looks for nothing. Detecting reads the subject whose grade it is and
nobody else, so what it costs over the floor does not depend on how many others there are (`growth`: against the smallest city). Each round
writes a grade far below another of the subject, which raises a discrepancy and the early warning of a fall, and a better one, which
closes it.
"""

import argparse
import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import ExitStack, asynccontextmanager
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from functools import partial
from itertools import count
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from graph_model.catalogue import Catalogue
from graph_model.intake import import_rows, settle_subjects
from graph_model.intake.taking_in import take_in
from graph_model.model import Grade, GradeRecord, SourceMode, city_day, utc_now
from graph_model.open_store import open_store
from graph_model.store import GraphStore, GraphTransaction
from graph_model.writing import Additions, write
from seed.city.building import build_city
from seed.laying import ensure_plan
from tests.servers.neo4j_server import Neo4jServer, find_neo4j

LOOKED_AT = "1-9"
"""The item whose grade is changed; the other one is an A."""
STANDING, BETTER, WORSE = "1-14", Grade.A, Grade.D
BEFORE, FIRST, SECOND = 9, 2, 1
"""Days ago on which a subject was evaluated, is evaluated worse, and better again."""
SUBJECTS = (
    "MATCH (s:Subject) WHERE s.kind = 'ENTERPRISE' WITH s LIMIT 4000 OPTIONAL MATCH (s)-[:DISCREPANT]->(d:Discrepancy) "
    "WITH s, count(d) AS found WHERE found = 0 RETURN s.key, s.uscc"
)
SECRET = b"0" * 32
FLOOR, OPENED, CLOSED, IMPORTED = (
    "floor: one grade written, nothing looked for",
    "one that raises a discrepancy",
    "one that closes it",
    "one row by importGrades, raising one",
)


@dataclass(frozen=True, slots=True)
class Row:
    """What a change of a grade took in a city of so many subjects: the median of the rounds in milliseconds, its ratio to the floor of the
    same rounds, and what it takes over the floor against that of the smallest city."""

    store: str
    city: int
    what: str
    milliseconds: float
    ratio: float | None = None
    growth: float | None = None


def main(argv: list[str]) -> int:
    options = _options(argv)
    rows = asyncio.run(_all(options))
    if options.json:
        print(json.dumps([asdict(row) for row in rows], ensure_ascii=False))
        return 0
    for row in rows:
        ratio = "" if row.ratio is None else f"  {row.ratio:5.2f} × floor"
        growth = "" if row.growth is None else f"  {row.growth:5.2f} × over the floor of the smallest city"
        print(f"{row.store:<9} {row.city:>9,}  {row.what:<46} {row.milliseconds:8.2f} ms{ratio}{growth}")
    return 0


def _options(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="yuxin bench discrepancies")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--sizes", type=int, nargs="+", default=[20_000, 200_000], help="subjects of the cities")
    parser.add_argument("--stores", nargs="+", default=["embedded", "neo4j"], choices=["embedded", "neo4j"])
    parser.add_argument("--rounds", type=int, default=60)
    return parser.parse_args(argv)


async def _all(options: argparse.Namespace) -> list[Row]:
    found: list[Row] = []
    for store in options.stores:
        if store == "neo4j" and (missing := find_neo4j()) is not None:
            print(f"neo4j: {missing}")
            continue
        first: dict[str, float] = {}
        for size in options.sizes:
            async with _city(store, size) as (graph, catalogue):
                rows = await _measured(store, graph, catalogue, size, options.rounds)
            floor = rows[0].milliseconds
            for row in rows:
                over = row.milliseconds - floor
                if row.ratio is not None and size == options.sizes[0]:
                    first[row.what] = over
                elif row.ratio is not None:
                    row = replace(row, growth=over / first[row.what])
                found.append(row)
    return found


@asynccontextmanager
async def _city(store: str, size: int) -> AsyncIterator[tuple[GraphStore, Catalogue]]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        at = stack.enter_context(Neo4jServer.start(measured=True)).url if store == "neo4j" else store
        graph = await open_store(at, data_dir=folder, durability="off", timeout=900)
        try:
            catalogue = await ensure_plan(graph)
            await build_city(graph, catalogue, size, today=city_day(utc_now()))
            yield graph, catalogue
        finally:
            await graph.close()


async def _measured(store: str, graph: GraphStore, catalogue: Catalogue, size: int, rounds: int) -> list[Row]:
    """All of a round in turn, each of a subject of its own, so that none finds what another has warmed."""
    subjects = await graph.read(SUBJECTS, {})
    chosen = Random(size).sample(subjects, min(len(subjects), 3 * rounds + 3))
    times: dict[str, list[float]] = {FLOOR: [], OPENED: [], CLOSED: [], IMPORTED: []}
    changes = _Changes(graph, catalogue)
    for number, at in enumerate(range(0, len(chosen) - 2, 3)):
        (plain, _), (looked, _), (sent, code) = chosen[at : at + 3]
        for key in (plain, looked, sent):
            await changes.prepare(key)
        taken = {
            FLOOR: await changes.timed(partial(changes.floor, plain)),
            OPENED: await changes.timed(partial(changes.looked, looked, WORSE, FIRST)),
            CLOSED: await changes.timed(partial(changes.looked, looked, BETTER, SECOND)),
            IMPORTED: await changes.timed(partial(changes.imported, code, number)),
        }
        if number:  # the first round warms
            for what, seconds in taken.items():
                times[what].append(seconds * 1000)
    floor = median(times[FLOOR])
    rest = [Row(store, size, what, median(times[what]), median(times[what]) / floor) for what in times if what != FLOOR]
    return [Row(store, size, FLOOR, floor), *rest]


class _Changes:
    """Writes grades of subjects."""

    def __init__(self, graph: GraphStore, catalogue: Catalogue) -> None:
        self._graph = graph
        self._catalogue = catalogue
        self._numbers = count()

    async def prepare(self, key: str) -> None:
        """The subject has an A on both items and nothing else: what the city gave it has ended."""
        end = "MATCH (s:Subject {key: $key})-[:GRADED]->(g:GradeRecord) SET g.supersededAt = $at"
        await self._graph.write(end, {"key": key, "at": "2000-01-01T00:00:00.000000Z"})
        records = [self._record(key, item, BETTER, BEFORE) for item in (STANDING, LOOKED_AT)]
        await self._graph.transact(lambda transaction: write(transaction, Additions(records=records)))

    async def floor(self, key: str) -> None:
        record = self._record(key, LOOKED_AT, WORSE, FIRST)
        await self._graph.transact(lambda transaction: write(transaction, Additions(records=[record])))

    async def looked(self, key: str, grade: Grade, days: int) -> None:
        record = self._record(key, LOOKED_AT, grade, days)

        async def work(transaction: GraphTransaction) -> int:
            await take_in(transaction, Additions(records=[record]), record.recorded_at)
            return len(await settle_subjects(transaction, self._catalogue, [key], record.recorded_at))

        assert await self._graph.transact(work) == 1, "one discrepancy is raised, or closed"

    async def imported(self, code: str, number: int) -> None:
        row = {"uscc": code, "item": LOOKED_AT, "grade": WORSE.value, "evaluatedOn": city_day(utc_now()).isoformat()}
        [done] = await import_rows(self._graph, self._catalogue, [row], import_key=f"bench-{number}", secret=SECRET)
        assert done.status == "ACCEPTED", done

    @staticmethod
    async def timed(work: Callable[[], Awaitable[None]]) -> float:
        before = perf_counter()
        await work()
        return perf_counter() - before

    def _record(self, key: str, item: str, grade: Grade, days: int) -> GradeRecord:
        now = utc_now()
        return GradeRecord(
            key=f"bench/{next(self._numbers)}",
            subject_key=key,
            item_key=item,
            grade=grade,
            native_grade=grade,
            scale_key="unified",
            score=None,
            evaluated_on=city_day(now) - timedelta(days=days),
            valid_until=None,
            recorded_at=now,
            superseded_at=None,
            system_key=None,
            mode=SourceMode.IMPORTED,
            batch_key="bench",
        )


if __name__ == "__main__":
    import sys

    sys.exit(main(sys.argv[1:]))
