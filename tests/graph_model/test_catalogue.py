"""The catalogue in memory and in the graph, on both stores."""

import asyncio
from dataclasses import replace
from typing import Any, cast

import pytest

from graph_model.catalogue import COMPOSITE_ITEM, SCENARIO_NAMES, Catalogue, Conduct, lay_down, read_catalogue
from graph_model.model import Department, Grade, Scenario, Severity, System, SystemKind
from graph_model.store import GraphStore, only
from seed.plan_files import load_plan


@pytest.fixture(scope="module")
def plan() -> Catalogue:
    return load_plan()


async def edges(store: GraphStore, kind: str) -> int:
    return int(only(await store.read(f"MATCH ()-[r:{kind}]->() RETURN count(r)")))


async def nodes(store: GraphStore, label: str) -> int:
    return int(only(await store.read(f"MATCH (n:{label}) RETURN count(n)")))


# --- look-ups ---


@pytest.mark.parametrize("word", ["tax", "重庆市税务局"])
def test_a_department_is_found_by_key_and_by_name(plan: Catalogue, word: str) -> None:
    assert plan.department(word) == Department("tax", "重庆市税务局")
    assert [item.name for item in plan.items_of_department(word)] == ["税务师事务所执业质量、内部管理检查", "纳税"]


@pytest.mark.parametrize("word", ["tax-credit", "纳税信用管理系统"])
def test_a_system_is_found_by_key_and_by_name(plan: Catalogue, word: str) -> None:
    assert plan.system(word) == System("tax-credit", "纳税信用管理系统", SystemKind.ANNEX)
    assert [item.key for item in plan.items_of_system(word)] == ["1-48"]


def test_what_is_not_there_is_none(plan: Catalogue) -> None:
    assert plan.department("市外办") is None
    assert plan.items_of_department("市外办") == ()
    assert plan.system("nothing") is None
    assert plan.items_of_system("nothing") == ()
    assert plan.item("3-1") is None
    assert plan.items_by_name("无此事项") == ()
    assert plan.measure("e-nothing") is None
    assert plan.basis("nothing") is None
    assert plan.scale("nothing") is None
    assert plan.conduct("nothing") is None


def test_items_by_name_gives_each_item_of_that_name(plan: Catalogue) -> None:
    assert [item.key for item in plan.items_by_name("纳税")] == ["1-48"]
    namesake = replace(plan.items[0], key="3-1", annex=3, name="纳税")
    wider = replace(plan, items=(*plan.items, namesake))
    assert [item.key for item in wider.items_by_name("纳税")] == ["1-48", "3-1"]


def test_measures_for_a_grade_a_scenario_both_or_neither(plan: Catalogue) -> None:
    assert len(plan.measures_for()) == len(plan.measures)
    assert {m.grade for m in plan.measures_for(Grade.C)} == {Grade.C}
    assert {m.grade for m in plan.measures_for(scenario=Scenario.HONOURS)} == {Grade.A, Grade.D}
    assert [m.key for m in plan.measures_for(Grade.B, Scenario.GUIDANCE)] == ["b-guidance"]
    assert plan.measures_for(Grade.A, Scenario.GUIDANCE) == ()


def test_scenarios_have_their_chinese_names() -> None:
    assert set(SCENARIO_NAMES) == set(Scenario)


def test_equal_catalogues_have_equal_versions_and_any_difference_another(plan: Catalogue) -> None:
    assert load_plan() == plan
    assert load_plan().version == plan.version
    assert replace(plan, tasks=plan.tasks[:-1]).version != plan.version
    assert replace(plan, proportionality={"d-industry-ban": Severity.MINOR}).version != plan.version


# --- in the graph ---


async def test_what_is_laid_down_is_read_back_equal(store: GraphStore, plan: Catalogue) -> None:
    assert await lay_down(store, plan) is True
    held = await read_catalogue(store)
    assert held == plan
    assert held is not None
    assert held.version == plan.version


async def test_an_empty_graph_holds_no_catalogue(store: GraphStore) -> None:
    assert await read_catalogue(store) is None


async def test_the_same_version_is_laid_down_once(store: GraphStore, plan: Catalogue) -> None:
    assert await lay_down(store, plan) is True
    assert await lay_down(store, plan) is False
    assert await nodes(store, "Item") == 61


async def test_two_gateways_at_once_lay_down_one(store: GraphStore, plan: Catalogue) -> None:
    assert sorted(await asyncio.gather(lay_down(store, plan), lay_down(store, plan))) == [False, True]
    assert await edges(store, "AUTHORISED_BY") == len(plan.authorisations)
    assert await read_catalogue(store) == plan


async def test_the_edges_of_the_plan(store: GraphStore, plan: Catalogue) -> None:
    await lay_down(store, plan)
    assert await edges(store, "SUPERVISED_BY") == 61
    assert await edges(store, "SUPPORTED_BY") == 32
    assert await edges(store, "FOR_GRADE") == len(plan.measures)
    assert await edges(store, "AUTHORISED_BY") == len(plan.authorisations)
    assert await nodes(store, "Scenario") == len(Scenario)


async def test_the_graph_is_walked_from_an_item_to_its_department_and_system(
    store: GraphStore, plan: Catalogue
) -> None:
    await lay_down(store, plan)
    walk = (
        "MATCH (i:Item {key: $key})-[:SUPERVISED_BY]->(d:Department) OPTIONAL MATCH (i)-[:SUPPORTED_BY]->(s:System) "
        "RETURN i.displayName, d.displayName, s.displayName"
    )
    assert await store.read(walk, {"key": "1-48"}) == [("纳税", "重庆市税务局", "纳税信用管理系统")]
    assert await store.read(walk, {"key": "2-8"}) == [("典当行监管", "市金融监管局", None)]


async def test_the_graph_is_walked_from_a_measure_to_its_scenario_and_bases(store: GraphStore, plan: Catalogue) -> None:
    await lay_down(store, plan)
    scenario = await store.read(
        "MATCH (m:Measure {key: 'd-industry-ban'})-[r:FOR_GRADE]->(s:Scenario) RETURN r.grade, r.itemKey, s.key"
    )
    assert scenario == [("D", None, "MARKET_ACCESS")]
    bases = await store.read(
        "MATCH (m:Measure {key: 'd-industry-ban'})-[r:AUTHORISED_BY]->(b:LegalBasis) "
        "WHERE r.conduct = $conduct RETURN r.itemKey, b.level, b.displayName, b.article ORDER BY r.itemKey",
        {"conduct": "food-licence-revoked"},
    )
    law = ("LAW", "中华人民共和国食品安全法", "第一百三十五条")
    assert bases == [("1-17", *law), ("1-18", *law)]


async def test_a_changed_catalogue_is_updated_in_place(store: GraphStore, plan: Catalogue) -> None:
    await lay_down(store, plan)
    renamed = replace(plan.departments[0], name="市发展和改革委员会")
    moved = replace(plan.items[-1], department_key="tax", system_key="tax-credit")
    changed = replace(
        plan,
        departments=(renamed, *plan.departments[1:]),
        items=(*plan.items[:-1], moved),
        measures=plan.measures[1:],
        authorisations=plan.authorisations[:-5],
        proportionality={**plan.proportionality, "d-industry-ban": Severity.ORDINARY},
    )
    assert await lay_down(store, changed) is True
    assert await read_catalogue(store) == changed
    assert await nodes(store, "Department") == 27
    assert await nodes(store, "Measure") == len(plan.measures) - 1
    assert await edges(store, "SUPERVISED_BY") == 61
    assert await edges(store, "SUPPORTED_BY") == 33
    assert await edges(store, "AUTHORISED_BY") == len(plan.authorisations) - 5
    assert await lay_down(store, plan) is True
    assert await read_catalogue(store) == plan


async def test_records_stay_under_an_item_that_the_catalogue_gives_up(store: GraphStore, plan: Catalogue) -> None:
    await lay_down(store, plan)
    await store.write("MATCH (i:Item {key: '2-11'}) CREATE (:GradeRecord {key: 'r1', grade: 'B'})-[:UNDER]->(i)")
    await lay_down(store, replace(plan, items=plan.items[:-1]))
    held = await read_catalogue(store)
    assert held is not None
    assert held.item("2-11") is None
    found = await store.read(
        "MATCH (r:GradeRecord {key: 'r1'})-[:UNDER]->(i:Item)-[:SUPERVISED_BY]->(d:Department) RETURN i.key, d.displayName"
    )
    assert found == [("2-11", "市消防救援总队")]


async def test_a_system_registered_later_is_left_alone(store: GraphStore, plan: Catalogue) -> None:
    await lay_down(store, plan)
    await store.write(
        "MATCH (i:Item {key: '1-3'}) "
        "CREATE (i)-[:SUPPORTED_BY]->(:System {key: 'guards', displayName: '保安系统', kind: 'REGISTERED'})"
    )
    await lay_down(store, replace(plan, tasks=plan.tasks[:-1]))
    held = await read_catalogue(store)
    assert held is not None
    assert held.systems == plan.systems
    found = await store.read("MATCH (i:Item {key: '1-3'})-[:SUPPORTED_BY]->(s:System) RETURN s.key")
    assert found == [("guards",)]


async def test_a_failure_in_the_middle_leaves_nothing(store: GraphStore, plan: Catalogue) -> None:
    unwritable = Conduct("x", "x", cast(Any, object()))
    with pytest.raises(TypeError):
        await lay_down(store, replace(plan, conducts=(unwritable,)))
    assert await nodes(store, "Department") == 0
    assert await read_catalogue(store) is None


async def test_the_composite_is_no_node(store: GraphStore, plan: Catalogue) -> None:
    await lay_down(store, plan)
    assert await store.read("MATCH (i:Item {key: $key}) RETURN i.key", {"key": COMPOSITE_ITEM.key}) == []
