"""The plain gateway over real sockets: what it takes, what it refuses and with which status, and how it ends."""

import asyncio
import gzip
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from gateway.federation.engine import Engine
from gateway.federation.origins import Given, SupergraphFile
from gateway.federation.plain import RequestLimits, plain_gateway
from gateway.federation.reloading import Reloading
from gateway.federation.remote_subgraphs import take_up
from gateway.listening import Listener
from tests.gateway.federation.executor.shop import Shop, open_shop
from tests.gateway.federation.executor.subgraph_servers import Held, response

MOTTO = {"data": {"motto": "buy"}}
GRAPHQL = "application/graphql-response+json"
LIMITS = RequestLimits(timeout=4.0, body=20_000)


@dataclass
class Served:
    shop: Shop
    client: httpx.AsyncClient
    listener: Listener

    async def post(self, body: Any, **headers: str) -> httpx.Response:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return await self.client.post(
            "/graphql", content=content, headers={"content-type": "application/json", **headers}
        )


@pytest.fixture
async def served() -> AsyncIterator[Served]:
    async with open_shop() as shop:
        engine = Engine(shop.sdl)

        async def take(given: Given) -> None:
            await take_up(engine, given)

        reloading = Reloading(SupergraphFile(Path("nowhere")), Given(shop.sdl), take)
        listener = Listener(plain_gateway(engine, reloading, LIMITS), "127.0.0.1", 0)
        await listener.start()
        async with httpx.AsyncClient(base_url=listener.address, timeout=30, trust_env=False) as client:
            yield Served(shop, client, listener)
        await listener.stop(10)
        await engine.close()


@pytest.mark.parametrize(
    "accept", ["*/*", "application/json", GRAPHQL, f"{GRAPHQL}, application/json;q=0.9", "text/html, */*;q=0.1"]
)
async def test_a_query_is_answered_in_the_media_type_that_is_asked_for(served: Served, accept: str) -> None:
    answer = await served.post({"query": "{ motto }"}, accept=accept)
    assert (answer.status_code, answer.json()) == (200, MOTTO)
    expected = GRAPHQL if accept.startswith(GRAPHQL) else "application/json"
    assert answer.headers["content-type"].startswith(expected)


async def test_a_query_by_get_is_answered_and_a_mutation_is_not(served: Served) -> None:
    asked = {"query": "query ($id: ID!) { item(id: $id) { name } }", "variables": '{"id": 1}'}
    answer = await served.client.get("/graphql", params=asked)
    assert (answer.status_code, answer.json()) == (200, {"data": {"item": {"name": "Lamp"}}})
    mutation = await served.client.get("/graphql", params={"query": 'mutation { rename(id: 1, to: "x") { name } }'})
    assert (mutation.status_code, mutation.headers["allow"]) == (405, "POST")
    assert [str(r["query"])[:8] for r in served.shop.items.requests] == ["query($i"]


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        (b"", 400, "JSON"),
        (b"{", 400, "JSON"),
        (b'{"query": "{ motto }"', 400, "JSON"),
        (b'{"query": "\xff\xfe"}', 400, "JSON"),
        (b'{"query": "{ motto }", "variables": ' + b"[" * 2000 + b"]" * 2000 + b"}", 400, "JSON"),
        (b'[{"query": "{ motto }"}]', 400, "batches"),
        (b'{"query": 7}', 400, "query"),
        (b'{"variables": {}}', 400, "query"),
        (b'{"query": "{ motto }", "variables": []}', 400, "variables"),
        (b'{"query": "{ motto }", "operationName": 7}', 400, "operationName"),
        (b'{"query": "' + b" " * 30_000 + b'"}', 413, "20000"),
    ],
    ids=[
        *("nothing", "half", "half of an object", "not UTF-8", "too deep"),
        *("a batch", "a number", "no query", "variables as a list", "a name as a number", "too large"),
    ],
)
@pytest.mark.parametrize("accept", ["*/*", GRAPHQL])
async def test_a_body_that_is_no_operation_is_refused(
    served: Served, body: bytes, status: int, said: str, accept: str
) -> None:
    answer = await served.post(body, accept=accept)
    (error,) = answer.json()["errors"]
    assert answer.status_code == status and said in error["message"], answer.text
    assert error["extensions"]["code"] == ("LIMIT_EXCEEDED" if status == 413 else "BAD_INPUT")
    assert served.shop.requests == 0


@pytest.mark.parametrize("query", ["{ motto", "{ nothing }", "query A { motto } query B { motto }"])
async def test_an_operation_that_cannot_run_has_the_status_of_its_media_type(served: Served, query: str) -> None:
    assert (await served.post({"query": query}, accept="application/json")).status_code == 200
    refused = await served.post({"query": query}, accept=GRAPHQL)
    assert (refused.status_code, "data" in refused.json()) == (400, False)


async def test_what_is_not_json_or_wants_something_else_is_refused(served: Served) -> None:
    others = ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x")
    for media_type in (*others, "application/json; charset=gbk"):
        answer = await served.post({"query": "{ motto }"}, **{"content-type": media_type})
        assert answer.status_code == 415, media_type
    assert (await served.client.post("/graphql", content=b'{"query": "{ motto }"}')).status_code == 415
    assert (await served.post({"query": "{ motto }"}, accept="text/html")).status_code == 406
    assert served.shop.requests == 0


@pytest.mark.parametrize(
    ("method", "path", "status"), [("PUT", "/graphql", 405), ("DELETE", "/graphql", 405), ("GET", "/nowhere", 404)]
)
async def test_there_is_nothing_else(served: Served, method: str, path: str, status: int) -> None:
    answer = await served.client.request(method, path)
    assert answer.status_code == status
    assert answer.json()["errors"][0]["extensions"]["code"] == ("NOT_FOUND" if status == 404 else "BAD_INPUT")


async def test_a_body_of_unknown_length_is_read_up_to_the_limit(served: Served) -> None:
    async def parts(size: int) -> AsyncIterator[bytes]:
        yield b'{"query": "{ motto }"'
        yield b" " * size + b"}"

    headers = {"content-type": "application/json"}
    assert (await served.client.post("/graphql", content=parts(10), headers=headers)).json() == MOTTO
    assert (await served.client.post("/graphql", content=parts(30_000), headers=headers)).status_code == 413


async def test_a_body_that_does_not_come_is_given_up(served: Served) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", served.listener.port)
    writer.write(b"POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 50\r\n\r\n{")
    assert b" 408 " in await asyncio.wait_for(reader.readline(), 30)
    writer.close()


async def test_the_whole_requests_time_gives_what_is_there(served: Served) -> None:
    async def never(_request: dict[str, Any], _writer: asyncio.StreamWriter) -> None:
        return None

    served.shop.people.fault = never
    answer = (await served.post({"query": "{ item(id: 1) { name } motto }"})).json()
    assert answer["data"] == {"item": {"name": "Lamp"}, "motto": None}
    assert answer["errors"][0]["path"] == ["motto"]
    assert answer["errors"][0]["extensions"] == {"code": "TIMEOUT", "source": "people"}


async def test_ending_finishes_the_requests_under_way(served: Served) -> None:
    held = Held(served.shop.people)
    asking = [asyncio.create_task(served.post({"query": "{ motto }"})) for _ in range(5)]
    await held.asked(5)
    ending = asyncio.create_task(served.listener.stop(10))
    await asyncio.sleep(0.1)
    held.let_go.set()
    assert [(await one).json() for one in asking] == [MOTTO] * 5
    assert await ending
    with pytest.raises(httpx.ConnectError):
        await served.client.get("/health/ready")


async def test_an_answer_that_is_odd_is_one_fields_matter(served: Served) -> None:
    async def odd(_request: dict[str, Any], _writer: asyncio.StreamWriter) -> bytes:
        return response(b'{"data": {"motto": "\\ud800"}}')

    served.shop.people.fault = odd
    answer = (await served.post({"query": "{ item(id: 1) { name } motto }"})).json()
    assert answer["data"] == {"item": {"name": "Lamp"}, "motto": None}
    assert answer["errors"][0]["extensions"]["code"] == "BAD_SOURCE_RESPONSE"


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_an_answer_is_compressed_as_the_client_accepts_it(served: Served, method: str) -> None:
    """By the short way and by the other; what is small is left as it is."""
    fields = " ".join(f"a{n}: name" for n in range(200))

    async def asked(query: str) -> tuple[httpx.Headers, bytes]:
        body: dict[str, Any] = {"json": {"query": query}} if method == "POST" else {"params": {"query": query}}
        headers = {"accept-encoding": "gzip"}
        async with served.client.stream(method, "/graphql", headers=headers, **body) as response:
            return response.headers, b"".join([part async for part in response.aiter_raw()])

    headers, body = await asked(f"{{ items {{ {fields} }} }}")
    assert (headers["content-encoding"], headers["vary"]) == ("gzip", "accept-encoding")
    assert len(json.loads(gzip.decompress(body))["data"]["items"][0]) == 200
    headers, body = await asked("{ motto }")
    assert "content-encoding" not in headers and json.loads(body) == MOTTO


async def samples(served: Served, name: str) -> dict[tuple[str, ...], float]:
    """The samples of one name by the values of their labels."""
    families = text_string_to_metric_families((await served.client.get("/metrics")).text)
    return {tuple(s.labels.values()): s.value for family in families for s in family.samples if s.name == name}


async def test_its_metrics_tell_of_requests_by_either_way(served: Served) -> None:
    for _ in range(2):
        await served.post({"query": "{ motto }"})  # the short way
    await served.post({"query": "{ motto }"}, accept=GRAPHQL)
    await served.client.get("/graphql", params={"query": 'mutation { rename(id: 1, to: "x") { name } }'})
    await served.post({"query": "{ nonsense }"})
    await served.post({"query": 7})
    assert await samples(served, "http_server_request_duration_seconds_count") == {
        ("POST", "200", "/graphql"): 4,
        ("GET", "405", "/graphql"): 1,
        ("POST", "400", "/graphql"): 1,
    }
    assert await samples(served, "yuxin_graphql_requests_total") == {("ok",): 3, ("errors",): 1, ("refused",): 2}
    assert (await samples(served, "yuxin_subscriptions_open"))[()] == 0
    assert list((await samples(served, "yuxin_build")).values()) == [1]
    assert await samples(served, "yuxin_store_up") == {}, "nothing of credit"


@pytest.mark.parametrize("headers", [{}, {"x-yuxin-cost": "yes"}, {"accept": GRAPHQL}])
async def test_an_answer_with_data_and_errors_counts_as_one_with_errors(
    served: Served, headers: dict[str, str]
) -> None:
    async def broken(_: Any, __: asyncio.StreamWriter) -> bytes:
        return response(b"no JSON")

    served.shop.items.fault = broken
    answer = (await served.post({"query": "{ motto item(id: 1) { name } }"}, **headers)).json()
    assert answer["errors"] and answer["data"]["motto"] == "buy"
    assert await samples(served, "yuxin_graphql_requests_total") == {("errors",): 1}
