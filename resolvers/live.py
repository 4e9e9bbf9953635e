"""The systems asked for grade views: once an operation, however many of its subjects want it."""

from collections.abc import Collection, Sequence

from aiodataloader import DataLoader

from graph_model.catalogue import Catalogue
from graph_model.live import LiveAnswer
from resolvers.context import Context

Answers = Sequence[LiveAnswer]


async def live_answers(context: Context, subject_key: str, departments: Collection[str] | None) -> Answers:
    """What the systems of these departments (None: all systems) say now; of this subject, and of others asked for with it."""
    systems = None if departments is None else _systems_of(context.catalogue, departments)
    loader = context.kept(("live", systems), lambda: _Loader(context, systems))
    return await loader.load(subject_key)


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
