"""What a database consists of: tables, columns, keys, and what refers to what."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import types


class Family(StrEnum):
    """What a column can hold, whichever database it is of."""

    TEXT = "text"
    WHOLE = "whole"
    DECIMAL = "decimal"
    DAY = "day"
    INSTANT = "instant"
    TRUTH = "truth"
    DOCUMENT = "document"
    OTHER = "other"


_FAMILIES: tuple[tuple[type[Any], Family], ...] = (
    (types.JSON, Family.DOCUMENT),
    (types.Boolean, Family.TRUTH),
    (types.DateTime, Family.INSTANT),
    (types.Date, Family.DAY),
    (types.Integer, Family.WHOLE),
    (types.Numeric, Family.DECIMAL),
    (types.String, Family.TEXT),
)


def family_of(kind: object) -> Family:
    """The family of a column's type as SQLAlchemy reads it."""
    return next((family for of, family in _FAMILIES if isinstance(kind, of)), Family.OTHER)


@dataclass(frozen=True, slots=True)
class ColumnShape:
    """A column; `kind` is the database's own word for its type, `comment` what its makers say of it."""

    name: str
    family: Family
    kind: str = ""
    nullable: bool = True
    comment: str = ""


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """Columns that name a row of another table (as a mapping writes it) by columns of that."""

    columns: tuple[str, ...]
    table: str
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RowCount:
    """How many rows a table has: counted, estimated by the server, or (neither) more than were counted."""

    number: int
    exact: bool
    at_least: bool = False


@dataclass(frozen=True, slots=True)
class TableShape:
    """A table or a view; `name` as a mapping writes it (`table` or `schema.table`), `key` its primary key."""

    name: str
    columns: tuple[ColumnShape, ...]
    key: tuple[str, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    comment: str = ""
    is_view: bool = False
    rows: RowCount | None = None
    fault: str = ""
    """Why nothing could be read from it."""

    def column(self, name: str) -> ColumnShape | None:
        return next((column for column in self.columns if column.name == name), None)

    @property
    def bare_name(self) -> str:
        return self.name.rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands: a column of a table, or a place (`a.b`) in the JSON document of one."""

    table: str
    column: str
    path: str | None = None

    def written(self, main: str) -> str:
        """As a person writes it: `column`, `table.column`, `column:path`."""
        column = self.column if self.table == main else f"{self.table}.{self.column}"
        return column if self.path is None else f"{column}:{self.path}"

    def in_mapping(self, main: str) -> str:
        """The column as a mapping file names it."""
        return self.column if self.table == main else f"{self.table}.{self.column}"
