"""Rows that are put down to their subject because a person decided it, and how what they brought is told from the rest.

A record that such a row brings stands in a batch of its decision: `decision-…:<batch>`, or `decision-…@<instant>:<batch>` for
a row that had waited since that instant. Whoever says the same without needing the decision writes a record of his own.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from graph_model.model import GradeRecord, instant_text, parse_instant

PREFIX = "decision-"
_MARK = re.compile(r"(?P<decision>decision-[0-9a-f]+-\d+)(?:@(?P<since>[^@]+?Z))?:(?P<batch>.*)", re.ASCII | re.DOTALL)


@dataclass(frozen=True, slots=True)
class ByDecision:
    """The decision that a row is put down by; `since` when it began to wait, None where it comes now."""

    decision: str
    since: datetime | None = None

    def batch_key(self, batch_key: str) -> str:
        """The batch of what the row brings."""
        since = "" if self.since is None else f"@{instant_text(self.since)}"
        return f"{self.decision}{since}:{batch_key}"


def decision_of(batch_key: str) -> str | None:
    """The decision that brought what stands in this batch, None where none was needed."""
    mark = _mark(batch_key)
    return None if mark is None else mark["decision"]


def undecided(batch_key: str) -> str:
    """The batch that the row came in, whether a decision brought it or none was needed."""
    mark = _mark(batch_key)
    return batch_key if mark is None else mark["batch"]


def said_at(record: GradeRecord, same_day: Iterable[GradeRecord]) -> datetime:
    """When the word behind a record came: a row that waited came when it began to, and a record that was brought back for
    another of its batch came with that one. `same_day` are the revisions of its day."""
    mark = _mark(record.batch_key)
    since = None if mark is None else parse_instant(mark["since"])
    return since or min(other.recorded_at for other in same_day if other.batch_key == record.batch_key)


def _mark(batch_key: str) -> re.Match[str] | None:
    return _MARK.fullmatch(batch_key) if batch_key.startswith(PREFIX) else None
