"""Last step of composition: the supergraph as SDL, with the link and join specifications' own definitions."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from graphql import DirectiveDefinitionNode, StringValueNode, print_ast

from gateway.federation.composition.merging import Merged
from gateway.federation.composition.specifications import DIRECTIVES, HOST
from gateway.federation.composition.subgraph import ROOTS, Argument, Element, Field, Kind, Link, Subgraph, Type, Use

KEYWORDS = {
    Kind.OBJECT: "type",
    Kind.INTERFACE: "interface",
    Kind.UNION: "union",
    Kind.ENUM: "enum",
    Kind.INPUT: "input",
    Kind.SCALAR: "scalar",
}
LINK_AND_JOIN = """\
directive @link(url: String, as: String, for: link__Purpose, import: [link__Import]) repeatable on SCHEMA

directive @join__enumValue(graph: join__Graph!) repeatable on ENUM_VALUE

directive @join__field(graph: join__Graph, requires: join__FieldSet, provides: join__FieldSet, type: String, \
external: Boolean, override: String, usedOverridden: Boolean) repeatable on FIELD_DEFINITION | INPUT_FIELD_DEFINITION

directive @join__graph(name: String!, url: String!) on ENUM_VALUE

directive @join__implements(graph: join__Graph!, interface: String!) repeatable on OBJECT | INTERFACE

directive @join__type(graph: join__Graph!, key: join__FieldSet, extension: Boolean! = false, \
resolvable: Boolean! = true, isInterfaceObject: Boolean! = false) repeatable on OBJECT | INTERFACE | UNION | ENUM | \
INPUT_OBJECT | SCALAR

directive @join__unionMember(graph: join__Graph!, member: String!) repeatable on UNION

scalar join__FieldSet

scalar link__Import

enum link__Purpose {
  SECURITY
  EXECUTION
}"""
SECURITY = frozenset({"inaccessible", "authenticated", "requiresScopes", "policy"})
SCALARS = {"requiresScopes": "requiresScopes__Scope", "policy": "policy__Policy"}


def supergraph_sdl(subgraphs: Sequence[Subgraph], merged: Merged) -> str:
    """The whole supergraph."""
    used = _used_specifications(merged)
    blocks = [
        _schema(merged, used),
        LINK_AND_JOIN,
        *_own_definitions(used),
        *(_definition(node) for node in merged.directives),
        _graphs(subgraphs),
        *(_type(t) for t in merged.types.values()),
    ]
    return "\n\n".join(blocks) + "\n"


def _used_specifications(merged: Merged) -> list[str]:
    """Names of Federation's directives that the supergraph has somewhere."""
    uses = [*merged.about.uses, *(use for t in merged.types.values() for use in _all_uses(t))]
    found = {use.name for use in uses if use.specification == "federation"}
    return [name for name in DIRECTIVES if name in found]


def _all_uses(declared: Type) -> Iterator[Use]:
    yield from declared.uses
    for field in declared.fields.values():
        yield from field.uses
        for argument in field.arguments.values():
            yield from argument.uses
    for element in (*declared.inputs.values(), *declared.values.values()):
        yield from element.uses


def _schema(merged: Merged, used: Iterable[str]) -> str:
    lines = [
        f"{_description(merged.about, '')}schema",
        f'  @link(url: "{HOST}link/v1.0")',
        f'  @link(url: "{HOST}join/v0.3", for: EXECUTION)',
    ]
    for specification, names in _by_specification(used).items():
        imports = [f'"@{name}"' for name in names if name != specification.split("/")[0]]
        imported = f", import: [{', '.join(imports)}]" if imports else ""
        purpose = ", for: SECURITY" if names[0] in SECURITY else ""
        lines.append(f'  @link(url: "{HOST}{specification}"{imported}{purpose})')
    lines += [f"  {_link(link)}" for link in merged.links]
    lines += [f"  {_use(use)}" for use in merged.about.uses]
    roots = [f"  {operation}: {name}" for operation, name in ROOTS.items() if name in merged.types]
    return "\n".join([*lines, "{", *roots, "}"])


def _by_specification(used: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name in used:
        found.setdefault(str(DIRECTIVES[name].alone), []).append(name)
    return found


def _link(link: Link) -> str:
    imports = ", ".join(
        f'"{name}"' if name == renamed else f'{{name: "{name}", as: "{renamed}"}}'
        for name, renamed in sorted(link.imports.items())
        if name != f"@{link.name}" or renamed != f"@{link.namespace}"
    )
    renamed = f', as: "{link.namespace}"' if link.namespace != link.name else ""
    return f'@link(url: "{link.url}"{renamed}{f", import: [{imports}]" if imports else ""})'


def _own_definitions(used: Iterable[str]) -> Iterator[str]:
    for name in used:
        directive = DIRECTIVES[name]
        arguments = directive.arguments.replace("federation__Scope", SCALARS["requiresScopes"])
        arguments = arguments.replace("federation__Policy", SCALARS["policy"])
        repeatable = " repeatable" if directive.repeatable else ""
        yield f"directive @{name}{arguments}{repeatable} on {directive.locations}"
        if name in SCALARS:
            yield f"scalar {SCALARS[name]}"


def _definition(node: DirectiveDefinitionNode) -> str:
    return print_ast(node)


def _graphs(subgraphs: Sequence[Subgraph]) -> str:
    values = [f"  {s.graph} @join__graph(name: {_quoted(s.name)}, url: {_quoted(s.url)})" for s in subgraphs]
    return "\n".join(["enum join__Graph {", *values, "}"])


def _type(declared: Type) -> str:
    implements = f" implements {' & '.join(declared.interfaces)}" if declared.interfaces else ""
    uses = "".join(f"\n  {_use(use)}" for use in declared.uses)
    head = f"{_description(declared, '')}{KEYWORDS[declared.kind]} {declared.name}{implements}{uses}"
    if declared.kind is Kind.UNION:
        return f"{head}\n = {' | '.join(declared.members)}"
    body = [*map(_field, declared.fields.values()), *map(_input_field, declared.inputs.values())]
    body += [f"{_description(value, '  ')}  {value.name}{_uses(value)}" for value in declared.values.values()]
    return "\n".join([head, "{", *body, "}"]) if body else head


def _field(field: Field) -> str:
    return (
        f"{_description(field, '  ')}  {field.name}{_arguments(field.arguments)}: {print_ast(field.type)}{_uses(field)}"
    )


def _input_field(argument: Argument) -> str:
    return f"{_description(argument, '  ')}  {_argument(argument)}"


def _arguments(arguments: Mapping[str, Argument]) -> str:
    if not arguments:
        return ""
    if not any(argument.description for argument in arguments.values()):
        return f"({', '.join(map(_argument, arguments.values()))})"
    lines = [f"{_description(argument, '    ')}    {_argument(argument)}" for argument in arguments.values()]
    return "\n".join(["(", *lines, "  )"])


def _argument(argument: Argument) -> str:
    default = "" if argument.default is None else f" = {print_ast(argument.default)}"
    return f"{argument.name}: {print_ast(argument.type)}{default}{_uses(argument)}"


def _uses(element: Element) -> str:
    return "".join(f" {_use(use)}" for use in element.uses)


def _use(use: Use) -> str:
    arguments = ", ".join(f"{name}: {print_ast(value)}" for name, value in use.arguments.items())
    return f"@{use.name}({arguments})" if arguments else f"@{use.name}"


def _description(element: Element, indent: str) -> str:
    if not element.description:
        return ""
    text = print_ast(StringValueNode(value=element.description, block=True))
    return "".join(f"{indent}{line}\n" if line else "\n" for line in text.split("\n"))


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
