"""Step 1d: is the subgraph a valid GraphQL schema by itself, with the directives of what it links?"""

from collections.abc import Iterable, Iterator
from typing import Any

from graphql import (
    DirectiveDefinitionNode,
    DocumentNode,
    FieldDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    NamedTypeNode,
    NameNode,
    ObjectTypeDefinitionNode,
    OperationType,
    OperationTypeDefinitionNode,
    SchemaDefinitionNode,
    TypeDefinitionNode,
    build_ast_schema,
    parse,
    print_ast,
    validate_schema,
)
from graphql.validation.validate import validate_sdl

from gateway.federation.composition.codes import ErrorCode
from gateway.federation.composition.findings import Findings
from gateway.federation.composition.reading.definitions import Definitions
from gateway.federation.composition.reading.links import Origin, Vocabulary, schema_directives
from gateway.federation.composition.specifications import DIRECTIVES, definition
from gateway.federation.composition.subgraph import QUERY, ROOTS

MACHINERY = """
scalar federation__FieldSet
scalar federation__Scope
scalar federation__Policy
scalar federation__ContextFieldValue
scalar link__Import
enum link__Purpose { SECURITY EXECUTION }
directive @link(url: String, as: String, for: link__Purpose, import: [link__Import]) repeatable on SCHEMA
"""


def checked_schema(
    document: DocumentNode, found: Definitions, words: Vocabulary, origin: Origin, findings: Findings
) -> GraphQLSchema | None:
    """The subgraph as a schema of its own; None where it is not valid (reported as INVALID_GRAPHQL)."""
    _check_definitions(found, words, origin, findings)
    whole = DocumentNode(definitions=tuple(_all_definitions(document, found, words)))
    errors: list[GraphQLError] = list(validate_sdl(whole))
    schema = None
    if not errors:
        schema = build_ast_schema(whole, assume_valid_sdl=True)
        errors = list(validate_schema(schema))
    for error in errors:
        findings.error(
            ErrorCode.INVALID_GRAPHQL,
            f"{error.message}{_advice(error, words)}",
            [origin.place(node) for node in error.nodes or ()] or [origin.place(None)],
        )
    return None if errors else schema


def _all_definitions(document: DocumentNode, found: Definitions, words: Vocabulary) -> Iterator[Any]:
    yield from parse(MACHINERY, no_location=True).definitions
    ours = {used: name for used, (specification, name) in words.directives.items() if specification == "federation"}
    for used, name in ours.items():
        yield definition(name, used)
    yield from (node for name, node in found.directives.items() if name not in ours and name != "link")
    types = dict(found.types)
    types[QUERY] = _with_service(types.get(QUERY))
    yield from types.values()
    yield SchemaDefinitionNode(
        directives=tuple(schema_directives(document)),
        operation_types=tuple(
            OperationTypeDefinitionNode(operation=OperationType(operation), type=_named(name))
            for operation, name in ROOTS.items()
            if name in types
        ),
    )


def _named(name: str) -> NamedTypeNode:
    return NamedTypeNode(name=NameNode(value=name))


def _with_service(query: TypeDefinitionNode | None) -> TypeDefinitionNode:
    """The query root with the field that every subgraph has, so that it is never empty."""
    service = FieldDefinitionNode(name=NameNode(value="_service"), arguments=(), type=_named("String"), directives=())
    if query is None:
        return ObjectTypeDefinitionNode(
            name=NameNode(value=QUERY), description=None, directives=(), interfaces=(), fields=(service,)
        )
    if not isinstance(query, ObjectTypeDefinitionNode):
        return query
    return ObjectTypeDefinitionNode(
        name=query.name,
        description=query.description,
        directives=query.directives,
        interfaces=query.interfaces,
        fields=(*(query.fields or ()), service),
        loc=query.loc,
    )


def _check_definitions(found: Definitions, words: Vocabulary, origin: Origin, findings: Findings) -> None:
    """A subgraph may write out the definitions of Federation's directives; then they must be Federation's."""
    if words.federation is None:
        return
    for used, node in found.directives.items():
        specification, name = words.meaning(used)
        if specification == "federation":
            for problem in _differences(node, name):
                findings.error(
                    ErrorCode.DIRECTIVE_DEFINITION_INVALID, f"@{used} is Federation's: {problem}", [origin.place(node)]
                )


def _differences(node: DirectiveDefinitionNode, name: str) -> Iterable[str]:
    expected = definition(name, name)
    arguments = {argument.name.value: argument for argument in expected.arguments or ()}
    for argument in node.arguments or ():
        known = arguments.pop(argument.name.value, None)
        if known is None:
            yield f"it has no argument {argument.name.value}"
        elif _shape(print_ast(argument.type)) != _shape(print_ast(known.type)):
            yield f"its argument {argument.name.value} is {print_ast(known.type)}, not {print_ast(argument.type)}"
    known_places = {location.value for location in expected.locations or ()}
    for location in node.locations or ():
        if location.value not in known_places:
            yield f"it cannot stand on {location.value}"
    if node.repeatable and not DIRECTIVES[name].repeatable:
        yield "it is not repeatable"


def _shape(type_text: str) -> str:
    """A type with the scalars of Federation and String taken as one, and without its outermost `!`."""
    letters = "".join(c if c in "[]!" else " " for c in type_text.removesuffix("!"))
    scalar = "Boolean" if "Boolean" in type_text else "Int" if "Int" in type_text else "text"
    return f"{' '.join(letters.split())} {scalar}"


def _advice(error: GraphQLError, words: Vocabulary) -> str:
    for node in error.nodes or ():
        name = getattr(getattr(node, "name", None), "value", "")
        if "directive" in error.message and name in DIRECTIVES and name not in words.directives:
            since = ".".join(map(str, max(DIRECTIVES[name].since, (2, 0))))
            return f' To use Federation\'s, @link federation v{since} or newer and import "@{name}".'
    return ""
