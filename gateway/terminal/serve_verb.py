"""`serve`: start the gateway; one line on standard output when it is ready, everything else on standard error."""

import sys
from pathlib import Path
from typing import Annotated

import typer
import uvloop

from gateway.log_output import configure_log, log_form
from gateway.registration import check_subgraphs, check_webhooks
from gateway.running_server import ServeLock
from gateway.serving import check_host
from gateway.serving import serve as serve_here
from gateway.stopping import leave
from gateway.terminal.exit_codes import DONE, exit_code
from gateway.terminal.options import Common, Mappings, with_common
from gateway.terminal.serve_announcer import TerminalAnnouncer
from gateway.tracing import TRACING
from gateway.workers import serve_with_workers
from graph_model.errors import CreditError


@with_common
def serve(
    common: Common,
    *,
    host: Annotated[
        str | None,
        typer.Option("--host", envvar="YUXIN_HOST", help="监听地址，缺省 127.0.0.1 / the address to listen on"),
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(
            "--port", "-p", envvar="YUXIN_PORT", help="端口，缺省 8000，0 为任选 / the port; 0 takes any free one"
        ),
    ] = None,
    city: Annotated[
        int | None,
        typer.Option(
            "--city",
            envvar="YUXIN_CITY",
            metavar="N",
            help="空库时造 N 个合成主体，缺省 2000，0 为不造 / synthetic subjects made where there are none",
        ),
    ] = None,
    systems: Annotated[
        str | None,
        typer.Option(
            "--systems",
            envvar="YUXIN_SYSTEMS",
            metavar="WHERE",
            help="演示用的支撑系统：bundled（缺省）、postgresql://…、mysql://…，none 不建 / where the made-up systems are laid down",
        ),
    ] = None,
    mappings: Mappings = None,
    subgraphs: Annotated[
        Path | None,
        typer.Option(
            "--subgraphs",
            envvar="YUXIN_SUBGRAPHS",
            metavar="CONFIG.yaml",
            help="登记的子图，与 credit 合成公共结构 / registered subgraphs, joined to credit",
        ),
    ] = None,
    webhooks: Annotated[
        Path | None,
        typer.Option(
            "--webhooks",
            envvar="YUXIN_WEBHOOKS",
            metavar="FILE.yaml",
            help="谁推数据来，变化推给谁 / who pushes to the gateway, and who is pushed to",
        ),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(
            "--workers",
            envvar="YUXIN_WORKERS",
            metavar="N",
            help="工作进程数，多于 1 需要 Neo4j / processes; more than one needs Neo4j",
        ),
    ] = None,
    durability: Annotated[
        str | None,
        typer.Option(
            "--durability",
            envvar="YUXIN_DURABILITY",
            help="嵌入式存储的持久性：full、normal、off / durability of the embedded store",
        ),
    ] = None,
    log_level: Annotated[
        str | None,
        typer.Option(
            "--log-level", envvar="YUXIN_LOG_LEVEL", help="日志级别：debug、info、warning、error / the level of the log"
        ),
    ] = None,
) -> None:
    settings = common.settings_with(
        host=host,
        port=port,
        city=city,
        systems=systems,
        mappings=mappings,
        subgraphs=subgraphs,
        webhooks=webhooks,
        workers=workers,
        durability=durability,
        log_level=log_level,
    )
    check_host(settings)
    check_subgraphs(settings)
    check_webhooks(settings)
    form = log_form(settings.log_format)
    configure_log(settings.log_level, form)
    TRACING.open()
    announcer = TerminalAnnouncer(common.say, as_json=common.json, quiet=form == "json")
    lock = ServeLock.acquire(settings.data)
    run = serve_with_workers if settings.workers > 1 else serve_here
    code = DONE
    try:
        uvloop.run(run(settings, lock, announcer))
    except CreditError as error:
        print(error.message, file=sys.stderr)
        code = exit_code(error)
    finally:
        announcer.close()
        lock.release()
        TRACING.close()
    leave(code)
