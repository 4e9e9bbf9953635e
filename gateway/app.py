"""The ASGI application: routes, middleware and lifespan in one visible list."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from gateway.execution.errors import BAD_INPUT, INTERNAL, MASKED, plain
from gateway.http import about, health, metrics
from gateway.http.graphql_endpoint import GraphQLEndpoint
from gateway.http.host_check import LoopbackHostOnly
from gateway.http.responses import json_response
from gateway.http.security_headers import SecurityHeaders
from gateway.service import Service

Lifespan = Callable[[Starlette], AbstractAsyncContextManager[None]]


@asynccontextmanager
async def no_lifespan(app: Starlette) -> AsyncIterator[None]:
    """What `serve` opens before it listens needs nothing here."""
    yield


def create_app(
    service: Service, *, extra_routes: Sequence[BaseRoute] = (), lifespan: Lifespan = no_lifespan
) -> Starlette:
    """The application over `service`; `extra_routes` are the page's and the control's.

    There is no CORS: another site's script cannot read answers, and cannot send `application/json`.
    """
    routes: list[BaseRoute] = [
        Route("/graphql", GraphQLEndpoint(service), methods=["GET", "POST"]),
        *health.routes(service),
        *about.routes(service),
        *metrics.routes(service),
        *extra_routes,
    ]
    middleware = [Middleware(SecurityHeaders)]
    if service.settings.loopback:
        middleware.append(Middleware(LoopbackHostOnly))
    return Starlette(routes=routes, middleware=middleware, exception_handlers=HANDLERS, lifespan=lifespan)


async def http_error(request: Request, error: Exception) -> Response:
    """Paths and methods that there are not, in the form of every other error."""
    assert isinstance(error, HTTPException)
    code = "NOT_FOUND" if error.status_code == 404 else BAD_INPUT
    return json_response({"errors": [plain(error.detail, code)]}, error.status_code, error.headers)


async def internal_error(request: Request, error: Exception) -> Response:
    """The answer to what nobody foresaw; the error itself goes to the log."""
    return json_response({"errors": [plain(MASKED, INTERNAL)]}, 500)


HANDLERS = {HTTPException: http_error, Exception: internal_error}
