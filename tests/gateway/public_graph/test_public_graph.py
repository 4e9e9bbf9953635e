"""The public graph behind the real HTTP layer, over a toy schema and another subgraph: context, deadlines, headers, methods."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
import strawberry
from strawberry.federation import Schema

from gateway.execution.running import Executor
from gateway.public_graph.public_graph import PublicGraph
from gateway.service import Service
from tests.gateway import toy
from tests.gateway.federation.executor.subgraph_servers import Subgraph, handler

THERE = "type Query { there: String } type Mutation { changeThere: String }"
SLOW = "{ slow(seconds: 30) there }"
TOLD: list[object] = []


@strawberry.type
class Query(toy.Query):
    @strawberry.field
    async def context(self, info: strawberry.Info) -> str:
        TOLD.append(info.context)
        return "told"


@asynccontextmanager
async def public(folder: Path, other: Subgraph, entry: str = "", **options: Any) -> AsyncIterator[Service]:
    """A service of the toy schema with another subgraph registered, whose entry has `entry` as well."""
    schema, config = folder / "other.graphql", folder / "config.yaml"
    schema.write_text(THERE)
    server = await asyncio.start_server(handler(other), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    config.write_text(f"subgraphs: [{{name: other, url: 'http://127.0.0.1:{port}/', schema: {schema.name}{entry}}}]")
    service = toy.toy_service(subgraphs=config, **options)
    opened, own = service.require(), Schema(query=Query, mutation=toy.Mutation)
    executor = Executor(own, timeout=service.settings.request_timeout, kept_documents=10)
    service.open(replace(opened, schema=own, executor=executor, new_context=lambda _: object()))
    service.public = await PublicGraph.open(config, service.require().sdl(), executor, service.settings)
    try:
        yield service
    finally:
        await service.public.close()
        server.close()


@pytest.fixture
def other() -> Subgraph:
    return Subgraph(THERE, {"there": "yes", "changeThere": "changed"})


Ask = Callable[..., Awaitable[httpx.Response]]


@asynccontextmanager
async def asking(folder: Path, other: Subgraph, **options: Any) -> AsyncIterator[Ask]:
    entry = ", headers: [{pass: x-case}]"
    async with public(folder, other, entry, **options) as service, toy.client_of(service) as client:

        async def asked(query: str, **headers: str) -> httpx.Response:
            return await client.post("/graphql", json={"query": query}, headers=headers)

        yield asked


@pytest.fixture
async def ask(tmp_path: Path, other: Subgraph) -> AsyncIterator[Ask]:
    async with asking(tmp_path, other) as asked:
        yield asked


@pytest.fixture
async def hasty(tmp_path: Path, other: Subgraph) -> AsyncIterator[Ask]:
    """As `ask`, but every request is given up after a moment."""
    async with asking(tmp_path, other, request_timeout=1.5) as asked:
        yield asked


async def test_both_answer(ask: Ask, other: Subgraph) -> None:
    assert (await ask("{ hello there }")).json() == {"data": {"hello": "hello world", "there": "yes"}}
    assert len(other.requests) == 1


async def test_nobody_else_is_asked_for_what_is_our_own(ask: Ask, other: Subgraph) -> None:
    assert (await ask("{ hello }")).json() == {"data": {"hello": "hello world"}}
    assert other.requests == []


async def test_what_takes_too_long_here_is_an_error_at_its_place_and_the_rest_is_answered(hasty: Ask) -> None:
    answer = (await hasty(SLOW)).json()
    assert answer["data"] == {"slow": None, "there": "yes"}
    [error] = answer["errors"]
    assert (error["path"], error["extensions"]) == (["slow"], {"code": "TIMEOUT", "source": "credit"})


async def test_what_takes_too_long_there_is_an_error_at_its_place(hasty: Ask, other: Subgraph) -> None:
    async def hang(request: dict[str, Any], writer: asyncio.StreamWriter) -> bytes | None:
        await asyncio.sleep(5)
        return None

    other.fault = hang
    answer = (await hasty("{ hello there }")).json()
    assert answer["data"] == {"hello": "hello world", "there": None}
    assert [(e["path"], e["extensions"]) for e in answer["errors"]] == [
        (["there"], {"code": "TIMEOUT", "source": "other"})
    ]


async def test_an_error_that_nobody_foresaw_stays_masked(ask: Ask) -> None:
    answer = (await ask("{ failing missing there }")).json()
    assert "hunter2" not in str(answer)
    assert {e["path"][0]: e["extensions"]["code"] for e in answer["errors"]} == {
        "failing": "INTERNAL",
        "missing": "NOT_FOUND",
    }


async def test_a_mutation_of_both_is_done_in_its_order(ask: Ask, other: Subgraph) -> None:
    answer = (await ask("mutation { change changeThere again: change }")).json()
    assert answer == {"data": {"change": "changed", "changeThere": "changed", "again": "changed"}}
    assert len(other.requests) == 1


async def test_a_mutation_that_is_late_is_not_cut_off(hasty: Ask) -> None:
    toy.CHANGED.clear()
    answer = (await hasty("mutation { changeSlowly(seconds: 2.5) changeThere }")).json()
    assert answer["errors"][0]["extensions"] == {"code": "TIMEOUT", "source": "credit"}
    for _ in range(100):
        if toy.CHANGED:
            break
        await asyncio.sleep(0.05)
    assert toy.CHANGED == [2.5]
    toy.CHANGED.clear()


async def test_no_mutation_of_anybody_by_get(tmp_path: Path, other: Subgraph) -> None:
    async with public(tmp_path, other) as service, toy.client_of(service) as client:
        for query in ("mutation { change }", "mutation { changeThere }", "mutation { change changeThere }"):
            refused = await client.get("/graphql", params={"query": query})
            assert (refused.status_code, refused.headers["allow"]) == (405, "POST")
        assert other.requests == []
        answer = await client.get("/graphql", params={"query": "{ hello there }"})
        assert answer.json() == {"data": {"hello": "hello world", "there": "yes"}}


async def test_fetches_of_one_operation_share_its_context_and_operations_do_not(ask: Ask) -> None:
    TOLD.clear()
    for _ in range(2):
        await ask("{ context there again: context }")
    first, second, third, fourth = TOLD
    assert first is second and third is fourth and first is not third


async def test_a_header_passes_where_a_rule_names_it(ask: Ask, other: Subgraph) -> None:
    await ask("{ there }", **{"x-case": "2026-7", "x-other": "secret"})
    [head] = other.headers
    assert "x-case: 2026-7\r\n" in head and "secret" not in head


async def test_a_document_that_is_refused_has_the_status_of_one(tmp_path: Path, other: Subgraph) -> None:
    accept = {"accept": "application/graphql-response+json"}
    async with public(tmp_path, other) as service, toy.client_of(service) as client:
        for body in (
            {"query": "{ nobody there }"},
            {"query": "query ($n: String!) { hello(name: $n) there }"},
            {"query": "query ($n: String!) { hello(name: $n) there }", "variables": {"n": 1}},
        ):
            refused = await client.post("/graphql", json=body, headers=accept)
            assert refused.status_code == 400
            assert "data" not in refused.json()
        answered = await client.post("/graphql", json={"query": "{ failing there }"}, headers=accept)
        assert (answered.status_code, answered.json()["data"]) == (200, {"failing": None, "there": "yes"})


async def test_a_secret_that_is_missing_leaves_out_its_subgraph_alone(tmp_path: Path, other: Subgraph) -> None:
    entry = ", headers: [{set: x-key, environment: NOBODY_SETS_THIS}]"
    async with public(tmp_path, other, entry) as service, toy.client_of(service) as client:
        assert (await client.post("/graphql", json={"query": "{ hello }"})).json()["data"] == {"hello": "hello world"}
        [told] = (await client.get("/health/ready")).json()["subgraphs"]
    assert told["joined"] is False
    assert "config.yaml:1" in told["problem"] and "NOBODY_SETS_THIS" in told["problem"]


@pytest.mark.parametrize("field", ["hello", "there"])
async def test_documents_have_limits_on_both_ways(tmp_path: Path, other: Subgraph, field: str) -> None:
    async with asking(tmp_path, other, alias_limit=1) as asked:
        assert (await asked(f"{{ a: {field} }}")).json()["data"]["a"]
        requests = len(other.requests)
        (error,) = (await asked(f"{{ a: {field} b: {field} }}")).json()["errors"]
    assert error["extensions"] == {"code": "LIMIT_EXCEEDED"} and len(other.requests) == requests
