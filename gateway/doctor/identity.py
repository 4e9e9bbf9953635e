"""Who may ask: the identity provider as a start would use it, or none and loopback only."""

import time
from datetime import datetime
from email.utils import parsedate_to_datetime

import httpx

from gateway.doctor.findings import Check, Finding, Said
from gateway.security.tokens.provider import FETCH_SECONDS, WELL_KNOWN, Key, Provider, ProviderMismatch, Unreachable
from gateway.settings import Settings

IDENTITY = Check("identity", "身份提供方", "identity provider")
KEY_TYPES = {"RS": "RSA", "PS": "RSA", "ES": "EC", "Ed": "OKP"}
"""The kind of key that an algorithm needs, by how its name begins."""


async def identity_provider(settings: Settings) -> tuple[Finding, float | None]:
    """The finding, and by how many seconds the provider's clock is ahead of ours, where it says."""
    if settings.oidc_issuer is None:
        return _none(settings), None
    provider = Provider(settings.oidc_issuer)
    try:
        keys = await provider.fetched()
        return _of_keys(settings, list(keys.values())), await _clock(settings.oidc_issuer)
    except Unreachable as error:
        advice = Said("看地址、网络和证书", "see to the address, the network and the certificates")
        return IDENTITY.fail(Said(f"读不到：{error}", f"cannot be read: {error}"), advice, unreachable=True), None
    except ProviderMismatch as error:
        advice = Said(
            "YUXIN_OIDC_ISSUER 要与它自称的一字不差", "YUXIN_OIDC_ISSUER must be to the letter what it calls itself"
        )
        return IDENTITY.fail(Said(f"不能用：{error}", f"cannot be used: {error}"), advice), None
    finally:
        await provider.close()


def _none(settings: Settings) -> Finding:
    advice = Said(
        "设 YUXIN_OIDC_ISSUER 和 YUXIN_OIDC_AUDIENCE，或只监听 127.0.0.1",
        "set YUXIN_OIDC_ISSUER and YUXIN_OIDC_AUDIENCE, or listen on 127.0.0.1 alone",
    )
    if not settings.loopback:
        told = Said(
            f"没有，人人都是演示协调员，而 {settings.host} 别的机器也连得上：serve 不会启动",
            f"none: everyone is the demo coordinator, and others can reach {settings.host}: serve will not start",
        )
        return IDENTITY.fail(told, advice)
    if settings.trusted_proxies:
        told = Said(
            "没有，人人都是演示协调员，而反向代理把别的机器带进来",
            "none: everyone is the demo coordinator, and reverse proxies let others in",
        )
        return IDENTITY.warn(told, advice)
    return IDENTITY.ok(
        Said("没有：只监听本机，人人都是演示协调员", "none: loopback only, everyone is the demo coordinator")
    )


def _of_keys(settings: Settings, keys: list[Key]) -> Finding:
    wanted = {KEY_TYPES[algorithm[:2]] for algorithm in settings.oidc_algorithms}
    fitting = [key for key in keys if key.key_type in wanted]
    if fitting:
        return IDENTITY.ok(
            Said(f"{settings.oidc_issuer}，{len(fitting)} 把密钥", f"{settings.oidc_issuer}, {len(fitting)} keys")
        )
    accepted = ", ".join(settings.oidc_algorithms)
    return IDENTITY.fail(
        Said(f"它的密钥都不能用于 {accepted}", f"none of its keys serves {accepted}"),
        Said("在 YUXIN_OIDC_ALGORITHMS 里加上它用的算法", "name its algorithm in YUXIN_OIDC_ALGORITHMS"),
    )


async def _clock(issuer: str) -> float | None:
    """By its answer's Date, which is exact to a second; the answer was made at some moment between asking and hearing."""
    async with httpx.AsyncClient(timeout=FETCH_SECONDS, trust_env=False) as client:
        asked = time.time()
        try:
            response = await client.get(issuer.rstrip("/") + WELL_KNOWN)
        except httpx.HTTPError:
            return None
        heard = time.time()
    try:
        at: datetime = parsedate_to_datetime(response.headers["date"])
    except (KeyError, ValueError):
        return None
    return ahead(at.timestamp(), asked, heard)


def ahead(told: float, asked: float, heard: float) -> float:
    """By how many seconds a clock that told a time between two instants of ours is ahead; 0 where it may be right."""
    if told + 1 < asked:
        return told + 1 - asked
    return max(0.0, told - heard)
