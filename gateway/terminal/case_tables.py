"""Cases in a terminal: a list of them, one with what is kept and watched, and what was done in one."""

from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from gateway.terminal.instants import shown_moment
from gateway.terminal.labels import CASE_ENTRIES, label
from gateway.terminal.printing import titled_table
from gateway.terminal.words import Words

Row = dict[str, Any]


def case_table(found: Row, say: Words) -> Table:
    """Each with why, and since when."""
    rows, total = found["cases"], found["totalCount"]
    counted = f"{total}" if len(rows) == total else f"{len(rows)} / {total}"
    table = titled_table(
        say.of(f"案件（{counted}）", f"Cases ({counted})"),
        [
            say.of("案件", "case"),
            say.of("案由", "reason"),
            say.of("开案", "opened"),
            say.of("结案", "closed"),
        ],
    )
    for row in rows:
        name = f"{row['title']}\n{row['id']}" if row["title"] else row["id"]
        table.add_row(name, row["reason"], _when(row["openedAt"]), _when(row["closedAt"]))
    return table


def case_shown(row: Row, say: Words) -> RenderableType:
    """One with what is kept in it and whom it watches, and the changes where they were asked for."""
    looked = _when(row["lookedAt"]) or say.of("还没有", "not yet")
    parts: list[RenderableType] = [
        Text(" ".join(filter(None, (row["title"], row["id"], f"({row['version']})")))),
        Text(f"{row['reason']}\n{_stands(row, say)}"),
        Text(say.of(f"上次看变化：{looked}", f"changes looked at: {looked}")),
    ]
    entries = titled_table(
        say.of("存的", "Kept"),
        [say.of("何时", "when"), say.of("是什么", "what"), say.of("名称和内容", "name, content")],
    )
    for one in row["entries"]:
        what = label(CASE_ENTRIES, one["kind"], say)
        entries.add_row(_when(one["addedAt"]), what, f"{one['name']}\n{one['content']}")
    watched = titled_table(say.of("关注的主体", "Watched"), [say.of("主体", "subject"), say.of("从何时起", "since")])
    for one in row["watched"]:
        watched.add_row(one["key"], _when(one["since"]))
    parts += [entries, watched]
    if "changes" in row:
        parts.append(_changes(row["changes"], say))
    return Group(*parts)


def case_done(done: Row, say: Words) -> Text:
    """Where it stands now."""
    one = done["case"]
    again = say.of("（此前已是如此）", " (it was so before)") if done["repeated"] else ""
    watched = say.of(f"，关注 {len(one['watched'])} 个主体", f", watching {len(one['watched'])}")
    return Text(f"{one['reason']}：{_stands(one, say)}{watched}{again}\n{one['id']}", overflow="fold")


def _changes(found: Row, say: Words) -> Table:
    table = titled_table(
        say.of("新变化", "What is new"),
        [say.of("何时", "when"), say.of("种类", "kind"), say.of("主体", "subject")],
    )
    for edge in found["edges"]:
        one = edge["node"]
        table.add_row(_when(one["at"]), one["kind"], f"{one['subject']['displayName']}\n{one['subject']['key']}")
    if found["pageInfo"]["hasNextPage"]:
        table.caption = say.of("还有，用 --limit 多列", "there are more: see --limit")
    return table


def _stands(row: Row, say: Words) -> str:
    if row["closedAt"]:
        return say.of(f"{_when(row['closedAt'])} 结案", f"closed {_when(row['closedAt'])}")
    return say.of(f"{_when(row['openedAt'])} 开案", f"open since {_when(row['openedAt'])}")


def _when(instant: str | None) -> str:
    return "" if instant is None else shown_moment(instant)
