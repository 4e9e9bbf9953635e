"""What an annual plan says, and what of it cannot be."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from graph_model.annual_plans.plan import DutyKind, plan_from, plan_of, plan_of_text, text_of
from graph_model.evaluation.checking import BadModel
from seed.plan_files import load_plan

ROOT = Path(__file__).parents[3]
EXAMPLE = (ROOT / "examples" / "annual-plans" / "tax.yaml").read_text(encoding="utf-8")
CATALOGUE = load_plan()
PLAN = re.sub(r"\s+", "", (ROOT / "seed" / "source" / "plan-2023-7.txt").read_text(encoding="utf-8"))
QUOTES: dict[str, set[Any]] = {
    "分年度制定信用分级分类监管工作推进计划": {"department", "year"},
    "实行清单化、项目化管理": {"duties"},
    "相关政务部门应及时将信用评价结果": {DutyKind.GRADES},
    "监管检查结果信息等共享至市公共信用信息平台": {DutyKind.INSPECTIONS},
    "须于12月底前,出台相关管理制度,有序开展行业信用评价和分级分类监管": {DutyKind.REPORTED, "due_on"},
    "从“双随机、一公开”监管系统对象库中抽取": {DutyKind.DRAWN},
    "业务覆盖率(部门信用分级分类监管事项数量占监督检查事项总量的比重)": {DutyKind.BUSINESS_COVERAGE},
    "数字化接入率(部门信用分级分类监管事项接入“双随机、一公开”系统数量占监督检查事项总量的比重)": {
        DutyKind.DIGITAL_ACCESS
    },
}
"""§四(二) and what it leans on, and what of a plan's file answers each."""


@pytest.mark.parametrize(("quote", "answers"), QUOTES.items(), ids=[quote[:12] for quote in QUOTES])
def test_each_sentence_of_the_plan_has_its_part(quote: str, answers: set[Any]) -> None:
    assert quote in PLAN
    plan = plan_of_text(EXAMPLE, CATALOGUE)
    duty = plan.duties[0]
    for answer in answers:
        assert isinstance(answer, DutyKind) or hasattr(plan, answer) or hasattr(duty, answer)
    assert {kind for answers in QUOTES.values() for kind in answers if isinstance(kind, DutyKind)} == set(DutyKind)


def test_the_example_is_kept_as_it_is() -> None:
    plan = plan_of_text(EXAMPLE, CATALOGUE)
    assert (plan.department, plan.year, plan.slot, len(plan.duties)) == ("tax", 2026, "tax:2026", 5)
    assert plan_from(text_of(plan)) == plan == plan_of_text(text_of(plan), CATALOGUE)


def test_id_numbers_are_not_kept() -> None:
    assert "1949" not in text_of(plan_of_text(EXAMPLE.replace("完成年度", "11010519491231002X 完成年度"), CATALOGUE))


FAULTS: dict[str, tuple[dict[str, Any], str]] = {
    "no such department": ({"department": "taxes"}, "department: 没有部门"),
    "no duties": ({"duties": []}, "duties"),
    "another year": ({"year": 1999}, "year"),
    "unknown key": ({"colour": "red"}, "colour"),
    "an item of another department": ({"duties.0.item": "1-9"}, "duties[0].item"),
    "no item": ({"duties.0.item": None}, "duties[0]"),
    "twice": ({"duties.1.key": "grades"}, "duties[1].key"),
    "more than everything": ({"duties.3.target": 101}, "duties[3].target"),
    "nothing": ({"duties.0.target": 0}, "duties[0].target"),
    "a day of another year": ({"duties.2.dueOn": "2027-01-01"}, "duties[2].dueOn"),
    "a kind that there is not": ({"duties.2.kind": "WISHES"}, "duties[2].kind"),
}


@pytest.mark.parametrize(("changed", "said"), FAULTS.values(), ids=FAULTS)
def test_what_cannot_be_says_where(changed: dict[str, Any], said: str) -> None:
    content = yaml.safe_load(EXAMPLE)
    for path, value in changed.items():
        *steps, last = [int(step) if step.isdigit() else step for step in path.split(".")]
        place: Any = content
        for step in steps:
            place = place[step]
        place[last] = value
    with pytest.raises(BadModel) as raised:
        plan_of(content, CATALOGUE)
    assert said in str(raised.value)
