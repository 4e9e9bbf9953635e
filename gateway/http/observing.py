"""The outermost step of every request: how it was answered and how long that took; and where the gateway ends, a farewell."""

import time
from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.http.seen import Seen

CLOSE = (b"connection", b"close")


class Observing:
    """Counts each request in `seen` when it has come to its end. One that raises is answered with 500 by who stands before us.

    While the gateway is `ending`, clients are asked to come by another connection: this one is closed soon.
    """

    def __init__(self, app: ASGIApp, seen: Seen, ending: Callable[[], bool]) -> None:
        self.app = app
        self._seen = seen
        self._ending = ending

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, status = time.perf_counter(), 0

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                if self._ending():
                    message["headers"] = [*message["headers"], CLOSE]
            await send(message)

        try:
            await self.app(scope, receive, noting)
        except Exception:
            status = 500
            raise
        finally:
            if status:
                self._seen.answered(scope["method"], scope["path"], status, time.perf_counter() - began)
