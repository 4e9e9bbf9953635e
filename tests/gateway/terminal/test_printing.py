"""Tables in a terminal: colour and letter, bars, Chinese widths; plain where there is no terminal."""

import io

from rich.cells import cell_len
from rich.console import Console, RenderableType

from gateway.terminal.printing import bar, dated, grade_text, titled_table


def printed(part: RenderableType, *, terminal: bool, width: int = 100) -> str:
    out = io.StringIO()
    Console(file=out, force_terminal=terminal, width=width, color_system="standard" if terminal else None).print(part)
    return out.getvalue()


def test_a_grade_has_its_letter_and_in_a_terminal_its_colour() -> None:
    assert printed(grade_text("D"), terminal=False).strip() == "D"
    coloured = printed(grade_text("D"), terminal=True)
    assert "D" in coloured and "\x1b[" in coloured
    assert len({printed(grade_text(grade), terminal=True).replace(grade, "") for grade in "ABCD"}) == 4
    assert printed(grade_text(None), terminal=False).strip() == "–"


def test_bars() -> None:
    assert bar(0.4).plain == "████████░░░░░░░░░░░░ 40.0%"
    assert bar(1.7).plain.startswith("█" * 20)
    assert bar(None).plain == "–"


def test_chinese_columns_line_up_within_the_width() -> None:
    table = titled_table("部门", ["键", "部门", "事项"], right=["事项"])
    table.add_row("transport", "市交通局", "7")
    table.add_row("market-regulation", "市市场监管局" * 12, "10")
    lines = printed(table, terminal=False).splitlines()
    assert max(map(cell_len, lines)) <= 100
    assert len({cell_len(line.rstrip()) for line in lines if line.rstrip().endswith(("7", "10"))}) == 1


def test_a_period() -> None:
    assert dated("2023-01-01", None) == "2023-01-01 — …"
