"""One subject's credit archive: its timeline, newest first."""

from typing import Any

from rich.console import Group
from rich.text import Text

from gateway.terminal.labels import ENTRIES, label
from gateway.terminal.printing import grade_text, titled_table
from gateway.terminal.view_tables import heading
from gateway.terminal.words import Words

Row = dict[str, Any]


def archive_written(written: Row, say: Words) -> Text:
    """That the file is there."""
    count, file = written["entries"], written["file"]
    return Text(say.of(f"{count} 条写入 {file}", f"{count} entries written to {file}"))


def about(entry: Row) -> str:
    """What an entry is about, where its sentence is not for who asks: the conduct, or the item."""
    for name in ("record", "fact", "inspection", "measureTaken"):
        if one := entry[name]:
            return str(one.get("conductName") or (one["item"] or {}).get("name", ""))
    return ""


def subject_archive(subject: Row, say: Words) -> Group:
    """The entries with their day, kind and sentence."""
    entries, total = subject["archive"]["entries"], subject["archive"]["totalCount"]
    counted = f"{total}" if len(entries) == total else f"{len(entries)} / {total}"
    table = titled_table(
        say.of(f"信用档案（{counted}）", f"Credit archive ({counted})"),
        [say.of("日期", "day"), say.of("种类", "kind"), say.of("等级", "grade"), say.of("内容", "entry")],
    )
    for entry in entries:
        grade = grade_text(entry["record"]["grade"]) if entry["record"] else Text("")
        table.add_row(entry["day"], label(ENTRIES, entry["kind"], say), grade, entry.get("what") or about(entry))
    return Group(heading(subject, say), table)
