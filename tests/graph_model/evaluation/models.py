"""Models to test with, in the hand-made catalogue of `examples`."""

from typing import Any

from graph_model.evaluation.checking import model_of
from graph_model.evaluation.model import EvaluationModel
from tests.graph_model.examples import CATALOGUE

FACTS = {
    "key": "facts",
    "name": "两年内拖欠工资",
    "value": {"kind": "FACT_COUNT", "conducts": ["wage-arrears"], "months": 24},
    "table": [{"from": 0, "points": 100}, {"from": 1, "points": 40}, {"from": 3, "points": 0}],
    "weight": 60,
}
COMPOSITE_GRADE = {
    "key": "composite",
    "name": "综合评价",
    "value": {"kind": "GRADE_LEVEL", "item": "composite"},
    "table": [
        {"from": 0, "points": 100},
        {"from": 1, "points": 80},
        {"from": 2, "points": 50},
        {"from": 3, "points": 0},
    ],
    "weight": 30,
    "missing": 70,
}
AGE = {
    "key": "age",
    "name": "成立时间",
    "value": {"kind": "MONTHS_REGISTERED"},
    "table": [{"from": 0, "points": 40}, {"from": 60, "points": 100}],
    "interpolate": True,
    "weight": 10,
    "missing": 50,
}


def content(**changes: Any) -> dict[str, Any]:
    """What a file of a model of labour says; `changes` put keys in the place of its own."""
    return {
        "item": "1-14",
        "name": "企业劳动保障",
        "version": "1",
        "effectiveOn": "2024-01-01",
        "document": {"title": "评价办法"},
        "periodMonths": 12,
        "collection": {"items": ["composite", "1-7", "1-9"], "registration": True},
        "indicators": [FACTS, COMPOSITE_GRADE, AGE],
        "caps": [{"indicator": "composite", "atLeast": 3, "best": "C", "because": "综合评价为 D"}],
        "vetoes": [{"indicator": "facts", "atLeast": 3, "because": "三次以上拖欠"}],
        "thresholds": {"A": 90, "B": 75, "C": 60},
        **changes,
    }


def model(**changes: Any) -> EvaluationModel:
    return model_of(content(**changes), CATALOGUE)
