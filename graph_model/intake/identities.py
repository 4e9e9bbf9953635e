"""Keys that say what is the same thing: a record, a fact, a file."""

import hashlib
import hmac
from datetime import date
from functools import lru_cache

from graph_model.intake.columns import Kind


@lru_cache(maxsize=8192)
def record_stem(subject_key: str, item_key: str, evaluated_on: date) -> str:
    """What the records of one subject, item and day have in common; a record's key is `<stem>-<revision>`, from 1.

    A batch asks for the same one again and again: kept for several batches.
    """
    return short_hash(subject_key, item_key, evaluated_on.isoformat())


def record_key(subject_key: str, item_key: str, evaluated_on: date, revision: int = 1) -> str:
    """Key of a grade record."""
    return f"{record_stem(subject_key, item_key, evaluated_on)}-{revision}"


def fact_key(subject_key: str, conduct: str, occurred_on: date, document_no: str) -> str:
    """Key of a dishonesty fact: one document finds one conduct of a day once. One that was withdrawn and is found again has
    `-2` and so on after it."""
    return "fact-" + short_hash(subject_key, conduct, occurred_on.isoformat(), document_no)


def fact_stem(key: str) -> str:
    """What the keys of a fact have in common that was withdrawn and found again."""
    return "-".join(key.split("-")[:2])


def file_key(digest: bytes, kind: Kind, secret: bytes) -> str:
    """Import key of a file: its bytes (`digest` is their SHA-256) read as `kind`.

    It is keyed with the installation's secret, since the bare digest of a file with one person in it would let anybody
    try ID numbers until it fits.
    """
    return hmac.new(secret, digest + kind.value.encode(), hashlib.sha256).hexdigest()[:32]


def rows_key(idempotency_key: str, secret: bytes) -> str:
    """Import key of rows sent under an idempotency key."""
    return "rows-" + hmac.new(secret, idempotency_key.encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:32]


def short_hash(*parts: str) -> str:
    """24 hex digits of the SHA-256 of the parts."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:24]
