"""Paths between two subjects (关联路径): how they hang together.

The search goes from both ends, a level and one query at a time, the smaller side first, until they meet or their levels come
to the length asked for; then every relation on a path of that length is known, and paths are found in memory.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from math import prod

from graph_model.errors import BadInput, LimitExceeded
from graph_model.exploration.neighbours import Kinds, relations_of
from graph_model.model import Relation, RelationKind
from graph_model.store import GraphStore

MOST_LENGTH, MOST_PATHS = 8, 100
LENGTH, PATHS = 4, 20
MOST_RELATIONS = 50_000
"""Read in one search."""
MOST_STEPS = 50_000
"""Taken in memory while paths are found."""

Links = Mapping[str, Mapping[str, tuple[Relation, ...]]]
"""Of a subject, of another that it is related with: their relations by kind and ends."""


class PathMode(StrEnum):
    """SHORTEST: those that no other is shorter than. ALL: every path that comes upon no subject twice."""

    SHORTEST = "SHORTEST"
    ALL = "ALL"


class PathOrder(StrEnum):
    """LENGTH: the shorter first. SHARE: chains of holdings by the share that they come to, the larger first; then the others."""

    LENGTH = "LENGTH"
    SHARE = "SHARE"


@dataclass(frozen=True, slots=True)
class Path:
    """The keys of its subjects from one end to the other, and the relations of each with the next one."""

    keys: tuple[str, ...]
    steps: tuple[tuple[Relation, ...], ...]

    @property
    def share(self) -> float | None:
        """The product of its shares where every step is a known holding and all point the same way; else None."""
        chains = (self._chain(forward=True), self._chain(forward=False))
        return max((chain for chain in chains if chain is not None), default=None)

    def _chain(self, *, forward: bool) -> float | None:
        shares = []
        for start, step in zip(self.keys, self.steps, strict=False):
            held = [
                one.share
                for one in step
                if one.kind is RelationKind.SHAREHOLDER_OF
                and (one.from_key == start) is forward
                and one.share is not None
            ]
            if not held:
                return None
            shares.append(sum(held))
        return prod(shares)


@dataclass(frozen=True, slots=True)
class PathQuestion:
    """Which paths from one subject to another: up to a length in relations of these kinds, at most `first` of them."""

    start: str
    end: str
    kinds: Kinds
    length: int = LENGTH
    mode: PathMode = PathMode.ALL
    order: PathOrder = PathOrder.LENGTH
    first: int = PATHS

    def __post_init__(self) -> None:
        for name, given, most in (("maxLength", self.length, MOST_LENGTH), ("first", self.first, MOST_PATHS)):
            if not 1 <= given <= most:
                raise BadInput(f"应为 1 至 {most} / must be 1 to {most}", name)
        if self.start == self.end:
            raise BadInput("起点和终点是同一个主体 / both ends are the same subject", "to")


class CutHere(LimitExceeded):
    """A search was ended at its limit of work; `complete` is the length up to which everything was found."""

    def __init__(self, complete: int, what: str) -> None:
        how = f"请用 maxLength: {complete}，或减少关系种类" if complete else "请减少关系种类"
        how_too = (
            f"ask for maxLength: {complete} or for fewer kinds" if complete else "ask for fewer kinds of relations"
        )
        super().__init__(
            f"查到长度 {complete} 为止（{what}）：{how} / cut here: complete up to length {complete} ({what}); {how_too}"
        )
        self.complete = complete


async def paths(store: GraphStore, question: PathQuestion, *, timeout: float | None = None) -> list[Path]:
    """The paths asked for in their order: by `order`, then by the keys on them. Raises CutHere past the limits of work."""
    links = await _searched(store, question, timeout)
    found = _simple_paths(links, question)
    if question.order is PathOrder.LENGTH:
        return [path for path, _ in zip(found, range(question.first), strict=False)]
    return sorted(found, key=_strength)[: question.first]


def _strength(path: Path) -> tuple[bool, float, int, tuple[str, ...]]:
    share = path.share
    return share is None, -(share or 0.0), len(path.steps), path.keys


@dataclass(slots=True)
class _Side:
    """One end of a search: the distances of what it has come upon, and what it goes on from."""

    distances: dict[str, int]
    level: list[str]
    depth: int = 0

    @classmethod
    def at(cls, key: str) -> "_Side":
        return cls({key: 0}, [key])

    def goes_on(self, found: Iterable[Relation]) -> None:
        self.depth += 1
        ends = {key for one in found for key in (one.from_key, one.to_key)}
        self.level = sorted(ends - self.distances.keys())
        self.distances.update(dict.fromkeys(self.level, self.depth))


@dataclass(slots=True)
class _Known:
    """The relations that a search has read."""

    links: dict[str, dict[str, set[Relation]]] = field(default_factory=dict)
    read: int = 0

    def add(self, found: list[Relation]) -> None:
        self.read += len(found)
        for one in found:
            for key, other in ((one.from_key, one.to_key), (one.to_key, one.from_key)):
                self.links.setdefault(key, {}).setdefault(other, set()).add(one)

    def settled(self) -> Links:
        return {
            key: {
                other: tuple(sorted(some, key=lambda one: (one.kind, one.from_key)))
                for other, some in sorted(ends.items())
            }
            for key, ends in self.links.items()
        }


async def _searched(store: GraphStore, question: PathQuestion, timeout: float | None) -> Links:
    one, other, known = _Side.at(question.start), _Side.at(question.end), _Known()
    while one.depth + other.depth < question.length and one.level and other.level:
        if question.mode is PathMode.SHORTEST and not one.distances.keys().isdisjoint(other.distances):
            break
        side = min(one, other, key=lambda each: len(each.level))
        room = MOST_RELATIONS - known.read
        found = await relations_of(store, side.level, question.kinds, most=room, timeout=timeout)
        if found is None:
            raise CutHere(one.depth + other.depth, f"{MOST_RELATIONS} 条关系 / relations")
        known.add(found)
        side.goes_on(found)
    return known.settled()


def _simple_paths(links: Links, question: PathQuestion) -> Iterator[Path]:
    """By length, then by the keys on them."""
    steps_to_end = _distances(links, question.end)
    shortest = steps_to_end.get(question.start)
    if shortest is None:
        return
    longest = shortest if question.mode is PathMode.SHORTEST else question.length
    taken = 0
    for length in range(shortest, min(longest, question.length) + 1):
        waiting: list[tuple[str, ...]] = [(question.start,)]
        while waiting:
            so_far = waiting.pop()
            taken += 1
            if taken > MOST_STEPS:
                raise CutHere(length - 1, f"{MOST_STEPS} 步 / steps")
            left = length - len(so_far) + 1
            if left == 0:
                yield _path(links, so_far)
                continue
            on = [
                (*so_far, other)
                for other in links[so_far[-1]]
                if other not in so_far
                and steps_to_end.get(other, length) < left
                and (other != question.end or left == 1)
            ]
            waiting.extend(reversed(on))


def _path(links: Links, keys: tuple[str, ...]) -> Path:
    return Path(keys, tuple(links[key][after] for key, after in pairwise(keys)))


def _distances(links: Links, end: str) -> dict[str, int]:
    distances, level, steps = {end: 0}, [end], 0
    while level:
        steps += 1
        level = list(dict.fromkeys(other for key in level for other in links.get(key, {}) if other not in distances))
        distances.update(dict.fromkeys(level, steps))
    return distances
