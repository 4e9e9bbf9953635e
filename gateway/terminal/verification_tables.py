"""What `sync --verify` found, as tables."""

from collections.abc import Iterator
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from gateway.terminal.printing import titled_table
from gateway.terminal.words import Words

Row = dict[str, Any]
OUTCOMES = {
    "CLEAN": ("一致", "same", "green"),
    "EXPLAINED": ("差异都有解释", "differences, all explained", "yellow"),
    "UNEXPLAINED": ("有解释不了的差异", "differences that nothing explains", "bold red"),
}
KINDS = {
    "NOT_IN_GRAPH": ("源库有，图里没有", "in the system, not in the graph"),
    "DIFFERS": ("源库与图里说的不同", "the system says otherwise"),
    "NOT_IN_SOURCE": ("图里有，源库没有", "in the graph, not in the system"),
    "RECORD_LOST": ("图里丢了记录", "a record was lost"),
    "RECORD_CHANGED": ("图里的记录被改了", "a record was changed"),
    "RECORD_DOUBLED": ("图里的记录重复", "a record is doubled"),
    "RECORD_STRAY": ("图里的记录没有来由", "a record that no row stands behind"),
    "REJECT_LOST": ("台账里丢了拒绝行", "a reject is not in the ledger"),
    "REJECT_STRAY": ("台账里有不该有的行", "a reject that no row stands behind"),
    "COUNT_DIFFERS": ("与同步时数的不符", "another number than the sync counted"),
}
REASONS = {
    "LAG": ("上次同步以后才变的，下次同步会读到", "changed after the last sync, the next one reads it"),
    "DUE": ("评价日期已到，下次同步会重判", "its day has come, the next sync judges it anew"),
    "KNOWN_SINCE": ("后来才认出是谁，sync --full 会重认", "whom it means is known otherwise since: sync --full"),
    "CORRECTED": ("已由导入的文件或别的系统更正", "corrected since by a file or another system"),
    "SETTLED": ("拒绝行已由导入的更正了结", "the reject was settled by a corrected import"),
    "NEVER_SYNCED": ("还没有同步过", "never synced"),
    "REJUDGED": ("映射或方案改了，下次同步会全部重判", "the mapping or the plan changed: all is judged anew next time"),
    "UNFINISHED": ("全部重读还没有做完，再同步会接着做", "a reading of everything has not ended: sync to go on"),
}
UNEXPLAINED = (
    "没有解释；先同步再核对，还在就是错误",
    "nothing explains it: sync and verify again, what stays is an error",
)


def verification_tables(reports: list[Row], say: Words) -> Group:
    """A line a system, then why some could not be compared, and the first differences of each."""
    errors = [
        Text.assemble((report["system"], "bold"), " ", (report["error"], "red"))
        for report in reports
        if "error" in report
    ]
    return Group(_summary(reports, say), *errors, *(part for report in reports for part in _differences(report, say)))


def outcome_text(report: Row, say: Words) -> Text:
    """What came of a system."""
    if "error" in report:
        return Text(say.of("未能核对", "not compared"), style="red")
    zh, en, style = OUTCOMES[report["outcome"]]
    return Text(say.of(zh, en), style=style)


def _summary(reports: list[Row], say: Words) -> Table:
    numbers = (
        say.of("源库评价", "evaluations"),
        say.of("应有记录", "records"),
        say.of("图中记录", "in the graph"),
        say.of("重复", "duplicates"),
        say.of("被后行取代", "outspoken"),
        say.of("拒绝", "rejected"),
        say.of("撤销或未评", "withdrawn"),
        say.of("差异", "differences"),
        say.of("无解释", "unexplained"),
    )
    table = titled_table(
        say.of(f"核对支撑系统（{len(reports)}）", f"Systems verified ({len(reports)})"),
        [say.of("系统", "system"), *numbers, say.of("结果", "outcome")],
        right=numbers,
    )
    for report in reports:
        if "error" in report:
            table.add_row(report["system"], *[""] * len(numbers), outcome_text(report, say))
        else:
            table.add_row(report["system"], *_numbers(report), outcome_text(report, say))
    return table


def _numbers(report: Row) -> Iterator[str]:
    rows, differences = report["rows"], report["differences"]
    held = sum(item["graph"]["records"] for item in report["items"])
    yield from (f"{rows['evaluations']:,}", f"{rows['records']:,}", f"{held:,}")
    yield from (f"{rows[name]:,}" for name in ("duplicates", "outspoken", "rejected", "withdrawn"))
    yield from (f"{differences['total']:,}", f"{differences['unexplained']:,}")


def _differences(report: Row, say: Words) -> Iterator[RenderableType]:
    if "error" in report or not report["differences"]["total"]:
        return
    differing = [item for item in report["items"] if not item["same"]]
    if differing:
        yield _checksums(report["system"], differing, say)
    yield _first(report["system"], report["differences"], say)


def _checksums(system: str, items: list[Row], say: Words) -> Table:
    table = titled_table(
        say.of(f"{system}：校验和不同的事项", f"{system}: items whose checksums differ"),
        [
            say.of("事项", "item"),
            say.of("源库", "system"),
            say.of("校验和", "checksum"),
            say.of("图", "graph"),
            say.of("校验和", "checksum"),
        ],
    )
    for item in items:
        source, graph = item["source"], item["graph"]
        table.add_row(
            item["item"], f"{source['records']:,}", source["checksum"], f"{graph['records']:,}", graph["checksum"]
        )
    return table


def _first(system: str, differences: Row, say: Words) -> Table:
    shown, total = len(differences["first"]), differences["total"]
    table = titled_table(
        say.of(f"{system}：差异（列出 {shown}，共 {total:,}）", f"{system}: differences ({shown} of {total:,})"),
        [
            say.of("差异", "difference"),
            say.of("事项", "item"),
            say.of("源库的行", "row"),
            say.of("主体", "subject"),
            say.of("日期", "day"),
            say.of("源库", "system"),
            say.of("图", "graph"),
            say.of("解释", "why"),
        ],
    )
    for each in differences["first"]:
        reason = each["reason"]
        why = Text(say.of(*UNEXPLAINED), style="red") if reason is None else Text(say.of(*REASONS[reason]))
        cells = (each[name] or "–" for name in ("item", "row", "subject", "evaluatedOn", "source", "graph"))
        table.add_row(say.of(*KINDS[each["kind"]]), *cells, why)
    return table
