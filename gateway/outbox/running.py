"""The outbox of a serving process: it follows all subscribers while it holds the lock that one process of all has."""

import asyncio
from contextlib import suppress
from typing import Any

import structlog

from gateway.failure_words import why
from gateway.outbox.desk import RecordsDesk
from gateway.outbox.feed import GraphFeed
from gateway.outbox.following import TROUBLE, Exported, Follower
from gateway.outbox.ledger import Ledger
from gateway.outbox.posting import HttpPost
from gateway.outbox.selection import Selection
from gateway.records.database import Records
from gateway.records.exclusive import Held, exclusively
from gateway.settings import Settings
from gateway.webhooks.configuration import Subscriber, read_webhooks
from graph_model.catalogue import Catalogue
from graph_model.errors import CreditError
from graph_model.store import GraphStore

log = structlog.get_logger(__name__)
LOCK = "outbox"
CHECK_SECONDS = 5.0
"""How often it is asked whether the lock is still ours. A ledger that another process has moved on stops a follower at once."""


class Outbox:
    """Open: subscribers are registered, their letters go out until `close`."""

    def __init__(self, records: Records, followers: list[Follower]) -> None:
        self.desk = RecordsDesk(records, frozenset(follower.keys.name for follower in followers))
        self._records = records
        self._followers = followers
        self._running = asyncio.create_task(self._run())

    @classmethod
    async def open(
        cls, settings: Settings, store: GraphStore, catalogue: Catalogue, exported: Exported
    ) -> "Outbox | None":
        """None where the settings name no subscribers; `exported` writes down what goes out.

        Raises BadInput for a subscriber that cannot be used, StoreUnavailable.
        """
        subscribers = () if settings.webhooks is None else read_webhooks(settings.webhooks).subscribers
        if not subscribers:
            return None
        records = await Records.open(settings)
        try:
            ledger, feed = Ledger(records), GraphFeed(store)
            followers = [_follower(subscriber, catalogue, feed, ledger, exported) for subscriber in subscribers]
            for follower in followers:
                await ledger.register(follower.keys.name, feed.first(follower.keys.start))
        except BaseException:
            await records.close()
            raise
        return cls(records, followers)

    async def state(self) -> dict[str, Any]:
        """How the subscribers are, for /health/ready; what is wrong with the operational store is told there."""
        try:
            return {"outbox": await self.desk.subscribers()}
        except CreditError as error:
            return {"outbox": {"error": error.message}}

    async def close(self) -> None:
        """Stop; a letter that is under way goes out again at the next start."""
        self._running.cancel()
        with suppress(asyncio.CancelledError):
            await self._running
        for follower in self._followers:
            await follower.post.close()
        await self._records.close()

    async def _run(self) -> None:
        while True:
            try:
                async with exclusively(self._records, LOCK) as held:
                    await self._follow(held)
            except CreditError as error:
                log.warning("the outbox stands still", why=why(error))
            await asyncio.sleep(TROUBLE)

    async def _follow(self, held: Held) -> None:
        """Follow all while the lock is held."""
        tasks = [asyncio.create_task(follower.run()) for follower in self._followers]
        try:
            while await held():  # noqa: ASYNC110 - nobody could set an event when it goes
                await asyncio.sleep(CHECK_SECONDS)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)


def _follower(
    subscriber: Subscriber, catalogue: Catalogue, feed: GraphFeed, ledger: Ledger, exported: Exported
) -> Follower:
    return Follower(subscriber.keys, Selection.of(subscriber, catalogue), feed, ledger, HttpPost(subscriber), exported)
