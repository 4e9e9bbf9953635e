"""The plan laid down in a store, as every command does on an empty one."""

from collections.abc import Sequence
from pathlib import Path

from graph_model.catalogue import Catalogue, lay_down
from graph_model.store import GraphStore
from seed.plan_files import load_plan


async def ensure_plan(store: GraphStore, *, extra_authorisations: Sequence[Path] = ()) -> Catalogue:
    """Prepare the store, write the plan where it does not hold this version yet, and give the catalogue.

    `extra_authorisations` are the departments' own files (docs/rules/scales-and-authorisations.md). Raises
    PlanFileError for a file that cannot be used; nothing has been written then.
    """
    catalogue = load_plan(extra_authorisations=extra_authorisations)
    await store.prepare()
    await lay_down(store, catalogue)
    return catalogue
