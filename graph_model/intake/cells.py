"""One cell as a department wrote it → one value, or a refusal that says how it should be written.

A cell is text (CSV), text, a number, a truth value or a date (XLSX, JSON). Every function takes the cell and the canonical
column that it stands in, gives None for a blank cell, and raises `Refused` for what cannot be read. Nothing is guessed.
"""

import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from graph_model.intake.refusals import Refused, RejectCode, quoted
from graph_model.model import CITY_ZONE
from graph_model.uscc import narrowed

MAX_CHARACTERS = 4_000
"""Longest cell of a known column."""

_FORMULA_GUARD = re.compile(r"'[=+@\t\r-]", re.ASCII)
_SEPARATED_DAY = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})", re.ASCII)
_CHINESE_DAY = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日?", re.ASCII)
_PLAIN_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_SERIAL_DAY = re.compile(r"(\d{5})(?:\.\d+)?", re.ASCII)
_CLOCK = re.compile(r"\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?", re.ASCII)
_ZONED = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:?\d{2})", re.ASCII)
_NUMBER = re.compile(r"-?\d{1,12}(?:\.\d{1,12})?", re.ASCII)
_THOUSANDS = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?", re.ASCII)
_SERIAL_ZERO = date(1899, 12, 30)
_FIRST_SERIAL, _LAST_SERIAL = 18_264, 73_050  # 1950-01-01 … 2099-12-31
_ENDLESS = frozenset(
    ("长期", "长期有效", "永久", "永久有效", "无固定期限", "无限期", "9999-12-31", "99991231", "9999/12/31")
)


def text(cell: Any) -> str | None:
    """The text of a cell without surrounding blanks, zero-width and control characters; inner blanks become one."""
    if cell is None:
        return None
    if not isinstance(cell, str):
        cell = _written(cell)
    if cell.isalnum():
        return str(cell)  # letters and digits only, as most cells are
    if not cell.isprintable():
        cell = "".join(_visible(character) for character in cell)
    if "  " in cell:
        cell = " ".join(cell.split())
    if cell.startswith("'") and _FORMULA_GUARD.match(cell):
        cell = cell[1:]  # the guard that `export_rejects` puts before what a spreadsheet would take for a formula
    return cell.strip() or None


def _visible(character: str) -> str:
    if character.isprintable():
        return character
    return " " if character.isspace() else ""


def _written(cell: Any) -> str:
    """A number, a day or a truth value of a sheet as a person would type it."""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time.min else cell.isoformat(sep=" ")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, (list, tuple)):
        return "、".join(_written(part) if not isinstance(part, str) else part for part in cell if part is not None)
    return str(cell)


def limited_text(cell: Any, column: str, limit: int = MAX_CHARACTERS) -> str | None:
    """`text`, refused with TOO_LONG beyond `limit` characters."""
    if isinstance(cell, str) and len(cell) > limit:
        raise Refused(
            RejectCode.TOO_LONG,
            column,
            f"单元格有 {len(cell)} 个字,最多 {limit} 个;请检查引号是否配对、是否错列",
            f"the cell has {len(cell)} characters, at most {limit}: check the quotes and that columns are not shifted",
        )
    return text(cell)


def code(cell: Any) -> str | None:
    """Text of a code: half-width, upper case, without any blank."""
    written = text(cell)
    if written is None or (written.isascii() and " " not in written):
        return written and written.upper()
    return narrowed(written).upper() or None


# --- days --------------------------------------------------------------------------------------------------------------


def day(cell: Any, column: str) -> date | None:
    """The day that a cell names. Two-digit years, month-first and day-first forms are ambiguous and refused."""
    if not isinstance(cell, str):
        if isinstance(cell, datetime):
            return _in_city(cell)
        if cell is None or isinstance(cell, date):
            return cell
        if isinstance(cell, bool) or not isinstance(cell, (int, float)):
            raise _bad_day(column, _written(cell)[:40])
    written = text(cell)
    if written is None:
        return None
    found = _day(written) if len(written) <= 40 else None
    if found is None:
        raise _bad_day(column, written)
    return found


def end_day(cell: Any, column: str) -> date | None:
    """As `day`; 长期 and its like mean: without end (None)."""
    return None if isinstance(cell, str) and code(cell) in _ENDLESS else day(cell, column)


@lru_cache(maxsize=8192)
def _day(written: str) -> date | None:
    try:
        return _parsed_day(written)
    except ValueError:
        return None


def _parsed_day(written: str) -> date | None:
    if _ZONED.fullmatch(written):
        return _in_city(datetime.fromisoformat(written))
    compact = narrowed(_without_clock(written))
    for pattern, parts in ((_SEPARATED_DAY, (1, 3, 4)), (_CHINESE_DAY, (1, 2, 3)), (_PLAIN_DAY, (1, 2, 3))):
        if found := pattern.fullmatch(compact):
            year, month, number = (int(found[part]) for part in parts)
            return date(year, month, number) if 1900 <= year <= 2199 else None
    found = _SERIAL_DAY.fullmatch(compact)
    return _serial_day(int(found[1])) if found else None


def _without_clock(written: str) -> str:
    """The day of `2023-8-21 0:00:00` and `2023-08-21T00:00:00`; anything else as it is."""
    head, _, tail = written.replace("T", " ").rpartition(" ")
    return head if head and _CLOCK.fullmatch(narrowed(tail)) else written


def _serial_day(serial: int) -> date | None:
    """A day as a spreadsheet counts it, from 1950 to 2099; other numbers are no day."""
    return _SERIAL_ZERO + timedelta(days=serial) if _FIRST_SERIAL <= serial <= _LAST_SERIAL else None


def _in_city(instant: datetime) -> date:
    return instant.date() if instant.tzinfo is None else instant.astimezone(CITY_ZONE).date()


def _bad_day(column: str, written: str) -> Refused:
    return Refused(
        RejectCode.BAD_DATE,
        column,
        f"日期{quoted(written)}读不出唯一的一天;请写成 2023-08-21 这样的年月日",
        f"{quoted(written)} is not one certain day: write it as 2023-08-21",
    )


# --- numbers and truth values ------------------------------------------------------------------------------------------


def number(cell: Any, column: str) -> float | None:
    """A score. `95`, `95.5`, `95分`, `1,000`; a percentage or a range is refused."""
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        if abs(cell) < 1e12:  # False for nan and the infinities too
            return float(cell)
        raise _bad_number(column, str(cell))
    written = code(cell)
    if written is None:
        return None
    digits = written.removesuffix("分")
    if not _NUMBER.fullmatch(digits):
        digits = digits.replace(",", "") if len(digits) <= 30 and _THOUSANDS.fullmatch(digits) else ""
    if not digits:
        raise _bad_number(column, written)
    return float(digits)


def _bad_number(column: str, written: str) -> Refused:
    return Refused(
        RejectCode.BAD_SCORE,
        column,
        f"{quoted(written)}不是一个分数;请写成 95 或 95.5",
        f"{quoted(written)} is not a score: write 95 or 95.5",
    )


def share(cell: Any, column: str) -> float | None:
    """A shareholding as a fraction: `35%` or `0.35`. A number above 1 without `%` is refused, since it may be either."""
    written = code(cell)
    if written is None:
        return None
    percent = written.endswith("%")
    digits = written.removesuffix("%")
    value = float(digits) / (100 if percent else 1) if _NUMBER.fullmatch(digits) else -1.0
    if not 0 <= value <= 1:
        raise Refused(
            RejectCode.BAD_SHARE,
            column,
            f"{quoted(written)}不是持股比例;请写成 35% 或 0.35",
            f"{quoted(written)} is not a shareholding: write 35% or 0.35",
        )
    return round(value, 12)


_YES = frozenset(("是", "Y", "YES", "TRUE", "1", "已接入", "√", "✓"))
_NO = frozenset(("否", "N", "NO", "FALSE", "0", "未接入", "×", "✗"))


def yes_or_no(cell: Any, column: str) -> bool | None:
    """是 or 否, in the ways in which they are written."""
    written = code(cell)
    if written is None:
        return None
    if written in _YES or written in _NO:
        return written in _YES
    raise Refused(
        RejectCode.UNKNOWN_WORD,
        column,
        f"{quoted(written)}不是“是”或“否”",
        f"{quoted(written)} is neither 是 (yes) nor 否 (no)",
    )
