"""How things look in a terminal: tables, grades in colour and letter, bars. Not a terminal: the same text, plain."""

import os
import sys
from collections.abc import Iterable
from typing import Any

import orjson
from rich import box
from rich.console import Console, RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from gateway.terminal.words import Words

GRADE_STYLES = {
    "A": "bold black on green",
    "B": "bold black on cyan",
    "C": "bold black on yellow",
    "D": "bold white on red",
}
PLAIN_WIDTH = 120
BAR_WIDTH = 20


def console() -> Console:
    """Standard output. Without a terminal 120 columns wide, unless COLUMNS says otherwise."""
    out = Console(highlight=False, emoji=False)
    if not out.is_terminal and "COLUMNS" not in os.environ:
        out.width = PLAIN_WIDTH
    return out


def error_console() -> Console:
    """Standard error: progress and notes."""
    return Console(stderr=True, highlight=False, emoji=False)


def show(*parts: RenderableType) -> None:
    """Print to standard output. Text that must not be wrapped, like a key, stays on one line, however long that is."""
    out = console()
    for part in parts:
        out.print(part, soft_wrap=isinstance(part, Text) and bool(part.no_wrap))


def print_json(value: Any) -> None:
    """JSON on standard output, and nothing else."""
    sys.stdout.write(orjson.dumps(value, option=orjson.OPT_INDENT_2).decode() + "\n")


def titled_table(title: str, columns: Iterable[str], *, right: Iterable[str] = ()) -> Table:
    """A table with a head; the columns named in `right` are numbers. Without a terminal it has no lines."""
    lines = box.SIMPLE_HEAD if sys.stdout.isatty() else None
    table = Table(title=title, title_justify="left", title_style="bold", box=lines, pad_edge=False, header_style="bold")
    aligned = set(right)
    for name in columns:
        table.add_column(name, justify="right" if name in aligned else "left", overflow="fold")
    return table


def borderless_table() -> Table:
    return Table(box=None, show_header=False, pad_edge=False)


def grade_text(grade: str | None) -> Text:
    """A grade in its colour and with its letter; – for none."""
    return Text("–", style="dim") if grade is None else Text(f" {grade} ", style=GRADE_STYLES[grade])


def bar(value: float | None) -> Text:
    """A share (0…1) as a bar with its percentage."""
    if value is None:
        return Text("–", style="dim")
    filled = round(BAR_WIDTH * min(max(value, 0.0), 1.0))
    return Text.assemble(("█" * filled, "green"), ("░" * (BAR_WIDTH - filled), "dim"), f" {value:.1%}")


def dated(start: str | None, end: str | None) -> str:
    """A period of days."""
    return f"{start or '…'} — {end or '…'}"


def counting_bar(out: Console, say: Words) -> Progress:
    """A progress bar with the count, the rate and the time left. Without a terminal only its end is printed."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        RateColumn(say),
        TimeRemainingColumn(),
        console=out,
    )


class RateColumn(ProgressColumn):
    """How many a second."""

    def __init__(self, say: Words) -> None:
        super().__init__()
        self._unit = say.of("/秒", "/s")

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text("" if speed is None else f"{speed:,.0f}{self._unit}")
