"""An unknown database looked at: its tables, and the first rows of those that matter. Bounded, whatever its size.

Everything is read in read-only transactions, each statement within seconds. No table is scanned: rows are counted up to a
limit and beyond it estimated by the server; of thousands of tables those are looked at whose names speak of evaluations.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from asyncpg import PostgresError
from sqlalchemy import Connection, Inspector, Select, func, inspect, literal_column, select, text
from sqlalchemy.engine.reflection import ObjectKind
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.sql import FromClause

from gateway.sync.addresses import MARIADB, MYSQL, POSTGRESQL, Address, connected, reading_engine
from gateway.sync.connecting.lexicon import Role, strength
from gateway.sync.connecting.sampling import SAMPLE_ROWS, TableSample
from gateway.sync.connecting.structure import ColumnShape, Family, ForeignKey, RowCount, TableShape, family_of
from gateway.sync.reading.statement import own_select, table_of
from gateway.sync.reading.streaming import in_time
from graph_model.errors import BadInput, CreditError, StoreUnavailable
from graph_model.intake.concealing import without_id_numbers

STATEMENT_SECONDS = 10.0
MOST_TABLES = 60
COUNTED = 10_000
SELECTED = "select"
"""What the table of a SELECT of one's own is called here."""
_NAMES_AT_MOST = 20_000
_NOT_THEIRS = ("information_schema", "pg_catalog", "mysql", "performance_schema", "sys")
_ESTIMATES = {
    POSTGRESQL: text(
        "SELECT n.nspname, c.relname, c.reltuples FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE c.relkind IN ('r', 'p', 'm') AND c.reltuples >= 0"
    ),
    MYSQL: text(
        "SELECT table_schema, table_name, table_rows FROM information_schema.tables "
        "WHERE table_schema = DATABASE() AND table_rows IS NOT NULL"
    ),
}
_ESTIMATES[MARIADB] = _ESTIMATES[MYSQL]


@dataclass(frozen=True, slots=True)
class Sight:
    """What was seen: the tables looked at with their samples, and how many more there are."""

    database: str
    tables: dict[str, TableSample]
    not_looked_at: int = 0


async def look(address: Address, *, table: str | None = None, sql: str | None = None) -> Sight:
    """Look at a database; `table` is looked at in any case, `sql` is a SELECT that stands for one.

    Raises StoreUnavailable where it cannot be reached, BadInput where `table` is not there or `sql` is none.
    """
    engine = reading_engine(address, connections=1, timeout=STATEMENT_SECONDS)
    try:
        if sql is not None:
            return Sight(str(address), {SELECTED: await _selected(engine, sql)})
        return await _sight(engine, address, table)
    except CreditError:
        raise
    except (OSError, TimeoutError, SQLAlchemyError, PostgresError) as error:
        raise StoreUnavailable(f"连不上数据库 / cannot reach the database {address}: {_said(error)}") from error
    finally:
        await engine.dispose()


async def _sight(engine: AsyncEngine, address: Address, wanted: str | None) -> Sight:
    async with connected(engine) as connection:
        names = await connection.run_sync(_names, address.schema)
    if wanted is not None and wanted not in names:
        raise BadInput(f"数据库没有表 {wanted} / the database has no table {wanted!r}", "--table")
    chosen = _chosen(names, wanted)
    async with connected(engine) as connection:
        shapes = await connection.run_sync(_shapes, chosen)
        missing = {key.table for shape in shapes for key in shape.foreign_keys} - set(chosen)
        shapes += await connection.run_sync(_shapes, sorted(missing & set(names)))
    estimates = await _estimates(engine, address)
    tables = {shape.name: await _sampled(engine, shape, estimates.get(shape.name)) for shape in shapes}
    return Sight(str(address), tables, len(names) - len(tables))


def _names(connection: Connection, only: str | None) -> list[str]:
    """Tables and views as a mapping writes them: those of the usual schema by their name alone, of others with it.

    Where the address names a schema (`only`) the tables of that one.
    """
    inspector, names = inspect(connection), []
    schemas: list[str | None] = [None]
    if connection.dialect.name == POSTGRESQL and only is None:
        usual = inspector.default_schema_name
        schemas += [s for s in inspector.get_schema_names() if s not in (*_NOT_THEIRS, usual) and s[:3] != "pg_"]
    for schema in schemas:
        found = (*inspector.get_table_names(schema), *inspector.get_view_names(schema))
        before = "" if schema is None else f"{schema}."
        names += [f"{before}{bare}" for bare in found if "." not in bare and "." not in before[:-1]]
    return names[:_NAMES_AT_MOST]


def _chosen(names: Sequence[str], wanted: str | None) -> list[str]:
    """Those to look at: all, or of very many those whose names speak of what we look for."""
    if len(names) <= MOST_TABLES:
        return list(names)
    rated = sorted(names, key=lambda name: -strength(Role.EVALUATIONS, name.rpartition(".")[2], "").weight)
    chosen = rated[:MOST_TABLES]
    return chosen if wanted is None or wanted in chosen else [wanted, *chosen[:-1]]


def _shapes(connection: Connection, names: Sequence[str]) -> list[TableShape]:
    inspector, shapes = inspect(connection), []
    by_schema: dict[str | None, list[str]] = {}
    for name in names:
        owner, _, bare = name.rpartition(".")
        by_schema.setdefault(owner or None, []).append(bare)
    for schema, bare_names in by_schema.items():
        try:
            shapes += _shapes_of(inspector, schema, bare_names)
        except SQLAlchemyError:  # a view on what is gone, say: one by one, so that the others are seen
            shapes += [shape for bare in bare_names for shape in _shape_alone(inspector, schema, bare)]
    return shapes


def _shape_alone(inspector: Inspector, schema: str | None, name: str) -> list[TableShape]:
    try:
        return _shapes_of(inspector, schema, [name])
    except SQLAlchemyError as error:
        return [TableShape(name if schema is None else f"{schema}.{name}", (), fault=_said(error))]


def _shapes_of(inspector: Inspector, schema: str | None, names: list[str]) -> list[TableShape]:
    asked: dict[str, Any] = {"schema": schema, "filter_names": names, "kind": ObjectKind.ANY}
    columns = inspector.get_multi_columns(**asked)
    keys: dict[Any, Any] = dict(inspector.get_multi_pk_constraint(**asked))
    foreign: dict[Any, Any] = dict(inspector.get_multi_foreign_keys(**asked))
    comments: dict[Any, Any] = {}
    if inspector.dialect.supports_comments:
        comments = dict(inspector.get_multi_table_comment(**asked))
    views = set(inspector.get_view_names(schema))
    usual = inspector.default_schema_name
    return [
        TableShape(
            name=name if schema is None else f"{schema}.{name}",
            columns=tuple(_column(column) for column in found),
            key=tuple((keys.get((of, name)) or {}).get("constrained_columns") or ()),
            foreign_keys=tuple(_foreign_key(key, schema, usual) for key in foreign.get((of, name)) or ()),
            comment=str((comments.get((of, name)) or {}).get("text") or ""),
            is_view=name in views,
        )
        for (of, name), found in columns.items()
    ]


def _column(column: Any) -> ColumnShape:
    kind = " ".join(str(column["type"]).split())[:40]
    comment = " ".join(str(column.get("comment") or "").split())
    return ColumnShape(column["name"], family_of(column["type"]), kind, bool(column["nullable"]), comment)


def _foreign_key(key: Any, schema: str | None, usual: str | None) -> ForeignKey:
    other = key["referred_schema"] or schema
    table = key["referred_table"] if other in (None, usual) else f"{other}.{key['referred_table']}"
    return ForeignKey(tuple(key["constrained_columns"]), table, tuple(key["referred_columns"]))


async def _estimates(engine: AsyncEngine, address: Address) -> dict[str, int]:
    """What the server believes about the sizes of tables, where it keeps statistics."""
    statement = _ESTIMATES.get(address.kind)
    if statement is None:
        return {}
    async with connected(engine) as connection:
        usual = await connection.run_sync(lambda sync: inspect(sync).default_schema_name)
        rows = await connection.execute(statement)
        return {table if schema == usual else f"{schema}.{table}": int(rows) for schema, table, rows in rows}


async def _sampled(engine: AsyncEngine, shape: TableShape, estimate: int | None) -> TableSample:
    """The first rows; a table that cannot be read keeps none of the others from being looked at."""
    if not shape.columns:
        return TableSample.of(shape, [])
    source = table_of(shape.name, *(column.name for column in shape.columns))
    try:
        async with connected(engine) as connection:
            rows = await _rows(connection, source)
            shape = replace(shape, rows=await _row_count(connection, source, len(rows), estimate))
    except (SQLAlchemyError, PostgresError, CreditError, ValueError) as error:
        return TableSample.of(replace(shape, fault=_said(error)), [])
    return TableSample.of(shape, rows)


async def _rows(connection: AsyncConnection, source: FromClause) -> list[tuple[Any, ...]]:
    statement: Select[Any] = select(*source.c).limit(SAMPLE_ROWS)
    found = await in_time(connection, connection.execute(statement), STATEMENT_SECONDS)
    return [tuple(row) for row in found]


async def _row_count(
    connection: AsyncConnection, source: FromClause, sampled: int, estimate: int | None
) -> RowCount | None:
    if sampled < SAMPLE_ROWS:
        return RowCount(sampled, exact=True)
    if estimate is not None and estimate > COUNTED:
        return RowCount(estimate, exact=False)
    some = select(literal_column("1").label("one")).select_from(source).limit(COUNTED + 1).subquery()
    counting = connection.scalar(select(func.count()).select_from(some))
    number = int(await in_time(connection, counting, STATEMENT_SECONDS))
    return RowCount(min(number, COUNTED), exact=number <= COUNTED, at_least=number > COUNTED)


async def _selected(engine: AsyncEngine, sql: str) -> TableSample:
    """A SELECT as a table: its columns by their names, their families by what stands in them."""
    async with connected(engine) as connection:
        source = own_select(sql, ["*"], "source")
        statement: Select[Any] = select(literal_column("*")).select_from(source).limit(SAMPLE_ROWS)
        try:
            result = await in_time(connection, connection.execute(statement), STATEMENT_SECONDS)
        except (SQLAlchemyError, PostgresError) as error:
            raise BadInput(f"读不了这条 SELECT / cannot be read: {_said(error)}", "--select") from error
        rows, names = [tuple(row) for row in result], list(result.keys())
    if len(set(names)) != len(names):
        raise BadInput("有两列同名,请用 AS 改名 / two columns have one name: use AS", "--select")
    columns = tuple(ColumnShape(name, _family(row[place] for row in rows)) for place, name in enumerate(names))
    return TableSample.of(TableShape(SELECTED, columns, rows=RowCount(len(rows), exact=len(rows) < SAMPLE_ROWS)), rows)


def _family(values: Any) -> Family:

    kinds: tuple[tuple[type, Family], ...] = (
        (bool, Family.TRUTH),
        (int, Family.WHOLE),
        (float, Family.DECIMAL),
        (Decimal, Family.DECIMAL),
        (datetime, Family.INSTANT),
        (date, Family.DAY),
        (str, Family.TEXT),
        (dict, Family.DOCUMENT),
    )
    first = next((value for value in values if value is not None), "")
    return next((family for kind, family in kinds if isinstance(first, kind)), Family.OTHER)


def _said(error: BaseException) -> str:
    told = getattr(error, "orig", None) or error
    return without_id_numbers(" ".join(str(told).split()))[:200]
