import pytest
import pytest_asyncio
from strawberry.federation import Schema

from graph_model.store import GraphStore
from resolvers.schema import build_schema
from seed.laying import ensure_plan
from seed.plan_files import load_plan
from tests.graph_model.small_city import add
from tests.resolvers.village import Api, broken, village


@pytest.fixture(scope="session")
def schema() -> Schema:
    return build_schema()


@pytest.fixture
def unasked(schema: Schema) -> Api:
    """An API whose store must not be asked."""
    return Api(schema, broken(RuntimeError("the store was asked")), load_plan())


@pytest_asyncio.fixture
async def empty(schema: Schema, store: GraphStore) -> Api:
    """The API over a store with the plan and nothing else."""
    return Api(schema, store, await ensure_plan(store))


@pytest_asyncio.fixture
async def api(empty: Api) -> Api:
    """The API over the village."""
    await add(empty.store, village())
    return empty
