"""Conditions on texts and numbers that the database itself can check, whatever its columns' types are."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, String, and_, cast, false, true

from gateway.sources.sql.description import Condition

Expression = ColumnElement[Any]


def one_of(expression: Expression, stored: Mapping[str, Sequence[str]] | None) -> Condition:
    """That a text is one of those given. `stored` gives what stands in the database for each; None: the text itself."""

    def condition(given: Any) -> ColumnElement[bool]:
        written = [code for word in given for code in ([word] if stored is None else stored.get(word, ()))]
        return cast(expression, String).in_(written) if written else false()

    return condition


def always(value: str | None) -> Condition:
    """The same for a value that every record has."""
    return lambda given: true() if value in given else false()


def never(given: Any) -> ColumnElement[bool]:
    """No record has a value."""
    return false() if any(bound is not None for bound in given.values()) else true()


def number_range(expression: Expression) -> Condition:
    """That a number is not below `from` and not above `to`."""

    def condition(given: Any) -> ColumnElement[bool]:
        least, most = given.get("from"), given.get("to")
        return and_(
            true() if least is None else expression >= float(least),
            true() if most is None else expression <= float(most),
        )

    return condition


def codes_of(codes: Mapping[str, str]) -> Mapping[str, Sequence[str]] | None:
    """The codes of each meaning; None where values mean themselves."""
    found: dict[str, list[str]] = {}
    for code, meaning in codes.items():
        found.setdefault(meaning, []).append(code)
    return found or None
