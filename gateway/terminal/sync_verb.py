"""`sync`: the systems' evaluations into the graph, and with --verify whether they are there."""

from typing import Annotated, Any

import typer

from gateway.clients.client import Client, SyncOrder
from gateway.settings import Settings
from gateway.stopping import stop_event
from gateway.terminal.asking import with_client
from gateway.terminal.exit_codes import DONE, FOUND_WRONG, NOT_REACHABLE, verification_exit
from gateway.terminal.options import Common, Mappings, Systems, with_common
from gateway.terminal.sync_progress import SyncBars
from gateway.terminal.sync_tables import sync_reports
from gateway.terminal.verification_tables import verification_tables
from graph_model.errors import BadInput, StoreUnavailable, Timeout

_AWAY = (StoreUnavailable.code, Timeout.code)


@with_common
def sync(
    common: Common,
    which: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SYSTEM|MAPPING.yaml]…",
            help="系统的键或名称，或映射文件；缺省全部 / systems by key or name, or mapping files; all by default",
        ),
    ] = None,
    *,
    full: Annotated[
        bool,
        typer.Option(
            "--full",
            help="每一行重读，系统里没有的撤下，再多也信 / every row again; what is gone is retired, however much it is",
        ),
    ] = False,
    verify: Annotated[
        bool,
        typer.Option(
            "--verify",
            help="不同步，只核对源库与图：数目、校验和、逐条差异 / sync nothing, compare: counts, checksums, differences",
        ),
    ] = False,
    systems: Systems = None,
    mappings: Mappings = None,
) -> None:
    settings = common.settings_with(systems=systems, mappings=mappings)
    if verify:
        if full:
            raise BadInput("--verify 只核对，不能与 --full 同用 / --verify only compares: not with --full", "--full")
        _verify(common, settings, tuple(which or ()))
        return
    order = SyncOrder(tuple(which or ()), full)

    async def work(client: Client) -> list[dict[str, Any]]:
        with SyncBars(common.say, stop_event()) as bars:
            return await client.sync(order, bars.move)

    reports = with_client(settings, work)
    common.present(reports, sync_reports)
    if any(report.get("code") in _AWAY for report in reports):
        raise typer.Exit(NOT_REACHABLE)
    if any("error" in report or report["rejected"] for report in reports):
        raise typer.Exit(FOUND_WRONG)


def _verify(common: Common, settings: Settings, which: tuple[str, ...]) -> None:
    async def work(client: Client) -> list[dict[str, Any]]:
        with SyncBars(common.say, stop_event()) as bars:
            return await client.verify(which, bars.move)

    reports = with_client(settings, work)
    common.present(reports, verification_tables)
    code = verification_exit(reports)
    if code != DONE:
        raise typer.Exit(code)
