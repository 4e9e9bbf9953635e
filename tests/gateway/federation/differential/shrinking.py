"""Making an example that fails smaller: choices are left out, then made the simplest, then lowered, as long as it fails."""

from collections.abc import Callable, Iterator, Sequence

from tests.gateway.federation.differential.example import Example, Numbers

MOST_TRIES = 400
Failure = Callable[[Example], str | None]
"""What is wrong with an example, None where nothing is."""


def shrunk(example: Example, failure: Failure) -> str:
    """What is wrong with the smallest example that was found."""
    failing = next((alone for alone in example.alone() if failure(alone)), None)
    if failing is None:
        return failure(example) or "it failed once, and not again"
    return _Shrinking(failing, failure).run()


class _Shrinking:
    def __init__(self, example: Example, failure: Failure) -> None:
        self._failure = failure
        self._world: Numbers = example.made
        self._operation: Numbers = example.numbers[0]
        self._found = failure(example) or ""
        self._left = MOST_TRIES

    def run(self) -> str:
        smaller = True
        while smaller and self._left > 0:
            smaller = self._pass()
        return self._found

    def _pass(self) -> bool:
        smaller = False
        for operation in _simpler(self._operation):
            smaller |= self._try(self._world, operation)
        for world in _simpler(self._world):
            smaller |= self._try(world, self._operation)
        return smaller

    def _try(self, world: Numbers, operation: Numbers) -> bool:
        if self._left <= 0 or (len(world) + len(operation), sum(world) + sum(operation)) >= self._size:
            return False
        self._left -= 1
        try:
            example = Example.again(world, operation)
        except Exception:  # these choices make no world
            return False
        found = self._failure(example)
        if found is None:
            return False
        self._world, self._operation, self._found = example.made, example.numbers[0], found
        return True

    @property
    def _size(self) -> tuple[int, int]:
        return len(self._world) + len(self._operation), sum(self._world) + sum(self._operation)


def _simpler(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    """The numbers with ever smaller runs of them left out, or made 0."""
    length = len(numbers) // 2
    while length:
        for start in range(0, len(numbers), length):
            yield [*numbers[:start], *numbers[start + length :]]
            if any(numbers[start : start + length]):
                zeros = [0] * len(numbers[start : start + length])
                yield [*numbers[:start], *zeros, *numbers[start + length :]]
        length //= 2
