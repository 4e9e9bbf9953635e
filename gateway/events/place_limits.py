"""The most subscriptions at one time; `places` holds clients to it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PlaceLimits:
    """`total` of one process, `each` of one client."""

    total: int = 1_000
    each: int = 100


DEFAULT_PLACES = PlaceLimits()
