"""A mapping → what `gateway.sources.sql` is told of the system's database."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, String, and_, cast, func, or_

from gateway.live.comparables import Comparable, comparables, expression
from gateway.live.names import Names, constant
from gateway.live.owners import OWNER, PERSON, Owner, asked_keys, owner_of
from gateway.live.personal import check_live_fields, is_personal
from gateway.live.places import evaluation_places, live_place
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
_NEWEST_FIRST = (constant("evaluatedOn"), True)
_TRUTH = {"1": "true", "0": "false"}
"""How PostgreSQL writes as text what the mapping's values call 1 and 0."""


def can_be_asked(mapping: SystemMapping) -> bool:
    """Whether a system knows entities, or natural persons by rows that are told apart by something else than who they are."""
    keys = asked_keys(mapping)
    return keys is not None and (keys.uscc is not None or knows_persons(mapping))


def knows_persons(mapping: SystemMapping) -> bool:
    """Whether a system's grades of natural persons can be asked for: their rows are remembered by what tells rows apart."""
    if mapping.asked is not None or mapping.keys is None or mapping.keys.person_id is None:
        return False
    return not any(is_personal(mapping, Value(column=name)) for name in identity_of(mapping))


def described(read: MappingFile, catalogue: Catalogue, shared: str, secret: bytes = b"") -> Description:
    """The description of a system that can be asked; `shared` are the definitions that its schema shares with `credit`.

    `secret` keys natural persons; without it rows of theirs cannot be read. Raises BadInput for live fields that cannot be shown.
    """
    read = read.asked()
    check_live_fields(read)
    mapping = read.mapping
    assert mapping.keys is not None, "the system can be asked"
    owner = owner_of(mapping.keys, secret)
    fields = _fields(read, catalogue)
    rows = _rows(read, owner)
    compared = comparables(mapping, rows.columns)
    record = _record(mapping, fields, compared)
    has_list = mapping.keys.uscc is not None and not any(
        is_personal(mapping, Value(column=name)) for name in rows.identity
    )
    names, system = Names.of(mapping.system), catalogue.system(mapping.system)
    arguments = {name: one.argument for name, one in compared.items()}
    parts = Parts(arguments, tuple(record.orders), owner, has_list, graded=bool(mapping.evaluations))
    return Description(
        sdl=subgraph_sdl(names, _title(mapping, system), mapping.live, parts, shared),
        rows=rows,
        record=record,
        entity=owner.type,
        key=owner.key,
        key_of=owner.key_of,
        records=names.field,
        list=names.list if has_list else None,
        owner=owner.field,
    )


def _title(mapping: SystemMapping, system: System | None) -> str:
    return mapping.title or mapping.system if system is None else system.name


def _fields(read: MappingFile, catalogue: Catalogue) -> dict[str, tuple[Place, ...]]:
    places = [evaluation_places(evaluation, catalogue) for evaluation in read.mapping.evaluations]
    fields = {name: tuple(each[name] for each in places) for name in places[0]} if places else {}
    for place, live in enumerate(read.mapping.live):
        if live.name in (*fields, "entity", "person", "uscc"):
            raise read.error(f"已有字段 / there is a field {live.name!r} already", "live", place, "name")
        fields[live.name] = (live_place(live),) * read.mapping.places
    return fields


def _rows(read: MappingFile, owner: Owner) -> Rows:
    mapping = read.mapping
    origin, columns = origin_of(mapping, list(dict.fromkeys(name for name, _ in read.columns())))
    keys = mapping.keys
    assert keys is not None, "the system can be asked"
    counted = (*last_copy(mapping, columns), *_not_deleted(mapping.deleted, columns))
    parts = tuple(_present(evaluation, columns) for evaluation in mapping.evaluations) or ((),)
    if keys.uscc is not None:
        columns[OWNER] = expression(keys.uscc, columns)
    if keys.person_id is not None:
        columns[PERSON] = expression(keys.person_id, columns)
    return Rows(origin, columns, identity_of(mapping), owner.place, counted, parts)


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


def identity_of(mapping: SystemMapping) -> tuple[str, ...]:
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
