"""Refuse what another site's page makes a browser send: scripts, forms, images, links (CSRF, and questions that only cost).

A browser says where a request comes from: `origin` with scripts and forms, `sec-fetch-site` with everything. What is no browser
sends neither, and nothing of it is refused here.
"""

from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send

from gateway.http.host_check import on_loopback
from gateway.http.refusals import Forbidden
from gateway.http.responses import refusal_response

ELSEWHERE = (b"cross-site", b"same-site")
WANTED = (b"host", b"origin", b"sec-fetch-site", b"sec-fetch-mode")
GRAPHQL = "/graphql"


class NoForeignSites:
    """Lets requests pass that come from this gateway's own page, from the sites of `origins`, or from no browser.

    `loopback`: this machine is all that can ask, and its other servers' pages are let in.
    """

    def __init__(self, app: ASGIApp, origins: Collection[str] = (), loopback: bool = False) -> None:
        self.app = app
        self._origins = frozenset(origin.encode() for origin in origins)
        self._loopback = loopback

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket") or self._passes(scope):
            await self.app(scope, receive, send)
            return
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})  # before it is accepted: a status 403
            return
        refusal = Forbidden(
            "不接受别的网站发来的请求（YUXIN_CORS_ORIGINS 列出可以的） / requests of other sites are not taken (YUXIN_CORS_ORIGINS names "
            "those that are)"
        )
        await refusal_response(refusal)(scope, receive, send)

    def _passes(self, scope: Scope) -> bool:
        told = {name: value for name, value in scope["headers"] if name in WANTED}
        if b"origin" in told:
            return self._is_ours(told[b"origin"], told.get(b"host", b""))
        if told.get(b"sec-fetch-site") not in ELSEWHERE:
            return True
        return told.get(b"sec-fetch-mode") == b"navigate" and scope["path"] != GRAPHQL

    def _is_ours(self, origin: bytes, host: bytes) -> bool:
        if origin in self._origins or (self._loopback and on_loopback(origin)):
            return True
        return bool(host) and _place(origin) == host.lower()


def _place(origin: bytes) -> bytes:
    """Host and port of an origin, as a browser writes them into `host`."""
    try:
        return urlsplit(origin.decode("latin-1")).netloc.lower().encode("latin-1")
    except ValueError:
        return b""
