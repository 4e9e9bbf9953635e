"""Transactions under way in every process that writes to one Neo4j, told in the graph itself.

Readers of the feed of changes must know before which instant nothing else will come in. A transaction is told of before it reads the
clock, so what it records is later than what it was told with; it is taken back when it has committed, so that whoever no longer finds it
finds what it wrote. A process that was killed takes nothing back: what nobody renews is passed over after `GIVEN_UP`.

Instants are of the server's clock. A process whose clock is behind it waits until it has caught up, or it would record in the past.
"""

import asyncio
import logging
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta

from neo4j.exceptions import IncompleteCommit

from graph_model.errors import CreditError
from graph_model.model import utc_now
from graph_model.store import Parameters, Row, only

log = logging.getLogger(__name__)
RENEWED, GIVEN_UP = 4.0, 15.0
"""Seconds after which a transaction is told of again, and after which one that was not is taken to be gone."""
NOTABLE = 0.25
"""Seconds that a clock may be behind without a word in the log."""
ENDING = 3.0
"""Seconds that may be spent on taking back."""
BEGIN = (
    "WITH datetime.realtime().epochMillis AS now MERGE (w:Writing {key: $key}) SET w.since = now, w.renewedAt = now "
    "RETURN now"
)
RENEW = "MATCH (w:Writing {key: $key}) SET w.renewedAt = datetime.realtime().epochMillis"
END = (
    "WITH datetime.realtime().epochMillis - 10 * $givenUp AS old MATCH (w:Writing) WHERE w.key = $key OR w.renewedAt < old "
    "DELETE w"
)
"""With what was left behind long ago."""
OLDEST = (
    "WITH datetime.realtime().epochMillis AS now OPTIONAL MATCH (w:Writing) WHERE w.renewedAt > now - $givenUp "
    "WITH now, min(w.since) AS since RETURN coalesce(since, now)"
)
Alone = Callable[[str, Parameters], Awaitable[list[Row]]]
"""Runs one statement in a transaction of its own. Raises CreditError."""


@asynccontextmanager
async def under_way(write: Alone) -> AsyncIterator[None]:
    """The block in which a transaction records and commits. Where nobody knows how it ended it is left to be given up."""
    told = {"key": secrets.token_hex(8), "givenUp": _given_up()}
    asked = time.monotonic()
    since: int = only(await write(BEGIN, told))
    renewing = asyncio.create_task(_renew(write, told))
    try:
        await _caught_up(since, time.monotonic() - asked)
        yield
    except (asyncio.CancelledError, IncompleteCommit):
        raise
    except BaseException:
        await _end(write, told)
        raise
    else:
        await _end(write, told)
    finally:
        renewing.cancel()


async def settled(read: Alone) -> datetime:
    """The instant before which everything is committed that ever will be, as late as is certain."""
    since: int = only(await read(OLDEST, {"givenUp": _given_up()}))
    return datetime.fromtimestamp(since // 1000, UTC) + timedelta(milliseconds=since % 1000)


def _given_up() -> int:
    return int(GIVEN_UP * 1000)


async def _caught_up(since: int, took: float) -> None:
    """Wait until our clock is certainly past the instant at which the server committed that we write."""
    behind = (since + 1) / 1000 + took - utc_now().timestamp()
    if behind > NOTABLE:
        log.warning("the clock here is %.1f s behind the graph store's: each transaction waits for it", behind)
    if behind > 0:
        await asyncio.sleep(behind)


async def _renew(write: Alone, told: Parameters) -> None:
    while True:
        await asyncio.sleep(RENEWED)
        with suppress(CreditError):
            await write(RENEW, told)


async def _end(write: Alone, told: Parameters) -> None:
    """Take it back; where that fails it is given up in time."""
    try:
        async with asyncio.timeout(ENDING):
            await write(END, told)
    except (CreditError, TimeoutError) as error:
        log.warning("a transaction that has ended is not taken back, changes wait for %.0f s: %s", GIVEN_UP, error)
