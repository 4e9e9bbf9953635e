"""The schema at addresses that stay: what code generators read, for those who may introspect, told again only where it has changed."""

import httpx
import pytest
from graphql import (
    IntrospectionQuery,
    build_client_schema,
    build_schema,
    find_breaking_changes,
    find_dangerous_changes,
    get_introspection_query,
)

from tests.served import Served, yuxin_here

PATHS = ("/schema.graphql", "/schema.json")


def introspected(body: dict[str, IntrospectionQuery]) -> IntrospectionQuery:
    return body["data"]


@pytest.mark.parametrize("fixture", ["served", "live_served"])
def test_both_are_one_schema_and_introspection_tells_all_of_it(fixture: str, request: pytest.FixtureRequest) -> None:
    """Alone, and where department systems are joined."""
    served: Served = request.getfixturevalue(fixture)
    asked = httpx.post(f"{served.url}/graphql", json={"query": get_introspection_query()}, timeout=60).json()
    told = build_client_schema(introspected(asked))
    text = build_schema(httpx.get(f"{served.url}/schema.graphql", timeout=60).text)
    document = build_client_schema(introspected(httpx.get(f"{served.url}/schema.json", timeout=60).json()))
    for one, two in ((text, document), (document, text), (text, told)):
        assert not find_breaking_changes(one, two) and not find_dangerous_changes(one, two)
    field = document.query_type.fields["entity"]  # type: ignore[union-attr]
    assert field.description and " / " in field.description, "the words are there, too"


@pytest.mark.parametrize("path", PATHS)
def test_who_has_it_is_told_so_alone(served: Served, path: str) -> None:
    first = httpx.get(served.url + path)
    tag = first.headers["etag"]
    assert first.headers["cache-control"] == "private, no-cache"
    assert {"authorization", "accept-encoding"} <= set(first.headers["vary"].replace(" ", "").split(","))
    again = httpx.get(served.url + path, headers={"if-none-match": tag})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert httpx.get(served.url + path, headers={"if-none-match": '"other"'}).content == first.content


def test_each_says_what_it_is(served: Served) -> None:
    types = [httpx.get(served.url + path).headers["content-type"] for path in PATHS]
    assert types == ["text/plain; charset=utf-8", "application/json; charset=utf-8"]


@pytest.mark.parametrize("path", PATHS)
def test_who_may_not_introspect_is_told_nothing_not_even_that_it_is_the_same(served: Served, path: str) -> None:
    def got(role: str, **headers: str) -> httpx.Response:
        token = yuxin_here("token", *role.split(), data=served.data).out.strip()
        return httpx.get(served.url + path, headers={"authorization": f"Bearer {token}", **headers})

    known = got("--role officer --department tax")
    assert known.status_code == 200
    public = got("--role public", **{"if-none-match": known.headers["etag"]})
    assert (public.status_code, public.json()["errors"][0]["extensions"]["code"]) == (403, "FORBIDDEN")
    assert public.headers["cache-control"] == "no-store"
