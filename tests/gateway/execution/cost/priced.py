"""A shop with @cost and @listSize on everything that can have them, and what an operation over it costs."""

from collections.abc import Mapping
from typing import Any

from graphql import GraphQLSchema, OperationDefinitionNode, build_schema, parse, validate

from gateway.execution.cost.estimate import OperationCost
from gateway.execution.cost.pricing import Pricing
from gateway.execution.cost.weights import weights_of

SDL = """
directive @cost(weight: Int!) on ARGUMENT_DEFINITION | ENUM | FIELD_DEFINITION | INPUT_FIELD_DEFINITION | OBJECT | SCALAR
directive @listSize(assumedSize: Int, slicingArguments: [String!], sizedFields: [String!], requireOneSlicingArgument: Boolean = true)
  on FIELD_DEFINITION
type Query {
  shop: Shop
  shops(first: Int = 4, near: Near, open: Boolean @cost(weight: 7)): [Shop!]! @listSize(slicingArguments: ["first"])
  anything: [Thing!]! @listSize(assumedSize: 5)
  thing: Thing
  one(id: ID!): Node
  byKeys(keys: [ID!]!): [Shop]! @listSize(assumedSize: 500)
  page(first: Int, last: Int): Page
    @listSize(assumedSize: 20, slicingArguments: ["first", "last"], sizedFields: ["nodes"], requireOneSlicingArgument: false)
  strict(first: Int, last: Int): [Shop] @listSize(slicingArguments: ["first", "last"])
  grid: [[Shop]]
}
type Mutation { rename(name: String!): Shop }
type Page { nodes: [Shop] others: [Shop] @listSize(assumedSize: 2, requireOneSlicingArgument: false) total: Int }
interface Node { id: ID! label: String shop: Shop }
type Shop implements Node @cost(weight: 3) { id: ID! label: String shop: Shop name: String items: [Item] price: Price tags: [String] }
type Item implements Node { id: ID! label: String @cost(weight: 2) shop: Shop }
union Thing = Shop | Item
scalar Price @cost(weight: 4)
input Near { place: String @cost(weight: 11) within: Within }
input Within { metres: Int @cost(weight: 13) }
"""


def _keys(value: Any) -> int:
    return len(value) if isinstance(value, list) else 1


DOCUMENT = parse(SDL)
SCHEMA: GraphQLSchema = build_schema(SDL)
SHOP = Pricing(SCHEMA, weights_of(DOCUMENT), 10, {"Query.byKeys": ("keys", _keys)})


def priced(text: str, pricing: Pricing = SHOP) -> OperationCost:
    """What the operation costs, which is valid."""
    document = parse(text)
    assert validate(pricing.schema, document) == []
    operation = next(each for each in document.definitions if isinstance(each, OperationDefinitionNode))
    return pricing.price(document, operation)


def cost(text: str, variables: Mapping[str, Any] | None = None) -> int:
    return priced(text).found(variables).cost
