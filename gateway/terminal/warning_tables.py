"""Early warnings: what fell, what is serious, who registers anew."""

from typing import Any

from rich.table import Table
from rich.text import Text

from gateway.terminal.instants import shown_day
from gateway.terminal.labels import WARNINGS, label
from gateway.terminal.printing import grade_text, titled_table
from gateway.terminal.words import Words

Row = dict[str, Any]


def warning_table(rows: list[Row], say: Words) -> Table:
    """When it was recorded, whom it is of, its kind and what it says, the latest first."""
    table = titled_table(
        say.of(f"早期预警（{len(rows)}）", f"Early warnings ({len(rows)})"),
        [say.of("记入", "recorded"), say.of("主体", "subject"), say.of("种类", "kind"), say.of("内容", "what")],
    )
    for row in rows:
        subject = f"{row['subject']['displayName']}\n{row['subject']['key']}"
        table.add_row(shown_day(row["at"]), subject, label(WARNINGS, row["kind"], say), what_warns(row, say))
    return table


def what_warns(row: Row, say: Words) -> Text:
    """The grades that it fell from and to, the fact, or who registered anew."""
    if row["record"] is not None:
        record, before = row["record"], row["before"]
        item = record["item"]["name"] if record["item"] else say.of("公共信用综合评价", "public composite")
        return Text.assemble(grade_text(before["grade"]), " → ", grade_text(record["grade"]), f" {item}")
    if row["fact"] is not None:
        return Text(f"{row['fact']['conductName']} {row['fact']['documentNo'] or ''}".rstrip())
    older = row["older"] or {"displayName": "", "key": ""}
    return Text(
        say.of("同一法定代表人的 D 级主体：", "same representative, graded D: ")
        + f"{older['displayName']} {older['key']}"
    )
