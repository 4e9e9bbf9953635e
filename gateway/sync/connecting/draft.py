"""A mapping as far as it has been answered."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from gateway.sync.connecting.lexicon import Role
from gateway.sync.connecting.structure import Place
from gateway.sync.mapping.model import LiveType

IDENTITIES = (
    Role.USCC,
    Role.PERSON_ID,
    Role.REGISTRATION_NUMBER,
    Role.ORGANISATION_CODE,
    Role.FORMER_USCC,
)


@dataclass(frozen=True, slots=True)
class DayAnswer:
    """Where a day stands, how it is written and in which zone."""

    place: Place
    form: str | None = None
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class ItemAnswer:
    """Always the same item, or what a place says, by a code table."""

    key: str | None = None
    place: Place | None = None
    codes: tuple[tuple[str, str], ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """The items that it can be, as far as they are told."""
        return (self.key,) if self.key is not None else tuple(dict.fromkeys(key for _, key in self.codes))


@dataclass(frozen=True, slots=True)
class EvaluationDraft:
    """One evaluation in a row; `grade` is None where there are points only."""

    grade: Place | None = None
    item: ItemAnswer | None = None
    scale: str | None = None
    codes: tuple[tuple[str, str], ...] = ()
    score: Place | None = None
    evaluated_on: DayAnswer | None = None
    valid_until: DayAnswer | None = None
    document_no: Place | None = None
    absent_when_null: bool = False

    def places(self) -> Iterator[Place]:
        days = [answer.place for answer in (self.evaluated_on, self.valid_until) if answer is not None]
        items = [] if self.item is None else [self.item.place]
        for place in (self.grade, *items, self.score, self.document_no, *days):
            if place is not None:
                yield place


@dataclass(frozen=True, slots=True)
class DeletedAnswer:
    place: Place
    values: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class ChangesAnswer:
    kind: str
    place: Place | None = None
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class LiveAnswer:
    name: str
    place: Place
    type: LiveType
    description: str


@dataclass(frozen=True, slots=True)
class Draft:
    """The answers. `connection` is the mapping's own part, `select` the SQL in the place of a table."""

    connection: tuple[tuple[str, str], ...] = ()
    select: str | None = None
    system: str | None = None
    title: str | None = None
    table: str | None = None
    identities: tuple[tuple[Role, Place], ...] = ()
    name: Place | None = None
    evaluations: tuple[EvaluationDraft, ...] = ()
    deleted: DeletedAnswer | None = None
    changes: ChangesAnswer | None = None
    key: tuple[Place, ...] = ()
    live: tuple[LiveAnswer, ...] = field(default=())

    @property
    def main(self) -> str:
        assert self.table is not None, "the table is asked for first"
        return self.table

    def identity(self, role: Role) -> Place | None:
        return dict(self.identities).get(role)

    def with_identity(self, role: Role, place: Place | None) -> "Draft":
        others = {of: where for of, where in self.identities if of is not role}
        given = others if place is None else {**others, role: place}
        return replace(self, identities=tuple((of, given[of]) for of in IDENTITIES if of in given))

    def with_evaluation(self, number: int, **changed: Any) -> "Draft":
        """With some of the `number`-th evaluation changed."""
        evaluations = list(self.evaluations)
        evaluations[number] = replace(evaluations[number], **changed)
        return replace(self, evaluations=tuple(evaluations))

    def places(self) -> Iterator[Place]:
        """Every place that the mapping will name."""
        yield from (place for _, place in self.identities)
        yield from (place for evaluation in self.evaluations for place in evaluation.places())
        yield from (answer.place for answer in self.live)
        yield from self.key
        marks = [] if self.deleted is None else [self.deleted.place]
        changes = [] if self.changes is None else [self.changes.place]
        for place in (self.name, *marks, *changes):
            if place is not None:
                yield place
