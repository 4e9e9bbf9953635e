"""Paths between subjects against every path that a search in memory finds."""

from collections.abc import Callable
from random import Random
from typing import Any

import pytest

from graph_model.errors import BadInput
from graph_model.exploration import paths as searching
from graph_model.exploration.neighbours import meant
from graph_model.exploration.paths import CutHere, Path, PathMode, PathOrder, PathQuestion, paths
from graph_model.model import Relation
from graph_model.store import GraphStore
from tests.graph_model.exploration.networks import (
    HOLDS,
    REPRESENTS,
    every_path,
    network,
    of_kinds,
    person,
    random_relations,
    share_of,
)

A, B, C, D, E = (person(number).key for number in range(5))


async def test_random_questions_have_the_oracle_s_answers(
    store: GraphStore, seed: int, fewer: Callable[[int], range]
) -> None:
    random = Random(seed)
    relations = random_relations(random, 12, 22)
    await network(store, relations)
    there = sorted({key for one in relations for key in (one.from_key, one.to_key)})
    for _ in fewer(20):
        start, end = random.sample(there, 2)
        kinds = meant(random.choice((None, None, [HOLDS], [REPRESENTS, HOLDS], [])))
        length, first = random.randint(1, 6), random.choice((1, 3, 100))
        mode, order = random.choice(tuple(PathMode)), random.choice(tuple(PathOrder))
        found = await paths(store, PathQuestion(start, end, kinds, length, mode, order, first))
        wanted = of_kinds(relations, kinds)
        expected = every_path(wanted, start, end, length)
        if mode is PathMode.SHORTEST:
            expected = [path for path in expected if len(path) == len(expected[0])]
        if order is PathOrder.SHARE:
            expected.sort(key=lambda path: strength(wanted, path))
        assert [path.keys for path in found] == expected[:first]
        for path in found:
            assert path.share == share_of(wanted, path.keys)
            for step, ends in zip(path.steps, zip(path.keys, path.keys[1:], strict=False), strict=True):
                assert set(step) == {one for one in wanted if {one.from_key, one.to_key} == set(ends)}


def strength(relations: list[Relation], path: tuple[str, ...]) -> tuple[Any, ...]:
    share = share_of(relations, path)
    return share is None, -(share or 0.0), len(path), path


async def test_the_strongest_chain_comes_before_a_shorter_one(store: GraphStore) -> None:
    await network(
        store,
        [
            Relation(HOLDS, A, B, 0.9),
            Relation(HOLDS, B, C, 0.8),
            Relation(HOLDS, A, C, 0.1),
            Relation(REPRESENTS, D, A),
            Relation(REPRESENTS, D, C),
        ],
    )
    by_share = await paths(store, PathQuestion(A, C, meant(None), order=PathOrder.SHARE))
    assert [(path.keys, path.share) for path in by_share] == [
        ((A, B, C), pytest.approx(0.72)),
        ((A, C), 0.1),
        ((A, D, C), None),
    ]
    back = await paths(store, PathQuestion(C, A, meant(None), order=PathOrder.SHARE, first=1))
    assert back == [Path((C, B, A), tuple(reversed(by_share[0].steps)))]


async def test_who_does_not_hang_together_has_no_path(store: GraphStore) -> None:
    await network(store, [Relation(HOLDS, A, B, 0.9), Relation(HOLDS, C, D, 0.9)])
    for mode in PathMode:
        assert await paths(store, PathQuestion(A, D, meant(None), 8, mode)) == []
        assert await paths(store, PathQuestion(A, "uscc:nobody", meant(None), 8, mode)) == []


async def test_a_search_that_grows_too_large_says_up_to_where_it_is_complete(
    store: GraphStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    hubs = [Relation(HOLDS, hub, person(100 + number).key, 0.1) for hub in (B, C) for number in range(40)]
    await network(store, [Relation(HOLDS, A, B, 0.1), Relation(HOLDS, D, C, 0.1), *hubs])
    monkeypatch.setattr(searching, "MOST_RELATIONS", 50)
    with pytest.raises(CutHere, match="maxLength: 3") as cut:
        await paths(store, PathQuestion(A, D, meant(None), 4))
    assert (cut.value.complete, cut.value.code) == (3, "LIMIT_EXCEEDED")
    assert await paths(store, PathQuestion(A, D, meant(None), 3)) == []


async def test_too_many_paths_are_cut_after_the_lengths_that_are_complete(
    store: GraphStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    middle = [person(10 + number).key for number in range(9)]
    relations = [Relation(HOLDS, end, one, 0.1) for end in (A, B) for one in middle]
    await network(store, [*relations, Relation(HOLDS, A, B, 0.1)])
    monkeypatch.setattr(searching, "MOST_STEPS", 60)
    assert (await paths(store, PathQuestion(A, B, meant(None), 6, first=5)))[0].keys == (A, B)
    with pytest.raises(CutHere) as cut:
        await paths(store, PathQuestion(A, B, meant(None), 6, first=5, order=PathOrder.SHARE))
    complete = cut.value.complete
    assert len(await paths(store, PathQuestion(A, B, meant(None), complete, order=PathOrder.SHARE))) == 10


@pytest.mark.parametrize(
    ("given", "where"),
    [
        ({"length": 0}, "maxLength"),
        ({"length": 9}, "maxLength"),
        ({"first": 0}, "first"),
        ({"first": 101}, "first"),
        ({"end": A}, "to"),
    ],
)
def test_what_cannot_be_asked(given: dict[str, Any], where: str) -> None:
    with pytest.raises(BadInput) as refused:
        PathQuestion(**{"start": A, "end": B, "kinds": meant(None), **given})
    assert refused.value.where == where
