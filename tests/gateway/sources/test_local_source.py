"""A schema in this process as a source: asked with the request's own text, ended at the deadline, mutations excepted."""

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from gateway.sources.errors import SourceTimeout
from gateway.sources.local_source import LocalSource

BODY = b'{"query":"{ hello }","variables":{"a":1}}'


def later(seconds: float) -> float:
    return asyncio.get_running_loop().time() + seconds


async def test_it_is_asked_for_the_query_with_its_variables_and_gives_the_answer_as_it_is() -> None:
    answer = {"data": {"hello": "there"}}
    asked = []

    async def answering(query: str, variables: Mapping[str, Any] | None) -> dict[str, Any]:
        asked.append((query, variables))
        return answer

    source = LocalSource("own", answering)
    assert await source.fetch(BODY, later(5), b"", repeatable=True) is answer
    assert await source.fetch(b'{"query":"{ hello }"}', later(5), b"", repeatable=True) is answer
    assert asked == [("{ hello }", {"a": 1}), ("{ hello }", None)]
    await source.close()


async def test_what_takes_too_long_is_cancelled_and_named() -> None:
    cancelled = asyncio.Event()

    async def answering(query: str, variables: Mapping[str, Any] | None) -> dict[str, Any]:
        try:
            await asyncio.Event().wait()
        finally:
            cancelled.set()
        raise AssertionError

    with pytest.raises(SourceTimeout, match=r"^own: no answer in time$"):
        await LocalSource("own", answering).fetch(BODY, later(0.02), b"", repeatable=True)
    assert cancelled.is_set()


async def test_a_mutation_is_left_to_end() -> None:
    async def answering(query: str, variables: Mapping[str, Any] | None) -> dict[str, Any]:
        await asyncio.sleep(0.05)
        return {"data": {"done": True}}

    answer = await LocalSource("own", answering).fetch(BODY, later(0), b"", repeatable=False)
    assert answer == {"data": {"done": True}}
