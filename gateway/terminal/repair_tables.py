"""Credit repairs in a terminal: a list of them, and what was done about one."""

from typing import Any

from rich.table import Table
from rich.text import Text

from gateway.terminal.instants import shown_day
from gateway.terminal.labels import REPAIR_STATES, SEVERITIES, label
from gateway.terminal.printing import titled_table
from gateway.terminal.words import Words

Row = dict[str, Any]


def repair_table(found: Row, say: Words) -> Table:
    """Each with whose, of which fact, where it stands, and what was said about it."""
    rows, total = found["repairs"], found["totalCount"]
    counted = f"{total}" if len(rows) == total else f"{len(rows)} / {total}"
    heads = [say.of("申请", "asked"), say.of("主体", "subject"), say.of("事实", "fact"), say.of("状态", "state")]
    table = titled_table(
        say.of(f"信用修复（{counted}）", f"Credit repairs ({counted})"), [*heads, say.of("说明和理由", "what was said")]
    )
    for row in rows:
        table.add_row(
            shown_day(row["requestedAt"]),
            f"{row['subject']['displayName']}\n{row['id']}",
            _fact(row),
            label(REPAIR_STATES, row["state"], say),
            _said(row),
        )
    return table


def waits_table(found: list[Row], say: Words) -> Table:
    """How many days have to pass, by the weight of the fact, before a repair is asked for, and again after one was rejected."""
    days, again = say.of("可以申请（天）", "days"), say.of("未获同意后再申请（天）", "days after a rejection")
    table = titled_table(
        say.of("信用修复要等多久", "How long a credit repair waits"),
        [say.of("轻重", "weight"), days, again, say.of("依据", "by")],
        right=[days, again],
    )
    for row in found:
        by = say.of("本系统的默认", "our default") if row["ours"] else ""
        table.add_row(label(SEVERITIES, row["severity"], say), str(row["days"]), str(row["againDays"]), by)
    return table


def repair_done(done: Row, say: Words) -> Text:
    """Where it stands now."""
    one = done["repair"]
    again = say.of("（此前已是如此）", " (it was so before)") if done["repeated"] else ""
    state = label(REPAIR_STATES, one["state"], say)
    return Text(f"{one['subject']['displayName']} {_fact(one)}：{state}{again}\n{one['id']}")


def _fact(row: Row) -> str:
    fact = row["fact"]
    return f"{fact['conductName']} {fact['occurredOn']}" if fact else ""


def _said(row: Row) -> str:
    """What it was asked for with, and what the acts since have said; nothing where it is not for who looks."""
    since = (act["reason"] for act in (row["acts"] or ())[1:])
    return "\n".join(filter(None, (row["statement"], *since)))
