"""Places of a stratum drawn by lot, each set of places as likely as any other; described in docs/sampling.md."""

import hashlib
import math

import numpy as np
import numpy.typing as npt

from graph_model.sampling.lots import RANGE, WORD


def drawn(material: bytes, size: int, take: int) -> list[int]:
    """`take` distinct places below `size`, ascending. Of more than half, those that are left are drawn instead."""
    found = _drawn(material, size, min(take, size - take))
    if take > size - take:
        left = np.ones(size, dtype=bool)
        left[found] = False
        found = np.flatnonzero(left)
    places: list[int] = np.sort(found).tolist()
    return places


def _drawn(material: bytes, size: int, wanted: int) -> npt.NDArray[np.int64]:
    """The first `wanted` distinct places that the lots name, in the order of drawing."""
    if wanted == 0:
        return np.empty(0, dtype=np.int64)
    count = math.ceil(1.02 * size * math.log(size / (size - wanted))) + 64
    while True:
        named = _named(material, size, count)
        distinct = named[_first_times(named, size)]
        if len(distinct) >= wanted:
            return distinct[:wanted]
        count *= 2  # the stream goes on where it ended: what was read of it stays


def _named(material: bytes, size: int, count: int) -> npt.NDArray[np.int64]:
    """The places that the first `count` lots name; one too great to be shared out evenly names none."""
    lots = np.frombuffer(hashlib.shake_256(material).digest(WORD * count), dtype=">u8").astype(np.uint64)
    greatest = RANGE - RANGE % size - 1
    return (lots[lots <= np.uint64(greatest)] % np.uint64(size)).astype(np.int64)


def _first_times(named: npt.NDArray[np.int64], size: int) -> npt.NDArray[np.bool_]:
    """Where a place is named for the first time. Of several values for one index numpy keeps the last, hence backwards."""
    places = np.arange(len(named))
    first = np.empty(size, dtype=np.int64)
    first[named[::-1]] = places[::-1]
    return np.equal(first[named], places)
