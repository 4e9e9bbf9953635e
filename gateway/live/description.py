"""A mapping → what `gateway.sources.sql` is told of the system's database."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, String, and_, cast, func, or_

from gateway.live.comparables import Comparable, comparables, expression
from gateway.live.keys import key_of, written
from gateway.live.names import Names, constant
from gateway.live.personal import check_live_fields, is_personal
from gateway.live.places import evaluation_places, live_place, owner_place
from gateway.live.sdl import Parts, subgraph_sdl
from gateway.sources.sql.description import Description, Place, Record, Rows
from gateway.sync.mapping import Mapping as SystemMapping
from gateway.sync.mapping import MappingFile
from gateway.sync.mapping.columns import Value
from gateway.sync.mapping.model import Deleted, Evaluation
from gateway.sync.reading.statement import last_copy, origin_of
from graph_model.catalogue import Catalogue
from graph_model.model import System

Columns = Mapping[str, ColumnElement[Any]]
_OWNER = "the code of the owner"
"""Beside the columns of a mapping, which are named as in the database."""
_NEWEST_FIRST = (constant("evaluatedOn"), True)
_TRUTH = {"1": "true", "0": "false"}
"""How PostgreSQL writes as text what the mapping's values call 1 and 0."""


def can_be_asked(mapping: SystemMapping) -> bool:
    """Whether a system knows entities. Natural persons are known here by a keyed hash, which no department can look up."""
    keys = mapping.keys if mapping.asked is None else mapping.asked.keys
    return keys is not None and keys.uscc is not None


def described(read: MappingFile, catalogue: Catalogue, shared: str) -> Description:
    """The description of a system that can be asked; `shared` are the definitions that its schema shares with `credit`.

    Raises BadInput for live fields that cannot be shown.
    """
    read = read.asked()
    check_live_fields(read)
    mapping = read.mapping
    fields = _fields(read, catalogue)
    rows = _rows(read)
    compared = comparables(mapping, rows.columns)
    record = _record(mapping, fields, compared)
    has_list = not any(is_personal(mapping, Value(column=name)) for name in rows.identity)
    names, system = Names.of(mapping.system), catalogue.system(mapping.system)
    arguments = {name: one.argument for name, one in compared.items()}
    parts = Parts(arguments, tuple(record.orders), has_list, graded=bool(mapping.evaluations))
    return Description(
        sdl=subgraph_sdl(names, _title(mapping, system), mapping.live, parts, shared),
        rows=rows,
        record=record,
        entity="Entity",
        key="uscc",
        key_of=key_of,
        records=names.field,
        list=names.list if has_list else None,
        owner="entity",
    )


def _title(mapping: SystemMapping, system: System | None) -> str:
    return mapping.title or mapping.system if system is None else system.name


def _fields(read: MappingFile, catalogue: Catalogue) -> dict[str, tuple[Place, ...]]:
    places = [evaluation_places(evaluation, catalogue) for evaluation in read.mapping.evaluations]
    fields = {name: tuple(each[name] for each in places) for name in places[0]} if places else {}
    for place, live in enumerate(read.mapping.live):
        if live.name in (*fields, "entity", "uscc"):
            raise read.error(f"已有字段 / there is a field {live.name!r} already", "live", place, "name")
        fields[live.name] = (live_place(live),) * read.mapping.places
    return fields


def _rows(read: MappingFile) -> Rows:
    mapping = read.mapping
    origin, columns = origin_of(mapping, list(dict.fromkeys(name for name, _ in read.columns())))
    assert mapping.keys is not None and mapping.keys.uscc is not None, "the system can be asked"
    counted = (*last_copy(mapping, columns), *_not_deleted(mapping.deleted, columns))
    parts = tuple(_present(evaluation, columns) for evaluation in mapping.evaluations) or ((),)
    columns[_OWNER] = expression(mapping.keys.uscc, columns)
    return Rows(origin, columns, _identity(mapping), owner_place(_OWNER), written, counted, parts)


def _record(
    mapping: SystemMapping, fields: Mapping[str, tuple[Place, ...]], compared: Mapping[str, Comparable]
) -> Record:
    orders = {constant(name): one.order for name, one in compared.items() if one.order is not None}
    return Record(
        name=Names.of(mapping.system).record,
        fields=fields,
        filters={name: one.conditions for name, one in compared.items()},
        orders=orders,
        usual_order=(_NEWEST_FIRST,) if _NEWEST_FIRST[0] in orders else (),
    )


def _identity(mapping: SystemMapping) -> tuple[str, ...]:
    """What tells rows apart: the key of the changes, the number of a log."""
    if mapping.changes.key:
        return mapping.changes.key
    assert mapping.changes.column is not None, "only a log has no key"
    return (mapping.changes.column,)


def _not_deleted(mark: Deleted | None, columns: Columns) -> list[ColumnElement[bool]]:
    if mark is None:
        return []
    column = columns[mark.column]
    said = cast(column, String)
    if mark.values is None:
        return [or_(column.is_(None), func.trim(said) == "")]
    values = [*mark.values, *(_TRUTH[value] for value in mark.values if value in _TRUTH)]
    return [or_(column.is_(None), func.trim(said).not_in(values))]


def _present(evaluation: Evaluation, columns: Columns) -> tuple[ColumnElement[bool], ...]:
    """That a row holds this evaluation."""
    if not evaluation.absent_when_null:
        return ()
    grade = evaluation.grade
    if grade.column is not None:
        at = expression(Value(column=grade.column, path=grade.path), columns)
    else:
        assert evaluation.score is not None, "without a column of grades there are points"
        at = expression(evaluation.score, columns)
    return (and_(at.is_not(None), func.trim(cast(at, String)) != ""),)
