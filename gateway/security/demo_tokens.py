"""The tokens of `yuxin token`: another role than the coordinator's, to look at the gateway through.

They are taken where no identity provider is configured, and so on loopback only. They are signed although whoever comes without one
is the coordinator there: no other program's text, and nothing that somebody typed, becomes an identity by chance.
"""

import base64
import binascii
import hmac
import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime

import orjson

from gateway.security.identity import Identity, Proof
from resolvers.asker import Asker, IncompleteAsker, Role

PREFIX = "yuxin-demo."
GOOD_SECONDS = 12 * 3600
LONGEST = 4096


class BadDemoToken(Exception):
    """A text that is no demo token of this installation, or is no longer; the message says which."""


def demo_token(asker: Asker, key: bytes, now: Callable[[], float] = time.time) -> str:
    """A token that is good for twelve hours in the installation with this key."""
    told = {name: value for name, value in asdict(asker).items() if name != "expires_at"}
    payload = _text(orjson.dumps({**told, "until": int(now()) + GOOD_SECONDS}))
    return f"{PREFIX}{payload}.{_signature(payload, key)}"


def demo_identity(token: str, key: bytes, now: Callable[[], float] = time.time) -> Identity:
    """Who the token stands for. Raises BadDemoToken."""
    payload, _, signature = token.removeprefix(PREFIX).partition(".")
    if len(token) > LONGEST or not hmac.compare_digest(_signature(payload, key).encode(), signature.encode()):
        raise BadDemoToken("no demo token of this installation")
    try:
        told = orjson.loads(base64.urlsafe_b64decode(payload))
        until = told.pop("until")
        told |= {"role": Role(told["role"]), "expires_at": datetime.fromtimestamp(until, UTC)}
        identity = Identity(**told, proof=Proof.DEMO_TOKEN)
    except (binascii.Error, ValueError, KeyError, TypeError, IncompleteAsker):
        raise BadDemoToken("no demo token of this version") from None
    if until <= now():
        raise BadDemoToken("expired")
    return identity


def _signature(payload: str, key: bytes) -> str:
    return _text(hmac.digest(key, b"yuxin demo token\0" + payload.encode(), "sha256"))


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode()
