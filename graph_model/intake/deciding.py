"""What the decisions about a batch have in common: what a decider is told, what it gives back, what a file has said so far."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Protocol, TypeVar

from graph_model.intake.reading import RawRow
from graph_model.intake.refusals import Refused, RejectCode, WarningCode, missing, quoted
from graph_model.intake.results import RowStatus, Verdict, Warned
from graph_model.intake.subject_refs import SubjectRef
from graph_model.model import Subject
from graph_model.store import Row
from graph_model.uscc import narrowed
from graph_model.writing import Additions

C = TypeVar("C")
MEMORY_ROWS = 50_000
UNCHANGED = Verdict(RowStatus.UNCHANGED)
ACCEPTED = Verdict(RowStatus.ACCEPTED)
CORRECTED = Verdict(RowStatus.ACCEPTED, correction=True)


class Source(Protocol):
    """What decisions read from: a transaction, or (in a dry run) the store."""

    async def run(self, query: str, parameters: Mapping[str, Any] | None = None) -> list[Row]: ...


class FileMemory:
    """What the rows of one file have said so far: identity → content, as hashes, for the last rows only.

    It remembers between 50,000 and 100,000 rows, some 10 MB, however long the file. What an import has written itself it
    finds in the graph at any distance; the memory is for rows that were unchanged and for dry runs.
    """

    def __init__(self, rows: int = MEMORY_ROWS) -> None:
        self._rows = rows
        self._recent: dict[int, int] = {}
        self._older: dict[int, int] = {}

    def said(self, identity: int) -> int | None:
        """Hash of the content that an earlier row gave, None where none is remembered."""
        found = self._recent.get(identity)
        return found if found is not None else self._older.get(identity)

    def add(self, said: Mapping[int, int]) -> None:
        """Remember the rows of a batch; the first word on a thing stands."""
        for identity, content in said.items():
            if self.said(identity) is None:
                self._recent[identity] = content
        if len(self._recent) >= self._rows:
            self._older, self._recent = self._recent, {}


@dataclass(slots=True)
class Scene:
    """Circumstances of a batch. `said` collects what its rows say; it joins the file's memory when the batch is committed."""

    import_key: str
    batch_key: str
    now: datetime
    """Not before any instant that this import has written."""
    memory: FileMemory
    dry_run: bool = False
    said: dict[int, int] = field(default_factory=dict)

    def earlier(self, identity: int) -> int | None:
        """What an earlier row of the file said of this (see `FileMemory.said`)."""
        found = self.said.get(identity)
        return found if found is not None else self.memory.said(identity)

    def after(self, instants: Sequence[datetime]) -> datetime:
        """An instant for what is written now: after all of `instants`, whatever the clock says."""
        return max(self.now, max(instants) + timedelta(microseconds=1)) if instants else self.now


@dataclass(slots=True)
class Decision:
    """The verdicts on the claims of a batch, in their order, and what has to be written. `at` is its instant."""

    verdicts: list[Verdict]
    additions: Additions
    at: datetime


class Intake(Protocol[C]):
    """How one kind of file comes in: a row becomes a claim, the claims of a batch are decided together."""

    def claim(self, raw: RawRow, today: date) -> C:
        """What the row says. Pure; raises Refused."""
        ...

    def saying(self, claim: C) -> tuple[int, int]:
        """(identity, content) of a claim as hashes, for the file's memory."""
        ...

    def subject_keys(self, claim: C) -> tuple[str, ...]:
        """Subjects that the claim is about."""
        ...

    async def decide(self, source: Source, claims: Sequence[C], scene: Scene) -> Decision:
        """Read what is known of the claims' subjects and decide. Writes nothing."""
        ...


class Arrivals:
    """Subjects that a batch names: those that are known, and those that its rows make."""

    def __init__(self, known: Mapping[str, Subject], scene: Scene) -> None:
        self._known = known
        self._scene = scene
        self.new: dict[str, Subject] = {}

    def admit(self, *refs: tuple[SubjectRef, str]) -> tuple[Warned, ...]:
        """Make the subjects of a row that are not known; each comes with the column of its name.

        Raises Refused (MISSING) if one that must be made has no name; none is made then. Warns of another name than known.
        """
        found = [self._known.get(ref.key) or self.new.get(ref.key) for ref, _ in refs]
        for (ref, name_column), subject in zip(refs, found, strict=True):
            if subject is None and ref.name is None and not self._imagined(ref.key):
                raise missing(name_column, "主体名称(库中还没有这一主体)", "the name (the subject is not known yet)")
        warnings: tuple[Warned, ...] = ()
        for (ref, name_column), subject in zip(refs, found, strict=True):
            if subject is None:
                self._make(ref)
            elif ref.name is not None and not _same_name(subject.name, ref.name):
                warnings = (*warnings, _name_differs(subject.name, ref.name, name_column))
        return warnings

    def _imagined(self, key: str) -> bool:
        """Whether, in a dry run, an earlier batch would have made the subject."""
        return self._scene.dry_run and self._scene.earlier(hash(("subject", key))) is not None

    def _make(self, ref: SubjectRef) -> None:
        if not self._imagined(ref.key):
            self.new[ref.key] = ref.subject()
            self._scene.said[hash(("subject", ref.key))] = 1


def _same_name(one: str, other: str) -> bool:
    """Whether two names differ in width and blanks only."""
    return one == other or narrowed(one) == narrowed(other)


def _name_differs(known: str, given: str, column: str) -> Warned:
    return Warned(
        WarningCode.NAME_DIFFERS,
        column,
        f"库中的名称是{quoted(known)},这一行是{quoted(given)};按代码归入前者,请核对代码",
        f"known as {quoted(known)}, here {quoted(given)}; taken in by the code, so check the code",
    )


def conflict(column: str, zh: str, en: str) -> Verdict:
    """The verdict on a row that contradicts an earlier row of the same file."""
    return Verdict(RowStatus.REJECTED, refused=Refused(RejectCode.CONFLICT, column, zh, en))


def refusal(refused: Refused) -> Verdict:
    """The verdict on a row that raised `refused`."""
    return Verdict(RowStatus.REJECTED, refused=refused)
