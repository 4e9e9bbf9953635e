"""The provider's keys, by OpenID Connect Discovery: kept, and fetched again as they age and when one is not among them."""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import httpx
import orjson
import structlog
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey, RSAKey, import_key

from gateway.settings import is_safe

log = structlog.get_logger(__name__)
WELL_KNOWN = "/.well-known/openid-configuration"
FRESH_SECONDS = 3600.0
STALE_SECONDS = 24 * 3600.0
"""While the provider cannot be reached its last keys are good for so long."""
PAUSE_SECONDS = 60.0
"""An unknown key is looked for once in so long: whoever makes up key ids must not make us knock at the provider's door."""
RETRY_SECONDS = 5.0
FETCH_SECONDS = 5.0
MOST_BYTES = 256 * 1024
MOST_KEYS = 100
LEAST_RSA_BITS = 2048
KINDS = {"RSA": RSAKey, "EC": ECKey, "OKP": OKPKey}
"""Public keys only: a shared secret in a key set would let whoever reads the set sign."""

Key = RSAKey | ECKey | OKPKey
Keys = Mapping[str | None, Key]


class ProviderUnavailable(Exception):
    """The provider gives no keys, and there are none of before."""


class ProviderMismatch(Exception):
    """What the provider says of itself cannot be used; its message says what."""


class Unreachable(Exception):
    """A fetch that failed."""


@dataclass(frozen=True, slots=True)
class _Kept:
    keys: Keys
    at: float


class Provider:
    """The keys of one issuer. Made and used on one event loop; `clock` is monotonic, in seconds."""

    def __init__(self, issuer: str, clock: Callable[[], float] = time.monotonic) -> None:
        self.issuer = issuer
        self._clock = clock
        self._kept: _Kept | None = None
        self._tried: float | None = None
        self._fetching: asyncio.Task[None] | None = None
        self._client = httpx.AsyncClient(timeout=FETCH_SECONDS, follow_redirects=False, trust_env=False)

    async def key(self, kid: str | None) -> Key | None:
        """The key with this id; without an id the only key. None: the provider has no such key. Raises ProviderUnavailable."""
        keys = await self._keys()
        if _chosen(keys, kid) is None and self._may_try(PAUSE_SECONDS):
            await self._fetch()
            keys = await self._keys()
        return _chosen(keys, kid)

    async def close(self) -> None:
        if self._fetching is not None:
            self._fetching.cancel()
        await self._client.aclose()

    async def _keys(self) -> Keys:
        if not self._usable(FRESH_SECONDS) and self._may_try(RETRY_SECONDS):
            await self._fetch()
        if self._kept is None or not self._usable(STALE_SECONDS):
            raise ProviderUnavailable(self.issuer)
        return self._kept.keys

    def _usable(self, seconds: float) -> bool:
        return self._kept is not None and self._clock() - self._kept.at < seconds

    def _may_try(self, pause: float) -> bool:
        return self._fetching is not None or self._tried is None or self._clock() - self._tried >= pause

    async def _fetch(self) -> None:
        """Fetch once, however many wait for it; a failure is logged and leaves what is kept."""
        if self._fetching is None:
            self._fetching = asyncio.create_task(self._fetch_now())
        await asyncio.shield(self._fetching)

    async def _fetch_now(self) -> None:
        self._tried = self._clock()
        try:
            async with asyncio.timeout(FETCH_SECONDS):
                self._kept = _Kept(await self.fetched(), self._clock())
        except (ProviderMismatch, Unreachable, TimeoutError) as error:
            log.error("the identity provider gives no keys", issuer=self.issuer, why=str(error) or type(error).__name__)
        finally:
            self._fetching = None

    async def fetched(self) -> Keys:
        """Discovery and the key set, read now. Raises Unreachable, ProviderMismatch."""
        told = await self._read(self.issuer.rstrip("/") + WELL_KNOWN)
        if told.get("issuer") != self.issuer:
            raise ProviderMismatch(f"it calls itself {told.get('issuer')!r}, not {self.issuer!r}")
        address = told.get("jwks_uri")
        if not isinstance(address, str) or not is_safe(address):
            raise ProviderMismatch("jwks_uri is no https:// address")
        return usable_keys(await self._read(address))

    async def _read(self, address: str) -> dict[str, Any]:
        """A JSON object of a bounded size."""
        try:
            async with self._client.stream("GET", address, headers={"accept": "application/json"}) as response:
                if response.status_code != httpx.codes.OK:
                    raise Unreachable(f"{address}: HTTP {response.status_code}")
                body = bytearray()
                async for part in response.aiter_bytes():
                    body += part
                    if len(body) > MOST_BYTES:
                        raise ProviderMismatch(f"{address} answers with more than {MOST_BYTES} bytes")
        except httpx.HTTPError as error:
            raise Unreachable(f"{address}: {error or type(error).__name__}") from error
        try:
            found = orjson.loads(body)
        except orjson.JSONDecodeError:
            raise ProviderMismatch(f"{address} answers with no JSON") from None
        if not isinstance(found, dict):
            raise ProviderMismatch(f"{address} answers with no JSON object")
        return found


def usable_keys(told: Mapping[str, Any]) -> Keys:
    """The public keys for signatures of a key set, by id; what cannot be used is left out. Raises ProviderMismatch."""
    given = told.get("keys")
    if not isinstance(given, list) or len(given) > MOST_KEYS:
        raise ProviderMismatch(f"the key set has no list of at most {MOST_KEYS} keys")
    found = {one.get("kid"): key for one in given if isinstance(one, dict) and (key := _usable(one)) is not None}
    if not found:
        raise ProviderMismatch("the key set has no public key for signatures that can be used")
    return found


def _usable(given: Mapping[str, Any]) -> Key | None:
    if given.get("kty") not in KINDS or given.get("use", "sig") != "sig" or "d" in given:
        return None
    if not isinstance(given.get("kid"), str | None):
        return None
    try:
        key = import_key(dict(given))
    except (JoseError, ValueError, TypeError):
        return None
    if isinstance(key, RSAKey):
        return key if key.public_key.key_size >= LEAST_RSA_BITS else None
    return key if isinstance(key, ECKey | OKPKey) else None


def _chosen(keys: Keys, kid: str | None) -> Key | None:
    if kid is None and len(keys) == 1:
        return next(iter(keys.values()))
    return keys.get(kid)
