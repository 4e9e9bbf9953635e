"""A line of the audit trail: who, why, what, when, from where. It holds keys, names and digests, never a value that was answered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

import orjson

from gateway.security.identity import Identity
from graph_model.model import instant_text


class Kind(StrEnum):
    """What a line tells."""

    ACCESS = "access"
    """Grades, facts or discrepancies of subjects were answered, or grades were counted."""
    REFUSAL = "refusal"
    """Something was refused to who asked."""
    CHANGE = "change"
    """Something is changed: a line before it is (`begun`), and one that says how it ended."""
    EXPORT = "export"
    """Rows were handed out as a file, or pushed."""
    OPENING = "opening"
    """A process began to write this chain."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line. `who` None: nobody that is known. `subjects` are keys, `fields` are `Type.field`, as JSON already.

    `document` is the SHA-256 of what was asked; `details` is what else this kind of line tells.
    """

    kind: Kind
    at: datetime
    who: Identity | None = None
    origin: str = ""
    operation: str = ""
    document: str = ""
    fields: bytes = b"[]"
    subjects: tuple[str, ...] = ()
    details: Mapping[str, Any] = field(default_factory=dict)

    def body(self) -> str:
        """The line as JSON, the text that is kept and covered by the chain."""
        told: dict[str, Any] = {"kind": self.kind.value, "at": instant_text(self.at), **_person(self.who)}
        for name, value in (("from", self.origin), ("operation", self.operation), ("document", self.document)):
            if value:
                told[name] = value
        if self.fields != b"[]":
            told["fields"] = orjson.Fragment(self.fields)
        if self.subjects:
            told["subjects"] = self.subjects
        return orjson.dumps({**told, **self.details}).decode()


def _person(who: Identity | None) -> dict[str, str]:
    if who is None:
        return {}
    parts = {"who": who.account, "role": who.role.value, "department": who.department, "district": who.district}
    parts |= {"case": who.case, "reason": who.case_reason, "system": who.system, "as": who.subject or who.grantee}
    return {name: value for name, value in parts.items() if value is not None}
