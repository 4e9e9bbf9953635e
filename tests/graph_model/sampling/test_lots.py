"""The lots are shared out evenly: chi-square over many draws with fixed seeds, so that a failure is one for ever."""

import math
from itertools import combinations

import pytest

from graph_model.sampling import places
from graph_model.sampling.lots import Lots


def chi_square_bound(degrees: int) -> float:
    """What chi-square passes once in 10,000 times (Wilson–Hilferty): the seeds are fixed, so it does or does not."""
    part = 2 / (9 * degrees)
    return degrees * (1 - part + 3.719 * math.sqrt(part)) ** 3


def chi_square(counts: list[int]) -> float:
    expected = sum(counts) / len(counts)
    return sum((count - expected) ** 2 / expected for count in counts)


@pytest.mark.parametrize(("size", "take"), [(5, 2), (6, 3), (6, 4), (7, 1)])
def test_every_set_is_as_likely_as_any_other(size: int, take: int) -> None:
    sets = dict.fromkeys(combinations(range(size), take), 0)
    for number in range(400 * len(sets)):
        sets[tuple(places.drawn(b"set %d" % number, size, take))] += 1
    assert chi_square(list(sets.values())) < chi_square_bound(len(sets) - 1)


@pytest.mark.parametrize(("size", "take"), [(1000, 20), (1000, 250), (1000, 900)])
def test_every_place_of_a_large_stratum_is_as_likely_as_any_other(size: int, take: int) -> None:
    counts = [0] * size
    for number in range(2000):
        for place in places.drawn(b"place %d" % number, size, take):
            counts[place] += 1
    # Without replacement the counts vary less than independent ones would: the statistic is to be scaled up.
    assert chi_square(counts) * (size - 1) / (size - take) < chi_square_bound(size - 1)


def test_inspectors_lots_are_even_too() -> None:
    lots = Lots(b"one stream")
    counts = [0] * 7
    for _ in range(14_000):
        counts[lots.below(7)] += 1
    assert chi_square(counts) < chi_square_bound(6)


@pytest.mark.parametrize("size", [0, 1, 2, 3, 64, 1000])
def test_from_nobody_to_everybody(size: int) -> None:
    for take in range(0, size + 1, max(1, size // 7)):
        found = places.drawn(b"any", size, take)
        assert len(found) == take
        assert found == sorted(set(found)) and set(found) <= set(range(size))
    assert places.drawn(b"any", size, size) == list(range(size))


def test_another_seed_draws_others_and_the_same_draws_the_same() -> None:
    assert places.drawn(b"one", 10_000, 50) == places.drawn(b"one", 10_000, 50) != places.drawn(b"two", 10_000, 50)


def test_a_lot_that_would_favour_the_first_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """Below 3: 2⁶⁴ − 1 is 3 · 6148914691236517205, so the last number alone is passed over."""
    stream = b"\xff" * 8 + (2).to_bytes(8, "big")

    class Shake:
        def digest(self, length: int) -> bytes:
            return (stream * (length // 16 + 1))[:length]

    monkeypatch.setattr("hashlib.shake_256", lambda material: Shake())
    assert Lots(b"").below(3) == 2
    assert places.drawn(b"", 3, 1) == [2]


def test_where_lots_name_one_place_again_and_again_more_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = (5).to_bytes(8, "big") * 300 + (6).to_bytes(8, "big") * 1000

    class Shake:
        def digest(self, length: int) -> bytes:
            return stream[:length]

    monkeypatch.setattr("hashlib.shake_256", lambda material: Shake())
    assert places.drawn(b"", 10, 2) == [5, 6]
    assert places.drawn(b"", 10, 8) == [0, 1, 2, 3, 4, 7, 8, 9]
