"""`systems --report`: what stands behind each system."""

from typing import Any

import typer

from gateway.clients.client import Client
from gateway.settings import Settings
from gateway.stopping import stop_event
from gateway.terminal.asking import with_client
from gateway.terminal.exit_codes import DONE, verification_exit
from gateway.terminal.options import Common
from gateway.terminal.report_tables import report_table
from gateway.terminal.sync_progress import SyncBars


def report_systems(common: Common, settings: Settings) -> None:
    async def work(client: Client) -> list[dict[str, Any]]:
        with SyncBars(common.say, stop_event()) as bars:
            return await client.systems_report(bars.move)

    reports = with_client(settings, work)
    common.present(reports, report_table)
    code = verification_exit([report["verification"] for report in reports])
    if code != DONE:
        raise typer.Exit(code)
