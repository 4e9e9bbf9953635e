"""`systems check`: what a system's rows would be if they came in now."""

import asyncio
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

import typer

from gateway.person_key import existing_person_key
from gateway.settings import Settings
from gateway.sync.checking import check as check_system
from gateway.sync.known_mappings import address_of, known_mapping, known_mappings
from gateway.sync.mapping import MappingFile
from gateway.sync.reading.judging import Judge
from gateway.sync.registered import plan_with_registered
from gateway.terminal.exit_codes import FOUND_WRONG, NOT_REACHABLE
from gateway.terminal.options import Common, Mappings, Systems, with_common
from gateway.terminal.system_tables import check_reports, check_summary
from graph_model.errors import StoreUnavailable, Timeout
from graph_model.model import CITY_ZONE

Report = dict[str, Any]


@with_common
def check(
    common: Common,
    which: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[MAPPING.yaml|SYSTEM]…",
            help="映射文件，或系统的键或名称；缺省全部演示的和登记的 / files or systems; by default all made-up and registered ones",
        ),
    ] = None,
    systems: Systems = None,
    mappings: Mappings = None,
) -> None:
    settings = common.settings_with(systems=systems, mappings=mappings)
    catalogue = plan_with_registered(settings)
    reads = (
        [known_mapping(name, settings, catalogue) for name in which] if which else known_mappings(settings, catalogue)
    )
    secret = existing_person_key(settings) or secrets.token_bytes(32)
    judge = Judge(catalogue, secret, datetime.now(CITY_ZONE).date())
    reports = asyncio.run(_all(reads, settings, judge))
    common.present(reports, check_reports if which else check_summary)
    if any("error" in report for report in reports):
        raise typer.Exit(NOT_REACHABLE)
    if any(report["rejected"] for report in reports):
        raise typer.Exit(FOUND_WRONG)


async def _all(reads: Sequence[MappingFile], settings: Settings, judge: Judge) -> list[Report]:
    """The reports of all; one of several that cannot be reached keeps no other from being read."""
    reports = []
    for read in reads:
        try:
            reports.append((await check_system(read, address_of(read, settings), judge)).as_json())
        except (StoreUnavailable, Timeout) as error:
            if len(reads) == 1:
                raise
            reports.append({"system": read.mapping.system, "error": error.message})
    return reports
