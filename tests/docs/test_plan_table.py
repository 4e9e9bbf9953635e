"""The table of the plan's tasks is that of the marks; what it names is there, and no task is without a part that works."""

from graphql import GraphQLObjectType, build_schema

from gateway.cli import VERBS
from resolvers.sdl import sdl
from tests.docs.plan_table import CLASSES, MONITORING, PAGE, PARTS, TASKS, marked, titles, with_table


def test_the_page_is_made_from_the_marks() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert with_table(page) == page, "write it anew: python -m tests.docs.plan_table"


def test_each_part_of_the_plan_is_shown_by_a_test() -> None:
    assert {mark.part for mark in marked()} == set(PARTS)


def test_what_is_named_is_there() -> None:
    schema = build_schema(sdl(), assume_valid_sdl=True)
    for mark in marked():
        assert mark.by, mark.test
        for one in mark.by:
            if one.startswith("yuxin "):
                assert one.removeprefix("yuxin ") in VERBS, one
            else:
                type_name, field = one.split(".")
                found = schema.type_map[type_name]
                assert isinstance(found, GraphQLObjectType) and field in found.fields, one


def test_the_words_are_the_plan_s() -> None:
    assert titles()["9"] == "全面实施“双随机、一公开”监管" and titles()["1"] == "优化全市公共信用综合评价"
    assert titles()["A"].startswith("对A类市场主体:在“双随机、一公开”监管中")
    assert titles()["四(四)"].startswith("健全动态监测机制")
    assert len(titles()) == len(TASKS) + len(CLASSES) + len(MONITORING)
