"""What every format of a file can do."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from gateway.exports.cells import Cell
from gateway.exports.closing import Closing


class RowsFile(ABC):
    """A file with columns of these titles, written from its beginning to its end.

    `content_type` and `ending` are what it is called by. What is made beside is made in `folder`; None: where the system has such.
    """

    content_type: str
    ending: str
    most_rows = 2**63
    """The rows that the format holds."""

    @abstractmethod
    def __init__(self, titles: Sequence[str], folder: Path | None = None) -> None: ...

    @abstractmethod
    def begin(self) -> bytes:
        """What stands before the rows."""

    @abstractmethod
    def rows(self, rows: "Iterable[Sequence[Cell]]") -> bytes:
        """Some rows."""

    @abstractmethod
    def end(self, closing: Closing) -> bytes:
        """What stands after them."""

    def whole(self) -> Iterator[bytes]:
        """The file in parts, where it could only be made when the last row was known."""
        return iter(())

    def notes(self) -> tuple[str, ...]:
        """What of the rows it could not hold; then it is not complete."""
        return ()

    def close(self) -> None:
        """Give up what it holds."""
        return None
