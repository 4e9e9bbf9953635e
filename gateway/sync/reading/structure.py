"""A mapping held against the tables that are there: what it names and they have not is told at its line."""

import difflib

from sqlalchemy import Connection, false, inspect, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.sync.mapping import MappingFile
from gateway.sync.reading.statement import origin_of
from graph_model.errors import BadInput


async def check_structure(connection: AsyncConnection, read: MappingFile) -> None:
    """Raises BadInput at the first table or column of the mapping that the database has not.

    The database is asked for no row of them; only where it refuses is it asked what it has. A SELECT of the mapping's own is
    left to it.
    """
    if read.mapping.table is None:
        return
    origin, columns = origin_of(read.mapping, list(dict.fromkeys(name for name, _ in read.columns())))
    try:
        await connection.execute(select(*columns.values()).select_from(origin).where(false()))
    except DBAPIError:
        await connection.rollback()
        await connection.run_sync(_check, read, read.mapping.table)
        raise


def _check(connection: Connection, read: MappingFile, first: str) -> None:
    tables = {first: _columns(connection, read, first, ("table",))}
    for place, join in enumerate(read.mapping.joins):
        tables[join.table] = _columns(connection, read, join.table, ("joins", place, "table"))
        for left, right in join.columns.items():
            _check_column(read, f"{join.table}.{right}", first, tables, ("joins", place, "columns", left))
            _check_column(read, left, first, tables, ("joins", place, "columns", left))
    for column, steps in read.columns():
        _check_column(read, column, first, tables, steps)


def _columns(connection: Connection, read: MappingFile, table: str, steps: tuple[str | int, ...]) -> list[str]:
    inspector = inspect(connection)
    schema, _, bare = table.rpartition(".")
    known = [*inspector.get_table_names(schema or None), *inspector.get_view_names(schema or None)]
    if bare not in known:
        raise _missing(read, "表 / table", bare, known, steps)
    return [column["name"] for column in inspector.get_columns(bare, schema or None)]


def _check_column(
    read: MappingFile, column: str, first: str, tables: dict[str, list[str]], steps: tuple[str | int, ...]
) -> None:
    owner, _, bare = column.rpartition(".")
    known = tables[owner or first]
    if bare not in known:
        raise _missing(read, f"{owner or first} 的列 / column", bare, known, steps)


def _missing(read: MappingFile, kind: str, name: str, known: list[str], steps: tuple[str | int, ...]) -> BadInput:
    near = difflib.get_close_matches(name, known, n=1)
    hint = f",是否 / did you mean {near[0]!r}?" if near else f"; 有 / there are: {', '.join(known[:20])}"
    return read.error(f"数据库没有{kind} {name!r}{hint}", *steps)
