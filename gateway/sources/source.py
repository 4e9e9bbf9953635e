"""What the executor asks of a source, whatever stands behind it."""

from collections.abc import AsyncGenerator
from typing import Any, Protocol, runtime_checkable

SourceAnswer = bytes | dict[str, Any]
"""A GraphQL response as JSON bytes, or already parsed (then it is the caller's to change)."""


class Source(Protocol):
    """One subgraph. Used on one event loop."""

    async def fetch(self, body: bytes, deadline: float, headers: bytes, *, repeatable: bool) -> SourceAnswer:
        """Answer a GraphQL request given as JSON, until `deadline` (the loop's time). Raises SourceError.

        `headers` are raw header lines to pass on; a request that is not `repeatable` is never sent twice.
        """
        ...

    async def close(self) -> None:
        """Free what the source holds; requests under way fail."""
        ...


@runtime_checkable
class Subscribable(Protocol):
    """A source that also brings events. Used on one event loop."""

    def subscribe(self, body: bytes, headers: bytes, deadline: float) -> AsyncGenerator[SourceAnswer, None]:
        """The events of a subscription given as JSON, each a GraphQL response; ends when the source says that it is complete.

        `deadline` (the loop's time) is until when the source must have begun. Raises SourceError where the source breaks.
        Closing the generator ends the subscription at the source.
        """
        ...
