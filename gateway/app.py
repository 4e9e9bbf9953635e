"""The ASGI application: routes, middleware and lifespan in one visible list."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route, WebSocketRoute

from gateway.execution.errors import BAD_INPUT, INTERNAL, MASKED, plain
from gateway.http import about, health, metrics, schema_texts
from gateway.http.compression import Compression
from gateway.http.export_endpoint import CODE, COMPLETE, ROWS, ExportEndpoint
from gateway.http.foreign_sites import NoForeignSites
from gateway.http.graphql_endpoint import GraphQLEndpoint
from gateway.http.host_check import LoopbackHostOnly
from gateway.http.observing import Observing
from gateway.http.request_ids import IN_SCOPE, RequestIds
from gateway.http.requests import TELL_COST, TELL_PLAN
from gateway.http.responses import json_response
from gateway.http.security_headers import API_POLICY, HEADERS, SecurityHeaders
from gateway.http.straight_to import StraightTo
from gateway.service import Service

GRAPHQL, EXPORT = "/graphql", "/export"
Lifespan = Callable[[Starlette], AbstractAsyncContextManager[None]]


@asynccontextmanager
async def no_lifespan(app: Starlette) -> AsyncIterator[None]:
    """What `serve` opens before it listens needs nothing here."""
    yield


def create_app(
    service: Service, *, extra_routes: Sequence[BaseRoute] = (), lifespan: Lifespan = no_lifespan
) -> Starlette:
    """The application over `service`; `extra_routes` are the page's and the control's."""
    graphql = GraphQLEndpoint(service)
    routes: list[BaseRoute] = [
        Route(GRAPHQL, graphql, methods=["GET", "POST", "PUT", "DELETE"]),
        WebSocketRoute(GRAPHQL, service.sockets),
        Route(EXPORT, ExportEndpoint(service), methods=["POST"]),
        *health.routes(service),
        *about.routes(service),
        *schema_texts.routes(service),
        *metrics.routes(service),
        *extra_routes,
    ]
    straight = Middleware(StraightTo, path=GRAPHQL, methods=["GET", "POST"], endpoint=graphql)
    middleware = [*_middleware(service), straight]
    return Starlette(routes=routes, middleware=middleware, exception_handlers=HANDLERS, lifespan=lifespan)


def _middleware(service: Service) -> list[Middleware]:
    """What every request goes through, from the outside in. Without origins that may call there is no CORS at all."""
    settings = service.settings
    origins = settings.cors_origins
    middleware = [
        Middleware(Observing, seen=service.seen, ending=lambda: service.ending),
        Middleware(RequestIds),
        Middleware(SecurityHeaders),
        Middleware(Compression, least=settings.compress_from),
    ]
    if settings.loopback:
        middleware.append(Middleware(LoopbackHostOnly))
    middleware.append(Middleware(NoForeignSites, origins=origins, loopback=settings.loopback))
    if origins:
        middleware.append(
            Middleware(
                CORSMiddleware,
                allow_origins=origins,
                allow_methods=["GET", "POST", "PUT", "DELETE"],
                allow_headers=[
                    "authorization",
                    "content-type",
                    "x-graphql-event-stream-token",
                    "x-request-id",
                    "x-yuxin-case",
                    TELL_COST,
                    TELL_PLAN,
                ],
                expose_headers=[
                    "content-disposition",
                    "etag",
                    "retry-after",
                    "www-authenticate",
                    "x-request-id",
                    ROWS,
                    COMPLETE,
                    CODE,
                ],
            )
        )
    return middleware


async def http_error(request: Request, error: Exception) -> Response:
    """Paths and methods that there are not, in the form of every other error."""
    assert isinstance(error, HTTPException)
    code = "NOT_FOUND" if error.status_code == 404 else BAD_INPUT
    return json_response({"errors": [plain(error.detail, code)]}, error.status_code, error.headers)


async def internal_error(request: Request, error: Exception) -> Response:
    """The answer to what nobody foresaw, beside all middleware; the error itself goes to the log."""
    headers = {**HEADERS, "content-security-policy": API_POLICY, "x-request-id": request.scope.get(IN_SCOPE, "")}
    return json_response({"errors": [plain(MASKED, INTERNAL)]}, 500, headers)


HANDLERS = {HTTPException: http_error, Exception: internal_error}
