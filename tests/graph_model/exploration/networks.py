"""Subjects that hang together, in a store and beside it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from random import Random

from graph_model.exploration.neighbours import Kinds
from graph_model.model import Relation, RelationKind, Subject, SubjectKind
from graph_model.store import GraphStore
from graph_model.writing import Additions
from tests.graph_model.small_city import add

REPRESENTS, HOLDS = RelationKind.LEGAL_REPRESENTATIVE_OF, RelationKind.SHAREHOLDER_OF


def person(number: int) -> Subject:
    return Subject(f"person:{number:04}", SubjectKind.PERSON, "李*")


async def network(store: GraphStore, relations: Sequence[Relation]) -> None:
    """The relations and the persons at their ends."""
    keys = sorted({key for one in relations for key in (one.from_key, one.to_key)})
    subjects = [Subject(key, SubjectKind.PERSON, "李*") for key in keys]
    await add(store, Additions(subjects=subjects, relations=relations))


def random_relations(random: Random, size: int, count: int) -> list[Relation]:
    """At most one relation of a kind from one subject to another."""
    found: dict[tuple[str, str, str], Relation] = {}
    for _ in range(count):
        one, other = random.sample(range(size), 2)
        kind = random.choice((HOLDS, HOLDS, REPRESENTS, RelationKind.EXECUTIVE_OF))
        share = random.choice((None, 0.1, 0.25, 0.5)) if kind is HOLDS else None
        relation = Relation(kind, person(one).key, person(other).key, share)
        found[relation.from_key, relation.to_key, relation.kind] = relation
    return list(found.values())


def of_kinds(relations: Iterable[Relation], kinds: Kinds) -> list[Relation]:
    return [one for one in relations if one.kind in kinds]


def neighbours(relations: Iterable[Relation]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for one in relations:
        found[one.from_key].add(one.to_key)
        found[one.to_key].add(one.from_key)
    return found


def distances(relations: Iterable[Relation], key: str, most: int) -> dict[str, int]:
    """How far each subject is that is at most so many steps away."""
    near, found, level = neighbours(relations), {key: 0}, {key}
    for distance in range(1, most + 1):
        level = {other for one in level for other in near[one]} - found.keys()
        found.update(dict.fromkeys(level, distance))
    return found


def every_path(relations: Sequence[Relation], start: str, end: str, most: int) -> list[tuple[str, ...]]:
    """The keys on every path without repetition, by length and keys."""
    near = neighbours(relations)

    def on(so_far: tuple[str, ...]) -> list[tuple[str, ...]]:
        if so_far[-1] == end:
            return [so_far]
        if len(so_far) > most:
            return []
        return [path for other in near[so_far[-1]] if other not in so_far for path in on((*so_far, other))]

    return sorted(on((start,)), key=lambda path: (len(path), path))


def share_of(relations: Sequence[Relation], path: Sequence[str]) -> float | None:
    """What a chain of holdings comes to, whichever way it points."""
    held = {(one.from_key, one.to_key): one.share for one in relations if one.kind is HOLDS}
    found = []
    for keys in (path, path[::-1]):
        shares = [held.get(step) for step in pairwise(keys)]
        product = 1.0
        for share in shares if keys is path else reversed(shares):
            product = product * share if share is not None else float("nan")
        if product == product:
            found.append(product)
    return max(found, default=None)
