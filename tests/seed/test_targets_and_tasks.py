"""Plan §一(三) and §二 as data."""

from datetime import date

import pytest

from graph_model.catalogue import Catalogue
from seed.plan_files import plan_text


@pytest.mark.parametrize(
    ("year", "new_fields", "fields", "coverage", "strict"),
    [
        (2023, 10, 60, 0.4, True),  # 新增 10 个以上…超过 60 个…覆盖率超过 40%
        (2025, None, 100, 0.7, True),  # 超过 100 个…覆盖率超过 70%
        (2027, None, None, 1.0, False),  # 覆盖率达到100%
    ],
)
def test_the_targets(
    plan: Catalogue, year: int, new_fields: int | None, fields: int | None, coverage: float, strict: bool
) -> None:
    target = next(target for target in plan.targets if target.year == year)
    assert (target.new_fields, target.fields, target.coverage) == (new_fields, fields, coverage)
    assert target.coverage_strict is strict
    assert ("超过" in target.quote, "达到" in target.quote) == (strict, not strict)
    assert target.due_on == date(year, 12, 31)
    assert f"{year}年底前" in plan_text()


def test_the_targets_are_three(plan: Catalogue) -> None:
    assert [target.year for target in plan.targets] == [2023, 2025, 2027]


def test_the_nine_tasks_stand_under_their_sections(plan: Catalogue) -> None:
    assert [(task.number, task.section) for task in plan.tasks] == [
        *((number, "开展信用评价") for number in (1, 2, 3)),
        *((number, "构建信用监管体系") for number in (4, 5, 6)),
        *((number, "加强信用监管共治") for number in (7, 8, 9)),
    ]


def test_a_task_is_its_whole_paragraph(plan: Catalogue) -> None:
    text = plan_text()
    for task in plan.tasks:
        paragraph = f"{task.number}.{task.name}。{task.quote}"
        assert paragraph in text
        after = text[text.index(paragraph) + len(paragraph) :]
        assert after.startswith((f"{task.number + 1}.", "(", "三、"))


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (3, "原则上统一划分为A(最高)、B(较高)、C(较低)、D(最低)四档"),
        (7, "公共信用综合评价主要供政府部门和有关单位在审批、监管和服务等过程中参考使用"),
        (8, "对同一市场主体评价等级存在两档以上差距的,要及时通报相关部门进行复核"),
    ],
)
def test_the_sentences_that_the_rules_rest_on(plan: Catalogue, number: int, words: str) -> None:
    assert words in plan.tasks[number - 1].quote
