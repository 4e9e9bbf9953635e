"""The requests that are nearly all, taken before the router asks every route and what stands around it."""

from collections.abc import Collection

from starlette.types import ASGIApp, Receive, Scope, Send


class StraightTo:
    """Gives requests to `path` by these methods to its `endpoint`, which is a route of `app`, too, and all others to `app`."""

    def __init__(self, app: ASGIApp, path: str, methods: Collection[str], endpoint: ASGIApp) -> None:
        self.app = app
        self._path = path
        self._methods = frozenset(methods)
        self._endpoint = endpoint

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        straight = scope["type"] == "http" and scope["path"] == self._path and scope["method"] in self._methods
        await (self._endpoint if straight else self.app)(scope, receive, send)
