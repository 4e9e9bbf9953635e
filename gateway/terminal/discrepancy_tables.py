"""Discrepancies of the whole city."""

from typing import Any

from rich.table import Table
from rich.text import Text

from gateway.terminal.labels import STATES, label
from gateway.terminal.printing import grade_text, titled_table
from gateway.terminal.words import Words

Row = dict[str, Any]


def discrepancy_table(found: Row, say: Words) -> Table:
    """Who, which two items with their departments, how many levels, since when, in which state."""
    rows, total = found["discrepancies"], found["totalCount"]
    counted = f"{total}" if len(rows) == total else f"{len(rows)} / {total}"
    table = titled_table(
        say.of(f"等级差异（{counted}）", f"Discrepancies ({counted})"),
        [
            say.of("主体", "subject"),
            say.of("较高", "better"),
            say.of("较低", "worse"),
            say.of("出现", "raised"),
            say.of("状态", "state"),
        ],
    )
    for row in rows:
        table.add_row(
            f"{row['subject']['displayName']}\n{row['subject']['key']}",
            _side(row["high"]),
            _side(row["low"]),
            row["raisedAt"][:10],
            label(STATES, row["state"], say),
        )
    return table


def _side(record: Row) -> Text:
    department = record["department"]["name"] if record["department"] else ""
    item = f"{record['item']['key']} {record['item']['name']}" if record["item"] else ""
    return Text.assemble(grade_text(record["grade"]), f" {department}\n{item}")
