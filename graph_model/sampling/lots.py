"""The lots: numbers that a seed determines. docs/sampling.md describes them for who writes a second verifier."""

import hashlib
from collections.abc import Iterator

WORD = 8
"""Bytes of a lot, the first the most significant."""
RANGE = 1 << 8 * WORD


class Lots:
    """The numbers one after the other, for choices of which each depends on the one before."""

    def __init__(self, material: bytes) -> None:
        self._lots = self._read(material)

    def below(self, size: int) -> int:
        """A number below `size`, each as likely as any other."""
        for lot in self._lots:
            if lot < RANGE - RANGE % size:
                return lot % size
        raise AssertionError("the stream has no end")

    @staticmethod
    def _read(material: bytes) -> Iterator[int]:
        start, end = 0, 512
        while True:
            stream = hashlib.shake_256(material).digest(end)
            for place in range(start, end, WORD):
                yield int.from_bytes(stream[place : place + WORD], "big")
            start, end = end, 2 * end
