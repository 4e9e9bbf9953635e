"""What is drawn from, as files say it: a plan with the fields of samplePlan (YAML or JSON), and a roster of inspectors, a line each."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from gateway.terminal.files import bytes_of, text_of
from graph_model.errors import BadInput

Row = dict[str, Any]
_SEPARATORS = re.compile(r"[、;；\s]+")
_MOST_CELLS = 5


def plan_of(file: Path) -> Row:
    """The plan that a file says. Raises BadInput with the part that cannot be; what a plan may say is said by the API."""
    try:
        found = yaml.load(bytes_of(file), Loader=yaml.BaseLoader)  # noqa: S506 - texts, lists and mappings alone
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise BadInput(f"不是 YAML 或 JSON / is neither YAML nor JSON: {error}", str(file)) from error
    if not isinstance(found, dict):
        raise BadInput("应是抽取计划的各个字段 / the fields of a plan are needed", str(file))
    if "inspectorsEach" in found:
        found["inspectorsEach"] = _number(found["inspectorsEach"], int, f"{file}: inspectorsEach")
    rates = found.get("rates", [])
    for rate in rates if isinstance(rates, list) else []:
        for name, kind in (("ratio", float), ("months", int)):
            if isinstance(rate, dict) and name in rate:
                rate[name] = _number(rate[name], kind, f"{file}: rates.{name}")
    return found


def inspectors_of(file: Path) -> list[Row]:
    """The inspectors of a file: number, department, and perhaps districts, items and subjects that they must not inspect, several of a
    kind with a 、 or a blank between them. Raises BadInput with the line that cannot be."""
    found: list[Row] = []
    for number, line in enumerate(text_of(file).splitlines(), 1):
        cells = [cell.strip() for cell in line.replace("，", ",").split(",")]
        if cells == [""]:
            continue
        if not 2 <= len(cells) <= _MOST_CELLS or not all(cells[:2]):
            raise BadInput(
                "应为 编号,部门[,区县[,能查的事项[,回避的主体]]] / number,department[,districts[,items[,conflicts]]] is needed",
                f"{file}:{number}",
            )
        key, department, *lists = cells
        districts, items, conflicts = (
            [one for one in _SEPARATORS.split(cell) if one] for cell in (*lists, "", "", "")[:3]
        )
        one: Row = {
            "key": key,
            "department": department,
            "districts": districts,
            "items": items,
            "conflicts": conflicts,
        }
        found.append(one)
    return found


def _number(text: Any, kind: Callable[[str], float], where: str) -> float:
    try:
        return kind(text)
    except (TypeError, ValueError):
        raise BadInput(f"{text} 不是数 / is no number", where) from None
