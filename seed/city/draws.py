"""Draws that are the same on every machine, Python and run: a subject's are told by the city's seed and its index alone.

Only `random.Random.random` is used of the standard library, since Python promises its sequence for a seed and promises
nothing of `choice`, `shuffle` or `randrange`.
"""

import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

_MASK = 2**64 - 1


def mixed(seed: int, index: int) -> int:
    """64 bits that look random, told by `seed` and `index` (the finaliser of splitmix64)."""
    bits = (seed * 0xD1342543DE82EF95 + index * 0x9E3779B97F4A7C15 + 0x632BE59BD9B4E019) & _MASK
    bits = ((bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    bits = ((bits ^ (bits >> 27)) * 0x94D049BB133111EB) & _MASK
    return bits ^ (bits >> 31)


class Draws:
    """A stream of draws. `unit()` is a fraction in [0, 1); everything else is made of it."""

    __slots__ = ("unit",)

    def __init__(self, seed: int) -> None:
        self.unit = random.Random(seed).random  # noqa: S311 - a made-up city, no secret

    def chance(self, probability: float) -> bool:
        return self.unit() < probability

    def below(self, bound: int) -> int:
        """A whole number 0 … bound - 1."""
        return int(self.unit() * bound)

    def between(self, least: int, most: int) -> int:
        """A whole number, both ends included."""
        return least + int(self.unit() * (most - least + 1))

    def pick(self, values: Sequence[T]) -> T:
        return values[int(self.unit() * len(values))]
