"""Supervision lists in a terminal."""

from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from gateway.terminal.labels import LIST_GAPS, label
from gateway.terminal.printing import titled_table
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
        name = one["item"]["name"] if one["item"] else say.of("市公共信用综合评价", "the composite")
        department = one["department"]["name"] if one["department"] else ""
        table.add_row(
            f"{one['itemKey']} {name}",
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


def _standard(one: Row) -> str:
    if one["model"]:
        return str(one["model"]["id"])
    return str(one["scale"]["name"]) if one["scale"] and one["scale"]["document"] else "—"
