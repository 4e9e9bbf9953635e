"""What subgraphs cannot disagree about."""

from gateway.federation.composition import ErrorCode
from tests.gateway.federation.composition.subgraphs import Federation1, fails


def test_no_queries() -> None:
    fails(ErrorCode.NO_QUERIES, a="type T { x: Int }")


def test_extension_with_no_base() -> None:
    fails(
        ErrorCode.EXTENSION_WITH_NO_BASE,
        "a:2",
        a="""type Query { t: T }
          extend type T { x: Int }""",
    )


def test_extension_with_no_base_in_federation_1() -> None:
    fails(
        ErrorCode.EXTENSION_WITH_NO_BASE,
        "a:2",
        a=Federation1("""type Query { t: T }
          type T @extends { x: Int }"""),
    )


def test_type_kind_mismatch() -> None:
    fails(
        ErrorCode.TYPE_KIND_MISMATCH,
        "a:2",
        "b:1",
        a="""type Query { t: T }
          enum T { A }""",
        b="scalar T",
    )


def test_field_type_mismatch() -> None:
    fails(
        ErrorCode.FIELD_TYPE_MISMATCH,
        "a:2",
        "b:1",
        a="""type Query {
            x: Int @shareable }""",
        b="type Query { x: String @shareable }",
    )


def test_field_type_mismatch_of_an_input_object() -> None:
    fails(
        ErrorCode.FIELD_TYPE_MISMATCH,
        "a:2",
        "b:1",
        a="""type Query { f(in: In): Int }
          input In { x: Int }""",
        b="input In { x: String }",
    )


def test_field_argument_type_mismatch() -> None:
    fails(
        ErrorCode.FIELD_ARGUMENT_TYPE_MISMATCH,
        "a:2",
        "b:1",
        a="""type Query {
            f(x: Int): Int @shareable }""",
        b="type Query { f(x: String): Int @shareable }",
    )


def test_field_argument_default_mismatch() -> None:
    fails(
        ErrorCode.FIELD_ARGUMENT_DEFAULT_MISMATCH,
        "a:2",
        "b:1",
        a="""type Query {
            f(x: Int = 1): Int @shareable }""",
        b="type Query { f(x: Int = 2): Int @shareable }",
    )


def test_input_field_default_mismatch() -> None:
    fails(
        ErrorCode.INPUT_FIELD_DEFAULT_MISMATCH,
        "a:2",
        "b:1",
        a="""type Query { f(in: In): Int }
          input In { x: Int = 1 }""",
        b="input In { x: Int = 2 }",
    )


def test_required_argument_missing_in_some_subgraph() -> None:
    fails(
        ErrorCode.REQUIRED_ARGUMENT_MISSING_IN_SOME_SUBGRAPH,
        "a:2",
        "b:1",
        a="""type Query {
            f(x: Int!): Int @shareable }""",
        b="type Query { f: Int @shareable }",
    )


def test_required_input_field_missing_in_some_subgraph() -> None:
    fails(
        ErrorCode.REQUIRED_INPUT_FIELD_MISSING_IN_SOME_SUBGRAPH,
        "a:2",
        "b:1",
        a="""type Query { f(in: In): Int }
          input In { x: Int! y: Int }""",
        b="input In { y: Int }",
    )


def test_empty_merged_input_type() -> None:
    fails(
        ErrorCode.EMPTY_MERGED_INPUT_TYPE,
        "a:2",
        "b:1",
        a="""type Query { f(in: In): Int }
          input In { x: Int }""",
        b="input In { y: Int }",
    )


def test_enum_value_mismatch() -> None:
    fails(
        ErrorCode.ENUM_VALUE_MISMATCH,
        "a:2",
        "b:2",
        a="""type Query { f(e: E): E }
          enum E { A B }""",
        b="""
          enum E { A }""",
    )


def test_empty_merged_enum_type() -> None:
    fails(
        ErrorCode.EMPTY_MERGED_ENUM_TYPE,
        "a:2",
        "b:1",
        a="""type Query { f(e: E): Int }
          enum E { A }""",
        b="enum E { B }",
    )


def test_interface_field_no_implem() -> None:
    fails(
        ErrorCode.INTERFACE_FIELD_NO_IMPLEM,
        "b:1",
        "a:3",
        a="""type Query { i: I }
          interface I { a: Int }
          type T implements I { a: Int }""",
        b="interface I { a: Int b: Int } type U implements I { a: Int b: Int }",
    )


def test_shareable_has_mismatched_runtime_types() -> None:
    fails(
        ErrorCode.SHAREABLE_HAS_MISMATCHED_RUNTIME_TYPES,
        "a:2",
        "b:1",
        a="""type Query {
            u: U @shareable } union U = X type X { a: Int }""",
        b="type Query { u: U @shareable } union U = Y type Y { a: Int }",
    )
