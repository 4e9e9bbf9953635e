"""`gateway` with a configuration of its sources, as a person runs it."""

import asyncio
from pathlib import Path

import httpx

from tests.gateway.federation.executor.shop import open_shop
from tests.gateway.federation.executor.subgraph_servers import Subgraph, handler
from tests.gateway.sources.hosts import Authority
from tests.gateway.terminal.test_federation_verbs import ITEMS, PLAIN, ran
from tests.gateway.terminal.test_gateway_verb import gateway


async def test_a_clients_headers_reach_the_subgraphs_that_may_have_them(tmp_path: Path) -> None:
    async with open_shop() as shop:
        (tmp_path / "supergraph.graphql").write_text(shop.sdl)
        (tmp_path / "gateway.yaml").write_text(
            """
            defaults: {headers: [{pass: x-request-id}]}
            subgraphs:
            - {name: people, headers: [{pass: authorization}, {set: x-gateway, value: yuxin}]}
            """
        )
        arguments = ("--supergraph", str(tmp_path / "supergraph.graphql"), "--config", str(tmp_path / "gateway.yaml"))
        async with gateway(*arguments) as running, httpx.AsyncClient(trust_env=False, timeout=30) as client:
            headers = {"authorization": "Bearer ada", "x-request-id": "7"}
            query = {"query": "{ motto item(id: 1) { name } }"}
            answer = (await client.post(f"{running.url}/graphql", json=query, headers=headers)).json()
        assert answer == {"data": {"motto": "buy", "item": {"name": "Lamp"}}}
        people, items = shop.people.headers[0], shop.items.headers[0]
        assert "authorization: Bearer ada\r\n" in people and "x-gateway: yuxin\r\n" in people
        assert "x-request-id" not in people
        assert "x-request-id: 7\r\n" in items and "authorization" not in items


async def test_a_subgraph_that_lets_only_the_gateway_in_is_asked_for_its_schema_and_its_data(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    authority.pair()
    _ = authority.file
    asked = PLAIN["items"] + " extend type Query { _service: _Service! }"
    item = {"id": "1", "name": "Lamp"}
    subgraph = Subgraph(asked, {"items": [item], "_service": {"sdl": ITEMS}}, {"Item": lambda r: item})
    host = authority.host(clients=authority)
    server = await asyncio.start_server(handler(subgraph), "127.0.0.1", 0, ssl=host)
    url = f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    (tmp_path / "gateway.yaml").write_text(
        f"""
        subgraphs:
        - name: items
          url: {url}
          headers: [{{set: x-gateway, value: yuxin}}]
          tls: {{ca: ca.pem, certificate: gateway.pem, key: gateway.key}}
        """
    )
    async with gateway("--subgraphs", str(tmp_path / "gateway.yaml")) as running:
        assert await running.asked("{ items { name } }") == {"data": {"items": [{"name": "Lamp"}]}}
    server.close()
    assert all("x-gateway: yuxin\r\n" in head for head in subgraph.headers) and len(subgraph.headers) == 2


async def test_a_configuration_that_cannot_be_used_is_told_at_its_place(tmp_path: Path) -> None:
    async with open_shop() as shop:
        (tmp_path / "supergraph.graphql").write_text(shop.sdl)
    (tmp_path / "gateway.yaml").write_text(
        "subgraphs:\n- name: people\n  tls: {ca: nowhere.pem}\n  url: https://people/"
    )
    arguments = ("--supergraph", str(tmp_path / "supergraph.graphql"), "--config", str(tmp_path / "gateway.yaml"))
    code, out, err = await ran("gateway", *arguments)
    assert (code, out) == (2, "")
    assert "gateway.yaml:2: subgraphs[0]: tls.ca" in err, err
