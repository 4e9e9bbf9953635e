"""@inaccessible: what clients see must make sense without the rest."""

from gateway.federation.composition import ErrorCode
from tests.gateway.federation.composition.subgraphs import fails


def test_referenced_inaccessible_as_a_field_type() -> None:
    fails(
        ErrorCode.REFERENCED_INACCESSIBLE,
        "a:2",
        "a:3",
        a="""type Query { x: Int
            t: T }
          type T @inaccessible { a: Int }""",
    )


def test_referenced_inaccessible_as_an_argument_type() -> None:
    fails(
        ErrorCode.REFERENCED_INACCESSIBLE,
        "a:2",
        "a:3",
        a="""type Query {
            f(in: In): Int }
          input In @inaccessible { a: Int }""",
    )


def test_referenced_inaccessible_by_a_directive() -> None:
    fails(
        ErrorCode.REFERENCED_INACCESSIBLE,
        "a:2",
        a="""type Query { x: Int } directive @d(e: E) on FIELD
          enum E @inaccessible { A }""",
    )


def test_default_value_uses_inaccessible_an_enum_value() -> None:
    fails(
        ErrorCode.DEFAULT_VALUE_USES_INACCESSIBLE,
        "a:2",
        "a:3",
        a="""type Query {
            f(e: E = A): Int }
          enum E { A @inaccessible B }""",
    )


def test_default_value_uses_inaccessible_an_input_field() -> None:
    fails(
        ErrorCode.DEFAULT_VALUE_USES_INACCESSIBLE,
        "a:2",
        "a:3",
        a="""type Query {
            f(in: [In] = [{x: 1}]): Int }
          input In { x: Int @inaccessible y: Int }""",
    )


def test_required_inaccessible_an_argument() -> None:
    fails(
        ErrorCode.REQUIRED_INACCESSIBLE,
        "a:2",
        a="""type Query {
            f(x: Int! @inaccessible): Int }""",
    )


def test_required_inaccessible_an_input_field() -> None:
    fails(
        ErrorCode.REQUIRED_INACCESSIBLE,
        "a:2",
        a="""type Query { f(in: In): Int }
          input In { x: Int! @inaccessible y: Int }""",
    )


def test_implemented_by_inaccessible_a_field() -> None:
    fails(
        ErrorCode.IMPLEMENTED_BY_INACCESSIBLE,
        "a:3",
        "a:2",
        a="""type Query { i: I }
          interface I { a: Int }
          type T implements I { a: Int @inaccessible b: Int }""",
    )


def test_implemented_by_inaccessible_an_argument() -> None:
    fails(
        ErrorCode.IMPLEMENTED_BY_INACCESSIBLE,
        "a:3",
        "a:2",
        a="""type Query { i: I }
          interface I { a(x: Int): Int }
          type T implements I { a(x: Int @inaccessible): Int }""",
    )


def test_only_inaccessible_children_of_an_object() -> None:
    fails(
        ErrorCode.ONLY_INACCESSIBLE_CHILDREN,
        "a:2",
        a="""type Query { x: Int }
          type T { a: Int @inaccessible }""",
    )


def test_only_inaccessible_children_of_a_union() -> None:
    fails(
        ErrorCode.ONLY_INACCESSIBLE_CHILDREN,
        "a:2",
        "a:3",
        a="""type Query { x: Int }
          union U = V
          type V @inaccessible { a: Int }""",
    )


def test_query_root_type_inaccessible() -> None:
    fails(ErrorCode.QUERY_ROOT_TYPE_INACCESSIBLE, "a:1", a="type Query @inaccessible { x: Int }")
