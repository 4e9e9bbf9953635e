"""The fields of a mutation: each is answered before the next is begun."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

from gateway.execution.compiled.paths import Path
from gateway.execution.compiled.places import ObjectFunction
from gateway.execution.compiled.run import Run
from gateway.execution.compiled.waiting import CoroutineType


def serially(functions: Sequence[ObjectFunction]) -> ObjectFunction:
    """One function of several that answer a field each."""

    def answer(source: Any, path: Path, run: Run) -> Any:
        shown: dict[str, Any] = {}
        rest = iter([partial(function, source, path, run) for function in functions])
        for ask in rest:
            found = ask()
            if type(found) is CoroutineType:
                return _rest(shown, found, rest)
            shown.update(found)
        return shown

    return answer


async def _rest(shown: dict[str, Any], pending: Any, rest: Iterable[Callable[[], Any]]) -> dict[str, Any]:
    shown.update(await pending)
    for ask in rest:
        found = ask()
        shown.update(await found if type(found) is CoroutineType else found)
    return shown
