"""`yuxin bench draw`: a double-random draw over a pool in memory, against a plain numpy sample of the same pool.

The floor chooses with numpy's own generator and takes the keys: what nobody could prove. A draw chooses by lots from its commitment and
takes the same lines; verifying is what the public does with its file, from its bytes. What a draw does besides (the pool from rows, its
text and digest, the visits, the whole file) is reported apart.
"""

import argparse
import asyncio
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import numpy as np

from graph_model.draws.asked import Request
from graph_model.draws.pool_reading import read_pool
from graph_model.model import Grade, GradeRecord, SourceMode, Subject, SubjectKind
from graph_model.open_store import open_store
from graph_model.sampling import drawing, pool, record
from graph_model.sampling.pool import Graded, Inspector
from graph_model.sampling.verifying import verify
from graph_model.writing import Additions, write
from seed.laying import ensure_plan
from seed.plan_files import load_plan

DAY = date(2026, 11, 27)
ITEM = "1-7"
SHARES = (0.30, 0.45, 0.18, 0.07)
"""Of the grades A to D."""
INSPECTORS = 200


@dataclass(frozen=True, slots=True)
class Row:
    """What was timed: the least of the rounds in milliseconds, and its ratio to the floor where it is held against it."""

    what: str
    milliseconds: float
    ratio: float | None


def main(argv: list[str]) -> int:
    options = _options(argv)
    rows = [*_measured(options.size, options.rounds), asyncio.run(_read(options.stored))]
    if options.json:
        print(json.dumps([asdict(row) for row in rows], ensure_ascii=False))
    else:
        for row in rows:
            ratio = "" if row.ratio is None else f"  {row.ratio:.2f} × floor"
            print(f"{row.what:<58} {row.milliseconds:10.1f} ms{ratio}")
    return 0


def _options(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="yuxin bench draw")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--size", type=int, default=1_000_000, help="subjects in the pool")
    parser.add_argument("--stored", type=int, default=50_000, help="subjects of whom the embedded store has the grades")
    parser.add_argument("--rounds", type=int, default=9)
    return parser.parse_args(argv)


def _measured(size: int, rounds: int) -> Iterator[Row]:
    graded = _graded(size)
    rates = {ITEM: load_plan().sampling.of(ITEM)}
    terms = drawing.Terms("draw:bench", DAY, {ITEM: "transport"}, (), "1", rates, 2)
    inspectors = [Inspector(f"执{number:04d}", "transport") for number in range(INSPECTORS)]

    def made() -> pool.Pool:
        return pool.made(graded, rates, DAY, last_inspected={}, excluded={}, inspectors=inspectors)

    found = made()
    plan = drawing.planned(terms, found, datetime(2026, 11, 27, tzinfo=UTC))
    committed = drawing.commit(plan, found)
    file = drawing.draw(committed, found, "彩票")
    whole, public = record.canonical(file), record.canonical(record.public(file))
    assert verify(whole).verified and verify(public).verified

    keys = [np.array(stratum.lines, dtype=object) for stratum in found.strata]
    takes = [stratum.take for stratum in plan.strata]
    generator = np.random.default_rng(1)

    def floor() -> list[list[str]]:
        return [
            lines[generator.choice(len(lines), take, replace=False, shuffle=False)].tolist()
            for lines, take in zip(keys, takes, strict=True)
        ]

    def drawn() -> list[list[str]]:
        places = drawing.drawn_places(file)
        return [[stratum.lines[place] for place in places[stratum.name]] for stratum in found.strata]

    least = _interleaved({"floor": floor, "draw": drawn, "verify": lambda: verify(public)}, rounds)
    total = sum(takes)
    yield Row(f"floor: numpy chooses {total:,} of {size:,}", least["floor"], None)
    yield Row("draw: by lots from the commitment", least["draw"], least["draw"] / least["floor"])
    yield Row("verify: the public's file, from its bytes", least["verify"], least["verify"] / least["floor"])
    for what, work in {
        "the pool from rows in memory": made,
        "its text, digest and commitment": lambda: drawing.commit(plan, found),
        f"visits with two of {INSPECTORS} inspectors each": lambda: drawing.drawn_visits(
            file, drawing.drawn_places(file), found
        ),
        f"verify: the whole file of {len(whole) / 1e6:.0f} MB": lambda: verify(whole),
    }.items():
        yield Row(what, _least(work, min(rounds, 3)), None)


async def _read(size: int) -> Row:
    """The pool of one item from the embedded store, the least of three times."""
    with TemporaryDirectory() as folder:
        store = await open_store("embedded", data_dir=Path(folder), durability="off")
        try:
            catalogue = await ensure_plan(store)
            additions = _additions(_graded(size))
            await store.transact(lambda transaction: write(transaction, additions))
            asked = Request((ITEM,))
            terms = asked.terms(catalogue, "draw:bench", DAY)
            times = []
            for _ in range(3):
                before = perf_counter()
                found = await read_pool(store, terms, asked, timeout=600)
                times.append(perf_counter() - before)
            assert sum(len(stratum.lines) for stratum in found.strata) == size
        finally:
            await store.close()
    return Row(f"the pool of {size:,} from the embedded store", min(times) * 1000, None)


def _additions(graded: list[Graded]) -> Additions:
    at = datetime(2026, 11, 1, tzinfo=UTC)
    subjects = [
        Subject(one.subject_key, SubjectKind.ENTERPRISE, "合成", one.subject_key[5:], one.status, one.district)
        for one in graded
    ]
    records = [
        GradeRecord(
            key=str(number),
            subject_key=one.subject_key,
            item_key=ITEM,
            grade=one.grade,
            native_grade=one.grade,
            scale_key="unified",
            score=None,
            evaluated_on=DAY - timedelta(days=30),
            valid_until=None,
            recorded_at=at,
            superseded_at=None,
            system_key=None,
            mode=SourceMode.IMPORTED,
            batch_key="bench",
        )
        for number, one in enumerate(graded)
    ]
    return Additions(subjects=subjects, records=records)


def _graded(size: int) -> list[Graded]:
    random = Random(1)
    grades = random.choices(list(Grade), SHARES, k=size)
    return [
        Graded(f"uscc:91500105MA{number:08d}", ITEM, grade, f"区县{number % 40}", "存续")
        for number, grade in enumerate(grades)
    ]


def _interleaved(works: dict[str, Callable[[], Any]], rounds: int) -> dict[str, float]:
    """The least time of each, taken in turn, so that what the machine does besides meets all of them."""
    least = dict.fromkeys(works, float("inf"))
    for _ in range(rounds):
        for name, work in works.items():
            least[name] = min(least[name], _least(work, 1))
    return least


def _least(work: Callable[[], Any], rounds: int) -> float:
    times = []
    for _ in range(rounds):
        before = perf_counter()
        work()
        times.append(perf_counter() - before)
    return min(times) * 1000


if __name__ == "__main__":
    import sys

    sys.exit(main(sys.argv[1:]))
