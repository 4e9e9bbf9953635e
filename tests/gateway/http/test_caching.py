"""Answers that caches may keep, at real servers: those of the public catalogue by GET, and no others."""

import httpx
import pytest

from gateway.http.caching import etag_of, named_tag
from gateway.security.lines import ALL, CATALOGUE, TABLE
from tests.gateway.toy import client_of, toy_service
from tests.served import Served

PLAN = """{ departments { key name itemCount items { name scale { grades { native } } } } systems { name dependencies { quote } }
  measures { quote authorisations { conduct { name } legalBasis { title } } } }"""
GRAPHQL = "application/graphql-response+json"
NOT_KEPT = {
    "a state": "{ systems { name state } }",
    "what is counted in the graph": "{ departments { gradedItemCount } }",
    "subjects": "{ departments { name } entities(first: 1) { nodes { key } } }",
    "what changes with the day": "{ coverage { fields } }",
    "anything by its id": '{ node(id: "department:tax") { id } }',
    "the schema": "{ departments { name } __schema { queryType { name } } }",
    "nothing": "{ __typename }",
    "what is wrong": "{ departments { nothing } }",
    "what is wrong in a list of more": '{ departments { name } entity(uscc: "wrong") { key } }',
}


def got(served: Served, query: str, **headers: str) -> httpx.Response:
    return httpx.get(f"{served.url}/graphql", params={"query": query}, headers=headers, timeout=30)


@pytest.mark.parametrize("fixture", ["served", "live_served"])
def test_the_catalogue_may_be_kept_and_is_asked_for_again_by_its_tag(
    fixture: str, request: pytest.FixtureRequest
) -> None:
    """Alone, and where department systems are joined."""
    served: Served = request.getfixturevalue(fixture)
    first = got(served, PLAN)
    tag = first.headers["etag"]
    assert first.status_code == 200 and len(first.json()["data"]["departments"]) == 27
    assert first.headers["cache-control"] == "public, max-age=300" and not tag.startswith("W/")
    assert {"accept", "accept-encoding"} <= set(first.headers["vary"].lower().replace(" ", "").split(","))
    again = got(served, PLAN, **{"if-none-match": f'"other", {tag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert again.headers["cache-control"] == first.headers["cache-control"] and "vary" in again.headers
    assert got(served, PLAN, **{"if-none-match": '"other"'}).json() == first.json()
    assert got(served, PLAN, accept=GRAPHQL).headers["etag"] != tag
    assert got(served, PLAN.replace("itemCount", "")).headers["etag"] != tag


@pytest.mark.parametrize("query", NOT_KEPT.values(), ids=NOT_KEPT)
def test_nothing_else_is_kept(served: Served, query: str) -> None:
    answer = got(served, query, **{"if-none-match": "*"})
    assert answer.headers["cache-control"] == "no-store"
    assert "etag" not in answer.headers and answer.status_code == 200


def test_what_is_posted_or_tells_its_cost_is_not_kept(served: Served) -> None:
    posted = httpx.post(f"{served.url}/graphql", json={"query": PLAN}, headers={"if-none-match": "*"})
    assert posted.status_code == 200 and posted.headers["cache-control"] == "no-store"
    assert got(served, PLAN, **{"x-yuxin-cost": "1"}).headers["cache-control"] == "no-store"


async def test_an_error_is_not_kept() -> None:
    async with client_of(toy_service()) as client:
        answer = await client.get("/graphql", params={"query": "{ hello }"})
    assert answer.headers["cache-control"] == "no-store"


def test_what_may_be_kept_is_for_everybody() -> None:
    assert len(CATALOGUE) > 50
    for coordinate in CATALOGUE:
        line = TABLE[coordinate]
        assert line.roles == ALL and not line.masked and not line.wide


@pytest.mark.parametrize(
    ("named", "found"),
    [
        (None, None),
        ("", None),
        ("*", "a"),
        ('"a"', "a"),
        ('W/"a"', "a"),
        ('"b", "a"', "a"),
        ('"a-gzip"', "a-gzip"),
        ('"a-deflate"', None),
        ("a", None),
        ('"b"', None),
    ],
)
def test_the_tags_that_a_client_names(named: str | None, found: str | None) -> None:
    assert named_tag(named, "a") == found


def test_a_tag_is_of_the_bytes_and_the_media_type() -> None:
    tags = {etag_of(body, media) for body in (b"{}", b"[]") for media in ("application/json", GRAPHQL)}
    assert len(tags) == 4
