"""Hints: what composes and may still not be meant."""

from gateway.federation.composition import HintCode
from tests.gateway.federation.composition.subgraphs import composed, hint


def test_inconsistent_description() -> None:
    found = hint(HintCode.INCONSISTENT_DESCRIPTION, a='"one"\ntype Query { x: Int }', b='"two"\ntype Query { y: Int }')
    assert found.subgraphs == ("a", "b")
    assert [str(place) for place in found.locations] == ["a.graphql:2", "b.graphql:2"]
    assert found.message == 'Query is described differently in "b"; the supergraph says: one'


def test_inconsistent_but_compatible_field_type() -> None:
    found = hint(
        HintCode.INCONSISTENT_BUT_COMPATIBLE_FIELD_TYPE,
        a="type Query { x: Int! @shareable }",
        b="type Query { x: Int @shareable }",
    )
    assert found.message == 'Query.x becomes Int: Int! in "a"; Int in "b"'


def test_inconsistent_but_compatible_argument_type() -> None:
    hint(
        HintCode.INCONSISTENT_BUT_COMPATIBLE_ARGUMENT_TYPE,
        a="type Query { f(x: Int!): Int @shareable }",
        b="type Query { f(x: Int): Int @shareable }",
    )


def test_inconsistent_default_value_presence() -> None:
    hint(
        HintCode.INCONSISTENT_DEFAULT_VALUE_PRESENCE,
        a="type Query { f(x: Int = 1): Int @shareable }",
        b="type Query { f(x: Int): Int @shareable }",
    )


def test_inconsistent_argument_presence() -> None:
    hint(
        HintCode.INCONSISTENT_ARGUMENT_PRESENCE,
        a="type Query { f(x: Int): Int @shareable }",
        b="type Query { f: Int @shareable }",
    )


def test_inconsistent_entity() -> None:
    found = hint(
        HintCode.INCONSISTENT_ENTITY,
        a='type Query { t: T } type T @key(fields: "id") { id: ID @shareable }',
        b="type Query { u: T }\ntype T { id: ID @shareable }",
    )
    assert [str(place) for place in found.locations] == ["b.graphql:2"]


def test_inconsistent_object_value_type_field() -> None:
    hint(
        HintCode.INCONSISTENT_OBJECT_VALUE_TYPE_FIELD,
        a="type Query { t: T @shareable } type T @shareable { x: Int y: Int }",
        b="type Query { t: T @shareable } type T @shareable { x: Int }",
    )


def test_inconsistent_interface_value_type_field() -> None:
    hint(
        HintCode.INCONSISTENT_INTERFACE_VALUE_TYPE_FIELD,
        a="type Query { i: I } interface I { x: Int y: Int } type T implements I @shareable { x: Int y: Int }",
        b="interface I { x: Int } type T implements I @shareable { x: Int }",
    )


def test_inconsistent_input_object_field() -> None:
    hint(
        HintCode.INCONSISTENT_INPUT_OBJECT_FIELD,
        a="type Query { f(in: In): Int } input In { x: Int y: Int }",
        b="input In { x: Int }",
    )


def test_inconsistent_union_member() -> None:
    hint(
        HintCode.INCONSISTENT_UNION_MEMBER,
        a="type Query { u: U } union U = X | Y type X { a: Int @shareable } type Y { a: Int }",
        b="union U = X type X { a: Int @shareable }",
    )


def test_inconsistent_enum_value_for_input_enum() -> None:
    hint(
        HintCode.INCONSISTENT_ENUM_VALUE_FOR_INPUT_ENUM,
        a="type Query { f(e: E): Int } enum E { A B }",
        b="enum E { A }",
    )


def test_inconsistent_enum_value_for_output_enum() -> None:
    hint(HintCode.INCONSISTENT_ENUM_VALUE_FOR_OUTPUT_ENUM, a="type Query { e: E } enum E { A B }", b="enum E { A }")


def test_unused_enum_type() -> None:
    hint(HintCode.UNUSED_ENUM_TYPE, a="type Query { x: Int } enum E { A B }")


def test_inconsistent_executable_directive_presence() -> None:
    hint(
        HintCode.INCONSISTENT_EXECUTABLE_DIRECTIVE_PRESENCE,
        a="directive @d on FIELD type Query { x: Int }",
        b="type Query { y: Int }",
    )


def test_no_executable_directive_locations_intersection() -> None:
    hint(
        HintCode.NO_EXECUTABLE_DIRECTIVE_LOCATIONS_INTERSECTION,
        a="directive @d on FIELD type Query { x: Int }",
        b="directive @d on QUERY type Query { y: Int }",
    )


def test_inconsistent_executable_directive_locations() -> None:
    hint(
        HintCode.INCONSISTENT_EXECUTABLE_DIRECTIVE_LOCATIONS,
        a="directive @d on FIELD | QUERY type Query { x: Int }",
        b="directive @d on QUERY type Query { y: Int }",
    )


def test_inconsistent_executable_directive_repeatable() -> None:
    hint(
        HintCode.INCONSISTENT_EXECUTABLE_DIRECTIVE_REPEATABLE,
        a="directive @d repeatable on FIELD type Query { x: Int }",
        b="directive @d on FIELD type Query { y: Int }",
    )


def test_inconsistent_non_repeatable_directive_arguments() -> None:
    hint(
        HintCode.INCONSISTENT_NON_REPEATABLE_DIRECTIVE_ARGUMENTS,
        a='type Query { x: Int @shareable @deprecated(reason: "one") }',
        b='type Query { x: Int @shareable @deprecated(reason: "two") }',
    )


def test_merged_non_repeatable_directive_arguments() -> None:
    hint(
        HintCode.MERGED_NON_REPEATABLE_DIRECTIVE_ARGUMENTS,
        a="type Query { x: Int @shareable @cost(weight: 1) }",
        b="type Query { x: Int @shareable @cost(weight: 2) }",
    )


def test_inconsistent_runtime_types_for_shareable_return() -> None:
    hint(
        HintCode.INCONSISTENT_RUNTIME_TYPES_FOR_SHAREABLE_RETURN,
        a="type Query { u: U @shareable } union U = X | Y type X @shareable { a: Int } type Y { b: Int }",
        b="type Query { u: U @shareable } union U = X | Z type X @shareable { a: Int } type Z { c: Int }",
    )


def test_from_subgraph_does_not_exist() -> None:
    found = hint(HintCode.FROM_SUBGRAPH_DOES_NOT_EXIST, a='type Query {\n x: Int @override(from: "b") }')
    assert str(found) == (
        'FROM_SUBGRAPH_DOES_NOT_EXIST: Query.x overrides "b", which is no subgraph (there are a) (a.graphql:2)'
    )


def test_overridden_field_can_be_removed() -> None:
    hint(
        HintCode.OVERRIDDEN_FIELD_CAN_BE_REMOVED,
        a='type Query { x: Int @override(from: "b") }',
        b="type Query { x: Int y: Int }",
    )


def test_override_directive_can_be_removed() -> None:
    hint(
        HintCode.OVERRIDE_DIRECTIVE_CAN_BE_REMOVED,
        a='type Query { x: Int @override(from: "b") }',
        b="type Query { y: Int }",
    )


def test_directive_composition_info() -> None:
    hint(HintCode.DIRECTIVE_COMPOSITION_INFO, a='extend schema @composeDirective(name: "@tag") type Query { x: Int }')


def test_what_agrees_gives_no_hint() -> None:
    found = composed(
        a='type Query { t: T } type T @key(fields: "id") { id: ID! x: Int }',
        b='type T @key(fields: "id") { id: ID! y: Int }',
    )
    assert found.hints == ()
