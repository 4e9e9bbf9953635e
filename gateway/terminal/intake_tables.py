"""What became of an imported file, and the ledger of rejected rows."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from gateway.terminal.printing import titled_table
from gateway.terminal.words import Words

Row = dict[str, Any]
FIRST_FEW = 10


def import_reports(reports: list[Row], say: Words) -> Group:
    """File by file: the counts, rejects by code, the first few rejects and warnings with their places."""
    return Group(*(part for report in reports for part in _report(report, say)))


def _report(report: Row, say: Words) -> Iterator[RenderableType]:
    counts = report["counts"]
    dry = say.of("（试运行，没有写入）", " (dry run, nothing was written)") if report["dryRun"] else ""
    yield Text.assemble((report["file"], "bold"), dry)
    if report["repeated"]:
        yield Text(say.of("这个文件以前已完整导入", "this file had been imported whole before"), style="dim")
    if report["resumedAfter"] is not None:
        yield Text(
            say.of(f"从第 {report['resumedAfter']} 行之后接着导入", f"went on after row {report['resumedAfter']}"),
            style="dim",
        )
    yield _counts(counts, report["rejects"], say)
    if report["rejects"]:
        yield reject_table(report["rejects"][:FIRST_FEW], say, of=counts["rejected"])
    if report["warnings"]:
        yield _warnings(report["warnings"][:FIRST_FEW], say, of=counts["warnings"])


def _counts(counts: Row, rejects: list[Row], say: Words) -> Table:
    rows = say.of("行", "rows")
    table = titled_table("", [say.of("结果", "result"), rows], right=[rows])
    table.add_row(say.of("已接受", "accepted"), Text(f"{counts['accepted']:,}", style="green"))
    if counts["corrected"]:
        table.add_row(say.of("  其中更正", "  of them corrections"), f"{counts['corrected']:,}")
    if counts["newSubjects"]:
        table.add_row(say.of("  新建主体", "  new subjects"), f"{counts['newSubjects']:,}")
    table.add_row(say.of("没有变化", "unchanged"), f"{counts['unchanged']:,}")
    table.add_row(
        say.of("已拒绝", "rejected"), Text(f"{counts['rejected']:,}", style="bold red" if counts["rejected"] else "")
    )
    by_code = Counter(reject["code"] for reject in rejects)
    if sum(by_code.values()) == counts["rejected"]:
        for code, number in sorted(by_code.items()):
            table.add_row(f"  {code}", f"{number:,}")
    table.add_row(
        say.of("提醒", "warnings"), Text(f"{counts['warnings']:,}", style="yellow" if counts["warnings"] else "")
    )
    return table


def reject_table(rows: list[Row], say: Words, *, of: int | None = None) -> Table:
    """Rejected rows: where, which column, which code, what to do."""
    shown = len(rows)
    counted = f"{shown}" if of in (None, shown) else f"{shown} / {of}"
    table = titled_table(
        say.of(f"被拒绝的行（{counted}）", f"Rejected rows ({counted})"),
        [
            say.of("位置", "place"),
            say.of("列", "column"),
            say.of("代码", "code"),
            say.of("原因和办法", "why, and what to do"),
        ],
    )
    for row in rows:
        message = say.of(row["message"], row["messageEn"])
        table.add_row(f"{row['file']} {_place(row)}", row["column"] or "–", row["code"], message)
    return table


def exported(written: Row, say: Words) -> Text:
    """What `rejects --export` did."""
    file, rows = written["file"], written["rows"]
    return Text(
        say.of(
            f"{rows} 行写到 {file}，改正后用 yuxin import 导入",
            f"{rows} rows in {file}: correct them, then yuxin import",
        )
    )


def _warnings(rows: list[Row], say: Words, *, of: int) -> Table:
    counted = f"{len(rows)}" if of == len(rows) else f"{len(rows)} / {of}"
    table = titled_table(
        say.of(f"提醒（{counted}）", f"Warnings ({counted})"),
        [say.of("位置", "place"), say.of("列", "column"), say.of("代码", "code"), say.of("提醒", "warning")],
    )
    for row in rows:
        table.add_row(_place(row), row["column"], row["code"], say.of(row["message"], row["messageEn"]))
    return table


def _place(row: Row) -> str:
    if row.get("rowKey"):
        return str(row["rowKey"])
    return f"{row['sheet']}!{row['row']}" if row["sheet"] else f"{row['row']}"
