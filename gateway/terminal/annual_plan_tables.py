"""Annual plans as tables."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group
from rich.text import Text

from gateway.terminal.labels import PLAN_STATES, label
from gateway.terminal.printing import titled_table
from gateway.terminal.words import Words

Row = Mapping[str, Any]


def plans_shown(found: Sequence[Row], say: Words) -> Group:
    """A table a plan, a line a duty."""
    if not found:
        return Group(Text(say.of("没有年度计划", "no annual plan")))
    shown = [_plan(plan, say) for plan in found if plan["duties"]]
    return Group(*shown) if shown else Group(Text(say.of("没有逾期的任务", "nothing is overdue")))


def progress(duty: Row) -> str:
    """`12 / 20`, and what cannot be told as `— / 20`."""
    done = "—" if duty["done"] is None else f"{duty['done']:g}"
    return f"{done} / {duty['target']:g}"


def how(duty: Row, say: Words) -> str:
    """Whether it is reached, overdue or under way."""
    if duty["met"]:
        return say.of("完成", "done")
    return say.of("逾期", "overdue") if duty["overdue"] else say.of("进行中", "under way")


def plan_done(done: Row, say: Words) -> Text:
    """Where the plan stands now, and under which key."""
    plan = done["plan"]
    again = say.of("（此前已是如此）", " (it was so before)") if done["repeated"] else ""
    department = plan["department"]["name"] if plan["department"] else ""
    state = label(PLAN_STATES, plan["state"], say)
    lines = [f"{department} {plan['year']} {plan['title']}：{state}{again}", plan["key"]]
    for duty in plan.get("duties", ()):
        if duty["report"]:
            lines.append(f"{duty['key']} {progress(duty)} {duty['report']['note'] or ''}".rstrip())
    return Text("\n".join(lines))


def checked_plans(reports: Sequence[Row], say: Words) -> Group:
    """A line a file, and what is wrong with it."""
    lines = []
    for report in reports:
        if report["errors"]:
            lines += [Text(error) for error in report["errors"]]
        else:
            told = f"{report['department']} {report['year']}"
            lines.append(
                Text(f"{report['file']}: {told}, " + say.of(f"{report['duties']} 项任务", f"{report['duties']} duties"))
            )
    return Group(*lines)


def _plan(plan: Row, say: Words) -> Any:
    department = plan["department"]["name"] if plan["department"] else ""
    version = say.of(f"第 {plan['number']} 版", f"version {plan['number']}")
    table = titled_table(
        f"{department} {plan['year']} {plan['title']}（{version}）",
        [
            say.of("任务", "duty"),
            say.of("事项", "item"),
            say.of("进展", "progress"),
            say.of("期限", "due"),
            say.of("情况", "how it is"),
        ],
    )
    for duty in plan["duties"]:
        note = duty["reason"] or (duty["report"] or {}).get("note") or ""
        item = duty["item"]["key"] if duty["item"] else ""
        table.add_row(duty["what"], item, progress(duty), duty["dueOn"], " ".join(filter(None, (how(duty, say), note))))
    return table
