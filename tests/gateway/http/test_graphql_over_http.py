"""GraphQL over HTTP: what is taken, what is refused, with which status, media type and code."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from graphql import parse

from gateway.service import Service
from gateway.settings import Settings
from tests.gateway.toy import CHANGED, client_of, toy_service

GRAPHQL = "application/graphql-response+json"
MUTATION = "mutation { change }"


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(toy_service(body_limit=4096, request_timeout=0.2)) as opened:
        yield opened


def code(response: httpx.Response) -> str:
    errors: list[dict[str, Any]] = response.json()["errors"]
    return str(errors[0]["extensions"]["code"])


async def ask(client: httpx.AsyncClient, query: str, *, accept: str = "*/*", **more: Any) -> httpx.Response:
    return await client.post("/graphql", json={"query": query, **more}, headers={"accept": accept})


# --- what is taken ---


async def test_post(client: httpx.AsyncClient) -> None:
    response = await ask(client, "query ($n: String!) { hello(name: $n) }", variables={"n": "重庆"})
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json; charset=utf-8"
    assert response.json() == {"data": {"hello": "hello 重庆"}}


async def test_get(client: httpx.AsyncClient) -> None:
    question = {"query": "query ($n: String!) { hello(name: $n) }", "variables": '{"n": "山城"}', "operationName": ""}
    response = await client.get("/graphql", params=question)
    assert response.json() == {"data": {"hello": "hello 山城"}}


async def test_the_operation_is_chosen_by_name(client: httpx.AsyncClient) -> None:
    document = 'query A { hello(name: "a") } query B { hello(name: "b") }'
    assert (await ask(client, document, operationName="B")).json() == {"data": {"hello": "hello b"}}
    assert code(await ask(client, document)) == "BAD_INPUT"
    assert code(await ask(client, document, operationName="C")) == "BAD_INPUT"


async def test_nulls_are_as_good_as_nothing(client: httpx.AsyncClient) -> None:
    response = await ask(client, "{ hello }", variables=None, operationName=None, extensions=None)
    assert response.json() == {"data": {"hello": "hello world"}}


async def test_the_same_document_is_parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[str] = []

    def noting(text: str, **options: Any) -> Any:
        parsed.append(text)
        return parse(text, **options)

    monkeypatch.setattr("gateway.execution.documents.parse", noting)
    async with client_of(toy_service(document_cache=1)) as client:
        for query in ("{ hello }", "{ hello }", "{ a: hello }", "{ hello }"):
            assert (await ask(client, query)).status_code == 200
    assert parsed == ["{ hello }", "{ a: hello }", "{ hello }"]


# --- statuses by media type ---


@pytest.mark.parametrize(
    ("query", "variables"),
    [
        ("{ hello", None),
        ("{ nothing }", None),
        ("query ($n: String!) { hello(name: $n) }", {"n": None}),
        ("query ($n: String!) { hello(name: $n) }", {"n": 5}),
        ("subscription { x }", None),
        ("fragment F on Query { hello }", None),
    ],
)
async def test_a_request_error_is_400_in_the_new_media_type_and_200_in_json(
    client: httpx.AsyncClient, query: str, variables: dict[str, Any] | None
) -> None:
    new = await ask(client, query, accept=GRAPHQL, variables=variables)
    assert (new.status_code, code(new)) == (400, "BAD_INPUT")
    assert new.headers["content-type"] == f"{GRAPHQL}; charset=utf-8"
    assert "data" not in new.json()
    old = await ask(client, query, accept="application/json", variables=variables)
    assert (old.status_code, code(old)) == (200, "BAD_INPUT")


async def test_a_field_error_keeps_200_and_the_data(client: httpx.AsyncClient) -> None:
    response = await ask(client, "{ hello missing }", accept=GRAPHQL)
    assert response.status_code == 200
    assert response.json()["data"] == {"hello": "hello world", "missing": None}
    [error] = response.json()["errors"]
    assert error["path"] == ["missing"]
    assert error["extensions"]["code"] == "NOT_FOUND"
    assert "没有这个主体" in error["message"]


async def test_what_nobody_foresaw_is_masked(client: httpx.AsyncClient) -> None:
    response = await ask(client, "{ failing }")
    assert code(response) == "INTERNAL"
    assert "hunter2" not in response.text
    assert response.json()["errors"][0]["extensions"]["reference"]


async def test_a_slow_request_is_given_up(client: httpx.AsyncClient) -> None:
    response = await ask(client, "{ slow(seconds: 5) }", accept=GRAPHQL)
    assert (response.status_code, code(response)) == (504, "TIMEOUT")
    assert (await ask(client, "{ slow(seconds: 5) }")).status_code == 200
    assert (await ask(client, "{ slow(seconds: 0) }")).json() == {"data": {"slow": "done"}}


async def test_a_mutation_that_outlives_its_request_is_left_to_end(client: httpx.AsyncClient) -> None:
    response = await ask(client, "mutation { changeSlowly(seconds: 0.4) }", accept=GRAPHQL)
    assert (response.status_code, code(response)) == (504, "TIMEOUT")
    assert CHANGED == []
    await asyncio.sleep(0.4)
    assert CHANGED == [0.4]


async def test_requests_wait_for_each_other_in_no_way(client: httpx.AsyncClient) -> None:
    slow = asyncio.create_task(ask(client, "{ slow(seconds: 0.1) }"))
    await asyncio.sleep(0)
    assert (await ask(client, "{ hello }")).status_code == 200
    assert not slow.done()
    assert (await slow).json() == {"data": {"slow": "done"}}


# --- what is refused ---


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"query"', b'[{"query": "{ hello }"}]'])
async def test_a_body_that_is_no_json_object(client: httpx.AsyncClient, body: bytes) -> None:
    response = await client.post("/graphql", content=body, headers={"content-type": "application/json"})
    assert (response.status_code, code(response)) == (400, "BAD_INPUT")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"query": ""},
        {"query": None},
        {"query": {"a": 1}},
        {"query": "{ hello }", "variables": []},
        {"query": "{ hello }", "operationName": 1},
        {"query": "{ hello }", "extensions": "x"},
    ],
)
async def test_parameters_of_the_wrong_kind(client: httpx.AsyncClient, body: dict[str, Any]) -> None:
    response = await client.post("/graphql", json=body)
    assert (response.status_code, code(response)) == (400, "BAD_INPUT")


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "",
        "application/json; charset=gbk",
    ],
)
async def test_what_another_site_s_form_can_send_is_refused(client: httpx.AsyncClient, content_type: str) -> None:
    response = await client.post("/graphql", content=b'{"query": "{ hello }"}', headers={"content-type": content_type})
    assert (response.status_code, code(response)) == (415, "BAD_INPUT")


async def test_a_mutation_needs_post(client: httpx.AsyncClient) -> None:
    response = await client.get("/graphql", params={"query": MUTATION})
    assert (response.status_code, response.headers["allow"], code(response)) == (405, "POST", "BAD_INPUT")
    assert (await ask(client, MUTATION)).json() == {"data": {"change": "changed"}}


async def test_get_with_variables_that_are_no_json(client: httpx.AsyncClient) -> None:
    response = await client.get("/graphql", params={"query": "{ hello }", "variables": "{"})
    assert (response.status_code, code(response)) == (400, "BAD_INPUT")


async def test_an_accept_header_that_names_nothing_we_have(client: httpx.AsyncClient) -> None:
    response = await ask(client, "{ hello }", accept="text/html")
    assert (response.status_code, code(response)) == (406, "BAD_INPUT")


async def test_a_body_over_the_limit(client: httpx.AsyncClient) -> None:
    response = await ask(client, "{ hello }" + " " * 5000)
    assert (response.status_code, code(response)) == (413, "LIMIT_EXCEEDED")

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(100):
            yield b" " * 1000

    response = await client.post("/graphql", content=endless(), headers={"content-type": "application/json"})
    assert (response.status_code, code(response)) == (413, "LIMIT_EXCEEDED")


async def test_a_document_of_too_many_tokens() -> None:
    async with client_of(toy_service()) as client:
        response = await ask(client, "{ hello " + "hello " * 60_000 + "}")
    assert "tokens" in response.json()["errors"][0]["message"]


async def test_a_body_that_does_not_arrive(client: httpx.AsyncClient) -> None:
    async def stalled() -> AsyncIterator[bytes]:
        yield b"{"
        await asyncio.sleep(1)
        yield b"}"

    response = await client.post("/graphql", content=stalled(), headers={"content-type": "application/json"})
    assert (response.status_code, code(response)) == (408, "TIMEOUT")


async def test_paths_and_methods_that_there_are_not(client: httpx.AsyncClient) -> None:
    response = await client.get("/nowhere")
    assert (response.status_code, code(response)) == (404, "NOT_FOUND")
    assert (await client.delete("/graphql")).status_code == 405


# --- health and headers ---


async def test_while_the_start_is_under_way() -> None:
    async with client_of(Service(Settings(systems="none"))) as client:
        assert (await client.get("/health/live")).status_code == 200
        ready = await client.get("/health/ready")
        assert (ready.status_code, ready.json()["missing"]) == (503, ["store", "plan", "city"])
        response = await ask(client, "{ hello }")
        assert (response.status_code, code(response)) == (503, "SOURCE_UNAVAILABLE")


async def test_ready(client: httpx.AsyncClient) -> None:
    response = await client.get("/health/ready")
    assert (response.status_code, response.json()) == (200, {"status": "ready"})


async def test_security_headers_and_no_cors(client: httpx.AsyncClient) -> None:
    response = await ask(client, "{ hello }")
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["x-frame-options"] == "DENY"
    assert response.headers["cache-control"] == "no-store"
    assert "default-src 'none'" in response.headers["content-security-policy"]
    assert not [name for name in response.headers if name.startswith("access-control")]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"host": "localhost:8000"}, 200),
        ({"host": "[::1]:8000"}, 200),
        ({"host": "127.0.0.1:8000", "origin": "http://localhost:3000"}, 200),
        ({"host": "credit.example"}, 403),
        ({"host": "127.0.0.1.example"}, 403),
        ({"host": "127.0.0.1:8000", "origin": "https://elsewhere.example"}, 403),
        ({"host": "127.0.0.1:8000", "origin": "null"}, 403),
    ],
)
async def test_other_hosts_and_other_sites_are_refused(
    client: httpx.AsyncClient, headers: dict[str, str], status: int
) -> None:
    response = await client.post("/graphql", json={"query": "{ hello }"}, headers=headers)
    assert response.status_code == status


async def test_with_several_workers_no_stream_is_reserved_and_it_says_what_to_do() -> None:
    """The next request might meet a process that knows nothing of it."""
    async with client_of(toy_service(workers=2, store="bolt://127.0.0.1:7687")) as several:
        response = await several.put("/graphql")
        assert (response.status_code, response.headers["allow"], code(response)) == (405, "GET, POST", "BAD_INPUT")
        assert "WebSocket" in response.json()["errors"][0]["message"]
        streamed = await several.get("/graphql", headers={"x-graphql-event-stream-token": "made up"})
        assert streamed.status_code == 405
        assert (await ask(several, "{ hello }")).status_code == 200
    async with client_of(toy_service()) as one:
        assert (await one.put("/graphql")).status_code == 201
