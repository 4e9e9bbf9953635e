"""Inspections in a terminal: a list of them, one with what was found and done, and what a step did."""

from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from gateway.terminal.instants import shown_moment
from gateway.terminal.labels import FINDINGS, INSPECTION_ACTS, INSPECTION_STATES, MANNERS, OUTCOMES, label
from gateway.terminal.printing import titled_table
from gateway.terminal.words import Words

Row = dict[str, Any]


def inspection_table(found: Row, say: Words) -> Table:
    """Each with whom, on what, when, how it ended and where it stands."""
    rows, total = found["inspections"], found["totalCount"]
    counted = f"{total}" if len(rows) == total else f"{len(rows)} / {total}"
    table = titled_table(
        say.of(f"监督检查（{counted}）", f"Inspections ({counted})"),
        [
            say.of("检查", "inspection"),
            say.of("事项", "item"),
            say.of("日期", "day"),
            say.of("结论", "outcome"),
            say.of("状态", "state"),
        ],
    )
    for row in rows:
        table.add_row(
            f"{row['subject']['displayName']}\n{row['id']}",
            _item(row),
            row["inspectedOn"],
            f"{label(MANNERS, row['manner'], say)}\n{label(OUTCOMES, row['outcome'], say)}",
            label(INSPECTION_STATES, row["state"], say),
        )
    return table


def inspection_shown(row: Row, say: Words) -> RenderableType:
    """One with its findings and what was done about it; what is not for who asks is left out."""
    outcome, state = label(OUTCOMES, row["outcome"], say), label(INSPECTION_STATES, row["state"], say)
    parts: list[RenderableType] = [
        Text(f"{row['subject']['displayName']} {row['id']} ({row['version']})"),
        Text(f"{_item(row)} {row['inspectedOn']} {label(MANNERS, row['manner'], say)}: {outcome}, {state}"),
        Text(row["documentNo"] or ""),
    ]
    if row["findings"] is not None:
        findings = titled_table(
            say.of("检查内容", "Findings"),
            [say.of("内容", "clause"), say.of("结果", "result"), say.of("说明", "remark")],
        )
        for one in row["findings"]:
            findings.add_row(one["clause"], label(FINDINGS, one["result"], say), one["remark"] or "")
        parts.append(findings)
    if row["acts"] is not None:
        acts = titled_table(
            say.of("经过", "What was done"),
            [say.of("何时", "when"), say.of("办理", "what"), say.of("由谁", "by"), say.of("理由", "why")],
        )
        for one in row["acts"]:
            done = label(INSPECTION_ACTS, one["act"], say)
            acts.add_row(shown_moment(one["at"]), done, one["by"], one["reason"] or "")
        parts.append(acts)
    return Group(*parts)


def inspection_done(result: Row, say: Words) -> Text:
    """What a step did."""
    row = result["inspection"]
    before = say.of("（此前已办）", " (done before)") if result["repeated"] else ""
    state = label(INSPECTION_STATES, row["state"], say)
    return Text(f"{row['subject']['displayName']} {row['id']}{before}: {state} ({row['version']})", overflow="fold")


def _item(row: Row) -> str:
    return f"{row['item']['key']} {row['item']['name']}" if row["item"] else ""
