"""A row of `grades` → a claim: who was graded what on which item, when, until when. Pure."""

from contextlib import suppress
from datetime import date, datetime
from typing import Any

import msgspec

from graph_model import scales
from graph_model.catalogue import Catalogue
from graph_model.intake import cells
from graph_model.intake.by_decision import ByDecision
from graph_model.intake.reading import RawRow
from graph_model.intake.refusals import Refused, RejectCode, WarningCode, missing, quoted
from graph_model.intake.results import Warned
from graph_model.intake.subject_refs import SubjectRef, subject_ref
from graph_model.intake.words import MAX_WORD, Words
from graph_model.model import COMPOSITE, Grade, GradeRecord, Item, Scale, SourceMode, SubjectKind

UNIFIED = "unified"
Content = tuple[Grade, str, str, float | None, date | None, str | None]
"""What a claim says beyond subject, item and day: grade, native grade, scale, score, valid until, document number.

The native grade is in the scale's own spelling, so that `A` and `A级` are the same content."""


class GradeClaim(msgspec.Struct, frozen=True):
    """What one row says, normalised."""

    subject: SubjectRef
    item: Item
    evaluated_on: date
    native_grade: str
    """As it came."""
    content: Content
    warnings: tuple[Warned, ...] = ()
    by: ByDecision | None = None

    def record(
        self, key: str, at: datetime, *, system_key: str | None, mode: SourceMode, batch_key: str
    ) -> GradeRecord:
        """The live record that says this, recorded at an instant."""
        grade, _, scale_key, score, valid_until, document_no = self.content
        return GradeRecord(
            key=key,
            subject_key=self.subject.key,
            item_key=self.item.key,
            grade=grade,
            native_grade=self.native_grade,
            scale_key=scale_key,
            score=score,
            evaluated_on=self.evaluated_on,
            valid_until=valid_until,
            recorded_at=at,
            superseded_at=None,
            system_key=system_key,
            mode=mode,
            batch_key=batch_key,
            document_no=document_no,
        )


class GradeRows:
    """Reads rows of `grades` by one catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._words = Words(catalogue)
        self._items: dict[Any, Item] = {}
        self._scales: dict[str, Scale | None] = {}
        self._grades: dict[tuple[str, str], tuple[Grade, str]] = {}
        unified = catalogue.scale(UNIFIED)
        assert unified is not None, "the plan has the unified scale"
        self._unified = unified

    def claim(self, raw: RawRow, today: date) -> GradeClaim:
        """The row's claim. Raises Refused with the first thing that is wrong, in the order of the columns."""
        row = raw.cells
        subject = subject_ref(row)
        item = self._item(row.get("item"))
        if item.key == COMPOSITE and subject.kind is SubjectKind.PERSON:
            raise _composite_of_person()
        score = cells.number(row.get("score"), "score")
        written, (grade, native, scale_key) = self._grade(row, score)
        evaluated_on, valid_until = _period(row, today)
        document_no = cells.limited_text(row.get("documentNo"), "documentNo", MAX_WORD)
        content = (grade, native, scale_key, score, valid_until, document_no)
        return GradeClaim(subject, item, evaluated_on, written, content, _warnings(subject, item, scale_key))

    def department(self, row: dict[str, Any]) -> str | None:
        """Key of the department whose item a row is about, None where that cannot be told."""
        with suppress(Refused):
            return self._item(row.get("item")).department_key
        return None

    def content_of(self, record: GradeRecord) -> Content:
        """What a stored record says, for comparing with a claim's."""
        native = record.native_grade
        if (record.scale_key, native) in self._grades:
            native = self._grades[record.scale_key, native][1]
        elif (scale := self._words.catalogue.scale(record.scale_key)) is not None:
            with suppress(Refused):  # of a version of the scale that had more
                native = self._normalised(scale, native, None, "nativeGrade")[1]
        return (record.grade, native, record.scale_key, record.score, record.valid_until, record.document_no)

    def _item(self, cell: Any) -> Item:
        """The item; the few words that a file uses for its items are looked up once."""
        if not isinstance(cell, str):
            return self._words.item(cell)
        item = self._items.get(cell)
        if item is None:
            item = self._words.item(cell)
            if len(self._items) < 1024:
                self._items[cell] = item
        return item

    def _scale(self, cell: Any) -> Scale | None:
        """The scale; the few words that a file uses are looked up once."""
        if not isinstance(cell, str):
            return self._words.scale(cell)
        if cell not in self._scales:
            if len(self._scales) >= 1024:
                return self._words.scale(cell)
            self._scales[cell] = self._words.scale(cell)
        return self._scales[cell]

    def _grade(self, row: dict[str, Any], score: float | None) -> tuple[str, tuple[Grade, str, str]]:
        """(the native grade as it came, (A–D, its native grade as the scale spells it, key of the scale))."""
        letter = cells.limited_text(row.get("grade"), "grade", MAX_WORD)
        native = cells.limited_text(row.get("nativeGrade"), "nativeGrade", MAX_WORD)
        scale = self._scale(row["scale"]) if "scale" in row else None
        unified = self._normalised(self._unified, letter, None, "grade") if letter is not None else None
        if unified is not None and native is None:
            return unified[1], (*unified, UNIFIED)
        if native is None and (scale is None or score is None):
            raise missing("grade", "信用等级(或原始等级和等级标准)", "the grade (or a native grade with its scale)")
        if scale is None:
            raise missing("scale", "原始等级的等级标准", "the scale of the native grade")
        found = self._normalised(scale, native, score, "score" if native is None else "nativeGrade")
        if unified is not None and unified[0] is not found[0]:
            raise _disagree(unified[0], found, scale)
        return native or found[1], (*found, scale.key)

    def _normalised(self, scale: Scale, native: str | None, score: float | None, column: str) -> tuple[Grade, str]:
        """A–D and the native grade as the scale spells it."""
        remembered = self._grades.get((scale.key, native)) if native is not None else None
        if remembered is not None:
            return remembered
        try:
            found = scales.normalise(scale, native, score)
        except scales.UnknownGrade as error:
            zh, _, en = error.message.rpartition(" / ")
            raise Refused(RejectCode.UNKNOWN_GRADE, column, zh, en) from error
        result = (found.grade, found.native)
        if native is not None and len(self._grades) < 1024:
            self._grades[scale.key, native] = result
        return result


def _period(row: dict[str, Any], today: date) -> tuple[date, date | None]:
    evaluated_on = cells.day(row.get("evaluatedOn"), "evaluatedOn")
    if evaluated_on is None:
        raise missing("evaluatedOn", "评价日期", "the day of evaluation")
    valid_until = cells.end_day(row.get("validUntil"), "validUntil")
    if valid_until is not None and valid_until < evaluated_on:
        raise Refused(
            RejectCode.BAD_PERIOD,
            "validUntil",
            f"有效期至 {valid_until} 早于评价日期 {evaluated_on};请核对这两个日期",
            f"valid until {valid_until} is before the evaluation on {evaluated_on}: check both days",
        )
    if evaluated_on > today:
        raise future_date("evaluatedOn", "评价日期", evaluated_on, today)
    return evaluated_on, valid_until


def future_date(column: str, name: str, day: date, today: date) -> Refused:
    """The refusal of a day that has not come; `name` is what the column is called in Chinese."""
    return Refused(
        RejectCode.FUTURE_DATE,
        column,
        f"{name} {day} 晚于今天 {today};请核对,或到那天以后再导入同一文件",
        f"{column} {day} is after today {today}: check it, or import the same file again from that day on",
    )


def _warnings(subject: SubjectRef, item: Item, scale_key: str) -> tuple[Warned, ...]:
    warnings: tuple[Warned, ...] = ()
    if item.object_kinds and subject.kind not in item.object_kinds:
        warnings = (
            Warned(
                WarningCode.OBJECT_KIND,
                "item",
                f"事项 {item.key} 的监管对象是{quoted(item.objects)},这一主体是 {subject.kind.value};已接收,请核对",
                f"item {item.key} is about other kinds than {subject.kind.value}; taken in all the same, check it",
            ),
        )
    if scale_key not in (item.scale_key, UNIFIED):
        warnings = (
            *warnings,
            Warned(
                WarningCode.SCALE_DIFFERS,
                "scale",
                f"事项 {item.key} 通常用等级标准 {item.scale_key},这一行用 {scale_key};已接收,请核对",
                f"item {item.key} is usually graded by {item.scale_key}, not {scale_key}; taken in all the same, check it",
            ),
        )
    return warnings


def _composite_of_person() -> Refused:
    return Refused(
        RejectCode.COMPOSITE_OF_PERSON,
        "item",
        "市公共信用综合评价只评市场主体,不评自然人;请改填监管事项,或删去这一行",
        "natural persons have no composite evaluation: give a supervision item, or leave the row out",
    )


def _disagree(unified: Grade, found: tuple[Grade, str], scale: Scale) -> Refused:
    return Refused(
        RejectCode.GRADES_DISAGREE,
        "grade",
        f"信用等级是 {unified.value},而原始等级“{found[1]}”按标准 {scale.key} 是 {found[0].value};请核对,只留正确的一个",
        f"the grade is {unified.value}, but native {found[1]} by scale {scale.key} is {found[0].value}: keep the right one",
    )
