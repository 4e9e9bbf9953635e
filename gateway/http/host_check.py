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
    """Lets requests pass whose `host` (and `origin`, where there is one) is this machine."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or _is_ours(scope["headers"]):
            await self.app(scope, receive, send)
            return
        refusal = Forbidden("只接受本机地址的请求 / requests are taken under this machine's own address only")
        await refusal_response(refusal)(scope, receive, send)


def _is_ours(headers: RawHeaders) -> bool:
    host, origin = b"", None
    for name, value in headers:
        if name == b"host":
            host = value
        elif name == b"origin":
            origin = value
    return _loopback(b"//" + host) and (origin is None or _loopback(origin))


@lru_cache(maxsize=256)
def _loopback(address: bytes) -> bool:
    try:
        return is_loopback(urlsplit(address.decode("latin-1")).hostname or "")
    except ValueError:
        return False
