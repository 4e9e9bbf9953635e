"""Columns as the tables of the systems have them, in types that SQLite, PostgreSQL and MariaDB share."""

from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, Column, Date, DateTime, ForeignKey, Numeric, String


def number(name: str, comment: str) -> Column[Any]:
    """A primary key, or a part of one, that the system gives itself."""
    return Column(name, BigInteger, primary_key=True, autoincrement=False, comment=comment)


def word(name: str, comment: str, length: int = 40, *, key: bool = False) -> Column[Any]:
    return Column(name, String(length), primary_key=key, nullable=not key, comment=comment)


def whole(name: str, comment: str) -> Column[Any]:
    return Column(name, BigInteger, comment=comment)


def points(name: str, comment: str) -> Column[Any]:
    """Points with one decimal."""
    return Column(name, Numeric(6, 1), comment=comment)


def day(name: str, comment: str, *, key: bool = False) -> Column[Any]:
    return Column(name, Date, primary_key=key, nullable=not key, comment=comment)


def clock(name: str, comment: str) -> Column[Any]:
    """An instant without a zone; whose it is, only the department knows."""
    return Column(name, DateTime, comment=comment)


def flag(name: str, comment: str) -> Column[Any]:
    return Column(name, Boolean, nullable=False, comment=comment)


def document(name: str, comment: str) -> Column[Any]:
    return Column(name, JSON, comment=comment)


def reference(name: str, to: str, comment: str) -> Column[Any]:
    """The number of a row of another table: `to` is `table.column`."""
    return Column(name, BigInteger, ForeignKey(to), nullable=False, comment=comment)
