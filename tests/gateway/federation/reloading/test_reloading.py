"""Another supergraph while an engine serves: what is taken up, what is not, and what is said of it."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest

from gateway.federation.engine import Engine
from gateway.federation.origins import Configured, Given, SupergraphFile
from gateway.federation.reloading import Reloading
from gateway.federation.remote_subgraphs import take_up
from tests.gateway.federation.executor.shop import Shop, open_shop


@dataclass
class Served:
    """An engine over a file, watched."""

    shop: Shop
    file: Path
    engine: Engine
    reloading: Reloading

    async def asked(self, query: str) -> object:
        return json.loads(await self.engine.execute(query))


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    file = tmp_path / "supergraph.graphql"
    async with open_shop() as shop:
        file.write_text(shop.sdl)
        origin = SupergraphFile(file)
        given = await origin.look()
        assert given is not None
        engine = Engine(given.sdl)
        yield Served(shop, file, engine, Reloading(origin, given, partial(take_up, engine)))
        await engine.close()


async def test_another_supergraph_is_taken_up(served: Served) -> None:
    since = served.reloading.state.since
    served.file.write_text(served.shop.sdl.replace("motto: String", "motto: String slogan: String"))
    await served.reloading.look()
    assert "slogan" in served.engine.supergraph.public.type_map["Query"].fields  # type: ignore[attr-defined]
    assert served.reloading.state.since > since
    assert served.reloading.state.problem is None


async def test_the_same_supergraph_leaves_the_plans_where_they_are(served: Served) -> None:
    before = served.engine.supergraph
    served.file.write_text(served.shop.sdl)
    await served.reloading.look()
    await served.reloading.look(anew=True)
    assert served.engine.supergraph is before


async def test_other_options_of_the_subgraphs_are_taken_up_with_the_same_supergraph(
    served: Served, tmp_path: Path
) -> None:
    config = tmp_path / "config.yaml"
    config.write_text("subgraphs: [{name: people, url: 'http://127.0.0.1:9/'}]")
    origin = Configured(SupergraphFile(served.file), config)
    reloading = Reloading(origin, Given(served.shop.sdl), partial(take_up, served.engine))
    await reloading.look()
    assert "people" in str(await served.asked("{ motto }"))
    config.write_text("subgraphs: [{name: peeple}]")
    await reloading.look()
    assert "peeple" in (reloading.state.problem or "")
    config.write_text("subgraphs: [{name: people}]")
    await reloading.look()
    assert await served.asked("{ motto }") == {"data": {"motto": "buy"}}


async def test_one_that_does_not_load_leaves_the_old_one_and_is_told_until_it_is_mended(
    served: Served, caplog: pytest.LogCaptureFixture
) -> None:
    served.file.write_text("type Query {")
    for _ in range(3):
        await served.reloading.look()
    assert await served.asked("{ motto }") == {"data": {"motto": "buy"}}
    state = served.reloading.state
    assert "Syntax Error" in (state.problem or "") and state.problem_since is not None
    assert [r.levelno for r in caplog.records] == [logging.ERROR]
    served.file.write_text(served.shop.sdl)
    await served.reloading.look()
    assert served.reloading.state.problem is None


async def test_a_file_that_is_gone_is_told_until_it_is_back(served: Served, caplog: pytest.LogCaptureFixture) -> None:
    away = served.file.with_suffix(".away")
    served.file.rename(away)
    for _ in range(3):
        await served.reloading.look()
    assert "No such file" in (served.reloading.state.problem or "")
    assert len(caplog.records) == 1
    away.rename(served.file)
    await served.reloading.look()
    assert served.reloading.state.problem is None


async def test_a_broken_supergraph_is_not_forgotten_because_its_file_goes_and_comes_back(served: Served) -> None:
    served.file.write_text("type Query {")
    await served.reloading.look()
    away = served.file.with_suffix(".away")
    served.file.rename(away)
    await served.reloading.look()
    away.rename(served.file)
    await served.reloading.look()
    assert "Syntax Error" in (served.reloading.state.problem or "")


async def test_what_nobody_foresaw_does_not_end_the_watch(served: Served, caplog: pytest.LogCaptureFixture) -> None:
    async def fails(_given: Given) -> None:
        raise RecursionError("too deep")

    reloading = Reloading(SupergraphFile(served.file), Given("another"), fails)
    await reloading.look()
    assert reloading.state.problem == "RecursionError: too deep"


async def test_it_looks_by_itself_and_at_once_when_asked(served: Served) -> None:
    looked = Looks()
    watching = asyncio.create_task(Reloading(looked, Given("one"), partial(take_up, served.engine)).run())
    await looked.happened.wait()
    watching.cancel()
    assert looked.anew[0] is False

    seldom = Looks(interval=3600)
    reloading = Reloading(seldom, Given("one"), partial(take_up, served.engine))
    watching = asyncio.create_task(reloading.run())
    reloading.soon()
    await seldom.happened.wait()
    watching.cancel()
    assert seldom.anew == [True]


@dataclass
class Looks:
    """An origin that notes how it is looked at."""

    interval: float = 0.01
    anew: list[bool] = field(default_factory=list)
    happened: asyncio.Event = field(default_factory=asyncio.Event)

    async def look(self, *, anew: bool = False) -> None:
        self.anew.append(anew)
        self.happened.set()
