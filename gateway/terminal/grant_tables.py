"""Grants as a table."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from gateway.terminal.instants import shown_day
from gateway.terminal.printing import titled_table
from gateway.terminal.words import Words

Row = Mapping[str, Any]
STATES = {"VALID": ("有效", "in force"), "EXPIRED": ("已过期", "expired"), "REVOKED": ("已撤回", "revoked")}


def granted(result: Row, say: Words) -> Text:
    """What became of a grant, and whether it was so before."""
    grant = result["grant"]
    told = f"{grant['id']} {say.of(*STATES[grant['state']])}: {grant['grantee']}, {scope(grant['scope'], say)}, {grant['purpose']}"
    return Text(told + (say.of("（此前已是如此）", " (as before)") if result["repeated"] else ""))


def grants_shown(found: Sequence[Row], say: Words) -> RenderableType:
    """A line a grant, the latest first."""
    columns = (
        ("编号", "id"),
        ("给谁", "grantee"),
        ("范围", "scope"),
        ("用途", "purpose"),
        ("到期", "ends"),
        ("状态", "state"),
    )
    table = titled_table(
        say.of(f"授权（{len(found)}）", f"Grants ({len(found)})"), [say.of(*names) for names in columns]
    )
    for grant in found:
        state = say.of(*STATES[grant["state"]])
        ends = shown_day(grant["expiresAt"])
        table.add_row(grant["id"], grant["grantee"], scope(grant["scope"], say), grant["purpose"], ends, state)
    return table


def received_shown(found: Sequence[Row], say: Words) -> RenderableType:
    """What an organisation was granted, the latest first: by whom, and what it may see till when."""
    columns = (
        ("编号", "id"),
        ("谁给的", "by"),
        ("范围", "scope"),
        ("用途", "purpose"),
        ("到期", "ends"),
        ("状态", "state"),
    )
    table = titled_table(
        say.of(f"得到的授权（{len(found)}）", f"Grants received ({len(found)})"), [say.of(*names) for names in columns]
    )
    for grant in found:
        by = f"{grant['subject']['displayName']}\n{grant['subjectKey']}" if grant["subject"] else grant["subjectKey"]
        what, ends = scope(grant["scope"], say), shown_day(grant["expiresAt"])
        table.add_row(grant["id"], by, what, grant["purpose"], ends, say.of(*STATES[grant["state"]]))
    return table


def scope(given: Row, say: Words) -> str:
    """`综合评价、1-48、措施`."""
    parts = [
        *([say.of("综合评价", "composite")] if given["composite"] else []),
        *([say.of("全部事项", "every item")] if given["allItems"] else []),
        *(item["key"] for item in given["items"]),
        *([say.of("措施", "measures")] if given["measures"] else []),
        *([say.of("档案", "archive")] if given["archive"] else []),
    ]
    return say.of("、", ", ").join(parts)
