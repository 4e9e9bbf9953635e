"""Answers where one subgraph does not let two fields share a response key, and where two subgraphs fill the same objects."""

import json
from typing import Any

from graphql import GraphQLError

from gateway.federation.engine import Engine
from tests.gateway.federation.executor.subgraph_servers import Subgraph, served

CLASHING = """
union Account @join__type(graph: A) @join__unionMember(graph: A, member: "User") @join__unionMember(graph: A, member: "Admin")
  = User | Admin
type Query @join__type(graph: A) @join__type(graph: B) { accounts: [Account!]! @join__field(graph: A) }
type User @join__type(graph: A, key: "id") @join__type(graph: B, key: "id") {
  id: ID @join__field(graph: A, type: "ID!") @join__field(graph: B, type: "ID")
  name: String @join__field(graph: B)
  peers: [Account!]! @join__field(graph: A)
}
type Admin @join__type(graph: A) { id: ID peers: [Account!]! }
"""
ACCOUNTS_SDL = """
type Query { accounts: [Account!]! }
union Account = User | Admin
type User { id: ID! peers: [Account!]! }
type Admin { id: ID peers: [Account!]! }
"""


async def answered(engine: Engine, query: str) -> Any:
    answer = json.loads(await engine.execute(query))
    await engine.close()
    return answer


async def test_aliased_fields_come_back_under_the_clients_keys() -> None:
    user: dict[str, Any] = {"__typename": "User", "id": "u", "peers": lambda _info: [admin]}
    admin: dict[str, Any] = {"__typename": "Admin", "id": "a", "peers": lambda _info: [user, admin]}
    names = Subgraph("type Query { a: Int } type User { id: ID name: String }", {}, {"User": lambda r: {"name": "Uma"}})
    accounts = Subgraph(ACCOUNTS_SDL, {"accounts": lambda _info: [user, admin]}, {"User": lambda r: user})
    async with served({"a": accounts, "b": names}, CLASHING) as sdl:
        account = "... on User { id name peers { ...P } } ... on Admin { id peers { ...P } }"
        people = "fragment P on Account { ... on User { id } ... on Admin { id } }"
        answer = await answered(Engine(sdl), f"{{ accounts {{ {account} }} }} {people}")
    assert answer == {
        "data": {
            "accounts": [
                {"id": "u", "name": "Uma", "peers": [{"id": "a"}]},
                {"id": "a", "peers": [{"id": "u"}, {"id": "a"}]},
            ]
        }
    }


SHARED = """
type Query @join__type(graph: A) @join__type(graph: B) { page: Page }
type Page @join__type(graph: A) @join__type(graph: B) { head: Head rows: [Row] }
type Head @join__type(graph: A) @join__type(graph: B) { a: Int @join__field(graph: A) b: Int @join__field(graph: B) }
type Row @join__type(graph: A) @join__type(graph: B) { a: Int @join__field(graph: A) b: Int @join__field(graph: B) }
"""


def page(letter: str, rows: Any) -> Subgraph:
    sdl = f"type Query {{ page: Page }} type Page {{ head: Head rows: [Row] }} type Head {{ {letter}: Int }}"
    return Subgraph(f"{sdl} type Row {{ {letter}: Int }}", {"page": lambda _info: {"head": {letter: 1}, "rows": rows}})


async def test_objects_that_two_subgraphs_fill_are_merged() -> None:
    subgraphs = {"a": page("a", [{"a": 1}, None, {"a": 3}]), "b": page("b", [{"b": 4}, {"b": 5}, None])}
    async with served(subgraphs, SHARED) as sdl:
        answer = await answered(Engine(sdl), "{ page { rows { b a } head { a b } } }")
    assert answer["data"]["page"]["head"] == {"a": 1, "b": 1}
    assert answer["data"]["page"]["rows"] == [{"b": 4, "a": 1}, {"b": 5, "a": None}, {"b": None, "a": 3}]


async def test_what_one_of_them_has_wins_over_the_others_null() -> None:
    async with served({"a": page("a", None), "b": page("b", [{"b": 4}])}, SHARED) as sdl:
        answer = await answered(Engine(sdl), "{ page { rows { b a } } }")
    assert answer["data"]["page"]["rows"] == [{"b": 4, "a": None}]


INTERFACES = """
interface Media @join__type(graph: A, key: "id") @join__type(graph: B, key: "id", isInterfaceObject: true) {
  id: ID!
  title: String @join__field(graph: A)
  score: Int @join__field(graph: B)
}
type Query @join__type(graph: A) @join__type(graph: B) {
  media: [Media] @join__field(graph: A)
  best: Media @join__field(graph: B)
}
type Book implements Media @join__implements(graph: A, interface: "Media") @join__type(graph: A, key: "id") {
  id: ID! title: String pages: Int score: Int @join__field
}
type Song implements Media @join__implements(graph: A, interface: "Media") @join__type(graph: A, key: "id") {
  id: ID! title: String score: Int @join__field
}
"""
MEDIA_SDL = """
type Query { media: [Media] }
interface Media { id: ID! title: String }
type Book implements Media { id: ID! title: String pages: Int }
type Song implements Media { id: ID! title: String }
"""


def media_subgraphs() -> dict[str, Subgraph]:
    held: dict[str, dict[str, Any]] = {
        "1": {"__typename": "Book", "id": "1", "title": "Emma", "pages": 9},
        "2": {"__typename": "Song", "id": "2", "title": "Air"},
    }
    found = {name: lambda r: held.get(r["id"]) for name in ("Media", "Book", "Song")}
    media = Subgraph(MEDIA_SDL, {"media": lambda _info: list(held.values())}, found)
    scores = Subgraph(
        "type Query { best: Media } type Media { id: ID! score: Int }",
        {"best": lambda _info: {"id": "2", "score": 7}},
        {"Media": lambda r: {"id": r["id"], "score": 5 + int(r["id"])}},
    )
    return {"a": media, "b": scores}


async def test_an_interface_object_adds_to_every_type() -> None:
    async with served(media_subgraphs(), INTERFACES) as sdl:
        answer = await answered(Engine(sdl), "{ media { title score ... on Book { pages } } }")
    assert answer == {"data": {"media": [{"title": "Emma", "score": 6, "pages": 9}, {"title": "Air", "score": 7}]}}


async def test_an_interface_object_learns_its_type_elsewhere() -> None:
    async with served(media_subgraphs(), INTERFACES) as sdl:
        answer = await answered(
            Engine(sdl), "{ best { __typename score ... on Song { title } ... on Book { pages } } }"
        )
    assert answer == {"data": {"best": {"__typename": "Song", "score": 7, "title": "Air"}}}


async def test_an_interface_object_whose_type_nobody_asks() -> None:
    async with served(media_subgraphs(), INTERFACES) as sdl:
        answer = await answered(Engine(sdl), "{ best { id score } }")
    assert answer == {"data": {"best": {"id": "2", "score": 7}}}


async def test_an_interface_object_whose_type_a_condition_leaves_unasked() -> None:
    query = "query ($a: Boolean!) { best { score title @include(if: $a) } }"
    async with served(media_subgraphs(), INTERFACES) as sdl:
        engine = Engine(sdl)
        with_title = json.loads(await engine.execute(query, {"a": True}))
        without = json.loads(await engine.execute(query, {"a": False}))
        await engine.close()
    assert with_title == {"data": {"best": {"score": 7, "title": "Air"}}}
    assert without == {"data": {"best": {"score": 7}}}


async def test_an_interface_object_that_an_error_leaves_without_a_type() -> None:
    """The error that took the lookup's answer is the only one told."""
    subgraphs = media_subgraphs()
    subgraphs["a"].references["Media"] = lambda _r: GraphQLError("gone")  # type: ignore[index]
    async with served(subgraphs, INTERFACES) as sdl:
        answer = await answered(Engine(sdl), "{ best { score title } }")
    assert answer["data"] == {"best": None}
    assert [(e["message"], e["path"]) for e in answer["errors"]] == [("gone", ["best"])]


DOGS = """
type Query @join__type(graph: A) @join__type(graph: B) @join__type(graph: C) {
  x: Dog @join__field(graph: A)
  y: Dog @join__field(graph: A)
}
type Dog @join__type(graph: A, key: "id") @join__type(graph: B, key: "id") @join__type(graph: C, key: "id") {
  id: ID!
  kind: String @join__field(graph: B, external: true) @join__field(graph: C)
  home: Home @join__field(graph: B, requires: "kind")
  pal: Pal @join__field(graph: C)
}
type Pal @join__type(graph: B, key: "id") @join__type(graph: C, key: "id") { id: ID! home: Home @join__field(graph: B) }
type Home @join__type(graph: B) { street: String town: String }
"""
DOG_SDL = "type Query { x: Dog y: Dog } type Dog { id: ID! }"
HOME_SDL = """
type Query { b: Int }
type Dog { id: ID! home: Home }
type Pal { id: ID! home: Home }
type Home { street: String town: String }
"""
PAL_SDL = "type Query { c: Int } type Dog { id: ID! kind: String pal: Pal } type Pal { id: ID! }"


async def of_one_dog_at_two_places(query: str) -> Any:
    home = {"home": {"street": "Elm", "town": "York"}}
    dogs = Subgraph(DOG_SDL, {"x": {"id": "d"}, "y": {"id": "d"}})
    homes = Subgraph(HOME_SDL, {}, {"Dog": lambda r: home, "Pal": lambda r: home})
    pals = Subgraph(PAL_SDL, {}, {"Dog": lambda r: {"kind": "pug", "pal": {"id": "p"}}})
    async with served({"a": dogs, "b": homes, "c": pals}, DOGS) as sdl:
        return await answered(Engine(sdl), query)


async def test_an_entity_at_two_places_keeps_what_is_asked_at_each() -> None:
    answer = await of_one_dog_at_two_places("{ x { home { street } } y { home { town } } }")
    assert answer == {"data": {"x": {"home": {"street": "Elm"}}, "y": {"home": {"town": "York"}}}}


async def test_an_entity_at_two_places_keeps_what_was_fetched_for_one_of_them_before() -> None:
    answer = await of_one_dog_at_two_places(
        "query ($v: Boolean = true) { x @include(if: $v) { home { street } } y @include(if: $v) { pal { id } home { street } } }"
    )
    assert answer == {"data": {"x": {"home": {"street": "Elm"}}, "y": {"pal": {"id": "p"}, "home": {"street": "Elm"}}}}


async def test_an_object_in_an_entity_at_two_places_keeps_what_is_asked_at_each() -> None:
    answer = await of_one_dog_at_two_places("{ x { pal { home { street } } } y { pal { home { town } } } }")
    assert answer == {"data": {"x": {"pal": {"home": {"street": "Elm"}}}, "y": {"pal": {"home": {"town": "York"}}}}}


async def test_the_objects_of_a_list_are_told_with_what_each_requirement_needs() -> None:
    types = """
    type Query @join__type(graph: A) @join__type(graph: B) { box: Box @join__field(graph: A) }
    type Box @join__type(graph: A, key: "id") @join__type(graph: B, key: "id") {
      id: ID!
      parts: [Part] @join__field(graph: A) @join__field(graph: B, external: true)
      weight: Int @join__field(graph: B, requires: "parts { grams }")
      price: Int @join__field(graph: B, requires: "parts { cents }")
    }
    type Part @join__type(graph: A) @join__type(graph: B) { grams: Int cents: Int }
    """
    boxes = Subgraph(
        "type Query { box: Box } type Box { id: ID! parts: [Part] } type Part { grams: Int cents: Int }",
        {"box": {"id": "b", "parts": [{"grams": 2, "cents": 30}, None, {"grams": 5, "cents": 70}]}},
    )
    sums = Subgraph(
        "type Query { b: Int } type Box { id: ID! weight: Int price: Int }",
        {},
        {
            "Box": lambda r: {
                "weight": sum(part["grams"] for part in r["parts"] if part),
                "price": sum(part["cents"] for part in r["parts"] if part),
            }
        },
    )
    async with served({"a": boxes, "b": sums}, types) as sdl:
        answer = await answered(Engine(sdl), "{ box { weight price } }")
    assert answer == {"data": {"box": {"weight": 7, "price": 100}}}
