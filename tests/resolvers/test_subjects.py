"""Subjects: who graded an enterprise what, on a day, as it was known then."""

from typing import Any, cast

import pytest
from graphql import GraphQLObjectType, get_named_type, is_leaf_type

from resolvers.schema import build_schema
from tests.resolvers.village import COMPANY, COMPANY_CODE, DOCTOR, NOBODY_CODE, SHOP, SHOP_CODE, Api

VIEW = """query($uscc: USCC!, $asOf: DateTime, $knownAt: DateTime, $departments: [String!]) {
  entity(uscc: $uscc) { gradeView(asOf: $asOf, knownAt: $knownAt, departments: $departments) {
    composite { itemKey item { key } grade department { key } }
    grades { itemKey grade expired }
    byDepartment { department { name } highest lowest grades { itemKey } }
    highest lowest spread asOf
    discrepancies { id state levels raisedAt high { itemKey grade } low { itemKey grade } }
    sources { system { key } mode state asOf }
  } }
}"""


async def view(api: Api, **variables: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await api.ask(VIEW, uscc=COMPANY_CODE, **variables))["entity"]["gradeView"]
    return found


def grades(view: dict[str, Any]) -> dict[str, str]:
    return {one["itemKey"]: one["grade"] for one in view["grades"]}


async def test_an_enterprise_with_its_registration(api: Api) -> None:
    found = await api.ask(
        """query($uscc: USCC!) { entity(uscc: $uscc) {
          __typename id key uscc displayName kind synthetic status district industry registeredOn } }""",
        uscc=COMPANY_CODE,
    )
    assert found["entity"] == {
        "__typename": "Entity",
        "id": COMPANY.key,
        "key": COMPANY.key,
        "uscc": COMPANY_CODE,
        "displayName": "重庆渝北建设有限公司",
        "kind": "ENTERPRISE",
        "synthetic": True,
        "status": "存续",
        "district": "渝北区",
        "industry": "建筑业",
        "registeredOn": "2010-03-01",
    }


@pytest.mark.parametrize("written", [COMPANY_CODE.lower(), f" {COMPANY_CODE[:9]} {COMPANY_CODE[9:]} "])
async def test_a_code_is_put_right(api: Api, written: str) -> None:
    found = await api.ask("query($uscc: USCC!) { entity(uscc: $uscc) { uscc } }", uscc=written)
    assert found["entity"]["uscc"] == COMPANY_CODE


async def test_what_is_not_there_is_null_without_an_error(api: Api) -> None:
    found = await api.ask(
        """query($uscc: USCC!, $keys: [ID!]!) { entity(uscc: $uscc) { uscc } person(key: "person:ff") { key }
          subjectsByKeys(keys: $keys) { key } node(id: "record:none") { id } record: node(id: "discrepancy:none") { id } }""",
        uscc=NOBODY_CODE,
        keys=["person:ff"],
    )
    assert found == {"entity": None, "person": None, "subjectsByKeys": [None], "node": None, "record": None}


async def test_every_department_s_grade_side_by_side(api: Api) -> None:
    found = await view(api)
    assert grades(found) == {"1-7": "C", "1-9": "A", "1-14": "D", "1-48": "C"}
    assert [one["itemKey"] for one in found["grades"] if one["expired"]] == ["1-48"]
    assert [(one["department"]["name"], [g["itemKey"] for g in one["grades"]]) for one in found["byDepartment"]] == [
        ("市交通局", ["1-7", "1-9"]),
        ("市人力社保局", ["1-14"]),
        ("重庆市税务局", ["1-48"]),
    ]
    assert (found["highest"], found["lowest"], found["spread"]) == ("A", "D", 3)


async def test_the_composite_stands_apart(api: Api) -> None:
    composite = {"itemKey": "composite", "item": None, "grade": "B", "department": {"key": "development-reform"}}
    assert (await view(api))["composite"] == composite


async def test_an_expired_grade_counts_for_nothing(api: Api) -> None:
    tax = next(one for one in (await view(api))["byDepartment"] if one["department"]["name"] == "重庆市税务局")
    assert (tax["highest"], tax["lowest"]) == (None, None)


async def test_the_day_asked_about(api: Api) -> None:
    assert grades(await view(api, asOf="2024-01-14T12:00:00+08:00")) == {}
    found = await view(api, asOf="2024-05-31T23:59:00+08:00")
    assert [one["itemKey"] for one in found["grades"] if one["expired"]] == []
    assert found["asOf"] == "2024-05-31T15:59:00Z"


async def test_a_live_view_where_there_is_no_system_to_be_asked_is_the_stored_one(api: Api) -> None:
    query = VIEW.replace("departments: $departments)", "departments: $departments, live: true)")
    assert query != VIEW
    asked = await api.ask(query, uscc=COMPANY_CODE)
    assert asked["entity"]["gradeView"] == await view(api)


async def test_what_was_known_then(api: Api) -> None:
    assert grades(await view(api, knownAt="2024-02-01"))["1-7"] == "B"
    assert grades(await view(api, knownAt="2024-01-01")) == {}


@pytest.mark.parametrize("names", [["市交通局"], ["transport"], ["department:transport", "市交通局"]])
async def test_only_some_departments(api: Api, names: list[str]) -> None:
    found = await view(api, departments=names)
    assert grades(found) == {"1-7": "C", "1-9": "A"}
    assert found["spread"] == 2


async def test_discrepancies_of_two_levels_or_more(api: Api) -> None:
    found = (await view(api))["discrepancies"]
    assert [(one["high"]["itemKey"], one["low"]["itemKey"], one["levels"], one["state"]) for one in found] == [
        ("1-9", "1-7", 2, "OPEN"),
        ("1-9", "1-14", 3, "OPEN"),
    ]
    assert {one["raisedAt"] for one in found} == {"2024-05-02T04:00:00Z"}


async def test_a_discrepancy_that_nobody_stored_is_open_since_its_records(api: Api) -> None:
    await api.store.write("MATCH (d:Discrepancy) DETACH DELETE d")
    found = (await view(api))["discrepancies"]
    assert [(one["state"], one["raisedAt"]) for one in found] == [
        ("OPEN", "2024-03-01T00:00:00Z"),
        ("OPEN", "2024-01-16T00:00:00Z"),
    ]


async def test_sources_say_which_system_and_how(api: Api) -> None:
    found = (await view(api))["sources"]
    assert [(one["system"] and one["system"]["key"], one["mode"]) for one in found] == [
        ("municipal-credit-platform", "SYNCED"),
        ("highway-construction-market", "SYNCED"),
        ("labour-inspection", "SYNCED"),
        ("tax-credit", "SYNCED"),
        (None, "IMPORTED"),
    ]
    assert {one["state"] for one in found} == {"NOT_ASKED"}
    assert found[-1]["asOf"] == "2024-03-01T00:00:00Z"


async def test_a_record_says_where_it_came_from(api: Api) -> None:
    found = await api.ask(
        """query($uscc: USCC!) { entity(uscc: $uscc) { gradeView { grades { id subject { key } nativeGrade scale { key } score
          evaluatedOn validUntil suspended recordedAt supersededAt documentNo item { name department { name } }
          department { name } system { name } provenance { system { key } mode fetchedAt batch } } } } }""",
        uscc=COMPANY_CODE,
    )
    first, second = found["entity"]["gradeView"]["grades"][:2]
    assert first["provenance"] == {
        "system": None,
        "mode": "IMPORTED",
        "fetchedAt": "2024-03-01T00:00:00Z",
        "batch": "batch-1",
    }
    assert second == {
        "id": "record:highway",
        "subject": {"key": COMPANY.key},
        "nativeGrade": "A",
        "scale": {"key": "unified"},
        "score": 88.5,
        "evaluatedOn": "2024-01-15",
        "validUntil": "2025-01-15",
        "suspended": False,
        "recordedAt": "2024-01-16T00:00:00Z",
        "supersededAt": None,
        "documentNo": "渝交〔2024〕1号",
        "item": {"name": "公路建设市场", "department": {"name": "市交通局"}},
        "department": {"name": "市交通局"},
        "system": {"name": "重庆市公路建设市场信用信息管理系统"},
        "provenance": {
            "system": {"key": "highway-construction-market"},
            "mode": "SYNCED",
            "fetchedAt": "2024-01-16T00:00:00Z",
            "batch": "batch-1",
        },
    }


async def test_nobody_grades_this_one(api: Api) -> None:
    found = (await api.ask(VIEW, uscc=SHOP_CODE))["entity"]["gradeView"]
    assert (found["composite"], found["grades"], found["byDepartment"], found["sources"]) == (None, [], [], [])
    assert (found["highest"], found["lowest"], found["spread"], found["discrepancies"]) == (None, None, 0, [])


async def test_a_natural_person(api: Api) -> None:
    found = await api.ask(
        """query($key: ID!) { person(key: $key) { __typename id displayName kind
          gradeView { composite { grade } grades { itemKey grade } } measures { applied { advisory } } } }""",
        key=DOCTOR.key,
    )
    person = found["person"]
    assert (person["__typename"], person["id"], person["displayName"], person["kind"]) == (
        "Person",
        DOCTOR.key,
        "张*",
        "PERSON",
    )
    assert person["gradeView"] == {"composite": None, "grades": [{"itemKey": "1-30", "grade": "A"}]}
    assert person["measures"]["applied"] and not any(one["advisory"] for one in person["measures"]["applied"])


async def test_several_subjects_in_the_order_of_their_keys(api: Api) -> None:
    keys = [DOCTOR.key, f"uscc:{NOBODY_CODE}", SHOP.key, COMPANY.key, DOCTOR.key]
    found = await api.ask(
        """query($keys: [ID!]!) { subjectsByKeys(keys: $keys) { __typename key
          ... on Entity { uscc gradeView { spread } } ... on Person { gradeView { highest } } } }""",
        keys=keys,
    )
    assert [one and one["key"] for one in found["subjectsByKeys"]] == [
        DOCTOR.key,
        None,
        SHOP.key,
        COMPANY.key,
        DOCTOR.key,
    ]
    assert found["subjectsByKeys"][3] == {
        "__typename": "Entity",
        "key": COMPANY.key,
        "uscc": COMPANY_CODE,
        "gradeView": {"spread": 3},
    }


@pytest.mark.parametrize(
    ("global_id", "expected"),
    [
        (COMPANY.key, {"__typename": "Entity", "displayName": "重庆渝北建设有限公司"}),
        (DOCTOR.key, {"__typename": "Person", "displayName": "张*"}),
        ("item:1-7", {"__typename": "SupervisionItem", "name": "交通运输"}),
        ("department:transport", {"__typename": "Department", "name": "市交通局"}),
        ("system:tax-credit", {"__typename": "SupportSystem", "name": "纳税信用管理系统"}),
        ("record:highway", {"__typename": "GradeRecord", "grade": "A", "subject": {"key": COMPANY.key}}),
        (
            f"discrepancy:{COMPANY.key}:1-9:1-14",
            {"__typename": "Discrepancy", "levels": 3, "low": {"grade": "D"}, "subject": {"key": COMPANY.key}},
        ),
        ("item:9-9", None),
        ("department:nobody", None),
    ],
)
async def test_anything_by_its_global_id(api: Api, global_id: str, expected: dict[str, Any] | None) -> None:
    found = await api.ask(
        """query($id: ID!) { node(id: $id) { id __typename ... on Subject { displayName }
          ... on SupervisionItem { name } ... on Department { name } ... on SupportSystem { name }
          ... on GradeRecord { grade subject { key } } ... on Discrepancy { levels low { grade } subject { key } } } }""",
        id=global_id,
    )
    assert found["node"] == (None if expected is None else {"id": global_id, **expected})


async def test_an_id_in_an_answer_leads_back_to_the_same_thing(api: Api) -> None:
    found = await api.ask(
        """query($uscc: USCC!) { entity(uscc: $uscc) { id gradeView { grades { id item { id department { id } system { id }
          scale { id } } } discrepancies { id } } measures { withheld { measure { id } } } } }""",
        uscc=COMPANY_CODE,
    )
    for one in ids_in(found):
        assert (await api.ask("query($id: ID!) { node(id: $id) { id } }", id=one))["node"] == {"id": one}


def ids_in(value: Any) -> set[str]:
    if isinstance(value, list):
        return {one for part in value for one in ids_in(part)}
    if isinstance(value, dict):
        own = {value["id"]} if "id" in value else set()
        return own | {one for part in value.values() for one in ids_in(part)}
    return set()


def fields_of(type_: str) -> dict[str, str]:
    """A selection of each field of a type, with one leaf below it where that is an object."""
    definitions = cast(GraphQLObjectType, build_schema()._schema.type_map[type_]).fields
    return {name: f"{name} {_leaf(get_named_type(field.type))}" for name, field in definitions.items()}


def _leaf(type_: Any) -> str:
    if is_leaf_type(type_):
        return ""
    below = {name: get_named_type(field.type) for name, field in type_.fields.items()}
    name = next((name for name, named in below.items() if is_leaf_type(named)), next(iter(below)))
    return f"{{ {name} {_leaf(below[name])} }}"


PLACES = ["composite { %s }", "grades { %s }", "byDepartment { grades { %s } }", "discrepancies { high { %s } }"]


@pytest.mark.parametrize("place", PLACES)
async def test_a_field_of_a_record_is_read_though_nothing_else_is_selected(api: Api, place: str) -> None:
    """What is selected decides what is read: nothing may be missing that an answer takes."""
    selections = fields_of("GradeRecord")
    whole = f'{{ entity(uscc: "{COMPANY_CODE}") {{ gradeView {{ {place} }} }} }}'
    wanted = (await api.ask(whole.replace("%s", " ".join(selections.values()))))["entity"]["gradeView"]
    for name, selection in selections.items():
        found = (await api.ask(whole.replace("%s", selection)))["entity"]["gradeView"]
        assert found == only(wanted, found), name


def only(value: Any, shape: Any) -> Any:
    """The value with what `shape` has of it."""
    if isinstance(shape, list):
        return [only(one, of) for one, of in zip(value, shape, strict=True)]
    if isinstance(shape, dict):
        return {key: only(value[key], of) for key, of in shape.items()}
    return value


async def test_a_field_of_a_view_is_read_though_nothing_else_is_selected(api: Api) -> None:
    selections = fields_of("GradeView")
    whole = f'{{ entity(uscc: "{COMPANY_CODE}") {{ gradeView {{ %s }} }} }}'
    wanted = (await api.ask(whole.replace("%s", " ".join(selections.values()))))["entity"]["gradeView"]
    for selection in selections.values():
        found = (await api.ask(whole.replace("%s", selection)))["entity"]["gradeView"]
        assert found == {name: wanted[name] for name in found}
