"""Discrepancies of the whole city, and what a review made of one."""

from typing import Any

from rich.table import Table
from rich.text import Text

from gateway.terminal.instants import shown_day
from gateway.terminal.labels import DECISIONS, STATES, label
from gateway.terminal.printing import grade_text, titled_table
from gateway.terminal.words import Words

Row = dict[str, Any]


def discrepancy_table(found: Row, say: Words) -> Table:
    """Its id and whom it is of, which two items with their departments, since when, until when to be reviewed, in which state."""
    rows, total = found["discrepancies"], found["totalCount"]
    counted = f"{total}" if len(rows) == total else f"{len(rows)} / {total}"
    table = titled_table(
        say.of(f"等级差异（{counted}）", f"Discrepancies ({counted})"),
        [
            say.of("差异", "discrepancy"),
            say.of("较高", "better"),
            say.of("较低", "worse"),
            say.of("出现", "raised"),
            say.of("期限", "due"),
            say.of("状态", "state"),
        ],
    )
    for row in rows:
        table.add_row(
            f"{row['subject']['displayName']}\n{row['id']}",
            _side(row["high"]),
            _side(row["low"]),
            _raised(row, say),
            _due(row, say),
            label(STATES, row["state"], say),
        )
    return table


def _raised(row: Row, say: Words) -> str:
    """The day; where it had been there before, how often."""
    times = len(row["earlier"])
    told = say.of(f"\n此前 {times} 次", f"\n{times} times before") if times else ""
    return f"{shown_day(row['raisedAt'])}{told}"


def _due(row: Row, say: Words) -> Text:
    """The day, in red where it has passed; what the credit office is to see to says so."""
    told = say.of("\n督办", "\nescalated") if row["escalated"] else ""
    return Text(row["dueOn"] + told, style="bold red" if row["overdue"] else "")


def reviewed(result: Row, say: Words) -> Text:
    """What a review did."""
    found, review = result["discrepancy"], result["review"]
    who = review["department"]["name"] if review["department"] else say.of("信用主管部门", "the credit office")
    before = say.of("（此前已办）", " (done before)") if result["repeated"] else ""
    decision, state = label(DECISIONS, review["decision"], say), label(STATES, found["state"], say)
    return Text(f"{found['subject']['displayName']} {found['id']}{before}: {who} {decision} → {state}")


def _side(record: Row) -> Text:
    department = record["department"]["name"] if record["department"] else ""
    item = f"{record['item']['key']} {record['item']['name']}" if record["item"] else ""
    return Text.assemble(grade_text(record["grade"]), f" {department}\n{item}")
