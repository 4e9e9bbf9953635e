"""Subscribing to a real `serve`: rows that make events, and events read as they come."""

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import httpx

from seed.city.codes import made_up_uscc
from tests.served import Served

CODES = [made_up_uscc("91", 98, 96, index) for index in range(1_000)]
SSE = {"accept": "text/event-stream"}
GRADES = (
    "subscription ($after: String) { gradeChanged(after: $after) { cursor subject { key } record { grade score } } }"
)
IMPORT = """mutation ($rows: [GradeRowInput!]!, $key: String!) { importGrades(input: {rows: $rows, idempotencyKey: $key}) {
    __typename ... on ImportGradesResult { accepted } } }"""


def client(server: Served, **headers: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=server.url, trust_env=False, timeout=60, headers=headers)


async def record(asking: httpx.AsyncClient, numbers: range, **more: Any) -> None:
    """Import a grade for each of these companies, in one batch."""
    named = {"name": "渝信测试订阅有限公司", "item": "1-7", "grade": "B", "evaluatedOn": "2026-01-05"}
    rows = [{"uscc": CODES[number], **named, **more} for number in numbers]
    key = f"{numbers}{sorted(more.items())}"
    answer = await asking.post("/graphql", json={"query": IMPORT, "variables": {"rows": rows, "key": key}})
    assert answer.json()["data"]["importGrades"].get("accepted") == len(rows), answer.text


async def events(response: httpx.Response) -> AsyncIterator[Any]:
    """The answers of a stream of server-sent events, and None where it says that it is complete."""
    kind = ""
    async for line in response.aiter_lines():
        name, _, value = line.partition(": ")
        if name == "event":
            kind = value
        elif name == "data" and kind == "next":
            yield json.loads(value)
        elif line == "data:" and kind == "complete":
            yield None


@asynccontextmanager
async def subscribed(
    asking: httpx.AsyncClient, query: str = GRADES, **variables: Any
) -> AsyncIterator[AsyncIterator[Any]]:
    """The answers of a subscription over SSE; leaving closes the connection."""
    body = {"query": query, "variables": variables}
    async with asking.stream("POST", "/graphql", json=body, headers=SSE) as response:
        assert response.status_code == 200, await response.aread()
        assert response.headers["content-type"].startswith("text/event-stream")
        yield events(response)


def subjects(answers: Sequence[Any]) -> list[int]:
    """Which of CODES the answers are about."""
    assert all("data" in answer for answer in answers), answers
    return [CODES.index(answer["data"]["gradeChanged"]["subject"]["key"].removeprefix("uscc:")) for answer in answers]
