"""Risks around a subject, and who several have in common, against a search in memory."""

from collections.abc import Callable
from random import Random

import pytest

from graph_model.disclosure import disclosing
from graph_model.errors import BadInput
from graph_model.exploration import risks as searching
from graph_model.exploration.neighbours import common_neighbours, meant
from graph_model.exploration.risks import risks_around
from graph_model.grades import current_records, in_force
from graph_model.model import Grade, Relation, SubjectData
from graph_model.store import GraphStore
from tests.graph_model.exploration.networks import HOLDS, REPRESENTS, distances, neighbours, network, of_kinds, person
from tests.graph_model.small_city import TODAY, SmallCity, small_city


def graded_d(data: SubjectData) -> bool:
    current = current_records(data.records, TODAY)
    return any(record.grade is Grade.D and in_force(record, TODAY) for record in current.values())


def represented_by(city: SmallCity, key: str) -> set[str]:
    return {one.from_key for one in city.relations if one.kind is REPRESENTS and one.to_key == key}


async def test_random_questions_have_the_oracle_s_answers(
    store: GraphStore, seed: int, fewer: Callable[[int], range]
) -> None:
    city = await small_city(store, seed)
    random = Random(seed)
    graded = {data.subject.key for data in city.subjects if graded_d(data)}
    for _ in fewer(15):
        key, steps = random.choice(city.relations).from_key, random.randint(1, 4)
        kinds, first = meant(random.choice((None, [HOLDS, REPRESENTS]))), random.choice((2, 200))
        relations = of_kinds(city.relations, kinds)
        with disclosing() as disclosure:
            found = await risks_around(store, key, kinds, steps=steps, first=first, today=TODAY)
        far = distances(relations, key, steps)
        expected = sorted((far[one], one) for one in far.keys() & graded - {key})
        assert [(one.distance, one.key) for one in found.found] == expected[:first]
        assert (found.total, found.complete) == (len(expected), steps)
        assert disclosure.counted and list(disclosure.subjects) == [one.key for one in found.found]
        near = neighbours(relations)
        for one in found.found:
            assert one.path.keys[0] == key and all(
                b in near[a] for a, b in zip(one.path.keys, one.path.keys[1:], strict=False)
            )
            both = represented_by(city, key) & represented_by(city, one.key)
            assert set(one.representatives) == (both if steps > 1 else set())


async def test_a_search_that_grows_too_large_tells_what_is_complete(
    store: GraphStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, hub = person(0).key, person(1).key
    await network(
        store,
        [Relation(HOLDS, root, hub, 0.1), *(Relation(HOLDS, hub, person(10 + n).key, 0.1) for n in range(40))],
    )
    monkeypatch.setattr(searching, "MOST_RELATIONS", 20)
    found = await risks_around(store, root, meant(None), steps=3, first=10, today=TODAY)
    assert (found.found, found.total, found.complete) == ((), 0, 1)


@pytest.mark.parametrize(
    ("steps", "first", "where"), [(0, 1, "steps"), (5, 1, "steps"), (1, 0, "first"), (1, 201, "first")]
)
async def test_what_cannot_be_asked(store: GraphStore, steps: int, first: int, where: str) -> None:
    with pytest.raises(BadInput) as refused:
        await risks_around(store, "uscc:nobody", meant(None), steps=steps, first=first, today=TODAY)
    assert refused.value.where == where


async def test_whom_several_have_in_common(store: GraphStore, seed: int, fewer: Callable[[int], range]) -> None:
    city = await small_city(store, seed)
    random = Random(seed)
    for _ in fewer(10):
        keys = random.sample([data.subject.key for data in city.subjects], random.randint(2, 12))
        kinds, least, most = meant(random.choice((None, [HOLDS]))), random.randint(1, 3), random.choice((3, 100))
        near = neighbours(of_kinds(city.relations, kinds))
        whose = {
            data.subject.key: tuple(key for key in keys if data.subject.key in near[key]) for data in city.subjects
        }
        expected = sorted(
            ((other, those) for other, those in whose.items() if len(those) >= least and other not in keys),
            key=lambda pair: (-len(pair[1]), pair[0]),
        )
        assert await common_neighbours(store, keys, kinds, least=least, most=most) == expected[:most]
