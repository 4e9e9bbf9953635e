"""How many subscriptions there may be at one time: of one client, and of all."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from gateway.events.place_limits import DEFAULT_PLACES, PlaceLimits
from gateway.http.refusals import Busy, Overloaded
from gateway.security.identity import Identity, Proof

UNPROVED = (Proof.NONE, Proof.DEMO)


def client_name(identity: Identity, origin: str) -> str:
    """One text for each client: who they are or, where nothing proves that, where they come from."""
    return f"address:{origin}" if identity.proof in UNPROVED else identity.account


class SubscriptionPlaces:
    """The subscriptions under way in a process. Used on one event loop."""

    def __init__(self, limits: PlaceLimits = DEFAULT_PLACES) -> None:
        self._limits = limits
        self._taken: Counter[str] = Counter()

    @property
    def taken(self) -> int:
        """How many are under way."""
        return self._taken.total()

    @contextmanager
    def place(self, identity: Identity, origin: str) -> Iterator[None]:
        """The block in which a subscription is under way. Raises Busy or Overloaded."""
        client = client_name(identity, origin)
        if self._taken[client] >= self._limits.each:
            raise Busy(
                f"一个客户同时最多 {self._limits.each} 个订阅，请先结束几个 / a client has {self._limits.each} subscriptions at most: end "
                "some first"
            )
        if self._taken.total() >= self._limits.total:
            raise Overloaded(
                "订阅太多，请稍后再试 / too many subscriptions now: try again after a moment", {"retry-after": "5"}
            )
        self._taken[client] += 1
        try:
            yield
        finally:
            self._taken[client] -= 1
            if not self._taken[client]:
                del self._taken[client]
