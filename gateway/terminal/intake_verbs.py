"""`import` and `rejects`: files of departments go in, and what did not goes back out."""

from pathlib import Path
from typing import Annotated, Any

import typer

from gateway.clients.client import Client, ImportOrder
from gateway.stopping import stop_event
from gateway.terminal.asking import with_client
from gateway.terminal.exit_codes import FOUND_WRONG
from gateway.terminal.import_progress import ImportBar
from gateway.terminal.intake_tables import exported, import_reports, reject_table
from gateway.terminal.options import Common, with_common
from gateway.terminal.words import Words
from graph_model.intake.columns import Kind


@with_common
def import_files(
    common: Common,
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE…", exists=True, dir_okay=False, readable=True, help="CSV、XLSX 或 JSON Lines 文件 / the files"
        ),
    ],
    kind: Annotated[
        Kind,
        typer.Option(
            "--kind",
            help="文件里是什么：评价、失信事实、关系、登记信息、监督检查事项清单 / what the rows are",
        ),
    ] = Kind.GRADES,
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help="只说明会怎样，不写入 / only say what would happen"),
    ] = False,
) -> None:
    orders = [ImportOrder(path, kind.value, dry_run) for path in files]
    reports = with_client(common.settings, lambda client: _import_all(client, orders, common.say))
    common.present(reports, import_reports)
    if any(report["counts"]["rejected"] for report in reports):
        raise typer.Exit(FOUND_WRONG)


@with_common
def rejects(
    common: Common,
    export: Annotated[
        Path | None,
        typer.Option(
            "--export",
            metavar="FILE",
            dir_okay=False,
            help="写成可改正后再导入的文件（.csv、.xlsx） / write a file to correct",
        ),
    ] = None,
) -> None:
    if export is not None:
        rows = with_client(common.settings, lambda client: client.export_rejects(export))
        common.present({"file": str(export), "rows": rows}, exported)
    else:
        common.present(with_client(common.settings, lambda client: client.rejects()), reject_table)


async def _import_all(client: Client, orders: list[ImportOrder], say: Words) -> list[dict[str, Any]]:
    """The reports, file by file; a bar moves on standard error. Ctrl-C stops between two batches."""
    reports = []
    stopping = stop_event()
    for order in orders:
        with ImportBar(order.path.name, say, stopping) as bar:
            reports.append(await client.import_file(order, bar.move))
    return reports
