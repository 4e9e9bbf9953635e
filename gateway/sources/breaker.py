"""A circuit breaker: a source that fails again and again is left alone for a while, then tried with one request.

Closed: requests pass. After `failures` in a row it opens: requests fail at once. After `pause` seconds it is half open: one
request goes through as a probe, and closes the breaker or opens it again, each time for longer, up to `longest`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half open"


@dataclass(frozen=True, slots=True)
class BreakerSettings:
    """`failures` in a row that open it; seconds of the first and the longest pause."""

    failures: int = 5
    pause: float = 1.0
    longest: float = 30.0


class Breaker:
    """`now` gives the present in seconds. Used on one event loop."""

    def __init__(self, now: Callable[[], float], settings: BreakerSettings | None = None) -> None:
        self._now = now
        self._settings = settings or BreakerSettings()
        self._failures = 0
        self._pause = self._settings.pause
        self._opens_at: float | None = None
        self._probing = False

    @property
    def state(self) -> State:
        if self._opens_at is None:
            return State.CLOSED
        return State.HALF_OPEN if self._probing or self._now() >= self._opens_at else State.OPEN

    @property
    def closed(self) -> bool:
        return self._opens_at is None

    def admits(self) -> bool:
        """Whether a request may pass now. Whoever is told so must report `succeeded`, `failed` or `abandoned`."""
        if self._opens_at is None:
            return True
        if self._probing or self._now() < self._opens_at:
            return False
        self._probing = True
        return True

    def succeeded(self) -> None:
        self._failures = 0
        self._pause = self._settings.pause
        self._opens_at = None
        self._probing = False

    def failed(self) -> None:
        self._failures += 1
        if self._probing:
            self._pause = min(self._pause * 2, self._settings.longest)
        elif self._opens_at is not None or self._failures < self._settings.failures:
            return
        self._probing = False
        self._opens_at = self._now() + self._pause

    def abandoned(self) -> None:
        """The request was given up before it could say anything of the source."""
        self._probing = False
