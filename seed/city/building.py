"""Building the synthetic city in a store: whole subjects in batches, each with its checkpoint in one transaction.

A killed build goes on where its last batch ended, and a finished city can grow. The content is told by seed, size, the
city's own day and (for the keys of persons) the secret, and by nothing else: not by the batches, not by the store, not by
when it was built.
"""

import asyncio
import hashlib
import hmac
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import date

from graph_model import writing
from graph_model.catalogue import Catalogue
from graph_model.errors import BadInput
from graph_model.store import GraphStore, GraphTransaction, only
from graph_model.writing import Additions
from seed.city.checkpoint import Checkpoint, claim, read_checkpoint, write_checkpoint
from seed.city.codes import MADE_UP_SECRET
from seed.city.portraits import City
from seed.city.registers import registers

VERSION = 5
"""Raised whenever the same seed would give other content: a city of another version cannot be continued."""
BATCH = 1_000
COUNT_ITEMS = "MATCH (i:Item) RETURN count(i)"


@dataclass(frozen=True, slots=True)
class CityProgress:
    """After each batch: `done` of `size` subjects are in the graph; `rate` is subjects a second of this run."""

    done: int
    size: int
    rate: float


@dataclass(frozen=True, slots=True)
class CityReport:
    """What this run wrote (all zero where the city was there already), and the city's own day."""

    size: int
    today: date
    subjects: int = 0
    records: int = 0
    facts: int = 0
    relations: int = 0
    discrepancies: int = 0
    seconds: float = 0.0

    def plus(self, additions: Additions) -> "CityReport":
        return replace(
            self,
            subjects=self.subjects + len(additions.subjects),
            records=self.records + len(additions.records),
            facts=self.facts + len(additions.facts),
            relations=self.relations + len(additions.relations),
            discrepancies=self.discrepancies + len(additions.discrepancies),
        )


async def build_city(
    store: GraphStore,
    catalogue: Catalogue,
    size: int,
    *,
    seed: int = 7,
    today: date,
    secret: bytes = MADE_UP_SECRET,
    without: Collection[str] = (),
    progress: Callable[[CityProgress], None] | None = None,
    batch: int = BATCH,
) -> CityReport:
    """Build the city of `seed` with `size` subjects, or what of it is missing.

    A city that is there keeps its own day; `today` is that of a new one, and `without` the items whose evaluations a new one
    leaves to the department systems that hold them. The same seed and a larger size let it grow.
    `secret` keys the persons (graph_model.persons). Raises BadInput for another seed, a smaller size, a city of another
    version or secret that would have to grow, or a graph without the plan.
    """
    before = await read_checkpoint(store)
    wanted = _wanted(before, Checkpoint(seed, VERSION, today, size, 0, mark_of(secret), frozenset(without)))
    report = CityReport(size, wanted.today)
    if before is not None and before.complete and before.size == size:
        return report
    await require_plan(store, catalogue)
    city = City(catalogue, seed, wanted.today, secret, without=wanted.without)
    build = _Build(store, city, wanted, batch, catalogue)
    return await build.run(report, progress)


def mark_of(secret: bytes) -> str:
    """What tells whether a city's persons were keyed by this secret, and nothing else about it."""
    return hmac.new(secret, b"city", hashlib.sha256).hexdigest()[:16]


def _wanted(before: Checkpoint | None, new: Checkpoint) -> Checkpoint:
    """The checkpoint to go on from towards the size of `new`."""
    size = new.size
    if size < 1:
        raise BadInput(f"城市至少要有一个主体 / a city has at least one subject, not {size}", "--city")
    if before is None:
        return new
    if before.seed != new.seed:
        raise BadInput(
            f"图里的合成城市的种子是 {before.seed},不是 {new.seed};请用原来的种子,或换一个数据目录 / "
            f"the graph holds the city of seed {before.seed}: use that seed or another data folder",
            "seed",
        )
    if size < before.size:
        raise BadInput(
            f"图里的合成城市有 {before.size} 个主体,只能扩大,不能缩小到 {size} 个 / "
            f"the city in the graph has {before.size} subjects and can grow, not shrink to {size}: use another data folder",
            "--city",
        )
    if before.version != VERSION and before.done < size:
        raise BadInput(
            "图里的合成城市出自另一版本的生成器,不能接着生成;请换一个数据目录 / "
            "the city in the graph was begun by another version of the generator: use another data folder",
            "--city",
        )
    if before.keyed_by != new.keyed_by and before.done < size:
        raise BadInput(
            "图里的自然人是用另一个密钥散列的,不能接着生成;请用原来的密钥 / "
            "the persons in the graph were keyed by another secret: give the one that they were made with",
            "person_key",
        )
    return replace(before, size=size)


async def require_plan(store: GraphStore, catalogue: Catalogue) -> None:
    """Raises BadInput where the graph has not the items that records hang on: they would be dropped without a word."""
    if only(await store.read(COUNT_ITEMS)) < len(catalogue.items):
        raise BadInput("图里还没有方案数据,请先写入 / the graph holds no plan yet: lay it down first (ensure_plan)")


class _Build:
    """One run towards `wanted`. While a batch is written, the next one is generated on another thread."""

    def __init__(self, store: GraphStore, city: City, wanted: Checkpoint, batch: int, catalogue: Catalogue) -> None:
        self._store = store
        self._city = city
        self._wanted = wanted
        self._batch = batch
        self._catalogue = catalogue

    async def run(self, report: CityReport, progress: Callable[[CityProgress], None] | None) -> CityReport:
        started, size, done = time.perf_counter(), self._wanted.size, self._wanted.done
        upcoming = self._generating(done)
        while done < size:
            additions = await upcoming
            upcoming = self._generating(done + len(additions.subjects))
            overtaken = await self._write(done, additions)
            if overtaken is None:
                done, report = done + len(additions.subjects), report.plus(additions)
            else:  # another process is building too: go on from where it is
                await upcoming
                done, upcoming = overtaken, self._generating(overtaken)
            report = replace(report, seconds=time.perf_counter() - started)
            if progress is not None:
                progress(CityProgress(done, size, report.subjects / report.seconds))
        await upcoming
        return report

    def _generating(self, start: int) -> asyncio.Task[Additions]:
        return asyncio.create_task(asyncio.to_thread(self._additions, start))

    def _additions(self, start: int) -> Additions:
        """The batch that begins at index `start`; the first one brings the departments' registers."""
        portraits = [self._city.portrait(index) for index in range(start, min(start + self._batch, self._wanted.size))]
        return Additions(
            subjects=[portrait.subject for portrait in portraits],
            records=[record for portrait in portraits for record in portrait.records],
            supersessions=[link for portrait in portraits for link in portrait.supersessions],
            facts=[fact for portrait in portraits for fact in portrait.facts],
            relations=[relation for portrait in portraits for relation in portrait.relations],
            inspection_items=[] if start else registers(self._catalogue, self._wanted.seed, self._wanted.today),
            discrepancies=[discrepancy for portrait in portraits for discrepancy in portrait.discrepancies],
        )

    async def _write(self, start: int, additions: Additions) -> int | None:
        """Commit a batch with its checkpoint. Where another process was faster: write nothing, tell how far it is."""

        async def work(transaction: GraphTransaction) -> int | None:
            found = await claim(transaction)
            if found is not None and replace(found, size=0, done=0) != replace(self._wanted, size=0, done=0):
                raise BadInput(
                    "另一个进程正在同一图里生成另一座城市 / another process builds another city in this graph"
                )
            if found is not None and found.done != start:
                return found.done
            await writing.write(transaction, additions)
            await write_checkpoint(transaction, replace(self._wanted, done=start + len(additions.subjects)))
            return None

        return await self._store.transact(work)
