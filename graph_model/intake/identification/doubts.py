"""Rows that only a person can put down to somebody: by what they are known again, and what was decided about them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from graph_model import persons, uscc
from graph_model.intake import cells
from graph_model.intake.concealing import STRUCK_OUT
from graph_model.intake.deciding import Source
from graph_model.intake.identification.clues import Clues
from graph_model.intake.identification.rules import Candidate
from graph_model.intake.identities import short_hash
from graph_model.intake.refusals import Refused

PREFIX = "identity:"
STANDING = (
    "UNWIND $keys AS key MATCH (v:IdentityReview {key: key}) WHERE v.decision IS NOT NULL "
    "RETURN v.key, v.decision, v.subject"
)
_LONGEST = 200
_SHARED = re.compile(r"\d(?:\.\d*)?E\+?\d+|\W*", re.ASCII)
"""What stands in the column of the USCC in many rows and tells nothing of any."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A decision that stands: rows of its review mean this subject, or (None) nobody who is known."""

    decision: str
    subject_key: str | None


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a row is a person's to decide about. `refused` is what the ledger says of it while it waits."""

    key: str
    department_key: str | None
    clues: Clues
    candidates: tuple[Candidate, ...]
    refused: Refused
    standing: Standing | None = None


def with_written(clues: Clues, row: Mapping[str, Any]) -> Clues | None:
    """The clues by which a row is known again, None where it has none. A code that is mistyped tells rows apart, and the
    masked name of a person is nobody's."""
    name = None if clues.name is None or persons.MASK in clues.name else clues.name
    if not clues.codes and name is None:
        return None
    written = uscc.narrowed(cells.text(row.get("uscc")) or "").upper()[:_LONGEST]
    is_told = any(code == written.replace("-", "") for _, code in clues.codes)
    if is_told or STRUCK_OUT in written or _SHARED.fullmatch(written):
        written = ""
    return Clues(clues.codes, name and name[:_LONGEST], clues.district and clues.district[:_LONGEST], written or None)


def review_key(department_key: str | None, clues: Clues) -> str:
    """The review that rows with these clues of this department belong to."""
    codes = sorted(f"{kind.value}:{code}" for kind, code in clues.codes)
    parts = (department_key, uscc.narrowed(clues.name or ""), uscc.narrowed(clues.district or ""), clues.written)
    return PREFIX + short_hash(*(part or "" for part in parts), *codes)


async def standing_decisions(source: Source, keys: Iterable[str]) -> dict[str, Standing]:
    """What stands, by review."""
    rows = await source.run(STANDING, {"keys": sorted(set(keys))})
    return {key: Standing(decision, subject_key) for key, decision, subject_key in rows}
