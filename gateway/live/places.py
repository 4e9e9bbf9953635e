"""Where the fields of a record stand in a row and how they are read: by the same rules as when the row is synced."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import orjson

from gateway.sources.sql.description import BadValue, Place
from gateway.sync.mapping.columns import DateValue, Value
from gateway.sync.mapping.model import Evaluation, GradeValue, LiveField, LiveType
from gateway.sync.reading import values
from graph_model import scales, uscc
from graph_model.catalogue import Catalogue
from graph_model.errors import BadInput
from graph_model.intake import cells
from graph_model.intake.concealing import struck_out, without_id_numbers
from graph_model.intake.refusals import Refused
from graph_model.model import Scale

Read = Callable[..., Any]
_LEAST, _MOST = -(2**31), 2**31 - 1
"""The whole numbers that GraphQL has."""


def evaluation_places(evaluation: Evaluation, catalogue: Catalogue) -> dict[str, Place]:
    """The fields that a record of every system has."""
    scale = catalogue.scale(evaluation.grade.scale)
    assert scale is not None, "a mapping is held against the plan when it is read"
    item = _item(evaluation)
    return {
        "itemKey": item,
        "item": Place(item.columns, lambda *row: _referred(item.read(*row))),
        "nativeGrade": _native_grade(evaluation.grade, scale),
        "grade": _grade(evaluation, scale),
        "score": _of(evaluation.score, lambda value: cells.number(value, "score")),
        "evaluatedOn": _day(evaluation.evaluated_on, "evaluatedOn"),
        "validUntil": _day(evaluation.valid_until, "validUntil"),
        "documentNo": _of(evaluation.document_no, _text),
    }


def live_place(live: LiveField) -> Place:
    """A field of the system's own."""
    return Place((live.column,), told(lambda value: _LIVE[live.type](values.at(value, live.path), live)))


def owner_place(column: str) -> Place:
    """The USCC of a row's entity, from a column that holds nothing else."""
    return Place((column,), told(_owner))


def _owner(value: Any) -> str:
    try:
        return uscc.check(cells.text(values.plain(value)) or "")
    except uscc.BadUscc:
        raise BadValue("该行的统一社会信用代码读不出来 / the row has no unified social credit code") from None


def _item(evaluation: Evaluation) -> Place:
    item = evaluation.item
    if item.column is None:
        return Place((), lambda: item.key)
    return Place(
        (item.column,),
        told(lambda value: values.decoded(values.plain(values.at(value, item.path)), item.codes, "item")),
    )


def _referred(key: str | None) -> dict[str, Any] | None:
    return None if key is None else {"__typename": "SupervisionItem", "key": key}


def _native_grade(grade: GradeValue, scale: Scale) -> Place:
    if grade.column is None:
        return Place((), lambda: None)

    def read(value: Any) -> str | None:
        written = _native(value, grade)
        if written is not None:
            _normalised(scale, written, None)
        return written

    return Place((grade.column,), told(read))


def _grade(evaluation: Evaluation, scale: Scale) -> Place:
    grade, score = evaluation.grade, evaluation.score
    if grade.column is not None:
        return Place((grade.column,), told(lambda value: _letter(scale, _native(value, grade), None)))
    assert score is not None, "without a column of grades there are points"
    return Place((score.column,), told(lambda value: _letter(scale, None, cells.number(_at(value, score), "score"))))


def _native(value: Any, grade: GradeValue) -> str | None:
    decoded = values.decoded(values.plain(values.at(value, grade.path)), grade.codes, "nativeGrade")
    return cells.limited_text(decoded, "nativeGrade")


def _letter(scale: Scale, native: str | None, score: float | None) -> str | None:
    return None if native is None and score is None else _normalised(scale, native, score)


def _normalised(scale: Scale, native: str | None, score: float | None) -> str:
    return scales.normalise(scale, native, score).grade.value


def _day(reference: DateValue | None, name: str) -> Place:
    def read(value: Any) -> str | None:
        assert reference is not None
        found = values.day(_at(value, reference), reference, name)
        day = cells.end_day(found, name) if name == "validUntil" else cells.day(found, name)
        return None if day is None else day.isoformat()

    return Place((), lambda: None) if reference is None else Place((reference.column,), told(read))


def _of(reference: Value | None, read: Read) -> Place:
    if reference is None:
        return Place((), lambda: None)
    return Place((reference.column,), told(lambda value: read(_at(value, reference))))


def _at(value: Any, reference: Value) -> Any:
    return values.plain(values.at(value, reference.path))


def told(read: Read) -> Read:
    """`read`, whose refusals are told as bad values, without a digit of anybody's ID number."""

    def reading(*row: Any) -> Any:
        try:
            return read(*row)
        except Refused as refused:
            raise BadValue(without_id_numbers(f"{refused.zh} / {refused.en}")) from None
        except BadInput as error:
            raise BadValue(without_id_numbers(error.message)) from None

    return reading


# --- fields of the system's own ----------------------------------------------------------------------------------------


def _text(value: Any) -> str | None:
    written = cells.text(values.plain(value))
    return None if written is None else struck_out(written)


def _whole(value: Any, live: LiveField) -> int | None:
    number = cells.number(values.plain(value), live.name)
    if number is None:
        return None
    if not number.is_integer() or not _LEAST <= number <= _MOST:
        raise BadValue("不是整数 / is no whole number")
    return int(number)


def _truth(value: Any, live: LiveField) -> bool | None:
    return cells.yes_or_no(values.plain(value), live.name)


def _live_day(value: Any, live: LiveField) -> str | None:
    found: date | None = cells.day(values.day(values.plain(value), live, live.name), live.name)
    return None if found is None else found.isoformat()


def _live_instant(value: Any, live: LiveField) -> str | None:
    found: datetime | None = values.instant(values.plain(value), live, live.name)
    return None if found is None else found.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _document(value: Any, live: LiveField) -> Any:
    if isinstance(value, (str, bytes)) and live.path is None:
        try:
            value = orjson.loads(value)
        except orjson.JSONDecodeError:
            raise BadValue("该列不是 JSON / the column is not JSON") from None
    return _concealed(value)


def _concealed(value: Any) -> Any:
    """A document without ID numbers anywhere in it."""
    if isinstance(value, dict):
        return {struck_out(str(name)): _concealed(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_concealed(inner) for inner in value]
    if isinstance(value, str):
        return struck_out(value)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 10**14:
        return struck_out(str(value))
    return value


_LIVE: dict[LiveType, Callable[[Any, LiveField], Any]] = {
    LiveType.TEXT: lambda value, _: _text(value),
    LiveType.WHOLE: _whole,
    LiveType.NUMBER: lambda value, live: cells.number(values.plain(value), live.name),
    LiveType.TRUTH: _truth,
    LiveType.DAY: _live_day,
    LiveType.INSTANT: _live_instant,
    LiveType.JSON: _document,
}
