"""Random operations over random schemas and data: compiled, they answer as graphql-core does."""

from random import Random

import pytest
from graphql import GraphQLObjectType, parse, validate
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.execution.compiled.unsupported import NotCompiled
from tests.gateway.execution.compiled.compared import CONTEXT, by_core, compiled_of, told
from tests.gateway.execution.compiled.random_data import DataMaker
from tests.gateway.execution.compiled.random_operations import OperationMaker
from tests.gateway.execution.compiled.random_schemas import SchemaMaker

OPERATIONS = 3
pytestmark = pytest.mark.filterwarnings("ignore")  # of what is cancelled before it began, as in graphql-core


async def compared(seed: int) -> int:
    """Compare the operations of one schema; gives how many were valid."""
    random = Random(seed)
    world = SchemaMaker(random).made()
    valid = 0
    for _ in range(OPERATIONS):
        root = random.choice([world.schema.query_type] * 3 + [world.schema.mutation_type])
        assert isinstance(root, GraphQLObjectType)
        text, variables = OperationMaker(random, world.schema).made(root)
        document = parse(text)
        if validate(world.schema, document):
            continue  # fields that cannot merge
        valid += 1
        compiled = compiled_of(world.schema, document)
        for data, trouble in ((random.randrange(2**32), 0.0), (random.randrange(2**32), 0.15)):
            expected = await told(
                by_core(world.schema, document, DataMaker(world, data, trouble).root(root), variables)
            )
            try:
                found = await told(compiled.run(DataMaker(world, data, trouble).root(root), CONTEXT, variables))
            except NotCompiled:
                continue
            assert found == expected, (seed, text, variables)
    return valid


@settings(max_examples=6)
@given(st.integers(0, 2**63))
async def test_as_graphql_core(seed: int) -> None:
    await compared(seed)


async def test_most_operations_are_valid() -> None:
    valid = [await compared(seed) for seed in range(2)]
    assert sum(valid) > 2 * OPERATIONS // 2, valid


@pytest.mark.nightly
@pytest.mark.timeout(3 * 3600)
@settings(max_examples=3_000)
@given(st.integers(0, 2**63))
async def test_many_as_graphql_core(seed: int) -> None:
    await compared(seed)
