"""The answers to an operation, page by page: each is asked as any other question, and says from where the next one goes on."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import orjson

from gateway.execution.operations import Answer, EncodedAnswer, Operation
from gateway.exports.cells import value_at
from gateway.exports.shape import Shape

Ask = Callable[[Operation], Awaitable[Answer | EncodedAnswer]]
"""The answer to an operation. Raises a Refusal."""
Error = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Page:
    """`rows` None: they could not be read. `more` None: the answer does not say. `cursor` is where the next page begins."""

    rows: list[Any] | None
    errors: tuple[Error, ...]
    executed: bool
    more: bool | None
    cursor: str | None


async def page(ask: Ask, operation: Operation, shape: Shape) -> Page:
    """The page that an operation answers. Raises a Refusal."""
    answer = await ask(operation)
    body = orjson.loads(answer.json) if isinstance(answer, EncodedAnswer) else answer.body()
    data, errors = body.get("data"), tuple(body.get("errors") or ())
    rows = _rows(data, shape, failed=bool(errors))
    paging = shape.paging
    if paging is None:
        return Page(rows, errors, answer.executed, more=False, cursor=None)
    cursor = None if paging.cursor is None else value_at(data, paging.cursor)
    # A null on the way to the list, without an error, is a list of nothing.
    more = False if rows == [] and value_at(data, shape.rows[:1]) is None else value_at(data, paging.more)
    return Page(rows, errors, answer.executed, more, cursor)


def after(operation: Operation, variable: str, cursor: str) -> Operation:
    """The operation whose page begins there."""
    return replace(operation, variables={**(operation.variables or {}), variable: cursor})


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
