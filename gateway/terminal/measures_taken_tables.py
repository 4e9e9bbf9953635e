"""Measures actually taken in a terminal: a list of them, how many go with the grades, and what was done about one."""

from typing import Any

from rich.table import Table
from rich.text import Text

from gateway.terminal.labels import CONSISTENCIES, MEASURE_ACTIONS, label, scenario
from gateway.terminal.printing import grade_text, titled_table
from gateway.terminal.words import Words

Row = dict[str, Any]
GROUPS = {"department": ("部门", "department"), "item": ("事项", "item"), "scenario": ("场景", "scenario")}


def measures_taken_table(found: Row, say: Words) -> Table:
    """Each with its day, towards whom, what was done by whom, and how it stands to the grade."""
    rows, total = found["measuresTaken"], found["totalCount"]
    counted = f"{total}" if len(rows) == total else f"{len(rows)} / {total}"
    heads = [say.of("日期", "day"), say.of("主体", "subject"), say.of("措施", "measure"), say.of("部门", "department")]
    table = titled_table(
        say.of(f"实际措施（{counted}）", f"Measures taken ({counted})"),
        [*heads, say.of("等级", "grade"), say.of("是否一致", "consistency")],
    )
    table.columns[1].no_wrap = True  # a key that is to be withdrawn stays in one piece
    for row in rows:
        table.add_row(
            row["takenOn"] + (f"\n— {row['endsOn']}" if row["endsOn"] else ""),
            f"{row['subject']['displayName']}\n{row['key']}",
            "\n".join(filter(None, (_what(row, say), row["documentNo"], _withdrawal(row, say)))),
            "\n".join(one["name"] for one in (row["department"], row["item"]) if one),
            grade_text(row["grade"]),
            _standing(row, say),
        )
    return table


def measure_counts(found: Row, say: Words) -> Table:
    """How many, by how they stand to the grades and by what was asked for as well."""
    rows, count = found["measureConsistency"], say.of("多少", "count")
    shown = {name: head for name, head in GROUPS.items() if any(row[name] for row in rows)}
    table = titled_table(
        say.of("应用成效", "How measures stand to the grades"),
        [*(say.of(*head) for head in shown.values()), say.of("是否一致", "consistency"), count],
        right=[count],
    )
    for row in rows:
        table.add_row(*(_group(row[name], say) for name in shown), _standing(row, say), str(row["count"]))
    return table


def measure_taken_done(done: Row, say: Words) -> Text:
    """What is recorded now, and that it was so before."""
    one = done["measureTaken"]
    again = say.of("（此前已是如此）", " (it was so before)") if done["repeated"] else ""
    text = f"{one['subject']['displayName']} {one['takenOn']} {_what(one, say)}：{_standing(one, say)}{again}"
    return Text("\n".join(filter(None, (text, _withdrawal(one, say), one["key"]))))


def _group(value: Row | str | None, say: Words) -> str:
    """A department or an item by its name, a scenario by its word; – for none."""
    if isinstance(value, str):
        return scenario(value, say)
    return value["name"] if value else "–"


def _what(row: Row, say: Words) -> str:
    name = row["measure"]["name"] if row["measure"] else row["measureKey"]
    return f"{label(MEASURE_ACTIONS, row['action'], say)} {name}"


def _standing(row: Row, say: Words) -> str:
    return label(CONSISTENCIES, row["consistency"], say) if row["consistency"] else "–"


def _withdrawal(row: Row, say: Words) -> str | None:
    if row["withdrawnAt"] is None:
        return None
    return say.of("已撤销", "withdrawn") + f" {row['withdrawnBy']} {row['withdrawalReason']}"
