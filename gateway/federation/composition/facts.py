"""Step 3 of composition: what follows from a subgraph's directives, worked out once: what is external, shareable, in use.

A field is *external* when the subgraph only names it. It is not, although it says so, when it belongs to the key of a type
that the subgraph extends: it can answer those. A field is *provided* when it is external and some path makes it available.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from graphql import GraphQLSyntaxError, SelectionSetNode

from gateway.federation.composition.field_sets import Coordinate, named, parse_field_set, selected, with_implementations
from gateway.federation.composition.subgraph import Kind, Subgraph, Type, Use


@dataclass(frozen=True, slots=True)
class Key:
    text: str
    fields: SelectionSetNode
    resolvable: bool
    extension: bool
    use: Use


@dataclass(frozen=True, slots=True)
class Facts:
    """One subgraph with the sets of its fields, each as (type, field)."""

    subgraph: Subgraph
    keys: dict[str, tuple[Key, ...]]
    external: frozenset[Coordinate]
    provided: frozenset[Coordinate]
    in_keys: frozenset[Coordinate]
    required: frozenset[Coordinate]
    shareable: frozenset[Coordinate]

    def resolves(self, coordinate: Coordinate) -> bool:
        """Does the subgraph answer the field, at least on some path?"""
        return coordinate not in self.external or coordinate in self.provided

    def uses(self, coordinate: Coordinate) -> bool:
        """Would the subgraph miss the field if another took it over? (In a field set, or asked for by an interface.)"""
        type_name, field = coordinate
        declared = self.subgraph.types[type_name]
        wanted = any(field in self.subgraph.types[name].fields for name in declared.interfaces)
        return wanted or coordinate in self.in_keys | self.required | self.provided


def facts(subgraph: Subgraph) -> Facts:
    """Needs valid field sets (see `validation`); those that are not are passed over."""
    keys = {t.name: tuple(_keys(t)) for t in subgraph.types.values()}
    provided = frozenset(_provided(subgraph))
    in_keys = frozenset(_in_keys(subgraph, keys))
    return Facts(
        subgraph=subgraph,
        keys=keys,
        external=frozenset(_external(subgraph, keys)),
        provided=provided,
        in_keys=in_keys,
        required=frozenset(_required(subgraph)),
        shareable=frozenset(_marked_shareable(subgraph)) | in_keys | provided,
    )


def _keys(declared: Type) -> Iterator[Key]:
    for use in declared.used("key"):
        fields = field_set_of(use)
        if fields is not None:
            yield Key(
                text=str(use.values["fields"]),
                fields=fields,
                resolvable=use.values.get("resolvable") is not False,
                extension=use.on_extension or declared.has("extends"),
                use=use,
            )


def field_set_of(use: Use) -> SelectionSetNode | None:
    """The parsed argument `fields`; None where it is no field set."""
    text = use.values.get("fields")
    if not isinstance(text, str):
        return None
    try:
        return parse_field_set(text)
    except GraphQLSyntaxError:
        return None


def _in_keys(subgraph: Subgraph, keys: dict[str, tuple[Key, ...]]) -> Iterator[Coordinate]:
    for type_name, declared in keys.items():
        for key in declared:
            yield from with_implementations((c for c, _ in selected(key.fields, type_name, subgraph)), subgraph)


def _external(subgraph: Subgraph, keys: dict[str, tuple[Key, ...]]) -> Iterator[Coordinate]:
    answered: set[Coordinate] = set()
    for type_name, declared in keys.items():
        for key in declared:
            if key.extension:
                answered |= {c for c, _ in selected(key.fields, type_name, subgraph)}
    for t in subgraph.types.values():
        for field in t.fields.values():
            if (field.has("external") or t.has("external")) and (t.name, field.name) not in answered:
                yield t.name, field.name


def _provided(subgraph: Subgraph) -> Iterator[Coordinate]:
    return _in_field_sets(subgraph, "provides")


def _required(subgraph: Subgraph) -> Iterator[Coordinate]:
    return _in_field_sets(subgraph, "requires")


def _in_field_sets(subgraph: Subgraph, directive: str) -> Iterator[Coordinate]:
    for t in subgraph.types.values():
        for field in t.fields.values():
            start = named(field.type) if directive == "provides" else t.name
            for use in field.used(directive):
                fields = field_set_of(use)
                if fields is not None:
                    yield from with_implementations((c for c, _ in selected(fields, start, subgraph)), subgraph)


def _marked_shareable(subgraph: Subgraph) -> Iterable[Coordinate]:
    for t in subgraph.types.values():
        if t.kind is not Kind.OBJECT:
            continue
        for field in t.fields.values():
            if field.has("shareable") or t.has("shareable"):
                yield t.name, field.name
