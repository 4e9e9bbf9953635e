"""Risks around a subject (关联风险): who within a few steps of it is graded D, on which path, and by which representative."""

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from graph_model.disclosure import disclosed_all, disclosed_counts
from graph_model.entities import CURRENT
from graph_model.errors import BadInput
from graph_model.exploration.neighbours import Kinds, relations_of
from graph_model.exploration.paths import Path
from graph_model.model import Relation, RelationKind, day_text
from graph_model.store import GraphStore

MOST_STEPS, MOST_RISKS = 4, 200
STEPS = 2
MOST_RELATIONS = 50_000

OF_GRADE = (
    "UNWIND $keys AS wanted MATCH (s:Subject {key: wanted}) WITH s MATCH (s)-[:GRADED]->(g:GradeRecord) "
    f"WHERE g.grade = 'D' AND {CURRENT} RETURN DISTINCT s.key"
)


@dataclass(frozen=True, slots=True)
class Risk:
    """A subject whose grade on some item, or composite, is D and in force; a shortest path to it; and who represents both."""

    path: Path
    representatives: tuple[str, ...]

    @property
    def key(self) -> str:
        return self.path.keys[-1]

    @property
    def distance(self) -> int:
        return len(self.path.steps)


@dataclass(frozen=True, slots=True)
class Risks:
    """By distance, then by key. `complete`: the steps up to which everything was gone through; `total`: how many there are so far."""

    found: tuple[Risk, ...]
    total: int
    complete: int


async def risks_around(
    store: GraphStore, key: str, kinds: Kinds, *, steps: int, first: int, today: date, timeout: float | None = None
) -> Risks:
    """Those within `steps` of the subject with this key, the nearest `first`. Raises BadInput for numbers that cannot be."""
    for name, given, most in (("steps", steps, MOST_STEPS), ("first", first, MOST_RISKS)):
        if not 1 <= given <= most:
            raise BadInput(f"应为 1 至 {most} / must be 1 to {most}", name)
    around = await _around(store, key, kinds, steps, timeout)
    keys = [one for one in around.before if one != key]
    rows = await store.read(OF_GRADE, {"keys": keys, "today": day_text(today)}, timeout=timeout) if keys else []
    disclosed_counts()
    graded = sorted((one for (one,) in rows), key=lambda one: (around.distances[one], one))
    disclosed_all(graded[:first])
    found = tuple(Risk(around.path(one), around.representatives(key, one)) for one in graded[:first])
    return Risks(found, len(graded), around.complete)


@dataclass(slots=True)
class _Around:
    """What was gone through: of each subject its distance and the one before it on a
    shortest path, their relations, and who represents whom."""

    distances: dict[str, int]
    before: dict[str, str]
    links: dict[tuple[str, str], set[Relation]]
    represented_by: dict[str, set[str]]
    complete: int = 0

    def path(self, key: str) -> Path:
        keys = [key]
        while self.distances[keys[-1]]:
            keys.append(self.before[keys[-1]])
        keys.reverse()
        return Path(tuple(keys), tuple(self._between(*ends) for ends in pairwise(keys)))

    def _between(self, one: str, other: str) -> tuple[Relation, ...]:
        return tuple(sorted(self.links[min(one, other), max(one, other)], key=lambda each: (each.kind, each.from_key)))

    def representatives(self, one: str, other: str) -> tuple[str, ...]:
        return tuple(sorted(self.represented_by.get(one, set()) & self.represented_by.get(other, set())))

    def add(self, relation: Relation) -> None:
        ends = min(relation.from_key, relation.to_key), max(relation.from_key, relation.to_key)
        self.links.setdefault(ends, set()).add(relation)
        if relation.kind is RelationKind.LEGAL_REPRESENTATIVE_OF:
            self.represented_by.setdefault(relation.to_key, set()).add(relation.from_key)


async def _around(store: GraphStore, key: str, kinds: Kinds, steps: int, timeout: float | None) -> _Around:
    around, level, read = _Around({key: 0}, {}, {}, {}), [key], 0
    for distance in range(1, steps + 1):
        found = await relations_of(store, level, kinds, most=MOST_RELATIONS - read, timeout=timeout)
        if found is None:
            return around
        read += len(found)
        for one in found:
            around.add(one)
        level = _next_level(around, found, set(level), distance)
        around.complete = distance
    return around


def _next_level(around: _Around, found: list[Relation], before: set[str], distance: int) -> list[str]:
    """Those that were come upon anew; of those before it the one with the first key."""
    new: dict[str, str] = {}
    for one in found:
        for near, far in ((one.from_key, one.to_key), (one.to_key, one.from_key)):
            if near in before and far not in around.distances:
                new[far] = min(near, new.get(far, near))
    around.before.update(new)
    around.distances.update(dict.fromkeys(new, distance))
    return sorted(new)
