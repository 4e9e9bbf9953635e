"""Why a row does not go in: a code for machines, and a sentence in Chinese and English that says what to do."""

from enum import StrEnum


class RejectCode(StrEnum):
    """Codes of the ledger (docs/import-format.md explains each)."""

    BAD_USCC = "BAD_USCC"
    BAD_PERSON = "BAD_PERSON"
    TWO_SUBJECTS = "TWO_SUBJECTS"
    MISSING = "MISSING"
    UNKNOWN_ITEM = "UNKNOWN_ITEM"
    COMPOSITE_OF_PERSON = "COMPOSITE_OF_PERSON"
    UNKNOWN_GRADE = "UNKNOWN_GRADE"
    UNKNOWN_SCALE = "UNKNOWN_SCALE"
    GRADES_DISAGREE = "GRADES_DISAGREE"
    BAD_SCORE = "BAD_SCORE"
    BAD_DATE = "BAD_DATE"
    BAD_PERIOD = "BAD_PERIOD"
    FUTURE_DATE = "FUTURE_DATE"
    CONFLICT = "CONFLICT"
    OUTDATED = "OUTDATED"
    TOO_LONG = "TOO_LONG"
    BAD_ROW = "BAD_ROW"
    UNKNOWN_WORD = "UNKNOWN_WORD"
    BAD_SHARE = "BAD_SHARE"
    BAD_RELATION = "BAD_RELATION"
    BAD_IDENTIFIER = "BAD_IDENTIFIER"
    AMBIGUOUS_SUBJECT = "AMBIGUOUS_SUBJECT"


class WarningCode(StrEnum):
    """What is said about a row that goes in all the same."""

    OBJECT_KIND = "OBJECT_KIND"
    NAME_DIFFERS = "NAME_DIFFERS"
    SCALE_DIFFERS = "SCALE_DIFFERS"
    BY_FORMER_USCC = "BY_FORMER_USCC"
    BY_REGISTRATION_NUMBER = "BY_REGISTRATION_NUMBER"
    BY_ORGANISATION_CODE = "BY_ORGANISATION_CODE"
    BY_NAME_AND_DISTRICT = "BY_NAME_AND_DISTRICT"
    BY_DECISION = "BY_DECISION"


class Refused(Exception):
    """A row is refused because of `column` (None: the row as a whole). `zh` and `en` never quote a person's number."""

    def __init__(self, code: RejectCode, column: str | None, zh: str, en: str) -> None:
        super().__init__(f"{code.value}: {zh} / {en}")
        self.code = code
        self.column = column
        self.zh = zh
        self.en = en


def missing(column: str, zh: str, en: str) -> Refused:
    """The refusal of a row whose `column` is blank; `zh` and `en` name what is expected there."""
    return Refused(
        RejectCode.MISSING, column, f"缺少{zh},请补上后重新导入", f"{en} is missing: fill it in and import again"
    )


def quoted(text: str) -> str:
    """A cell's text for a sentence: cut where it is long."""
    return f"“{text}”" if len(text) <= 40 else f"“{text[:40]}…”"
