"""Subjects that something names by their keys, read for a whole operation at once."""

from aiodataloader import DataLoader

from graph_model.subjects import Needs, read_subjects
from resolvers.context import Context, Info
from resolvers.selection import Selected
from resolvers.subject import Subject


class SubjectLoader(DataLoader[str, Subject | None]):
    """Subjects in one query, with what is selected of them."""

    def __init__(self, context: Context, needs: Needs) -> None:
        super().__init__(max_batch_size=500)
        self._context = context
        self._needs = needs

    async def batch_load_fn(self, keys: list[str]) -> list[Subject | None]:
        found = await read_subjects(self._context.store, keys, self._needs, timeout=self._context.timeout)
        return [None if data is None else Subject.of(data, self._needs) for data in found]


async def named_subject(info: Info, key: str) -> Subject:
    """A subject of the graph, with what is selected below the field; none is ever taken away."""
    needs = Selected.by(info).needs()
    loader = info.context.kept(("named subjects", needs), lambda: SubjectLoader(info.context, needs))
    found = await loader.load(key)
    assert found is not None, "subjects that are named are there"
    return found
