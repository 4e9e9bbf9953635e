"""`yuxin bench evaluate`: a city evaluated by a model, on the embedded store: tried, written, and again where something has changed.

The floor asks the store for each thousand subjects what it has of them, how many grade records and facts, and does nothing with it. A
subject costs the same in a city ten times as large (`linear`), and evaluating again costs by what has changed: a minute later, since the
feed of changes looks back so far on the embedded store.
"""

import argparse
import asyncio
import json
import sys
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter

from gateway.evaluation_models.reading import read_model
from graph_model.catalogue import Catalogue
from graph_model.evaluation.checking import text_of
from graph_model.evaluation.model import EvaluationModel
from graph_model.evaluation.publishing import NewStep, Publishing
from graph_model.evaluation.running import MOST_BATCHES, Evaluating
from graph_model.evaluation.runs import EvaluationRun
from graph_model.evaluation.subjects import evaluated_subjects
from graph_model.evaluation.trying import dry_run
from graph_model.evaluation.versions import ModelAction
from graph_model.model import DishonestyFact, Severity, city_day, utc_now
from graph_model.open_store import open_store
from graph_model.store import GraphStore
from graph_model.writing import Additions, write
from seed.city.building import build_city
from seed.laying import ensure_plan

ROOT = Path(__file__).resolve().parents[2]
MODEL = ROOT / "examples" / "evaluation-models" / "composite.yaml"
AT_ONCE = 1_000
FLOOR = (
    "UNWIND $keys AS wanted MATCH (s:Subject {key: wanted}) OPTIONAL MATCH (s)-[:GRADED]->(g:GradeRecord) WITH s, count(g) AS records "
    "OPTIONAL MATCH (s)-[:COMMITTED]->(f:DishonestyFact) RETURN s.key, records, count(f)"
)


@dataclass(frozen=True, slots=True)
class Row:
    """What was done to how many subjects of a city of `city`, in seconds; `ratio` to the floor of the same city, `linear` to the cost of
    a subject in the smallest city."""

    what: str
    city: int
    subjects: int
    seconds: float
    ratio: float | None = None
    linear: float | None = None

    @property
    def each(self) -> float:
        return self.seconds / max(1, self.subjects)


def main(argv: list[str]) -> int:
    options = _options(argv)
    rows = asyncio.run(_all(options))
    if options.json:
        print(json.dumps([asdict(row) for row in rows], ensure_ascii=False))
    return 0


def _told(row: Row) -> str:
    ratio = "" if row.ratio is None else f"  {row.ratio:5.2f} × floor"
    linear = "" if row.linear is None else f"  {row.linear:.2f} × a subject of the smallest city"
    rate = f"{row.subjects / row.seconds:10,.0f} /s" if row.subjects else ""
    return f"{row.city:>9,}  {row.what:<42} {row.subjects:>9,} {row.seconds:9.2f} s {rate}{ratio}{linear}"


def _options(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="yuxin bench evaluate")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--sizes", type=int, nargs="+", default=[20_000, 200_000], help="subjects of the cities")
    parser.add_argument("--changes", type=int, nargs="+", default=[10, 100, 1_000], help="subjects with a new fact")
    parser.add_argument("--settle", type=float, default=61, help="seconds for which the feed of changes looks back")
    return parser.parse_args(argv)


async def _all(options: argparse.Namespace) -> list[Row]:
    """The rows, each told when it is there: a million takes half an hour."""
    found: list[Row] = []
    smallest: dict[str, float] = {}
    for size in options.sizes:
        async for row in _of_city(size, options.changes, options.settle):
            if size == options.sizes[0]:
                smallest[row.what] = row.each
            elif row.subjects:
                row = replace(row, linear=row.each / smallest[row.what])
            print(_told(row), file=sys.stderr if options.json else sys.stdout, flush=True)
            found.append(row)
    return found


async def _of_city(size: int, changes: Sequence[int], settle: float) -> AsyncIterator[Row]:
    with TemporaryDirectory() as folder:
        store = await open_store("embedded", data_dir=Path(folder), durability="off", timeout=600)
        try:
            catalogue = await ensure_plan(store)
            await build_city(store, catalogue, size, today=city_day(utc_now()))
            model = read_model(MODEL, catalogue)
            keys = await evaluated_subjects(store, model, catalogue)
            floor = min([await _floor(store, keys) for _ in range(3)])
            yield Row("floor: what is there, counted", size, len(keys), floor)
            before = perf_counter()
            tried = await dry_run(store, model, catalogue, city_day(utc_now()))
            seconds = perf_counter() - before
            yield Row("dry run: scored and compared", size, tried.evaluated, seconds, seconds / floor)
            await _publish(store, catalogue, model)
            before = perf_counter()
            run = await _evaluated(store, catalogue, model)
            seconds = perf_counter() - before
            assert run.written == len(keys)
            yield Row("everybody: scored and written", size, run.evaluated, seconds, seconds / floor)
            before = perf_counter()
            await _evaluated(store, catalogue, model)
            yield Row("again at once: what was written is passed", size, 0, perf_counter() - before)
            await asyncio.sleep(settle)
            for number, some in enumerate(changes):
                await _change(store, Random(number).sample(keys, min(some, len(keys))), number)
                before = perf_counter()
                again = await _evaluated(store, catalogue, model)
                assert again.evaluated == min(some, len(keys)), again
                yield Row(f"again: {some:,} with a new fact", size, again.evaluated, perf_counter() - before)
            before = perf_counter()
            await _evaluated(store, catalogue, model)
            yield Row("again: nothing has changed", size, 0, perf_counter() - before)
        finally:
            await store.close()


async def _floor(store: GraphStore, keys: Sequence[str]) -> float:
    before = perf_counter()
    for start in range(0, len(keys), AT_ONCE):
        await store.read(FLOOR, {"keys": keys[start : start + AT_ONCE]})
    return perf_counter() - before


async def _publish(store: GraphStore, catalogue: Catalogue, model: EvaluationModel) -> None:
    publishing = Publishing(store, catalogue, utc_now)
    await publishing.save(text_of(model), None, "save", ("one", "coordinator"))
    for revision, (action, name) in enumerate(((ModelAction.PROPOSE, "one"), (ModelAction.PUBLISH, "another")), 1):
        await publishing.step(NewStep(model.key, revision, action, action.value), (name, "coordinator"))


async def _evaluated(store: GraphStore, catalogue: Catalogue, model: EvaluationModel) -> EvaluationRun:
    evaluating = Evaluating(store, catalogue, utc_now)
    while True:
        run = await evaluating.run(model.key, "bench", batches=MOST_BATCHES)
        if run.done:
            return run


async def _change(store: GraphStore, keys: Iterable[str], number: int) -> None:
    now = utc_now()
    facts = [
        DishonestyFact(
            f"bench-{number}-{key}", key, "wage-arrears", Severity.ORDINARY, city_day(now), "1号", None, now, None
        )
        for key in keys
    ]
    await store.transact(lambda transaction: write(transaction, Additions(facts=facts)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
