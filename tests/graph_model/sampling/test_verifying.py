"""A draw verifies, under ours and under the second verifier, and whatever is changed in its file fails."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from functools import reduce
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from graph_model.model import Grade
from graph_model.sampling.record import canonical, checksum, commitment, content, digest, public, sealed
from graph_model.sampling.verifying import verify
from tests.graph_model.sampling import second_verifier
from tests.graph_model.sampling.draws import Case, cases, village
from tests.graph_model.sampling.test_lots import chi_square_bound

WHOLE = canonical(village(400, ("1-9", "1-14")).drawn())


@given(cases())
def test_both_verifiers_find_every_draw_right(case: Case) -> None:
    file = case.drawn()
    for each in (file, public(file)):
        found = verify(canonical(each), file.commitment)
        assert (found.differences, found.whole) == ((), each is file)
        assert second_verifier.verified(canonical(each))


@given(cases(), st.randoms())
def test_the_order_of_the_input_does_not_matter(case: Case, random: Any) -> None:
    before = case.drawn()
    random.shuffle(case.graded)
    random.shuffle(case.inspectors)
    assert case.drawn() == before


@given(st.integers(0, len(WHOLE) - 1), st.integers(1, 255))
def test_a_single_changed_byte_fails(place: int, change: int) -> None:
    changed = bytearray(WHOLE)
    changed[place] ^= change
    assert not verify(bytes(changed)).verified
    assert not second_verifier.verified(bytes(changed))


@given(st.integers(0, len(WHOLE)), st.binary(min_size=1, max_size=3))
def test_bytes_put_in_or_cut_off_fail(place: int, more: bytes) -> None:
    assert not verify(WHOLE[:place] + more + WHOLE[place:]).verified
    assert not verify(WHOLE[:place]).verified or place == len(WHOLE)


GONE = object()


def changed(path: tuple[str | int, ...], change: Callable[[Any], Any]) -> bytes:
    """The file with the value at a path changed, and the checksum made anew as a forger would."""
    file = json.loads(WHOLE)
    *way, last = path
    holder = reduce(lambda value, step: value[step], way, file)
    holder[last] = change(holder[last])
    if holder[last] is GONE:
        del holder[last]
    anew = second_verifier.sha256(second_verifier.canonical({**file, "checksum": ""})).hex()
    return second_verifier.canonical({**file, "checksum": anew})


@pytest.mark.parametrize(
    ("path", "change", "where"),
    [
        (("seed",), lambda _: "00" * 32, "$.commitment"),
        (("seed",), lambda _: "zz", "$.seed"),
        (("poolDigest",), lambda _: "00" * 32, "$.commitment"),
        (("plan", "day"), lambda _: "2026-11-28", "$.commitment"),
        (("plan", "strata", 0, "take"), lambda take: take + 1, "$.plan.strata[1-9/A]"),
        (("plan", "strata", 0, "size"), lambda _: 10**12, "$.plan.strata[1-9/A]"),
        (("plan", "strata"), lambda strata: [strata[0], *strata], "$.plan.strata"),
        (("plan", "rates"), lambda rates: rates[1:], "$.plan.rates[1-9/A]"),
        (("plan", "departments", "1-14"), lambda _: GONE, "$.plan.departments[1-14]"),
        (("plan", "leftOut"), lambda _: {"EXCLUDED": 1}, "$.plan.leftOut"),
        (("plan", "inspectors"), lambda number: number + 1, "$.plan.inspectors"),
        (("publicRandomness",), lambda _: "another", "$.drawn[1-14/D]"),
        (("drawn", 3, "places", 0), lambda place: place + 1, "$.drawn[1-9/D]"),
        (("drawn",), lambda drawn: [*drawn, drawn[0]], "$.drawn[1-9/A]"),
        (("drawn",), lambda drawn: drawn[:-1], "$.drawn[1-14/D]"),
        (("pool",), lambda pool: pool.replace("渝北区", "渝中区", 1), "$.pool"),
        (("pool",), lambda _: "nothing", "$.pool"),
        (("visits", 0, "inspectors"), lambda sent: sent[::-1], "$.visits"),
        (("visits", 0, "method"), lambda _: "WRITTEN_POSSIBLE", "$.visits"),
        (("visits",), lambda visits: visits[:-1], "$.visits"),
    ],
)
def test_a_forger_is_told_from_the_rest(path: tuple[str | int, ...], change: Callable[[Any], Any], where: str) -> None:
    forged = changed(path, change)
    assert where in [one.where for one in verify(forged).differences]
    assert not second_verifier.verified(forged)


def test_half_of_what_is_not_for_the_public_is_neither_file() -> None:
    found = verify(changed(("visits",), lambda _: GONE))
    assert [one.where for one in found.differences] == ["$.pool"] and not found.whole


def test_a_draw_made_anew_with_another_seed_is_not_the_one_that_was_published() -> None:
    published = village(400, ("1-9", "1-14")).committed().commitment
    other = village(400, ("1-9", "1-14"))
    other.seed = bytes(32)
    file = canonical(other.drawn())
    assert verify(file).verified
    assert [one.where for one in verify(file, published).differences] == ["$.commitment"]
    assert verify(WHOLE, published.upper()).verified


def test_a_subject_that_stands_twice_is_found() -> None:
    made = village(40).drawn()
    assert isinstance(made.pool, str)
    lines = made.pool.split("\n")
    lines[2] = lines[1]
    pool = "\n".join(lines)
    anew = commitment(bytes.fromhex(made.seed), made.plan, digest(pool))
    twice = sealed(replace(made, pool=pool, pool_digest=digest(pool), commitment=anew))
    assert "a subject stands twice or not in order" in [one.message_en for one in verify(canonical(twice)).differences]


def test_what_is_no_file_of_a_draw_is_told() -> None:
    for given_bytes in (b"", b"{}", b"[1]", b"\xff", b'{"format":"yuxin-sample/2"}'):
        (difference,) = verify(given_bytes).differences
        assert difference.where == "$" and "no file of a draw" in difference.message_en


def test_the_public_file_names_nobody() -> None:
    file = village(400, ("1-9", "1-14")).drawn()
    told = canonical(public(file)).decode()
    assert "uscc:" not in told and "执" not in told and "渝北区" not in told
    assert public(file).commitment == file.commitment and public(file).drawn == file.drawn


def test_the_bytes_of_a_file_are_its_canonical_ones() -> None:
    file = village(40).drawn()
    bytes_, seal = content(file)
    assert bytes_ == canonical(file) and seal == file.checksum
    assert seal == checksum(second_verifier.canonical({**json.loads(bytes_), "checksum": ""}))


def test_the_second_verifier_stands_alone(tmp_path: Path) -> None:
    file = tmp_path / "draw.json"
    command = [sys.executable, "-I", second_verifier.__file__, str(file)]
    file.write_bytes(WHOLE)
    assert subprocess.run(command, check=False).returncode == 0
    file.write_bytes(WHOLE.replace(b"ON_SITE", b"on_site", 1))
    assert subprocess.run(command, check=False).returncode == 1


def test_the_rates_of_the_grades_come_out_over_many_draws() -> None:
    """A subject of each grade is drawn as often as the grade's ratio says: one chi-square a grade, over fixed seeds."""
    case = village(400)
    drawn: Counter[str] = Counter()
    rounds = 300
    for number in range(rounds):
        case.seed = number.to_bytes(32, "big")
        visits = case.drawn().visits
        assert isinstance(visits, tuple)
        drawn.update(visit.subject for visit in visits)
    for grade, taken in zip(Grade, (2, 5, 10, 25), strict=True):
        subjects = [one.subject_key for one in case.graded if one.grade is grade]
        counts = [drawn[subject] for subject in subjects]
        assert sum(counts) == taken * rounds
        expected = taken * rounds / 100
        statistic = sum((count - expected) ** 2 / expected for count in counts) * 99 / (100 - taken)
        assert statistic < chi_square_bound(99)
