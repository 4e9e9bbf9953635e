"""The subject that a mutation is about: one that there is, and whose district the officer's is."""

from graph_model.errors import NotFound
from graph_model.model import SubjectData
from graph_model.subjects import NOTHING, Needs, read_subject
from resolvers.context import Context


async def require_subject(context: Context, key: str, needs: Needs = NOTHING) -> SubjectData:
    """The subject with what is needed of it. Raises NotFound where there is none, or it is not in the officer's district."""
    found = await read_subject(context.store, key, needs, timeout=context.timeout)
    district = context.asker.district
    if found is None or (district is not None and found.subject.district != district):
        raise NotFound("没有这个主体 / there is no such subject")
    return found
