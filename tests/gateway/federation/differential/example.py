"""An example: a divided world and operations on it, each made from choices of its own."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from tests.gateway.federation.differential.asking import Federation
from tests.gateway.federation.differential.choices import Choices
from tests.gateway.federation.differential.dividing import divide
from tests.gateway.federation.differential.features import Feature
from tests.gateway.federation.differential.random_operations import AskedOperation, random_operation
from tests.gateway.federation.differential.random_worlds import random_world

Numbers = Sequence[int]


@dataclass(eq=False)
class Example:
    """`made` are the choices of the world, `numbers` those of each operation."""

    federation: Federation
    operations: list[AskedOperation]
    made: Numbers
    numbers: list[Numbers]

    @staticmethod
    def drawn(seed: int, operations: int, features: Counter[Feature]) -> "Example":
        """A world with so many operations; what they exercise is counted in `features`."""
        rng = Random(seed)
        return Example._of(Choices(rng), [Choices(rng) for _ in range(operations)], features)

    @staticmethod
    def again(world: Numbers, operation: Numbers) -> "Example":
        return Example._of(Choices(again=world), [Choices(again=operation)], Counter())

    @staticmethod
    def _of(world: Choices, operations: list[Choices], features: Counter[Feature]) -> "Example":
        federation = Federation(divide(random_world(world), world), features)
        asked = [random_operation(federation.undivided.schema, choices) for choices in operations]
        return Example(federation, asked, world.made, [choices.made for choices in operations])

    def alone(self) -> Iterator["Example"]:
        """The example with each of its operations alone."""
        for operation, numbers in zip(self.operations, self.numbers, strict=True):
            yield Example(self.federation, [operation], self.made, [numbers])
