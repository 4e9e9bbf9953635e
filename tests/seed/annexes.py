"""The annex tables read from the plan's text, independently of the YAML files: pipes, broken lines and broken pages."""

import re
from dataclasses import dataclass

from seed.plan_files import PLAN_SOURCE

PAGE_MARK = re.compile(r"^— ?\d+ ?—$", re.MULTILINE)
HEADER = re.compile(r"^序号 \|.*$", re.MULTILINE)
ROW_START = re.compile(r"^(\d+) \|", re.MULTILINE)


@dataclass(frozen=True)
class Row:
    annex: int
    number: int
    department: str
    name: str
    objects: str
    system: str | None

    @property
    def key(self) -> str:
        return f"{self.annex}-{self.number}"


def annex_rows() -> list[Row]:
    """All rows of both annexes, in print."""
    text = PAGE_MARK.sub("", PLAN_SOURCE.read_text(encoding="utf-8"))
    _, first, second = re.split(r"^附件 ?[12]$", text, flags=re.MULTILINE)
    colophon = second.index("重庆市发展和改革委员会办公室")
    return [*_rows(1, first, columns=5), *_rows(2, second[:colophon], columns=4)]


def _rows(annex: int, text: str, columns: int) -> list[Row]:
    """A table is printed in pages, each under the header; what stands before a page's first number goes on with the last row."""
    rows: list[list[str]] = []
    for page in HEADER.split(text)[1:]:
        carried, *numbered = ROW_START.split(page)
        if carried.strip():
            rows[-1] = [old + new for old, new in zip(rows[-1], _cells(carried, columns), strict=True)]
        for number, rest in zip(numbered[::2], numbered[1::2], strict=True):
            rows.append(_cells(f"{number}|{rest}", columns))
    return [_row(annex, cells) for cells in rows]


def _cells(text: str, columns: int) -> list[str]:
    """The cells of a row, without the white space that lines and pages broke into them; a last pipe may close the row."""
    cells = ["".join(cell.split()) for cell in text.split("|")]
    if len(cells) == columns + 1:
        assert cells.pop() == ""
    assert len(cells) == columns, cells
    return cells


def _row(annex: int, cells: list[str]) -> Row:
    number, department, name, objects, *system = cells
    named = system[0] if system and system[0] != "无" else None
    return Row(annex, int(number), department, name, objects, named)
