"""Which classes have nothing but plain values: one look at the class then stands for all that would be asked of each value."""

import datetime
from decimal import Decimal
from types import FunctionType, GeneratorType
from uuid import UUID

from graphql import Undefined

MOST_KEPT = 1_000
PLAIN: frozenset[type] = frozenset(
    {str, int, float, bool, bytes, list, tuple, dict, set, frozenset, Decimal, UUID}
    | {datetime.date, datetime.datetime, datetime.time, datetime.timedelta}
)


class Settled(set[type]):
    """The classes of values known to be plain; it is asked with `in`, and learns from values that came the long way."""

    def __init__(self) -> None:
        super().__init__(PLAIN)
        self._judged: set[type] = set(PLAIN)

    def learn(self, kind: type) -> None:
        """Judge a class; a program that makes classes without end is not followed without end."""
        if kind not in self._judged and len(self._judged) < MOST_KEPT:
            self._judged.add(kind)
            if is_plain(kind):
                self.add(kind)


def is_plain(kind: type) -> bool:
    """Whether no instance can be null, raised, awaited or called. Raises nothing.

    By class, as Python itself decides that: an attribute `__await__` of an instance alone, which cannot be awaited, is not seen.
    """
    if issubclass(kind, (Exception, GeneratorType)) or kind in (type(None), type(Undefined)):
        return False
    return not any(_is_dynamic(base) for base in kind.__mro__[:-1])


def _is_dynamic(base: type) -> bool:
    names = base.__dict__
    return (
        "__await__" in names
        or "__call__" in names
        or "__class__" in names
        or "__getattr__" in names
        or isinstance(names.get("__getattribute__"), FunctionType)
    )
