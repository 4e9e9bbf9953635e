"""A real OpenID Connect provider on loopback: it serves discovery and its key set over HTTP, and signs tokens."""

import base64
import hmac
import json
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

AUDIENCE = "yuxin"
MADE_ONCE = [RSAKey.generate_key(2048, {"kid": name, "use": "sig"}) for name in ("first", "second")]
"""RSA keys take a while to make."""


class IdentityProvider:
    """`issuer` is its address. `down` makes it fail, `discovery` and `keys` say other things than it would, `asked` counts paths.

    `ahead`: seconds by which its clock is.
    """

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self.signing: list[RSAKey | ECKey] = [MADE_ONCE[0]]
        self.down = False
        self.ahead = 0.0
        self.discovery: Any = None
        self.keys: Any = None
        self.asked: Counter[str] = Counter()

    def rotate(self) -> None:
        """Sign with another key from now on; the old one is gone."""
        self.signing = [MADE_ONCE[1]]

    def token(
        self, role: str | list[str] | None = "coordinator", *, header: dict[str, Any] | None = None, **claims: Any
    ) -> str:
        """A token that is good for a minute; a claim that is None is left out."""
        now = int(time.time())
        own = {"iss": self.issuer, "aud": AUDIENCE, "sub": "u-1", "iat": now, "exp": now + 60, "role": role}
        key = self.signing[0]
        algorithm = "RS256" if isinstance(key, RSAKey) else "ES256"
        given = {name: value for name, value in {**own, **claims}.items() if value is not None}
        return jwt.encode({"alg": algorithm, "kid": key.kid, **(header or {})}, given, key, algorithms=[algorithm])

    def by_public_key(self) -> str:
        """A token signed by HMAC with what everybody can read: the public key."""
        _, payload, _ = self.token().split(".")
        forged = base64.urlsafe_b64encode(json.dumps({"alg": "HS256", "kid": MADE_ONCE[0].kid}).encode()).rstrip(b"=")
        signed = forged + b"." + payload.encode()
        mac = hmac.digest(MADE_ONCE[0].as_pem(private=False), signed, "sha256")
        return (signed + b"." + base64.urlsafe_b64encode(mac).rstrip(b"=")).decode()

    def answer(self, path: str) -> tuple[int, bytes]:
        self.asked[path] += 1
        if self.down:
            return 503, b""
        if path == "/.well-known/openid-configuration":
            told = self.discovery or {"issuer": self.issuer, "jwks_uri": f"{self.issuer}/keys"}
        elif path == "/keys":
            told = self.keys or {"keys": [key.as_dict(private=False) for key in self.signing]}
        else:
            return 404, b""
        return 200, told if isinstance(told, bytes) else json.dumps(told).encode()


@contextmanager
def identity_provider() -> Iterator[IdentityProvider]:
    """One that runs until the end of the block."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.provider = provider = IdentityProvider(f"http://127.0.0.1:{server.server_port}")  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Handler(BaseHTTPRequestHandler):
    """Answers what its server's provider says."""

    def do_GET(self) -> None:
        provider: IdentityProvider = self.server.provider  # type: ignore[attr-defined]
        status, body = provider.answer(self.path)
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def date_time_string(self, timestamp: float | None = None) -> str:
        provider: IdentityProvider = self.server.provider  # type: ignore[attr-defined]
        return super().date_time_string(time.time() + provider.ahead)

    def log_message(self, *_: Any) -> None:
        """Nothing: the tests' output is theirs."""
