"""The systems asked for grade views: once an operation, however many of its subjects want it."""

import asyncio
from collections.abc import Collection, Sequence
from contextlib import suppress

from aiodataloader import DataLoader

from graph_model.catalogue import Catalogue
from graph_model.disclosure import others_are_awaited
from graph_model.errors import BadInput
from graph_model.live import LiveAnswer
from resolvers.arguments import department_keys
from resolvers.context import Context
from resolvers.selection import Selected

Answers = Sequence[LiveAnswer]
_TURNS = 5
"""Turns of the loop until the statements are on their way: the embedded store holds the loop while it reads."""


async def live_answers(context: Context, subject_key: str, departments: Collection[str] | None) -> Answers:
    """What the systems of these departments (None: all systems) say now; of this subject, and of others asked for with it."""
    asked = _asked(context, subject_key, departments)
    others_are_awaited()
    return await asked


async def ask_ahead(context: Context, subject_key: str, selected: Selected) -> None:
    """Let the systems be at work for the live grade views of a subject while the subject itself is read from the graph.

    `selected` is what stands below the subject. What is not asked here is asked when the view is made.
    """
    if context.live is None:
        return
    wanted = [view for name, view in selected.fields() if name == "gradeView" and _is_live(view)]
    for view in wanted:
        named = view.argument("departments")
        with suppress(BadInput):  # told where the view is made
            keys = None if named is None else department_keys(context.catalogue, named, "departments")
            _asked(context, subject_key, keys)
    for _ in range(_TURNS if wanted else 0):
        await asyncio.sleep(0)


def _is_live(view: Selected) -> bool:
    """Whether a grade view that is selected asks the systems; with a `knownAt` it may be refused."""
    return view.argument("live") is True and view.argument("knownAt") is None


def _asked(context: Context, subject_key: str, departments: Collection[str] | None) -> "asyncio.Future[Answers]":
    systems = None if departments is None else _systems_of(context.catalogue, departments)
    loader = context.kept(("live", systems), lambda: _Loader(context, systems))
    return loader.load(subject_key)


class _Loader(DataLoader[str, Answers]):
    def __init__(self, context: Context, systems: frozenset[str] | None) -> None:
        super().__init__()
        self._context = context
        self._systems = systems

    async def batch_load_fn(self, keys: list[str]) -> list[Answers]:
        assert self._context.live is not None
        answers = await self._context.live.ask(keys, self._systems)
        return [answers] * len(keys)


def _systems_of(catalogue: Catalogue, departments: Collection[str]) -> frozenset[str]:
    items = (item for item in catalogue.items if item.department_key in departments)
    return frozenset(item.system_key for item in items if item.system_key is not None)
