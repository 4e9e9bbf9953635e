"""Whether a token is one of the provider's, for us, and still good."""

import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from joserfc import jws, jwt
from joserfc.errors import ExpiredTokenError, JoseError
from joserfc.jws import JWSRegistry
from joserfc.jwt import JWTClaimsRegistry

from gateway.security.tokens.provider import Provider

MOST_CHARACTERS = 16 * 1024
KINDS = (None, "JWT", "AT+JWT", "APPLICATION/AT+JWT")
BELIEVED_SECONDS = 60.0
"""A token that was verified is not verified again for so long: a key that the provider takes back is believed no longer than that."""
MOST_BELIEVED = 4096


class BadToken(Exception):
    """A token that is not believed; the message says why and has nothing of the token."""


@dataclass(frozen=True, slots=True)
class _Believed:
    claims: Mapping[str, Any]
    until: float


class Verifier:
    """Believes tokens of `provider` for `audience`, signed by one of `algorithms`; `skew` is in seconds, `now` since 1970."""

    def __init__(
        self,
        provider: Provider,
        audience: str,
        algorithms: Sequence[str],
        skew: int,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._provider = provider
        self._algorithms = list(algorithms)
        self._registry = JWSRegistry(algorithms=self._algorithms, strict_check_header=False)
        self._now = now
        self._claims = JWTClaimsRegistry(
            now=lambda: int(now()),
            leeway=skew,
            iss={"essential": True, "value": provider.issuer},
            aud={"essential": True, "value": audience},
            exp={"essential": True},
            sub={"essential": True},
        )
        self._believed: OrderedDict[bytes, _Believed] = OrderedDict()

    async def claims(self, token: str) -> Mapping[str, Any]:
        """What the token says. Raises BadToken, and ProviderUnavailable where its key cannot be had."""
        digest = hashlib.sha256(token.encode()).digest()
        known = self._believed.get(digest)
        if known is not None and known.until > self._now():
            self._check(known.claims)
            return known.claims
        claims = await self._verified(token)
        self._check(claims)
        self._believed[digest] = _Believed(claims, self._now() + BELIEVED_SECONDS)
        if len(self._believed) > MOST_BELIEVED:
            self._believed.popitem(last=False)
        return claims

    async def close(self) -> None:
        await self._provider.close()

    async def _verified(self, token: str) -> Mapping[str, Any]:
        header = self._header(token)
        key = await self._provider.key(header.get("kid"))
        if key is None:
            raise BadToken("signed by a key that the provider does not have")
        try:
            return jwt.decode(token, key, self._algorithms, self._registry).claims
        except (JoseError, ValueError, TypeError) as error:
            raise BadToken("its signature is not the provider's") from error

    def _header(self, token: str) -> Mapping[str, Any]:
        """The header of the token, of which nothing is believed but which key to try."""
        if len(token) > MOST_CHARACTERS:
            raise BadToken("too long")
        try:
            header: Mapping[str, Any] = jws.extract_compact(token.encode(), registry=self._registry).headers()
        except (JoseError, ValueError, TypeError) as error:
            raise BadToken("no signed token") from error
        if header.get("alg") not in self._algorithms:
            raise BadToken("signed in a way that is not allowed here")
        kid, kind = header.get("kid"), header.get("typ")
        if not isinstance(kid, str | None) or not isinstance(kind, str | None):
            raise BadToken("no signed token")
        if (kind and kind.upper()) not in KINDS:
            raise BadToken("a token for something else")
        return header

    def _check(self, claims: Mapping[str, Any]) -> None:
        try:
            self._claims.validate(dict(claims))
        except ExpiredTokenError:
            raise BadToken("expired") from None
        except JoseError as error:
            raise BadToken(f"claim {getattr(error, 'claim', '')} is missing or wrong".replace("  ", " ")) from error
