"""A row of a database → one row of the canonical columns for each evaluation in it."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import msgspec

from gateway.sync.mapping import Mapping
from gateway.sync.mapping.columns import CodedValue, DateValue, Value
from gateway.sync.mapping.model import Evaluation, SubjectKeys
from gateway.sync.reading import values
from graph_model.intake import cells
from graph_model.intake.reading import RawRow
from graph_model.intake.refusals import Refused
from graph_model.uscc import narrowed

OTHER_KEYS = {
    "registrationNumber": r"\d{13}|\d{15}",
    "organisationCode": r"[0-9A-Z]{8}-?[0-9X]",
    "formerUscc": r"[0-9A-Z]{18}",
}
"""The keys that a row may have instead of a USCC, and the form of each: one column may hold several kinds of code."""
_FORMS = {name: re.compile(form, re.ASCII) for name, form in OTHER_KEYS.items()}


class SystemRow(msgspec.Struct):
    """One evaluation as it comes in, the `place`-th of its row.

    `fault`: what the mapping says of a value does not hold; `other`: keys beside the USCC.
    """

    raw: RawRow
    withdrawn: bool
    fault: Refused | None = None
    other: dict[str, str] = field(default_factory=dict)
    place: int = 0


Cell = Callable[[Sequence[Any]], Any]
"""Reads one canonical cell of a row. Raises Refused where it is not what the mapping says."""


@dataclass(frozen=True, slots=True)
class _Part:
    """One evaluation of a row, or what it says that grades nobody: which canonical cells it has, and how they are read."""

    place: int
    cells: tuple[tuple[str, Cell], ...]
    scale: str | None = None
    graded: Cell | None = None
    """What is empty where there is no such evaluation; None where there always is one."""


class RowReader:
    """Reads the rows of one mapping; `places` says where each of its columns stands in them."""

    def __init__(self, mapping: Mapping, places: dict[str, int]) -> None:
        keys = mapping.keys
        self._mapping = mapping
        self._places = places
        self.kind = mapping.kind
        self._parts = _parts(mapping, places)
        other = {
            "registrationNumber": None if keys is None else keys.registration_number,
            "organisationCode": None if keys is None else keys.organisation_code,
            "formerUscc": None if keys is None else keys.former_uscc,
        }
        self._other = {name: _plain(ref.column, ref.path, places) for name, ref in other.items() if ref is not None}
        self._of_persons = keys is not None and keys.person_id is not None

    def read(self, row: Sequence[Any], number: int) -> Iterator[SystemRow]:
        """The evaluations in a row, which is the `number`-th."""
        withdrawn, other = self._withdrawn(row), self._other_keys(row)
        for part in self._parts:
            if part.graded is None or not _is_absent(row, part.graded):
                found = SystemRow(RawRow(number, None, {}), withdrawn, None, other, part.place)
                self._fill(found, row, part)
                yield found

    def _fill(self, found: SystemRow, row: Sequence[Any], part: "_Part") -> None:
        """Put what a row says under the canonical columns, as far as it can be read."""
        canonical = found.raw.cells
        try:
            for column, read in part.cells:
                value = read(row)
                if not _is_blank(value):
                    canonical[column] = value
        except Refused as refused:
            found.fault = refused
        canonical |= found.other
        if self._of_persons:
            canonical.setdefault("personId", "")  # so that the name counts as a person's where there is no code at all
        if part.scale is not None:
            canonical["scale"] = part.scale

    def _withdrawn(self, row: Sequence[Any]) -> bool:
        mark = self._mapping.deleted
        if mark is None:
            return False
        written = cells.text(values.plain(row[self._places[mark.column]]))
        return written is not None if mark.values is None else written in mark.values

    def _other_keys(self, row: Sequence[Any]) -> dict[str, str]:
        found = {}
        for name, read in self._other.items():
            with suppress(Refused):
                written = narrowed(cells.text(read(row)) or "").upper()
                if _FORMS[name].fullmatch(written):
                    found[name] = written
        return found


def _parts(mapping: Mapping, places: dict[str, int]) -> tuple[_Part, ...]:
    """What a row of the mapping has in it, in the order in which it is read."""
    subject = tuple(
        (column, _plain(ref.column, ref.path, places)) for column, ref in _subject_columns(mapping.keys, mapping.name)
    )
    section = tuple((column, _said(column, ref, places)) for column, ref in _section_columns(mapping))
    graded = [_evaluated(place, each, subject, places) for place, each in enumerate(mapping.evaluations)]
    return (_Part(0, (*subject, *section)), *graded) if section else tuple(graded)


def _evaluated(
    place: int, evaluation: Evaluation, subject: tuple[tuple[str, Cell], ...], places: dict[str, int]
) -> _Part:
    item, grade, score = evaluation.item, evaluation.grade, evaluation.score
    parts: list[tuple[str, Cell]] = [*subject]
    if item.column is None:
        parts.append(("item", lambda row: item.key))
    else:
        parts.append(("item", _decoded("item", _plain(item.column, item.path, places), item.codes)))
    if grade.column is not None:
        parts.append(("nativeGrade", _decoded("nativeGrade", _plain(grade.column, grade.path, places), grade.codes)))
    for column, reference in (("score", score), ("documentNo", evaluation.document_no)):
        if reference is not None:
            parts.append((column, _plain(reference.column, reference.path, places)))
    for column, day in (("evaluatedOn", evaluation.evaluated_on), ("validUntil", evaluation.valid_until)):
        if day is not None:
            parts.append((column, _day(column, day, places)))
    said_by = score if grade.column is None else grade
    assert said_by is not None and said_by.column is not None, "the mapping has a grade or a score"
    graded = _plain(said_by.column, said_by.path, places) if evaluation.absent_when_null else None
    return _Part(place, tuple(parts), grade.scale, graded)


def _said(column: str, reference: Value, places: dict[str, int]) -> Cell:
    """A cell of what grades nobody."""
    if isinstance(reference, DateValue):
        return _day(column, reference, places)
    read = _plain(reference.column, reference.path, places)
    return _decoded(column, read, reference.codes) if isinstance(reference, CodedValue) else read


def _plain(column: str, path: str | None, places: dict[str, int]) -> Cell:
    """What stands in a column, or at a place of its JSON."""
    place = places[column]
    if path is None:
        return lambda row: values.plain(row[place])
    return lambda row: values.plain(values.at(row[place], path))


def _decoded(column: str, read: Cell, codes: dict[str, str]) -> Cell:
    return (lambda row: values.decoded(read(row), codes, column)) if codes else read


def _day(column: str, reference: DateValue, places: dict[str, int]) -> Cell:
    read = _plain(reference.column, reference.path, places)
    return lambda row: values.day(read(row), reference, column)


def _is_absent(row: Sequence[Any], graded: Cell) -> bool:
    with suppress(Refused):  # what cannot be read is there, and refused where it is read
        return _is_blank(graded(row))
    return False


def _subject_columns(keys: SubjectKeys | None, name: Value | None) -> list[tuple[str, Value]]:
    """The canonical columns of whom a row is about."""
    found = {"uscc": None, "personId": None} if keys is None else {"uscc": keys.uscc, "personId": keys.person_id}
    return [(column, reference) for column, reference in {**found, "name": name}.items() if reference is not None]


def _section_columns(mapping: Mapping) -> list[tuple[str, Value]]:
    """The canonical columns of what a row says that grades nobody: they are called as in the mapping."""
    section = mapping.section
    fields = {} if section is None else type(section).model_fields
    found = [(field.alias or name, getattr(section, name)) for name, field in fields.items()]
    return [(column, reference) for column, reference in found if reference is not None]


def _is_blank(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())
