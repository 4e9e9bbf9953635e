"""Media types of GraphQL over HTTP and which of them a client accepts."""

from functools import lru_cache

GRAPHQL_RESPONSE = "application/graphql-response+json"
JSON = "application/json"
OFFERED = (JSON, GRAPHQL_RESPONSE)
"""What a response can be. A client that accepts anything gets the first, one that names both alike the second."""
MOST_KEPT = 64
"""Headers that are remembered, each of which a client may make as long as a head may be."""
ANY = ("*/*", "application/*")


@lru_cache(MOST_KEPT)
def negotiated(accept: str | None) -> str | None:
    """The media type for a client with this `accept` header, or None where it takes neither."""
    if not accept or accept == "*/*":
        return JSON
    if accept in OFFERED:
        return accept
    wanted = [_range(part) for part in accept.split(",") if part.strip()]
    weights = {offer: max((q for name, q in wanted if name in (offer, *ANY)), default=0.0) for offer in OFFERED}
    named = [offer for offer in OFFERED if weights[offer] > 0 and any(name == offer for name, _ in wanted)]
    acceptable = named[::-1] or [offer for offer in OFFERED if weights[offer] > 0]
    return max(acceptable, key=weights.__getitem__, default=None)


@lru_cache(MOST_KEPT)
def essence(content_type: str) -> tuple[str, str | None]:
    """The type and the charset of a `content-type` header, in lower case."""
    name, *parameters = (part.strip() for part in content_type.lower().split(";"))
    charset = next((p.removeprefix("charset=").strip('"') for p in parameters if p.startswith("charset=")), None)
    return name, charset


def _range(part: str) -> tuple[str, float]:
    """A media range and its weight; parameters other than `q` take no part."""
    name, *parameters = (piece.strip().lower() for piece in part.split(";"))
    weight = next((p[2:] for p in parameters if p.startswith("q=")), "1")
    try:
        return name, float(weight)
    except ValueError:
        return name, 0.0
