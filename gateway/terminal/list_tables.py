"""Supervision lists in a terminal."""

from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from gateway.terminal.labels import INSPECTION_METHODS, LIST_GAPS, label, scenario
from gateway.terminal.measure_tables import measure_name
from gateway.terminal.printing import grade_text, titled_table
from gateway.terminal.words import Words

Row = dict[str, Any]


def checked_lists(found: list[Row], say: Words) -> RenderableType:
    """Each item with its standard, its period, its rates by grade, and what is missing."""
    table = titled_table(
        say.of(f"监管清单（{len(found)}）", f"Supervision lists ({len(found)})"),
        [
            say.of("事项", "item"),
            say.of("部门", "department"),
            say.of("标准", "standard"),
            say.of("周期（月）", "months"),
            say.of("抽取比例 A B C D", "ratio A B C D"),
            say.of("缺什么", "missing"),
        ],
    )
    for one in found:
        department = one["department"]["name"] if one["department"] else ""
        table.add_row(
            _named(one, say),
            department,
            _standard(one),
            str(one["periodMonths"] or "—"),
            " ".join(f"{grade['rate']['ratio'] * 100:g}%" for grade in one["grades"] if grade["rate"]) or "—",
            Text("、".join(label(LIST_GAPS, gap, say) for gap in one["gaps"]), style="" if one["complete"] else "red"),
        )
    incomplete = sum(not one["complete"] for one in found)
    return Group(
        table,
        Text(say.of(f"{incomplete} 个事项有缺", f"{incomplete} items of which something is missing")),
    )


def list_shown(one: Row, say: Words) -> RenderableType:
    """An item's list: by which standard and document, how often, who; what each grade brings; what of that is missing."""
    period = say.of("没有评价周期", "no period")
    if one["periodMonths"]:
        period = say.of(f"周期 {one['periodMonths']} 个月", f"every {one['periodMonths']} months")
    table = titled_table(
        say.of("各等级的措施", "What each grade brings"),
        [
            say.of("等级", "grade"),
            say.of("场景", "scenario"),
            say.of("措施", "measure"),
            say.of("方案原文", "the plan says"),
        ],
    )
    for grade in one["grades"]:
        for number, measure in enumerate(grade["measures"]):
            first = Text("") if number else grade_text(grade["grade"])
            table.add_row(first, scenario(measure["scenario"], say), measure_name(measure, say), measure["quote"])
    department = one["department"]["name"] if one["department"] else ""
    gaps = "、".join(label(LIST_GAPS, gap, say) for gap in one["gaps"]) or say.of("不缺", "nothing is missing")
    return Group(
        Text(f"{_named(one, say)}  {department}  {one['version']}"),
        Text(say.of(f"监管对象：{one['objects']}", f"Objects: {one['objects']}")),
        Text(f"{say.of('标准', 'Standard')} {_standard(one)}；{period}；{say.of('依据', 'by')} {_basis(one, say)}"),
        table,
        *(_drawn(grade, say) for grade in one["grades"] if grade["rate"]),
        Text(gaps, style="" if one["complete"] else "red"),
    )


def _drawn(grade: Row, say: Words) -> Text:
    """Which share of a grade is drawn, how often at most, and how it is inspected."""
    rate, method = grade["rate"], label(INSPECTION_METHODS, grade["rate"]["method"], say)
    ours = say.of("（本系统的默认）", " (our default)") if rate["ours"] else ""
    share = f"{rate['ratio'] * 100:g}%"
    told = say.of(f"抽 {share}，至少隔 {rate['months']} 个月", f"{share} drawn, {rate['months']} months apart at least")
    return Text.assemble(grade_text(grade["grade"]), f" {told}，{method}{ours}")


def _basis(one: Row, say: Words) -> str:
    """The document that establishes the standard; a national rule that prevails stands before it."""
    if one["model"] is None:
        return str(one["scale"]["document"] or "—") if one["scale"] else "—"
    rule = one["model"]["nationalRule"]
    own = _document(one["model"]["document"])
    return own if rule is None else say.of("国家另有规定：", "a national rule prevails: ") + f"{_document(rule)}；{own}"


def _document(document: Row) -> str:
    return f"{document['title']}（{document['number']}）" if document["number"] else str(document["title"])


def _named(one: Row, say: Words) -> str:
    name = one["item"]["name"] if one["item"] else say.of("市公共信用综合评价", "the composite")
    return f"{one['itemKey']} {name}"


def _standard(one: Row) -> str:
    if one["model"]:
        return str(one["model"]["id"])
    return str(one["scale"]["name"]) if one["scale"] and one["scale"]["document"] else "—"
