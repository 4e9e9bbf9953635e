"""What an attempt has shown, and when the next one is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import Enum, auto
from http import HTTPStatus
from random import Random

from gateway.webhooks.subscribers import RetryOptions

GROWTH = 3
NEVER = frozenset(
    {
        HTTPStatus.BAD_REQUEST,
        HTTPStatus.CONFLICT,
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        HTTPStatus.UNPROCESSABLE_ENTITY,
    }
)
"""Answers that speak of this letter: it will never be taken. Other 4xx (401, 404 …) speak of the address or the secret, which a
person can put right before all that follows is lost on them."""


class Meaning(Enum):
    ARRIVED = auto()
    AGAIN = auto()
    NEVER = auto()
    GONE = auto()
    """Nobody wants anything there any more (410)."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What an attempt has shown. `failure` says why in words; `wait`: seconds that the other side asks for."""

    meaning: Meaning
    failure: str = ""
    wait: float = 0.0


def understood(status: int, headers: Mapping[str, str], now: datetime) -> Attempt:
    """What an answer means. `headers` are in lower case."""
    if 200 <= status < 300:
        return Attempt(Meaning.ARRIVED)
    failure = f"HTTP {status}"
    if status == HTTPStatus.GONE:
        return Attempt(Meaning.GONE, failure)
    if status in NEVER:
        return Attempt(Meaning.NEVER, failure)
    return Attempt(Meaning.AGAIN, failure, wait=retry_after(headers.get("retry-after", ""), now))


def retry_after(text: str, now: datetime) -> float:
    """The seconds that a `retry-after` header asks for, 0 where it asks for nothing."""
    if text.isascii() and text.isdecimal():
        return float(text[:9])
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return 0.0
    return max(0.0, ((until if until.tzinfo else until.replace(tzinfo=UTC)) - now).total_seconds())


def next_attempt(options: RetryOptions, behind: int, wait: float, random: Random) -> timedelta | None:
    """The pause after `behind` attempts that failed, None where they were enough.

    It grows threefold, is drawn between half of itself and itself, and is no shorter than the other side asks for; nothing is
    longer than `longestDelay`.
    """
    if behind >= options.attempts:
        return None
    grown = min(options.first_delay * GROWTH ** min(behind - 1, 40), options.longest_delay)
    return timedelta(seconds=min(max(grown * random.uniform(0.5, 1.0), wait), options.longest_delay))
