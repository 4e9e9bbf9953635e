"""Evaluation models in a terminal: files that were checked."""

from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from gateway.terminal.printing import titled_table
from gateway.terminal.words import Words

Row = dict[str, Any]


def checked_models(reports: list[Row], say: Words) -> RenderableType:
    """Each file: the model that it is, with its indicators, or what is wrong with it."""
    return Group(*(_checked(report, say) for report in reports))


def _checked(report: Row, say: Words) -> RenderableType:
    model = report["model"]
    if model is None:
        return Text("\n".join(report["errors"]), style="red")
    least = model["thresholds"]
    table = titled_table(
        say.of(
            f"{model['name']} {model['item']} {model['version']}（自 {model['effectiveOn']} 起施行）",
            f"{model['name']} {model['item']} {model['version']} (in effect from {model['effectiveOn']})",
        ),
        [
            say.of("指标", "indicator"),
            say.of("种类", "kind"),
            say.of("权重", "weight"),
            say.of("分段（从→分）", "table (from→points)"),
        ],
        right=[say.of("权重", "weight")],
    )
    for one in model["indicators"]:
        rows = " ".join(f"{row['from']:g}→{row['points']:g}" for row in one["table"])
        table.add_row(one["name"], one["value"]["kind"], f"{one['weight']} %", rows)
    limits = say.of(
        f"分数线 A≥{least['A']:g} B≥{least['B']:g} C≥{least['C']:g}；封顶 {len(model['caps'])}，一票否决 {len(model['vetoes'])}",
        f"A≥{least['A']:g} B≥{least['B']:g} C≥{least['C']:g}; {len(model['caps'])} caps, {len(model['vetoes'])} vetoes",
    )
    return Group(table, Text(limits))
