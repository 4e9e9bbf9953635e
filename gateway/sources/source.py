"""What the executor asks of a source, whatever stands behind it."""

from typing import Any, Protocol

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
