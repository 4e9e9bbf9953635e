"""Random worlds in random subgraphs: the federated answer to a random operation equals the undivided one.

What a failure prints is everything that is needed: the subgraphs, the data, the operation, the plan and both answers. The seed
that repeats it stands at the end of the run.
"""

import asyncio
import traceback
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import asynccontextmanager
from random import Random

import pytest

from gateway.federation.engine import Engine
from tests.gateway.federation.differential.example import Example
from tests.gateway.federation.differential.features import Feature
from tests.gateway.federation.differential.over_http import serving
from tests.gateway.federation.differential.shrinking import shrunk

Check = Callable[[Example], Awaitable[None]]


async def in_process(example: Example) -> None:
    federation = example.federation
    async with _closing(Engine(federation.composed(), federation.in_process())) as engine:
        federation.check_public_schema(engine)
        for operation in example.operations:
            await federation.check(engine, operation)


async def over_http(example: Example) -> None:
    federation = example.federation
    async with serving(federation.services) as urls, _closing(Engine(federation.composed(urls))) as engine:
        for operation in example.operations:
            await federation.check(engine, operation)


@asynccontextmanager
async def _closing(engine: Engine) -> AsyncIterator[Engine]:
    try:
        yield engine
    finally:
        await engine.close()


def asked(seeds: Iterable[int], check: Check, *, operations: int = 10) -> Counter[Feature]:
    """Check the world of each seed with so many operations; gives what was exercised."""
    features: Counter[Feature] = Counter()

    def failure(example: Example) -> str | None:
        try:
            asyncio.run(check(example))  # type: ignore[arg-type]
        except AssertionError as error:
            return str(error)
        except Exception:
            return f"{example.federation.shown()}\n{example.operations[0].text}\n{traceback.format_exc()}"
        return None

    for seed in seeds:
        example = Example.drawn(seed, operations, features)
        if failure(example) is not None:
            pytest.fail(f"the world of {seed}\n{shrunk(example, failure)}", pytrace=False)
    return features


def drawn(seed: int, worlds: int) -> Iterator[int]:
    rng = Random(seed)
    return (rng.randrange(2**63) for _ in range(worlds))


def lost(features: Counter[Feature]) -> set[Feature]:
    """What never happened. That an operation is too large to plan is rare, and not asked for."""
    return {feature for feature in Feature if not features[feature]} - {Feature.TOO_LARGE}


@pytest.mark.slow
def test_federated_equals_undivided(seed: int) -> None:
    features = asked(drawn(seed, 12), in_process)
    assert features[Feature.OPERATION] + features[Feature.TOO_LARGE] == 120
    assert features[Feature.TOO_LARGE] <= 1


@pytest.mark.slow
def test_federated_over_http_equals_undivided_for_every_feature() -> None:
    """The same worlds in every run: whoever changes the generator may have to choose others that have everything."""
    features = asked((14, 15, 53, 55), over_http)
    assert lost(features) == set()


@pytest.mark.nightly
@pytest.mark.timeout(3 * 3600)
def test_ten_thousand_operations(seed: int) -> None:
    features = asked(drawn(seed, 1_000), in_process)
    assert features[Feature.OPERATION] + features[Feature.TOO_LARGE] == 10_000
    assert features[Feature.TOO_LARGE] <= 10
    assert lost(features) == set()
