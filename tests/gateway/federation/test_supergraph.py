"""Reading a supergraph: the typed model, located errors, and the public schema."""

import pytest
from graphql import print_schema, print_type

from gateway.federation.supergraph import Supergraph, SupergraphError, read
from gateway.federation.supergraph.model import Kind
from tests.gateway.federation.supergraphs import supergraph

SHOP = """
type Query @join__type(graph: A) @join__type(graph: B) {
  product(upc: ID!): Product @join__field(graph: A)
  media: [Media!]! @join__field(graph: B)
}
type Product implements Media @join__type(graph: A, key: "upc") @join__type(graph: B, key: "upc", resolvable: false)
    @join__type(graph: B, key: "sku { code }") @join__implements(graph: B, interface: "Media") {
  upc: ID!
  sku: Sku @join__field(graph: B)
  title: String @join__field(graph: A, usedOverridden: true) @join__field(graph: B, override: "a")
  weight: Int @join__field(graph: A) @join__field(graph: B, external: true)
  shipping: Int @join__field(graph: B, requires: "weight")
  cost: Int @join__field(graph: A) @inaccessible
  related: [Product] @join__field(graph: A, provides: "weight", type: "[Product]")
}
type Sku @join__type(graph: B) { code: String! }
type Film implements Media @join__type(graph: A) @join__type(graph: B) @join__implements(graph: B, interface: "Media") {
  title: String
}
interface Media @join__type(graph: B) { title: String }
union Thing @join__type(graph: A) @join__type(graph: B) @join__unionMember(graph: A, member: "Product")
  @join__unionMember(graph: B, member: "Film") @join__unionMember(graph: B, member: "Product") = Product | Film
enum Secret @join__type(graph: A) @inaccessible { X }
"""


@pytest.fixture(scope="module")
def shop() -> Supergraph:
    return read(supergraph("a b", SHOP))


def test_subgraphs_have_names_and_addresses(shop: Supergraph) -> None:
    assert {g: (s.name, s.url) for g, s in shop.subgraphs.items()} == {
        "A": ("a", "http://a/"),
        "B": ("b", "http://b/"),
    }


def test_keys_are_per_subgraph_and_may_not_be_resolvable(shop: Supergraph) -> None:
    product = shop.types["Product"]
    assert [(k.text, k.resolvable) for k in product.subgraphs["A"].keys] == [("upc", True)]
    assert [(k.text, k.resolvable) for k in product.subgraphs["B"].keys] == [("upc", False), ("sku { code }", True)]
    assert [k.text for k in product.subgraphs["B"].resolvable_keys] == ["sku { code }"]


@pytest.mark.parametrize(
    ("field", "graphs"),
    [
        ("upc", {"A": True, "B": True}),  # no @join__field: in every subgraph of the type
        ("sku", {"B": True}),
        ("title", {"A": False, "B": True}),  # overridden by b, still named by a
        ("weight", {"A": True, "B": False}),  # external in b
        ("cost", {"A": True}),
    ],
)
def test_who_resolves_a_field(shop: Supergraph, field: str, graphs: dict[str, bool]) -> None:
    product = shop.types["Product"]
    found = {g: t.fields[field].resolvable for g, t in product.subgraphs.items() if field in t.fields}
    assert found == graphs


def test_requires_and_provides_are_parsed(shop: Supergraph) -> None:
    product = shop.types["Product"]
    assert product.subgraphs["B"].fields["shipping"].requires is not None
    assert product.subgraphs["A"].fields["related"].provides is not None


def test_members_are_what_a_value_may_be_in_that_subgraph(shop: Supergraph) -> None:
    assert shop.types["Media"].kind is Kind.INTERFACE
    assert shop.types["Media"].subgraphs["B"].members == {"Product", "Film"}
    assert shop.types["Thing"].subgraphs["A"].members == {"Product"}
    assert shop.types["Thing"].subgraphs["B"].members == {"Product", "Film"}
    assert shop.types["Product"].subgraphs["A"].members == {"Product"}


def test_an_interface_object_is_marked() -> None:
    body = """
type Query @join__type(graph: A) { n: Node @join__field(graph: A) }
interface Node @join__type(graph: A, key: "id") @join__type(graph: B, key: "id", isInterfaceObject: true) {
  id: ID!
  extra: Int @join__field(graph: B)
}
type User implements Node @join__type(graph: A, key: "id") @join__implements(graph: A, interface: "Node") {
  id: ID!
  extra: Int @join__field
}"""
    read_back = read(supergraph("a b", body))
    assert read_back.types["Node"].subgraphs["B"].interface_object
    assert "extra" not in read_back.types["User"].subgraphs["A"].fields


def test_the_public_schema_has_neither_machinery_nor_hidden_parts(shop: Supergraph) -> None:
    printed = print_schema(shop.public)
    assert "join__" not in printed and "link" not in printed and "inaccessible" not in printed
    assert "cost" not in print_type(shop.public.type_map["Product"])
    assert "Secret" not in shop.public.type_map and "Secret" in shop.full.type_map


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("type Query {", "line 1"),
        ("type Query { a: Int }", "no @link to the join specification"),
        (supergraph("a", "").replace("join/v0.3", "join/v9.9"), "join/v9.9 is not understood"),
        (
            supergraph("a", "").replace("inaccessible/v0.2", "magic/v1.0").replace("SECURITY)", "EXECUTION)"),
            "magic/v1.0",
        ),
        (supergraph("a", "type Query @join__type(graph: Z) { a: Int }"), "no subgraph Z"),
        (
            supergraph("a", 'type Query @join__type(graph: A, key: "{{") { a: Int }'),
            "field set",
        ),
    ],
    ids=["syntax", "no link", "version", "unknown feature", "unknown subgraph", "field set"],
)
def test_what_cannot_be_read_says_where(text: str, said: str) -> None:
    with pytest.raises(SupergraphError) as refused:
        read(text)
    assert said in str(refused.value)
