"""The table of docs/rules/tasks.md: what of the plan is done by which query or command, and which test shows it.

It is made from the marks on the tests: `@pytest.mark.plan("9", "Query.samplePlan", "yuxin verify-sample")`. Written anew by
`python -m tests.docs.plan_table`.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from gateway.marked_page import with_part
from tests.served import ROOT

PAGE = ROOT / "docs" / "rules" / "tasks.md"
PLAN = ROOT / "seed" / "source" / "plan-2023-7.txt"
TASKS = tuple("123456789")
CLASSES = tuple("ABCD")
MONITORING = ("四(二)", "四(四)")
PARTS = (*TASKS, *CLASSES, *MONITORING)
"""The nine tasks of §二, the four classes of §三, and what §四 asks to be watched."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A test with what it shows: `by` are coordinates of the schema, or commands (`yuxin …`)."""

    part: str
    by: tuple[str, ...]
    test: str


def marked() -> list[Marked]:
    """Every mark on a test, by the parts' order, then by where the tests stand."""
    found = [mark for path in sorted((ROOT / "tests").rglob("test_*.py")) for mark in _marks_of(path)]
    return sorted(found, key=lambda mark: PARTS.index(mark.part))


@cache
def titles() -> dict[str, str]:
    """The plan's own first words on each part."""
    text = re.sub(r"\s+", "", PLAN.read_text(encoding="utf-8"))
    found = {task: _first(rf"{task}\.(?=[\u4e00-\u9fff])([^。]*)。", text) for task in TASKS}
    found |= {grade: _first(rf"\([一二三四]\)(对{grade}类市场主体[^,]*,[^,;]*)", text) for grade in CLASSES}
    return found | {
        part: _first(rf"\({part[2]}\)([^。]*)。", text[text.index("四、保障措施") :]) for part in MONITORING
    }


def table() -> str:
    lines = ["| 方案 the plan | 由什么做 by | 测试 test |", "|---|---|---|"]
    for mark in marked():
        place = (
            f"任务 {mark.part}"
            if mark.part in TASKS
            else f"§{mark.part}"
            if mark.part in MONITORING
            else f"§三 {mark.part}"
        )
        by = "、".join(f"`{one}`" for one in mark.by)
        lines.append(f"| {place} {titles()[mark.part]} | {by} | `{mark.test}` |")
    return "\n".join(lines)


def with_table(page: str) -> str:
    """The page with the table made anew."""
    return with_part(page, "tasks", table())


def _first(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    assert found is not None, pattern
    return found[1]


def _marks_of(path: Path) -> Iterator[Marked]:
    where = path.relative_to(ROOT / "tests").as_posix()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            for decorator in node.decorator_list:
                if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "pytest.mark.plan":
                    part, *by = (ast.literal_eval(argument) for argument in decorator.args)
                    yield Marked(part, tuple(by), f"{where}::{node.name}")


if __name__ == "__main__":
    PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
