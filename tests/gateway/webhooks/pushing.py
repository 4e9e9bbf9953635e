"""A system that pushes: signed deliveries of made-up rows to a server."""

import json
import secrets
import time
from collections.abc import Mapping, Sequence
from typing import Any

import httpx

from gateway.webhooks.signatures import parse_secret, signed
from seed.city.codes import made_up_uscc

SECRET, OLD_SECRET = (
    "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    "whsec_b2xkZXItc2VjcmV0LW9mLXRoZS10cmFuc3BvcnQtZGVwYXJ0bWVudA==",
)
CODES = [made_up_uscc("91", 98, 97, index) for index in range(5_000)]
ENVIRONMENT = {"TRANSPORT_SECRET": SECRET, "TRANSPORT_OLD": OLD_SECRET}
FILE = """\
senders:
- {name: transport, secretEnvironment: TRANSPORT_SECRET, otherSecretEnvironment: TRANSPORT_OLD}
- {name: courts, secretEnvironment: TRANSPORT_SECRET, rows: facts, bodyLimit: 4096, rowLimit: 3, atOnce: 1}
"""


def grade(number: int = 0, grade: str = "B", **more: Any) -> dict[str, Any]:
    """A row about one of CODES."""
    named = {
        "uscc": CODES[number],
        "name": "渝信测试推送有限公司",
        "item": "1-7",
        "grade": grade,
        "evaluatedOn": "2026-01-05",
    }
    return {**named, **more}


def fact(number: int = 0, **more: Any) -> dict[str, Any]:
    named = {"uscc": CODES[number], "name": "渝信测试推送有限公司", "conduct": "wage-arrears", "severity": "serious"}
    return {**named, "occurredOn": "2026-01-05", "documentNo": "渝测〔2026〕1号", **more}


def body_of(rows: Sequence[Any], **more: Any) -> bytes:
    return json.dumps({"rows": rows, **more}, ensure_ascii=False).encode()


def headers_of(body: bytes, *, id: str = "", at: float | None = None, secret: str = SECRET) -> dict[str, str]:
    """The headers of a delivery, signed now and under a fresh id unless said otherwise."""
    seconds = int(time.time() if at is None else at)
    made = signed([parse_secret(secret)], id or f"msg_{secrets.token_hex(8)}", seconds, body)
    return {"content-type": "application/json", **made}


def push(
    url: str, rows: Sequence[Any] | bytes, *, to: str = "transport", more: Mapping[str, str] | None = None, **how: Any
) -> httpx.Response:
    """Deliver rows, or a body as it is; `more` are headers over the right ones."""
    body = rows if isinstance(rows, bytes) else body_of(rows)
    headers = {**headers_of(body, **how), **(more or {})}
    return httpx.post(f"{url}/webhooks/{to}", content=body, headers=headers, timeout=60)
