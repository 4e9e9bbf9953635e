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
    """Support systems: key, name, the items whose evaluations they hold."""
    table = titled_table(
        say.of(f"支撑系统（{len(rows)}）", f"Support systems ({len(rows)})"),
        [say.of("键", "key"), say.of("系统", "system"), say.of("事项", "items")],
    )
    for row in rows:
        table.add_row(row["key"], row["name"], "、".join(f"{item['key']} {item['name']}" for item in row["items"]))
    return table
