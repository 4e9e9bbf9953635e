"""A trail that is kept in memory, for what is about other things than the trail."""

from gateway.records.audit.auditing import Auditing
from gateway.records.audit.line import Line
from gateway.records.audit.questions import Questions
from graph_model.model import utc_now


class Written:
    """The lines that were written."""

    def __init__(self) -> None:
        self.lines: list[Line] = []

    async def open(self) -> None:
        """It is open."""

    async def write(self, line: Line) -> None:
        self.lines.append(line)

    async def close(self) -> None:
        """Nothing is held."""


def auditing_to(written: Written) -> Auditing:
    return Auditing(written, Questions(100, 10_000), utc_now)
