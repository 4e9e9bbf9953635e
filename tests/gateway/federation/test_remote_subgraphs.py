"""The sources of an engine as a configuration says, and what is told where they cannot be made."""

import json
from pathlib import Path

import pytest

from gateway.federation.configuration import Configuration, read_configuration
from gateway.federation.origins import Given
from gateway.federation.remote_subgraphs import engine_of, take_up
from gateway.federation.supergraph import SupergraphError
from tests.gateway.federation.executor.shop import open_shop


def configured(folder: Path, text: str) -> Configuration:
    (folder / "gateway.yaml").write_text(text, encoding="utf-8")
    return read_configuration(folder / "gateway.yaml")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("subgraphs:\n- name: stok", "gateway.yaml:2: subgraphs[0]: 没有子图 / there is no subgraph 'stok'"),
        (
            "subgraphs:\n- name: items\n- name: people\n  headers: [{set: x-key, environment: NO_SUCH_KEY}]",
            "gateway.yaml:3: subgraphs[1]: 环境变量 NO_SUCH_KEY 没有值",
        ),
        (
            "defaults:\n  proxy: {url: 'http://p/', user: a, passwordEnvironment: NO_SUCH_KEY}",
            "gateway.yaml:1: defaults: 环境变量 NO_SUCH_KEY 没有值",
        ),
        (
            "subgraphs:\n- name: people\n  url: https://people/\n  tls: {ca: nowhere.pem}",
            "gateway.yaml:2: subgraphs[0]: tls.ca",
        ),
    ],
    ids=["no such subgraph", "no secret of a header", "no secret of a proxy", "no such file"],
)
async def test_what_cannot_be_used_is_told_at_its_place(tmp_path: Path, text: str, said: str) -> None:
    async with open_shop() as shop:
        with pytest.raises((ValueError, SupergraphError)) as told:
            engine_of(Given(shop.sdl, configured(tmp_path, text)))
    assert said in str(told.value)


async def test_an_address_in_place_of_the_supergraphs(tmp_path: Path) -> None:
    async with open_shop() as shop:
        url = shop.sdl.split('name: "people", url: "')[1].split('"')[0]
        moved = shop.sdl.replace(url, "http://127.0.0.1:9/")
        engine = engine_of(Given(moved, configured(tmp_path, f"subgraphs: [{{name: people, url: '{url}'}}]")))
        assert json.loads(await engine.execute("{ motto }")) == {"data": {"motto": "buy"}}
        await engine.close()


async def test_a_limit_of_one_subgraph_alone(tmp_path: Path) -> None:
    async with open_shop() as shop:
        engine = engine_of(Given(shop.sdl, configured(tmp_path, "subgraphs: [{name: people, largestAnswer: 5}]")))
        answer = json.loads(await engine.execute("{ motto item(id: 1) { name } }"))
        assert answer["data"] == {"motto": None, "item": {"name": "Lamp"}}
        assert answer["errors"][0]["message"] == "people: its answer is larger than 5 bytes"
        assert answer["errors"][0]["extensions"] == {"code": "BAD_SOURCE_RESPONSE", "source": "people"}
        await engine.close()


async def test_another_configuration_is_taken_up_and_a_broken_one_is_not(tmp_path: Path) -> None:
    async with open_shop() as shop:
        engine = engine_of(Given(shop.sdl))
        await take_up(engine, Given(shop.sdl, configured(tmp_path, "defaults: {headers: [{set: x-a, value: '1'}]}")))
        await engine.execute("{ motto }")
        wrong = configured(tmp_path, "defaults: {headers: [{set: x-a, environment: NO_SUCH_KEY}]}")
        with pytest.raises((ValueError, SupergraphError), match="NO_SUCH_KEY"):
            await take_up(engine, Given(shop.sdl, wrong))
        await engine.execute("{ again: motto }")
        assert ["x-a: 1\r\n" in head for head in shop.people.headers] == [True, True]
        await engine.close()
