"""What a value that must be awaited becomes: a coroutine in its place, until the object or list around it gathers them.

Every coroutine here is one that this package made; they are awaited in the same order, and as many at a time, as graphql-core does.
"""

from collections.abc import Awaitable, Callable, Coroutine
from types import CoroutineType
from typing import Any

from graphql.pyutils import gather_with_cancel, is_awaitable

from gateway.execution.compiled.paths import Path
from gateway.execution.compiled.run import Run

Complete = Callable[[Any, Path, Path, Run], Any]
"""(value, its path, the path of its field, the run) → the completed value, or a coroutine of it."""
Failed = Callable[[Exception, Path, Run, Any], None]
"""(what was raised, where, the run, what is pending beside it) notes an error; raises where null may not stand."""

__all__ = ["CoroutineType", "guarded", "is_awaitable", "pending_fields", "pending_items", "resolved", "value_of"]


async def resolved(value: Awaitable[Any], complete: Complete, path: Path, at: Path, run: Run) -> Any:
    """Await a value, then complete it."""
    completed = complete(await value, path, at, run)
    return await completed if is_awaitable(completed) else completed


async def guarded(pending: Awaitable[Any], failed: Failed, path: Path, run: Run) -> Any:
    """Await what completes a value; what it raises becomes an error there."""
    try:
        return await pending
    except Exception as error:
        return failed(error, path, run, None)


async def value_of(awaitable: Awaitable[Any]) -> Any:
    """Anything that can be awaited as a coroutine."""
    return await awaitable


def pending_fields(shown: dict[str, Any]) -> dict[str, Any] | Coroutine[Any, Any, dict[str, Any]]:
    """An object some of whose values may be pending."""
    pending = [key for key, value in shown.items() if type(value) is CoroutineType]
    return _filled(shown, pending) if pending else shown


def pending_items(shown: list[Any]) -> list[Any] | Coroutine[Any, Any, list[Any]]:
    """A list some of whose items may be pending."""
    pending = [index for index, value in enumerate(shown) if type(value) is CoroutineType]
    return _filled(shown, pending) if pending else shown


async def _filled(shown: Any, pending: list[Any]) -> Any:
    if len(pending) == 1:
        shown[pending[0]] = await shown[pending[0]]
        return shown
    for place, value in zip(pending, await gather_with_cancel(*(shown[place] for place in pending)), strict=True):
        shown[place] = value
    return shown
