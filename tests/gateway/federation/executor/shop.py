"""A shop in three subgraphs: `items` has what is sold, `stock` counts it, `people` knows who buys and sells."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from graphql import GraphQLError

from tests.gateway.federation.executor.subgraph_servers import Subgraph, served

SUPERGRAPH = """
type Query @join__type(graph: ITEMS) @join__type(graph: STOCK) @join__type(graph: PEOPLE) {
  items: [Item]! @join__field(graph: ITEMS)
  item(id: ID!): Item @join__field(graph: ITEMS)
  things: [Thing!] @join__field(graph: ITEMS)
  shelves: [[Item!]] @join__field(graph: STOCK)
  found(word: String!): [Found] @join__field(graph: ITEMS)
  anything(like: Any): Any @join__field(graph: ITEMS)
  me: User! @join__field(graph: PEOPLE)
  guest: User @join__field(graph: PEOPLE)
  motto: String @join__field(graph: PEOPLE)
}
type Mutation @join__type(graph: ITEMS) @join__type(graph: STOCK) {
  rename(id: ID!, to: String!): Item @join__field(graph: ITEMS)
  refill(id: ID!, count: Int!): Item @join__field(graph: STOCK)
}
enum Colour @join__type(graph: ITEMS) {
  RED @join__enumValue(graph: ITEMS)
  BLUE @join__enumValue(graph: ITEMS)
  SECRET @inaccessible @join__enumValue(graph: ITEMS)
}
scalar Any @join__type(graph: ITEMS)
interface Thing @join__type(graph: ITEMS) { id: ID! name: String }
union Found @join__type(graph: ITEMS) @join__unionMember(graph: ITEMS, member: "Item")
  @join__unionMember(graph: ITEMS, member: "User") = Item | User
type Size @join__type(graph: ITEMS) @join__type(graph: STOCK) { width: Int height: Int }
type Item implements Thing @join__implements(graph: ITEMS, interface: "Thing")
    @join__type(graph: ITEMS, key: "id") @join__type(graph: STOCK, key: "id") {
  id: ID!
  name: String @join__field(graph: ITEMS)
  colour: Colour @join__field(graph: ITEMS)
  extra: Any @join__field(graph: ITEMS)
  price(currency: String): Int @join__field(graph: ITEMS) @join__field(graph: STOCK, external: true)
  size: Size @join__field(graph: ITEMS) @join__field(graph: STOCK, external: true)
  seller: User! @join__field(graph: ITEMS)
  related: [Thing!] @join__field(graph: ITEMS)
  count: Int! @join__field(graph: STOCK)
  shipping: Int @join__field(graph: STOCK, requires: "price(currency: \\"EUR\\") size { width height }")
  duty: Int @join__field(graph: STOCK, requires: "price(currency: \\"USD\\")")
  place: Place @join__field(graph: STOCK)
}
type Place @join__type(graph: STOCK) { hall: String! shelf: Int }
type Bundle implements Thing @join__implements(graph: ITEMS, interface: "Thing") @join__type(graph: ITEMS) {
  id: ID!
  name: String
  items: [Item!]
}
type User @join__type(graph: ITEMS, key: "login") @join__type(graph: PEOPLE, key: "login") {
  login: String!
  name: String @join__field(graph: PEOPLE)
  email: String! @join__field(graph: PEOPLE)
  sells: [Item!] @join__field(graph: ITEMS)
}
"""

ITEMS_SDL = """
type Query {
  items: [Item]! item(id: ID!): Item things: [Thing!] found(word: String!): [Found]
}
type Mutation { rename(id: ID!, to: String!): Item }
enum Colour { RED BLUE SECRET }
scalar Any
interface Thing { id: ID! name: String }
union Found = Item | User
type Size { width: Int height: Int }
type Item implements Thing {
  id: ID! name: String colour: Colour extra: Any price(currency: String): Int size: Size seller: User! related: [Thing!]
}
type Bundle implements Thing { id: ID! name: String items: [Item!] }
type User { login: String! sells: [Item!] }
"""
STOCK_SDL = """
type Query { shelves: [[Item!]] }
type Mutation { refill(id: ID!, count: Int!): Item }
type Item { id: ID! count: Int! shipping: Int duty: Int place: Place }
type Place { hall: String! shelf: Int }
"""
PEOPLE_SDL = """
type Query { me: User! guest: User motto: String }
type User { login: String! name: String email: String! }
"""


def items_subgraph() -> Subgraph:
    items: dict[str, dict[str, Any]] = {}

    def item(number: str, name: str, colour: str, euros: int, width: int, seller: str, related: list[str]) -> None:
        items[number] = {
            "__typename": "Item",
            "id": number,
            "name": name,
            "colour": colour,
            "extra": {"tags": [name.lower()]},
            "price": lambda _info, currency="EUR": euros * (2 if currency == "USD" else 1),
            "size": {"width": width, "height": 10},
            "seller": lambda _info: user(seller),
            "sold by": seller,
            "related": lambda _info: [bundle if r == "b1" else items[r] for r in related],
        }

    item("1", "Lamp", "RED", 10, 3, "ada", ["2", "b1"])
    item("2", "Desk", "BLUE", 20, 5, "ben", ["1"])
    item("3", "Safe", "SECRET", 30, 7, "ada", [])
    bundle = {"__typename": "Bundle", "id": "b1", "name": "Office", "items": lambda _info: [items["1"], items["2"]]}

    def user(login: str) -> dict[str, Any]:
        sells = [i for i in items.values() if i["sold by"] == login]
        return {"__typename": "User", "login": login, "sells": sells}

    def renamed(_info: Any, id: str, to: str) -> dict[str, Any]:
        items[id]["name"] = to
        return items[id]

    def found(_info: Any, word: str) -> list[Any]:
        people = [{"__typename": "User", "login": "ada"}] if word == "a" else []
        return [i for i in items.values() if word in i["name"].lower()] + people

    root = {
        "items": lambda _info: list(items.values()),
        "item": lambda _info, id: items.get(id),
        "things": lambda _info: [items["1"], bundle],
        "found": found,
        "rename": renamed,
    }
    references = {
        "Item": lambda r: items.get(r["id"]),
        "User": lambda r: user(r["login"]),
    }
    return Subgraph(ITEMS_SDL, root, references)


def stock_subgraph() -> Subgraph:
    counts = {"1": 4, "2": 0, "3": 9}

    def item(representation: dict[str, Any]) -> dict[str, Any] | Exception | None:
        number = representation["id"]
        if number not in counts:
            return None
        size = representation.get("size") or {"width": 0, "height": 0}
        price = representation.get("price") or 0
        return {
            "id": number,
            "count": counts[number],
            "shipping": price + size["width"] * size["height"],
            "duty": price // 10 if number != "3" else GraphQLError("no duty on safes", extensions={"code": "DUTY"}),
            "place": {"hall": "A", "shelf": int(number)} if number != "2" else None,
        }

    def refilled(_info: Any, id: str, count: int) -> Any:
        counts[id] = count
        return item({"id": id})

    root = {"shelves": lambda _info: [[{"id": "1"}, {"id": "2"}], None, [{"id": "1"}]], "refill": refilled}
    return Subgraph(STOCK_SDL, root, {"Item": item})


def people_subgraph() -> Subgraph:
    people = {"ada": {"login": "ada", "name": "Ada", "email": "ada@shop"}, "ben": {"login": "ben", "email": "ben@shop"}}
    root = {"me": lambda _info: people["ada"], "guest": lambda _info: None, "motto": "buy"}
    return Subgraph(PEOPLE_SDL, root, {"User": lambda r: people.get(r["login"])})


class Shop:
    """The shop's subgraphs, running."""

    def __init__(self) -> None:
        self.items = items_subgraph()
        self.stock = stock_subgraph()
        self.people = people_subgraph()
        self.sdl = ""

    @property
    def requests(self) -> int:
        return sum(len(subgraph.requests) for subgraph in (self.items, self.stock, self.people))


@asynccontextmanager
async def open_shop() -> AsyncIterator[Shop]:
    shop = Shop()
    async with served({"items": shop.items, "stock": shop.stock, "people": shop.people}, SUPERGRAPH) as sdl:
        shop.sdl = sdl
        yield shop
