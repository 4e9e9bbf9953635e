"""Tellings: what a row of a platform says, where it grades nobody: a fact, registration data, a connected inspection item."""

from dataclasses import dataclass, replace
from typing import Any

from graph_model.intake.columns import Kind
from graph_model.intake.fact_rows import FactClaim
from graph_model.intake.register_rows import RegisterLine
from graph_model.intake.subject_rows import SubjectClaim
from graph_model.model import day_text


@dataclass(frozen=True, slots=True)
class Telling:
    """`stem` is the same for all that is told of one thing, `identity` what it is made of.

    `values` stand in the order of their kind; None: the row does not say, so that whatever is known stands.
    `subject_key` None: it is about no subject.
    """

    kind: Kind
    stem: str
    subject_key: str | None
    identity: tuple[str, ...]
    values: tuple[str | None, ...]
    decision: str | None = None
    """By which the row is put down to the subject, where a person had to decide that."""

    def as_told(self, known: tuple[str | None, ...]) -> "Telling":
        """What is `known` of the same thing, as far as this telling speaks of it."""
        seen = tuple(None if told is None else other for told, other in zip(self.values, known, strict=True))
        return replace(self, values=seen)

    def merged(self, known: tuple[str | None, ...]) -> tuple[str | None, ...]:
        """What is `known` after this telling."""
        return tuple(other if told is None else told for told, other in zip(self.values, known, strict=True))

    def as_json(self) -> dict[str, Any]:
        return {self.kind.value: [self.stem, self.subject_key, self.identity, self.values, self.decision]}


def telling_from(value: dict[str, Any]) -> Telling:
    """The telling that `as_json` writes."""
    [(kind, (stem, subject_key, identity, values, decision))] = value.items()
    return Telling(Kind(kind), stem, subject_key, tuple(identity), tuple(values), decision)


def telling_of(claim: FactClaim | SubjectClaim | RegisterLine) -> Telling:
    """What a claim tells."""
    if isinstance(claim, FactClaim):
        severity, item_key, description = claim.content
        identity = (claim.conduct, day_text(claim.occurred_on), claim.document_no)
        values = (severity.value, item_key, description)
        decision = None if claim.by is None else claim.by.decision
        return Telling(Kind.FACTS, claim.key, claim.subject.key, identity, values, decision)
    if isinstance(claim, SubjectClaim):
        *words, registered_on = claim.content
        day = None if registered_on is None else day_text(registered_on)
        codes = tuple(f"{identifier.kind.value}={identifier.value}" for identifier in claim.identifiers)
        return Telling(Kind.SUBJECTS, claim.subject.key, claim.subject.key, codes, (*words, day))
    about = (claim.department_key, claim.name)
    return Telling(Kind.REGISTERS, claim.key, None, about, ("1" if claim.connected else "0",))
