"""A row of a database → one row of the canonical columns for each evaluation in it."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from gateway.sync.mapping import Mapping
from gateway.sync.mapping.columns import CodedValue, DateValue, Value
from gateway.sync.mapping.model import Evaluation, GradeValue, ItemValue, SubjectKeys
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


@dataclass(slots=True)
class SystemRow:
    """One evaluation as it comes in, the `place`-th of its row.

    `fault`: what the mapping says of a value does not hold; `other`: keys beside the USCC.
    """

    raw: RawRow
    withdrawn: bool
    fault: Refused | None = None
    other: dict[str, str] = field(default_factory=dict)
    place: int = 0


class RowReader:
    """Reads the rows of one mapping; `places` says where each of its columns stands in them."""

    def __init__(self, mapping: Mapping, places: dict[str, int]) -> None:
        self._mapping = mapping
        self._places = places
        self.kind = mapping.kind
        keys = mapping.keys
        self._subject = _subject_columns(keys, mapping.name)
        self._section = _section_columns(mapping)
        other = {
            "registrationNumber": None if keys is None else keys.registration_number,
            "organisationCode": None if keys is None else keys.organisation_code,
            "formerUscc": None if keys is None else keys.former_uscc,
        }
        self._other = {name: reference for name, reference in other.items() if reference is not None}
        self._of_persons = keys is not None and keys.person_id is not None

    def read(self, row: Sequence[Any], number: int) -> Iterator[SystemRow]:
        """The evaluations in a row, which is the `number`-th."""
        withdrawn, other = self._withdrawn(row), self._other_keys(row)
        if self._section:
            found = SystemRow(RawRow(number, None, {}), withdrawn, None, other)
            self._fill(found, lambda: self._said(row))
            yield found
        for place, evaluation in enumerate(self._mapping.evaluations):
            if not (evaluation.absent_when_null and self._is_absent(row, evaluation)):
                found = SystemRow(RawRow(number, None, {}), withdrawn, None, other, place)
                self._fill(found, partial(self._evaluated, row, evaluation))
                found.raw.cells["scale"] = evaluation.grade.scale
                yield found

    def _fill(self, found: SystemRow, said: Callable[[], Iterator[tuple[str, Any]]]) -> None:
        """Put what a row says under the canonical columns, as far as it can be read."""
        canonical, given = found.raw.cells, dict[str, Any]()
        try:
            given.update(said())
        except Refused as refused:
            found.fault = refused
        given |= found.other
        canonical.update((column, value) for column, value in given.items() if not _is_blank(value))
        if self._of_persons:
            canonical.setdefault("personId", "")  # so that the name counts as a person's where there is no code at all

    def _evaluated(self, row: Sequence[Any], evaluation: Evaluation) -> Iterator[tuple[str, Any]]:
        for column, reference in self._subject:
            yield column, self._value(row, reference)
        yield "item", self._item(row, evaluation.item)
        yield "nativeGrade", self._grade(row, evaluation.grade)
        yield "score", self._value(row, evaluation.score)
        yield "documentNo", self._value(row, evaluation.document_no)
        yield "evaluatedOn", self._day(row, evaluation, "evaluatedOn")
        yield "validUntil", self._day(row, evaluation, "validUntil")

    def _said(self, row: Sequence[Any]) -> Iterator[tuple[str, Any]]:
        """What a row says that grades nobody."""
        for column, reference in (*self._subject, *self._section):
            value = self._value(row, reference)
            if isinstance(reference, DateValue):
                value = values.day(value, reference, column)
            elif isinstance(reference, CodedValue):
                value = values.decoded(value, reference.codes, column)
            yield column, value

    def _value(self, row: Sequence[Any], reference: Value | None) -> Any:
        if reference is None:
            return None
        return values.plain(values.at(row[self._places[reference.column]], reference.path))

    def _item(self, row: Sequence[Any], item: ItemValue) -> Any:
        if item.column is None:
            return item.key
        value = values.plain(values.at(row[self._places[item.column]], item.path))
        return values.decoded(value, item.codes, "item")

    def _grade(self, row: Sequence[Any], grade: GradeValue) -> Any:
        if grade.column is None:
            return None
        value = values.plain(values.at(row[self._places[grade.column]], grade.path))
        return values.decoded(value, grade.codes, "nativeGrade")

    def _day(self, row: Sequence[Any], evaluation: Evaluation, column: str) -> Any:
        reference = evaluation.evaluated_on if column == "evaluatedOn" else evaluation.valid_until
        if reference is None:
            return None
        return values.day(self._value(row, reference), reference, column)

    def _is_absent(self, row: Sequence[Any], evaluation: Evaluation) -> bool:
        grade = evaluation.grade
        with suppress(Refused):  # what cannot be read is there, and refused where it is read
            if grade.column is None:
                return _is_blank(self._value(row, evaluation.score))
            return _is_blank(values.at(row[self._places[grade.column]], grade.path))
        return False

    def _withdrawn(self, row: Sequence[Any]) -> bool:
        mark = self._mapping.deleted
        if mark is None:
            return False
        written = cells.text(values.plain(row[self._places[mark.column]]))
        return written is not None if mark.values is None else written in mark.values

    def _other_keys(self, row: Sequence[Any]) -> dict[str, str]:
        found = {}
        for name, reference in self._other.items():
            with suppress(Refused):
                written = narrowed(cells.text(self._value(row, reference)) or "").upper()
                if _FORMS[name].fullmatch(written):
                    found[name] = written
        return found


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
