"""A draw and its tasks as the graph keeps them, and rows of both."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import msgspec

from graph_model.model import Grade, day_text, instant_text, parse_day, parse_instant
from graph_model.paging import Place
from graph_model.sampling.rates import InspectionMethod
from graph_model.sampling.record import Plan
from graph_model.sampling.visits import Visit
from graph_model.store import Row


class DrawState(StrEnum):
    """A draw is committed to, then drawn; nothing leads back, and one that is never drawn stays."""

    COMMITTED = "COMMITTED"
    DRAWN = "DRAWN"


class TaskState(StrEnum):
    """A task is open until each of its items has an inspection."""

    OPEN = "OPEN"
    DONE = "DONE"


@dataclass(frozen=True, slots=True)
class Signature:
    """Who does something, in which role and when."""

    by: str
    role: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SampleDraw:
    """A draw; `drawn`, `seed`, `checksum` and `visits` (how many) are None until it is drawn: a seed does not leave the graph before."""

    key: str
    plan: Plan
    pool_digest: str
    commitment: str
    committed: Signature
    request_digest: str
    drawn: Signature | None = None
    seed: str | None = None
    public_randomness: str | None = None
    visits: int | None = None
    checksum: str | None = None

    @property
    def state(self) -> DrawState:
        return DrawState.COMMITTED if self.drawn is None else DrawState.DRAWN

    @property
    def departments(self) -> tuple[str, ...]:
        """Keys of the departments whose items are drawn on."""
        return tuple(sorted(set(self.plan.departments.values())))

    @property
    def place(self) -> Place:
        return instant_text(self.committed.at), self.key


@dataclass(frozen=True, slots=True)
class InspectionTask:
    """A visit that was drawn. `items` are keys with the grades that it was drawn by, `done_items` those of which there is an inspection;
    `done_on` is the day on which the last one was recorded."""

    key: str
    draw_key: str
    subject_key: str
    district: str | None
    items: tuple[tuple[str, Grade], ...]
    method: InspectionMethod
    inspectors: tuple[str, ...]
    short: tuple[str, ...]
    drawn_on: date
    done_items: tuple[str, ...] = ()
    done_on: date | None = None

    @property
    def place(self) -> Place:
        return (self.key,)

    @property
    def state(self) -> TaskState:
        return TaskState.OPEN if self.done_on is None else TaskState.DONE


DRAW_COLUMNS = (
    "w.key, w.plan, w.poolDigest, w.commitment, w.committedBy, w.committedRole, w.committedAt, w.requestDigest, "
    "w.drawnBy, w.drawnRole, w.drawnAt, CASE WHEN w.state = 'DRAWN' THEN w.seed END, w.publicRandomness, w.visits, "
    "w.checksum"
)
TASK_COLUMNS = "w.key, w.drawKey, w.subjectKey, w.district, w.items, w.method, w.inspectors, w.short, w.drawnOn, w.doneItems, w.doneOn"


def draw_from(row: Row) -> SampleDraw:
    """The draw of a row of DRAW_COLUMNS."""
    key, plan, pool_digest, commitment, by, role, at, request, *drawn, seed, randomness, visits, checksum = row
    committed_at = parse_instant(at)
    assert committed_at is not None
    drawn_at = parse_instant(drawn[2])
    return SampleDraw(
        key=key,
        plan=msgspec.json.decode(plan, type=Plan),
        pool_digest=pool_digest,
        commitment=commitment,
        committed=Signature(by, role, committed_at),
        request_digest=request,
        drawn=None if drawn_at is None else Signature(drawn[0], drawn[1], drawn_at),
        seed=seed,
        public_randomness=randomness,
        visits=visits,
        checksum=checksum,
    )


def task_row(
    draw_key: str, number: int, visit: Visit, drawn_on: date, departments: Mapping[str, str]
) -> dict[str, Any]:
    """The properties of the task of a visit, the `number`th of its draw; `departments` are those of the items, by keys."""
    return {
        "key": f"{draw_key}/{number:07d}",
        "drawKey": draw_key,
        "subjectKey": visit.subject,
        "district": visit.district or None,
        "items": _joined([f"{one.item}/{one.grade}" for one in visit.items]),
        "itemKeys": f",{_joined([one.item for one in visit.items])},",
        "departmentKeys": f",{_joined(sorted({departments[one.item] for one in visit.items}))},",
        "itemList": [one.item for one in visit.items],
        "method": visit.method.value,
        "inspectors": _joined(visit.inspectors),
        "short": _joined(visit.short),
        "drawnOn": day_text(drawn_on),
    }


def task_from(row: Row) -> InspectionTask:
    """The task of a row of TASK_COLUMNS."""
    key, draw_key, subject, district, items, method, inspectors, short, drawn_on, done_items, done_on = row
    day = parse_day(drawn_on)
    assert day is not None
    pairs = (one.split("/") for one in items.split(","))
    return InspectionTask(
        key=key,
        draw_key=draw_key,
        subject_key=subject,
        district=district,
        items=tuple((item, Grade(grade)) for item, grade in pairs),
        method=InspectionMethod(method),
        inspectors=_parted(inspectors),
        short=_parted(short),
        drawn_on=day,
        done_items=_parted(done_items or ""),
        done_on=parse_day(done_on),
    )


def _joined(words: Sequence[str]) -> str:
    return ",".join(words)


def _parted(text: str) -> tuple[str, ...]:
    return tuple(filter(None, text.split(",")))
