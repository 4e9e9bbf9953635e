"""Who owns and who controls: examples with their numbers, and circles against exact arithmetic."""

from collections.abc import Sequence
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_model.exploration import ownership as owning
from graph_model.exploration.ownership import ControlReason, Ownership, owned, ownership
from graph_model.model import Relation
from graph_model.store import GraphStore
from tests.graph_model.exploration.networks import HOLDS, network, person, random_relations


def held(*holdings: tuple[str, str, float | None]) -> list[Relation]:
    return [Relation(HOLDS, holder, of, share) for holder, of, share in holdings]


def shares(found: Ownership) -> dict[str, float]:
    return {one.key: one.share for one in found.holders}


EXAMPLES = {
    "nobody is known": ((), {}, None, ControlReason.NO_HOLDERS),
    "one holds more than half": (
        (("a", "t", 0.51), ("b", "t", 0.49)),
        {"a": 0.51, "b": 0.49},
        "a",
        ControlReason.MAJORITY,
    ),
    "half is not more than half": (
        (("a", "t", 0.5), ("b", "t", 0.5)),
        {"a": 0.5, "b": 0.5},
        None,
        ControlReason.NO_MAJORITY,
    ),
    "through a chain, with little of the whole": (
        (("a", "m", 0.6), ("m", "n", 0.6), ("n", "t", 0.6)),
        {"a": 0.216},
        "a",
        ControlReason.MAJORITY,
    ),
    "by two chains together": (
        (("a", "m", 0.6), ("a", "n", 0.7), ("m", "t", 0.3), ("n", "t", 0.25), ("b", "t", 0.45)),
        {"a": 0.355, "b": 0.45},
        "a",
        ControlReason.MAJORITY,
    ),
    "directly and through what it controls": (
        (("a", "t", 0.2), ("m", "t", 0.35), ("a", "m", 0.9), ("b", "t", 0.45)),
        {"a": 0.515, "b": 0.45},
        "a",
        ControlReason.MAJORITY,
    ),
    "much of the whole, and no control": (
        (("a", "m", 0.5), ("m", "t", 1.0), ("b", "m", 0.5)),
        {"a": 0.5, "b": 0.5},
        "m",
        ControlReason.MAJORITY,
    ),
    "a circle beside": (
        (("a", "t", 0.6), ("t", "u", 0.5), ("u", "t", 0.4)),
        {"a": 0.75},
        "a",
        ControlReason.MAJORITY,
    ),
    "a circle that nobody else holds": (
        (("u", "t", 0.6), ("t", "u", 0.6)),
        {},
        None,
        ControlReason.CIRCULAR,
    ),
    "those above control each other": (
        (("u", "v", 0.6), ("v", "u", 0.6), ("v", "t", 0.9)),
        {},
        None,
        ControlReason.CIRCULAR,
    ),
    "a circle that holds itself whole": ((("u", "t", 1.0), ("t", "u", 1.0)), {}, None, ControlReason.CIRCULAR),
    "a circle beside that holds itself whole": (
        (("a", "t", 0.5), ("u", "t", 0.5), ("v", "u", 1.0), ("u", "v", 1.0)),
        {"a": 0.5},
        None,
        ControlReason.NO_MAJORITY,
    ),
    "a circle of which nearly nothing is held outside": (
        (("u", "t", 0.999), ("t", "u", 0.999), ("a", "t", 0.001), ("b", "u", 0.001)),
        {"a": 1 / 1.999, "b": 0.999 / 1.999},
        None,
        ControlReason.CIRCULAR,
    ),
    "a share is not known": (
        (("a", "t", None), ("b", "t", 0.3)),
        {"a": 0.0, "b": 0.3},
        None,
        ControlReason.UNKNOWN_SHARES,
    ),
    "more than a whole": ((("a", "t", 0.7), ("b", "t", 0.4)), {}, None, ControlReason.OVERSTATED),
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples(name: str) -> None:
    holdings, expected, controller, reason = EXAMPLES[name]
    found = owned("t", held(*holdings))
    assert (found.controller, found.reason) == (controller, reason)
    assert shares(found) == pytest.approx(expected)
    assert found.known == pytest.approx(sum(expected.values()))


def test_what_is_direct_of_a_share_and_what_the_data_lacks() -> None:
    found = owned("t", held(("a", "t", 0.2), ("m", "t", 0.35), ("a", "m", 0.9), ("b", "m", None)))
    assert [(one.key, one.direct) for one in found.holders] == [("a", 0.2), ("b", 0.0)]
    assert found.unknown == ("m",)
    assert owned("t", held(("a", "t", 0.7), ("b", "t", 0.4), ("c", "a", 1.1))).overstated == ("a", "t")


def test_a_circle_that_would_take_for_ever_is_cut() -> None:
    nearly = 1 - 1e-7
    found = owned("t", held(("u", "t", nearly), ("t", "u", nearly), ("a", "t", 1e-7)))
    assert (found.holders, found.reason) == ((), ControlReason.CUT)


def exact(key: str, relations: Sequence[Relation]) -> dict[str, Fraction]:
    """The ultimate holders' parts, by elimination: what each subject passes on is a linear equation."""
    holdings: dict[str, dict[str, Fraction]] = {}
    for one in relations:
        holdings.setdefault(one.to_key, {})[one.from_key] = Fraction(str(one.share))
    inside = sorted(holdings)
    rows = {
        name: {other: -holdings[other].get(name, Fraction(0)) for other in inside} | {"=": Fraction(int(name == key))}
        for name in inside
    }
    for name in inside:
        rows[name][name] += 1
    for pivot in inside:
        scale = rows[pivot][pivot]
        rows[pivot] = {column: value / scale for column, value in rows[pivot].items()}
        for name in inside:
            factor = rows[name][pivot]
            if name != pivot and factor:
                rows[name] = {column: value - factor * rows[pivot][column] for column, value in rows[name].items()}
    found: dict[str, Fraction] = {}
    for subject in inside:
        for holder, share in holdings[subject].items():
            if holder not in holdings:
                found[holder] = found.get(holder, Fraction(0)) + share * rows[subject]["="]
    return {holder: part for holder, part in found.items() if part}


@given(st.integers(0, 2**32))
def test_shares_over_circles_are_those_of_exact_arithmetic(seed: int) -> None:
    random = Random(seed)
    names = [f"s{number}" for number in range(9)]
    relations = []
    for target in names[:6]:
        holders = random.sample([name for name in names if name != target], random.randint(0, 3))
        relations += held(*((holder, target, random.choice((0.1, 0.2, 0.25, 0.3))) for holder in holders))
    found = owned(names[0], relations)
    reached = upstream(names[0], relations)
    assert {key: share for key, share in shares(found).items() if share} == pytest.approx(
        {key: float(part) for key, part in exact(names[0], reached).items()}, abs=1e-8
    )


def upstream(key: str, relations: Sequence[Relation]) -> list[Relation]:
    seen, before = {key}, set[str]()
    while seen != before:
        before = set(seen)
        seen |= {one.from_key for one in relations if one.to_key in seen}
    return [one for one in relations if one.to_key in seen]


async def test_the_graph_s_answer_is_that_of_its_holdings(store: GraphStore, seed: int) -> None:
    random = Random(seed)
    relations = random_relations(random, 14, 30)
    await network(store, relations)
    holdings = [one for one in relations if one.kind is HOLDS]
    for number in range(14):
        key = person(number).key
        assert await ownership(store, key) == owned(key, upstream(key, holdings))


async def test_a_search_that_grows_too_large_says_so(store: GraphStore, monkeypatch: pytest.MonkeyPatch) -> None:
    chain = [Relation(HOLDS, person(number + 1).key, person(number).key, 0.6) for number in range(6)]
    await network(store, chain)
    assert (await ownership(store, person(0).key)).controller == person(6).key
    monkeypatch.setattr(owning, "MOST_LEVELS", 4)
    assert (await ownership(store, person(0).key)).reason is ControlReason.CUT
    monkeypatch.undo()
    monkeypatch.setattr(owning, "MOST_HOLDINGS", 4)
    assert (await ownership(store, person(0).key)).reason is ControlReason.CUT
