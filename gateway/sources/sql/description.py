"""What a SQL source is told of a database: the rows that it has, whom they are about, and the fields of a record in them.

A row may hold several records (a group of columns each): its parts. Everything that is said for each part is a tuple, in the
order of the parts; a plain row has one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, FromClause


class BadValue(Exception):
    """What stands in the database can be no value of its field. The message is shown to the client."""


class BadArgument(Exception):
    """An argument that cannot be used. The message is shown to the client."""


Condition = Callable[[Any], ColumnElement[bool]]
"""What an argument's value asks of a row. Raises BadArgument."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a field stands in a row: the columns that are selected for it, and what is made of their values.

    `read` takes a value for each column and raises BadValue. A mapping that it gives for a field of an object type is that
    object, its fields by name.
    """

    columns: tuple[str, ...]
    read: Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Rows:
    """Where the rows are. `columns` are expressions over `origin`, by the names that places have for them.

    `counted`: which rows count at all; `parts`: which hold a record in that part; `identity`: the columns that tell rows
    apart, never null. `owner` reads the key of the entity that a row is about.
    """

    origin: FromClause
    columns: Mapping[str, ColumnElement[Any]]
    identity: tuple[str, ...]
    owner: Place
    counted: tuple[ColumnElement[bool], ...] = ()
    parts: tuple[tuple[ColumnElement[bool], ...], ...] = ((),)


@dataclass(frozen=True, slots=True)
class Record:
    """The type of a record. `filters` are the fields of the argument `where`, `orders` what `orderBy` can name."""

    name: str
    fields: Mapping[str, tuple[Place, ...]]
    filters: Mapping[str, tuple[Condition, ...]] = field(default_factory=dict)
    orders: Mapping[str, tuple[ColumnElement[Any], ...]] = field(default_factory=dict)
    usual_order: tuple[tuple[str, bool], ...] = ()
    """By what records are ordered where nothing is said: names of `orders`, and whether descending."""


@dataclass(frozen=True, slots=True)
class Description:
    """A subgraph over one database.

    `entity` has the key field `key` and the list `records`; the root field `list` (None: there is none) pages through all
    records, each of which leads to its entity by the field `owner`. `key_of` puts a key right. Raises BadArgument.
    """

    sdl: str
    rows: Rows
    record: Record
    entity: str
    key: str
    key_of: Callable[[object], str]
    records: str
    list: str | None
    owner: str
    most: int = 100
    """The greatest `first`."""
