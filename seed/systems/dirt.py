"""The dirt of real life in a department's database: what was planted where, and what the way in must say of it."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from graph_model.intake.refusals import RejectCode


class Dirt(StrEnum):
    """What is wrong with a row. The first group stands in the place of a right row, the others beside it."""

    REGISTRATION_NUMBER = "registration-number"  # 工商注册号 where the USCC belongs
    ORGANISATION_CODE = "organisation-code"  # 组织机构代码 where the USCC belongs
    FORMER_USCC = "former-uscc"  # 变更前的统一社会信用代码
    NAME_DIFFERS = "name-differs"  # 曾用名、简写
    LATE = "late"  # 迟报: it changed long after the day that it tells of

    DUPLICATE = "duplicate"  # 重复
    WITHDRAWN = "withdrawn"  # 已撤销, by a mark of deletion
    MISTYPED_USCC = "mistyped-uscc"
    MISTYPED_PERSON = "mistyped-person"
    NO_GRADE = "no-grade"
    UNKNOWN_GRADE = "unknown-grade"
    UNKNOWN_ITEM = "unknown-item"
    UNKNOWN_DEPARTMENT = "unknown-department"
    BAD_SCORE = "bad-score"
    BAD_DATE = "bad-date"
    BAD_PERIOD = "bad-period"
    FUTURE_DATE = "future-date"


IN_PLACE = frozenset((Dirt.REGISTRATION_NUMBER, Dirt.ORGANISATION_CODE, Dirt.FORMER_USCC, Dirt.NAME_DIFFERS, Dirt.LATE))
OF_ENTITIES = frozenset(
    (Dirt.REGISTRATION_NUMBER, Dirt.ORGANISATION_CODE, Dirt.FORMER_USCC, Dirt.NAME_DIFFERS, Dirt.MISTYPED_USCC)
)
"""A natural person has no such number, and a name that is masked cannot be seen to differ."""
ANOTHER_REGISTRATION = OF_ENTITIES | {Dirt.MISTYPED_PERSON}
"""The subject stands in the system another time, under another identity."""
REFUSED: Mapping[Dirt, RejectCode] = {
    Dirt.REGISTRATION_NUMBER: RejectCode.BAD_USCC,
    Dirt.ORGANISATION_CODE: RejectCode.BAD_USCC,
    Dirt.MISTYPED_USCC: RejectCode.BAD_USCC,
    Dirt.MISTYPED_PERSON: RejectCode.BAD_PERSON,
    Dirt.NO_GRADE: RejectCode.MISSING,
    Dirt.UNKNOWN_GRADE: RejectCode.UNKNOWN_GRADE,
    Dirt.UNKNOWN_ITEM: RejectCode.UNKNOWN_ITEM,
    Dirt.UNKNOWN_DEPARTMENT: RejectCode.UNKNOWN_WORD,
    Dirt.BAD_SCORE: RejectCode.BAD_SCORE,
    Dirt.BAD_DATE: RejectCode.BAD_DATE,
    Dirt.BAD_PERIOD: RejectCode.BAD_PERIOD,
    Dirt.FUTURE_DATE: RejectCode.FUTURE_DATE,
}
"""Codes of the ledger. A system that keeps the other numbers in columns of their own leaves the USCC blank: MISSING."""


def chosen(kinds: Sequence[Dirt], bits: int, possible: frozenset[Dirt]) -> Dirt | None:
    """The kind that `bits` picks of those that are possible for a row; None where none is."""
    start = bits % len(kinds)
    turned = (*kinds[start:], *kinds[:start])
    return next((kind for kind in turned if kind in possible), None)
