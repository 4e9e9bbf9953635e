"""Who a row is about: a USCC or a person's key, checked, with the kind that it tells and the name beside it."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import msgspec

from graph_model import uscc
from graph_model.intake import cells
from graph_model.intake.concealing import checked_key
from graph_model.intake.refusals import Refused, RejectCode, missing, quoted
from graph_model.model import Subject, SubjectKind

ENTITY_PREFIX = "uscc:"
MAX_NAME = 200
_BROKEN_NUMBER = re.compile(r"\d(?:\.\d*)?E\+?\d+", re.ASCII)


class SubjectRef(msgspec.Struct, frozen=True):
    """A subject as a row names it; `name` (a person's is masked) is None where the cell is blank."""

    key: str
    kind: SubjectKind
    uscc: str | None
    name: str | None

    def subject(self) -> Subject:
        """The subject that is made where there is none yet."""
        assert self.name is not None
        return Subject(key=self.key, kind=self.kind, name=self.name, uscc=self.uscc)


@dataclass(frozen=True, slots=True)
class IdentityColumns:
    """The columns of one end: `person` is None where only an entity can stand."""

    uscc: str
    person: str | None
    name: str


SUBJECT = IdentityColumns("uscc", "personKey", "name")


def subject_ref(row: dict[str, Any], columns: IdentityColumns = SUBJECT) -> SubjectRef:
    """The subject that a row names. Raises Refused: BAD_USCC, BAD_PERSON, TWO_SUBJECTS, MISSING."""
    name = cells.limited_text(row.get(columns.name), columns.name, MAX_NAME)
    code = cells.text(row.get(columns.uscc))
    person = cells.text(row.get(columns.person)) if columns.person in row else None
    if person is not None:
        if code is not None:
            raise _two_subjects(columns)
        return SubjectRef(checked_key(person, columns.person or ""), SubjectKind.PERSON, None, name)
    if code is None:
        alternatives = ("(自然人填身份证件号码)", " (for a person the ID number)") if columns.person else ("", "")
        raise missing(columns.uscc, "统一社会信用代码" + alternatives[0], "the USCC" + alternatives[1])
    checked, kind = _checked(code[:100], columns.uscc)
    return SubjectRef(ENTITY_PREFIX + checked, kind, checked, name)


@lru_cache(maxsize=4096)
def _checked(code: str, column: str) -> tuple[str, SubjectKind]:
    try:
        checked = uscc.check(code)
    except uscc.BadUscc as error:
        raise _bad_uscc(code, column, error) from error
    return checked, uscc.kind_of(checked)


def _bad_uscc(code: str, column: str, error: uscc.BadUscc) -> Refused:
    if _BROKEN_NUMBER.fullmatch(uscc.narrowed(code).upper()):
        return Refused(
            RejectCode.BAD_USCC,
            column,
            f"{quoted(code)}是 Excel 改成的数值,后几位已经丢失;请把该列设为文本格式,从原系统重新导出",
            f"Excel has made the number {quoted(code)} of the code and lost its last digits: format the column as text "
            "and export it from its system again",
        )
    zh, _, en = error.message.partition(" / ")
    return Refused(RejectCode.BAD_USCC, column, f"{zh};请按营业执照改正", f"{en}: correct it by the licence")


def _two_subjects(columns: IdentityColumns) -> Refused:
    return Refused(
        RejectCode.TWO_SUBJECTS,
        columns.uscc,
        "统一社会信用代码和身份证件号码只能填一个,分不清评价的是单位还是个人",
        "give either a USCC or an ID number: it cannot be told whether an entity or a person is meant",
    )
