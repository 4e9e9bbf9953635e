"""The cost of an operation for the values of its variables, from what of it `pricing` found to matter.

Each set of values is computed once.
"""

import math
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

MOST_KEPT = 256
"""Of an operation's costs by the values of its variables."""
Read = Callable[[Mapping[str, Any]], Hashable]
"""What matters of a variable: a number of rows, a length, whether it is true, what it weighs."""
Values = tuple[Any, ...]
"""What was read, in the order of the reads."""
Condition = tuple[int, bool]
"""The value read there must be this."""
Conditions = tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Given:
    """A number that stands in the document, or is the value read at `place`."""

    place: int | None
    constant: Any = None

    def of(self, values: Values) -> Any:
        return self.constant if self.place is None else values[self.place]


@dataclass(frozen=True, slots=True)
class Length:
    """How many: the largest of `slices` that is given, otherwise `otherwise`. `one_of` must be given, but for one, none of."""

    slices: tuple[Given, ...] = ()
    otherwise: float = 1.0
    one_required: bool = False

    def of(self, values: Values) -> float:
        given: list[int] = [value for each in self.slices if (value := each.of(values)) is not None]
        return float(max(0, *given)) if given else self.otherwise

    def wrong(self, values: Values) -> bool:
        return self.one_required and sum(each.of(values) is not None for each in self.slices) != 1


ONE = Length()


@dataclass(frozen=True, slots=True)
class Priced:
    """A field of a response: what one of it weighs, how many there are, and what is below.

    `present`: one of these must hold (empty: it is always there). `length` is how many it has itself, `passed` what it tells the fields
    below that are lists; `listed` says that it takes what it was told.
    """

    key: str
    coordinate: str
    weight: float
    length: Length
    passed: Length | None
    listed: bool
    arguments: tuple[Given, ...]
    present: tuple[Conditions, ...]
    below: "Level"

    def is_present(self, values: Values) -> bool:
        return not self.present or any(all(values[at] is wanted for at, wanted in each) for each in self.present)

    def once(self, values: Values) -> float:
        """What its arguments weigh, whatever comes back."""
        return float(sum(each.of(values) for each in self.arguments))

    def many(self, values: Values, told: float | None) -> float:
        return told if self.listed and told is not None else self.length.of(values)

    def tells(self, values: Values) -> float | None:
        return None if self.passed is None else self.passed.of(values)

    def cost(self, values: Values, told: float | None) -> float:
        if not self.is_present(values):
            return 0.0
        one = self.weight + self.below.cost(values, self.tells(values))
        return self.once(values) + self.many(values, told) * one


@dataclass(frozen=True, slots=True)
class Level:
    """What is selected of an object. `either`: the fields that an object has together, a line for each type that it may be."""

    fields: tuple[Priced, ...] = ()
    either: tuple[tuple[int, ...], ...] = ()

    def cost(self, values: Values, told: float | None) -> float:
        if not self.fields:
            return 0.0
        costs = [each.cost(values, told) for each in self.fields]
        return max((sum(costs[place] for place in together) for together in self.either), default=0.0)

    def wrong(self, values: Values) -> Iterator[Priced]:
        """The lists that are not asked for as their schema wants it."""
        for each in self.fields:
            if each.is_present(values):
                if (each.passed or each.length).wrong(values):
                    yield each
                yield from each.below.wrong(values)


@dataclass(frozen=True, slots=True)
class Found:
    """The cost of an operation; `wrong` is the list (`Type.field`) that needs exactly one of its slicing arguments."""

    cost: int
    wrong: str | None = None


@dataclass(frozen=True, slots=True)
class OperationCost:
    """What the cost of an operation depends on; `start` is what its kind costs."""

    level: Level
    reads: tuple[Read, ...] = ()
    start: float = 0.0
    _known: dict[Values, Found] = field(default_factory=dict, compare=False)

    def values(self, variables: Mapping[str, Any] | None) -> Values:
        """What matters of the variables."""
        given = variables or {}
        return tuple([read(given) for read in self.reads])

    def found(self, variables: Mapping[str, Any] | None) -> Found:
        """The cost with these variables, as a request gives them: a look-up for values seen before."""
        values = self.values(variables)
        known = self._known.get(values)
        if known is None:
            wrong = next((each.coordinate for each in self.level.wrong(values)), None)
            known = Found(math.ceil(min(self.start + self.level.cost(values, None), 1e15)), wrong)
            if len(self._known) >= MOST_KEPT:
                self._known.clear()
            self._known[values] = known
        return known

    def dearest(self, variables: Mapping[str, Any] | None) -> str:
        """The road to what costs most, lists with their lengths: `entities.nodes×100.gradeView.grades×20`."""
        values, level, told, road = self.values(variables), self.level, None, []
        while level.fields:
            costs = [each.cost(values, told) for each in level.fields]
            dearest = max(range(len(costs)), key=costs.__getitem__)
            if costs[dearest] <= 0:
                break
            field_, many = level.fields[dearest], level.fields[dearest].many(values, told)
            road.append(field_.key if many == 1 else f"{field_.key}×{many:g}")
            told, level = field_.tells(values), field_.below
        return ".".join(road)
