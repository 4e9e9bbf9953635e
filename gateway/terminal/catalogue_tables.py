"""Tables of what the plan lays down."""

from typing import Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

from gateway.terminal.labels import STANDINGS, USES, label
from gateway.terminal.printing import titled_table
from gateway.terminal.words import Words

Row = dict[str, Any]
_UNITS = ((86_400, "天", "d"), (3_600, "小时", "h"), (60, "分钟", "min"))
_STYLES = {"NOT_CONNECTED": "dim", "WAITING": "yellow", "SYNCED": "green", "LATE": "yellow", "FAILING": "bold red"}


def item_table(rows: list[Row], say: Words) -> Table:
    """Supervision items: key, name, department, system."""
    table = titled_table(
        say.of(f"监管事项（{len(rows)}）", f"Supervision items ({len(rows)})"),
        [
            say.of("键", "key"),
            say.of("事项", "item"),
            say.of("部门", "department"),
            say.of("支撑系统", "system"),
        ],
    )
    for row in rows:
        system = row["system"]["name"] if row["system"] else "–"
        table.add_row(row["key"], row["name"], row["department"]["name"], system)
    return table


def department_table(rows: list[Row], say: Words) -> Table:
    """Departments: key, name, how many items, how many of them have grades."""
    items, graded = say.of("事项", "items"), say.of("已有评价", "with grades")
    table = titled_table(
        say.of(f"部门（{len(rows)}）", f"Departments ({len(rows)})"),
        [say.of("键", "key"), say.of("部门", "department"), items, graded],
        right=(items, graded),
    )
    for row in rows:
        table.add_row(row["key"], row["name"], str(row["itemCount"]), str(row["gradedItemCount"]))
    return table


def system_table(rows: list[Row], say: Words) -> Table:
    """Systems: key, name, the items that they hold (of others what items depend on in them), how the sync stands, how far behind
    it is, rows, whether it is asked live."""
    accepted, rejected = say.of("接受", "accepted"), say.of("拒绝", "rejected")
    table = titled_table(
        say.of(f"支撑系统（{len(rows)}）", f"Support systems ({len(rows)})"),
        [
            say.of("键", "key"),
            say.of("系统", "system"),
            say.of("事项", "items"),
            say.of("同步", "sync"),
            say.of("落后", "behind"),
            accepted,
            rejected,
            say.of("实时", "live"),
        ],
        right=(accepted, rejected),
    )
    for row in rows:
        counts = [f"{row['rows'][name]:,}" if row["rows"] else "–" for name in ("accepted", "rejected")]
        live = say.of("是", "yes") if row["live"] else "–"
        items = "、".join(item["key"] for item in row["items"])
        items = items or "\n".join(_depended(each, say) for each in row["dependencies"])
        name = row["name"] if row["use"] is None else f"{row['name']}\n{label(USES, row['use'], say)}"
        table.add_row(row["key"], name, items, _standing(row, say), behind(row["lag"], say), *counts, live)
    return table


def failing_systems(rows: list[Row], say: Words) -> Table | None:
    """What the syncs fail of; None where none does."""
    failing = [row for row in rows if row["error"]]
    if not failing:
        return None
    columns = [say.of("失败", "failing"), say.of("种类", "kind"), say.of("次数", "times"), say.of("原因", "why")]
    table = titled_table("", columns)
    for row in failing:
        error = row["error"]
        table.add_row(row["key"], error["code"], str(error["failures"]), Text(error["message"], style="red"))
    return table


def systems_shown(rows: list[Row], say: Words) -> Group:
    """All systems, then what fails."""
    failing = failing_systems(rows, say)
    return Group(system_table(rows, say), *([] if failing is None else [failing]))


def behind(seconds: float | None, say: Words) -> str:
    """How long ago the last sync was, in the greatest unit of which there is one."""
    if seconds is None:
        return "–"
    for size, zh, en in _UNITS:
        if seconds >= size:
            return say.of(f"{seconds // size:.0f} {zh}", f"{seconds // size:.0f} {en}")
    return say.of(f"{seconds:.0f} 秒", f"{seconds:.0f} s")


def _standing(row: Row, say: Words) -> Text:
    under_way = say.of("，正在同步", ", under way") if row["syncing"] else ""
    return Text(label(STANDINGS, row["state"], say) + under_way, style=_STYLES[row["state"]])


def _depended(dependency: Row, say: Words) -> str:
    """`任务 9(61): 按等级抽取检查对象`: where the plan says it, how many items, what for."""
    purpose = say.of(*dependency["purpose"].split(" / ", 1))
    return f"{dependency['source']}({len(dependency['items'])}): {purpose}"
