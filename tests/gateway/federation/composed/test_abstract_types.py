"""Interfaces, unions and interface objects over several subgraphs: exploded only where they must be."""

import pytest

from tests.gateway.federation.composed.services import Case, Service, check, found_by

SHOPS = [
    {"__typename": "Stall", "id": "s1", "street": "Stairs", "area": 4},
    {"__typename": "Store", "id": "s2", "floors": 3, "area": 900},
]
NAMES = [{"id": "s1", "name": "Noodles"}, {"id": "s2", "name": "Mall"}]
GRADES = [{"id": "s1", "grade": "A", "note": "clean"}, {"id": "s2", "grade": "C", "note": "stairs blocked"}]


def services() -> dict[str, Service]:
    shop = found_by("id", SHOPS)
    graded = found_by("id", GRADES)
    return {
        "shops": Service(
            """
            type Query { shops: [Shop!]! anything: [Thing] }
            interface Shop @key(fields: "id") { id: ID! area: Int }
            type Stall implements Shop @key(fields: "id") { id: ID! area: Int street: String }
            type Store implements Shop @key(fields: "id") { id: ID! area: Int floors: Int }
            type Lamp { watts: Int @shareable }
            union Thing = Stall | Store | Lamp
            """,
            {"shops": SHOPS, "anything": [SHOPS[1], None, {"__typename": "Lamp", "watts": 60}, SHOPS[0]]},
            dict.fromkeys(("Shop", "Stall", "Store"), shop),
        ),
        "names": Service(
            """
            type Stall @key(fields: "id") { id: ID! name: String }
            type Store @key(fields: "id") { id: ID! name: String }
            """,
            {},
            dict.fromkeys(("Stall", "Store"), found_by("id", NAMES)),
        ),
        "grades": Service(
            """
            type Query { worst: Shop best: Shop spot: Spot }
            type Shop @key(fields: "id") @interfaceObject {
              id: ID! grade: String! note: String area: Int @external visits: Int @requires(fields: "area")
            }
            union Spot = Lamp | Tree
            type Lamp @shareable { watts: Int }
            type Tree { height: Int }
            """,
            {"worst": graded({"id": "s2"}), "best": graded({"id": "s1"}), "spot": {"__typename": "Tree", "height": 9}},
            {"Shop": lambda r: {**(graded(r) or {}), "visits": r.get("area", 0) // 100 + 1}},
        ),
    }


CASES = {
    "types of an interface, each with its own": Case(
        "{ shops { id ... on Stall { street } ... on Store { floors } } }",
        {"shops": [{"id": "s1", "street": "Stairs"}, {"id": "s2", "floors": 3}]},
        "shops",
    ),
    "fields of the types in another subgraph, in one request": Case(
        "{ shops { __typename ... on Stall { name } ... on Store { name } } }",
        {"shops": [{"__typename": "Stall", "name": "Noodles"}, {"__typename": "Store", "name": "Mall"}]},
        "shops names",
    ),
    "members of a union with null between them": Case(
        "{ anything { ... on Store { name } ... on Lamp { watts } ... on Shop { id grade } } }",
        {
            "anything": [
                {"name": "Mall", "id": "s2", "grade": "C"},
                None,
                {"watts": 60},
                {"id": "s1", "grade": "A"},
            ]
        },
        "shops names grades",
    ),
    "a field of an interface object on every type": Case(
        "{ shops { grade ... on Store { note } } }",
        {"shops": [{"grade": "A"}, {"grade": "C", "note": "stairs blocked"}]},
        "shops grades",
    ),
    "a field of an interface object that requires one of the interface": Case(
        "{ shops { visits } worst { visits } }",
        {"shops": [{"visits": 1}, {"visits": 10}], "worst": {"visits": 10}},
        "shops grades shops grades",
    ),
    "an interface object whose type nobody asks": Case(
        "{ worst { id grade } }", {"worst": {"id": "s2", "grade": "C"}}, "grades"
    ),
    "an interface object's type": Case(
        "{ worst { __typename grade } best { __typename } }",
        {"worst": {"__typename": "Store", "grade": "C"}, "best": {"__typename": "Stall"}},
        "grades shops",
    ),
    "an interface object's types and their fields elsewhere": Case(
        "{ worst { note ... on Store { floors name } ... on Stall { street } } }",
        {"worst": {"note": "stairs blocked", "floors": 3, "name": "Mall"}},
        "grades shops names",
    ),
    "a condition that the type does not meet": Case(
        "{ best { ... on Store { floors } } }", {"best": {}}, "grades shops"
    ),
    "a union in one subgraph": Case(
        "{ spot { __typename ... on Tree { height } ... on Lamp { watts } } }",
        {"spot": {"__typename": "Tree", "height": 9}},
        "grades",
    ),
    "introspection of a type that another subgraph extends": Case(
        '{ __type(name: "Stall") { fields { name } interfaces { name } } }',
        {
            "__type": {
                "fields": [{"name": name} for name in ("id", "name", "area", "street", "grade", "note", "visits")],
                "interfaces": [{"name": "Shop"}],
            }
        },
        "",
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
async def test_abstract_types(case: Case) -> None:
    await check(services(), case)


async def test_an_object_whose_type_is_asked_under_a_condition_that_does_not_hold_is_answered_without_it() -> None:
    root = "type Query { spot: Spot @shareable %s }"
    typed = (
        root % "far: Int"
        + """
        interface Spot @key(fields: "id") { id: ID! }
        type Tree implements Spot @key(fields: "id") { id: ID! }
        """
    )
    graded = root % "" + 'type Spot @key(fields: "id") @interfaceObject { id: ID! grade: String }'
    spots = {
        "typed": Service(typed, {"spot": {"__typename": "Tree", "id": "t1"}, "far": 2}),
        "graded": Service(graded, {"spot": {"id": "t1", "grade": "A"}}),
    }
    query = "query ($near: Boolean!) { far spot @skip(if: $near) { grade @include(if: false) } spot { grade } }"
    await check(spots, Case(query, {"far": 2, "spot": {"grade": "A"}}, "typed graded", {"near": True}))


async def test_an_entity_that_says_its_type_at_one_of_two_places_goes_on_saying_it_there() -> None:
    tree = 'type Tree @key(fields: "id") { id: ID! %s }'
    found = {"__typename": "Tree", "id": "t1"}
    spots = {
        "spots": Service(
            f"type Query {{ tree: Tree spot: Spot }} union Spot = Tree | Lamp type Lamp {{ watts: Int }} {tree % ''}",
            {"tree": found, "spot": found},
        ),
        "graded": Service(tree % "grade: String", {}, {"Tree": found_by("id", [{"id": "t1", "grade": "A"}])}),
    }
    query = "{ tree { grade } spot { ... on Tree { grade } } }"
    await check(spots, Case(query, {"tree": {"grade": "A"}, "spot": {"grade": "A"}}, "spots graded"))


async def test_objects_of_one_field_that_say_their_type_stand_beside_others_of_which_nobody_asks_it() -> None:
    """Each type's field comes from another subgraph, one of which knows the interface alone."""
    people = """
        type Query { people: [Person] }
        interface Person { id: ID! likes: Media }
        type Reader implements Person @key(fields: "id") { id: ID! likes: Media }
        type Singer implements Person @key(fields: "id") { id: ID! likes: Media @external }
        interface Media @key(fields: "id") { id: ID! title: String }
        type Book implements Media @key(fields: "id") { id: ID! title: String }
    """
    singers = """
        type Singer @key(fields: "id") { id: ID! likes: Media }
        type Media @key(fields: "id") @interfaceObject { id: ID! }
    """
    book = {"__typename": "Book", "id": "b1", "title": "Emma"}
    everybody = [{"__typename": "Reader", "id": "r1", "likes": book}, {"__typename": "Singer", "id": "s1"}]
    services = {
        "people": Service(people, {"people": everybody}, dict.fromkeys(("Media", "Book"), found_by("id", [book]))),
        "singers": Service(singers, {}, {"Singer": lambda said: {"id": said["id"], "likes": {"id": "b1"}}}),
    }
    likes = [{"likes": {"id": "b1"}}, {"likes": {"id": "b1"}}]
    await check(services, Case("{ people { likes { id } } }", {"people": likes}, "people singers"))
    for service in services.values():
        service.requests.clear()
    titles = [{"likes": {"title": "Emma"}}, {"likes": {"title": "Emma"}}]
    await check(services, Case("{ people { likes { title } } }", {"people": titles}, "people singers people"))
