"""What a model may say: each fault with the keys that lead to it.

Plan 任务 5: 将行业信用信息归集范围、信用等级分类标准、评价周期、与信用等级相对应的监管措施等内容明确和固化下来.
"""

from typing import Any

import pytest

from graph_model.evaluation.checking import BadModel, model_from, model_of, text_of
from tests.graph_model.evaluation.models import AGE, COMPOSITE_GRADE, FACTS, content, model
from tests.graph_model.examples import CATALOGUE


def faults(**changes: Any) -> list[tuple[tuple[str | int, ...], str]]:
    with pytest.raises(BadModel) as raised:
        model(**changes)
    return [(fault.steps, fault.message) for fault in raised.value.faults]


def only(**indicator: Any) -> dict[str, Any]:
    """A model of one indicator of all the weight."""
    return {"indicators": [{**AGE, "weight": 100, **indicator}], "caps": [], "vetoes": []}


FAULTS: dict[str, tuple[dict[str, Any], tuple[str | int, ...], str]] = {
    "no such item": ({"item": "1-99"}, ("item",), "no supervision item '1-99'"),
    "its own grade": (
        {"collection": {"items": ["composite", "1-14"], "registration": True}},
        ("collection", "items", 1),
        "自己的等级",
    ),
    "weights": ({"indicators": [{**FACTS, "weight": 59}, COMPOSITE_GRADE, AGE]}, ("indicators",), "现为 99"),
    "no indicators": ({"indicators": [], "caps": [], "vetoes": []}, ("indicators",), "没有指标"),
    "a key twice": (
        {"indicators": [FACTS, COMPOSITE_GRADE, {**AGE, "key": "facts"}]},
        ("indicators", 2, "key"),
        "'facts'",
    ),
    "beyond the collection": (
        only(value={"kind": "GRADE_LEVEL", "item": "1-48"}),
        ("indicators", 0, "value", "item"),
        "归集范围",
    ),
    "beyond the conducts": (
        {"collection": {"conducts": [], "items": ["composite"], "registration": True}},
        ("indicators", 0, "value", "conducts"),
        "归集范围",
    ),
    "registration that is not collected": (
        {"collection": {"items": ["composite"]}},
        ("indicators", 2, "value"),
        "registration: true",
    ),
    "inspections that are not collected": (
        only(value={"kind": "INSPECTION_COUNT", "months": 12}, missing=None),
        ("indicators", 0, "value"),
        "inspections: true",
    ),
    "no outcome to count": (
        only(value={"kind": "INSPECTION_COUNT", "months": 12, "outcomes": []}, missing=None),
        ("indicators", 0, "value", "outcomes"),
        "length",
    ),
    "no items to have the worst grade of": (
        {**only(value={"kind": "WORST_GRADE"}), "collection": {}},
        ("indicators", 0, "value"),
        "归集范围里没有事项",
    ),
    "rows that do not rise": (
        only(table=[{"from": 1, "points": 1}, {"from": 1, "points": 2}]),
        ("indicators", 0, "table", 1, "from"),
        "从小到大",
    ),
    "three decimals": (only(table=[{"from": 0, "points": 1.005}]), ("indicators", 0, "table", 0, "points"), "两位小数"),
    "a bound that is not finite": (
        only(table=[{"from": float("inf"), "points": 1}]),
        ("indicators", 0, "table", 0, "from"),
        "有限",
    ),
    "nothing said for what may be missing": (only(missing=None), ("indicators", 0), "missing"),
    "something said for what is always there": (
        {"indicators": [{**FACTS, "missing": 1}, COMPOSITE_GRADE, AGE]},
        ("indicators", 0, "missing"),
        "总有值",
    ),
    "a cap by no indicator": (
        {"caps": [{"indicator": "facs", "atLeast": 1, "best": "C", "because": "…"}]},
        ("caps", 0, "indicator"),
        "did you mean 'facts'?",
    ),
    "a veto without a bound": ({"vetoes": [{"indicator": "facts", "because": "…"}]}, ("vetoes", 0), "atLeast"),
    "thresholds that do not fall": ({"thresholds": {"A": 90, "B": 90, "C": 60}}, ("thresholds",), "A > B > C"),
    "facts of the composite's own item": (
        {
            "item": "composite",
            "collection": {},
            **only(value={"kind": "FACT_COUNT", "months": 1, "ownItem": True}, missing=None),
        },
        ("indicators", 0, "value", "ownItem"),
        "没有自己的事项",
    ),
    "persons by the composite": (
        {
            "item": "composite",
            "objects": {"kinds": ["PERSON"]},
            "collection": {"registration": True},
            **only(),
        },
        ("objects", "kinds"),
        "不评自然人",
    ),
    "a system that there is not": (
        only(value={"kind": "FACT_COUNT", "months": 1, "systems": ["x"]}, missing=None),
        ("indicators", 0, "value", "systems", 0),
        "no system 'x'",
    ),
}


@pytest.mark.parametrize(("changes", "steps", "said"), FAULTS.values(), ids=FAULTS)
def test_a_fault(changes: dict[str, Any], steps: tuple[str | int, ...], said: str) -> None:
    assert [(found, said in message) for found, message in faults(**changes)] == [(steps, True)]


def test_all_faults_are_told_at_once() -> None:
    found = faults(item="1-99", thresholds={"A": 1, "B": 2, "C": 3}, indicators=[FACTS, COMPOSITE_GRADE])
    assert [steps for steps, _ in found] == [("item",), ("indicators",), ("thresholds",)]


FORMS = {
    "a key that there is not": ({"weight": 1}, ("weight",), "unknown field `weight`"),
    "a kind that there is not": (only(value={"kind": "RANDOM"}), ("indicators", 0, "value", "kind"), "'RANDOM'"),
    "an expression": (only(value="facts * 2"), ("indicators", 0, "value"), "Expected `object`, got `str`"),
    "months of nothing": (
        only(value={"kind": "FACT_COUNT", "months": 0}),
        ("indicators", 0, "value", "months"),
        "Expected `int` >= 1",
    ),
    "more than all points": (
        only(table=[{"from": 0, "points": 101}]),
        ("indicators", 0, "table", 0, "points"),
        "<= 100",
    ),
}


@pytest.mark.parametrize(("changes", "steps", "said"), FORMS.values(), ids=FORMS)
def test_a_fault_of_form(changes: dict[str, Any], steps: tuple[str | int, ...], said: str) -> None:
    [(found, message)] = faults(**changes)
    assert found == steps and said in message


def test_a_national_rule_needs_no_indicators() -> None:
    """Plan 任务 3: 已建立行业信用评价模型的,应适时进行修正,国家另有规定的除外."""
    rule = {"title": "纳税信用管理办法", "number": "国家税务总局公告2014年第40号"}
    found = model(item="1-48", nationalRule=rule, indicators=[], caps=[], vetoes=[])
    assert found.national_rule is not None and found.national_rule.number == rule["number"]


def test_a_model_is_the_same_from_its_text() -> None:
    made = model_of(content(), CATALOGUE)
    assert model_from(text_of(made)) == made and made.key == "model:1-14@1"
    assert text_of(model_from(text_of(made))) == text_of(made)
