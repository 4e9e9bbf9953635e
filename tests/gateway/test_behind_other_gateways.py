"""`yuxin serve` as a subgraph of other gateways: they compose it, and answer what ours answers."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from gateway.federation.composition import SubgraphSource, compose
from tests.gateway.federation.executor.subgraph_servers import Subgraph, handler
from tests.gateway.permits import SDL, permits
from tests.served import Served
from tests.servers.gateway_process import gateway_process
from tests.servers.node_packages import INSTALL_SECONDS
from tests.servers.other_gateways.gateways import apollo_gateway, composed_by, hive_gateway

pytestmark = [pytest.mark.nightly, pytest.mark.timeout(INSTALL_SECONDS)]
CREDIT_SDL = Path(__file__).resolve().parents[2] / "schema" / "credit.graphql"
OURS = [sys.executable, "-m", "gateway.cli", "gateway", "--supergraph", "{supergraph}", "--port", "{port}"]

OF_CREDIT = {
    "an entity and its grades": """{ entity(uscc: "919950990000000353") { __typename id key displayName kind district registeredOn
      gradeView { highest lowest spread grades { grade nativeGrade evaluatedOn item { key name } department { key name } }
        byDepartment { department { name } highest } discrepancies { levels } sources { system { name } mode } } } }""",
    "measures with their reasons": """{ entity(uscc: "919950990000000353") { measures(scenarios: [MARKET_ACCESS]) {
      applied { measure { key name quote } grade facts { conduct severity } legalBasis { title article } }
      withheld { measure { key } reason } } } }""",
    "any subject, by interface": """{ subjectsByKeys(keys: ["uscc:919950990000000353", "uscc:12995099000000094B", "uscc:none"]) {
      __typename key displayName ... on Entity { uscc district } ... on Person { kind } } }""",
    "a global id": """{ node(id: "uscc:919950990000000353") { id __typename ... on Entity { uscc gradeView { spread } } } }""",
    "a page of a list and the next": """{
      first: entities(first: 3, orderBy: [{field: KEY}]) { totalCount edges { cursor node { uscc } } pageInfo { hasNextPage } }
      last: entities(last: 2, orderBy: [{field: KEY}]) { nodes { displayName } pageInfo { hasPreviousPage startCursor } } }""",
    "the catalogue": """{ departments { key name itemCount } items(annex: 2) { key name number } systems { key name } }""",
    "fragments, aliases and an enum argument": """query { a: measures(grade: D) { ...M } b: measures(grade: A, scenario: HONOURS) {
      ...M } } fragment M on Measure { key scenario direction condition }""",
    "an archive by pages": """{ entity(uscc: "91995099000000107U") { archive(first: 5) { totalCount
      edges { node { kind } } pageInfo { hasNextPage endCursor } } } }""",
    "nobody": """{ entity(uscc: "91500105300000000L") { displayName } person(key: "person:none") { key } }""",
    "no malformed code": """{ entity(uscc: "12345") { displayName } departments { key } }""",
    "no page that large": """{ entities(first: 1000) { totalCount } scales { key } }""",
}
OF_BOTH = {
    "entities looked up by their key": "{ permits { number holder { uscc displayName gradeView { lowest } } } }",
    "a key that credit does not know": """{ permit(number: "0") { number holder { uscc district } } }""",
    "an entity's fields of another subgraph": """{ entity(uscc: "12995099000000094B") { displayName permits { number } } }""",
    "there and back": """{ entity(uscc: "919950990000000353") { permits { number office { name }
      holder { displayName gradeView { highest } } } } }""",
    "an interface's entities": """{ subjectsByKeys(keys: ["uscc:12995099000000094B"]) { displayName
      ... on Entity { permits { number office { name itemCount } } } } }""",
}


@dataclass(frozen=True)
class Routers:
    """The same two subgraphs behind ours and behind others, these over supergraphs of their own composition and of ours."""

    direct: str
    ours: str
    others: dict[str, str]
    permits: Subgraph

    async def ask(self, url: str, query: str, **headers: str) -> dict[str, Any]:
        async with httpx.AsyncClient(timeout=60) as client:
            answer = await client.post(url, json={"query": query}, headers={"accept": "application/json", **headers})
        found: dict[str, Any] = answer.json()
        return found


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def routers(other_gateways: None, served: Served) -> AsyncIterator[Routers]:
    beside = permits()
    server = await asyncio.start_server(handler(beside), "127.0.0.1", 0)
    subgraphs = _subgraphs(f"{served.url}/graphql", f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/graphql")
    with ExitStack() as stack:
        others = {
            f"{name} over {whose} composition": stack.enter_context(gateway_process(command, sdl))
            for name, command, own in (
                ("Apollo Gateway", apollo_gateway(), "apollo"),
                ("Hive Gateway", hive_gateway(), "hive"),
            )
            for whose, sdl in (("its own", _theirs(own, subgraphs)), ("our", _ours(subgraphs)))
        }
        ours = stack.enter_context(gateway_process(OURS, _ours(subgraphs)))
        yield Routers(f"{served.url}/graphql", ours, others, beside)
    server.close()


def _subgraphs(credit: str, beside: str) -> list[dict[str, str]]:
    return [
        {"name": "credit", "url": credit, "sdl": CREDIT_SDL.read_text(encoding="utf-8")},
        {"name": "permits", "url": beside, "sdl": SDL},
    ]


def _ours(subgraphs: list[dict[str, str]]) -> str:
    return compose([SubgraphSource(s["name"], s["url"], s["sdl"], s["name"]) for s in subgraphs]).supergraph_sdl


def _theirs(whose: str, subgraphs: list[dict[str, str]]) -> str:
    composed = composed_by(whose, subgraphs)
    assert composed.supergraph is not None, composed.errors
    return composed.supergraph


@pytest.mark.parametrize("whose", ["apollo", "hive"])
def test_credit_composes_without_an_error_or_a_hint(other_gateways: None, whose: str) -> None:
    alone = composed_by(whose, _subgraphs("http://127.0.0.1:1/graphql", "")[:1])
    assert (alone.errors, alone.hints) == ([], [])
    beside = composed_by(whose, _subgraphs("http://127.0.0.1:1/graphql", "http://127.0.0.1:2/graphql"))
    assert (beside.errors, [hint for hint in beside.hints if "credit" in hint]) == ([], [])


@pytest.mark.parametrize("query", OF_CREDIT.values(), ids=OF_CREDIT.keys())
@pytest.mark.asyncio(loop_scope="module")
async def test_what_credit_answers_others_answer_too(routers: Routers, query: str) -> None:
    expected = _comparable(await routers.ask(routers.direct, query))
    assert expected["data"] is not None or expected["errors"]
    for name, url in {"ours": routers.ours, **routers.others}.items():
        assert _comparable(await routers.ask(url, query)) == expected, name


@pytest.mark.parametrize("query", OF_BOTH.values(), ids=OF_BOTH.keys())
@pytest.mark.asyncio(loop_scope="module")
async def test_what_two_subgraphs_answer_together(routers: Routers, query: str) -> None:
    expected = _comparable(await routers.ask(routers.ours, query))
    assert expected["data"] is not None
    for name, url in routers.others.items():
        assert _comparable(await routers.ask(url, query)) == expected, name


@pytest.mark.asyncio(loop_scope="module")
async def test_an_entity_that_credit_does_not_know_is_null_where_it_must_have_fields(routers: Routers) -> None:
    query = """{ permit(number: "0") { number holder { uscc displayName } } }"""
    for name, url in {"ours": routers.ours, **routers.others}.items():
        answer = await routers.ask(url, query)
        assert answer["data"] == {"permit": {"number": "0", "holder": None}}, name
        assert [e["path"] for e in answer.get("errors", [])] in ([], [["permit", "holder", "displayName"]]), name


@pytest.mark.asyncio(loop_scope="module")
async def test_an_entity_that_credit_refuses_is_an_error_at_its_place(routers: Routers) -> None:
    query = """{ permit(number: "x") { number holder { displayName } } }"""
    for name, url in {"ours": routers.ours, **routers.others}.items():
        answer = await routers.ask(url, query)
        assert answer["data"] == {"permit": {"number": "x", "holder": None}}, name
        [error] = answer["errors"]
        assert error["path"][:2] == ["permit", "holder"], name  # Hive Gateway names a field below
        assert error["extensions"]["code"] == "BAD_INPUT", name


@pytest.mark.asyncio(loop_scope="module")
async def test_identity_is_passed_on(routers: Routers) -> None:
    for name, url in routers.others.items():
        routers.permits.headers.clear()
        await routers.ask(url, "{ permits { number } }", authorization="Bearer of-a-test")
        assert any("bearer of-a-test" in head.lower() for head in routers.permits.headers), name


def _comparable(answer: dict[str, Any]) -> dict[str, Any]:
    """The data, and of each error its path and code: texts are each gateway's own."""
    errors = [(error.get("path"), error.get("extensions", {}).get("code")) for error in answer.get("errors") or []]
    return {"data": answer.get("data"), "errors": sorted(errors, key=str)}
