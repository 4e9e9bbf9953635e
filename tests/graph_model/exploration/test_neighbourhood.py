"""Neighbourhoods: whole ones against a search in memory, cut ones fair to each kind of relation."""

from collections import Counter
from collections.abc import Callable
from random import Random

import pytest

from graph_model.errors import BadInput
from graph_model.exploration.neighbourhood import NOBODY, Neighbourhood, neighbourhood
from graph_model.exploration.neighbours import meant
from graph_model.model import Relation, RelationKind
from graph_model.store import GraphStore
from tests.graph_model.exploration.networks import (
    HOLDS,
    REPRESENTS,
    distances,
    network,
    of_kinds,
    person,
    random_relations,
)

PRACTISES = RelationKind.PRACTISES_AT


def hangs_together(found: Neighbourhood, relations: list[Relation]) -> bool:
    """All relations among its subjects are there, and what of theirs is hidden is counted."""
    inside = {one.key for one in found.members}
    among = [one for one in relations if one.from_key in inside and one.to_key in inside]
    hidden = Counter(
        side
        for one in relations
        if one not in among
        for side in ((one.from_key, one.kind, True), (one.to_key, one.kind, False))
        if side[0] in inside
    )
    told = {(one.key, each.kind, each.outgoing): each.count for one in found.members for each in one.hidden}
    return sorted(found.relations, key=str) == sorted(among, key=str) and told == hidden


async def test_what_is_within_the_limit_is_all_there_is(
    store: GraphStore, seed: int, fewer: Callable[[int], range]
) -> None:
    random = Random(seed)
    relations = random_relations(random, 25, 40)
    await network(store, relations)
    for _ in fewer(10):
        kinds = meant(random.choice((None, [HOLDS], [REPRESENTS, HOLDS], [])))
        key, depth = random.choice(relations).from_key, random.randint(1, 4)
        found = await neighbourhood(store, key, kinds, depth=depth, most=1_000)
        wanted = of_kinds(relations, kinds)
        assert {one.key: one.distance for one in found.members} == distances(wanted, key, depth)
        assert hangs_together(found, wanted) and not found.cut


async def test_a_cut_one_hangs_together_and_is_the_same_again(
    store: GraphStore, seed: int, fewer: Callable[[int], range]
) -> None:
    random = Random(seed)
    relations = random_relations(random, 25, 50)
    await network(store, relations)
    for _ in fewer(10):
        key, most = random.choice(relations).from_key, random.randint(1, 12)
        found = await neighbourhood(store, key, meant(None), depth=3, most=most)
        whole = distances(relations, key, 3)
        assert len(found.members) == min(most, len(whole)) and found.cut is (len(whole) > most)
        assert all(whole[one.key] == one.distance for one in found.members)
        assert hangs_together(found, relations)
        assert found == await neighbourhood(store, key, meant(None), depth=3, most=most)


async def test_a_hub_s_practitioners_leave_room_for_its_shareholders(store: GraphStore) -> None:
    firm = person(0).key
    practise = [Relation(PRACTISES, person(number).key, firm) for number in range(1, 301)]
    hold = [Relation(HOLDS, person(number).key, firm, 0.5) for number in (900, 901)]
    represents = [Relation(REPRESENTS, person(950).key, firm)]
    await network(store, [*practise, *hold, *represents])
    found = await neighbourhood(store, firm, meant(None), depth=1, most=10)
    shown = Counter(one.kind for one in found.relations)
    assert shown == {PRACTISES: 6, HOLDS: 2, REPRESENTS: 1} and found.cut
    assert [(one.kind, one.outgoing, one.count) for one in found.members[0].hidden] == [(PRACTISES, False, 294)]


async def test_who_is_further_off_is_cut_first(store: GraphStore) -> None:
    """Two hubs: each has its turn."""
    root, one, other = (person(number).key for number in range(3))
    near = [Relation(HOLDS, root, one, 0.1), Relation(HOLDS, root, other, 0.1)]
    far = [
        Relation(HOLDS, hub, person(100 + number).key, 0.1)
        for hub, numbers in ((one, range(50)), (other, range(50, 100)))
        for number in numbers
    ]
    await network(store, [*near, *far])
    found = await neighbourhood(store, root, meant(None), depth=2, most=9)
    assert Counter(edge.from_key for edge in found.relations) == {root: 2, one: 3, other: 3}


async def test_nobody_and_what_cannot_be_asked(store: GraphStore) -> None:
    assert await neighbourhood(store, "uscc:nobody", meant(None), depth=1, most=10) == NOBODY
    for depth, most, where in ((0, 10, "depth"), (5, 10, "depth"), (1, 0, "limit"), (1, 1_001, "limit")):
        with pytest.raises(BadInput) as refused:
            await neighbourhood(store, "uscc:nobody", meant(None), depth=depth, most=most)
        assert refused.value.where == where
