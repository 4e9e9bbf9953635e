"""`audit verify`: recompute the audit trail and hold it against its anchors; it needs the operational store only."""

import asyncio
from pathlib import Path
from typing import Annotated, Any

import typer

from gateway.records.audit.anchors import read_anchors
from gateway.records.audit.deferred import anchor_folder
from gateway.records.audit.verifying import Verification
from gateway.records.audit.verifying import verify as verified
from gateway.records.database import Records
from gateway.settings import Settings
from gateway.terminal.audit_tables import verification_shown
from gateway.terminal.exit_codes import FOUND_WRONG
from gateway.terminal.options import Common, with_common
from gateway.wire import to_wire


@with_common
def verify(
    common: Common,
    anchors: Annotated[
        list[Path] | None,
        typer.Option(
            "--anchors",
            metavar="DIR",
            help="锚在哪个目录，可多次给出（各主机的） / folders of anchors, as of several hosts",
        ),
    ] = None,
) -> None:
    settings = common.settings
    folders = anchors or [anchor_folder(settings)]
    found: dict[str, Any] = to_wire(asyncio.run(_verified(settings, folders)))
    common.present(found, verification_shown)
    if found["findings"]:
        raise typer.Exit(FOUND_WRONG)


async def _verified(settings: Settings, folders: list[Path]) -> Verification:
    anchors = [anchor for folder in folders for anchor in read_anchors(folder)]
    records = await Records.open(settings)
    try:
        return await verified(records, anchors)
    finally:
        await records.close()
