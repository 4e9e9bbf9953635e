"""One subject's grades, department by department."""

from collections.abc import Iterator
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from gateway.terminal.instants import shown_day
from gateway.terminal.labels import KINDS, STATES, label
from gateway.terminal.printing import dated, grade_text, titled_table
from gateway.terminal.words import Words

Row = dict[str, Any]


def subject_view(subject: Row, say: Words) -> Group:
    """Who it is, the composite and the extremes, a table of grades, the discrepancies."""
    return Group(*_parts(subject, say))


def _parts(subject: Row, say: Words) -> Iterator[RenderableType]:
    view = subject["gradeView"]
    yield heading(subject, say)
    yield from grade_parts(view, say)
    for discrepancy in view["discrepancies"]:
        yield _discrepancy(discrepancy, say)


def grade_parts(view: Row, say: Words) -> Iterator[RenderableType]:
    """The composite and the extremes, and a table of grades."""
    yield _summary(view, say)
    if view["byDepartment"]:
        yield _grades(view["byDepartment"], say)
    else:
        yield Text(say.of("没有部门评价", "no department grades it"), style="dim")


def heading(subject: Row, say: Words) -> Text:
    """Name, key, kind and where it is; made-up subjects say so."""
    facts = [label(KINDS, subject["kind"], say), *(subject.get(name) for name in ("district", "industry", "status"))]
    text = Text.assemble((subject["displayName"], "bold"), f"  {subject['key']}  ", " · ".join(filter(None, facts)))
    if subject["synthetic"]:
        text.append("  " + say.of("合成数据", "made up"), style="magenta")
    return text


def _summary(view: Row, say: Words) -> Text:
    composite = view["composite"]
    return Text.assemble(
        say.of("公共信用综合评价 ", "public composite "),
        grade_text(composite and composite["grade"]),
        say.of("   最高 ", "   highest "),
        grade_text(view["highest"]),
        say.of("   最低 ", "   lowest "),
        grade_text(view["lowest"]),
        say.of(f"   相差 {view['spread']} 级   截至 ", f"   spread {view['spread']}   as of "),
        shown_day(view["asOf"]),
    )


def _grades(departments: list[Row], say: Words) -> Table:
    score = say.of("得分", "score")
    table = titled_table(
        "",
        [
            say.of("部门", "department"),
            say.of("事项", "item"),
            say.of("等级", "grade"),
            say.of("原评价", "native"),
            score,
            say.of("有效期", "valid"),
        ],
        right=[score],
    )
    for group in departments:
        for place, record in enumerate(group["grades"]):
            table.add_row(
                group["department"]["name"] if place == 0 else "",
                f"{record['item']['key']} {record['item']['name']}",
                grade_text(record["grade"]),
                record["nativeGrade"],
                "" if record["score"] is None else f"{record['score']:g}",
                _period(record, say),
            )
    return table


def _period(record: Row, say: Words) -> Text:
    """When it holds; an expired one restricts nothing, a suspended one is under review."""
    text = Text(dated(record["evaluatedOn"], record["validUntil"]), style="dim" if record["expired"] else "")
    if record["expired"]:
        text.append(say.of(" 已过期", " expired"), style="yellow")
    if record["suspended"]:
        text.append(say.of(" 复核中", " under review"), style="yellow")
    return text


def _discrepancy(row: Row, say: Words) -> Text:
    high, low = row["high"], row["low"]
    return Text.assemble(
        (say.of("差异 ", "discrepancy "), "bold red"),
        f"{high['item']['name']} ",
        grade_text(high["grade"]),
        " ↔ ",
        f"{low['item']['name']} ",
        grade_text(low["grade"]),
        say.of(f"  相差 {row['levels']} 级，", f"  {row['levels']} levels, "),
        label(STATES, row["state"], say),
    )
