"""The ledger: every step of a letter is one transaction of the operational store."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, case, delete, func, insert, select, update

from gateway.outbox.letters import Letter, LetterState, NewLetter, Place, SubscriberState
from gateway.records.database import Records
from gateway.records.tables import LETTERS, SUBSCRIBERS
from graph_model.errors import NotFound, StoreUnavailable
from graph_model.model import instant_text, parse_instant

LONGEST_FAILURE = 500
_GOES_OUT = LETTERS.c.state.in_((LetterState.REPLAYED.value, LetterState.PENDING.value))


class Overtaken(StoreUnavailable):
    """Another process has moved this subscriber on."""


class Ledger:
    """Letters and cursors in the operational store. Every call raises StoreUnavailable where that fails."""

    def __init__(self, records: Records) -> None:
        self._records = records

    async def register(self, name: str, cursor: str | None) -> None:
        """Note a subscriber that has not been there; one that has keeps its place."""
        async with self._records.begin() as connection:
            known = await connection.scalar(select(SUBSCRIBERS.c.name).where(SUBSCRIBERS.c.name == name))
            if known is None:
                values = {"name": name, "cursor": cursor, "caught_up": 0, "delivered": 0, "failures": 0}
                await connection.execute(insert(SUBSCRIBERS).values(values))

    async def place(self, name: str) -> Place:
        columns = (SUBSCRIBERS.c.cursor, SUBSCRIBERS.c.paused_at, SUBSCRIBERS.c.caught_up)
        async with self._records.begin() as connection:
            row = (await connection.execute(select(*columns).where(SUBSCRIBERS.c.name == name))).one()
        return Place(row.cursor, row.paused_at is not None, bool(row.caught_up))

    async def next_letter(self, name: str) -> Letter | None:
        """The letter that goes out next: one that is replayed before the one that is pending."""
        statement = (
            select(LETTERS)
            .where(LETTERS.c.subscriber == name, _GOES_OUT)
            .order_by(LETTERS.c.state.desc(), LETTERS.c.number)
            .limit(1)
        )
        async with self._records.begin() as connection:
            row = (await connection.execute(statement)).one_or_none()
        return None if row is None else _letter(row)

    async def advance(
        self,
        name: str,
        before: str | None,
        after: str | None,
        *,
        read_to: datetime | None,
        more: bool,
        letter: NewLetter | None,
    ) -> None:
        """Move the cursor from `before` to `after` and put the letter of what lies between into the ledger, together.

        Raises Overtaken where the cursor is not at `before` any more: nothing is written then.
        """
        stands = SUBSCRIBERS.c.cursor.is_(None) if before is None else SUBSCRIBERS.c.cursor == before
        moved: dict[str, Any] = {"cursor": after, "caught_up": 0 if more else 1}
        if read_to is not None:
            moved["read_to"] = instant_text(read_to)
        async with self._records.begin() as connection:
            done = await connection.execute(update(SUBSCRIBERS).where(SUBSCRIBERS.c.name == name, stands).values(moved))
            if done.rowcount != 1:
                raise Overtaken(f"{name}: 另一个进程已经推进 / another process has moved on")
            if letter is not None:
                await connection.execute(insert(LETTERS).values(_values(letter, name)))

    async def delivered(self, letter: Letter, now: datetime) -> None:
        """The letter has arrived: it goes."""
        values = {
            "delivered": SUBSCRIBERS.c.delivered + 1,
            "delivered_at": instant_text(now),
            "failures": 0,
            "failure": None,
        }
        async with self._records.begin() as connection:
            await connection.execute(delete(LETTERS).where(LETTERS.c.number == letter.number))
            await connection.execute(update(SUBSCRIBERS).where(SUBSCRIBERS.c.name == letter.subscriber).values(values))

    async def failed(
        self, letter: Letter, failure: str, now: datetime, *, due_at: datetime | None, pause: bool
    ) -> None:
        """An attempt has failed: the letter goes out again at `due_at`, or (None) is dead; `pause`: the subscriber is gone."""
        failure = failure[:LONGEST_FAILURE]
        changed: dict[str, Any] = {"attempts": letter.attempts + 1, "failure": failure}
        if due_at is None:
            changed |= {"state": LetterState.DEAD.value, "died_at": instant_text(now)}
        else:
            changed["due_at"] = instant_text(due_at)
        known = {"failures": SUBSCRIBERS.c.failures + 1, "failed_at": instant_text(now), "failure": failure}
        if pause:
            known["paused_at"] = instant_text(now)
        async with self._records.begin() as connection:
            await connection.execute(update(LETTERS).where(LETTERS.c.number == letter.number).values(changed))
            await connection.execute(update(SUBSCRIBERS).where(SUBSCRIBERS.c.name == letter.subscriber).values(known))

    # --- what a person asks ---

    async def letters(self, subscriber: str | None = None, limit: int = 1_000) -> list[Letter]:
        """The dead letters (those that are to go out again among them), oldest first, their bodies left out."""
        columns = [column for column in LETTERS.c if column is not LETTERS.c.body]
        statement = select(*columns).where(LETTERS.c.state != LetterState.PENDING.value).order_by(LETTERS.c.number)
        if subscriber is not None:
            statement = statement.where(LETTERS.c.subscriber == subscriber)
        async with self._records.begin() as connection:
            rows = (await connection.execute(statement.limit(limit))).all()
        return [_letter(row) for row in rows]

    async def letter(self, number: int) -> Letter:
        """One letter with its body. Raises NotFound."""
        async with self._records.begin() as connection:
            row = (await connection.execute(select(LETTERS).where(LETTERS.c.number == number))).one_or_none()
        if row is None:
            raise NotFound(f"没有这封信 / there is no letter {number}")
        return _letter(row)

    async def replay(self, numbers: Sequence[int] | None, now: datetime) -> int:
        """Let dead letters (None: all) go out once more; how many will."""
        values = {"state": LetterState.REPLAYED.value, "due_at": instant_text(now)}
        statement = update(LETTERS).where(LETTERS.c.state == LetterState.DEAD.value, *_among(numbers)).values(values)
        async with self._records.begin() as connection:
            return int((await connection.execute(statement)).rowcount)

    async def drop(self, numbers: Sequence[int] | None) -> int:
        """Forget dead letters (None: all); how many."""
        statement = delete(LETTERS).where(LETTERS.c.state != LetterState.PENDING.value, *_among(numbers))
        async with self._records.begin() as connection:
            return int((await connection.execute(statement)).rowcount)

    async def resume(self, name: str, now: datetime) -> None:
        """Go on with a subscriber that was paused; what is pending goes out at once. Raises NotFound."""
        of, pending = LETTERS.c.subscriber == name, LETTERS.c.state == LetterState.PENDING.value
        async with self._records.begin() as connection:
            statement = update(SUBSCRIBERS).where(SUBSCRIBERS.c.name == name)
            done = await connection.execute(statement.values(paused_at=None, failures=0))
            if done.rowcount != 1:
                raise NotFound(f"没有订阅方 / there is no subscriber {name}")
            again = {"due_at": instant_text(now), "attempts": 0}
            await connection.execute(update(LETTERS).where(of, pending).values(again))

    async def subscribers(self, now: datetime) -> list[SubscriberState]:
        """All that have ever been configured, by name."""
        waiting = LETTERS.c.state == LetterState.PENDING.value
        counts = (
            select(
                LETTERS.c.subscriber,
                func.sum(case((waiting, 1), else_=0)).label("pending"),
                func.sum(case((waiting, 0), else_=1)).label("dead"),
                func.min(case((waiting, LETTERS.c.first_at))).label("since"),
            )
            .group_by(LETTERS.c.subscriber)
            .subquery()
        )
        statement = (
            select(SUBSCRIBERS, counts.c.pending, counts.c.dead, counts.c.since)
            .join(counts, counts.c.subscriber == SUBSCRIBERS.c.name, isouter=True)
            .order_by(SUBSCRIBERS.c.name)
        )
        async with self._records.begin() as connection:
            rows = (await connection.execute(statement)).all()
        return [_state(row, now) for row in rows]


def _among(numbers: Sequence[int] | None) -> list[Any]:
    return [] if numbers is None else [LETTERS.c.number.in_(numbers)]


def _values(letter: NewLetter, subscriber: str) -> dict[str, Any]:
    return {
        "id": letter.id,
        "subscriber": subscriber,
        "state": LetterState.PENDING.value,
        "body": letter.body,
        "changes": letter.changes,
        "first_at": instant_text(letter.first_at),
        "last_at": instant_text(letter.last_at),
        "attempts": 0,
        "due_at": "",
    }


def _letter(row: Row[Any]) -> Letter:
    first_at, last_at = parse_instant(row.first_at), parse_instant(row.last_at)
    assert first_at is not None and last_at is not None
    return Letter(
        number=row.number,
        id=row.id,
        subscriber=row.subscriber,
        state=LetterState(row.state),
        body=row._mapping.get("body", b""),
        changes=row.changes,
        first_at=first_at,
        last_at=last_at,
        attempts=row.attempts,
        due_at=parse_instant(row.due_at or None) or first_at,
        failure=row.failure,
        died_at=parse_instant(row.died_at),
    )


def _state(row: Row[Any], now: datetime) -> SubscriberState:
    return SubscriberState(
        name=row.name,
        state="paused" if row.paused_at else "failing" if row.failures else "active",
        lag=_lag(row, now),
        pending=int(row.pending or 0),
        dead=int(row.dead or 0),
        delivered=row.delivered,
        delivered_at=parse_instant(row.delivered_at),
        failures=row.failures,
        failed_at=parse_instant(row.failed_at),
        failure=row.failure,
    )


def _lag(row: Row[Any], now: datetime) -> float | None:
    if row.since is None and row.caught_up:
        return 0.0
    since = parse_instant(row.since or row.read_to)
    return None if since is None else round(max(0.0, (now - since).total_seconds()), 3)
