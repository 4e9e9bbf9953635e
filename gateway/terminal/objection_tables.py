"""Objections in a terminal: a list of them, and what was done about one."""

from typing import Any

from rich.table import Table
from rich.text import Text

from gateway.terminal.labels import OBJECTION_STATES, label
from gateway.terminal.printing import titled_table
from gateway.terminal.words import Words

Row = dict[str, Any]


def objection_table(found: Row, say: Words) -> Table:
    """Each with by when, who, against what, why, and how it was answered."""
    rows, total = found["objections"], found["totalCount"]
    counted = f"{total}" if len(rows) == total else f"{len(rows)} / {total}"
    heads = [say.of("期限", "due"), say.of("主体", "subject"), say.of("等级", "grade"), say.of("状态", "state")]
    table = titled_table(
        say.of(f"异议（{counted}）", f"Objections ({counted})"), [*heads, say.of("理由和答复", "why, and the answer")]
    )
    for row in rows:
        table.add_row(
            Text(row["dueOn"], style="red" if row["overdue"] else ""),
            f"{row['subject']['displayName']}\n{row['id']}",
            _against(row, say),
            label(OBJECTION_STATES, row["state"], say),
            "\n".join(filter(None, (row["reason"], row["answer"]))),
        )
    return table


def objection_done(done: Row, say: Words) -> Text:
    """Where it stands now."""
    one = done["objection"]
    again = say.of("（此前已是如此）", " (it was so before)") if done["repeated"] else ""
    text = f"{one['subject']['displayName']} {_against(one, say)}：{label(OBJECTION_STATES, one['state'], say)}{again}"
    due = say.of(f"，{one['dueOn']} 前答复", f", to be answered by {one['dueOn']}") if one["state"] == "OPEN" else ""
    return Text(f"{text}{due}\n{one['id']}")


def _against(row: Row, say: Words) -> str:
    item = row["item"]["name"] if row["item"] else say.of("综合评价", "composite")
    return f"{row['record']['grade']} {item} {row['record']['evaluatedOn']}"
