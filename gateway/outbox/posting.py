"""One attempt: the letter, signed now, posted to the subscriber's address and nowhere else. Redirects are not followed."""

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Protocol

from gateway.outbox.letters import Letter
from gateway.outbox.retrying import Attempt, Meaning, understood
from gateway.sources.dialling import Host
from gateway.sources.errors import SourceError
from gateway.sources.http1 import Http1Pool, Limits
from gateway.sources.tls import tls_context
from gateway.version import running_version
from gateway.webhooks.configuration import Subscriber
from gateway.webhooks.signatures import signed

LARGEST_ANSWER = 64 * 1024
CONNECT_SECONDS = 5.0


class Post(Protocol):
    """Carries letters to one subscriber."""

    async def post(self, letter: Letter) -> Attempt: ...

    async def close(self) -> None: ...


class HttpPost:
    """By HTTP/1.1 over one connection that is kept alive. Made and used on one event loop."""

    def __init__(self, subscriber: Subscriber, now: Callable[[], float] = time.time) -> None:
        """Raises BadInput for a certificate or a key that cannot be used."""
        keys = subscriber.keys
        try:
            tls = tls_context(keys.tls) if keys.url.startswith("https:") else None
        except ValueError as error:
            raise subscriber.error(str(error), "tls") from None
        host = Host.of(keys.name, keys.url, tls=tls, server_name=keys.tls.server_name)
        limits = Limits(connections=1, body=LARGEST_ANSWER, connect=CONNECT_SECONDS)
        self._pool = Http1Pool(keys.name, keys.url, limits, host)
        self._timeout = keys.timeout
        self._secrets = subscriber.secrets
        self._now = now

    async def post(self, letter: Letter) -> Attempt:
        """Whatever happens is an attempt that shows something."""
        now = self._now()
        deadline = asyncio.get_running_loop().time() + self._timeout
        try:
            answer = await self._pool.post(letter.body, self._headers(letter, int(now)), deadline)
        except SourceError as error:
            return Attempt(Meaning.AGAIN, error.message)
        return understood(answer.status, answer.headers, datetime.fromtimestamp(now, UTC))

    async def close(self) -> None:
        await self._pool.close()

    def _headers(self, letter: Letter, now: int) -> bytes:
        headers = {
            "content-type": "application/json",
            "user-agent": f"yuxin/{running_version()}",
            **signed(self._secrets, letter.id, now, letter.body),
        }
        return "".join(f"{name}: {value}\r\n" for name, value in headers.items()).encode()
