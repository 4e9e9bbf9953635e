"""`report`: what is to be watched month by month (§四(四) 健全动态监测机制)."""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Group
from rich.progress import BarColumn, TextColumn

from gateway.clients.client import Client
from gateway.terminal.asking import with_client
from gateway.terminal.bars import Bars
from gateway.terminal.monthly.files import checked_place, write_sheets
from gateway.terminal.monthly.finding import Found, find
from gateway.terminal.monthly.months import Month, month_of
from gateway.terminal.monthly.sheets import Sheet, sheets
from gateway.terminal.options import Common, with_common
from gateway.terminal.printing import titled_table
from gateway.terminal.words import Words
from graph_model.model import CITY_ZONE, city_day, utc_now

SHOWN = ("概况", "走势", "逾期和缺口", "summary", "over time", "overdue")
"""Sheets that a person sees without a file; the others are for a spreadsheet."""
MOST_ROWS = 30


class _Asking(Bars):
    """A bar: questions asked."""

    def __init__(self) -> None:
        super().__init__(TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}"))
        self._task = self._bars.add_task("月报 / report", total=None)

    def step(self) -> None:
        self._bars.advance(self._task)


@with_common
def report(
    common: Common,
    month: Annotated[
        str | None,
        typer.Argument(metavar="MONTH", help="如 2026-10，缺省上个月 / the last month where none is given"),
    ] = None,
    to: Annotated[
        Path | None,
        typer.Option("--to", metavar="FILE", help="写成 .xlsx，或一个文件夹里的 CSV / a workbook, or a folder of CSV"),
    ] = None,
) -> None:
    wanted = month_of(month, city_day(utc_now()))
    place = None if to is None else checked_place(to)
    found = with_client(common.settings, lambda client: _found(client, wanted))
    made = sheets(found, f"{utc_now().astimezone(CITY_ZONE):%Y-%m-%d %H:%M}", common.say)
    if place is not None:
        write_sheets(made, place)
    common.present(_wire(wanted, made, place), lambda _, say: _shown(made, place, say))


async def _found(client: Client, month: Month) -> Found:
    with _Asking() as bar:
        return await find(client, month, bar.step)


def _wire(month: Month, made: tuple[Sheet, ...], place: Path | None) -> dict[str, Any]:
    rows = {sheet.name: [list(row) for row in sheet.rows] for sheet in made}
    return {"month": month.name, "over": month.over, "sheets": rows, "file": None if place is None else str(place)}


def _shown(made: tuple[Sheet, ...], place: Path | None, say: Words) -> Group:
    tables = []
    for sheet in (sheet for sheet in made if sheet.name in SHOWN):
        header, *rows = sheet.rows
        table = titled_table(f"{sheet.name}（{len(rows)}）", header)
        for row in rows[:MOST_ROWS]:
            table.add_row(*row)
        tables.append(table)
    told = "" if place is None else say.of(f"已写入 {place}", f"written to {place}")
    return Group(*tables, *([told] if told else []))
