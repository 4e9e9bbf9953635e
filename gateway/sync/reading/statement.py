"""What a mapping asks a database: one SELECT of exactly the columns that it names. Nothing of a row is ever part of the text."""

import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, TableClause, and_, column, func, select, table, text

from gateway.sync.mapping import Mapping, MappingFile
from gateway.sync.mapping.model import ChangeKind

_BIND = re.compile(r"(?<![:\\\w]):(?=\w)")


@dataclass(frozen=True, slots=True)
class Question:
    """The statement, where each column that the mapping names stands in its rows, and the columns for a condition."""

    statement: Select[Any]
    places: dict[str, int]
    columns: dict[str, ColumnElement[Any]]


def question_of(read: MappingFile) -> Question:
    """The question of a mapping; of snapshots only the last one is asked for."""
    mapping = read.mapping
    names = list(dict.fromkeys(name for name, _ in read.columns()))
    origin, columns = origin_of(mapping, names)
    statement = select(*columns.values()).select_from(origin).where(*last_copy(mapping, columns))
    return Question(statement, {name: place for place, name in enumerate(names)}, columns)


def origin_of(mapping: Mapping, names: list[str]) -> tuple[FromClause, dict[str, ColumnElement[Any]]]:
    """What a mapping selects from, and of it the columns `names`, by the names that the mapping has for them."""
    if mapping.select is not None:
        subquery = own_select(mapping.select, names, "source")
        return subquery, {name: subquery.c[name] for name in names}
    assert mapping.table is not None
    tables = {mapping.table: table_of(mapping.table)}
    origin: FromClause = tables[mapping.table]
    for join in mapping.joins:
        tables[join.table] = table_of(join.table)
        on = [
            _column(left, mapping.table, tables) == _column(f"{join.table}.{right}", mapping.table, tables)
            for left, right in join.columns.items()
        ]
        origin = origin.join(tables[join.table], and_(*on), isouter=join.outer)
    return origin, {name: _column(name, mapping.table, tables) for name in names}


def last_copy(mapping: Mapping, columns: dict[str, ColumnElement[Any]]) -> list[ColumnElement[bool]]:
    """The condition that a row is of the last copy, where the system keeps whole copies."""
    copy = mapping.changes.column
    if mapping.changes.kind is not ChangeKind.SNAPSHOT or copy is None:
        return []
    return [columns[copy] == _last(mapping, copy)]


def _last(mapping: Mapping, copy: str) -> Any:
    """The greatest copy that there is."""
    if mapping.select is not None:
        latest: FromClause = own_select(mapping.select, [copy], "latest")
        return select(func.max(latest.c[copy])).scalar_subquery()
    assert mapping.table is not None
    owner, _, name = copy.rpartition(".")
    of = table_of(owner or mapping.table, name).alias("latest")
    return select(func.max(of.c[name])).scalar_subquery()


def own_select(sql: str, names: list[str], alias: str) -> FromClause:
    """A SELECT that a person wrote, as something to select these columns from. A colon in it is a colon, no bind."""
    return text(_BIND.sub(r"\\:", sql)).columns(*[column(name) for name in names]).subquery(alias)


def table_of(name: str, *columns: str) -> TableClause:
    """A table by the name that a mapping has for it (`table` or `schema.table`), with these columns."""
    schema, _, bare = name.rpartition(".")
    return table(bare, *[column(each) for each in columns], schema=schema or None)


def _column(name: str, first: str, tables: dict[str, TableClause]) -> ColumnElement[Any]:
    """A column of its table; one by its name alone is of the first."""
    owner, _, bare = name.rpartition(".")
    of = tables[owner or first]
    if bare not in of.c:
        of.append_column(column(bare))
    return of.c[bare]
