"""What makes a subgraph unreadable, each with its place."""

from gateway.federation.composition import ErrorCode
from tests.gateway.federation.composition.subgraphs import Federation1, fails


def test_invalid_graphql_a_syntax_error() -> None:
    fails(
        ErrorCode.INVALID_GRAPHQL,
        "a:2",
        a="""type Query { x: Int }
          type T {""",
    )


def test_invalid_graphql_an_unknown_type() -> None:
    fails(
        ErrorCode.INVALID_GRAPHQL,
        "a:2",
        a="""type Query {
            x: Nope }""",
    )


def test_invalid_graphql_an_interface_not_fulfilled() -> None:
    fails(
        ErrorCode.INVALID_GRAPHQL,
        "a:2",
        "a:3",
        a="""type Query { t: T }
          interface I { a: Int }
          type T implements I { b: Int }""",
    )


def test_invalid_graphql_a_default_of_another_type() -> None:
    fails(
        ErrorCode.INVALID_GRAPHQL,
        "a:2",
        a="""type Query {
            f(x: Int = "one"): Int }""",
    )


def test_invalid_graphql_a_type_defined_twice() -> None:
    fails(
        ErrorCode.INVALID_GRAPHQL,
        "a:2",
        "a:3",
        a="""type Query { t: T }
          type T { a: Int }
          type T { b: Int }""",
    )


def test_invalid_graphql_a_type_extended_as_another_kind() -> None:
    fails(
        ErrorCode.INVALID_GRAPHQL,
        "a:2",
        "a:3",
        a="""type Query { t: T }
          type T { a: Int }
          extend interface T { b: Int }""",
    )


def test_invalid_graphql_a_directive_that_is_not_imported() -> None:
    fails(
        ErrorCode.INVALID_GRAPHQL,
        "a:2",
        a=Federation1("""type Query {
            x: Int @shareable }"""),
    )


def test_invalid_subgraph_name_a_reserved_name() -> None:
    fails(ErrorCode.INVALID_SUBGRAPH_NAME, _="type Query { x: Int }")


def test_unknown_federation_link_version() -> None:
    fails(
        ErrorCode.UNKNOWN_FEDERATION_LINK_VERSION,
        "a:2",
        a="""
          extend schema @link(url: "https://specs.apollo.dev/federation/v2.99") type Query { x: Int }""",
    )


def test_unknown_link_version() -> None:
    fails(
        ErrorCode.UNKNOWN_LINK_VERSION,
        "a:2",
        a=Federation1("""extend schema @link(url: "https://specs.apollo.dev/federation/v2.3")
           @link(url: "https://specs.apollo.dev/tag/v0.9") type Query { x: Int }"""),
    )


def test_invalid_link_directive_usage_what_is_not_there_to_import() -> None:
    fails(
        ErrorCode.INVALID_LINK_DIRECTIVE_USAGE,
        "a:1",
        a="""extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@nope"])
          type Query { x: Int }""",
    )


def test_invalid_link_directive_usage_a_new_name_of_another_form() -> None:
    fails(
        ErrorCode.INVALID_LINK_DIRECTIVE_USAGE,
        "a:1",
        a="""extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: [{name: "@tag", as: "label"}])
          type Query { x: Int }""",
    )


def test_invalid_link_identifier() -> None:
    fails(
        ErrorCode.INVALID_LINK_IDENTIFIER,
        "a:2",
        a="""type Query { x: Int }
          extend schema @link(url: "here")""",
    )


def test_link_import_name_mismatch() -> None:
    fails(
        ErrorCode.LINK_IMPORT_NAME_MISMATCH,
        "a:1",
        "b:2",
        a="""extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@tag"])
          type Query { x: Int }""",
        b="""
          extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: [{name: "@tag", as: "@label"}])
          type Query { y: Int }""",
    )


def test_directive_definition_invalid_another_argument() -> None:
    fails(
        ErrorCode.DIRECTIVE_DEFINITION_INVALID,
        "a:2",
        a="""type Query { t: T }
          directive @key(fields: String!, more: Int) repeatable on OBJECT
          type T @key(fields: "id") { id: ID }""",
    )


def test_directive_definition_invalid_another_location() -> None:
    fails(
        ErrorCode.DIRECTIVE_DEFINITION_INVALID,
        "a:1",
        a="""directive @shareable on ENUM
          type Query { x: Int }""",
    )


def test_type_definition_invalid() -> None:
    fails(
        ErrorCode.TYPE_DEFINITION_INVALID,
        "a:2",
        a="""type Query { x: Int }
          type federation__FieldSet { x: Int }""",
    )


def test_root_query_used() -> None:
    fails(
        ErrorCode.ROOT_QUERY_USED,
        "a:3",
        a="""schema { query: Q }
          type Q { x: Int }
          type Query { y: Int }""",
    )


def test_root_mutation_used() -> None:
    fails(
        ErrorCode.ROOT_MUTATION_USED,
        "a:4",
        a="""type Query { x: Int }
          schema { query: Query mutation: M }
          type M { x: Int }
          type Mutation { y: Int }""",
    )


def test_root_subscription_used() -> None:
    fails(
        ErrorCode.ROOT_SUBSCRIPTION_USED,
        "a:4",
        a="""type Query { x: Int }
          schema { query: Query subscription: S }
          type S { x: Int }
          type Subscription { y: Int }""",
    )


def test_disallowed_inaccessible() -> None:
    fails(
        ErrorCode.DISALLOWED_INACCESSIBLE,
        "a:2",
        a="""type Query { x: Int }
          scalar Int @inaccessible""",
    )


def test_unsupported_feature_contexts() -> None:
    fails(
        ErrorCode.UNSUPPORTED_FEATURE,
        "a:2",
        a="""type Query {
            f(x: Int @fromContext(field: "$c { x }")): Int }""",
    )


def test_unsupported_feature_progressive_override() -> None:
    fails(
        ErrorCode.UNSUPPORTED_FEATURE,
        "a:2",
        a="""type Query {
            x: Int @override(from: "b", label: "percent(1)") }""",
        b="type Query { x: Int }",
    )
