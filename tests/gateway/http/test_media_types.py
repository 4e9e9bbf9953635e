"""Which media type a client gets."""

import pytest

from gateway.http.media_types import GRAPHQL_RESPONSE, JSON, essence, negotiated


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, JSON),
        ("", JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        ("application/json", JSON),
        ("application/json; charset=utf-8", JSON),
        ("application/graphql-response+json", GRAPHQL_RESPONSE),
        ("application/graphql-response+json; charset=utf-8, application/json; charset=utf-8", GRAPHQL_RESPONSE),
        ("application/graphql-response+json, application/json;q=0.9", GRAPHQL_RESPONSE),
        ("application/json;q=0.5, application/graphql-response+json;q=0.8", GRAPHQL_RESPONSE),
        ("application/graphql-response+json, */*;q=0.1", GRAPHQL_RESPONSE),
        ("text/html, */*;q=0.1", JSON),
        ("text/html", None),
        ("application/json;q=0", None),
        ("application/json;q=much", None),
    ],
)
def test_negotiation(accept: str | None, chosen: str | None) -> None:
    assert negotiated(accept) == chosen


def test_the_essence_of_a_content_type() -> None:
    assert essence('Application/JSON; Charset="UTF-8"') == ("application/json", "utf-8")
    assert essence("application/json") == ("application/json", None)
    assert essence("") == ("", None)
