"""The plain gateway: any supergraph behind POST /graphql."""

from typing import Any

import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gateway.federation.engine import Engine
from gateway.federation.reloading import Reloading
from gateway.http.bodies import read_body
from gateway.http.refusals import Refusal
from gateway.http.rsgi import DirectPost, RawHeaders

BODY_LIMIT = 8 * 1024 * 1024
BODY_SECONDS = 30.0


def plain_gateway(engine: Engine, reloading: Reloading) -> DirectPost:
    """POST /graphql and GET /health/ready, which says what `reloading` met."""

    async def answered(body: bytes, headers: RawHeaders) -> tuple[int, bytes]:
        try:
            given = _parameters(body)
        except ValueError as error:
            return 400, _refused(str(error))
        answer = await engine.execute(given["query"], given.get("variables"), given.get("operationName"), headers)
        return 200, answer

    async def graphql(request: Request) -> Response:
        try:
            body = await read_body(request, BODY_LIMIT, BODY_SECONDS)
        except Refusal as refusal:
            return Response(_refused(str(refusal)), refusal.status, media_type="application/json")
        status, answer = await answered(body, request.scope["headers"])
        return Response(answer, status, media_type="application/json")

    async def ready(_: Request) -> Response:
        state = {"status": "ready", "supergraph": reloading.state.shown()}
        return Response(orjson.dumps(state), media_type="application/json")

    app = Starlette(routes=[Route("/graphql", graphql, methods=["POST"]), Route("/health/ready", ready)])
    return DirectPost(app, "/graphql", answered, BODY_LIMIT, BODY_SECONDS)


def _parameters(body: bytes) -> dict[str, Any]:
    """The parameters of a request; raises ValueError with what is wrong."""
    given = orjson.loads(body)
    if not isinstance(given, dict) or not isinstance(given.get("query"), str):
        raise ValueError("the body must be a JSON object with a text `query`")
    if not isinstance(given.get("variables") or {}, dict):
        raise ValueError("`variables` must be an object")
    if not isinstance(given.get("operationName") or "", str):
        raise ValueError("`operationName` must be a text")
    return given


def _refused(message: str) -> bytes:
    return orjson.dumps({"errors": [{"message": message, "extensions": {"code": "BAD_INPUT"}}]})
