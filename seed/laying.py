"""The plan laid down in a store, as every command does on an empty one."""

from collections.abc import Sequence
from pathlib import Path

from graph_model.catalogue import Catalogue, lay_down
from graph_model.spelling import make_searchable
from graph_model.store import GraphStore
from seed.plan_files import load_plan


async def ensure_plan(store: GraphStore, *, extra_authorisations: Sequence[Path] = ()) -> Catalogue:
    """`lay_plan` with the plan's own files and `extra_authorisations`, the departments' (docs/rules/scales-and-authorisations.md).

    Raises PlanFileError for a file that cannot be used; nothing has been written then.
    """
    return await lay_plan(store, load_plan(extra_authorisations=extra_authorisations))


async def lay_plan(store: GraphStore, plan: Catalogue) -> Catalogue:
    """Prepare the store, write the plan where it does not hold this version yet, and give it back."""
    await store.prepare()
    if await lay_down(store, plan):  # empty, or filled by an earlier version
        await make_searchable(store)
    return plan
