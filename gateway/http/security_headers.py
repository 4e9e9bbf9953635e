"""Headers that every response has unless it sets its own."""

from collections.abc import Iterable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

RawHeader = tuple[bytes, bytes]
HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
}
API_POLICY = "default-src 'none'; frame-ancestors 'none'"
PAGE_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; "
    "connect-src 'self'; worker-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


POLICY = b"content-security-policy"
_BOTH = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
_OF_API = [*_BOTH, (POLICY, API_POLICY.encode())]
_OF_PAGE = [*_BOTH, (POLICY, PAGE_POLICY.encode())]


class SecurityHeaders:
    """Adds them; a page may load what this server gives and nothing else, an answer of the API nothing at all."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = with_headers(message["headers"])
            await send(message)

        await self.app(scope, receive, send_with_headers)


def with_headers(headers: Iterable[RawHeader]) -> list[RawHeader]:
    """The headers of a response with those of ours that it has not set."""
    given = dict(headers)
    ours = _OF_PAGE if given.get(b"content-type", b"").startswith(b"text/html") else _OF_API
    return [*headers, *[header for header in ours if header[0] not in given]]
