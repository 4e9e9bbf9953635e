"""The neighbourhood of a subject (关系图谱): who hangs together with it within a few steps, as a graph that can be drawn."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from graph_model.errors import BadInput
from graph_model.exploration.neighbours import Bundle, Kinds, bundles_of, relations_between
from graph_model.model import Relation, RelationKind
from graph_model.store import GraphStore

MOST_DEPTH, MOST_SUBJECTS = 4, 1_000
DEPTH, SUBJECTS = 1, 200


@dataclass(frozen=True, slots=True)
class Hidden:
    """Relations of a subject that are not in a neighbourhood."""

    kind: RelationKind
    outgoing: bool
    count: int


@dataclass(frozen=True, slots=True)
class Member:
    """A subject of a neighbourhood, so many steps away; `hidden`: what else there is of its relations of the kinds asked for."""

    key: str
    distance: int
    hidden: tuple[Hidden, ...]


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """Its subjects by distance, then as they were come upon; all relations among them. `cut`: the limit left some within the depth out."""

    members: tuple[Member, ...]
    relations: tuple[Relation, ...]
    cut: bool


NOBODY = Neighbourhood((), (), cut=False)


async def neighbourhood(
    store: GraphStore, key: str, kinds: Kinds, *, depth: int, most: int, timeout: float | None = None
) -> Neighbourhood:
    """At most `most` subjects within `depth` steps of the one with this key; nobody where there is none.

    Where a level has more than there is room for, each subject of the level before and each kind and direction of its
    relations has its turn, so that a hub's thousand practitioners do not crowd its two shareholders out.
    Raises BadInput for a depth or a limit that cannot be.
    """
    _require("depth", depth, MOST_DEPTH)
    _require("limit", most, MOST_SUBJECTS)
    if not await store.read("MATCH (s:Subject {key: $key}) RETURN s.key", {"key": key}, timeout=timeout, point=True):
        return NOBODY
    distances, cut, level = {key: 0}, False, [key]
    for distance in range(1, depth + 1):
        bundles = await bundles_of(store, level, kinds, most=most, timeout=timeout)
        level = []
        for other in _in_turn(bundles, distances):
            if len(distances) == most:
                cut = True
                break
            distances[other] = distance
            level.append(other)
        if not level:
            break
    relations = await relations_between(store, list(distances), kinds, timeout=timeout)
    everything = await bundles_of(store, list(distances), kinds, most=0, timeout=timeout)
    hidden = _hidden(everything, relations)
    members = tuple(Member(one, distance, tuple(hidden.get(one, ()))) for one, distance in distances.items())
    return Neighbourhood(members, tuple(relations), cut)


def _require(name: str, given: int, most: int) -> None:
    if not 1 <= given <= most:
        raise BadInput(f"应为 1 至 {most} / must be 1 to {most}", name)


def _in_turn(bundles: Sequence[Bundle], known: dict[str, int]) -> Iterator[str]:
    """The others of the bundles that are not known yet, one of each bundle in turn; who takes one makes it known."""
    waiting = [iter(bundle.others) for bundle in bundles]
    while waiting:
        left = []
        for others in waiting:
            found = next((other for other in others if other not in known), None)
            if found is not None:
                yield found
                left.append(others)
        waiting = left


def _hidden(everything: Iterable[Bundle], shown: Iterable[Relation]) -> dict[str, list[Hidden]]:
    drawn = Counter(side for one in shown for side in ((one.from_key, one.kind, True), (one.to_key, one.kind, False)))
    found: dict[str, list[Hidden]] = {}
    for bundle in everything:
        count = bundle.total - drawn[bundle.of, bundle.kind, bundle.outgoing]
        if count > 0:
            found.setdefault(bundle.of, []).append(Hidden(bundle.kind, bundle.outgoing, count))
    return found
