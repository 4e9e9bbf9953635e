"""Small random choices that are kept as numbers, so that an example can be made again from fewer and smaller ones.

Hypothesis mutates each example that it draws several times: measured, 40 examples of this size were about 8 different worlds,
and most features were lost. So worlds are drawn from seeds, and `shrinking` does what hypothesis would do with their choices.
"""

from collections.abc import Iterable, Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Choices:
    """Choices from a source of randomness, or those of `again` (the simplest where there are no more); `made` are all so far.

    The first of what there is to choose from is the simplest.
    """

    def __init__(self, source: Random | None = None, again: Sequence[int] = ()) -> None:
        self._source = source
        self._again = again
        self.made: list[int] = []

    def number(self, low: int, high: int) -> int:
        if low == high:
            return low
        if self._source is not None:
            chosen = self._source.randint(0, high - low)
        else:
            place = len(self.made)
            chosen = min(self._again[place], high - low) if place < len(self._again) else 0
        self.made.append(chosen)
        return low + chosen

    def chance(self, percent: int) -> bool:
        """True in so many of a hundred cases, and False when shrunk."""
        return self.number(0, 99) >= 100 - percent

    def pick(self, items: Sequence[T]) -> T:
        return items[self.number(0, len(items) - 1)]

    def some(self, items: Iterable[T], percent: int, least: int = 0) -> list[T]:
        """Each of the items with this chance, in their order; the first ones where too few were taken."""
        everything = list(items)
        taken = [item for item in everything if self.chance(percent)]
        return taken if len(taken) >= least else everything[:least]

    def shuffled(self, items: Iterable[T]) -> list[T]:
        left, found = list(items), []
        while left:
            found.append(left.pop(self.number(0, len(left) - 1)))
        return found
