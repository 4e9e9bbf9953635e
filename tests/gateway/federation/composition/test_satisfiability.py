"""Satisfiability: every operation the public schema allows can be answered, or composition says which cannot and why."""

from graphql import GraphQLSchema, build_schema, parse, validate

from gateway.federation.composition import CompositionError, ErrorCode
from gateway.federation.composition.facts import facts
from gateway.federation.composition.findings import Findings
from gateway.federation.composition.merging import merge
from gateway.federation.composition.reading import read_subgraphs
from gateway.federation.composition.satisfiability import check_satisfiability
from tests.gateway.federation.composition.subgraphs import Federation1, composed, errors, fails, source

ENTITY = 'type Query { t: T } type T @key(fields: "id") { id: ID! }'


def unsatisfied(**sdls: str) -> list[str]:
    """The last fields of the operations that cannot be answered."""
    found = errors(**sdls)
    assert {error.code for error in found} == {ErrorCode.SATISFIABILITY_ERROR}
    return [[word for word in example(error).split() if word not in "{}"][-1] for error in found]


def example(error: CompositionError) -> str:
    return error.message.split("allows:\n")[1].split("\nbecause")[0]


def test_satisfiability_error() -> None:
    error = fails(
        ErrorCode.SATISFIABILITY_ERROR,
        "c:2",
        a="type Query { z: T } type T @shareable { a: Int }",
        c="type T {\n  b(like: In!): Int } input In { text: String! how: How! } enum How { WELL }",
    )
    assert (
        error.message
        == """\
the subgraphs cannot answer this operation, which the schema allows:
{
  z {
    b(like: {text: "text", how: WELL})
  }
}
because
- it can be asked in "a"
- "c" has T.b, and T has no resolvable @key there"""
    )


def test_the_example_is_a_valid_operation() -> None:
    schema: GraphQLSchema = build_schema(
        """type Query { i(of: [Int!]!): I } interface I { a: Int }
        type X implements I { a: Int b: Y } type Y { c: Int }"""
    )
    (error,) = errors(
        a="type Query { i(of: [Int!]!): I } interface I { a: Int } type X implements I { a: Int }",
        b='type X { b: Y } type Y @key(fields: "c") { c: Int }',
    )
    assert validate(schema, parse(example(error))) == []


def test_a_key_leads_to_other_subgraphs() -> None:
    composed(a=ENTITY, b='type T @key(fields: "id") { id: ID! b: Int }')


def test_a_key_that_cannot_be_had_leads_nowhere() -> None:
    (error,) = errors(a=ENTITY, b='type T @key(fields: "sku") { sku: ID! }')
    assert '"b" has T.sku, and its @key ("sku") cannot be had from "a"' in error.message


def test_keys_are_followed_from_subgraph_to_subgraph() -> None:
    composed(
        a=ENTITY,
        b='type T @key(fields: "id") @key(fields: "sku") { id: ID! sku: ID! }',
        c='type T @key(fields: "sku") { sku: ID! c: Int }',
    )


def test_a_key_that_is_not_resolvable_leads_out_but_not_in() -> None:
    key = '@key(fields: "id", resolvable: false)'
    composed(a=f"type Query {{ t: T }} type T {key} {{ id: ID! }}", b='type T @key(fields: "id") { id: ID! b: Int }')
    assert unsatisfied(a=ENTITY, b=f"type T {key} {{ id: ID! b: Int }}") == ["b"]


def test_a_nested_key_needs_its_nested_fields() -> None:
    b = 'type T @key(fields: "o { id k }") { o: O b: Int } type O @shareable { id: ID k: ID }'
    short = 'type Query { t: T } type T @key(fields: "o { id }") { o: O } type O @shareable { id: ID }'
    long = 'type Query { t: T } type T @key(fields: "o { id }") { o: O } type O @shareable { id: ID k: ID }'
    composed(a=long, b=b)
    assert unsatisfied(a=short, b=b) == ["b", "k"]


def test_requires_needs_its_fields_and_a_way_back() -> None:
    b = 'type T @key(fields: "id") { id: ID! x: Int @external b: Int @requires(fields: "x") }'
    composed(a='type Query { t: T } type T @key(fields: "id") { id: ID! x: Int }', b=b)
    (error,) = [e for e in errors(a=ENTITY, b=b, c='type T @key(fields: "k") { k: ID! x: Int }') if "T.b" in e.message]
    assert '"b" has T.b, and the fields it requires ("x") cannot be had from "a" and "b"' in error.message


def test_requires_in_a_circle_never_ends() -> None:
    found = unsatisfied(
        a='type Query { t: T } type T @key(fields: "id") { id: ID! x: Int @requires(fields: "y") y: Int @external }',
        b='type T @key(fields: "id") { id: ID! x: Int @external y: Int @requires(fields: "x") }',
    )
    assert found == ["x", "y"]


def test_requires_may_give_arguments_and_fragments() -> None:
    composed(
        a="""type Query { t: T } type T @key(fields: "id") { id: ID! u(n: Int): U }
          union U = P | R type P @shareable { p: Int } type R @shareable { r: Int }""",
        b="""type T @key(fields: "id") { id: ID! u(n: Int): U @external
            b: Int @requires(fields: "u(n: 3) { ... on P { p } }") }
          union U = P | R type P @shareable { p: Int } type R @shareable { r: Int }""",
    )


def test_provides_makes_a_field_available_on_its_path_only() -> None:
    t = 'type T @key(fields: "id") { id: ID! x: Int @external }'
    b = 'type T @key(fields: "id", resolvable: false) { id: ID! x: Int @shareable }'
    composed(a=f'type Query {{ t: T @provides(fields: "x") }} {t}', b=b)
    assert unsatisfied(a=f'type Query {{ t: T @provides(fields: "x") u: T }} {t}', b=b) == ["x"]


def test_a_value_type_is_answered_where_it_is() -> None:
    v = "type V @shareable {{ {} }}"
    a, b = v.format("x: Int"), v.format("x: Int y: Int")
    composed(a=f"type Query {{ v: V @shareable }} {a}", b=f"type Query {{ v: V @shareable }} {b}")
    assert unsatisfied(a=f"type Query {{ v: V }} {a}", b=f"type Query {{ w: V }} {b}") == ["y"]


def test_each_member_of_a_union_is_looked_at() -> None:
    a = 'type Query { u: U } union U = X | Y type X { a: Int } type Y @key(fields: "id") { id: ID! }'
    assert unsatisfied(a=a, b='type Y @key(fields: "id") { id: ID! b: Int } type X { c: Int }') == ["c"]


def test_each_implementation_of_an_interface_is_looked_at() -> None:
    a = 'type Query { i: I } interface I { a: Int } type X implements I @key(fields: "id") { id: ID! a: Int }'
    composed(a=a, b='interface I { b: Int } type X implements I @key(fields: "id") { id: ID! b: Int }')


def test_an_interface_object_finds_its_type_by_the_interfaces_key() -> None:
    a = 'type Query {{ i: I }} interface I @key(fields: "id"{}) {{ id: ID! }} type X implements I @key(fields: "id") {{ id: ID! }}'
    b = 'type Query { j: I } type I @interfaceObject @key(fields: "id") { id: ID! b: Int }'
    composed(a=a.format(""), b=b)
    (error,) = errors(a=a.format(", resolvable: false"), b=b)
    assert '"b" has I as an @interfaceObject and cannot tell its type' in error.message


def test_what_clients_do_not_see_need_not_be_answered() -> None:
    composed(a="type Query { t: T } type T { a: Int }", b="type T { b: Int @inaccessible }")


def test_an_overridden_field_is_answered_by_the_other_only() -> None:
    a = 'type Query { t: T } type T @key(fields: "id") { id: ID! a: Int }'
    assert unsatisfied(
        a=a, b='type T @key(fields: "id", resolvable: false) { id: ID! a: Int @override(from: "a") }'
    ) == ["a"]


def test_key_fields_of_an_extended_type_are_its_own() -> None:
    b = 'type T @key(fields: "id") { id: ID! b: Int }'
    composed(a='type Query { t: T } extend type T @key(fields: "id") { id: ID! @external a: Int }', b=b)
    found = unsatisfied(a='type Query { t: T } type T @key(fields: "id") { id: ID! @external a: Int }', b=b)
    assert found == ["id", "b"]


def test_the_roots_are_everywhere() -> None:
    composed(a="type Query { t: T } type T { q: Query }", b="type Query { n: Int }")


def test_mutations_and_subscriptions_are_looked_at() -> None:
    a = "type Query { x: Int } type Mutation { m: T } type Subscription { s: T } type T { a: Int @shareable }"
    found = errors(a=a, b="type Mutation { n: T } type T { a: Int @shareable b: Int }")
    assert [example(error) for error in found] == ["mutation {\n  m {\n    b\n  }\n}"]


def test_federation_1_chains_of_requires() -> None:
    composed(
        a=Federation1('type Query { t: T } type T @key(fields: "id") { id: ID x: Int }'),
        b=Federation1(
            """extend type T @key(fields: "id") {
              id: ID @external x: Int @external y: Int @requires(fields: "x") }"""
        ),
        c=Federation1(
            """extend type T @key(fields: "id") {
              id: ID @external y: Int @external z: Int @requires(fields: "y") }"""
        ),
    )


def test_max_validation_subgraph_paths_exceeded() -> None:
    findings = Findings()
    known = [facts(subgraph) for subgraph in read_subgraphs([source("a", ENTITY)], findings)]
    check_satisfiability(merge(known, findings), known, findings, work=2)
    assert [error.code for error in findings.errors] == [ErrorCode.MAX_VALIDATION_SUBGRAPH_PATHS_EXCEEDED]


def test_many_keys_over_many_subgraphs_stay_within_the_bound() -> None:
    names = [f"k{number}" for number in range(12)]
    keys = " ".join(f'@key(fields: "{name}")' for name in names)
    fields = " ".join(f"{name}: ID! next{number}(x: Int): T @shareable" for number, name in enumerate(names))
    sdls = {f"s{number}": f"type T {keys} {{ {fields} own{number}: Int }}" for number in range(12)}
    composed(a=f"type Query {{ t: T }} type T {keys} {{ {fields} }}", **sdls)


def test_long_chains_of_requires_stay_within_the_bound() -> None:
    sdls = {}
    for number in range(3):
        own = [
            f"f{i}: Int" + (f' @requires(fields: "f{i - 1} f{i - 2}")' if i > 1 else "") for i in range(number, 30, 3)
        ]
        asked = {i - back for i in range(number, 30, 3) for back in (1, 2) if i > 1}
        external = [f"f{i}: Int @external" for i in sorted(asked)]
        sdls[f"s{number}"] = f'type T @key(fields: "id") {{ id: ID! {" ".join(own + external)} }}'
    composed(a=ENTITY, **sdls)
