"""Each department's register of inspection items (行政监督检查事项清单), made up: the denominators of coverage.

A real register is imported with its document. These say `synthetic`, and the name of each line and its document say 合成, so
that no rate of the demo is taken for the city's.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from graph_model.catalogue import Catalogue
from graph_model.model import Department, InspectionItem, Item
from seed.city.draws import Draws, mixed

_ASPECTS = ("现场检查", "资料核查", "信用承诺履行核查")
_UNGRADED = (
    *("行政许可后续监管检查", "投诉举报核查", "安全生产检查", "信息报送情况检查", "从业人员资格检查", "经营场所检查"),
    *("设施设备检查", "档案管理检查", "行政处罚执行情况检查", "年度报告抽查", "服务质量检查", "资金使用检查"),
    *("标准执行情况检查", "应急预案检查", "委托事项检查", "整改落实情况检查", "跨区域经营检查", "网络经营检查"),
)
"""Inspection items that no field of the annexes covers."""
_UNGRADED_FOR_GRADED = (1.25, 1.6)
_CONNECTED_IF_GRADED, _CONNECTED_IF_NOT = 0.62, 0.15
_REPORTED_DAYS_AGO = 120


def registers(catalogue: Catalogue, seed: int, today: date) -> list[InspectionItem]:
    """The lines of every department's register in the plan's order, the graded ones first."""
    return [
        line
        for number, department in enumerate(catalogue.departments)
        for line in _register(department, catalogue, today, Draws(mixed(seed, -1_000_000 - number)))
    ]


def _register(department: Department, catalogue: Catalogue, today: date, draws: Draws) -> Iterator[InspectionItem]:
    reported_on = today - timedelta(days=_REPORTED_DAYS_AGO + draws.below(60))
    for number, (name, item_keys) in enumerate(_lines(catalogue.items_of_department(department.key), draws), 1):
        yield InspectionItem(
            key=f"synthetic:{department.key}:{number}",
            name=f"{name}(合成)",
            department_key=department.key,
            item_keys=item_keys,
            connected=draws.chance(_CONNECTED_IF_GRADED if item_keys else _CONNECTED_IF_NOT),
            document_no=f"(合成){department.name}行政监督检查事项清单〔{reported_on.year}〕",
            reported_on=reported_on,
            synthetic=True,
        )


def _lines(items: tuple[Item, ...], draws: Draws) -> list[tuple[str, tuple[str, ...]]]:
    """(name, keys of the items that cover it) of each line: every field has one to three, and more have none."""
    graded = [(f"{item.name}:{aspect}", (item.key,)) for item in items for aspect in _ASPECTS[: draws.between(1, 3)]]
    least, most = _UNGRADED_FOR_GRADED
    count = min(round(len(graded) * (least + draws.unit() * (most - least))), len(_UNGRADED))
    first = draws.below(len(_UNGRADED))
    return [*graded, *((_UNGRADED[(first + number) % len(_UNGRADED)], ()) for number in range(count))]
