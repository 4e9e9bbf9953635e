"""Native grades and what they are of A–D; each row quotes the document or says that the mapping is ours."""

import pytest

from graph_model.catalogue import Catalogue
from graph_model.model import Grade, Scale


def scale(plan: Catalogue, key: str) -> Scale:
    found = plan.scale(key)
    assert found is not None
    return found


def graded(plan: Catalogue, key: str) -> dict[str, Grade]:
    """Every spelling of a scale with its grade."""
    return {word: g.grade for g in scale(plan, key).grades for word in (g.native, *g.aliases)}


def test_every_item_and_the_composite_have_a_scale(plan: Catalogue) -> None:
    assert not [item.key for item in plan.items if plan.scale(item.scale_key) is None]
    assert plan.scale("composite") is not None


def test_every_scale_is_used(plan: Catalogue) -> None:
    assert {scale.key for scale in plan.scales} == {item.scale_key for item in plan.items} | {"composite"}


def test_the_unified_scale_is_the_plans_own(plan: Catalogue) -> None:
    unified = scale(plan, "unified")
    assert not unified.ours
    assert [(grade.native, grade.grade) for grade in unified.grades] == [(grade.value, grade) for grade in Grade]


def test_new_items_use_the_unified_scale(plan: Catalogue) -> None:
    # 各行业(领域)市场主体评价结果原则上统一划分为A、B、C、D四档; 水土保持 has national lists.
    other = {item.key: item.scale_key for item in plan.items if item.annex == 2 and item.scale_key != "unified"}
    assert other == {"2-6": "red-black-list"}


def test_the_market_regulators_system_writes_the_risk_classes(plan: Catalogue) -> None:
    items = plan.items_of_system("重庆市企业信用风险分类管理系统")
    assert {item.scale_key for item in items} == {"enterprise-credit-risk"}


@pytest.mark.parametrize(
    ("item", "native", "grade"),
    [
        ("1-48", "A", "A"),
        ("1-48", "B", "B"),
        ("1-48", "M", "B"),  # 未发生失信行为的新设立企业…; ours
        ("1-48", "C", "C"),
        ("1-48", "D", "D"),
        ("1-42", "高级认证企业", "A"),
        ("1-42", "备案企业", "B"),
        ("1-42", "其他注册登记和备案企业", "B"),
        ("1-42", "失信企业", "D"),
        ("1-40", "环保诚信企业", "A"),
        ("1-40", "绿牌", "A"),
        ("1-40", "环保良好企业", "B"),
        ("1-40", "蓝牌", "B"),
        ("1-40", "环保警示企业", "C"),
        ("1-40", "黄牌", "C"),
        ("1-40", "环保不良企业", "D"),
        ("1-40", "红牌", "D"),
        ("1-9", "AA", "A"),  # 信用好
        ("1-9", "A", "B"),  # 信用较好 = 较高
        ("1-9", "B", "B"),  # 信用一般: not yet 较低
        ("1-9", "C", "C"),  # 信用较差
        ("1-9", "D", "D"),  # 信用差
        ("1-13", "AA", "A"),
        ("1-13", "D", "D"),
        ("1-14", "A", "A"),
        ("1-14", "B", "B"),
        ("1-14", "C", "C"),
        ("1-17", "低", "A"),  # 信用风险低(A类)
        ("1-17", "一般", "B"),
        ("1-17", "较高", "C"),
        ("1-17", "高", "D"),  # 信用风险高(D类)
        ("1-47", "TSC5", "A"),
        ("1-47", "TSC3", "B"),
        ("1-47", "TSC1", "D"),
        ("1-1", "优", "A"),
        ("1-1", "良", "B"),
        ("1-1", "中", "C"),
        ("1-1", "差", "D"),
        ("2-6", "黑名单", "D"),
        ("1-46", "严重失信主体", "D"),
        ("1-39", "统计一般失信企业", "C"),
    ],
)
def test_native_grades(plan: Catalogue, item: str, native: str, grade: str) -> None:
    found = plan.item(item)
    assert found is not None
    assert graded(plan, found.scale_key)[native] == grade


@pytest.mark.parametrize(
    ("key", "thresholds"),
    [
        ("tax-credit", {"A": 90, "B": 70, "C": 40, "D": 0}),  # 国家税务总局公告2014年第40号
        ("highway-construction", {"AA": 95, "A": 85, "B": 75, "C": 60, "D": 0}),  # 交公路发〔2009〕733号
        ("tax-service", {"TSC5": 400, "TSC4": 300, "TSC3": 200, "TSC2": 100, "TSC1": 0}),  # 公告2017年第48号
        ("points", {"A": 90, "B": 75, "C": 60, "D": 0}),  # ours
    ],
)
def test_thresholds(plan: Catalogue, key: str, thresholds: dict[str, float]) -> None:
    assert {g.native: g.least for g in scale(plan, key).grades if g.least is not None} == thresholds


def test_no_better_native_grade_has_a_worse_grade(plan: Catalogue) -> None:
    for found in plan.scales:
        levels = [grade.grade.level for grade in found.grades]
        assert levels == sorted(levels), found.key


def test_m_is_no_grade_of_points(plan: Catalogue) -> None:
    assert next(g for g in scale(plan, "tax-credit").grades if g.native == "M").least is None


def test_a_scale_without_a_document_is_ours(plan: Catalogue) -> None:
    assert not [found.key for found in plan.scales if found.document is None and not found.ours]


def test_every_scale_has_a_version(plan: Catalogue) -> None:
    assert all(found.version for found in plan.scales)
