"""Answers that caches may keep: to questions by GET that touch the public catalogue alone, which is the same for whoever may ask."""

import hashlib
from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.responses import Response

from gateway.http.compression import ENCODERS

VARY = "accept, accept-encoding"


def kept_answer(body: bytes, media_type: str, given: Headers, max_age: int) -> Response:
    """The answer with a strong ETag over what it is, to be kept for `max_age` seconds; 304 where the client has it already."""
    return tagged_answer(body, media_type, given, {"cache-control": f"public, max-age={max_age}", "vary": VARY})


def tagged_answer(body: bytes, media_type: str, given: Headers, kept: Mapping[str, str]) -> Response:
    """The answer with its ETag and the headers `kept`, or 304."""
    tag = etag_of(body, media_type)
    headers = {"etag": f'"{tag}"', **kept}
    if (named := named_tag(given.get("if-none-match"), tag)) is not None:
        return Response(status_code=304, headers={**headers, "etag": f'"{named}"'})
    return Response(body, 200, headers, f"{media_type}; charset=utf-8")


def etag_of(body: bytes, media_type: str) -> str:
    """Equal for equal answers of one media type, whichever process gives them."""
    return hashlib.blake2b(body, digest_size=16, person=media_type.encode()[-16:]).hexdigest()


def named_tag(if_none_match: str | None, tag: str) -> str | None:
    """The tag, or that of the same answer compressed, where a client names it among those that it has."""
    tags = {f'"{each}"': each for each in (tag, *(f"{tag}-{encoding}" for encoding in ENCODERS))} | {"*": tag}
    named = (each.strip().removeprefix("W/") for each in (if_none_match or "").split(","))
    return next((tags[each] for each in named if each in tags), None)
