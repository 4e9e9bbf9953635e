"""Step 5 of planning: fields that may not share a response key in one request get aliases of their own.

A client may ask `... on User { id } ... on Admin { id }` because both are `ID!` in the public schema; a subgraph in which one
is `ID` refuses the same two selections. The second goes out under an alias, and the executor puts its value back.
"""

from collections.abc import Iterator, Mapping, Sequence

from gateway.federation.planner.operation import FieldSelection
from gateway.federation.planner.tree import Node, Place, place_of
from gateway.federation.supergraph.model import Supergraph

Aliases = Mapping[tuple[int, Place], str]
"""Alias of a field by its node's id and its place in the node."""

Entry = tuple[Node, FieldSelection, Node | None]
NO_ALIASES: Aliases = {}


def aliases_of(node: Node, supergraph: Supergraph) -> Aliases:
    """The fields of a request's node, at any depth, that need an alias there."""
    found: dict[tuple[int, Place], str] = {}
    _scan([node], supergraph, found)
    return found


def _scan(scope: Sequence[Node], supergraph: Supergraph, found: dict[tuple[int, Place], str]) -> None:
    """`scope` are nodes whose selections the subgraph merges into one object."""
    by_key: dict[str, list[Entry]] = {}
    for entry in (entry for node in scope for entry in _entries(node)):
        by_key.setdefault(entry[1].key, []).append(entry)
    for entries in by_key.values():
        shapes: dict[str, list[Node]] = {}
        for node, selection, inner in entries:
            shape = _shape(node, selection, inner, supergraph)
            if shapes and shape != next(iter(shapes)):
                found[id(node), place_of(selection)] = f"_{node.type_name}_{selection.key}"
            shapes.setdefault(shape, []).extend([inner] if inner else [])
        for inners in shapes.values():
            _scan(inners, supergraph, found)


def _entries(node: Node) -> Iterator[Entry]:
    for selection, inner in node.fields.values():
        yield node, selection, inner
    for narrowed in node.narrowed.values():
        yield from _entries(narrowed)


def _shape(node: Node, selection: FieldSelection, inner: Node | None, supergraph: Supergraph) -> str:
    """What two fields of one response key must have in common: the whole type of a leaf, lists and nullability of an object."""
    held = supergraph.types[node.type_name].subgraphs.get(node.graph)
    declared = held.fields.get(selection.name) if held else None
    if declared is None:
        return selection.name
    return declared.type if inner is None else "".join(c for c in declared.type if c in "[]!")
