"""Differences between a system and the graph: what each kind is, where it is, and what explains it."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

SHOWN = 20
"""Differences of a system that are listed; all are counted."""


class Kind(StrEnum):
    """What is different. The first group is told by a row of the system, the others by the graph alone."""

    NOT_IN_GRAPH = "NOT_IN_GRAPH"
    DIFFERS = "DIFFERS"
    NOT_IN_SOURCE = "NOT_IN_SOURCE"
    RECORD_LOST = "RECORD_LOST"
    RECORD_CHANGED = "RECORD_CHANGED"
    RECORD_DOUBLED = "RECORD_DOUBLED"
    RECORD_STRAY = "RECORD_STRAY"
    REJECT_LOST = "REJECT_LOST"
    REJECT_STRAY = "REJECT_STRAY"
    COUNT_DIFFERS = "COUNT_DIFFERS"


class Reason(StrEnum):
    """What explains a difference."""

    LAG = "LAG"
    DUE = "DUE"
    KNOWN_SINCE = "KNOWN_SINCE"
    CORRECTED = "CORRECTED"
    SETTLED = "SETTLED"
    NEVER_SYNCED = "NEVER_SYNCED"
    REJUDGED = "REJUDGED"
    UNFINISHED = "UNFINISHED"


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference. `row` names a row of the system, `subject` and `day` a record; `source` and `graph` what each side has.

    `reason` None: nothing explains it.
    """

    kind: Kind
    item: str | None
    row: str | None = None
    subject: str | None = None
    day: str | None = None
    source: str | None = None
    graph: str | None = None
    reason: Reason | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind.value,
            "item": self.item,
            "row": self.row,
            "subject": self.subject,
            "evaluatedOn": self.day,
            "source": self.source,
            "graph": self.graph,
            "reason": None if self.reason is None else self.reason.value,
        }


@dataclass(slots=True)
class Found:
    """All differences counted, the first of them kept; those that nothing explains come first."""

    kinds: Counter[Kind] = field(default_factory=Counter)
    reasons: Counter[Reason] = field(default_factory=Counter)
    unexplained: int = 0
    _unexplained: list[Difference] = field(default_factory=list)
    _explained: list[Difference] = field(default_factory=list)

    def add(self, difference: Difference) -> None:
        self.kinds[difference.kind] += 1
        if difference.reason is None:
            self.unexplained += 1
        else:
            self.reasons[difference.reason] += 1
        kept = self._unexplained if difference.reason is None else self._explained
        if len(kept) < SHOWN:
            kept.append(difference)

    @property
    def total(self) -> int:
        return sum(self.kinds.values())

    @property
    def first(self) -> list[Difference]:
        return [*self._unexplained, *self._explained][:SHOWN]

    def as_json(self) -> dict[str, Any]:
        return {
            "total": self.total,
            "unexplained": self.unexplained,
            "kinds": {kind.value: number for kind, number in sorted(self.kinds.items())},
            "reasons": {reason.value: number for reason, number in sorted(self.reasons.items())},
            "first": [difference.as_json() for difference in self.first],
        }
