"""The public schema at addresses that stay: `/schema.graphql` as text, `/schema.json` as the answer to an introspection query.

For those who may introspect, since it is the same that they would be told; with an ETag, so that a build which looks again is told 304.
"""

import asyncio
from collections.abc import Callable
from functools import lru_cache

import orjson
from graphql import build_schema, introspection_from_schema
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gateway.http.caching import tagged_answer
from gateway.http.media_types import JSON
from gateway.http.refusals import Refusal
from gateway.http.responses import refusal_response
from gateway.security.lines import KNOWN
from gateway.service import Service

TEXT = "text/plain"
LOOK_AGAIN = "private, no-cache"
"""Kept by who asked alone, and only used after the gateway was asked whether it is still this one: another role is told nothing."""
VARY = "authorization, accept-encoding"


def routes(service: Service) -> list[Route]:
    def route(path: str, media_type: str, body_of: Callable[[str], bytes]) -> Route:
        async def answer(request: Request) -> Response:
            try:
                await service.identity_among(request.scope["headers"], KNOWN)
                text = await service.public_schema()
            except Refusal as refusal:
                return refusal_response(refusal)
            body = await asyncio.to_thread(body_of, text)
            return tagged_answer(body, media_type, request.headers, {"cache-control": LOOK_AGAIN, "vary": VARY})

        return Route(path, answer)

    return [route("/schema.graphql", TEXT, str.encode), route("/schema.json", JSON, introspected)]


@lru_cache(2)
def introspected(text: str) -> bytes:
    """What introspection of the schema answers, `{"data": {"__schema": …}}`, with everything that a query of today's specification asks."""
    schema = build_schema(text, assume_valid_sdl=True)
    return orjson.dumps({"data": introspection_from_schema(schema, input_value_deprecation=True)})
