"""Signatures of the Standard Webhooks specification 1.0.0, its symmetric scheme.

Three headers: `webhook-id`, `webhook-timestamp` (Unix seconds) and `webhook-signature`, a list separated by blanks of
`v1,<Base64>`. Each is the HMAC-SHA256 of `<id>.<timestamp>.<body>` under one secret; while secrets change there are two.
"""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

ID, TIMESTAMP, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"
PREFIX, VERSION = "whsec_", "v1"
SHORTEST, LONGEST = 24, 64
"""Bytes of a secret, as the specification has them."""
MOST_SIGNATURES = 16
_AN_ID = re.compile(r"[!-\-/-~]{1,200}")
_SECONDS = re.compile(r"[0-9]{1,12}")


class BadSignature(Exception):
    """Why a delivery is not believed; the message quotes nothing of it."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """What a delivery's headers say; nothing of it is believed before `check`."""

    id: str
    timestamp: int
    signatures: tuple[str, ...]


def parse_secret(text: str) -> bytes:
    """The secret that `whsec_<Base64>` writes. Raises ValueError, which does not quote it."""
    try:
        secret = base64.b64decode(text.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        secret = b""
    if not text.startswith(PREFIX) or not SHORTEST <= len(secret) <= LONGEST:
        raise ValueError(
            f"应为 {PREFIX} 加 {SHORTEST} 到 {LONGEST} 字节的 Base64 / must be {PREFIX} and the Base64 of {SHORTEST} to {LONGEST} bytes"
        )
    return secret


def signed(secrets: Sequence[bytes], identity: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The three headers of a delivery, with a signature under each secret."""
    signatures = (_signature(secret, identity, timestamp, body) for secret in secrets)
    return {ID: identity, TIMESTAMP: str(timestamp), SIGNATURE: " ".join(signatures)}


def claimed(headers: Mapping[str, str], now: float, tolerance: float) -> Claimed:
    """What the headers say (`now` in Unix seconds). Raises BadSignature where one is missing, is none or is stale."""
    identity, timestamp, signatures = (headers.get(name, "") for name in (ID, TIMESTAMP, SIGNATURE))
    if not (identity and timestamp and signatures):
        raise BadSignature(f"缺少标头 / these headers are needed: {ID}, {TIMESTAMP}, {SIGNATURE}")
    if not _AN_ID.fullmatch(identity):
        raise BadSignature(
            f"{ID} 应为 1 到 200 个可见 ASCII 字符，不含句点 / must be 1 to 200 visible ASCII characters without a dot"
        )
    if not _SECONDS.fullmatch(timestamp):
        raise BadSignature(f"{TIMESTAMP} 应为 Unix 秒数 / must be Unix seconds")
    if abs(now - int(timestamp)) > tolerance:
        raise BadSignature(
            f"{TIMESTAMP} 与本机时钟相差超过 {tolerance:g} 秒 / differs from this clock by more than {tolerance:g} seconds: "
            "重新签名，并校准时钟 / sign anew, and set the clock"
        )
    return Claimed(identity, int(timestamp), tuple(signatures.split(" ")[:MOST_SIGNATURES]))


def check(claim: Claimed, secrets: Sequence[bytes], body: bytes) -> None:
    """Raises BadSignature where none of the signatures is that of the body under one of the secrets; constant in time."""
    expected = [_signature(secret, claim.id, claim.timestamp, body).encode() for secret in secrets]
    given = [signature.encode("utf-8", "replace") for signature in claim.signatures]
    fitting = [hmac.compare_digest(one, other) for one in expected for other in given]  # all of them, whichever fits
    if not any(fitting):
        raise BadSignature(
            "签名不对：核对密钥，并对原样的请求体签名 / the signature does not fit: check the secret, and sign the body as it is sent"
        )


def _signature(secret: bytes, identity: str, timestamp: int, body: bytes) -> str:
    digest = hmac.new(secret, b"%b.%d.%b" % (identity.encode(), timestamp, body), hashlib.sha256).digest()
    return f"{VERSION},{base64.b64encode(digest).decode()}"
