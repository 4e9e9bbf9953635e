"""The plain gateway: any supergraph behind POST /graphql, with a supergraph file that is watched and taken up anew."""

import asyncio
import logging
from pathlib import Path
from typing import Any

import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gateway.federation.engine import Engine
from gateway.federation.supergraph import SupergraphError
from gateway.http.bodies import read_body
from gateway.http.refusals import Refusal
from gateway.http.rsgi import DirectPost, RawHeaders

log = logging.getLogger(__name__)
BODY_LIMIT = 8 * 1024 * 1024
BODY_SECONDS = 30.0
WATCH_SECONDS = 1.0


def plain_gateway(engine: Engine) -> DirectPost:
    """POST /graphql and GET /health/ready."""

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
        return Response(b'{"status":"ready"}', media_type="application/json")

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


async def watch(engine: Engine, file: Path) -> None:
    """Serve the file's new content when it changes; one that does not load is reported and the old one goes on."""
    seen = _stamp(file)
    while True:
        await asyncio.sleep(WATCH_SECONDS)
        now = _stamp(file)
        if now == seen or now is None:
            continue
        seen = now
        try:
            await engine.reload(await asyncio.to_thread(file.read_text, encoding="utf-8"))
            log.info("reloaded %s", file)
        except (SupergraphError, OSError, UnicodeDecodeError) as error:
            log.error("%s does not load, the one before goes on serving: %s", file, error)


def _stamp(file: Path) -> tuple[int, int] | None:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
