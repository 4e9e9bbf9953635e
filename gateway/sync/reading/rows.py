"""A row of a database → one row of the canonical columns for each evaluation in it."""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from gateway.sync.mapping import Mapping
from gateway.sync.mapping.columns import Value
from gateway.sync.mapping.model import Evaluation, GradeValue, ItemValue
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
        keys = mapping.keys
        other = {
            "registrationNumber": keys.registration_number,
            "organisationCode": keys.organisation_code,
            "formerUscc": keys.former_uscc,
        }
        self._other = {name: reference for name, reference in other.items() if reference is not None}

    def read(self, row: Sequence[Any], number: int) -> Iterator[SystemRow]:
        """The evaluations in a row, which is the `number`-th."""
        withdrawn, other = self._withdrawn(row), self._other_keys(row)
        for place, evaluation in enumerate(self._mapping.evaluations):
            if not (evaluation.absent_when_null and self._is_absent(row, evaluation)):
                found = SystemRow(RawRow(number, None, {}), withdrawn, None, other, place)
                self._fill(found, row, evaluation)
                yield found

    def _fill(self, found: SystemRow, row: Sequence[Any], evaluation: Evaluation) -> None:
        keys, canonical = self._mapping.keys, found.raw.cells
        given: dict[str, Any] = {}
        try:
            for column, reference in (("uscc", keys.uscc), ("personId", keys.person_id), ("name", self._mapping.name)):
                given[column] = self._value(row, reference)
            given["item"] = self._item(row, evaluation.item)
            given["nativeGrade"] = self._grade(row, evaluation.grade)
            given["score"] = self._value(row, evaluation.score)
            given["documentNo"] = self._value(row, evaluation.document_no)
            given["evaluatedOn"] = self._day(row, evaluation, "evaluatedOn")
            given["validUntil"] = self._day(row, evaluation, "validUntil")
        except Refused as refused:
            found.fault = refused
        given["scale"] = evaluation.grade.scale
        given |= found.other
        canonical.update((column, value) for column, value in given.items() if not _is_blank(value))
        if keys.person_id is not None:
            canonical.setdefault("personId", "")  # so that the name counts as a person's where there is no code at all

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


def _is_blank(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())
