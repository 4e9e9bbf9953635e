"""Natural persons leave no trace of their ID number: the first step of every row, before anything else sees it.

The number becomes a keyed hash and the name is masked. A number that stands in another column, where it does not belong,
is struck out of that cell. What comes out of here may be stored, logged and shown.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from graph_model import persons, uscc
from graph_model.intake import cells
from graph_model.intake.columns import Kind
from graph_model.intake.reading import RawRow
from graph_model.intake.refusals import Refused, RejectCode

STRUCK_OUT = "[证件号码已隐去]"
_DAY = r"(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_ID_NUMBER = re.compile(rf"[1-9]\d{{5}}-?{_DAY}-?\d{{3}}[\dXx]?", re.ASCII)
_LONG_FLOAT = re.compile(r"(\d)\.(\d{1,4})(\d*)(E\+?1[4-9])", re.ASCII | re.IGNORECASE)
_BEGINS_AS_ID = re.compile(rf"[1-9]\d{{5}}{_DAY}", re.ASCII)
_DIGIT = "[0-9\uff10-\uff19]"
_MANY_DIGITS = re.compile(rf"(?<!{_DIGIT}){_DIGIT}(?:\W*+{_DIGIT}){{14}}")
_EXPONENT = re.compile(r"[Ee\uff25\uff45]\W*[+1\uff0b\uff11]")
_SHORTEST_ID = 15
_MODERN = re.compile(r"\d{17}[\dX]", re.ASCII)
_OLD = re.compile(r"\d{15}", re.ASCII)
_FOREIGN = re.compile(r"(?=.*[A-Z])[A-Z0-9]{5,20}|\d{8,10}", re.ASCII)
_KEY = re.compile(re.escape(persons.PREFIX) + r"[0-9a-f]{32}", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Identity:
    """The columns that say who a row is about."""

    uscc: str
    person_id: str
    person_key: str
    name: str


_SUBJECT = _Identity("uscc", "personId", "personKey", "name")
_CODES_OF_ENTITIES = ("registrationNumber", "organisationCode", "formerUscc")
_IDENTITIES = {
    Kind.GRADES: _SUBJECT,
    Kind.FACTS: _SUBJECT,
    Kind.SUBJECTS: _SUBJECT,
    Kind.INSPECTIONS: _SUBJECT,
    Kind.RELATIONS: _Identity("fromUscc", "fromPersonId", "fromPersonKey", "fromName"),
}


def conceal(raw: RawRow, kind: Kind, secret: bytes) -> RawRow:
    """The row with the ID number hashed into the person's key, the person's name masked and stray numbers struck out.

    A number that is none comes back as the row's `fault`; it is in no message.
    """
    identity = _IDENTITIES.get(kind)
    row = raw.cells
    if raw.sheet is not None:
        raw.sheet = without_id_numbers(raw.sheet)
    number = row.pop(identity.person_id, None) if identity else None
    struck = [] if _is_harmless(row) else [c for c, cell in list(row.items()) if _strike_out(row, c, cell)]
    if identity is None or raw.fault is not None:
        return raw
    if number is None and not struck and identity.person_key not in row:
        return raw  # about an entity, as most rows are
    person = _is_of_person(row, identity, number, struck)
    if number is not None and cells.text(number) is not None:
        try:
            _set_key(row, identity, number, secret)
        except Refused as refused:
            raw.fault = refused
    if person and identity.name in row:
        name = cells.text(row[identity.name])
        row[identity.name] = persons.masked_name(name[:40]) if name else None
    return raw


def _is_harmless(row: dict[str, Any]) -> bool:
    """Whether no cell can hold an ID number, asked of all cells of text at once. A cell of anything else is looked at."""
    try:
        return not _is_suspect("_".join(row.values()))
    except TypeError:
        return False


def _is_suspect(written: str) -> bool:
    """Whether a text has many digits, however they are spaced, or an exponent: only such a one is looked at closely."""
    return bool(_MANY_DIGITS.search(written) or _EXPONENT.search(written))


def _is_of_person(row: dict[str, Any], identity: _Identity, number: Any, struck: list[str]) -> bool:
    """Whether the name in a row may be a person's: an ID number or a key is given, or it belongs in a blank cell."""
    if (
        identity.uscc in struck
        or cells.text(number) is not None
        or cells.text(row.get(identity.person_key)) is not None
    ):
        return True
    asked_for = number is not None or identity.person_key in row or identity.name in struck
    return asked_for and all(cells.text(row.get(column)) is None for column in (identity.uscc, *_CODES_OF_ENTITIES))


def without_id_numbers(written: str) -> str:
    """A text (a file's name, say) with ID numbers struck out."""
    if len(written) < _SHORTEST_ID:
        return written
    return _ID_NUMBER.sub(STRUCK_OUT, written)


def _strike_out(row: dict[str, Any], column: str, cell: Any) -> bool:
    """Strike an ID number out of one cell; whether there was one."""
    if isinstance(cell, str):
        if len(cell) < _SHORTEST_ID:
            return False
    elif isinstance(cell, float) and abs(cell) >= 1e14:
        cell = row[column] = f"{cell:.14E}"
    elif isinstance(cell, int) and abs(cell) >= 10**14:
        cell = row[column] = str(cell)
    elif isinstance(cell, list):
        cell = row[column] = cells.text(cell) or ""
    else:
        return False
    clean = struck_out(cell)
    if clean is cell:
        return False
    row[column] = clean
    return STRUCK_OUT in clean


@lru_cache(maxsize=8192)
def struck_out(cell: str) -> str:
    """A cell without ID numbers and the digits of one that a spreadsheet left over. A valid USCC that looks like one stays."""
    if not _is_suspect(cell):
        return cell
    narrow = uscc.narrowed(cell)
    found = _ID_NUMBER.search(narrow) or _LONG_FLOAT.search(narrow)
    if not found or uscc.is_valid(narrow):
        return cell
    return _LONG_FLOAT.sub(_shortened, _ID_NUMBER.sub(STRUCK_OUT, narrow))


def _shortened(found: re.Match[str]) -> str:
    """What a spreadsheet left of a long number: a few digits, none where they may be of an ID number."""
    if _BEGINS_AS_ID.match(found[1] + found[2] + found[3]):
        return STRUCK_OUT
    return f"{found[1]}.{found[2]}{found[4]}"


def _set_key(row: dict[str, Any], identity: _Identity, number: Any, secret: bytes) -> None:
    key = key_of_number(number, identity.person_id, secret)
    given = cells.text(row.get(identity.person_key))
    row[identity.person_key] = key
    if given is not None and given.lower() != key:
        raise Refused(
            RejectCode.BAD_PERSON,
            identity.person_key,
            "证件号码和个人编号不是同一个人;请只留一个",
            "the ID number and the person's key are of two persons: keep one",
        )


def key_of_number(cell: Any, column: str, secret: bytes) -> str:
    """The key of the person whose ID number a cell has. Raises Refused, whose words have no digit of it."""
    return persons.person_key(_id_number(cell, column), secret)


def _id_number(cell: Any, column: str) -> str:
    """The number in its one form: 18 characters where it is a Chinese one (an old one of 15 is lengthened)."""
    if isinstance(cell, float) and abs(cell) >= 1e14:
        raise _bad_person(
            column, "Excel 已把证件号码变成数值,后几位丢失", "Excel has made a number of it and lost its last digits"
        )
    written = cells.code(cell) or ""
    if re.search(r"\d\.?\d*E\+?\d", written):
        raise _bad_person(
            column,
            "Excel 已把证件号码变成科学计数,后几位丢失",
            "Excel has made a number of it and lost its last digits",
        )
    if _OLD.fullmatch(written):
        lengthened = written[:6] + "19" + written[6:]
        return lengthened + persons.id_check_character(lengthened)
    if _MODERN.fullmatch(written):
        if written[17] != persons.id_check_character(written[:17]):
            raise _bad_person(column, "证件号码的校验码不对", "its check character is wrong")
        return written
    if _FOREIGN.fullmatch(written):
        return written
    raise _bad_person(column, "证件号码的位数或字符不对", "its length or its characters are wrong")


def _bad_person(column: str, zh: str, en: str) -> Refused:
    return Refused(
        RejectCode.BAD_PERSON,
        column,
        f"{zh};号码不保存,请在原文件中改正(该列设为文本格式)后重新导入",
        f"the ID number cannot be used: {en}; it is not kept, so correct it in your own file and import again",
    )


def checked_key(cell: Any, column: str) -> str:
    """A person's key as an exported ledger has it. Raises Refused."""
    key = (cells.text(cell) or "").lower()
    if _KEY.fullmatch(key):
        return key
    raise Refused(
        RejectCode.BAD_PERSON,
        column,
        "个人编号应为 person: 加 32 位十六进制数,由系统导出;没有时请填身份证件号码",
        "a person's key is person: and 32 hex digits as we export it; otherwise give the ID number",
    )
