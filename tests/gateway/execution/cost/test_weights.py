"""@cost and @listSize read from a schema's text, whatever a link calls them."""

from graphql import parse

from gateway.execution.cost.weights import ListSize, weights_of
from gateway.federation.composition import SubgraphSource, compose
from gateway.federation.supergraph import read
from tests.gateway.execution.cost.priced import DOCUMENT

LINKED = """extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: {imports})
type Query {{ all(first: Int): [Thing!]! @{sized}(slicingArguments: ["first"]) }}
type Thing @key(fields: "id") @{cost}(weight: 6) {{ id: ID! }}
"""


def test_everything_that_has_a_weight() -> None:
    found = weights_of(DOCUMENT)
    assert found.types == {"Shop": 3, "Price": 4}
    assert found.fields == {"Item.label": 2}
    assert found.arguments == {"Query.shops.open": 7}
    assert found.inputs == {"Near.place": 11, "Within.metres": 13}
    assert found.lists["Query.page"] == ListSize(20, ("first", "last"), ("nodes",), one_required=False)
    assert found.lists["Query.strict"] == ListSize(None, ("first", "last"))


def test_weights_as_the_specification_writes_them() -> None:
    found = weights_of(parse('type Query { a: Int @cost(weight: "0.5") b: Int @cost(weight: "much") }'))
    assert found.fields == {"Query.a": 0.5}


def test_a_link_may_give_the_directives_other_names() -> None:
    imports = '["@key", {name: "@cost", as: "@toll"}, {name: "@listSize", as: "@long"}]'
    found = weights_of(parse(LINKED.format(imports=imports, sized="long", cost="toll")))
    assert found.types == {"Thing": 6} and found.lists["Query.all"].slicing == ("first",)


def test_a_composed_supergraph_keeps_them() -> None:
    sdl = LINKED.format(imports='["@key", "@cost", "@listSize"]', sized="listSize", cost="cost")
    found = read(compose([SubgraphSource("things", "http://127.0.0.1:1", sdl)]).supergraph_sdl).weights
    assert found.types == {"Thing": 6} and found.lists == {"Query.all": ListSize(None, ("first",))}
