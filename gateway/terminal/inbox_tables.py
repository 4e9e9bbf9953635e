"""A department's inbox as a table: by when, since when, whose, what."""

from typing import Any

from rich.table import Table
from rich.text import Text

from gateway.terminal.instants import shown_day
from gateway.terminal.labels import INBOX_KINDS, WARNINGS, label
from gateway.terminal.printing import titled_table
from gateway.terminal.words import Words

Row = dict[str, Any]


def inbox_table(found: Row, say: Words) -> Table:
    """The most urgent first; how many of each kind stands in the title."""
    counts = "，".join(f"{label(INBOX_KINDS, one['kind'], say)} {one['count']:,}" for one in found["counts"])
    heads = [say.of("期限", "due"), say.of("自", "since"), say.of("主体", "subject"), say.of("种类", "kind")]
    title = say.of(f"待办：{counts or '没有'}", f"Inbox: {counts or 'nothing'}")
    table = titled_table(title, [*heads, say.of("内容", "what")])
    for row in found["inbox"]:
        due = Text(row["dueOn"] or "—", style="bold red" if row["escalated"] else "red" if row["overdue"] else "")
        subject = f"{row['subject']['displayName']}\n{row['subject']['key']}"
        table.add_row(due, shown_day(row["since"]), subject, label(INBOX_KINDS, row["kind"], say), _what(row, say))
    return table


def acknowledged(done: Row, say: Words) -> str:
    again = say.of("（此前已阅）", " (it was before)") if done["repeated"] else ""
    day = shown_day(done["at"])
    return say.of(f"已阅：{done['by']} {day}", f"Acknowledged by {done['by']}, {day}") + again


def _what(row: Row, say: Words) -> str:
    told = ""
    match row:
        case {"discrepancy": {"high": high, "low": low}}:
            told = f"{_graded(high)} ↔ {_graded(low)}"
        case {"earlyWarning": {} as warning}:
            told = f"{_warned(warning, say)}\n{row['key']}"
        case {"inspection": {} as inspection}:
            told = f"{_item(inspection)} {inspection['documentNo'] or ''}".rstrip()
        case {"objection": {} as objection}:
            told = f"{_graded(objection['record'])} {objection['reason']}"
        case {"creditRepair": {} as repair}:
            told = f"{_repaired(repair)} {repair['statement'] or ''}\n{repair['id']}".strip()
        case {"task": {} as task}:
            items = "、".join(_item(one) for one in task["items"] if not one["inspected"])
            told = f"{items}\n{task['drawKey']}"
    return told


def _repaired(repair: Row) -> str:
    return repair["fact"]["conductName"] if repair["fact"] else ""


def _warned(warning: Row, say: Words) -> str:
    kind = label(WARNINGS, warning["kind"], say)
    if warning["record"] is not None:
        return f"{kind} {warning['before']['grade']} → {_graded(warning['record'])}"
    if warning["fact"] is not None:
        return f"{kind} {warning['fact']['conductName']}"
    return f"{kind} {warning['older']['displayName'] if warning['older'] else ''}".rstrip()


def _graded(record: Row) -> str:
    return f"{record['grade']} {_item(record)}".rstrip()


def _item(of: Row) -> str:
    return of["item"]["name"] if of["item"] else ""
