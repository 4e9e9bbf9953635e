"""The answers to an operation, page by page: each is asked as any other question, and says from where the next one goes on."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import orjson

from gateway.execution.errors import BAD_INPUT, plain
from gateway.execution.operations import Answer, EncodedAnswer, Operation
from gateway.exports.asked import ASKED, Path
from gateway.exports.cells import value_at
from gateway.exports.shape import Shape

Ask = Callable[[Operation], Awaitable[Answer | EncodedAnswer]]
"""The answer to an operation. Raises a Refusal."""
Error = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Page:
    """`rows` None: they could not be read. `more` None: the answer does not say. `cursor` is where the next page begins.

    `total` is how many rows the answer says there are in all, where it is asked for that.
    """

    rows: list[Any] | None
    errors: tuple[Error, ...]
    executed: bool
    more: bool | None
    cursor: str | None
    total: int | None = None


async def page(ask: Ask, operation: Operation, shape: Shape) -> Page:
    """The page that an operation answers. Raises a Refusal."""
    answer = await ask(operation)
    body = orjson.loads(answer.json) if isinstance(answer, EncodedAnswer) else answer.body()
    data, errors = body.get("data"), tuple(body.get("errors") or ())
    rows = _rows(data, shape, failed=bool(errors))
    if rows is not None and shape.tells_asked:
        values = asked_for(operation, shape)
        if shape.listed and len(rows) != len(values):
            return Page(None, (_not_one_each(shape, len(rows), len(values)),), answer.executed, more=False, cursor=None)
        rows = _told_asked(rows, values if shape.listed else values * len(rows), ASKED + _variable(shape))
    if rows is not None and shape.each:
        rows = [one for row in rows for one in unwound(row, shape.each)]
    paging = shape.paging
    if paging is None:
        total = value_at(data, shape.total) if shape.total else None
        return Page(rows, errors, answer.executed, more=False, cursor=None, total=total)
    cursor = None if paging.cursor is None else value_at(data, paging.cursor)
    # A null on the way to the list, without an error, is a list of nothing.
    more = False if rows == [] and value_at(data, shape.rows[:1]) is None else value_at(data, paging.more)
    return Page(rows, errors, answer.executed, more, cursor)


def after(operation: Operation, variable: str, cursor: str) -> Operation:
    """The operation whose page begins there."""
    return replace(operation, variables={**(operation.variables or {}), variable: cursor})


def piece(operation: Operation, shape: Shape, place: int) -> Operation:
    """The operation for the values from a place on, as many as are asked for at a time; without `over` the operation as it is."""
    if shape.over is None:
        return operation
    values = (operation.variables or {})[shape.over.variable]
    given = values[place : place + shape.over.at_once] if shape.listed else values[place]
    return replace(operation, variables={**(operation.variables or {}), shape.over.variable: given})


def asked_for(operation: Operation, shape: Shape) -> list[Any]:
    """The values that the operation of a piece asks for."""
    given = (operation.variables or {})[_variable(shape)]
    return given if shape.listed else [given]


def unwound(row: Any, path: Path) -> Iterator[Any]:
    """A row for each element of the lists on the path, which stands there in their place; none where they are empty or null."""
    if not path:
        yield row
        return
    below = row.get(path[0]) if isinstance(row, dict) else None
    if below is None:
        return
    for element in below if isinstance(below, list) else [below]:
        for one in unwound(element, path[1:]):
            yield {**row, path[0]: one}


def _told_asked(rows: Sequence[Any], values: Sequence[Any], name: str) -> list[Any]:
    """The rows with the value that each was asked for; one that is null is a row of it alone."""
    return [{**(row or {}), name: value} for row, value in zip(rows, values, strict=True)]


def _variable(shape: Shape) -> str:
    assert shape.over is not None
    return shape.over.variable


def _not_one_each(shape: Shape, rows: int, values: int) -> Error:
    name = ASKED + _variable(shape)
    return plain(
        f"columns: {name} 要一个值一行，{values} 个值答了 {rows} 行 / {name} needs a row for each value: {values} values had {rows} rows",
        BAD_INPUT,
    )


def _rows(data: Any, shape: Shape, *, failed: bool) -> list[Any] | None:
    """The rows of an answer; None where an error stands in their place."""
    found = value_at(data, shape.rows)
    if found is None:
        return None if failed or data is None else []
    return [value_at(each, shape.within) for each in found] if shape.within else list(found)


def places(errors: tuple[Error, ...]) -> str:
    """The first of some errors in a line, with its path."""
    first = errors[0]
    path = ".".join(str(part) for part in first.get("path") or ())
    text = str(first.get("message", ""))
    return f"{path}: {text}" if path else text


def code_of(errors: tuple[Error, ...]) -> str:
    return str((errors[0].get("extensions") or {}).get("code", ""))
