"""The routes of the page: its views, `/graphiql` and their assets, or a plain page while there is no bundle."""

import re
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from gateway.http.security_headers import HEADERS, PAGE_POLICY
from gateway.web.building import Building, PageBuild, Ready
from gateway.web.waiting_page import REFRESH_SECONDS, waiting_page

GUARDED = HEADERS | {"content-security-policy": PAGE_POLICY}
"""Assets have the page's policy too: a worker goes by the policy of its own script."""

LOOK_AGAIN = GUARDED | {"cache-control": "no-cache"}
FOR_EVER = GUARDED | {"cache-control": "public, max-age=31536000, immutable"}
ASSET = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]*")
MEDIA_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
}

VIEWS = (
    "/",
    "/administration",
    "/cases",
    "/cases/{case}",
    "/check",
    "/coverage",
    "/departments",
    "/discrepancies",
    "/draws",
    "/draws/{draw}",
    "/graph",
    "/identity",
    "/inbox",
    "/inspections",
    "/lists",
    "/models",
    "/objections",
    "/plans",
    "/questions",
    "/repairs",
    "/search",
    "/subject/{key}",
    "/systems",
    "/window",
)
"""The addresses of the page's views: the same document, which shows what its address says (src/page/page.tsx)."""


def routes(build: PageBuild) -> list[BaseRoute]:
    """The page's routes; which bundle they serve is looked up at every request."""

    async def page(request: Request) -> Response:
        return page_response(build, "index.html")

    async def graphiql(request: Request) -> Response:
        return page_response(build, "graphiql.html")

    async def asset(request: Request) -> Response:
        return asset_response(build, request.path_params["name"], request.headers.get("accept-encoding", ""))

    views = [Route(view, page) for view in VIEWS]
    return [*views, Route("/graphiql", graphiql), Route("/assets/{name}", asset)]


def page_response(build: PageBuild, name: str) -> Response:
    """An entry page of the bundle; 503 and the plain page where there is no bundle."""
    state = build.state
    if isinstance(state, Ready):
        return FileResponse(state.folder / name, media_type="text/html", headers=LOOK_AGAIN)
    headers = LOOK_AGAIN | ({"retry-after": str(REFRESH_SECONDS)} if isinstance(state, Building) else {})
    return HTMLResponse(waiting_page(state), 503, headers)


def asset_response(build: PageBuild, name: str, accepted: str) -> Response:
    """A file that the entry pages name. Its name changes with its content, so a browser may keep it."""
    state = build.state
    if not isinstance(state, Ready) or ASSET.fullmatch(name) is None:
        raise HTTPException(404)
    file = state.folder / "assets" / name
    media_type = MEDIA_TYPES.get(file.suffix)
    if media_type is None or not file.is_file():
        raise HTTPException(404)
    return _file(file, media_type, compressed="gzip" in accepted)


def _file(file: Path, media_type: str, *, compressed: bool) -> FileResponse:
    headers = FOR_EVER | {"vary": "accept-encoding"}
    smaller = file.with_name(f"{file.name}.gz")
    if compressed and smaller.is_file():
        return FileResponse(smaller, media_type=media_type, headers=headers | {"content-encoding": "gzip"})
    return FileResponse(file, media_type=media_type, headers=headers)
