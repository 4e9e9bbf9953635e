"""Draws in a terminal: a preview, what was committed to or drawn, a list of them, and one with its tasks."""

from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from gateway.terminal.instants import shown_moment
from gateway.terminal.labels import DRAW_STATES, INSPECTION_METHODS, TASK_STATES, label
from gateway.terminal.printing import grade_text, titled_table
from gateway.terminal.words import Words

Row = dict[str, Any]


def plan_shown(plan: Row, say: Words) -> RenderableType:
    """The strata with how many of each would be drawn, and who is left out."""
    table = _strata(say.of(f"抽取预览（{plan['day']}）", f"Preview of a draw ({plan['day']})"), plan["strata"], say)
    left = ", ".join(f"{one['reason']} {one['count']:,}" for one in plan["leftOut"])
    sums = say.of(
        f"对象池 {plan['poolSize']:,}，抽 {plan['toDraw']:,}；检查人员 {plan['inspectors']:,} 名。没有写入，--commit 才抽取",
        f"{plan['toDraw']:,} of {plan['poolSize']:,}; {plan['inspectors']:,} inspectors. Nothing is written: --commit draws",
    )
    return Group(table, Text(say.of(f"不在池里：{left or '无'}", f"Left out: {left or 'nobody'}")), Text(sums))


def committed_shown(result: Row, say: Words) -> RenderableType:
    """The commitment that is to be published, and how what was committed to is drawn."""
    found = result["draw"]
    before = say.of("（此前已承诺）", " (committed to before)") if result["repeated"] else ""
    return Group(
        Text(
            say.of(f"{found['id']}{before}：已承诺，还没有抽取", f"{found['id']}{before}: committed to, not drawn yet")
        ),
        _commitment(found, say),
        Text(f"yuxin draws carry-out {found['id']} --randomness …", no_wrap=True),
    )


def draw_shown(result: Row, say: Words) -> RenderableType:
    """How many were drawn, the commitment, and how anybody verifies it."""
    found = result["draw"]
    before = say.of("（此前已抽）", " (drawn before)") if result["repeated"] else ""
    return Group(
        Text(
            say.of(
                f"{found['id']}{before}：抽中 {found['taskCount']:,} 个",
                f"{found['id']}{before}: {found['taskCount']:,} drawn",
            )
        ),
        _commitment(found, say),
        Text(f"yuxin verify-sample {found['file']}", no_wrap=True),
    )


def draws_table(found: Row, say: Words) -> Table:
    """Each with its items, when and by whom it was committed to and drawn, and how many; what was never drawn is to be explained."""
    rows, total = found["sampleDraws"], found["totalCount"]
    counted = f"{total}" if len(rows) == total else f"{len(rows)} / {total}"
    heads = [say.of("抽取", "draw"), say.of("事项", "items"), say.of("承诺", "committed to"), say.of("抽取", "drawn")]
    count = say.of("抽中", "count")
    table = titled_table(
        say.of(f"双随机抽取（{counted}）", f"Draws ({counted})"),
        [*heads, count, say.of("状态", "state")],
        right=[count],
    )
    for row in rows:
        table.add_row(
            row["id"],
            "\n".join(f"{item['key']} {item['name']}" for item in row["items"]),
            _when(row["committedAt"], row["committedBy"]),
            _when(row["drawnAt"], row["drawnBy"]),
            "–" if row["taskCount"] is None else f"{row['taskCount']:,}",
            label(DRAW_STATES, row["state"], say),
        )
    return table


def draw_with_tasks(found: Row, say: Words) -> RenderableType:
    """One draw: what was committed to, what it was drawn by, its strata and tasks as far as they are for who asks."""
    parts: list[RenderableType] = [
        Text(f"{found['id']} {label(DRAW_STATES, found['state'], say)}"),
        _commitment(found, say),
        Text(say.of("承诺于 ", "committed to ") + _when(found["committedAt"], found["committedBy"], " ")),
    ]
    if found["drawnAt"]:
        parts.append(Text(say.of("抽取于 ", "drawn ") + _when(found["drawnAt"], found["drawnBy"], " ")))
        parts.append(Text(say.of(f"种子：{found['seed']}", f"Seed: {found['seed']}"), overflow="fold"))
        randomness = found["publicRandomness"] or say.of("没有", "none")
        parts.append(Text(say.of(f"公开随机数：{randomness}", f"Public randomness: {randomness}")))
    if found["plan"]:
        parts.append(_strata(say.of("各层", "Strata"), found["plan"]["strata"], say))
    if found["tasks"]:
        parts.append(_tasks(found["tasks"], say))
    if found.get("saved"):
        parts.append(Text(f"yuxin verify-sample {found['saved']}", no_wrap=True))
    return Group(*parts)


def _strata(title: str, strata: list[Row], say: Words) -> Table:
    pool, take = say.of("池", "pool"), say.of("抽", "draw")
    table = titled_table(title, [say.of("事项", "item"), say.of("等级", "grade"), pool, take], right=[pool, take])
    for one in strata:
        table.add_row(one["itemKey"], grade_text(one["grade"]), f"{one['size']:,}", f"{one['take']:,}")
    return table


def _tasks(tasks: Row, say: Words) -> Table:
    rows, total = tasks["nodes"], tasks["totalCount"]
    counted = f"{total}" if len(rows) == total else f"{len(rows)} / {total}"
    heads = [
        say.of("主体", "subject"),
        say.of("事项", "items"),
        say.of("方式", "how"),
        say.of("检查人员", "inspectors"),
    ]
    table = titled_table(say.of(f"任务（{counted}）", f"Tasks ({counted})"), [*heads, say.of("状态", "state")])
    table.columns[0].no_wrap = True  # the key of a task stays in one piece
    for row in rows:
        short = [say.of(f"{one['name']}人员不足", f"too few of {one['name']}") for one in row["short"]]
        table.add_row(
            f"{row['subject']['displayName']} {row['district'] or ''}\n{row['key']}",
            "\n".join(f"{one['itemKey']} {one['grade']}{' ✓' if one['inspected'] else ''}" for one in row["items"]),
            label(INSPECTION_METHODS, row["method"], say),
            "\n".join(["、".join(row["inspectors"]), *short]),
            label(TASK_STATES, row["state"], say),
        )
    return table


def _commitment(found: Row, say: Words) -> Text:
    return Text(say.of(f"承诺：{found['commitment']}", f"Commitment: {found['commitment']}"), overflow="fold")


def _when(at: str | None, by: str | None, between: str = "\n") -> str:
    return "–" if at is None else f"{shown_moment(at)}{between}{by or ''}".rstrip()
