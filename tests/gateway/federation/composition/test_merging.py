"""Merging: each kind of type, with the supergraph's definition beside the subgraphs'."""

from gateway.federation.composition import ErrorCode
from gateway.federation.supergraph import read
from tests.gateway.federation.composition.subgraphs import Federation1, composed, fails, merged


def test_an_entity_has_its_keys_and_says_who_resolves_what() -> None:
    found = merged(
        "Product",
        a='type Query { top: Product } type Product @key(fields: "upc") { upc: ID! name: String! }',
        b="""type Product @key(fields: "upc") @key(fields: "sku", resolvable: false) {
          upc: ID! sku: ID weight: Int @external fee: Int @requires(fields: "weight") }""",
        c='type Product @key(fields: "upc") { upc: ID! weight: Int }',
    )
    assert (
        found
        == """\
type Product
  @join__type(graph: A, key: "upc")
  @join__type(graph: B, key: "upc")
  @join__type(graph: B, key: "sku", resolvable: false)
  @join__type(graph: C, key: "upc")
{
  upc: ID!
  name: String! @join__field(graph: A)
  sku: ID @join__field(graph: B)
  weight: Int @join__field(graph: B, external: true) @join__field(graph: C)
  fee: Int @join__field(graph: B, requires: "weight")
}"""
    )


def test_output_types_widen() -> None:
    found = merged(
        "T",
        a="type Query { t: T } type T @shareable { a: Int! b: [Int!]! c: U } type U { x: Int @shareable }",
        b="type T @shareable { a: Int b: [Int!] c: V } union V = W type W { y: Int }",
        c="type T @shareable { a: Int b: [Int] c: V } union V = U type U { x: Int @shareable }",
    )
    assert (
        found
        == """\
type T
  @join__type(graph: A)
  @join__type(graph: B)
  @join__type(graph: C)
{
  a: Int @join__field(graph: A, type: "Int!") @join__field(graph: B, type: "Int") @join__field(graph: C, type: "Int")
  b: [Int] @join__field(graph: A, type: "[Int!]!") @join__field(graph: B, type: "[Int!]") @join__field(graph: C, type: "[Int]")
  c: V @join__field(graph: A, type: "U") @join__field(graph: B, type: "V") @join__field(graph: C, type: "V")
}"""
    )


def test_arguments_are_those_in_common_and_narrow() -> None:
    found = merged(
        "Query",
        a="type Query { f(a: Int!, b: Int = 1, c: String): Int @shareable }",
        b="type Query { f(a: Int, b: Int = 1): Int @shareable }",
    )
    assert "  f(a: Int!, b: Int = 1): Int\n" in found


def test_input_objects_have_the_fields_in_common() -> None:
    found = merged(
        "In",
        a="type Query { f(in: In): Int } input In { a: Int! b: Int c: Int = 3 }",
        b="input In { a: Int c: Int = 3 }",
    )
    assert (
        found
        == """\
input In
  @join__type(graph: A)
  @join__type(graph: B)
{
  a: Int! @join__field(graph: A, type: "Int!") @join__field(graph: B, type: "Int")
  c: Int = 3
}"""
    )


def test_an_enum_for_output_has_every_value() -> None:
    found = merged("E", a="type Query { e: E } enum E { A B }", b="type Query { f: E } enum E { B C }")
    assert (
        found
        == """\
enum E
  @join__type(graph: A)
  @join__type(graph: B)
{
  A @join__enumValue(graph: A)
  B @join__enumValue(graph: A) @join__enumValue(graph: B)
  C @join__enumValue(graph: B)
}"""
    )


def test_an_enum_for_input_has_the_values_in_common() -> None:
    found = merged("E", a="type Query { f(e: E): Int } enum E { A B }", b="type Query { g(e: E): Int } enum E { B C }")
    assert found.splitlines()[4:-1] == ["  B @join__enumValue(graph: A) @join__enumValue(graph: B)"]


def test_a_union_has_every_member() -> None:
    found = merged(
        "U",
        a="type Query { u: U } union U = X | Y type X { a: Int } type Y { b: Int @shareable }",
        b="type Query { v: U } union U = Y | Z type Y { b: Int @shareable } type Z { c: Int }",
    )
    assert (
        found
        == """\
union U
  @join__type(graph: A)
  @join__type(graph: B)
  @join__unionMember(graph: A, member: "X")
  @join__unionMember(graph: A, member: "Y")
  @join__unionMember(graph: B, member: "Y")
  @join__unionMember(graph: B, member: "Z")
 = X | Y | Z"""
    )


def test_scalars_merge_and_keep_where_they_are_specified() -> None:
    found = merged("S", a='type Query { s: S } scalar S @specifiedBy(url: "http://s/")', b="scalar S")
    assert found == 'scalar S\n  @join__type(graph: A)\n  @join__type(graph: B)\n  @specifiedBy(url: "http://s/")'


def test_interfaces_have_every_field_and_say_who_implements_them() -> None:
    sdls = {
        "a": "type Query { i: I } interface I { x: Int } type T implements I @shareable { x: Int y: Int }",
        "b": "interface I { x: Int y: Int } type T implements I @shareable { x: Int y: Int }",
    }
    assert merged("I", **sdls).splitlines()[3:-1] == ["{", "  x: Int", "  y: Int @join__field(graph: B)"]
    assert merged("T", **sdls).splitlines()[:3] == [
        "type T implements I",
        '  @join__implements(graph: A, interface: "I")',
        '  @join__implements(graph: B, interface: "I")',
    ]


def test_override_takes_a_field_from_another_subgraph() -> None:
    found = merged(
        "T",
        a='type Query { t: T } type T @key(fields: "id") { id: ID! x: Int y: Int }',
        b='type T @key(fields: "id") { id: ID! x: Int @override(from: "a") }',
    )
    assert '  x: Int @join__field(graph: B, override: "a")\n' in found


def test_an_overridden_field_stays_where_it_is_used() -> None:
    found = merged(
        "T",
        a='type Query { t: T } type T @key(fields: "id") @key(fields: "x") { id: ID! x: Int }',
        b='type T @key(fields: "id") { id: ID! x: Int @override(from: "a") }',
    )
    assert '  x: Int @join__field(graph: A, usedOverridden: true) @join__field(graph: B, override: "a")\n' in found


def test_provided_fields_are_external_where_they_are_provided() -> None:
    sdls = {
        "a": 'type Query { t: T @provides(fields: "x") } type T @key(fields: "id") { id: ID! x: Int @external }',
        "b": 'type T @key(fields: "id") { id: ID! x: Int @shareable }',
    }
    assert '  t: T @join__field(graph: A, provides: "x")' in merged("Query", **sdls)
    assert "  x: Int @join__field(graph: A, external: true) @join__field(graph: B)" in merged("T", **sdls)


def test_an_interface_object_gives_its_fields_to_every_implementation() -> None:
    sdls = {
        "a": """type Query { i: I } interface I @key(fields: "id") { id: ID! }
          type T implements I @key(fields: "id") { id: ID! }""",
        "b": 'type I @interfaceObject @key(fields: "id") { id: ID! "seen" views(of: Int): Int! @tag(name: "t") }',
    }
    assert merged("I", **sdls).splitlines()[:3] == [
        "interface I",
        '  @join__type(graph: A, key: "id")',
        '  @join__type(graph: B, key: "id", isInterfaceObject: true)',
    ]
    assert merged("T", **sdls).splitlines()[-3:] == [
        '  """seen"""',
        '  views(of: Int): Int! @join__field @tag(name: "t")',
        "}",
    ]


def test_root_types_get_their_default_names() -> None:
    found = composed(a="schema { query: Q mutation: M } type Q { me: Q } type M { act: Q }", b="type Query { x: Int }")
    assert "query: Query\n  mutation: Mutation\n" in found.supergraph_sdl
    assert read(found.supergraph_sdl).types["Query"].subgraphs["A"].fields["me"].type == "Query"


def test_subgraphs_whose_names_fall_together_are_numbered() -> None:
    found = composed(**{"a-b": "type Query { x: Int }", "a_b": "type Query { y: Int }", "1": "type Query { z: Int }"})
    subgraphs = read(found.supergraph_sdl).subgraphs
    assert {graph: subgraph.name for graph, subgraph in subgraphs.items()} == {
        "_1_": "1",
        "A_B_1": "a-b",
        "A_B_2": "a_b",
    }


def test_the_commonest_description_is_taken() -> None:
    found = merged(
        "T",
        a='type Query { t: T } "one" type T @shareable { a(x: Int): Int }',
        b='"""two\nlines"""\ntype T @shareable { a("what x is" x: Int): Int }',
        c='"""two\nlines"""\ntype T @shareable { "f" a("what x is" x: Int): Int }',
    )
    assert (
        found
        == '''\
"""
two
lines
"""
type T
  @join__type(graph: A)
  @join__type(graph: B)
  @join__type(graph: C)
{
  """f"""
  a(
    """what x is"""
    x: Int
  ): Int
}'''
    )


class TestFederation1:
    def test_a_type_is_owned_and_extended(self) -> None:
        found = merged(
            "User",
            a=Federation1('type Query { me: User } type User @key(fields: "id") { id: ID! name: String }'),
            b=Federation1(
                """extend type User @key(fields: "id") {
                  id: ID! @external name: String @external hello: String @requires(fields: "name") }"""
            ),
        )
        assert (
            found
            == """\
type User
  @join__type(graph: A, key: "id")
  @join__type(graph: B, key: "id")
{
  id: ID!
  name: String @join__field(graph: A) @join__field(graph: B, external: true)
  hello: String @join__field(graph: B, requires: "name")
}"""
        )

    def test_value_types_are_shared(self) -> None:
        found = merged(
            "V",
            a=Federation1("type Query { v: V } type V { a: Int }"),
            b="type Query { w: V } type V @shareable { a: Int }",
        )
        assert found.endswith("{\n  a: Int\n}")

    def test_federation_2_still_has_to_agree(self) -> None:
        a = Federation1("type Query { v: V } type V { a: Int }")
        fails(ErrorCode.INVALID_FIELD_SHARING, "a:1", "b:1", a=a, b="type Query { w: V } type V { a: Int }")

    def test_external_fields_that_nothing_uses_are_gone(self) -> None:
        found = merged(
            "User",
            a=Federation1('type Query { me: User } type User @key(fields: "id") { id: ID! name: String }'),
            b=Federation1(
                'type User @key(fields: "id") @extends { id: ID! @external name: String @external age: Int }'
            ),
        )
        assert "  name: String @join__field(graph: A)\n" in found

    def test_an_extension_without_a_key_has_the_owners(self) -> None:
        found = merged(
            "T",
            a=Federation1('type Query { t: T } type T @key(fields: "id") { id: ID x: Int @external y: Int }'),
            b=Federation1("extend type Query { u: T } extend type T { id: ID @external y: Int }"),
        )
        assert "  id: ID\n  y: Int\n" in found

    def test_field_sets_may_be_lists(self) -> None:
        sdl = Federation1('type Query { t: T } type T @key(fields: ["id", "of"]) { id: ID of: ID }')
        assert '@join__type(graph: A, key: "id of")' in merged("T", a=sdl)

    def test_requires_of_nothing_external_means_nothing(self) -> None:
        sdl = Federation1('type Query { t: T } type T { x: Int y: Int @requires(fields: "x") }')
        assert "requires" not in merged("T", a=sdl)

    def test_directives_on_interfaces_mean_nothing(self) -> None:
        found = merged(
            "I",
            a=Federation1(
                'type Query { i: I } interface I @key(fields: "id") { id: ID! } type T implements I { id: ID! }'
            ),
        )
        assert "@join__type(graph: A)" in found

    def test_its_own_machinery_is_left_out(self) -> None:
        sdl = Federation1(
            """scalar _Any scalar _FieldSet union _Entity = T type _Service { sdl: String }
            directive @key(fields: _FieldSet!) repeatable on OBJECT | INTERFACE
            type Query { t: T _service: _Service! _entities(representations: [_Any!]!): [_Entity]! }
            type T @key(fields: "id") { id: ID! }"""
        )
        assert sorted(read(composed(a=sdl).supergraph_sdl).public.query_type.fields) == ["t"]  # type: ignore[union-attr]


class TestLinks:
    def test_directives_may_be_imported_under_other_names(self) -> None:
        sdl = """extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", as: "fed",
            import: [{name: "@key", as: "@id"}])
          type Query { t: T } type T @id(fields: "id") { id: ID! x: Int @fed__inaccessible y: Int }"""
        found = merged("T", a=sdl)
        assert '@join__type(graph: A, key: "id")' in found
        assert "  x: Int @inaccessible\n" in found

    def test_a_supergraph_links_only_what_it_uses(self) -> None:
        found = composed(a='type Query { x: Int @tag(name: "t") @cost(weight: 2) y: [Int] @listSize(assumedSize: 3) }')
        links = [line.strip() for line in found.supergraph_sdl.splitlines() if line.strip().startswith("@link(")]
        assert links == [
            '@link(url: "https://specs.apollo.dev/link/v1.0")',
            '@link(url: "https://specs.apollo.dev/join/v0.3", for: EXECUTION)',
            '@link(url: "https://specs.apollo.dev/tag/v0.3")',
            '@link(url: "https://specs.apollo.dev/cost/v0.1", import: ["@listSize"])',
        ]
