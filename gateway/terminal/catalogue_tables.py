"""Tables of what the plan lays down."""

from typing import Any

from rich.table import Table

from gateway.terminal.printing import titled_table
from gateway.terminal.words import Words

Row = dict[str, Any]


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
    """Systems: key, name, the items whose evaluations they hold; of others what items depend on in them."""
    table = titled_table(
        say.of(f"支撑系统（{len(rows)}）", f"Support systems ({len(rows)})"),
        [say.of("键", "key"), say.of("系统", "system"), say.of("事项", "items")],
    )
    for row in rows:
        items = "、".join(f"{item['key']} {item['name']}" for item in row["items"])
        table.add_row(row["key"], row["name"], items or "\n".join(_depended(each, say) for each in row["dependencies"]))
    return table


def _depended(dependency: Row, say: Words) -> str:
    """`任务 9(61): 按等级抽取检查对象`: where the plan says it, how many items, what for."""
    purpose = say.of(*dependency["purpose"].split(" / ", 1))
    return f"{dependency['source']}({len(dependency['items'])}): {purpose}"
