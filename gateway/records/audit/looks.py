"""Who looked at a subject: the lines that name it, the latest first."""

from collections.abc import Awaitable, Callable
from typing import Any

import orjson
from sqlalchemy import Select, func, select, tuple_

from gateway.records.database import Records
from gateway.records.tables import LINES, LOOKS
from graph_model.model import parse_instant
from graph_model.paging import Page, PageRequest, cursor
from resolvers.looks import LATEST_FIRST, AccessKind, Look, ShownProof

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
            rows = (await connection.execute(_page(subject_key, request))).all()
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


def _page(subject_key: str, request: PageRequest) -> Select[Any]:
    """One row more than the page, which tells whether there are more."""
    line = (LINES.c.chain == LOOKS.c.chain) & (LINES.c.sequence == LOOKS.c.sequence)
    found = select(LOOKS.c.at, LOOKS.c.chain, LOOKS.c.sequence, LINES.c.body).join(LINES, line)
    found = found.where(LOOKS.c.subject == subject_key)
    if request.after is not None:
        found = found.where(tuple_(*request.after) > _PLACE)
    return found.order_by(LOOKS.c.at.desc(), LOOKS.c.chain.desc(), LOOKS.c.sequence.desc()).limit(request.size + 1)


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
        case=told.get("case", ""),
        operation=told.get("operation", ""),
        fields=told.get("fields", ()),
        grants=told.get("grants", {}).get(subject_key, ()),
        proofs=tuple(map(ShownProof, told.get("proofs", {}).get(subject_key, ()))),
    )
