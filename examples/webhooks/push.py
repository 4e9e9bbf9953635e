"""推送几行评价 / Push rows: `python push.py http://127.0.0.1:8000/webhooks/transport rows.json`.

The secret is in WEBHOOK_SECRET (`whsec_…`). The id stands for these rows: the same rows sent again have the same id, so a
delivery that was cut off can be repeated without doubt. Standard library only.
"""

import base64
import hashlib
import hmac
import json
import os
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

TRIES, MOST_SECONDS = 8, 60


def signed(secret: str, identity: str, body: bytes) -> dict[str, str]:
    """The headers of the Standard Webhooks specification, signed now."""
    now = str(int(time.time()))
    key = base64.b64decode(secret.removeprefix("whsec_"))
    digest = hmac.new(key, b".".join((identity.encode(), now.encode(), body)), hashlib.sha256).digest()
    signature = "v1," + base64.b64encode(digest).decode()
    return {"webhook-id": identity, "webhook-timestamp": now, "webhook-signature": signature}


def push(url: str, secret: str, rows: list[dict[str, object]]) -> dict[str, object]:
    """Deliver until there is an answer that stands: 429, 5xx and a lost connection are tried again with the same id."""
    body = json.dumps({"rows": rows}, ensure_ascii=False).encode()
    identity = "msg_" + hashlib.sha256(body).hexdigest()[:32]
    for attempt in range(TRIES):
        headers = {"content-type": "application/json", **signed(secret, identity, body)}
        try:
            request = urllib.request.Request(url, body, headers)  # noqa: S310 - the address is given by who runs this
            with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
                return dict(json.load(answer))
        except urllib.error.HTTPError as error:
            if error.code != 429 and error.code < 500:
                raise SystemExit(f"{error.code}: {error.read().decode()}") from None
            pause = int(error.headers.get("retry-after", 0))
        except OSError:
            pause = 0
        time.sleep(min(MOST_SECONDS, max(pause, 2**attempt)))
    raise SystemExit("no answer / 没有答复")


if __name__ == "__main__":
    rows = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
    outcome = push(sys.argv[1], os.environ["WEBHOOK_SECRET"], rows)
    print(json.dumps(outcome, ensure_ascii=False, indent=2))
