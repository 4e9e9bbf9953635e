"""What a router asks of the subgraph: entities by their keys, in one graph query."""

from typing import Any

from tests.resolvers.village import COMPANY, COMPANY_CODE, DOCTOR, NOBODY_CODE, SHOP_CODE, Api

ENTITIES = """query($representations: [_Any!]!) { _entities(representations: $representations) { __typename
  ... on Entity { uscc displayName gradeView { spread } measures { applied { measure { key } } } }
  ... on Person { key displayName } ... on SupervisionItem { name } ... on Department { name itemCount }
  ... on SupportSystem { name } } }"""


def of(name: str, **key: Any) -> dict[str, Any]:
    return {"__typename": name, **key}


async def test_every_type_with_a_key_in_the_order_asked(api: Api) -> None:
    found = await api.ask(
        ENTITIES,
        representations=[
            of("Department", key="transport"),
            of("Entity", uscc=COMPANY_CODE),
            of("SupervisionItem", key="1-7"),
            of("Person", key=DOCTOR.key),
            of("Entity", uscc=NOBODY_CODE),
            of("SupportSystem", key="tax-credit"),
            of("Entity", uscc=SHOP_CODE.lower()),
            of("Entity", uscc=COMPANY_CODE, displayName="另一个名称"),
            of("Department", key="nobody"),
        ],
    )
    assert [one and (one["__typename"], one.get("name") or one["displayName"]) for one in found["_entities"]] == [
        ("Department", "市交通局"),
        ("Entity", COMPANY.name),
        ("SupervisionItem", "交通运输"),
        ("Person", "张*"),
        None,
        ("SupportSystem", "纳税信用管理系统"),
        ("Entity", "渝北建设商行"),
        ("Entity", COMPANY.name),
        None,
    ]
    assert found["_entities"][1]["gradeView"] == {"spread": 3}
    assert len(api.questions) == 1


async def test_only_the_catalogue_asks_no_graph(unasked: Api) -> None:
    representations = [of("Department", key="tax"), of("SupervisionItem", key="1-48")]
    assert len((await unasked.ask(ENTITIES, representations=representations))["_entities"]) == 2


async def test_one_that_cannot_be_used_costs_only_its_own_place(api: Api) -> None:
    representations: list[Any] = [
        of("Entity", uscc="123"),
        of("Entity", uscc=COMPANY_CODE),
        of("Entity"),
        of("Person", key="uscc:" + COMPANY_CODE),
        of("Measure", key="x"),
        {"uscc": COMPANY_CODE},
        "text",
        of("Entity", uscc=7),
        of("Department", key=None),
        of(["Entity"], uscc=COMPANY_CODE),  # type: ignore[arg-type]
    ]
    found = await api.answer(ENTITIES, representations=representations)
    assert [place for place, one in enumerate(found.data["_entities"]) if one is not None] == [1]
    errors = [error.formatted for error in found.errors]
    assert [error["path"] for error in errors] == [["_entities", n] for n in range(10) if n != 1]
    assert {error["extensions"]["code"] for error in errors} == {"BAD_INPUT"}


async def test_nothing_asked(unasked: Api) -> None:
    assert await unasked.ask(ENTITIES, representations=[]) == {"_entities": []}


async def test_the_representations_are_left_as_they_were(api: Api) -> None:
    representations = [of("Entity", uscc=COMPANY_CODE)]
    await api.ask(ENTITIES, representations=representations)
    assert representations == [of("Entity", uscc=COMPANY_CODE)]
