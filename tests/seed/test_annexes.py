"""The annexes as data, against the plan's printed tables."""

from collections import Counter
from datetime import date

import pytest

from graph_model.catalogue import COMPOSITE_ITEM, Catalogue
from graph_model.model import Department, Item, SubjectKind, System, SystemKind, SystemUse
from tests.seed.annexes import Row, annex_rows

ROWS = annex_rows()


def test_the_printed_tables_are_read_whole() -> None:
    assert [row.key for row in ROWS] == [*(f"1-{n}" for n in range(1, 51)), *(f"2-{n}" for n in range(1, 12))]


@pytest.mark.parametrize("row", ROWS, ids=[row.key for row in ROWS])
def test_an_item_is_its_printed_row(plan: Catalogue, row: Row) -> None:
    item = plan.item(row.key)
    assert item is not None
    department = plan.department(item.department_key)
    system = None if item.system_key is None else plan.system(item.system_key)
    assert (
        Row(
            item.annex,
            item.number,
            department.name if department else "",
            item.name,
            item.objects,
            system.name if system else None,
        )
        == row
    )


def test_items_stand_in_the_order_of_print(plan: Catalogue) -> None:
    assert [item.key for item in plan.items] == [row.key for row in ROWS]


def test_the_departments_are_those_of_the_tables(plan: Catalogue) -> None:
    assert [department.name for department in plan.departments] == list(dict.fromkeys(row.department for row in ROWS))
    assert len(plan.departments) == 27


def test_the_annex_systems_are_those_of_the_tables(plan: Catalogue) -> None:
    printed = list(dict.fromkeys(row.system for row in ROWS if row.system))
    assert [system.name for system in plan.systems_of_kind(SystemKind.ANNEX)] == printed
    assert len(printed) == 20


def test_a_ministry_s_systems_are_those_that_their_own_names_say(plan: Catalogue) -> None:
    """任务 9: 使用国家部委系统的,要加强数据共享. The plan names no department's own system that is being replaced."""
    assert "使用国家部委系统的,要加强数据共享" in plan.tasks[8].quote
    assert "加快部门自建“双随机、一公开”监管系统的替换进程" in plan.tasks[8].quote
    systems = [system for kind in SystemKind for system in plan.systems_of_kind(kind)]
    named = {system.name for system in systems if "全国" in system.name or "国家" in system.name}
    assert {system.name for system in systems if system.use is SystemUse.MINISTRY} == named and len(named) == 4
    assert [system for system in systems if system.use is SystemUse.REPLACING] == []


def test_32_items_have_a_system_and_18_of_annex_1_have_none(plan: Catalogue) -> None:
    assert sum(item.system_key is not None for item in plan.items) == 32
    assert Counter(item.annex for item in plan.items if item.system_key is None) == {1: 18, 2: 11}


@pytest.mark.parametrize(
    ("department", "count"),
    [
        ("市交通局", 7),
        ("市市场监管局", 10),
        ("市住房城乡建委", 5),
        ("市金融监管局", 4),
        ("市发展改革委", 3),
        ("市教委", 1),
    ],
)
def test_items_a_department(plan: Catalogue, department: str, count: int) -> None:
    assert len(plan.items_of_department(department)) == count


@pytest.mark.parametrize(
    ("system", "count"),
    [
        ("重庆市企业信用风险分类管理系统", 12),
        ("全国粮食信用监管平台", 2),
        ("纳税信用管理系统", 1),
        ("double-random", 0),
    ],
)
def test_items_a_system(plan: Catalogue, system: str, count: int) -> None:
    assert len(plan.items_of_system(system)) == count


def test_objects_that_go_on_over_the_page_are_joined(plan: Catalogue) -> None:
    item = plan.item("1-13")
    assert item is not None
    assert "施工单位的项目经理和项目总工程师(技术负责人)" in item.objects
    assert item.objects.endswith("等从事水运工程建设活动的人员")


def test_no_name_keeps_a_broken_line(plan: Catalogue) -> None:
    named: list[Department | System | Item] = [*plan.departments, *plan.systems, *plan.items]
    assert not [value.name for value in named if "".join(value.name.split()) != value.name]


def test_slugs_are_plain_english(plan: Catalogue) -> None:
    keys = [*(value.key for value in plan.departments), *(value.key for value in plan.systems)]
    assert all(key.replace("-", "").isascii() and key == key.lower() for key in keys)
    assert len(set(keys)) == 27 + len(plan.systems)


def test_annex_1_counts_from_the_plan_and_annex_2_by_the_end_of_its_year(plan: Catalogue) -> None:
    # 2023 年新增开展信用分级分类监管的行业(领域)(附件 2)须于12月底前…有序开展行业信用评价和分级分类监管
    starts = {(item.annex, item.starts_on) for item in plan.items}
    assert starts == {(1, date(2023, 8, 21)), (2, date(2023, 12, 31))}


@pytest.mark.parametrize(
    ("key", "kinds"),
    [
        ("1-6", {SubjectKind.PERSON}),  # 从事管理、专业技术、工勤工作的人员…
        ("1-30", {SubjectKind.PERSON}),  # …执业医师(助理医师)、护士
        ("1-48", {SubjectKind.ENTERPRISE}),  # …企业纳税人
        ("1-28", {SubjectKind.ENTERPRISE, SubjectKind.INDIVIDUAL_BUSINESS, SubjectKind.COOPERATIVE}),
        ("2-4", {SubjectKind.LEGAL_SERVICE, SubjectKind.PERSON}),  # …法律服务机构和人员
    ],
)
def test_our_reading_of_the_objects(plan: Catalogue, key: str, kinds: set[SubjectKind]) -> None:
    item = plan.item(key)
    assert item is not None
    assert set(item.object_kinds) == kinds


def test_every_item_says_what_kinds_it_supervises(plan: Catalogue) -> None:
    assert not [item.key for item in plan.items if not item.object_kinds]


@pytest.mark.parametrize("word", ["从业人员", "人员", "医师", "教师"])
def test_an_item_that_names_people_supervises_persons(plan: Catalogue, word: str) -> None:
    named = [item for item in plan.items if word in item.objects]
    assert named
    assert all(SubjectKind.PERSON in item.object_kinds for item in named)


def test_the_composite_is_none_of_the_61(plan: Catalogue) -> None:
    assert len(plan.items) == 61
    assert COMPOSITE_ITEM not in plan.items
    assert plan.item("composite") is COMPOSITE_ITEM
    assert plan.department(COMPOSITE_ITEM.department_key) is not None
    assert plan.system(str(COMPOSITE_ITEM.system_key)) is not None
    assert plan.scale(COMPOSITE_ITEM.scale_key) is not None
    # 自然人没有公共信用综合评价: 企业法人、个体工商户、社团组织等市场主体
    assert SubjectKind.PERSON not in COMPOSITE_ITEM.object_kinds
