"""Refuse requests that name another host: a foreign site whose name was pointed at this machine (DNS rebinding)."""

from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send

from gateway.http.refusals import Forbidden
from gateway.http.responses import refusal_response
from gateway.settings import is_loopback

RawHeaders = Iterable[tuple[bytes, bytes]]


class LoopbackHostOnly:
    """Lets requests pass whose `host` is this machine."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket") or on_loopback(b"//" + _host(scope["headers"])):
            await self.app(scope, receive, send)
            return
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})  # before it is accepted: a status 403
            return
        refusal = Forbidden("只接受本机地址的请求 / requests are taken under this machine's own address only")
        await refusal_response(refusal)(scope, receive, send)


def _host(headers: RawHeaders) -> bytes:
    return next((value for name, value in headers if name == b"host"), b"")


@lru_cache(maxsize=256)
def on_loopback(address: bytes) -> bool:
    """Whether the host of an address is this machine."""
    try:
        return is_loopback(urlsplit(address.decode("latin-1")).hostname or "")
    except ValueError:
        return False
