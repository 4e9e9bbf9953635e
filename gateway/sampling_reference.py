"""What docs/sampling.md says of the rates, and the JSON Schema of a draw's file.

`python -m gateway.sampling_reference` writes both anew.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import msgspec

from gateway.marked_page import with_part
from graph_model.model import Grade
from graph_model.sampling.rates import METHODS, TENDENCIES, WHOLE, Tendency
from graph_model.sampling.record import SampleFile
from seed.plan_files import load_plan

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "sampling.md"
SCHEMA = ROOT / "schema" / "sample.schema.json"
HEAD = (
    "| 等级 | 方案的话 the plan's words | 比例 ratio | 间隔（月） months | 取整 rounding | 检查方式 method | 缺省 ours |",
    "|---|---|---|---|---|---|---|",
)
ROUNDING = {
    Tendency.LOWERED: "向下 down",
    Tendency.REGULAR: "四舍五入 half up",
    Tendency.RAISED: "向上 up",
    Tendency.STRONGLY_RAISED: "向上 up",
}


def schema() -> str:
    """The JSON Schema of the file, as text."""
    made = {"$schema": "https://json-schema.org/draft/2020-12/schema", **msgspec.json.schema(SampleFile)}
    return json.dumps(made, ensure_ascii=False, indent=2) + "\n"


def with_rates(page: str) -> str:
    """The page with the table of rates made anew."""
    return with_part(page, "rates", "\n".join((*HEAD, *_rows())))


def _rows() -> Iterator[str]:
    for rate in load_plan().sampling.rates:
        item = "" if rate.item_key is None else f" ({rate.item_key})"
        grade = Grade(rate.grade)
        yield (
            f"| {grade}{item} | {rate.quote} | {rate.ratio * 100 / WHOLE:g} % | {rate.months} | {ROUNDING[TENDENCIES[grade]]} "
            f"| `{METHODS[grade]}` | {'是 yes' if rate.ours else '否 no'} |"
        )


if __name__ == "__main__":
    PAGE.write_text(with_rates(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    SCHEMA.write_text(schema(), encoding="utf-8")
