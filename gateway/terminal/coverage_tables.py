"""Coverage: targets, the city's two rates, the departments'."""

from typing import Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

from gateway.terminal.printing import bar, titled_table
from gateway.terminal.words import Words

Row = dict[str, Any]


def city_coverage(coverage: Row, say: Words) -> Group:
    """Fields, the two rates, the targets, then department by department."""
    return Group(
        Text(
            say.of(
                f"领域 {coverage['fields']} 个，其中新增 {coverage['newFields']} 个",
                f"{coverage['fields']} fields, {coverage['newFields']} of them new",
            ),
            style="bold",
        ),
        _rate(say.of("业务覆盖率  ", "business coverage "), coverage["businessCoverage"]),
        _rate(say.of("数字化接入率", "digital access    "), coverage["digitalAccess"]),
        _targets(coverage["targets"], say),
        _departments(coverage["departments"], say),
    )


def _rate(name: str, rate: Row) -> Text:
    """A rate as a bar with its fraction, or the reason why there is none."""
    text = Text.assemble(f"{name} ", bar(rate["value"]))
    if rate["denominator"]:
        text.append(f"  {rate['numerator']} / {rate['denominator']}")
    if rate["reason"]:
        text.append(f"  {rate['reason']}", style="yellow")
    return text


def _targets(targets: list[Row], say: Words) -> Table:
    table = titled_table(
        say.of("目标", "Targets"),
        [
            say.of("年", "year"),
            say.of("领域", "fields"),
            say.of("新增", "new"),
            say.of("覆盖率", "coverage"),
            say.of("达成", "met"),
        ],
    )
    for row in targets:
        table.add_row(
            str(row["year"]),
            _against(row["fields"], row["targetFields"], ">"),
            _against(row["newFields"], row["targetNewFields"], "≥"),
            _coverage_target(row),
            _met(row["met"], say),
        )
    return table


def _against(value: int, target: int | None, sign: str) -> str:
    return str(value) if target is None else f"{value} ({sign}{target})"


def _coverage_target(row: Row) -> str:
    value, target = row["coverage"]["value"], row["targetCoverage"]
    shown = "–" if value is None else f"{value:.1%}"
    return shown if target is None else f"{shown} ({'>' if row['exceed'] else '≥'}{target:.0%})"


def _met(met: bool | None, say: Words) -> Text:
    if met is None:
        return Text(say.of("无法判断", "cannot be told"), style="yellow")
    return Text(say.of("已达成", "met"), style="green") if met else Text(say.of("未达成", "missed"), style="red")


def _departments(rows: list[Row], say: Words) -> Table:
    fields = say.of("事项", "items")
    table = titled_table(
        say.of("各部门", "Departments"),
        [
            say.of("部门", "department"),
            fields,
            say.of("业务覆盖率", "business coverage"),
            say.of("数字化接入率", "digital access"),
        ],
        right=[fields],
    )
    for row in rows:
        table.add_row(
            row["department"]["name"],
            str(row["fields"]),
            bar(row["businessCoverage"]["value"]),
            bar(row["digitalAccess"]["value"]),
        )
    return table
