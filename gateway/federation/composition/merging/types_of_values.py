"""How type references merge: towards the wider type where values come out, towards the narrower where they go in."""

from collections.abc import Callable, Sequence

from graphql import ListTypeNode, NamedTypeNode, NonNullTypeNode, TypeNode, print_ast

from gateway.federation.composition.merging.sources import Family


def is_subtype(narrow: TypeNode, wide: TypeNode, family: Family) -> bool:
    """Is every value of the one a value of the other?"""
    if isinstance(wide, NonNullTypeNode):
        return isinstance(narrow, NonNullTypeNode) and is_subtype(narrow.type, wide.type, family)
    if isinstance(narrow, NonNullTypeNode):
        return is_subtype(narrow.type, wide, family)
    if isinstance(narrow, ListTypeNode) and isinstance(wide, ListTypeNode):
        return is_subtype(narrow.type, wide.type, family)
    if isinstance(narrow, NamedTypeNode) and isinstance(wide, NamedTypeNode):
        return narrow.name.value == wide.name.value or family.is_below(narrow.name.value, wide.name.value)
    return False


def widest(types: Sequence[TypeNode], family: Family) -> TypeNode | None:
    """The one of the types that all others are subtypes of."""
    return _dominating(types, lambda candidate, other: is_subtype(other, candidate, family))


def narrowest(types: Sequence[TypeNode], family: Family) -> TypeNode | None:
    """The one of the types that is a subtype of all others."""
    return _dominating(types, lambda candidate, other: is_subtype(candidate, other, family))


def all_equal(types: Sequence[TypeNode]) -> bool:
    return len({print_ast(t) for t in types}) <= 1


def _dominating(types: Sequence[TypeNode], holds: Callable[[TypeNode, TypeNode], bool]) -> TypeNode | None:
    return next((t for t in types if all(holds(t, other) for other in types)), None)
