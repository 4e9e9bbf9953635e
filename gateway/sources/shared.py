"""A source that is asked once for what several ask it at the same time."""

from copy import deepcopy
from typing import Any

from gateway.sources.flights import Flights
from gateway.sources.source import Source, SourceAnswer


class SharedAnswer(bytes):
    """An answer that several got. `made` is what each maker has made of it, for all that ask the same maker."""

    def __init__(self, _: bytes) -> None:
        self.made: list[tuple[object, Any]] = []


class SharedSource:
    """Sends a request that is under way already, byte for byte and with the same headers, not again.

    The headers are all that tells one identity from another, so that what one may not see never reaches it. Made on the event
    loop that uses it; the source before which it stands is somebody else's to close.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self._flights: Flights[SourceAnswer] = Flights(_for_several)

    async def fetch(self, body: bytes, deadline: float, headers: bytes, *, repeatable: bool) -> SourceAnswer:
        if not repeatable:
            return await self._source.fetch(body, deadline, headers, repeatable=False)
        answer = await self._flights.share(
            (body, headers), deadline, lambda: self._source.fetch(body, deadline, headers, repeatable=True)
        )
        return answer if isinstance(answer, bytes) else deepcopy(answer)  # what is parsed is the caller's to change

    def forget(self) -> None:
        """Let nobody join the requests under way."""
        self._flights.forget()

    async def close(self) -> None:
        return None


def _for_several(answer: SourceAnswer) -> SourceAnswer:
    return SharedAnswer(answer) if isinstance(answer, bytes) else answer
