"""The catalogue: departments, items, systems, scales and measures, from memory."""

from datetime import timedelta

import pytest

from graph_model.model import instant_text
from seed.plan_files import plan_text
from tests.resolvers.village import Api


async def test_the_plan_s_numbers(unasked: Api) -> None:
    found = await unasked.ask(
        "{ departments { key } items { key } systems { key } platforms: systems(kind: PLATFORM) { key } }"
    )
    assert [len(found[name]) for name in ("departments", "items", "systems")] == [27, 61, 20]
    assert found["platforms"]
    assert unasked.questions == []


@pytest.mark.parametrize("name", ["市交通局", "transport", "department:transport"])
async def test_a_department_by_name_key_or_id(unasked: Api, name: str) -> None:
    found = await unasked.ask(
        "query($name: String!) { department(name: $name) { name itemCount items { key department { key } } } }",
        name=name,
    )
    department = found["department"]
    assert (department["name"], department["itemCount"], len(department["items"])) == ("市交通局", 7, 7)
    assert {item["department"]["key"] for item in department["items"]} == {"transport"}


async def test_what_is_not_in_the_catalogue_is_null_or_empty(unasked: Api) -> None:
    found = await unasked.ask(
        '{ department(name: "x") { key } item(key: "9-9") { key } composite: item(key: "composite") { key } '
        'items(department: "x") { key } none: items(system: "x") { key } no: items(annex: 3) { key } }'
    )
    assert found == {"department": None, "item": None, "composite": None, "items": [], "none": [], "no": []}


@pytest.mark.parametrize("key", ["1-7", "item:1-7"])
async def test_an_item_by_key_or_id(unasked: Api, key: str) -> None:
    found = await unasked.ask(
        """query($key: ID!) { item(key: $key) { id number annex name objects objectKinds department { name } system { key }
          scale { key grades { native grade } } startsOn } }""",
        key=key,
    )
    assert found["item"]["id"] == "item:1-7"
    assert (found["item"]["name"], found["item"]["department"]["name"]) == ("交通运输", "市交通局")
    assert (found["item"]["system"], found["item"]["scale"]["key"]) == (None, "unified")


async def test_items_narrowed(unasked: Api) -> None:
    found = await unasked.ask(
        """{ department: items(department: "市市场监管局") { department { key } } annex: items(annex: 2) { annex }
          system: items(system: "tax-credit") { name } both: items(department: "transport", annex: 1) { key }
          neither: items(department: "tax", system: "labour-inspection") { key } }"""
    )
    assert len(found["department"]) == 10
    assert {item["annex"] for item in found["annex"]} == {2}
    assert found["system"] == [{"name": "纳税"}]
    assert len(found["both"]) == 7
    assert found["neither"] == []


async def test_systems_with_their_items(unasked: Api) -> None:
    found = await unasked.ask("{ systems { name kind live freshness items { key system { name } } } }")
    for system in found["systems"]:
        assert (system["kind"], system["live"], system["freshness"]) == ("ANNEX", False, None)
        assert {item["system"]["name"] for item in system["items"]} <= {system["name"]}
    assert sum(len(system["items"]) for system in found["systems"]) == 32


SYNCS = "{ systems { key state syncing lag lastSuccess error { code message at failures } rows { accepted rejected retired } } }"


async def test_how_the_sync_of_each_system_stands(empty: Api) -> None:
    """One question to the graph, however many systems; what was synced before stands beside what fails now."""
    ago = empty.now - timedelta(hours=2)
    synced = {"key": "tax-credit", "lastSuccess": instant_text(ago), "accepted": 1_398, "rejected": 19, "retired": 4}
    failing = {
        "failedAt": instant_text(empty.now),
        "failures": 3,
        "errorCode": "TIMEOUT",
        "error": "没有及时答 / too slow",
    }
    make = "CREATE (s:SyncState {key: $key}) SET "
    await empty.store.write(make + ", ".join(f"s.{name} = ${name}" for name in synced if name != "key"), synced)
    both = {**synced, **failing, "key": "maritime-credit"}
    await empty.store.write(make + ", ".join(f"s.{name} = ${name}" for name in both if name != "key"), both)
    found = {one["key"]: one for one in (await empty.ask(SYNCS))["systems"]}
    assert len(empty.questions) == 1
    rows = {"accepted": 1_398, "rejected": 19, "retired": 4}
    told = {"syncing": False, "lag": 7_200.0, "lastSuccess": ago.strftime("%Y-%m-%dT%H:%M:%SZ"), "rows": rows}
    assert found["tax-credit"] == {"key": "tax-credit", "state": "SYNCED", "error": None, **told}
    at = empty.now.strftime("%Y-%m-%dT%H:%M:%SZ")
    error = {"code": "TOO_SLOW", "message": "没有及时答 / too slow", "at": at, "failures": 3}
    assert found["maritime-credit"] == {"key": "maritime-credit", "state": "FAILING", "error": error, **told}
    nothing = {"syncing": False, "lag": None, "lastSuccess": None, "error": None, "rows": None}
    assert found["grain-credit"] == {"key": "grain-credit", "state": "NOT_CONNECTED", **nothing}


@pytest.mark.plan("4", "Query.measures")
async def test_measures_by_grade_and_scenario(unasked: Api) -> None:
    found = await unasked.ask(
        """{ all: measures { key } d: measures(grade: D) { grade direction leastSeverity authorisations { conduct { name }
          legalBasis { title article level } item { key } } }
          one: measures(grade: A, scenario: HONOURS) { name quote condition discretionary } }"""
    )
    assert len(found["all"]) > len(found["d"]) > 0
    restrictive = [one for one in found["d"] if one["direction"] == "RESTRICTIVE"]
    assert len(restrictive) == 5 and all(one["leastSeverity"] and one["authorisations"] for one in restrictive)
    assert [one["condition"] for one in found["one"]] == ["依照国家和我市有关规定"]


async def test_scales_say_whether_they_are_ours(unasked: Api) -> None:
    found = await unasked.ask(
        "{ scales { key version document ours lowestScore highestScore grades { native grade least aliases } } }"
    )
    tax = next(one for one in found["scales"] if one["key"] == "tax-credit")
    assert tax["document"] and {"native": "M", "grade": "B"} in [
        {"native": one["native"], "grade": one["grade"]} for one in tax["grades"]
    ]


async def test_how_many_items_are_graded(api: Api) -> None:
    found = await api.ask("{ departments { key itemCount gradedItemCount } }")
    graded = {one["key"]: one["gradedItemCount"] for one in found["departments"] if one["gradedItemCount"]}
    assert graded == {"transport": 2, "human-resources": 1, "tax": 1, "health": 1}
    assert len(api.questions) == 1


async def test_graded_items_are_counted_wherever_the_department_stands(api: Api) -> None:
    await api.ask(
        """{ departments { gradedItemCount } item(key: "1-7") { department { gradedItemCount } }
          department(name: "tax") { gradedItemCount } }"""
    )
    assert len(api.questions) == 1


async def test_a_system_says_what_depends_on_it(unasked: Api) -> None:
    wanted = "{ key dependencies { items { key } purpose source quote } }"
    found = await unasked.ask(f"{{ systems {wanted} platforms: systems(kind: PLATFORM) {wanted} }}")
    annex = [one["dependencies"][0] for one in found["systems"]]
    assert sum(len(one["items"]) for one in annex) == 32 and {one["source"] for one in annex} == {"附件 1"}
    platforms = {one["key"]: one["dependencies"] for one in found["platforms"]}
    assert platforms.keys() >= {"double-random", "enterprise-publicity", "law-enforcement", "administrative-penalties"}
    assert platforms.keys() >= {"credit-china-chongqing", "yukuaiban", "internet-supervision"}, "those that read"
    for dependencies in platforms.values():
        for one in dependencies:
            assert "".join(one["quote"].split()) in plan_text() and " / " in one["purpose"]
    drawn, _, own = platforms["double-random"]
    assert len(drawn["items"]) == 61 and [item["key"] for item in own["items"]] == ["1-5"]
