"""@external, @shareable, @override, @interfaceObject and the others: where they cannot stand."""

from gateway.federation.composition import ErrorCode
from tests.gateway.federation.composition.subgraphs import Federation1, fails


def test_external_unused() -> None:
    fails(
        ErrorCode.EXTERNAL_UNUSED,
        "a:3",
        a="""type Query { t: T }
          type T @key(fields: "id") { id: ID
            a: Int @external }""",
        b="""type Query { t: T }
          type T @key(fields: "id") { id: ID
            a: Int }""",
    )


def test_external_on_interface() -> None:
    fails(
        ErrorCode.EXTERNAL_ON_INTERFACE,
        "a:3",
        a="""type Query { i: I }
          interface I {
            a: Int @external }
          type T implements I { a: Int }""",
    )


def test_external_collision_with_another_directive() -> None:
    fails(
        ErrorCode.EXTERNAL_COLLISION_WITH_ANOTHER_DIRECTIVE,
        "a:3",
        a="""type Query { t: T }
          type T @key(fields: "id") { id: ID x: Int @external
            a: Int @external @requires(fields: "x") }""",
        b='type T @key(fields: "id") { id: ID x: Int a: Int }',
    )


def test_external_missing_on_base() -> None:
    fails(
        ErrorCode.EXTERNAL_MISSING_ON_BASE,
        "a:3",
        a="""type Query { t: T }
          type T @key(fields: "id") { id: ID
            a: Int @external
            b: Int @requires(fields: "a") }""",
    )


def test_external_type_mismatch() -> None:
    fails(
        ErrorCode.EXTERNAL_TYPE_MISMATCH,
        "a:3",
        "b:2",
        a="""type Query { t: T }
          type T @key(fields: "id") { id: ID
            a: String @external
            b: Int @requires(fields: "a") }""",
        b="""type T @key(fields: "id") { id: ID
            a: Int }""",
    )


def test_external_argument_missing() -> None:
    fails(
        ErrorCode.EXTERNAL_ARGUMENT_MISSING,
        "a:3",
        "b:2",
        a="""type Query { t: T }
          type T @key(fields: "id") { id: ID
            a: Int @external
            b: Int @requires(fields: "a") }""",
        b="""type T @key(fields: "id") { id: ID
            a(x: Int): Int }""",
    )


def test_external_argument_type_mismatch() -> None:
    fails(
        ErrorCode.EXTERNAL_ARGUMENT_TYPE_MISMATCH,
        "a:3",
        "b:2",
        a="""type Query { t: T }
          type T @key(fields: "id") { id: ID
            a(x: String): Int @external
            b: Int @requires(fields: "a") }""",
        b="""type T @key(fields: "id") { id: ID
            a(x: Int): Int }""",
    )


def test_external_argument_default_mismatch() -> None:
    fails(
        ErrorCode.EXTERNAL_ARGUMENT_DEFAULT_MISMATCH,
        "a:3",
        "b:2",
        a="""type Query { t: T }
          type T @key(fields: "id") { id: ID
            a(x: Int = 1): Int @external
            b: Int @requires(fields: "a") }""",
        b="""type T @key(fields: "id") { id: ID
            a(x: Int = 2): Int }""",
    )


def test_merged_directive_application_on_external() -> None:
    fails(
        ErrorCode.MERGED_DIRECTIVE_APPLICATION_ON_EXTERNAL,
        "a:3",
        a="""type Query { t: T }
          type T @key(fields: "id") { id: ID
            a: Int @external @tag(name: "x")
            b: Int @requires(fields: "a") }""",
        b="""type T @key(fields: "id") { id: ID
            a: Int }""",
    )


def test_type_with_only_unused_external() -> None:
    fails(
        ErrorCode.TYPE_WITH_ONLY_UNUSED_EXTERNAL,
        "a:2",
        a=Federation1("""type Query { x: Int }
          type T { a: Int @external }"""),
        b=Federation1('type T @key(fields: "a") { a: Int }'),
    )


def test_invalid_shareable_usage_on_an_interface() -> None:
    fails(
        ErrorCode.INVALID_SHAREABLE_USAGE,
        "a:3",
        a="""type Query { i: I }
          interface I {
            a: Int @shareable }
          type T implements I { a: Int }""",
    )


def test_invalid_shareable_usage_twice() -> None:
    fails(
        ErrorCode.INVALID_SHAREABLE_USAGE,
        "a:2",
        a="""type Query { t: T }
          type T @shareable @shareable { a: Int }""",
    )


def test_invalid_field_sharing_of_a_subscription() -> None:
    fails(
        ErrorCode.INVALID_FIELD_SHARING,
        "a:3",
        a="""type Query { x: Int }
          type Subscription {
            s: Int @shareable }""",
    )


def test_invalid_field_sharing() -> None:
    fails(
        ErrorCode.INVALID_FIELD_SHARING,
        "a:2",
        "b:1",
        a="""type Query {
            x: Int }""",
        b="type Query { x: Int @shareable }",
    )


def test_invalid_field_sharing_with_an_interface_object() -> None:
    fails(
        ErrorCode.INVALID_FIELD_SHARING,
        "a:3",
        "b:3",
        a="""type Query { i: I } interface I @key(fields: "id") { id: ID }
          type T implements I @key(fields: "id") { id: ID
            n: Int }""",
        b="""type I @interfaceObject @key(fields: "id") { id: ID

            n: Int }""",
    )


def test_override_from_self_error() -> None:
    fails(
        ErrorCode.OVERRIDE_FROM_SELF_ERROR,
        "a:3",
        a="""type Query { t: T }
          type T @key(fields: "id") { id: ID
            a: Int @override(from: "a") }""",
    )


def test_override_source_has_override() -> None:
    fails(
        ErrorCode.OVERRIDE_SOURCE_HAS_OVERRIDE,
        "c:2",
        "b:3",
        a="""type Query { t: T }
          type T @key(fields: "id") { id: ID
            a: Int }""",
        b="""type Query { u: T }
          type T @key(fields: "id") { id: ID
            a: Int @override(from: "a") }""",
        c="""type T @key(fields: "id") { id: ID
            a: Int @override(from: "b") }""",
    )


def test_override_collision_with_another_directive_where_it_comes_from() -> None:
    fails(
        ErrorCode.OVERRIDE_COLLISION_WITH_ANOTHER_DIRECTIVE,
        "a:3",
        "b:3",
        a="""type Query { t: T }
          type T @key(fields: "id") { id: ID
            a: Int @override(from: "b") x: Int }""",
        b="""type T @key(fields: "id") { id: ID x: Int @external

            a: Int @requires(fields: "x") }""",
    )


def test_override_collision_with_another_directive_with_an_interface_object() -> None:
    fails(
        ErrorCode.OVERRIDE_COLLISION_WITH_ANOTHER_DIRECTIVE,
        "a:4",
        a="""type Query { i: I }
          interface I @key(fields: "id") { id: ID }
          type T implements I @key(fields: "id") { id: ID
            n: Int @shareable @override(from: "b") }""",
        b='type I @interfaceObject @key(fields: "id") { id: ID n: Int @shareable }',
    )


def test_override_on_interface() -> None:
    fails(
        ErrorCode.OVERRIDE_ON_INTERFACE,
        "a:3",
        a="""type Query { i: I }
          interface I {
            a: Int @override(from: "b") }
          type T implements I { a: Int }""",
    )


def test_interface_object_usage_error_without_a_key() -> None:
    fails(
        ErrorCode.INTERFACE_OBJECT_USAGE_ERROR,
        "b:2",
        a="type Query { i: I } interface I { id: ID } type T implements I { id: ID }",
        b="""
          type I @interfaceObject { id: ID n: Int }""",
    )


def test_interface_object_usage_error_without_an_interface() -> None:
    fails(
        ErrorCode.INTERFACE_OBJECT_USAGE_ERROR,
        "a:2",
        a="""type Query { i: I }
          type I @interfaceObject @key(fields: "id") { id: ID }""",
    )


def test_interface_object_usage_error_beside_an_implementation() -> None:
    fails(
        ErrorCode.INTERFACE_OBJECT_USAGE_ERROR,
        "b:2",
        "b:3",
        a='type Query { i: I } interface I @key(fields: "id") { id: ID } type T implements I @key(fields: "id") { id: ID }',
        b="""
          type I @interfaceObject @key(fields: "id") { id: ID n: Int }
          type T @key(fields: "id") { id: ID }""",
    )


def test_interface_key_not_on_implementation() -> None:
    fails(
        ErrorCode.INTERFACE_KEY_NOT_ON_IMPLEMENTATION,
        "a:3",
        "a:2",
        a="""type Query { i: I }
          interface I @key(fields: "id") { id: ID }
          type T implements I { id: ID }""",
    )


def test_interface_key_not_on_implementation_where_it_is_not_resolvable() -> None:
    fails(
        ErrorCode.INTERFACE_KEY_NOT_ON_IMPLEMENTATION,
        "a:3",
        "a:2",
        a="""type Query { i: I }
          interface I @key(fields: "id") { id: ID }
          type T implements I @key(fields: "id", resolvable: false) { id: ID }""",
    )


def test_interface_key_missing_implementation_type() -> None:
    fails(
        ErrorCode.INTERFACE_KEY_MISSING_IMPLEMENTATION_TYPE,
        "a:2",
        "b:2",
        a="""type Query { i: I }
          interface I @key(fields: "id") { id: ID }
          type T implements I @key(fields: "id") { id: ID }""",
        b="""type Query { j: I } interface I { id: ID }
          type U implements I @key(fields: "id") { id: ID }""",
    )


def test_directive_composition_error_without_an_at_sign() -> None:
    fails(
        ErrorCode.DIRECTIVE_COMPOSITION_ERROR,
        "a:2",
        a="""type Query { x: Int }
          extend schema @composeDirective(name: "mine")""",
    )


def test_directive_composition_error_that_is_not_linked() -> None:
    fails(
        ErrorCode.DIRECTIVE_COMPOSITION_ERROR,
        "a:2",
        a="""type Query { x: Int } directive @mine on OBJECT
          extend schema @composeDirective(name: "@mine")""",
    )


def test_directive_composition_error_that_is_not_defined() -> None:
    fails(
        ErrorCode.DIRECTIVE_COMPOSITION_ERROR,
        "a:2",
        a="""type Query { x: Int }
          extend schema @link(url: "https://x.org/mine/v1.0") @composeDirective(name: "@mine")""",
    )


def test_directive_composition_error_of_federation() -> None:
    fails(
        ErrorCode.DIRECTIVE_COMPOSITION_ERROR,
        "a:2",
        a="""type Query { x: Int }
          extend schema @composeDirective(name: "@key")""",
    )


def test_directive_composition_error_of_two_major_versions() -> None:
    fails(
        ErrorCode.DIRECTIVE_COMPOSITION_ERROR,
        "a:2",
        "b:2",
        a="""type Query { x: Int } directive @mine on OBJECT
          extend schema @link(url: "https://x.org/mine/v1.0") @composeDirective(name: "@mine")""",
        b="""type Query { y: Int } directive @mine on OBJECT
          extend schema @link(url: "https://x.org/mine/v2.0") @composeDirective(name: "@mine")""",
    )


def test_directive_composition_error_of_two_specifications() -> None:
    fails(
        ErrorCode.DIRECTIVE_COMPOSITION_ERROR,
        "a:2",
        "b:2",
        a="""type Query { x: Int } directive @mine on OBJECT
          extend schema @link(url: "https://x.org/mine/v1.0") @composeDirective(name: "@mine")""",
        b="""type Query { y: Int } directive @mine on OBJECT
          extend schema @link(url: "https://y.org/mine/v1.0") @composeDirective(name: "@mine")""",
    )


def test_directive_composition_error_with_two_names() -> None:
    fails(
        ErrorCode.DIRECTIVE_COMPOSITION_ERROR,
        "a:2",
        "b:2",
        a="""type Query { x: Int } directive @mine on OBJECT
          extend schema @link(url: "https://x.org/mine/v1.0", import: ["@mine"]) @composeDirective(name: "@mine")""",
        b="""type Query { y: Int } directive @ours on OBJECT
          extend schema @link(url: "https://x.org/mine/v1.0", import: [{name: "@mine", as: "@ours"}]) @composeDirective(name: "@ours")""",
    )


def test_auth_requirements_applied_on_interface() -> None:
    fails(
        ErrorCode.AUTH_REQUIREMENTS_APPLIED_ON_INTERFACE,
        "a:3",
        a="""type Query { i: I }
          interface I {
            a: Int @authenticated }
          type T implements I { a: Int }""",
    )


def test_auth_requirements_applied_on_interface_on_an_interface_object() -> None:
    fails(
        ErrorCode.AUTH_REQUIREMENTS_APPLIED_ON_INTERFACE,
        "b:2",
        a='type Query { i: I } interface I @key(fields: "id") { id: ID } type T implements I @key(fields: "id") { id: ID }',
        b="""
          type I @interfaceObject @key(fields: "id") @authenticated { id: ID n: Int }""",
    )


def test_missing_transitive_auth_requirements() -> None:
    fails(
        ErrorCode.MISSING_TRANSITIVE_AUTH_REQUIREMENTS,
        "b:3",
        a="""type Query { t: T }
          type T @key(fields: "id") { id: ID
            a: Int @requiresScopes(scopes: [["x"]]) }""",
        b="""type T @key(fields: "id") { id: ID
            a: Int @external
            b: Int @requires(fields: "a") @requiresScopes(scopes: [["y"]]) }""",
    )


def test_cost_applied_to_interface_field() -> None:
    fails(
        ErrorCode.COST_APPLIED_TO_INTERFACE_FIELD,
        "a:3",
        a="""type Query { i: I }
          interface I {
            a: Int @cost(weight: 2) }
          type T implements I { a: Int }""",
    )


def test_list_size_applied_to_non_list() -> None:
    fails(
        ErrorCode.LIST_SIZE_APPLIED_TO_NON_LIST,
        "a:2",
        a="""type Query {
            x: Int @listSize(assumedSize: 3) }""",
    )


def test_list_size_applied_to_non_list_as_a_sized_field() -> None:
    fails(
        ErrorCode.LIST_SIZE_APPLIED_TO_NON_LIST,
        "a:2",
        a="""type Query {
            t: T @listSize(assumedSize: 3, sizedFields: ["a"]) }
          type T { a: Int }""",
    )


def test_list_size_invalid_assumed_size() -> None:
    fails(
        ErrorCode.LIST_SIZE_INVALID_ASSUMED_SIZE,
        "a:2",
        a="""type Query {
            x: [Int] @listSize(assumedSize: -1) }""",
    )


def test_list_size_invalid_slicing_argument() -> None:
    fails(
        ErrorCode.LIST_SIZE_INVALID_SLICING_ARGUMENT,
        "a:2",
        a="""type Query {
            x(a: String): [Int] @listSize(slicingArguments: ["a"]) }""",
    )


def test_list_size_invalid_sized_field() -> None:
    fails(
        ErrorCode.LIST_SIZE_INVALID_SIZED_FIELD,
        "a:2",
        a="""type Query {
            t: T @listSize(sizedFields: ["no"]) }
          type T { a: Int }""",
    )
