"""How the rows of an entity are found in a database: by what its column writes, or by something that knows where they are."""

from collections.abc import Callable, Sequence
from typing import Protocol

from sqlalchemy import ColumnElement

from gateway.sources.sql.description import Rows


class Owners(Protocol):
    """Finds the rows of entities by their keys. Used on one event loop."""

    async def rows_of(self, keys: Sequence[str], deadline: float) -> ColumnElement[bool] | None:
        """The condition that a row is about one of these entities; None where no row can be.

        A row that fulfils it may still be about somebody else: whose it is, is read of it. Raises SourceError.
        """
        ...


class Written:
    """The column of the owner has the key itself; `ways` gives how it may be written, the usual way first."""

    def __init__(self, rows: Rows, ways: Callable[[str], Sequence[str]]) -> None:
        (owner,) = rows.owner.columns
        self._owner = rows.columns[owner]
        self._ways = ways

    async def rows_of(self, keys: Sequence[str], deadline: float) -> ColumnElement[bool] | None:
        """Known without asking anybody."""
        written = [way for key in keys for way in self._ways(key)]
        return self._owner.in_(padded(written) if len(keys) > 1 else written)


def padded(written: list[str]) -> list[str]:
    """As many as the next power of two, so that few texts of statements serve every number of keys."""
    return written + written[-1:] * ((1 << (len(written) - 1).bit_length()) - len(written))
