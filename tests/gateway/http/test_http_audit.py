"""The audit of GraphQL over HTTP by its reference implementation (graphql-http): every rule, on both endpoints."""

from pathlib import Path

import pytest

from tests.gateway.federation.executor.subgraph_servers import served as subgraphs
from tests.gateway.federation.supergraphs import supergraph
from tests.gateway.federation.test_subscriptions import SUPERGRAPH, stock
from tests.gateway.terminal.test_gateway_verb import gateway
from tests.served import Served
from tests.servers.graphql_clients.clients import Audited, audited

RULES = 61
pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("graphql_clients")]


def assert_all_right(found: list[Audited]) -> None:
    assert [rule for rule in found if rule.status != "ok"] == []
    assert len(found) == RULES


async def test_serve(served: Served) -> None:
    assert_all_right(await audited(f"{served.url}/graphql"))


async def test_gateway(tmp_path: Path) -> None:
    async with subgraphs({"stock": stock()}, "") as part:
        address = part.split('name: "stock", url: "')[1].split('"')[0]
        file = tmp_path / "supergraph.graphql"
        file.write_text(supergraph("news stock", SUPERGRAPH).replace("http://stock/", address))
        async with gateway("--supergraph", str(file)) as running:
            assert_all_right(await audited(f"{running.url}/graphql"))
