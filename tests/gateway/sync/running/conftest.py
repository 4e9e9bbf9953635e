import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from graph_model.catalogue import Catalogue
from graph_model.open_store import open_store
from graph_model.store import GraphStore
from seed.laying import ensure_plan

WIPE = (
    "MATCH (n) WHERE n:Subject OR n:Identifier OR n:IdentityReview OR n:IdentityDecision OR n:GradeRecord OR n:Statement "
    "OR n:SyncState OR n:Batch OR n:Reject OR n:Discrepancy OR n:DishonestyFact OR n:InspectionItem DETACH DELETE n"
)


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for an embedded store with the plan in it, to be copied: laying it down is what costs."""
    return tmp_path_factory.mktemp("planned") / "store"


@pytest_asyncio.fixture
async def embedded(planned: Path, tmp_path: Path) -> AsyncIterator[tuple[GraphStore, Catalogue]]:
    """An embedded store with the plan and nothing else."""
    store = await copied(planned, tmp_path)
    yield store, await ensure_plan(store)
    await store.close()


@pytest_asyncio.fixture(params=["embedded", pytest.param("neo4j", marks=pytest.mark.neo4j)])
async def graph(
    request: pytest.FixtureRequest, planned: Path, tmp_path: Path
) -> AsyncIterator[tuple[GraphStore, Catalogue]]:
    """A store with the plan and nothing else: the test runs once on each."""
    if request.param == "embedded":
        store = await copied(planned, tmp_path)
    else:
        store = await wiped(request.getfixturevalue("neo4j_url"))
    yield store, await ensure_plan(store)
    await store.close()


async def wiped(url: str) -> GraphStore:
    """A Neo4j without what a sync writes."""
    store = await open_store(url)
    await store.write(WIPE)
    return store


async def copied(planned: Path, folder: Path) -> GraphStore:
    """The embedded store of a test: a copy of the one that is laid down once."""
    if not planned.exists():
        laid = await open_store("embedded", data_dir=planned)
        await ensure_plan(laid)
        await laid.close()
    shutil.copytree(planned, folder / "store")
    return await open_store("embedded", data_dir=folder / "store", durability="off")
