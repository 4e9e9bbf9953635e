"""Letters and subscribers as the ledger keeps them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class LetterState(StrEnum):
    PENDING = "pending"
    DEAD = "dead"
    REPLAYED = "replayed"
    """Dead, and to go out once more."""


@dataclass(frozen=True, slots=True)
class NewLetter:
    """What is to be delivered: `changes` of them, recorded from `first_at` to `last_at`."""

    id: str
    body: bytes
    changes: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter in the ledger. `number` is what a person calls it by, `attempts` are those behind it."""

    number: int
    id: str
    subscriber: str
    state: LetterState
    body: bytes
    changes: int
    first_at: datetime
    last_at: datetime
    attempts: int
    due_at: datetime
    failure: str | None
    died_at: datetime | None


@dataclass(frozen=True, slots=True)
class Place:
    """How far a subscriber is."""

    cursor: str | None
    paused: bool
    caught_up: bool
    """The last look found nothing behind the cursor."""


@dataclass(frozen=True, slots=True)
class SubscriberState:
    """What a person wants to know of a subscriber. `lag`: seconds since the oldest change that it has not got was recorded, 0
    where there is none, None before the first one was read."""

    name: str
    state: str
    lag: float | None
    pending: int
    dead: int
    delivered: int
    delivered_at: datetime | None
    failures: int
    failed_at: datetime | None
    failure: str | None
