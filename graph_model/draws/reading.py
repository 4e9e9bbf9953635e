"""Draws and their tasks as they are read: one, a page of them, and the files that prove them."""

import asyncio
import base64
import zlib
from dataclasses import dataclass
from typing import Any

from graph_model.disclosure import disclosed_all
from graph_model.draws.values import (
    DRAW_COLUMNS,
    TASK_COLUMNS,
    DrawState,
    InspectionTask,
    SampleDraw,
    draw_from,
    task_from,
)
from graph_model.errors import CreditError
from graph_model.keyset import Listing, PageQuery
from graph_model.paging import ROWS, Column, Ordering, Page, PageRequest, Wanted
from graph_model.sampling import drawing, pool, record
from graph_model.sampling.record import FORMAT, SampleFile
from graph_model.store import GraphStore, GraphTransaction

NEWEST_FIRST = Ordering("sampleDraws", (Column("w.committedAt", descending=True), Column("w.key")), (str, str))
BY_TASK = Ordering("inspectionTasks", (Column("w.key"),), (str,))
ONE = f"MATCH (w:SampleDraw {{key: $key}}) RETURN {DRAW_COLUMNS}"
SEED = "MATCH (w:SampleDraw {key: $key}) RETURN w.seed"
PARTS = "MATCH (w:SampleDraw {key: $key})-[:HAS_POOL]->(p:SamplePart) RETURN p.content ORDER BY p.key"


@dataclass(frozen=True, slots=True)
class DrawFilter:
    """Which draws: every part that is not None must hold. Keys of an item and a department that are drawn on."""

    states: tuple[DrawState, ...] | None = None
    item: str | None = None
    department: str | None = None


EVERY = DrawFilter()


async def read_draw(store: GraphStore, key: str, *, timeout: float | None = None) -> SampleDraw | None:
    """The draw with this key, or None."""
    rows = await store.read(ONE, {"key": key}, timeout=timeout, point=True)
    return draw_from(rows[0]) if rows else None


async def draw_in(transaction: GraphTransaction, key: str) -> SampleDraw | None:
    """The draw with this key as a transaction sees it, or None."""
    rows = await transaction.run(ONE, {"key": key})
    return draw_from(rows[0]) if rows else None


async def sample_draws(
    store: GraphStore,
    request: PageRequest,
    *,
    only: DrawFilter = EVERY,
    wanted: Wanted = ROWS,
    timeout: float | None = None,
) -> Page[SampleDraw]:
    """A page of draws, those committed to last first, then by key."""
    states = tuple(DrawState) if only.states is None else only.states
    predicates: list[str] = ["w.state IN $states"]
    parameters: dict[str, Any] = {"states": [state.value for state in states]}
    for name, value in (("itemKeys", only.item), ("departmentKeys", only.department)):
        if value is not None:
            predicates.append(f"w.{name} CONTAINS ${name}")
            parameters[name] = f",{value},"
    listing = Listing("w", "SampleDraw", f"MATCH (w:SampleDraw) WHERE {' AND '.join(predicates)}")
    query = PageQuery(listing, NEWEST_FIRST, request, wanted)
    carried = f"{query.clauses.carried}, " if query.clauses.carried else ""
    text = f"{query.clauses.text}RETURN {carried}{DRAW_COLUMNS}"
    rows = await store.read(text, {**parameters, **query.parameters}, timeout=timeout)
    return query.page(rows, lambda row, width: draw_from(row[width:]), lambda one: one.place)


async def inspection_tasks(
    store: GraphStore,
    draw_key: str,
    request: PageRequest,
    *,
    district: str | None = None,
    subject: str | None = None,
    wanted: Wanted = ROWS,
    timeout: float | None = None,
) -> Page[InspectionTask]:
    """A page of a draw's tasks by subject; `district` keeps those of one district, `subject` those of a subject, by its key."""
    only = {name: value for name, value in (("district", district), ("subjectKey", subject)) if value is not None}
    where = " AND ".join(["w.drawKey = $draw", *(f"w.{name} = ${name}" for name in only)])
    listing = Listing("w", "InspectionTask", f"MATCH (w:InspectionTask) WHERE {where}")
    query = PageQuery(listing, BY_TASK, request, wanted)
    carried = f"{query.clauses.carried}, " if query.clauses.carried else ""
    text = f"{query.clauses.text}RETURN {carried}{TASK_COLUMNS}"
    parameters = {"draw": draw_key, **only, **query.parameters}
    rows = await store.read(text, parameters, timeout=timeout)
    page = query.page(rows, lambda row, width: task_from(row[width:]), lambda one: one.place)
    disclosed_all(task.subject_key for task in page.rows)
    return page


def public_file(draw: SampleDraw) -> SampleFile:
    """The file that the public gets of a draw that is drawn. A moment's work, for a thread."""
    made = _file(draw)
    return record.public(drawing.with_result(made, drawing.drawn_places(made), []))


async def sample_file(store: GraphStore, draw: SampleDraw, *, timeout: float | None = None) -> SampleFile:
    """The whole file of a draw that is drawn: the draw once more, from what was committed to."""
    parts = await store.read(PARTS, {"key": draw.key}, timeout=timeout)
    file = await asyncio.to_thread(_drawn_again, draw, [content for (content,) in parts])
    disclosed_all(_subjects(file))
    return file


def pool_text(parts: list[str]) -> str:
    """The text of a pool from its parts."""
    return zlib.decompress(base64.b64decode("".join(parts))).decode()


def _drawn_again(draw: SampleDraw, parts: list[str]) -> SampleFile:
    text = pool_text(parts)
    committed = drawing.Committed(draw.plan, text, draw.pool_digest, draw.seed or "", draw.commitment)
    file = drawing.draw(committed, pool.read(text), draw.public_randomness)
    if file.checksum != draw.checksum:
        raise CreditError(f"抽取 {draw.key} 的记录被改动 / the record of the draw was changed")
    return file


def _file(draw: SampleDraw) -> SampleFile:
    return SampleFile(
        format=FORMAT,
        plan=draw.plan,
        pool_digest=draw.pool_digest,
        commitment=draw.commitment,
        seed=draw.seed or "",
        public_randomness=draw.public_randomness,
        drawn=(),
    )


def _subjects(file: SampleFile) -> list[str]:
    """Everybody whom the file's pool names, also those left out."""
    assert isinstance(file.pool, str), "it is the whole file"
    found = pool.read(file.pool)
    standing = [line.partition("\t")[0] for stratum in found.strata for line in stratum.lines]
    return standing + [one.subject_key for one in found.left_out]
