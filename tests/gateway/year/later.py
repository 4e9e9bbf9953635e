"""`yuxin` as it will run at another time: `python -m tests.gateway.year.later COMMAND …`, the clock and the randomness given.

The environment says at which instant it begins (LATER_AT) and from which seed it draws (LATER_SEED). Each line on the standard
input is an instant to go to, answered by a line on the standard output. Nothing else is another program than `yuxin`.
"""

import os
import sys
from datetime import datetime
from random import Random
from threading import Thread

from graph_model import model

AT, SEED = "LATER_AT", "LATER_SEED"


class Clock:
    """Stands still until it is told to go on."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    async def settled(self, read: object) -> datetime:
        """What `graph_model.under_way.settled` finds by the database's clock: the test has one thing done after the other."""
        return self._now

    def follow(self) -> None:
        for line in sys.stdin:
            self._now = datetime.fromisoformat(line.strip())
            print(f"at {line.strip()}", flush=True)


def main() -> None:
    """Set the clock before anything takes it, then run the command."""
    clock = Clock(datetime.fromisoformat(os.environ.pop(AT)))
    model.utc_now = clock.now
    from graph_model import neo4j_store
    from graph_model.sampling import drawing

    vars(neo4j_store)["settled"] = clock.settled  # the database's own clock stays in our days
    vars(drawing)["secrets"] = _Drawn(Random(os.environ.pop(SEED)))  # a draw's own secret, and no other
    Thread(target=clock.follow, daemon=True).start()
    from gateway.cli import main as yuxin

    yuxin()


class _Drawn:
    """What `secrets` is to a draw."""

    def __init__(self, random: Random) -> None:
        self._random = random

    def token_bytes(self, size: int) -> bytes:
        return self._random.randbytes(size)


if __name__ == "__main__":
    main()
