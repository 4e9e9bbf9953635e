"""The measures that meet one subject: applied and withheld, each with its reason."""

from collections.abc import Iterator
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from gateway.terminal.labels import DIRECTIONS, REASONS, label, scenario
from gateway.terminal.printing import grade_text, titled_table
from gateway.terminal.view_tables import heading
from gateway.terminal.words import Words

Row = dict[str, Any]
STYLES = {"INCENTIVE": "green", "NEUTRAL": "", "RESTRICTIVE": "bold red"}


def subject_measures(subject: Row, say: Words) -> Group:
    """The subject, what applies and because of what, what is withheld and why."""
    return Group(*_parts(subject, say))


def _parts(subject: Row, say: Words) -> Iterator[RenderableType]:
    yield heading(subject, say)
    yield from measure_parts(subject["measures"], say)


def measure_parts(resolution: Row, say: Words) -> Iterator[RenderableType]:
    """What applies and because of what, what is withheld and why."""
    if resolution["applied"]:
        yield _applied(resolution["applied"], say)
    else:
        yield Text(say.of("没有适用的措施", "no measure applies"), style="dim")
    if resolution["withheld"]:
        yield _withheld(resolution["withheld"], say)


def _applied(rows: list[Row], say: Words) -> Table:
    table = titled_table(
        say.of(f"适用的措施（{len(rows)}）", f"Applied ({len(rows)})"),
        [say.of("场景", "scenario"), say.of("措施", "measure"), say.of("方向", "direction"), say.of("理由", "because")],
    )
    for row in rows:
        measure = row["measure"]
        direction = Text(label(DIRECTIONS, measure["direction"], say), style=STYLES[measure["direction"]])
        table.add_row(scenario(measure["scenario"], say), measure_name(measure, say), direction, _because(row, say))
    return table


def measure_name(measure: Row, say: Words) -> Text:
    """The measure with its condition; 可… where the plan leaves it to the department."""
    text = Text(measure["name"])
    if measure["condition"]:
        text.append(say.of(f"（{measure['condition']}）", f" ({measure['condition']})"), style="dim")
    if measure["discretionary"]:
        text.append(say.of(" 可酌情", " discretionary"), style="dim italic")
    return text


def _because(row: Row, say: Words) -> Group:
    """The grade and its item, the facts and legal bases behind a restriction, the plan's sentence."""
    record, item = row["because"], row["item"]
    name = item["name"] if item else say.of("公共信用综合评价", "public composite")
    reference = say.of("，供参考", ", a reference") if row["advisory"] else ""
    lines: list[RenderableType] = [
        Text.assemble(grade_text(row["grade"]), f" {name} {record['evaluatedOn']}{reference}")
    ]
    for fact in row["facts"]:
        lines.append(Text(f"{fact['occurredOn']} {fact['conductName']} {fact['documentNo']}", style="red"))
    for basis in row["legalBasis"]:
        lines.append(Text(f"{basis['title']} {basis['article']}", style="cyan"))
    lines.append(Text(row["measure"]["quote"], style="dim"))
    return Group(*lines)


def _withheld(rows: list[Row], say: Words) -> Table:
    table = titled_table(
        say.of(f"不予适用（{len(rows)}）", f"Withheld ({len(rows)})"),
        [say.of("场景", "scenario"), say.of("措施", "measure"), say.of("事项", "item"), say.of("原因", "reason")],
    )
    for row in rows:
        measure, item = row["measure"], row["item"]
        reason = Text.assemble((label(REASONS, row["reason"], say), "bold"), "\n", row["explanation"])
        table.add_row(
            scenario(measure["scenario"], say),
            measure["name"],
            item["name"] if item else say.of("公共信用综合评价", "public composite"),
            reason,
        )
    return table
