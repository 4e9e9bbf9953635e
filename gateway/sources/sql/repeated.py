"""A statement that is asked again and again: its text is written once, then only its parameters change."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Dialect, Select
from sqlalchemy.types import TypeEngine


@dataclass(frozen=True, slots=True)
class Written:
    """A statement as its driver takes it. `names` are the parameters in their order, `fixed` those that it brings itself."""

    text: str
    names: tuple[str, ...]
    fixed: Mapping[str, Any]

    def parameters(self, given: Mapping[str, Any]) -> list[Any]:
        fixed = self.fixed
        return [given[name] if name in given else fixed[name] for name in self.names]


class Repeated:
    """A statement of one database, for drivers that are asked without SQLAlchemy in between.

    That is half a millisecond a statement: SQLAlchemy looks up what it has compiled, and makes a transaction and a result.
    """

    def __init__(self, statement: Select[Any]) -> None:
        self.statement = statement
        self._written: Written | None = None

    def written(self, dialect: Dialect) -> Written:
        """The text. Raises ValueError where only SQLAlchemy can convert a parameter or a column of the statement."""
        if self._written is None:
            self._written = _written(self.statement, dialect)
        return self._written


def _written(statement: Select[Any], dialect: Dialect) -> Written:
    compiled = statement.compile(dialect=dialect)
    types = [bind.type for bind in compiled.binds.values()], [column.type for column in statement.selected_columns]
    if any(_is_converted(each, dialect) for each in types[0]) or any(_is_read(each, dialect) for each in types[1]):
        raise ValueError("a parameter or a column of the statement has a type that must be converted")
    required = {name: None for name, bind in compiled.binds.items() if bind.required}
    expanded = compiled.construct_expanded_state(required)
    fixed = {name: value for name, value in expanded.parameters.items() if name not in required}
    return Written(expanded.statement, tuple(expanded.positiontup or ()), fixed)


def _is_converted(kind: TypeEngine[Any], dialect: Dialect) -> bool:
    return kind.dialect_impl(dialect).bind_processor(dialect) is not None


def _is_read(kind: TypeEngine[Any], dialect: Dialect) -> bool:
    return kind.dialect_impl(dialect).result_processor(dialect, None) is not None
