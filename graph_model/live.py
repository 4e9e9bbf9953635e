"""Grades asked of the department systems while a question is answered: the port to them, and what of their answers is news.

A live grade is shown and never written: the graph gets it when the system is synced.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from msgspec.structs import replace

from graph_model.model import GradeRecord, SubjectData


class LiveState(StrEnum):
    """How asking a system ended."""

    ANSWERED = "ANSWERED"
    UNREACHABLE = "UNREACHABLE"
    TOO_SLOW = "TOO_SLOW"
    MISMATCHED = "MISMATCHED"  # its tables are not as the mapping says


@dataclass(frozen=True, slots=True)
class LiveAnswer:
    """What a system said at `asked_at`: the records of each subject by its key, of mode LIVE. Empty where it said nothing."""

    system_key: str
    state: LiveState
    asked_at: datetime
    records: Mapping[str, tuple[GradeRecord, ...]] = field(default_factory=dict)


class LiveGrades(Protocol):
    """The systems that can be asked. A row that the intake would reject is in no answer."""

    async def ask(self, subject_keys: Sequence[str], system_keys: Collection[str] | None = None) -> list[LiveAnswer]:
        """The answer of each of these systems (None: of all) that knows such subjects, in the plan's order.

        All are asked at once, each within its own time. Raises nothing for what a system does.
        """
        ...

    def same(self, one: GradeRecord, other: GradeRecord) -> bool:
        """Whether two records of one subject, item and day say the same."""
        ...


def with_news(data: SubjectData, answers: Iterable[LiveAnswer], live: LiveGrades) -> SubjectData:
    """The subject's data with the live records that say what no record of their item and day has said yet.

    What was known and corrected since is no news, though a system may still say it.
    """
    said: dict[tuple[str, object], list[GradeRecord]] = {}
    for record in data.records:
        said.setdefault((record.item_key, record.evaluated_on), []).append(record)
    news = tuple(
        record
        for answer in answers
        for record in answer.records.get(data.subject.key, ())
        if not any(live.same(record, known) for known in said.get((record.item_key, record.evaluated_on), ()))
    )
    return replace(data, records=(*data.records, *news)) if news else data
