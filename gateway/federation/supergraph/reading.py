"""From a supergraph's SDL (join and link specifications) to a `Supergraph`."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from graphql import (
    ConstDirectiveNode,
    DocumentNode,
    EnumTypeDefinitionNode,
    FieldDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    InterfaceTypeDefinitionNode,
    Node,
    ObjectTypeDefinitionNode,
    OperationDefinitionNode,
    SchemaDefinitionNode,
    SelectionSetNode,
    TypeDefinitionNode,
    UnionTypeDefinitionNode,
    build_ast_schema,
    is_interface_type,
    parse,
    print_ast,
    value_from_ast_untyped,
)

from gateway.execution.cost.weights import weights_of
from gateway.federation.supergraph.model import (
    CompositeType,
    FieldInSubgraph,
    Key,
    Kind,
    Subgraph,
    Supergraph,
    SupergraphError,
    TypeInSubgraph,
)
from gateway.federation.supergraph.public_schema import public_document

JOIN = "https://specs.apollo.dev/join/"
VERSIONS = frozenset({"v0.1", "v0.2", "v0.3", "v0.4", "v0.5"})
UNDERSTOOD = frozenset({"link", "join", "inaccessible", "tag", "authenticated", "requiresScopes", "policy", "cost"})
KINDS = {
    ObjectTypeDefinitionNode: Kind.OBJECT,
    InterfaceTypeDefinitionNode: Kind.INTERFACE,
    UnionTypeDefinitionNode: Kind.UNION,
}
WITH_FIELDS = (ObjectTypeDefinitionNode, InterfaceTypeDefinitionNode)


def read(sdl: str) -> Supergraph:
    """Read a supergraph. Raises SupergraphError naming the line."""
    try:
        document = parse(sdl)
        _check_links(document)
        full = build_ast_schema(document, assume_valid_sdl=True)
        public = build_ast_schema(public_document(document), assume_valid_sdl=True)
    except GraphQLSyntaxError as error:
        raise SupergraphError(error.message, error.locations[0].line if error.locations else None) from error
    except (GraphQLError, TypeError) as error:
        raise SupergraphError(str(error)) from error
    subgraphs = _subgraphs(document)
    types = {d.name.value: _composite(d, subgraphs, full) for d in _composite_definitions(document)}
    return Supergraph(subgraphs, types, full, public, sdl, weights_of(document))


def line_of(node: Node) -> int | None:
    return node.loc.start_token.line if node.loc else None


def directives(node: Any, name: str) -> Iterator[tuple[ConstDirectiveNode, dict[str, Any]]]:
    """Every use of a directive on a node with its arguments as Python values."""
    for directive in node.directives or ():
        if directive.name.value == name:
            yield directive, {a.name.value: value_from_ast_untyped(a.value) for a in directive.arguments or ()}


def parse_field_set(text: str, line: int | None = None) -> SelectionSetNode:
    """The selection set of a field set's text (with or without braces)."""
    try:
        definition = parse("{" + text + "}", no_location=True).definitions[0]
    except GraphQLSyntaxError as error:
        raise SupergraphError(f"field set {text!r}: {error.message}", line) from error
    assert isinstance(definition, OperationDefinitionNode)
    return definition.selection_set


def _check_links(document: DocumentNode) -> None:
    schemas = [d for d in document.definitions if isinstance(d, SchemaDefinitionNode)]
    links = [(node, arguments) for schema in schemas for node, arguments in directives(schema, "link")]
    joins = [(node, str(a.get("url"))) for node, a in links if str(a.get("url")).startswith(JOIN)]
    if not joins:
        raise SupergraphError("this is no supergraph: its schema has no @link to the join specification")
    for node, url in joins:
        if url.removeprefix(JOIN) not in VERSIONS:
            raise SupergraphError(f"{url} is not understood (join v0.1 to v0.5 are)", line_of(node))
    for node, arguments in links:
        url = str(arguments.get("url"))
        feature = str(arguments.get("as") or url.rstrip("/").split("/")[-2])
        if arguments.get("for") == "EXECUTION" and feature not in UNDERSTOOD:
            raise SupergraphError(f"{url} is needed for execution and is not understood", line_of(node))


def _subgraphs(document: DocumentNode) -> dict[str, Subgraph]:
    for definition in document.definitions:
        if isinstance(definition, EnumTypeDefinitionNode) and definition.name.value == "join__Graph":
            found = {}
            for value in definition.values or ():
                uses = list(directives(value, "join__graph"))
                if not uses:
                    raise SupergraphError(f"{value.name.value} has no @join__graph", line_of(value))
                arguments = uses[0][1]
                found[value.name.value] = Subgraph(value.name.value, arguments["name"], arguments.get("url") or "")
            return found
    raise SupergraphError("there is no enum join__Graph")


def _composite_definitions(document: DocumentNode) -> Iterator[TypeDefinitionNode]:
    for definition in document.definitions:
        if isinstance(definition, (*WITH_FIELDS, UnionTypeDefinitionNode)):
            yield definition


def _composite(definition: TypeDefinitionNode, subgraphs: dict[str, Subgraph], full: GraphQLSchema) -> CompositeType:
    name = definition.name.value
    uses: dict[str, list[dict[str, Any]]] = {}
    for node, arguments in directives(definition, "join__type"):
        if arguments.get("graph") not in subgraphs:
            raise SupergraphError(f"{name}: no subgraph {arguments.get('graph')}", line_of(node))
        uses.setdefault(arguments["graph"], []).append({**arguments, "line": line_of(node)})
    found = {}
    for graph, declared in uses.items():
        found[graph] = TypeInSubgraph(
            graph,
            tuple(_keys(declared)),
            any(d.get("isInterfaceObject") for d in declared),
            _fields(definition, graph, subgraphs),
            frozenset(_members(definition, graph, full)),
        )
    return CompositeType(name, KINDS[type(definition)], found)


def _keys(declared: Sequence[dict[str, Any]]) -> Iterator[Key]:
    for arguments in declared:
        if text := arguments.get("key"):
            fields = parse_field_set(text, arguments["line"])
            yield Key(
                fields,
                " ".join(print_ast(fields).split())[2:-2],
                arguments.get("resolvable", True),
            )


def _fields(definition: TypeDefinitionNode, graph: str, subgraphs: dict[str, Subgraph]) -> dict[str, FieldInSubgraph]:
    if not isinstance(definition, WITH_FIELDS):
        return {}
    found = {}
    for field in definition.fields or ():
        declared = list(directives(field, "join__field"))
        for node, arguments in declared:
            if arguments.get("graph") is not None and arguments["graph"] not in subgraphs:
                raise SupergraphError(f"{field.name.value}: no subgraph {arguments['graph']}", line_of(node))
        if not declared:
            found[field.name.value] = FieldInSubgraph(field.name.value, print_ast(field.type), True)
        for node, arguments in declared:
            if arguments.get("graph") == graph:
                found[field.name.value] = _field(field, arguments, line_of(node))
    return found


def _field(field: FieldDefinitionNode, arguments: dict[str, Any], line: int | None) -> FieldInSubgraph:
    requires, provides = arguments.get("requires"), arguments.get("provides")
    return FieldInSubgraph(
        name=field.name.value,
        type=arguments.get("type") or print_ast(field.type),
        resolvable=not (arguments.get("external") or arguments.get("usedOverridden")),
        requires=parse_field_set(requires, line) if requires else None,
        provides=parse_field_set(provides, line) if provides else None,
    )


def _members(definition: TypeDefinitionNode, graph: str, full: GraphQLSchema) -> Iterable[str]:
    """Object types that a value of this type may be in this subgraph (itself, for an object)."""
    name = definition.name.value
    if isinstance(definition, UnionTypeDefinitionNode):
        declared = [a["member"] for _, a in directives(definition, "join__unionMember") if a.get("graph") == graph]
        return declared or [t.name.value for t in definition.types or ()]
    if isinstance(definition, ObjectTypeDefinitionNode):
        return [name]
    interface = full.type_map[name]
    assert is_interface_type(interface)
    return [
        possible.name
        for possible in full.get_possible_types(interface)
        if possible.ast_node is not None and _implements(possible.ast_node, graph, name)
    ]


def _implements(node: Any, graph: str, interface: str) -> bool:
    return any(
        a.get("graph") == graph and a.get("interface") == interface for _, a in directives(node, "join__implements")
    )
