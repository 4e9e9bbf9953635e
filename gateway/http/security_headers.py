"""Headers that every response has unless it sets its own."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

RawHeaders = list[tuple[bytes, bytes]]
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


BOTH = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
POLICY = b"content-security-policy"


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
                message["headers"] = with_headers(list(message["headers"]))
            await send(message)

        await self.app(scope, receive, send_with_headers)


def with_headers(headers: RawHeaders) -> RawHeaders:
    """The headers of a response with those of ours that it has not set."""
    given = dict(headers)
    page = given.get(b"content-type", b"").startswith(b"text/html")
    policy = PAGE_POLICY if page else API_POLICY
    ours = [*BOTH, (POLICY, policy.encode())]
    return [*headers, *(header for header in ours if header[0] not in given)]
