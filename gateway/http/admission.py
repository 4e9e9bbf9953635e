"""How much is worked on at one time: so many requests run, so many wait for their turn, and who comes then is told at once.

A short burst waits for its turn. Where there is always somebody waiting, more is asked than can be done: then nobody waits longer than
a moment, and who would is refused at once, so that those who are taken are answered about as quickly as ever (as CoDel does). It
stays so until nobody has had to be refused for as long as a burst may last.

A request waits before its body is read. One that is slow for another reason than its work steps aside, so that it holds up nobody
who is quick: a body that does not arrive, an operation that waits for a store or a source. Each has a bound of its own.
"""

import asyncio
from collections import Counter, deque
from types import TracebackType

from gateway.http.admission_limits import AdmissionLimits, Aside
from gateway.http.refusals import Overloaded

SOON = {"retry-after": "1"}
BURST, MOMENT = 0.5, 0.005
"""Seconds that there may be somebody waiting before that is no burst any more, and that one waits then."""
Turn = tuple["asyncio.Future[bool]", float]
"""Told whether its time has come; and since when it waits, on the loop's clock."""


def overloaded() -> Overloaded:
    return Overloaded("太忙，请稍后再试 / too busy now: try again after a moment", SOON)


class Admission:
    """The places of one process. Used on one event loop.

    Since the start, `refused` counts requests by the code that they were refused with, and `left` those given up since their
    clients had gone.
    """

    def __init__(self, limits: AdmissionLimits) -> None:
        self.limits = limits
        self.running = 0
        self.aside: Counter[Aside] = Counter()
        self.refused: Counter[str] = Counter()
        self.left = 0
        self._turns: deque[Turn] = deque()
        self._waiting_since = 0.0
        """When the first of those came since whom somebody has always waited."""
        self._crowded_until = 0.0
        """Until then it is no burst, though nobody may be waiting just now."""

    @property
    def waiting(self) -> int:
        """Requests that wait for a running place."""
        return len(self._turns)

    @property
    def sheds(self) -> bool:
        """Whether who comes now is refused."""
        turns = self._turns
        if len(turns) >= self.limits.waiting:
            return self.running >= self.limits.running
        return bool(turns) and self._waits_too_long(turns[0], asyncio.get_running_loop().time())

    def place(self) -> "Place":
        """A running place for a request, once it is entered (`async with`), which raises Overloaded."""
        return Place(self)

    async def take(self) -> None:
        """Wait for a running place, first come, first served. Raises Overloaded."""
        if self.running < self.limits.running:
            self.running += 1
        elif self.sheds or not await self._wait():
            raise overloaded()

    def give(self) -> None:
        """Give a running place to who has waited longest and not too long, or back."""
        now = asyncio.get_running_loop().time()
        while self._turns:
            turn = self._turns.popleft()
            if not turn[0].done():
                comes = not self._waits_too_long(turn, now)
                turn[0].set_result(comes)
                if comes:
                    return
        self.running -= 1

    def _waits_too_long(self, turn: Turn, now: float) -> bool:
        crowded = now < self._crowded_until or now - self._waiting_since > BURST
        if not crowded or now - turn[1] <= MOMENT:
            return False
        self._crowded_until = now + BURST
        return True

    async def _wait(self) -> bool:
        """Whether the turn came in time."""
        loop = asyncio.get_running_loop()
        turn: Turn = loop.create_future(), loop.time()
        if not self._turns:
            self._waiting_since = turn[1]
        self._turns.append(turn)
        coming = turn[0]
        timer = loop.call_later(self.limits.seconds, self._too_late, turn)
        try:
            return await coming
        except asyncio.CancelledError:
            if coming.done() and not coming.cancelled() and coming.result():
                self.give()
            elif turn in self._turns:
                self._turns.remove(turn)
            raise
        finally:
            timer.cancel()

    def _too_late(self, turn: Turn) -> None:
        if not turn[0].done():
            self._turns.remove(turn)
            turn[0].set_result(False)


class Place:
    """One request's: a running place, or aside."""

    __slots__ = ("_admission", "_aside")

    def __init__(self, admission: Admission) -> None:
        self._admission = admission
        self._aside: Aside | None = None

    async def __aenter__(self) -> "Place":
        await self._admission.take()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._aside is None:
            self._admission.give()
        else:
            self._admission.aside[self._aside] -= 1

    def step_aside(self, why: Aside) -> bool:
        """Give the running place to others; False, and nothing is changed, where too many are aside for this reason."""
        admission = self._admission
        if self._aside is not None or admission.aside[why] >= admission.limits.most(why):
            return self._aside is why
        admission.aside[why] += 1
        self._aside = why
        admission.give()
        return True

    async def step_back(self) -> None:
        """Wait for a running place again, where it was given away. Raises Overloaded."""
        if self._aside is None:
            return
        await self._admission.take()
        self._admission.aside[self._aside] -= 1
        self._aside = None
