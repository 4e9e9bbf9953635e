"""Who looked at a subject: the lines that name it, the latest first."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy import Select, func, select, tuple_, union_all

from gateway.records.database import Records
from gateway.records.tables import LINES, LOOKS
from graph_model.model import instant_text, parse_instant
from graph_model.paging import Page, PageRequest, Place, cursor
from resolvers.looks import LATEST_FIRST, AccessKind, Look, Looked, ShownProof, Stretch

_PLACE = tuple_(LOOKS.c.at, LOOKS.c.chain, LOOKS.c.sequence)


class RecordedLooks:
    """The looks of an operational store, which `records` gives open."""

    def __init__(self, records: Callable[[], Awaitable[Records]]) -> None:
        self._records = records

    async def of(self, subject_key: str, request: PageRequest, *, total: bool) -> Page[Look]:
        """A page of them; `request` reads forwards. Raises StoreUnavailable."""
        own = LOOKS.c.subject == subject_key
        records = await self._records()
        async with records.begin() as connection:
            rows = (await connection.execute(_found(subject_key, request.after, request.size))).all()
            counted = select(func.count()).select_from(LOOKS).where(own)
            count = await connection.scalar(counted) if total else None
        page = rows[: request.size]
        return Page(
            tuple(_look(subject_key, row.body) for row in page),
            tuple(cursor(LATEST_FIRST, (row.at, row.chain, row.sequence)) for row in page),
            has_previous=request.after is not None,
            has_next=len(rows) > request.size,
            total=count,
        )

    async def of_each(self, subject_keys: Sequence[str], which: Stretch, *, total: bool) -> Mapping[str, Looked]:
        """The looks of each subject, in one question for the rows and one for the counts. Raises StoreUnavailable."""
        parts = [_stretch(key, which).subquery() for key in subject_keys]
        rows: dict[str, list[tuple[Place, Look]]] = {key: [] for key in subject_keys}
        records = await self._records()
        async with records.begin() as connection:
            for row in await connection.execute(union_all(*(select(part) for part in parts))):
                rows[row.subject].append(((row.at, row.chain, row.sequence), _look(row.subject, row.body)))
            counted = await connection.execute(_counts(subject_keys, which)) if total else None
            counts = None if counted is None else {row[0]: row[1] for row in counted}
        return {
            key: Looked(
                sorted(found, key=lambda one: one[0], reverse=True)[: which.size],
                None if counts is None else counts.get(key, 0),
                more=len(found) > which.size,
            )
            for key, found in rows.items()
        }


def _stretch(subject_key: str, which: Stretch) -> Select[Any]:
    """One row more than wanted, which tells whether there are more; the index gives the rows in their order."""
    found = _found(subject_key, which.after, which.size).add_columns(LOOKS.c.subject)
    return found if which.before is None else found.where(LOOKS.c.at < instant_text(which.before))


def _counts(subject_keys: Sequence[str], which: Stretch) -> Select[Any]:
    counted = select(LOOKS.c.subject, func.count()).where(LOOKS.c.subject.in_(subject_keys)).group_by(LOOKS.c.subject)
    return counted if which.before is None else counted.where(LOOKS.c.at < instant_text(which.before))


def _found(subject_key: str, after: Place | None, size: int) -> Select[Any]:
    """One row more than the page, which tells whether there are more."""
    line = (LINES.c.chain == LOOKS.c.chain) & (LINES.c.sequence == LOOKS.c.sequence)
    found = select(LOOKS.c.at, LOOKS.c.chain, LOOKS.c.sequence, LINES.c.body).join(LINES, line)
    found = found.where(LOOKS.c.subject == subject_key)
    if after is not None:
        found = found.where(tuple_(*after) > _PLACE)
    return found.order_by(LOOKS.c.at.desc(), LOOKS.c.chain.desc(), LOOKS.c.sequence.desc()).limit(size + 1)


def _look(subject_key: str, body: str) -> Look:
    told = orjson.loads(body)
    at = parse_instant(told["at"])
    assert at is not None
    return Look(
        kind=AccessKind(told["kind"].upper()),
        at=at,
        name=told.get("who", ""),
        role=told.get("role", ""),
        department=told.get("department", ""),
        case=" ".join(told[name] for name in ("case", "reason") if name in told),
        operation=told.get("operation", ""),
        fields=told.get("fields", ()),
        grants=told.get("grants", {}).get(subject_key, ()),
        proofs=tuple(map(ShownProof, told.get("proofs", {}).get(subject_key, ()))),
    )
