"""`doctor`: is everything there that the gateway needs."""

import asyncio

import typer
from rich.table import Table

from gateway.terminal.doctor_checks import Check, Verdict, all_checks
from gateway.terminal.exit_codes import FOUND_WRONG
from gateway.terminal.options import Common, with_common
from gateway.terminal.printing import borderless_table, print_json, show

MARKS = {Verdict.GOOD: "[green]✓[/]", Verdict.NOTE: "[yellow]–[/]", Verdict.WRONG: "[bold red]✗[/]"}


@with_common
def doctor(common: Common) -> None:
    checks = asyncio.run(all_checks(common.settings))
    if common.json:
        print_json([{"check": c.key, "verdict": c.verdict.value, "detail": c.detail} for c in checks])
    else:
        show(_table(checks, english=common.say.english))
    if any(check.verdict is Verdict.WRONG for check in checks):
        raise typer.Exit(FOUND_WRONG)


def _table(checks: list[Check], *, english: bool) -> Table:
    table = borderless_table()
    for check in checks:
        table.add_row(MARKS[check.verdict], check.en if english else check.zh, check.detail)
    return table
