"""What a level of a search reads: the relations of many subjects, in one query."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from graph_model.model import Relation, RelationKind
from graph_model.store import GraphStore

Kinds = tuple[RelationKind, ...]
"""Sorted and without repetitions (`meant`)."""
SIDE = "CASE WHEN startNode(r).key = ofKey THEN 0 ELSE 1 END"


@dataclass(frozen=True, slots=True)
class Bundle:
    """The relations of one kind and direction of a subject: how many there are, and the first of them by the others' keys."""

    of: str
    kind: RelationKind
    outgoing: bool
    total: int
    others: tuple[str, ...]


def meant(kinds: Iterable[RelationKind] | None) -> Kinds:
    """The kinds that are asked for; None: all."""
    return tuple(RelationKind) if kinds is None else tuple(sorted(set(kinds)))


@cache
def pattern(kinds: Kinds) -> str:
    """Binds `of` to the subjects `$keys` and, through `r`, `o` to those at the other ends. No kind at all finds nothing."""
    types = "|".join(kind.value for kind in kinds) or "NO_RELATION"
    return (
        "UNWIND $keys AS ofKey MATCH (of:Subject {key: ofKey}) WITH of, ofKey "
        f"MATCH (of)-[r:{types}]-(o:Subject) WHERE o.key <> ofKey "
    )


async def relations_of(
    store: GraphStore, keys: Sequence[str], kinds: Kinds, *, most: int, timeout: float | None = None
) -> list[Relation] | None:
    """Every relation of these subjects, one between two of them twice; None where there are more than `most`."""
    if not keys:
        return []
    text = f"{pattern(kinds)}RETURN type(r), {SIDE}, r.share, ofKey, o.key LIMIT $most + 1"
    rows = await store.read(text, {"keys": list(keys), "most": most}, timeout=timeout)
    if len(rows) > most:
        return None
    return [
        Relation(RelationKind(kind), other if side else of, of if side else other, share)
        for kind, side, share, of, other in rows
    ]


async def bundles_of(
    store: GraphStore, keys: Sequence[str], kinds: Kinds, *, most: int, timeout: float | None = None
) -> list[Bundle]:
    """The relations of these subjects by kind and direction, at most `most` ends of each; in the order of `keys`."""
    text = (
        f"{pattern(kinds)}WITH ofKey, type(r) AS kind, {SIDE} AS side, o.key AS other ORDER BY ofKey, kind, side, other "
        "WITH ofKey, kind, side, collect(other) AS others RETURN ofKey, kind, side, size(others), others[0..$most]"
    )
    rows = await store.read(text, {"keys": list(keys), "most": most}, timeout=timeout)
    places = {key: place for place, key in enumerate(keys)}
    found = [Bundle(of, RelationKind(kind), not side, total, tuple(others)) for of, kind, side, total, others in rows]
    return sorted(found, key=lambda one: (places[one.of], one.kind, not one.outgoing))


@cache
def _between(kinds: Kinds) -> str:
    types = "|".join(kind.value for kind in kinds) or "NO_RELATION"
    return (
        "UNWIND $keys AS ofKey MATCH (of:Subject {key: ofKey}) WITH of, ofKey "
        f"MATCH (of)-[r:{types}]->(o:Subject) WHERE o.key IN $keys AND o.key <> ofKey RETURN type(r), ofKey, o.key, r.share"
    )


async def relations_between(
    store: GraphStore, keys: Sequence[str], kinds: Kinds, *, timeout: float | None = None
) -> list[Relation]:
    """The relations that have both ends among these subjects, by their ends and kinds."""
    rows = await store.read(_between(kinds), {"keys": list(keys)}, timeout=timeout)
    found = [Relation(RelationKind(kind), of, other, share) for kind, of, other, share in rows]
    return sorted(found, key=lambda one: (one.from_key, one.to_key, one.kind))


HELD = (
    "UNWIND $keys AS ofKey MATCH (of:Subject {key: ofKey}) WITH of, ofKey MATCH (of)<-[r:SHAREHOLDER_OF]-(o:Subject) "
    "WHERE o.key <> ofKey RETURN o.key, ofKey, r.share LIMIT $most + 1"
)


async def relations_held(
    store: GraphStore, keys: Sequence[str], *, most: int, timeout: float | None = None
) -> list[Relation] | None:
    """The holdings of these subjects by others; None where there are more than `most`."""
    rows = await store.read(HELD, {"keys": list(keys), "most": most}, timeout=timeout)
    if len(rows) > most:
        return None
    return [Relation(RelationKind.SHAREHOLDER_OF, holder, held, share) for holder, held, share in rows]


@cache
def _common(kinds: Kinds) -> str:
    return (
        f"{pattern(kinds)}WITH DISTINCT o.key AS other, ofKey WHERE NOT other IN $keys "
        "WITH other, collect(ofKey) AS whose WHERE size(whose) >= $least "
        "RETURN other, whose ORDER BY size(whose) DESC, other LIMIT $most"
    )


async def common_neighbours(
    store: GraphStore, keys: Sequence[str], kinds: Kinds, *, least: int, most: int, timeout: float | None = None
) -> list[tuple[str, tuple[str, ...]]]:
    """Who is related with at least `least` of these subjects, and with whom, in their order: those with the most of them first, then
    by key; at most `most`. One query."""
    rows = await store.read(_common(kinds), {"keys": list(keys), "least": least, "most": most}, timeout=timeout)
    return [(other, tuple(key for key in keys if key in whose)) for other, whose in rows]
