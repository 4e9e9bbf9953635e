"""Documents that a request names instead of sending: automatic ones by their hash, and those of a manifest."""

import hashlib
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from gateway.http import persisted_documents
from gateway.http.persisted_documents import PersistedDocuments, read_manifest
from graph_model.errors import BadInput
from tests.gateway.toy import client_of, toy_service
from tests.served import yuxin

HELLO = "query Hello($n: String!) { hello(name: $n) }"
CHANGE = "mutation Change { change }"
GRAPHQL = "application/graphql-response+json"
VARIABLES = {"n": "重庆"}
ANSWER = {"data": {"hello": "hello 重庆"}}


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def named(name: str, **more: Any) -> dict[str, Any]:
    return {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": name}}, "variables": VARIABLES, **more}


def code(response: httpx.Response) -> str:
    return str(response.json()["errors"][0]["extensions"]["code"])


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(toy_service()) as opened:
        yield opened


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    """As GraphQL Code Generator writes it, whose names need not be SHA-256."""
    path = tmp_path / "persisted-documents.json"
    path.write_text(json.dumps({"a1b2c3": HELLO, "d4e5f6": CHANGE}), encoding="utf-8")
    return path


# --- automatic ---


async def test_a_document_that_was_sent_once_is_named_from_then_on(client: httpx.AsyncClient) -> None:
    unknown = await client.post("/graphql", json=named(sha(HELLO)))
    assert (unknown.status_code, code(unknown)) == (200, "PERSISTED_QUERY_NOT_FOUND")
    assert unknown.json()["errors"][0]["message"] == "PersistedQueryNotFound", "the word that Apollo's clients look for"
    assert (await client.post("/graphql", json=named(sha(HELLO), query=HELLO))).json() == ANSWER
    assert (await client.post("/graphql", json=named(sha(HELLO)))).json() == ANSWER
    asked = {"extensions": json.dumps(named(sha(HELLO))["extensions"]), "variables": json.dumps(VARIABLES)}
    assert (await client.get("/graphql", params=asked)).json() == ANSWER
    by_id = {"documentId": f"sha256:{sha(HELLO)}", "variables": VARIABLES}
    assert (await client.post("/graphql", json=by_id)).json() == ANSWER
    assert (await client.post("/graphql", json=named(sha(HELLO), query="{ hello }"))).status_code == 400, "another text"


async def test_an_unknown_name_is_a_bad_request_where_the_status_tells(client: httpx.AsyncClient) -> None:
    response = await client.post("/graphql", json=named("0" * 64), headers={"accept": GRAPHQL})
    assert (response.status_code, code(response)) == (400, "PERSISTED_QUERY_NOT_FOUND")


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        (named(sha("{ other }"), query=HELLO), "provided sha does not match query"),
        (named("a1", documentId="b2"), "name two documents"),
        ({"extensions": {"persistedQuery": {"version": 2, "sha256Hash": "a1"}}}, "only version 1"),
        ({"extensions": {"persistedQuery": "a1"}}, "only version 1"),
        (named("x" * 257), "1 to 256 characters"),
        ({"documentId": 7}, "1 to 256 characters"),
        ({"documentId": None}, "query is missing"),
    ],
)
async def test_what_names_no_document(client: httpx.AsyncClient, parameters: dict[str, Any], message: str) -> None:
    response = await client.post("/graphql", json=parameters)
    assert (response.status_code, code(response)) == (400, "BAD_INPUT")
    assert message in response.json()["errors"][0]["message"]


async def test_a_mutation_is_not_run_by_get_whatever_names_it(client: httpx.AsyncClient) -> None:
    await client.post("/graphql", json=named(sha(CHANGE), query=CHANGE))
    asked = {"extensions": json.dumps(named(sha(CHANGE))["extensions"])}
    assert (await client.get("/graphql", params=asked)).status_code == 405


def test_what_is_kept_is_bounded_and_the_longest_unused_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(persisted_documents, "MOST_KEPT", 60)
    documents, texts = PersistedDocuments(), [f"{{ field{number:012d} }}" for number in range(3)]
    for text in texts[:2]:
        documents.query(named(sha(text), query=text))
    assert documents.query(named(sha(texts[0]))) == texts[0]
    documents.query(named(sha(texts[2]), query=texts[2]))
    assert documents.query(named(sha(texts[0]))) == texts[0]
    with pytest.raises(persisted_documents.UnknownDocument):
        documents.query(named(sha(texts[1])))


# --- of a manifest ---


async def test_documents_of_a_manifest_are_named(manifest: Path) -> None:
    async with client_of(toy_service(trusted_documents=manifest)) as client:
        assert (await client.post("/graphql", json={"documentId": "a1b2c3", "variables": VARIABLES})).json() == ANSWER
        assert (await client.post("/graphql", json=named("a1b2c3"))).json() == ANSWER
        assert (await client.post("/graphql", json={"query": "{ hello }"})).status_code == 200


async def test_where_only_those_are_trusted_nothing_else_is_run(manifest: Path) -> None:
    async with client_of(toy_service(trusted_documents=manifest, only_trusted_documents=True)) as client:
        assert (await client.post("/graphql", json={"documentId": "a1b2c3", "variables": VARIABLES})).json() == ANSWER
        assert (await client.post("/graphql", json={"query": HELLO, "variables": VARIABLES})).json() == ANSWER
        for refused in ({"query": "{ hello }"}, named(sha("{ hello }"), query="{ hello }")):
            response = await client.post("/graphql", json=refused)
            assert (response.status_code, code(response)) == (403, "FORBIDDEN")
        assert code(await client.post("/graphql", json=named(sha("{ hello }")))) == "PERSISTED_QUERY_NOT_FOUND"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", ":1: "),
        ("[]", "from name to document"),
        ('{"a": 1}', "a: 应为文本"),
        ('{"a": "{ open"}', "a: 不是 GraphQL 文档"),
        ('{"a": "{ one }", "sha256:a": "{ two }"}', "sha256:a: 两个文档同名"),
    ],
)
def test_a_manifest_that_cannot_be_used(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "manifest.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(BadInput) as raised:
        read_manifest(path)
    assert raised.value.message.startswith(str(path)) and message in raised.value.message


async def test_names_that_the_generator_writes_with_their_algorithm(tmp_path: Path) -> None:
    """As the client preset does with `hashAlgorithm: "sha256"`."""
    path = tmp_path / "persisted-documents.json"
    path.write_text(json.dumps({f"sha256:{sha(HELLO)}": HELLO}), encoding="utf-8")
    async with client_of(toy_service(trusted_documents=path, only_trusted_documents=True)) as client:
        for name in (f"sha256:{sha(HELLO)}", sha(HELLO)):
            asked = {"documentId": name, "variables": VARIABLES}
            assert (await client.post("/graphql", json=asked)).json() == ANSWER, name


def test_a_server_does_not_start_with_one(tmp_path: Path) -> None:
    ran = yuxin("serve", "--port", "0", data=tmp_path / "data", YUXIN_TRUSTED_DOCUMENTS=str(tmp_path / "none.json"))
    assert ran.code == 2 and "none.json" in ran.err and "Traceback" not in ran.err
