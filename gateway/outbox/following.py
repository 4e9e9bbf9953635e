"""One subscriber, followed step by step: what stands in the ledger goes out first, then the next changes are read."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random, SystemRandom

import structlog

from gateway.failure_words import why
from gateway.outbox.feed import Feed
from gateway.outbox.ledger import Ledger, Overtaken
from gateway.outbox.letters import Letter, LetterState, NewLetter, Place
from gateway.outbox.payload import payload
from gateway.outbox.posting import Post
from gateway.outbox.retrying import Attempt, Meaning, next_attempt
from gateway.outbox.selection import Selection
from gateway.webhooks.subscribers import SubscriberKeys
from graph_model.changes import Change, Stretch
from graph_model.errors import CreditError
from graph_model.model import utc_now

log = structlog.get_logger(__name__)
Exported = Callable[[str, dict[str, str], tuple[str, ...]], Awaitable[None]]
"""Writes down what is pushed to whom, and of which subjects: until it returns nothing goes out. Raises AuditUnavailable."""
POLL, TROUBLE = 1.0, 5.0
"""Seconds between two looks where nothing is new, and after the graph or the operational store has failed."""


@dataclass(frozen=True, slots=True)
class Follower:
    """Follows one subscriber. Only one may, of all that share the ledger; a second one is stopped by `Overtaken`."""

    keys: SubscriberKeys
    selection: Selection
    feed: Feed
    ledger: Ledger
    post: Post
    exported: Exported
    clock: Callable[[], datetime] = utc_now
    random: Random = field(default_factory=SystemRandom)

    async def run(self) -> None:
        """Follow until cancelled, whatever fails."""
        while True:
            try:
                pause = await self.step()
            except CreditError as error:
                log.warning("a subscriber cannot be followed now", subscriber=self.keys.name, why=why(error))
                pause = POLL if isinstance(error, Overtaken) else TROUBLE
            except Exception:
                log.exception("a subscriber cannot be followed", subscriber=self.keys.name)
                pause = TROUBLE
            await asyncio.sleep(pause)

    async def step(self) -> float:
        """Do the next thing; the seconds after which the next one is worth a look."""
        place = await self.ledger.place(self.keys.name)
        if place.paused:
            return POLL
        letter = await self.ledger.next_letter(self.keys.name)
        if letter is None:
            return await self._read(place)
        wait = (letter.due_at - self.clock()).total_seconds()
        if wait > 0:
            return min(wait, POLL)  # a letter may be replayed meanwhile
        return await self._deliver(letter)

    async def _read(self, place: Place) -> float:
        """Read the next changes, and put what is wanted of them into the ledger with the cursor behind them."""
        stretch = await self.feed.after(place.cursor, self.keys.batch, self.keys.kinds)
        if stretch.changes:
            await self._advance(place, stretch)
            return 0.0
        if not place.caught_up:
            await self._advance(place, stretch)
        return POLL

    async def _advance(self, place: Place, stretch: Stretch) -> None:
        wanted = [change for change in stretch.changes if self.selection.takes(change)]
        letter = _letter_of(wanted, stretch) if wanted else None
        if letter is not None:
            subjects = tuple(dict.fromkeys(change.subject.subject.key for change in wanted))
            await self.exported("push", {"subscriber": self.keys.name, "letter": letter.id}, subjects)
        await self.ledger.advance(
            self.keys.name,
            place.cursor,
            stretch.cursor,
            read_to=stretch.changes[-1].at if stretch.changes else None,
            more=bool(stretch.changes),
            letter=letter,
        )

    async def _deliver(self, letter: Letter) -> float:
        attempt, now = await self.post.post(letter), self.clock()
        if attempt.meaning is Meaning.ARRIVED:
            await self.ledger.delivered(letter, now)
            return 0.0
        pause = self._pause(letter, attempt)
        gone = attempt.meaning is Meaning.GONE
        due_at = now if gone else None if pause is None else now + pause
        await self.ledger.failed(letter, attempt.failure, now, due_at=due_at, pause=gone)
        what = "paused" if gone else "dead letter" if pause is None else "again later"
        log.warning(
            "a letter was not taken", subscriber=self.keys.name, letter=letter.id, why=attempt.failure, then=what
        )
        return 0.0

    def _pause(self, letter: Letter, attempt: Attempt) -> timedelta | None:
        """Until the next attempt; None: the letter is dead. One that is replayed has one attempt."""
        if attempt.meaning is Meaning.NEVER or letter.state is LetterState.REPLAYED:
            return None
        return next_attempt(self.keys.retry, letter.attempts + 1, attempt.wait, self.random)


def _letter_of(wanted: list[Change], stretch: Stretch) -> NewLetter:
    return NewLetter(
        id=f"msg_{secrets.token_hex(16)}",
        body=payload(wanted, stretch.cursor),
        changes=len(wanted),
        first_at=wanted[0].at,
        last_at=wanted[-1].at,
    )
