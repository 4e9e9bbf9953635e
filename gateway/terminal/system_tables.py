"""What `systems check` found, as tables."""

from collections.abc import Iterator
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from gateway.terminal.printing import grade_text, titled_table
from gateway.terminal.words import Words

Row = dict[str, Any]
GRADES = "ABCD"


def check_reports(reports: list[Row], say: Words) -> Group:
    """Of each system the counts, the rejects by code with an example of each, the first ten rows as they would come in."""
    return Group(*(part for report in reports for part in _parts(report, say)))


def check_summary(reports: list[Row], say: Words) -> Table:
    """All systems, one a row."""
    rows, taken, rejected = say.of("行", "rows"), say.of("可接受", "accepted"), say.of("拒绝", "rejected")
    numbers = (rows, taken, *GRADES, rejected)
    table = titled_table(
        say.of(f"试读支撑系统（{len(reports)}，没有写入）", f"Systems tried ({len(reports)}, nothing was written)"),
        [say.of("系统", "system"), *numbers, say.of("拒绝的代码", "codes")],
        right=numbers,
    )
    for report in reports:
        if "error" in report:
            table.add_row(report["system"], *[""] * len(numbers), Text(report["error"], style="red"))
        else:
            table.add_row(report["system"], *_numbers(report), _codes(report["rejects"]))
    return table


def _numbers(report: Row) -> Iterator[str]:
    yield f"{report['rows']:,}"
    yield f"{report['accepted']:,}"
    yield from (f"{report['grades'].get(grade, 0):,}" for grade in GRADES)
    yield f"{report['rejected']:,}"


def _codes(counts: Row) -> str:
    return "、".join(f"{code} {number}" for code, number in counts.items())


def _parts(report: Row, say: Words) -> Iterator[RenderableType]:
    if "error" in report:
        yield Text.assemble((report["system"], "bold"), " ", (report["error"], "red"))
        return
    note = say.of("（试读，没有写入）", " (tried out, nothing was written)")
    yield Text.assemble((report["system"], "bold"), f" {report['database']}", note)
    yield _counts(report, say)
    if report["examples"]:
        yield _examples(report, say)
    yield _first(report["first"], say)


def _counts(report: Row, say: Words) -> Table:
    rows = say.of("行", "rows")
    table = titled_table("", [say.of("结果", "result"), rows], right=[rows])
    table.add_row(say.of("读到", "read"), f"{report['rows']:,}")
    table.add_row(say.of("可接受", "accepted"), Text(f"{report['accepted']:,}", style="green"))
    for grade in GRADES:
        table.add_row(Text.assemble("  ", grade_text(grade)), f"{report['grades'].get(grade, 0):,}")
    if report["withdrawn"]:
        table.add_row(say.of("已标记删除", "marked as deleted"), f"{report['withdrawn']:,}")
    style = "bold red" if report["rejected"] else ""
    table.add_row(say.of("会被拒绝", "to be rejected"), Text(f"{report['rejected']:,}", style=style))
    for code, number in report["rejects"].items():
        table.add_row(f"  {code}", f"{number:,}")
    for key, number in report["otherKeys"].items():
        table.add_row(say.of(f"  其中有 {key}", f"  of them with {key}"), f"{number:,}")
    for code, number in report["warnings"].items():
        table.add_row(say.of(f"提醒 {code}", f"warning {code}"), f"{number:,}")
    return table


def _examples(report: Row, say: Words) -> Table:
    columns = [say.of("代码", "code"), say.of("列", "column"), say.of("主体", "subject"), say.of("原因和办法", "why")]
    table = titled_table(say.of("每种拒绝的第一行", "The first row of each kind of reject"), columns)
    for code, example in report["examples"].items():
        message = say.of(example["message"], example["messageEn"])
        table.add_row(code, example["column"] or "–", example["row"].get("name", "–"), message)
    return table


def _first(rows: list[Row], say: Words) -> Table:
    """The rows as they would come in. A person is shown by the key and the masked name."""
    score = say.of("得分", "score")
    table = titled_table(
        say.of(f"前 {len(rows)} 行", f"The first {len(rows)} rows"),
        [
            say.of("主体", "subject"),
            say.of("名称", "name"),
            say.of("事项", "item"),
            say.of("原等级", "native"),
            say.of("等级", "grade"),
            score,
            say.of("评价日期", "evaluated"),
            say.of("有效期至", "valid until"),
        ],
        right=[score],
    )
    for row in rows:
        key = row.get("uscc") or row.get("personKey") or "–"
        verdict = Text(row["code"], style="red") if row["code"] else grade_text(row["grade"])
        days = (row.get("evaluatedOn", "–"), row.get("validUntil", "–"))
        told = (row.get("name", "–"), row.get("item", "–"), row.get("nativeGrade", "–"))
        table.add_row(key, *told, verdict, row.get("score", "–"), *days)
    return table
