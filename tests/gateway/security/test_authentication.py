"""Who asks, proved on a real server against a real identity provider."""

import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from gateway.app import create_app
from gateway.listening import Listener
from gateway.security.demo_tokens import GOOD_SECONDS, demo_identity, demo_token
from gateway.security.tokens.claims import ClaimsReader
from gateway.security.tokens.provider import PAUSE_SECONDS, STALE_SECONDS, Provider, ProviderUnavailable
from gateway.security.tokens.verification import BELIEVED_SECONDS, BadToken, Verifier
from gateway.service import Service
from gateway.serving import check_host
from gateway.settings import Settings
from graph_model.errors import BadInput
from resolvers.asker import Asker, Role
from seed.plan_files import load_plan
from tests.gateway.federation.executor.subgraph_servers import Subgraph
from tests.gateway.public_graph.test_public_graph import THERE, public
from tests.gateway.toy import toy_service
from tests.graph_model.small_city import code
from tests.servers.identity_provider import AUDIENCE, IdentityProvider, identity_provider

QUESTION = {"query": "{ hello }"}
MACHINE = "the token of this machine"


@pytest.fixture
def provider() -> Iterator[IdentityProvider]:
    with identity_provider() as running:
        yield running


@asynccontextmanager
async def served(service: Service) -> AsyncIterator[httpx.AsyncClient]:
    """A client of a real server."""
    listener = Listener(create_app(service), "127.0.0.1", 0)
    await listener.start()
    try:
        async with httpx.AsyncClient(base_url=listener.address, trust_env=False) as client:
            yield client
    finally:
        await listener.stop(5)
        await service.authentication.close()


@pytest.fixture
async def client(provider: IdentityProvider) -> AsyncIterator[httpx.AsyncClient]:
    service = toy_service(oidc_issuer=provider.issuer, oidc_audience=AUDIENCE, machine=MACHINE)
    async with served(service) as opened:
        yield opened


async def ask(client: httpx.AsyncClient, token: str | None, **headers: str) -> httpx.Response:
    given = {} if token is None else {"authorization": f"Bearer {token}"}
    return await client.post("/graphql", json=QUESTION, headers={**given, **headers})


def refused(response: httpx.Response) -> tuple[int, str, str]:
    """Status, code and challenge of a refusal, which is a GraphQL response."""
    (error,) = response.json()["errors"]
    return response.status_code, error["extensions"]["code"], response.headers.get("www-authenticate", "")


async def test_a_good_token(client: httpx.AsyncClient, provider: IdentityProvider) -> None:
    response = await ask(client, provider.token())
    assert (response.status_code, response.json()) == (200, {"data": {"hello": "hello world"}})
    assert (await ask(client, provider.token())).status_code == 200
    assert provider.asked == {"/.well-known/openid-configuration": 1, "/keys": 1}


async def test_without_a_token_nothing_is_told_but_that_it_lives(client: httpx.AsyncClient) -> None:
    assert refused(await ask(client, None)) == (401, "UNAUTHENTICATED", 'Bearer realm="yuxin"')
    for path in ("/graphql?query={hello}", "/about.json", "/schema.graphql", "/schema.json", "/metrics"):
        assert (await client.get(path)).status_code == 401, path
    assert (await client.get("/health/live")).status_code == 200


async def test_the_command_of_this_machine_needs_no_provider(client: httpx.AsyncClient) -> None:
    assert (await ask(client, None, **{"x-yuxin-control": MACHINE})).status_code == 200
    assert (await ask(client, None, **{"x-yuxin-control": "guessed"})).status_code == 401


async def test_that_it_is_ready_is_for_everybody_and_what_is_wrong_with_it_for_operators(
    provider: IdentityProvider, tmp_path: Path
) -> None:
    options = {"oidc_issuer": provider.issuer, "oidc_audience": AUDIENCE}
    async with public(tmp_path, Subgraph(THERE, {"there": "yes"}), **options) as service, served(service) as client:
        assert (await client.get("/health/ready")).json() == {"status": "ready"}
        headers = {"authorization": f"Bearer {provider.token('admin')}"}
        assert "supergraph" in (await client.get("/health/ready", headers=headers)).json()


LATER, EARLIER = 3600, -3600
BAD: dict[str, Callable[[IdentityProvider], str]] = {
    "expired": lambda p: p.token(exp=int(time.time()) + EARLIER),
    "not yet good": lambda p: p.token(nbf=int(time.time()) + LATER),
    "issued in the future": lambda p: p.token(iat=int(time.time()) + LATER),
    "without an end": lambda p: p.token(exp=None),
    "an end that is no number": lambda p: p.token(exp="tomorrow"),
    "for another service": lambda p: p.token(aud="another"),
    "for nobody": lambda p: p.token(aud=None),
    "of another issuer": lambda p: p.token(iss="https://elsewhere.example"),
    "of nobody": lambda p: p.token(sub=None),
    "signed with the public key": lambda p: p.by_public_key(),
    "not signed": lambda p: "eyJhbGciOiJub25lIn0." + p.token().split(".")[1] + ".",
    "another payload": lambda p: ".".join(
        [p.token().split(".")[0], p.token(sub="admin").split(".")[1], p.token().split(".")[2]]
    ),
    "signature cut off": lambda p: p.token()[:-20],
    "a key that there is not": lambda p: p.token(header={"kid": "unknown"}),
    "a key id that is no text": lambda p: p.token(header={"kid": "first", "typ": "logout+jwt"}),
    "critical headers": lambda p: p.token(header={"crit": ["b64"], "b64": False}),
    "no token": lambda _: "hello",
    "dots": lambda _: "..",
    "long": lambda _: "a" * 20_000,
    "a demo token": lambda _: "yuxin-demo.e30=.e30=",
}


@pytest.mark.parametrize("kind", BAD)
async def test_a_token_that_is_not_believed(client: httpx.AsyncClient, provider: IdentityProvider, kind: str) -> None:
    token = BAD[kind](provider)
    status, code, challenge = refused(await ask(client, token))
    assert (status, code) == (401, "UNAUTHENTICATED")
    assert challenge.startswith('Bearer realm="yuxin", error="invalid_token", error_description="')
    assert token[:40] not in challenge


@pytest.mark.parametrize("value", ["Basic dTpw", "Bearer", "Bearer a b"])
async def test_a_header_that_is_no_bearer_token(client: httpx.AsyncClient, value: str) -> None:
    response = await client.post("/graphql", json=QUESTION, headers={"authorization": value})
    assert refused(response) == (401, "UNAUTHENTICATED", 'Bearer realm="yuxin"')


async def test_two_tokens_are_one_too_many(client: httpx.AsyncClient, provider: IdentityProvider) -> None:
    given = [("authorization", f"Bearer {provider.token()}"), ("authorization", "Bearer other")]
    status, code, challenge = refused(await client.post("/graphql", json=QUESTION, headers=given))
    assert (status, code) == (400, "BAD_INPUT") and "invalid_request" in challenge


@pytest.mark.parametrize(
    "claims",
    [
        {"role": None},
        {"role": "boss"},
        {"role": ["coordinator", "admin"]},
        {"role": 7},
        {"role": "officer"},
        {"role": "subject"},
        {"role": "grantee"},
        {"role": "grantee", "subject": "91500105000000000X"},
        {"role": "grantee", "grantee": "915001050000000000"},
        {"role": "grantee", "grantee": "person:0123"},
    ],
)
async def test_somebody_who_is_nobody_here(client: httpx.AsyncClient, provider: IdentityProvider, claims: Any) -> None:
    status, code, challenge = refused(await ask(client, provider.token(**claims)))
    assert (status, code) == (403, "FORBIDDEN") and 'error="insufficient_scope"' in challenge


async def test_a_grantee_is_the_organisation_that_the_claim_names(provider: IdentityProvider) -> None:
    service = toy_service(oidc_issuer=provider.issuer, oidc_audience=AUDIENCE)
    async with served(service):
        for claim in (code(1), code(1).lower(), f"uscc:{code(1)}"):
            headers = [(b"authorization", f"Bearer {provider.token('grantee', grantee=claim)}".encode())]
            who = await service.identity(headers)
            assert (who.role, who.grantee, who.subject) == (Role.GRANTEE, f"uscc:{code(1)}", None)


async def test_the_provider_s_own_words(provider: IdentityProvider) -> None:
    settings: dict[str, Any] = {"oidc_claims": {"role": "realm_access.roles"}, "oidc_roles": {"信用办": "coordinator"}}
    service = toy_service(oidc_issuer=provider.issuer, oidc_audience=AUDIENCE, **settings)
    async with served(service) as client:
        told = {"realm_access": {"roles": ["offline_access", "信用办"]}}
        assert (await ask(client, provider.token(None, **told))).status_code == 200
        assert (await ask(client, provider.token("coordinator"))).status_code == 403


async def test_a_provider_that_is_down_is_no_bad_token(client: httpx.AsyncClient, provider: IdentityProvider) -> None:
    token = provider.token()
    provider.down = True
    status, code, _ = refused(await ask(client, token))
    assert (status, code) == (503, "SOURCE_UNAVAILABLE")


@pytest.mark.parametrize(
    "told",
    [
        {"discovery": {"issuer": "https://elsewhere.example", "jwks_uri": "https://elsewhere.example/keys"}},
        {"discovery": {"issuer": "self", "jwks_uri": "http://elsewhere.example/keys"}},
        {"discovery": b"<html>"},
        {"discovery": b"[" + b" " * 300_000 + b"]"},
        {"keys": {"keys": "none"}},
        {"keys": {"keys": []}},
        {
            "keys": {
                "keys": [{"kty": "oct", "kid": "first", "k": "c2VjcmV0"}, {"kty": "RSA", "kid": "x", "n": "AQAB"}, 7]
            }
        },
    ],
)
async def test_a_provider_that_says_what_cannot_be_used(provider: IdentityProvider, told: dict[str, Any]) -> None:
    for name, value in told.items():
        if isinstance(value, dict) and value.get("issuer") == "self":
            value = {**value, "issuer": provider.issuer}
        setattr(provider, name, value)
    keys = Provider(provider.issuer)
    with pytest.raises(ProviderUnavailable):
        await keys.key("first")
    await keys.close()


# --- without a provider ---


async def test_without_a_provider_who_has_no_token_is_the_coordinator_and_a_demo_token_tells_another() -> None:
    service = toy_service()
    async with served(service) as client:
        token = demo_token(Asker(Role.ADMIN, "me"), service.require().person_key)
        for given in (None, token):
            assert (await ask(client, given)).status_code == 200
        old = demo_token(Asker(Role.ADMIN, "me"), service.require().person_key, lambda: time.time() - GOOD_SECONDS)
        foreign = demo_token(Asker(Role.ADMIN, "me"), b"the key of another installation")
        changed = token.replace(".", ".e30", 1)
        for bad in (old, foreign, changed, "yuxin-demo.", "eyJhbGciOiJub25lIn0.e30."):
            assert refused(await ask(client, bad))[:2] == (401, "UNAUTHENTICATED"), bad


def test_until_when_somebody_is_known() -> None:
    token = demo_token(Asker(Role.ADMIN, "me"), b"key", lambda: 1_000)
    found = demo_identity(token, b"key", lambda: 2_000)
    assert found.expires_at == datetime.fromtimestamp(1_000 + GOOD_SECONDS, UTC)
    claims = {"iss": "https://id", "sub": "u-1", "role": "admin", "exp": 1_790_000_000}
    of_provider = ClaimsReader({}, {}).identity(claims, load_plan())
    assert of_provider.expires_at == datetime.fromtimestamp(1_790_000_000, UTC)


# --- what changes with time ---


class Clock:
    """A clock that stands until it is set."""

    def __init__(self) -> None:
        self.now = time.time()

    def __call__(self) -> float:
        return self.now


@asynccontextmanager
async def verifier(provider: IdentityProvider, skew: int = 30) -> AsyncIterator[tuple[Verifier, Clock]]:
    clock = Clock()
    made = Verifier(Provider(provider.issuer, clock), AUDIENCE, ["RS256"], skew, clock)
    try:
        yield made, clock
    finally:
        await made.close()


async def test_a_new_key_is_looked_for_and_unknown_ones_once_a_minute(provider: IdentityProvider) -> None:
    async with verifier(provider) as (made, clock):
        await made.claims(provider.token(exp=int(clock.now) + LATER))
        provider.rotate()
        clock.now += PAUSE_SECONDS
        assert (await made.claims(provider.token(exp=int(clock.now) + LATER)))["sub"] == "u-1"
        assert provider.asked["/keys"] == 2
        for number in range(5):
            with pytest.raises(BadToken, match="does not have"):
                await made.claims(provider.token(header={"kid": f"made-up-{number}"}))
        assert provider.asked["/keys"] == 2


async def test_a_key_that_was_taken_back_is_believed_a_minute_at_most(provider: IdentityProvider) -> None:
    async with verifier(provider) as (made, clock):
        token = provider.token(exp=int(clock.now) + LATER)
        await made.claims(token)
        provider.rotate()
        clock.now += BELIEVED_SECONDS + PAUSE_SECONDS
        await made.claims(provider.token(exp=int(clock.now) + LATER))
        with pytest.raises(BadToken):
            await made.claims(token)


async def test_while_the_provider_is_down_its_last_keys_are_good_for_a_day(provider: IdentityProvider) -> None:
    async with verifier(provider) as (made, clock):
        ends = int(clock.now + 3 * STALE_SECONDS)
        await made.claims(provider.token(exp=ends))
        provider.down = True
        clock.now += STALE_SECONDS - 1
        assert await made.claims(provider.token(exp=ends, jti="another"))
        clock.now += PAUSE_SECONDS
        with pytest.raises(ProviderUnavailable):
            await made.claims(provider.token(exp=ends, jti="a third"))


async def test_clocks_may_differ_by_the_skew(provider: IdentityProvider) -> None:
    async with verifier(provider, skew=30) as (made, clock):
        token = provider.token(exp=int(clock.now) + 10, nbf=int(clock.now) + 20)
        await made.claims(token)
        clock.now += 39
        await made.claims(token)
        clock.now += 2
        with pytest.raises(BadToken, match="expired"):
            await made.claims(token)


# --- what may be configured ---


@pytest.mark.parametrize(
    "settings",
    [
        {"oidc_issuer": "http://login.example", "oidc_audience": "yuxin"},
        {"oidc_issuer": "https://login.example"},
        {"oidc_audience": "yuxin"},
        {"oidc_algorithms": ["none"]},
        {"oidc_algorithms": ["HS256"]},
        {"oidc_algorithms": []},
        {"oidc_claims": {"colour": "sub"}},
        {"oidc_roles": {"boss": "king"}},
        {"cors_origins": ["*"]},
        {"cors_origins": ["https://portal.example/"]},
    ],
)
def test_what_would_not_be_safe_is_no_setting(settings: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        Settings(**settings)


def test_other_machines_are_listened_to_with_a_provider_only() -> None:
    with pytest.raises(BadInput, match="YUXIN_OIDC_ISSUER"):
        check_host(Settings(host="0.0.0.0"))
    check_host(Settings(host="0.0.0.0", oidc_issuer="https://login.example", oidc_audience="yuxin"))
