"""Another supergraph while the gateway serves: looked for again and again, and at once when a person asks for it.

What does not load leaves the one before in service, and is told: once in the log, and in `state` for as long as it lasts.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from gateway.federation.origins import LASTING, PASSING, Given, Origin

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class State:
    """`since`: when the supergraph in service was taken up. `problem`: why what is there now is not served, and since when."""

    since: datetime
    problem: str | None = None
    problem_since: datetime | None = None

    def shown(self) -> dict[str, str | datetime | None]:
        """As `/health/ready` shows it."""
        return {"since": self.since, "problem": self.problem, "problemSince": self.problem_since}


class Reloading:
    """Looks at an origin and hands what it gives to `take`; `given` is what is in service. Used on one event loop."""

    def __init__(self, origin: Origin, given: Given, take: Callable[[Given], Awaitable[None]]) -> None:
        self._origin = origin
        self._serving = given
        self._take = take
        self._asked = asyncio.Event()
        self._passing = False
        self.state = State(datetime.now(UTC))

    def soon(self) -> None:
        """Look now, and read everything anew."""
        self._asked.set()

    async def run(self) -> None:
        """Look again every `interval` seconds, and whenever `soon` is called, until cancelled."""
        while True:
            try:
                await asyncio.wait_for(self._asked.wait(), self._origin.interval)
            except TimeoutError:
                await self.look()
            else:
                self._asked.clear()
                await self.look(anew=True)

    async def look(self, *, anew: bool = False) -> None:
        """Take up what the origin gives, where it is another supergraph. Raises nothing for what is wrong with it."""
        try:
            given = await self._origin.look(anew=anew)
            if given is not None:
                await self._take_up(given)
            elif self._passing:
                self._well()
        except PASSING as error:
            self._wrong(str(error), passing=True)
        except LASTING as error:
            self._wrong(str(error), passing=False)
        except Exception as error:  # a supergraph must never end the watch over the next one
            log.exception("loading %s failed", self._origin)
            self._wrong(f"{type(error).__name__}: {error}", passing=False)

    async def _take_up(self, given: Given) -> None:
        if given == self._serving:
            log.info("%s is what is served already", self._origin)
        else:
            await self._take(given)
            self._serving = given
            self.state = State(datetime.now(UTC))
            for hint in given.hints:
                log.warning("hint %s", hint)
            log.info("reloaded %s", self._origin)
        self._well()

    def _well(self) -> None:
        self._passing = False
        if self.state.problem is not None:
            self.state = State(self.state.since)

    def _wrong(self, problem: str, *, passing: bool) -> None:
        """Note a problem; a passing one does not hide that what was read before it was wrong."""
        if self.state.problem is not None and not self._passing and passing:
            return
        self._passing = passing
        if problem != self.state.problem:
            log.error("%s does not load, the supergraph before goes on serving: %s", self._origin, problem)
            self.state = replace(self.state, problem=problem, problem_since=datetime.now(UTC))
