"""Operations by their hash, at a subgraph that keeps texts, keeps none, or was given them beforehand."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import pytest

from gateway.sources.errors import BadSourceResponse
from tests.gateway.sources.hosts import fetch, http1, response, source_of

QUERY = "query ($a: Int) { a(b: $a) }"
HASH = sha256(QUERY.encode()).hexdigest()
BODY = json.dumps({"query": QUERY, "variables": {"a": 1}}).encode()
ANSWER = {"data": {"a": 1}}


@dataclass
class Keeper:
    """A subgraph that keeps what it is sent with its hash. `said` is how it tells that it does not know one."""

    kept: dict[str, str] = field(default_factory=dict)
    said: dict[str, Any] = field(
        default_factory=lambda: {
            "message": "PersistedQueryNotFound",
            "extensions": {"code": "PERSISTED_QUERY_NOT_FOUND"},
        }
    )
    requests: list[dict[str, Any]] = field(default_factory=list)

    def __call__(self, _head: str, body: bytes) -> bytes:
        request = json.loads(body)
        self.requests.append(request)
        key = request.get("extensions", {}).get("persistedQuery", {}).get("sha256Hash")
        if "query" not in request and key not in self.kept:
            return response(json.dumps({"errors": [self.said]}).encode())
        if "query" in request and key is not None:
            assert sha256(request["query"].encode()).hexdigest() == key
            self.kept[key] = request["query"]
        return response(json.dumps(ANSWER).encode())


def by_hash(**more: Any) -> dict[str, Any]:
    return {**more, "variables": {"a": 1}, "extensions": {"persistedQuery": {"version": 1, "sha256Hash": HASH}}}


async def test_the_text_is_sent_once_to_a_subgraph_that_keeps_it() -> None:
    keeper = Keeper()
    async with http1(answer=keeper) as (url, _), source_of(url, persisted="automatic") as source:
        for _ in range(3):
            assert json.loads(await fetch(source, BODY)) == ANSWER
    assert keeper.requests == [by_hash(), by_hash(query=QUERY), by_hash(), by_hash()]


@pytest.mark.parametrize(
    "said",
    [{"message": "PersistedQueryNotFound"}, {"message": "?", "extensions": {"code": "PERSISTED_QUERY_NOT_FOUND"}}],
    ids=["by its message", "by its code"],
)
async def test_a_subgraph_says_in_one_way_or_another_that_it_does_not_know(said: dict[str, Any]) -> None:
    keeper = Keeper(said=said)
    async with http1(answer=keeper) as (url, _), source_of(url, persisted="automatic") as source:
        assert json.loads(await fetch(source, BODY)) == ANSWER
    assert len(keeper.requests) == 2


async def test_a_mutation_is_sent_again_with_its_text_for_nothing_was_done() -> None:
    keeper = Keeper()
    async with http1(answer=keeper) as (url, _), source_of(url, persisted="automatic") as source:
        assert json.loads(await fetch(source, BODY, repeatable=False)) == ANSWER
    assert len(keeper.requests) == 2


async def test_a_subgraph_that_has_no_persisted_operations_is_asked_once_whether_it_has() -> None:
    keeper = Keeper(said={"message": "PersistedQueryNotSupported"})
    async with http1(answer=keeper) as (url, _), source_of(url, persisted="automatic") as source:
        for _ in range(3):
            assert json.loads(await fetch(source, BODY)) == ANSWER
    assert keeper.requests == [by_hash()] + [json.loads(BODY)] * 3


async def test_only_the_hash() -> None:
    keeper = Keeper(kept={HASH: QUERY})
    async with http1(answer=keeper) as (url, _), source_of(url, persisted="only") as source:
        assert json.loads(await fetch(source, BODY)) == ANSWER
        keeper.kept.clear()
        error = await failure_of(source)
    assert isinstance(error, BadSourceResponse) and HASH in str(error)
    assert keeper.requests == [by_hash(), by_hash()]


async def failure_of(source: Any) -> BadSourceResponse:
    with pytest.raises(BadSourceResponse) as raised:
        await fetch(source, BODY)
    return raised.value


async def test_the_text_by_default() -> None:
    keeper = Keeper()
    async with http1(answer=keeper) as (url, _), source_of(url) as source:
        await fetch(source, BODY)
    assert keeper.requests == [json.loads(BODY)]


@pytest.mark.parametrize(
    "answer",
    [
        b'{"data": {"a": "PersistedQueryNotFound"}}',
        b'{"errors": [{"message": "no PersistedQueryNotFound"}], "data": null}',
        b'{"errors": "PersistedQueryNotFound"}',
        b'{"errors": [7, {"message": 1, "extensions": "PersistedQueryNotFound"}]}',
        b'["PersistedQueryNotFound"]',
        b'"PersistedQueryNotFound',
    ],
)
async def test_other_answers_with_these_words_are_answers(answer: bytes) -> None:
    said: Callable[[str, bytes], bytes] = lambda head, body: response(answer)  # noqa: E731
    async with http1(answer=said) as (url, seen), source_of(url, persisted="automatic") as source:
        assert await fetch(source, BODY) == answer
    assert len(seen.bodies) == 1
