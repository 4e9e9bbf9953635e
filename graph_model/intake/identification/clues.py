"""What in a row may tell whom it means, beside a USCC that is known."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graph_model import uscc
from graph_model.intake import cells
from graph_model.model import IdentifierKind

_FORMS: Mapping[IdentifierKind, re.Pattern[str]] = {
    IdentifierKind.FORMER_USCC: re.compile(r"[0-9A-Z]{18}", re.ASCII),
    IdentifierKind.REGISTRATION_NUMBER: re.compile(r"\d{13}|\d{15}", re.ASCII),
    IdentifierKind.ORGANISATION_CODE: re.compile(r"[0-9A-Z]{8}-?[0-9X]", re.ASCII),
}
COLUMNS: Mapping[IdentifierKind, str] = {
    IdentifierKind.FORMER_USCC: "formerUscc",
    IdentifierKind.REGISTRATION_NUMBER: "registrationNumber",
    IdentifierKind.ORGANISATION_CODE: "organisationCode",
}
"""The canonical column of each kind of code. Any of them may also stand in the column of the USCC."""


@dataclass(frozen=True, slots=True)
class Clues:
    """The codes of a row by their kind, its name and its district; `written` is what stands for a USCC and is no code."""

    codes: tuple[tuple[IdentifierKind, str], ...]
    name: str | None
    district: str | None
    written: str | None = None


def read_code(kind: IdentifierKind, cell: Any) -> str | None:
    """A code of this kind in the one way in which it is kept; None where the cell does not hold one."""
    written = uscc.narrowed(cells.code(cell) or "").upper()
    if not _FORMS[kind].fullmatch(written):
        return None
    if kind is IdentifierKind.FORMER_USCC and not uscc.is_valid(written):
        return None
    return written.replace("-", "")


def clues_of(row: Mapping[str, Any]) -> Clues:
    """The clues of a row by canonical columns. A valid USCC, which is nobody's, is a former one for all we know."""
    codes: dict[tuple[IdentifierKind, str], None] = {}
    for kind, column in COLUMNS.items():
        for cell in (row.get(column), row.get("uscc")):
            code = read_code(kind, cell)
            if code is not None:
                codes[kind, code] = None
                if kind is IdentifierKind.FORMER_USCC:
                    codes[IdentifierKind.ORGANISATION_CODE, organisation_code(code)] = None
    return Clues(tuple(codes), cells.text(row.get("name")), cells.text(row.get("district")))


def clues_in_code(code: str, row: Mapping[str, Any]) -> Clues:
    """The clues of a row that has a valid USCC (`code`), which is nobody's, and no other code; its name is none."""
    codes = ((IdentifierKind.FORMER_USCC, code), (IdentifierKind.ORGANISATION_CODE, organisation_code(code)))
    return Clues(codes, None, cells.text(row.get("district")))


def organisation_code(code: str) -> str:
    """组织机构代码: places 9 to 17 of a USCC, the same under every code that an organisation has had (GB 32100-2015)."""
    return code[8:17]
