"""The specifications a subgraph may link and the directives they bring, as facts: which since when, with what arguments.

Sources: the published specifications link v1.0, federation v2.0–v2.9, tag, inaccessible, authenticated, requiresScopes,
policy and cost.
"""

from dataclasses import dataclass
from functools import cache

from graphql import DirectiveDefinitionNode, parse

HOST = "https://specs.apollo.dev/"
LINK, FEDERATION, CORE = f"{HOST}link", f"{HOST}federation", f"{HOST}core"
NEWEST_FEDERATION = (2, 12)
ANY_ELEMENT = (
    "FIELD_DEFINITION | OBJECT | INTERFACE | UNION | ARGUMENT_DEFINITION | SCALAR | ENUM | ENUM_VALUE | INPUT_OBJECT"
    " | INPUT_FIELD_DEFINITION"
)
ACCESS = "FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM"


@dataclass(frozen=True, slots=True)
class FederationDirective:
    """`arguments` and `locations` are SDL; `alone` the specification that the directive has in a supergraph, if it goes there."""

    name: str
    since: tuple[int, int]
    arguments: str
    locations: str
    repeatable: bool = False
    alone: str | None = None


DIRECTIVES = {
    directive.name: directive
    for directive in (
        FederationDirective(
            "key", (1, 0), "(fields: federation__FieldSet!, resolvable: Boolean = true)", "OBJECT | INTERFACE", True
        ),
        FederationDirective("requires", (1, 0), "(fields: federation__FieldSet!)", "FIELD_DEFINITION"),
        FederationDirective("provides", (1, 0), "(fields: federation__FieldSet!)", "FIELD_DEFINITION"),
        FederationDirective("external", (1, 0), "(reason: String)", "OBJECT | FIELD_DEFINITION"),
        FederationDirective("extends", (1, 0), "", "OBJECT | INTERFACE"),
        FederationDirective("tag", (1, 0), "(name: String!)", f"{ANY_ELEMENT} | SCHEMA", True, "tag/v0.3"),
        FederationDirective("shareable", (2, 0), "", "OBJECT | FIELD_DEFINITION", True),
        FederationDirective("override", (2, 0), "(from: String!, label: String)", "FIELD_DEFINITION"),
        FederationDirective("inaccessible", (2, 0), "", ANY_ELEMENT, False, "inaccessible/v0.2"),
        FederationDirective("composeDirective", (2, 1), "(name: String)", "SCHEMA", True),
        FederationDirective("interfaceObject", (2, 3), "", "OBJECT"),
        FederationDirective("authenticated", (2, 5), "", ACCESS, False, "authenticated/v0.1"),
        FederationDirective(
            "requiresScopes", (2, 5), "(scopes: [[federation__Scope!]!]!)", ACCESS, False, "requiresScopes/v0.1"
        ),
        FederationDirective("policy", (2, 6), "(policies: [[federation__Policy!]!]!)", ACCESS, False, "policy/v0.1"),
        FederationDirective("context", (2, 8), "(name: String!)", "INTERFACE | OBJECT | UNION", True),
        FederationDirective("fromContext", (2, 8), "(field: federation__ContextFieldValue)", "ARGUMENT_DEFINITION"),
        FederationDirective(
            "cost",
            (2, 9),
            "(weight: Int!)",
            "ARGUMENT_DEFINITION | ENUM | FIELD_DEFINITION | INPUT_FIELD_DEFINITION | OBJECT | SCALAR",
            False,
            "cost/v0.1",
        ),
        FederationDirective(
            "listSize",
            (2, 9),
            "(assumedSize: Int, slicingArguments: [String!], sizedFields: [String!],"
            " requireOneSlicingArgument: Boolean = true)",
            "FIELD_DEFINITION",
            False,
            "cost/v0.1",
        ),
    )
}
FEDERATION_1 = ("key", "requires", "provides", "external", "extends", "tag")
TYPES_SINCE = {"FieldSet": (2, 0), "Scope": (2, 5), "Policy": (2, 6), "ContextFieldValue": (2, 8)}
UNSUPPORTED = frozenset({"context", "fromContext"})
# The other specifications that Federation's directives also exist in by themselves: identity → directives.
ALONE: dict[str, tuple[str, ...]] = {
    f"{HOST}tag": ("tag",),
    f"{HOST}inaccessible": ("inaccessible",),
    f"{HOST}authenticated": ("authenticated",),
    f"{HOST}requiresScopes": ("requiresScopes",),
    f"{HOST}policy": ("policy",),
    f"{HOST}cost": ("cost", "listSize"),
}
NEWEST_ALONE = {"tag": (0, 3), "inaccessible": (0, 2), "cost": (0, 1)}
MERGED_BY_SPECIFICATION = frozenset(d.name for d in DIRECTIVES.values() if d.alone)


def federation_directives(version: tuple[int, int] | None) -> tuple[str, ...]:
    """Names of the directives of a version of Federation (None: Federation 1, where all are there without a link)."""
    if version is None:
        return FEDERATION_1
    return tuple(d.name for d in DIRECTIVES.values() if d.since <= version)


def federation_types(version: tuple[int, int] | None) -> tuple[str, ...]:
    if version is None:
        return ("FieldSet",)
    return tuple(name for name, since in TYPES_SINCE.items() if since <= version)


@cache
def definition(name: str, named: str) -> DirectiveDefinitionNode:
    """The definition of a directive of Federation under the name a subgraph uses for it."""
    directive = DIRECTIVES[name]
    repeatable = " repeatable" if directive.repeatable else ""
    text = f"directive @{named}{directive.arguments}{repeatable} on {directive.locations}"
    node = parse(text, no_location=True).definitions[0]
    assert isinstance(node, DirectiveDefinitionNode)
    return node
