"""Places of a stratum drawn by lot, each set of places as likely as any other; described in docs/sampling.md."""

import hashlib
import math

import numpy as np
import numpy.typing as npt

from graph_model.sampling.lots import RANGE, WORD


def drawn(material: bytes, size: int, take: int) -> list[int]:
    """`take` distinct places below `size`, ascending. Of more than half, those that are left are drawn instead."""
    wanted = min(take, size - take)
    marked = np.zeros(size, dtype=bool)
    if wanted:
        _mark(marked, material, wanted)
    places: list[int] = np.flatnonzero(marked if take == wanted else ~marked).tolist()
    return places


def _mark(marked: npt.NDArray[np.bool_], material: bytes, wanted: int) -> None:
    """Mark the first `wanted` distinct places that the lots name."""
    size = len(marked)
    count = math.ceil(1.02 * size * math.log(size / (size - wanted))) + 64
    named = _named(material, size, count)
    read, missing = 0, wanted
    while missing:
        if len(named) < read + missing:
            count *= 2
            named = _named(material, size, count)  # the stream goes on where it ended: what was read of it stays
        marked[named[read : read + missing]] = True  # as many lots as places are missing never mark too many
        read += missing
        missing = wanted - int(np.count_nonzero(marked))


def _named(material: bytes, size: int, count: int) -> npt.NDArray[np.uint64]:
    """The places that the first `count` lots name; one too great to be shared out evenly names none."""
    lots = np.frombuffer(hashlib.shake_256(material).digest(WORD * count), dtype=">u8").astype(np.uint64)
    greatest = RANGE - RANGE % size - 1
    if int(lots.max()) > greatest:
        lots = lots[lots <= np.uint64(greatest)]
    return lots % np.uint64(size)
