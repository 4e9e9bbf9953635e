"""What `systems --report` found, as a table."""

from typing import Any

from rich.console import Group
from rich.text import Text

from gateway.terminal.printing import titled_table
from gateway.terminal.verification_tables import outcome_text
from gateway.terminal.words import Words

Row = dict[str, Any]
LIVE = {
    "ANSWERED": ("答", "answers"),
    "UNREACHABLE": ("连不上", "away"),
    "TOO_SLOW": ("太慢", "too slow"),
    "MISMATCHED": ("与映射不符", "does not fit"),
    "NOT_ASKED": ("未问", "not asked"),
}
WAYS = {
    "updatedAt": ("更新时间", "updated at"),
    "version": ("版本号", "version"),
    "log": ("流水", "log"),
    "snapshot": ("快照", "snapshot"),
    "deletion": ("逐行比", "compared"),
}
DELETIONS = {
    "MARKED": ("标记", "marked"),
    "COMPARED": ("比出", "compared"),
    "FULL": ("--full 比出", "with --full"),
}


KINDS = {
    "facts": ("失信行为事实", "facts"),
    "subjects": ("登记信息", "registration data"),
    "registers": ("接入情况", "connected items"),
}
"""What a platform says that grades nobody, in the place of a scale."""


def report_table(reports: list[Row], say: Words) -> Group:
    """A line a system, then why some could not be compared."""
    synced, planted = say.of("已同步", "synced"), say.of("拒绝=种下", "rejects = planted")
    table = titled_table(
        say.of(f"支撑系统的现状（{len(reports)}）", f"How the systems are ({len(reports)})"),
        [
            say.of("系统", "system"),
            synced,
            say.of("实时", "live"),
            say.of("增量", "incremental"),
            say.of("撤行", "deletions"),
            say.of("等级标准", "scale"),
            planted,
            say.of("核对", "verified"),
        ],
        right=[synced, planted],
    )
    for report in reports:
        way = say.of(*WAYS[report["incremental"]["way"]])
        table.add_row(
            report["system"],
            _synced(report["synced"], say),
            say.of(*LIVE[report["live"]["state"]]),
            way if report["incremental"]["follows"] else f"{way} –",
            "、".join(say.of(*DELETIONS[each]) for each in report["deletions"]),
            "、".join(report["scales"]) or say.of(*KINDS[report["kind"]]),
            _rejects(report["rejects"], say),
            outcome_text(report["verification"], say),
        )
    errors = [
        Text.assemble((report["system"], "bold"), " ", (report["verification"]["error"], "red"))
        for report in reports
        if "error" in report["verification"]
    ]
    return Group(table, *errors)


def _synced(synced: Row, say: Words) -> Text:
    if synced["lastSuccess"] is None:
        return Text(say.of("未同步", "not synced"), style="dim")
    return Text(f"{synced['records']:,}", style="yellow" if synced["error"] else "")


def _rejects(rejects: Row | None, say: Words) -> Text:
    """Found and planted; of a system that nobody planted anything in, found. Of the found ones, how many rules put down."""
    if rejects is None:
        return Text("–", style="dim")
    found = sum(rejects["found"].values())
    ruled = say.of(f"（认出 {rejects['byRule']}）", f" ({rejects['byRule']} put down)") if rejects["byRule"] else ""
    if rejects["planted"] is None:
        return Text(f"{found:,}{ruled}")
    planted = sum(rejects["planted"].values())
    sign = "=" if rejects["same"] else "≠"
    return Text(f"{found:,} {sign} {planted:,}{ruled}", style="" if rejects["same"] else "bold red")
