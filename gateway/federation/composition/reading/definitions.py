"""Step 1c: one definition a type (extensions folded in, root types under their default names), without Federation's own."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    DirectiveDefinitionNode,
    DocumentNode,
    EnumTypeDefinitionNode,
    EnumTypeExtensionNode,
    InputObjectTypeDefinitionNode,
    InputObjectTypeExtensionNode,
    InterfaceTypeDefinitionNode,
    InterfaceTypeExtensionNode,
    NamedTypeNode,
    NameNode,
    Node,
    ObjectTypeDefinitionNode,
    ObjectTypeExtensionNode,
    ScalarTypeDefinitionNode,
    ScalarTypeExtensionNode,
    SchemaDefinitionNode,
    SchemaExtensionNode,
    TypeDefinitionNode,
    TypeExtensionNode,
    UnionTypeDefinitionNode,
    UnionTypeExtensionNode,
    Visitor,
    visit,
)

from gateway.federation.composition.codes import ErrorCode
from gateway.federation.composition.findings import Findings
from gateway.federation.composition.reading.links import Origin, Vocabulary
from gateway.federation.composition.subgraph import QUERY, ROOTS

SPECIFIED_SCALARS = frozenset({"Int", "Float", "String", "Boolean", "ID"})
BASES: dict[type[Node], type[TypeDefinitionNode]] = {
    ObjectTypeExtensionNode: ObjectTypeDefinitionNode,
    InterfaceTypeExtensionNode: InterfaceTypeDefinitionNode,
    UnionTypeExtensionNode: UnionTypeDefinitionNode,
    EnumTypeExtensionNode: EnumTypeDefinitionNode,
    InputObjectTypeExtensionNode: InputObjectTypeDefinitionNode,
    ScalarTypeExtensionNode: ScalarTypeDefinitionNode,
}
PARTS = ("directives", "interfaces", "fields", "types", "values")
MACHINERY_TYPES = frozenset({"_Entity", "_Any", "_Service", "_FieldSet", "link__Import", "link__Purpose"})
MACHINERY_FIELDS = frozenset({"_service", "_entities"})


@dataclass(slots=True)
class Definitions:
    """A subgraph's definitions. `extended` are types without a base; `from_extensions` the ids of directives on extensions."""

    types: dict[str, TypeDefinitionNode] = field(default_factory=dict)
    directives: dict[str, DirectiveDefinitionNode] = field(default_factory=dict)
    extended: set[str] = field(default_factory=set)
    from_extensions: set[int] = field(default_factory=set)


def definitions(document: DocumentNode, words: Vocabulary, origin: Origin, findings: Findings) -> Definitions:
    """Sort a document's definitions and fold extensions into what they extend."""
    document = _with_default_roots(document, origin, findings)
    found = Definitions()
    parts: dict[str, list[Any]] = {}
    for node in document.definitions:
        if isinstance(node, DirectiveDefinitionNode):
            found.directives[node.name.value] = node
        elif isinstance(node, (TypeDefinitionNode, TypeExtensionNode)) and not _is_given(node, words, origin, findings):
            parts.setdefault(node.name.value, []).append(node)
    for name, nodes in parts.items():
        combined = _combine(name, nodes, found, origin, findings)
        if combined is not None:
            found.types[name] = combined
    return found


def _combine(
    name: str, nodes: list[Any], found: Definitions, origin: Origin, findings: Findings
) -> TypeDefinitionNode | None:
    bases = [node for node in nodes if isinstance(node, TypeDefinitionNode)]
    kinds = {BASES.get(type(node), type(node)) for node in nodes}
    if len(bases) > 1 or len(kinds) > 1:
        why = "is defined more than once" if len(bases) > 1 else "is extended as another kind of type"
        findings.error(ErrorCode.INVALID_GRAPHQL, f"{name} {why}", [origin.place(node) for node in nodes])
        return None
    if not bases:
        found.extended.add(name)
    for node in nodes:
        if node not in bases:
            found.from_extensions |= {id(directive) for directive in node.directives or ()}
    first = bases[0] if bases else nodes[0]
    merged = {part: tuple(_gather(nodes, part)) for part in PARTS if part in first.keys}
    if name == QUERY and "fields" in merged:
        merged["fields"] = tuple(f for f in merged["fields"] if f.name.value not in MACHINERY_FIELDS)
    description = {"description": first.description} if bases else {"description": None}
    kind: Any = kinds.pop()
    combined: TypeDefinitionNode = kind(name=first.name, loc=first.loc, **description, **merged)
    return combined


def _gather(nodes: Iterable[Any], part: str) -> Iterator[Any]:
    for node in nodes:
        yield from getattr(node, part) or ()


def _is_given(
    node: TypeDefinitionNode | TypeExtensionNode, words: Vocabulary, origin: Origin, findings: Findings
) -> bool:
    """Is it GraphQL's or Federation's own type, which a subgraph may write out?"""
    name = node.name.value
    if name in SPECIFIED_SCALARS:
        if any(words.meaning(d.name.value) == ("federation", "inaccessible") for d in node.directives or ()):
            text = f"{name} is GraphQL's own and cannot be @inaccessible"
            findings.error(ErrorCode.DISALLOWED_INACCESSIBLE, text, [origin.place(node)])
        return True
    if name in words.types and not isinstance(node, (ScalarTypeDefinitionNode, ScalarTypeExtensionNode)):
        text = f"{name} is Federation's, and a scalar"
        findings.error(ErrorCode.TYPE_DEFINITION_INVALID, text, [origin.place(node)])
    return name in MACHINERY_TYPES or name in words.types or name.startswith(("federation__", "link__", "core__"))


def _with_default_roots(document: DocumentNode, origin: Origin, findings: Findings) -> DocumentNode:
    """Rename root types to Query, Mutation and Subscription."""
    renamed: dict[str, str] = {}
    for schema in document.definitions:
        if isinstance(schema, (SchemaDefinitionNode, SchemaExtensionNode)):
            for operation in schema.operation_types or ():
                renamed[operation.type.name.value] = ROOTS[operation.operation.value]
    renamed = {old: new for old, new in renamed.items() if old != new}
    taken = _taken_names(document, renamed, origin, findings)
    renamed = {old: new for old, new in renamed.items() if new not in taken}
    return visit(document, _Rename(renamed)) if renamed else document


def _taken_names(document: DocumentNode, renamed: dict[str, str], origin: Origin, findings: Findings) -> set[str]:
    """Default names of root types that other types have."""
    taken = set()
    for old, new in renamed.items():
        for node in document.definitions:
            if isinstance(node, TypeDefinitionNode) and node.name.value == new:
                taken.add(new)
                findings.error(
                    ErrorCode(f"ROOT_{new.upper()}_USED"),
                    f"a type is called {new} while {old} is the root type; the root type will be called {new}",
                    [origin.place(node)],
                )
    return taken


class _Rename(Visitor):
    """New names for types, where they are defined and where they are used; what is copied keeps its place."""

    def __init__(self, renamed: dict[str, str]) -> None:
        super().__init__()
        self.renamed = renamed

    def leave(self, node: Node, *_: Any) -> Any:
        if isinstance(node, (NamedTypeNode, TypeDefinitionNode, TypeExtensionNode)):
            new = self.renamed.get(node.name.value)
            if new is not None:
                values = {key: getattr(node, key) for key in node.keys}
                return type(node)(**(values | {"name": NameNode(value=new, loc=node.name.loc)}))
        return None
