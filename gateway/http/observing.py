"""The outermost step of every request: how it was answered and how long that took."""

import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.http.seen import Seen


class Observing:
    """Counts each request in `seen` when it has come to its end. One that raises is answered with 500 by who stands before us."""

    def __init__(self, app: ASGIApp, seen: Seen) -> None:
        self.app = app
        self._seen = seen

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, status = time.perf_counter(), 0

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, noting)
        except Exception:
            status = 500
            raise
        finally:
            if status:
                self._seen.answered(scope["method"], scope["path"], status, time.perf_counter() - began)
