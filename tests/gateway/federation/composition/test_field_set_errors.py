"""@key, @requires and @provides: what their field sets may not be."""

from gateway.federation.composition import ErrorCode
from tests.gateway.federation.composition.subgraphs import fails


def test_key_invalid_fields_type() -> None:
    fails(
        ErrorCode.KEY_INVALID_FIELDS_TYPE,
        "a:2",
        a="""type Query { t: T }
          type T @key(fields: 3) { id: ID }""",
    )


def test_key_invalid_fields_a_field_that_is_not_there() -> None:
    fails(
        ErrorCode.KEY_INVALID_FIELDS,
        "a:2",
        a="""type Query { t: T }
          type T @key(fields: "nope") { id: ID }""",
    )


def test_key_invalid_fields_no_field_set() -> None:
    fails(
        ErrorCode.KEY_INVALID_FIELDS,
        "a:2",
        a="""type Query { t: T }
          type T @key(fields: "id {") { id: ID }""",
    )


def test_key_invalid_fields_nothing() -> None:
    fails(
        ErrorCode.KEY_INVALID_FIELDS,
        "a:2",
        a="""type Query { t: T }
          type T @key(fields: "") { id: ID }""",
    )


def test_key_invalid_fields_an_alias() -> None:
    fails(
        ErrorCode.KEY_INVALID_FIELDS,
        "a:2",
        a="""type Query { t: T }
          type T @key(fields: "x: id") { id: ID }""",
    )


def test_key_invalid_fields_an_object_without_its_fields() -> None:
    fails(
        ErrorCode.KEY_INVALID_FIELDS,
        "a:2",
        a="""type Query { t: T }
          type V { a: Int } type T @key(fields: "v") { v: V }""",
    )


def test_key_fields_has_args() -> None:
    fails(
        ErrorCode.KEY_FIELDS_HAS_ARGS,
        "a:2",
        "a:3",
        a="""type Query { t: T }
          type T @key(fields: "id") {
            id(x: Int): ID }""",
    )


def test_key_fields_select_invalid_type_an_interface() -> None:
    fails(
        ErrorCode.KEY_FIELDS_SELECT_INVALID_TYPE,
        "a:2",
        "a:3",
        a="""type Query { t: T }
          interface I { a: Int } type T @key(fields: "i { a }") {
            i: I }""",
    )


def test_key_fields_select_invalid_type_a_union() -> None:
    fails(
        ErrorCode.KEY_FIELDS_SELECT_INVALID_TYPE,
        "a:2",
        "a:3",
        a="""type Query { t: T }
          union U = V type V { a: Int } type T @key(fields: "u { ... on V { a } }") {
            u: U }""",
    )


def test_key_directive_in_fields_arg() -> None:
    fails(
        ErrorCode.KEY_DIRECTIVE_IN_FIELDS_ARG,
        "a:2",
        a="""type Query { t: T }
          type T @key(fields: "id @include(if: true)") { id: ID }""",
    )


def test_key_unsupported_on_interface() -> None:
    fails(
        ErrorCode.KEY_UNSUPPORTED_ON_INTERFACE,
        "a:2",
        version="2.2",
        a="""type Query { i: I }
          interface I @key(fields: "id") { id: ID } type T implements I @key(fields: "id") { id: ID }""",
    )


def test_provides_invalid_fields_type() -> None:
    fails(
        ErrorCode.PROVIDES_INVALID_FIELDS_TYPE,
        "a:2",
        a="""type Query {
            t: T @provides(fields: 1) }
          type T { a: Int }""",
    )


def test_provides_invalid_fields() -> None:
    fails(
        ErrorCode.PROVIDES_INVALID_FIELDS,
        "a:2",
        a="""type Query {
            t: T @provides(fields: "nope") }
          type T { a: Int }""",
    )


def test_provides_fields_has_args() -> None:
    fails(
        ErrorCode.PROVIDES_FIELDS_HAS_ARGS,
        "a:2",
        "a:4",
        a="""type Query {
            t: T @provides(fields: "a") }
          type T @key(fields: "id") { id: ID
            a(x: Int): Int @external }""",
    )


def test_provides_directive_in_fields_arg() -> None:
    fails(
        ErrorCode.PROVIDES_DIRECTIVE_IN_FIELDS_ARG,
        "a:2",
        a="""type Query {
            t: T @provides(fields: "id @skip(if: true)") }
          type T @key(fields: "id") { id: ID }""",
    )


def test_provides_fields_missing_external() -> None:
    fails(
        ErrorCode.PROVIDES_FIELDS_MISSING_EXTERNAL,
        "a:2",
        "a:3",
        a="""type Query {
            t: T @provides(fields: "a") }
          type T { a: Int }""",
    )


def test_provides_fields_missing_external_on_an_interface() -> None:
    fails(
        ErrorCode.PROVIDES_FIELDS_MISSING_EXTERNAL,
        "a:2",
        "a:3",
        a="""type Query {
          i: I @provides(fields: "x") } type T implements I @key(fields: "id") { id: ID x: Int @external }
          interface I { x: Int }""",
        b='type T @key(fields: "id") { id: ID x: Int @shareable }',
    )


def test_provides_on_non_object_field() -> None:
    fails(
        ErrorCode.PROVIDES_ON_NON_OBJECT_FIELD,
        "a:2",
        a="""type Query {
            t: Int @provides(fields: "a") }""",
    )


def test_provides_unsupported_on_interface() -> None:
    fails(
        ErrorCode.PROVIDES_UNSUPPORTED_ON_INTERFACE,
        "a:3",
        a="""type Query { i: I }
          interface I {
            t: T @provides(fields: "id") }
          type X implements I { t: T } type T @key(fields: "id") { id: ID }""",
    )


def test_requires_invalid_fields_type() -> None:
    fails(
        ErrorCode.REQUIRES_INVALID_FIELDS_TYPE,
        "a:3",
        a="""type Query { t: T }
          type T @key(fields: "id") { id: ID
            b: Int @requires(fields: 3) }""",
    )


def test_requires_invalid_fields_a_field_that_is_not_there() -> None:
    fails(
        ErrorCode.REQUIRES_INVALID_FIELDS,
        "a:3",
        a="""type Query { t: T }
          type T @key(fields: "id") { id: ID
            b: Int @requires(fields: "nope") }""",
    )


def test_requires_invalid_fields_a_required_argument_not_given() -> None:
    fails(
        ErrorCode.REQUIRES_INVALID_FIELDS,
        "a:4",
        a="""type Query { t: T }
          type T @key(fields: "id") { id: ID
            a(x: Int!): Int @external
            b: Int @requires(fields: "a") }""",
    )


def test_requires_directive_in_fields_arg() -> None:
    fails(
        ErrorCode.REQUIRES_DIRECTIVE_IN_FIELDS_ARG,
        "a:3",
        a="""type Query { t: T }
          type T @key(fields: "id") { id: ID
            b: Int @requires(fields: "id @include(if: true)") }""",
    )


def test_requires_fields_missing_external() -> None:
    fails(
        ErrorCode.REQUIRES_FIELDS_MISSING_EXTERNAL,
        "a:4",
        "a:3",
        a="""type Query { t: T }
          type T @key(fields: "id") { id: ID
            a: Int
            b: Int @requires(fields: "a") }""",
    )


def test_requires_unsupported_on_interface() -> None:
    fails(
        ErrorCode.REQUIRES_UNSUPPORTED_ON_INTERFACE,
        "a:3",
        a="""type Query { i: I }
          interface I { a: Int
            b: Int @requires(fields: "a") }
          type T implements I { a: Int b: Int }""",
    )
