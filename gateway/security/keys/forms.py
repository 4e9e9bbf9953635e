"""How a key is written, and what of it is kept.

`yuxin_<id>_<secret>`: the id finds the row, the secret proves it. Of the secret only its SHA-256 is kept. A slow, salted hash is for
passwords, which can be guessed; 256 random bits cannot, however fast each guess is, and a slow hash would only let anybody keep the
gateway busy with wrong keys.
"""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import datetime

PREFIX = "yuxin_"
_WRITTEN = re.compile(r"yuxin_([0-9a-f]{16})_([A-Za-z0-9_-]{43})")


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key without its secret."""

    id: str
    client: str
    system: str
    operations: frozenset[str]
    digest: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None
    used_at: datetime | None = None

    def valid(self, now: datetime) -> bool:
        return self.revoked_at is None and now < self.expires_at

    def opens(self, secret: str) -> bool:
        """Whether the secret is this key's, told in the same time whatever is wrong with it."""
        return hmac.compare_digest(self.digest, digest(secret))


def new_key() -> tuple[str, str, str]:
    """A new key's id, its secret's digest, and the key as it is written, which is shown once."""
    id_, secret = secrets.token_hex(8), secrets.token_urlsafe(32)
    return id_, digest(secret), f"{PREFIX}{id_}_{secret}"


def parts_of(written: str) -> tuple[str, str] | None:
    """Id and secret of a key as it is written; None for what is none."""
    found = _WRITTEN.fullmatch(written)
    return None if found is None else (found[1], found[2])


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
