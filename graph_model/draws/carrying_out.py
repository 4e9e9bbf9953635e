"""The second step of a draw: what was committed to is drawn with public randomness, and the tasks go into the graph with it."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from graph_model.draws.reading import PARTS, SEED, draw_in, pool_text, read_draw
from graph_model.draws.states import DrawAct, draw_after
from graph_model.draws.values import SampleDraw, Signature, task_row
from graph_model.errors import BadInput, Conflict, NotFound
from graph_model.model import city_day, instant_text, utc_now
from graph_model.sampling import drawing, pool
from graph_model.sampling.record import SampleFile
from graph_model.store import GraphStore, GraphTransaction

LONGEST_RANDOMNESS = 1_000
BATCH = 5_000
CLAIM = "MATCH (w:SampleDraw {key: $key}) SET w.claimedAt = $at"
DRAW = (
    "MATCH (w:SampleDraw {key: $key}) SET w.state = $state, w.drawnBy = $by, w.drawnRole = $role, w.drawnAt = $at, "
    "w.visits = $visits, w.checksum = $checksum"
)
RANDOMNESS = "MATCH (w:SampleDraw {key: $key}) SET w.publicRandomness = $randomness"
CREATE_TASKS = (
    "UNWIND $rows AS row MATCH (w:SampleDraw {key: row.drawKey}) MATCH (s:Subject {key: row.subjectKey}) "
    "CREATE (t:InspectionTask {key: row.key, drawKey: row.drawKey, subjectKey: row.subjectKey, items: row.items, "
    "itemKeys: row.itemKeys, departmentKeys: row.departmentKeys, method: row.method, inspectors: row.inspectors, "
    "short: row.short, drawnOn: row.drawnOn, recordedAt: $at}) "
    "SET t.district = row.district CREATE (t)-[:DRAWN_IN]->(w) CREATE (t)-[:OF]->(s)"
)
TASK_ITEMS = (
    "UNWIND $rows AS row UNWIND row.itemList AS item MATCH (t:InspectionTask {key: row.key}) MATCH (i:Item {key: item}) "
    "CREATE (t)-[:CHECKS]->(i)"
)


class AlreadyDrawn(Conflict):
    """The draw was drawn with other randomness, and stays as it is."""

    def __init__(self, draw: SampleDraw) -> None:
        super().__init__("已经抽取,不能再抽 / it is drawn, and cannot be drawn again")
        self.draw = draw


async def carry_out(
    store: GraphStore,
    key: str,
    randomness: str | None,
    signature: Signature,
    *,
    timeout: float | None = None,
    clock: Callable[[], datetime] = utc_now,
) -> tuple[SampleDraw, bool]:
    """The draw that is drawn, and whether it was before: the same randomness again changes nothing.

    Raises NotFound, AlreadyDrawn, and BadInput for a randomness that is empty or too long.
    """
    if randomness is not None and not 0 < len(randomness.strip()) <= LONGEST_RANDOMNESS:
        raise BadInput(
            f"应为 1 到 {LONGEST_RANDOMNESS} 个字符 / 1 to {LONGEST_RANDOMNESS} characters", "publicRandomness"
        )
    standing = await read_draw(store, key, timeout=timeout)
    if standing is None:
        raise NotFound("没有这次抽取 / there is no such draw")
    if standing.drawn is not None:
        return _the_same(standing, randomness), True
    file = await _drawn(store, replace(standing, public_randomness=randomness), timeout)

    async def work(transaction: GraphTransaction) -> tuple[SampleDraw, bool]:
        await transaction.run(CLAIM, {"key": key, "at": instant_text(signature.at)})
        now = await draw_in(transaction, key)
        assert now is not None, "nothing takes draws away"
        if now.drawn is not None:  # somebody was faster
            return _the_same(now, randomness), True
        await _write(transaction, now, file, signature, clock())
        done = await draw_in(transaction, key)
        assert done is not None
        return done, False

    return await store.transact(work)


def _the_same(standing: SampleDraw, randomness: str | None) -> SampleDraw:
    if standing.public_randomness != randomness:
        raise AlreadyDrawn(standing)
    return standing


async def _drawn(store: GraphStore, draw: SampleDraw, timeout: float | None) -> SampleFile:
    parts = await store.read(PARTS, {"key": draw.key}, timeout=timeout)
    seed = await store.read(SEED, {"key": draw.key}, timeout=timeout, point=True)
    return await asyncio.to_thread(_draw, draw, [content for (content,) in parts], seed[0][0])


def _draw(draw: SampleDraw, parts: list[str], seed: str) -> SampleFile:
    text = pool_text(parts)
    committed = drawing.Committed(draw.plan, text, draw.pool_digest, seed, draw.commitment)
    return drawing.draw(committed, pool.read(text), draw.public_randomness)


async def _write(
    transaction: GraphTransaction, draw: SampleDraw, file: SampleFile, signature: Signature, now: datetime
) -> None:
    """`now` was read in the transaction: by it the tasks stand in the feed of changes."""
    assert isinstance(file.visits, tuple), "it is the whole file"
    key = draw.key
    told: dict[str, Any] = {
        "key": key,
        "state": draw_after(draw.state, DrawAct.DRAW).value,
        "by": signature.by,
        "role": signature.role,
        "at": instant_text(signature.at),
        "visits": len(file.visits),
        "checksum": file.checksum,
    }
    await transaction.run(DRAW, told)
    if file.public_randomness is not None:
        await transaction.run(RANDOMNESS, {"key": key, "randomness": file.public_randomness})
    day = city_day(signature.at)
    departments = file.plan.departments
    rows = [task_row(key, number, visit, day, departments) for number, visit in enumerate(file.visits)]
    for start in range(0, len(rows), BATCH):
        batch = rows[start : start + BATCH]
        await transaction.run(CREATE_TASKS, {"rows": batch, "at": instant_text(now)})
        await transaction.run(TASK_ITEMS, {"rows": batch})
