"""Step 1e: from a subgraph's definitions to the model, with canonical names."""

from collections.abc import Iterable
from typing import Any

from graphql import (
    ConstDirectiveNode,
    DocumentNode,
    EnumTypeDefinitionNode,
    InputObjectTypeDefinitionNode,
    InterfaceTypeDefinitionNode,
    Node,
    ObjectTypeDefinitionNode,
    ScalarTypeDefinitionNode,
    SchemaDefinitionNode,
    TypeDefinitionNode,
    UnionTypeDefinitionNode,
    value_from_ast_untyped,
)

from gateway.federation.composition.findings import Place
from gateway.federation.composition.reading.definitions import Definitions
from gateway.federation.composition.reading.links import Origin, Vocabulary, schema_directives
from gateway.federation.composition.subgraph import QUERY, Argument, Element, Field, Kind, Type, Use

KINDS: dict[type[Node], Kind] = {
    ObjectTypeDefinitionNode: Kind.OBJECT,
    InterfaceTypeDefinitionNode: Kind.INTERFACE,
    UnionTypeDefinitionNode: Kind.UNION,
    EnumTypeDefinitionNode: Kind.ENUM,
    InputObjectTypeDefinitionNode: Kind.INPUT,
    ScalarTypeDefinitionNode: Kind.SCALAR,
}


class Modelling:
    """Turns the definitions of one subgraph into types; knows what its names mean and where its nodes are."""

    def __init__(self, found: Definitions, words: Vocabulary, origin: Origin) -> None:
        self.found, self.words, self.origin = found, words, origin

    def types(self) -> dict[str, Type]:
        """Every type of the subgraph; the query root is always there, if only with Federation's own fields."""
        types = {name: self._type(node) for name, node in self.found.types.items()}
        query = Type(name=QUERY, kind=Kind.OBJECT, place=self.origin.place(None))
        return {QUERY: query} | types

    def about(self, document: DocumentNode) -> Element:
        """The schema definition."""
        texts = [
            node.description.value
            for node in document.definitions
            if isinstance(node, SchemaDefinitionNode) and node.description is not None
        ]
        return Element(
            name="schema",
            place=self.origin.place(None),
            description=texts[0] if texts else None,
            uses=self._uses(schema_directives(document)),
        )

    def _uses(self, directives: Iterable[ConstDirectiveNode] | None) -> tuple[Use, ...]:
        return tuple(self._use(node) for node in directives or ())

    def _use(self, node: ConstDirectiveNode) -> Use:
        specification, name = self.words.meaning(node.name.value)
        return Use(
            name=name if specification == "federation" else node.name.value,
            specification=specification,
            arguments={argument.name.value: argument.value for argument in node.arguments or ()},
            values={argument.name.value: value_from_ast_untyped(argument.value) for argument in node.arguments or ()},
            place=self.origin.place(node),
            on_extension=id(node) in self.found.from_extensions,
        )

    def _element(self, node: Any) -> dict[str, Any]:
        return {
            "name": node.name.value,
            "place": self.origin.place(node.name),
            "description": node.description.value if node.description else None,
            "uses": self._uses(node.directives),
        }

    def _type(self, node: TypeDefinitionNode) -> Type:
        kind = KINDS[type(node)]
        parts: dict[str, Any] = {}
        if kind in (Kind.OBJECT, Kind.INTERFACE):
            parts = {"fields": self._fields(node), "interfaces": self._places(getattr(node, "interfaces", None))}
        elif kind is Kind.INPUT:
            parts = {"inputs": self._arguments(getattr(node, "fields", None))}
        elif kind is Kind.ENUM:
            parts = {"values": {v.name.value: Element(**self._element(v)) for v in getattr(node, "values", None) or ()}}
        elif kind is Kind.UNION:
            parts = {"members": self._places(getattr(node, "types", None))}
        return Type(kind=kind, only_extended=node.name.value in self.found.extended, **self._element(node), **parts)

    def _fields(self, node: Any) -> dict[str, Field]:
        return {
            field.name.value: Field(type=field.type, arguments=self._arguments(field.arguments), **self._element(field))
            for field in node.fields or ()
        }

    def _arguments(self, nodes: Iterable[Any] | None) -> dict[str, Argument]:
        return {
            node.name.value: Argument(type=node.type, default=node.default_value, **self._element(node))
            for node in nodes or ()
        }

    def _places(self, nodes: Iterable[Any] | None) -> dict[str, Place]:
        return {node.name.value: self.origin.place(node) for node in nodes or ()}
