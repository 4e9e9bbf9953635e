"""Who sent a request: by a token of the provider, an API key, a demo token, or the token of this machine's command."""

import hmac
from collections.abc import Iterable
from typing import TYPE_CHECKING

import structlog

from gateway.http.refusals import BadRequest, Forbidden, NotReady, Unauthenticated
from gateway.security.demo_tokens import PREFIX as DEMO_PREFIX
from gateway.security.demo_tokens import BadDemoToken, demo_identity
from gateway.security.identity import DEMO_COORDINATOR, THIS_MACHINE, Identity
from gateway.security.keys.forms import PREFIX as KEY_PREFIX
from gateway.settings import Settings
from graph_model.catalogue import Catalogue
from graph_model.errors import StoreUnavailable

if TYPE_CHECKING:
    # Imported where a provider is configured, or a key comes, only: it costs a tenth of a second.
    from gateway.security.keys.ring import KeyRing
    from gateway.security.tokens.claims import ClaimsReader
    from gateway.security.tokens.verification import Verifier

log = structlog.get_logger(__name__)
RawHeaders = Iterable[tuple[bytes, bytes]]
MACHINE_HEADER = b"x-yuxin-control"
AUTHORIZATION = b"authorization"
REALM = 'Bearer realm="yuxin"'


class Authentication:
    """Tells who asks. `machine` is the token that only the owner of the data folder can read, where there is one.

    Made and used on one event loop.
    """

    def __init__(self, settings: Settings, machine: str | None = None) -> None:
        self._machine = machine
        self._tokens = None if settings.oidc_issuer is None else _tokens(settings)
        self._settings = settings
        self._keys: KeyRing | None = None

    @property
    def demo(self) -> bool:
        """Whether everyone is the demo coordinator."""
        return self._tokens is None

    async def identity(self, headers: RawHeaders, catalogue: Catalogue, person_key: bytes) -> Identity:
        """Who sent a request with these headers. Raises Unauthenticated, Forbidden, BadRequest or NotReady."""
        given = [value for name, value in headers if name == AUTHORIZATION]
        machine = next((value for name, value in headers if name == MACHINE_HEADER), None)
        if machine is not None and self._is_machine(machine):
            return THIS_MACHINE
        if len(given) > 1:
            raise _bad_request()
        if given:
            return await self._of_token(_bearer(given[0]), catalogue, person_key)
        if self.demo:
            return DEMO_COORDINATOR
        raise Unauthenticated(
            "需要身份：authorization: Bearer <令牌> / who asks must be known: send authorization: Bearer <token>",
            {"www-authenticate": REALM},
        )

    async def close(self) -> None:
        if self._tokens is not None:
            await self._tokens[0].close()
        if self._keys is not None:
            await self._keys.close()

    def _is_machine(self, given: bytes) -> bool:
        return self._machine is not None and hmac.compare_digest(given, self._machine.encode())

    async def _of_token(self, token: str, catalogue: Catalogue, person_key: bytes) -> Identity:
        if token.startswith(KEY_PREFIX):
            return await self._of_key(token)
        if self._tokens is not None:
            return await _of_provider(token, *self._tokens, catalogue)
        if not token.startswith(DEMO_PREFIX):
            raise _invalid("no identity provider is configured, and this is no demo token")
        try:
            return demo_identity(token, person_key)
        except BadDemoToken as error:
            raise _invalid(str(error)) from None

    async def _of_key(self, written: str) -> Identity:
        from gateway.security.keys.ring import BadKey, KeyRing  # noqa: PLC0415 - as above

        if self._keys is None:
            self._keys = KeyRing(self._settings)
        try:
            return await self._keys.identity(written)
        except BadKey as error:
            raise _invalid(str(error)) from None
        except StoreUnavailable:
            raise NotReady("密钥现在查不了 / keys cannot be looked up now", {"retry-after": "5"}) from None


def _tokens(settings: Settings) -> "tuple[Verifier, ClaimsReader]":
    from gateway.security.tokens.claims import ClaimsReader  # noqa: PLC0415 - as above
    from gateway.security.tokens.provider import Provider  # noqa: PLC0415 - as above
    from gateway.security.tokens.verification import Verifier  # noqa: PLC0415 - as above

    assert settings.oidc_issuer is not None and settings.oidc_audience is not None
    provider = Provider(settings.oidc_issuer)
    verifier = Verifier(provider, settings.oidc_audience, settings.oidc_algorithms, settings.oidc_clock_skew)
    return verifier, ClaimsReader(settings.oidc_claims, settings.oidc_roles)


async def _of_provider(token: str, verifier: "Verifier", reader: "ClaimsReader", catalogue: Catalogue) -> Identity:
    from gateway.security.tokens.claims import NoIdentity  # noqa: PLC0415 - as above
    from gateway.security.tokens.provider import ProviderUnavailable  # noqa: PLC0415 - as above
    from gateway.security.tokens.verification import BadToken  # noqa: PLC0415 - as above

    try:
        return reader.identity(await verifier.claims(token), catalogue)
    except BadToken as error:
        raise _invalid(str(error)) from None
    except NoIdentity as error:
        raise Forbidden(
            f"令牌有效，但在这里没有角色：{error} / the token is good, but nobody here: {error}",
            {"www-authenticate": f'{REALM}, error="insufficient_scope"'},
        ) from None
    except ProviderUnavailable:
        raise NotReady(
            "身份提供方暂时不可用 / the identity provider cannot be reached now", {"retry-after": "5"}
        ) from None


def _bearer(value: bytes) -> str:
    """The token of an `authorization` header."""
    scheme, _, token = value.decode("latin-1").partition(" ")
    token = token.strip()
    if scheme.lower() != "bearer" or not token or not token.isascii() or " " in token:
        raise Unauthenticated(
            "authorization 应为 Bearer <令牌> / authorization must be Bearer <token>", {"www-authenticate": REALM}
        )
    return token


def _bad_request() -> BadRequest:
    return BadRequest(
        "authorization 只能有一个 / there must be one authorization header",
        {"www-authenticate": f'{REALM}, error="invalid_request"'},
    )


def _invalid(why: str) -> Unauthenticated:
    return Unauthenticated(
        f"令牌不被接受：{why} / the token is not taken: {why}",
        {"www-authenticate": f'{REALM}, error="invalid_token", error_description="{why}"'},
    )
