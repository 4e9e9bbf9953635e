"""Whose key it is, asked with every request: what the store says is kept for some seconds, and who uses a key is noted each minute."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime

import structlog

from gateway.failure_words import why
from gateway.records.database import Records
from gateway.security.identity import Identity, Proof
from gateway.security.keys.desk import USED_SECONDS, Desk
from gateway.security.keys.forms import ApiKey, parts_of
from gateway.settings import Settings
from graph_model.errors import CreditError
from graph_model.model import utc_now
from resolvers.asker import Role

log = structlog.get_logger(__name__)
KEPT_SECONDS = 10.0
"""A key that is revoked is good no longer than this."""
MOST_KEPT = 4096


class BadKey(Exception):
    """A text that is no key, or no longer; which it is only the log says."""


class KeyRing:
    """Tells whose a key is. Made and used on one event loop; the store is opened when the first key comes."""

    def __init__(
        self,
        settings: Settings,
        now: Callable[[], datetime] = utc_now,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._settings = settings
        self._now = now
        self._clock = clock
        self._opening = asyncio.Lock()
        self._records: Records | None = None
        self._kept: OrderedDict[str, tuple[float, ApiKey | None]] = OrderedDict()
        self._noted: dict[str, float] = {}

    async def identity(self, written: str) -> Identity:
        """Whose key it is. Raises BadKey, and StoreUnavailable where that cannot be told."""
        parts = parts_of(written)
        if parts is None:
            raise BadKey("no key")
        id_, secret = parts
        key = await self._find(id_)
        if key is None or not key.opens(secret) or not key.valid(self._now()):
            log.warning("an API key is not taken", key=None if key is None else id_)
            raise BadKey("unknown, expired or revoked")
        await self._note(key)
        return Identity(
            Role.INTEGRATION,
            key.client,
            system=key.system,
            operations=key.operations,
            expires_at=key.expires_at,
            proof=Proof.KEY,
            issuer=key.id,
        )

    async def close(self) -> None:
        if self._records is not None:
            await self._records.close()

    async def _find(self, id_: str) -> ApiKey | None:
        kept = self._kept.get(id_)
        if kept is not None and self._clock() - kept[0] < KEPT_SECONDS:
            return kept[1]
        found = await (await self._desk()).find(id_)
        self._kept[id_] = self._clock(), found
        self._kept.move_to_end(id_)
        if len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        return found

    async def _note(self, key: ApiKey) -> None:
        """Note the use; a store that cannot be written now is no reason to refuse whoever has been recognised."""
        noted = self._noted.get(key.id)
        if noted is not None and self._clock() - noted < USED_SECONDS:
            return
        self._noted[key.id] = self._clock()
        try:
            await (await self._desk()).note_use(key.id)
        except CreditError as error:
            log.warning("the use of an API key is not noted", key=key.id, why=why(error))

    async def _desk(self) -> Desk:
        async with self._opening:
            if self._records is None:
                self._records = await Records.open(self._settings)
        return Desk(self._records, self._now)
