"""`gateway`: a plain federation gateway, nothing of credit."""

import asyncio
import signal
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
import uvloop

from gateway.execution.cost.charging import CostRules
from gateway.execution.document_limits import DEFAULT_LIST_SIZE
from gateway.federation.configuration import BadConfiguration
from gateway.federation.deduplication import Deduplicate
from gateway.federation.origins import Origin
from gateway.federation.plain import RequestLimits, connections_of, plain_gateway
from gateway.federation.reloading import Reloading
from gateway.federation.remote_subgraphs import engine_of, take_up
from gateway.federation.supergraph import SupergraphError
from gateway.federation.watching import Watch
from gateway.garbage import settle
from gateway.http.compression import COMPRESS_FROM
from gateway.listening import Listener
from gateway.log_output import configure_log, log_form
from gateway.settings import is_loopback
from gateway.stopping import first_of, leave, stop_event
from gateway.terminal.supergraph_origin import first_given, origin_of
from gateway.tracing import TRACING
from graph_model.errors import BadInput


class LogRequests(StrEnum):
    ALL = "all"
    FAILED = "failed"
    NONE = "none"


class LogFormat(StrEnum):
    AUTO = "auto"
    TEXT = "text"
    JSON = "json"


def gateway(
    *,
    supergraph: Annotated[
        str | None, typer.Option("--supergraph", metavar="FILE/URL", help="超图文件或地址 / a supergraph's SDL")
    ] = None,
    subgraphs: Annotated[
        Path | None, typer.Option("--subgraphs", metavar="CONFIG.yaml", help="先合成这些子图 / compose these first")
    ] = None,
    sources: Annotated[
        Path | None,
        typer.Option(
            "--config",
            metavar="CONFIG.yaml",
            envvar="YUXIN_GATEWAY_CONFIG",
            help="怎样连接 --supergraph 的子图 / how the subgraphs of --supergraph are reached",
        ),
    ] = None,
    poll: Annotated[
        float, typer.Option("--poll", min=0.1, metavar="SECONDS", help="超图地址的轮询间隔 / how often a URL is polled")
    ] = 10.0,
    host: Annotated[str, typer.Option("--host", help="监听地址 / the address to listen on")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="端口，0 为任选 / 0: any free one")] = 4000,
    timeout: Annotated[
        float,
        typer.Option("--timeout", min=0.01, metavar="SECONDS", help="整个请求的时限 / seconds of a whole request"),
    ] = 30.0,
    body_limit: Annotated[
        int, typer.Option("--body-limit", min=1024, metavar="BYTES", help="请求体上限 / the largest request in bytes")
    ] = 8 * 1024 * 1024,
    cost_limit: Annotated[
        int | None,
        typer.Option(
            "--cost-limit",
            min=1,
            metavar="COST",
            help="一个操作的成本上限（@cost、@listSize），缺省不限 / the most that an operation may cost; no limit by default",
        ),
    ] = None,
    list_size: Annotated[
        int,
        typer.Option(
            "--list-size",
            min=1,
            metavar="ROWS",
            help="没有 @listSize 的列表按几个计 / the length at which lists without @listSize are priced",
        ),
    ] = DEFAULT_LIST_SIZE,
    compress_from: Annotated[
        int,
        typer.Option(
            "--compress-from",
            min=0,
            metavar="BYTES",
            help="多少字节以上的应答按 accept-encoding 压缩，0 为不压缩 / bytes from which answers are compressed; 0: none is",
        ),
    ] = COMPRESS_FROM,
    shutdown_timeout: Annotated[
        float,
        typer.Option(
            "--shutdown-timeout",
            min=0,
            metavar="SECONDS",
            help="停机时等待在途请求 / how long ending waits for requests",
        ),
    ] = 10.0,
    deduplicate: Annotated[
        Deduplicate,
        typer.Option(
            "--deduplicate",
            help="同时进行的相同请求共用一次：不共用、对子图的请求、连同客户的查询 / what identical requests under way share",
        ),
    ] = Deduplicate.NONE,
    log_format: Annotated[
        LogFormat,
        typer.Option(
            "--log-format", envvar="YUXIN_LOG_FORMAT", help="日志格式，在终端缺省 text，否则 json / the form of the log"
        ),
    ] = LogFormat.AUTO,
    log_requests: Annotated[
        LogRequests,
        typer.Option(
            "--log-requests",
            envvar="YUXIN_LOG_REQUESTS",
            help="哪些请求在日志里有一行：全部、有错误或被拒绝的、都没有 / which requests have a line in the log",
        ),
    ] = LogRequests.ALL,
    metrics: Annotated[
        bool | None,
        typer.Option(
            "--metrics/--no-metrics",
            help="谁来都给 /metrics；缺省只在监听本机时 / whether whoever asks gets /metrics; by default on loopback only",
        ),
    ] = None,
) -> None:
    """只做联邦网关；文件变了或收到 SIGHUP 就换用新的超图 / A plain federation gateway; SIGHUP reloads its supergraph."""
    origin = origin_of(supergraph, subgraphs, sources, poll)
    configure_log("info", log_form(log_format.value))
    TRACING.open()
    limits = RequestLimits(timeout, body_limit, CostRules(cost_limit, list_size), compress_from)
    watch = Watch(log_requests.value, is_loopback(host) if metrics is None else metrics)
    uvloop.run(_serve(origin, (host, port), deduplicate, limits, patience=shutdown_timeout, watch=watch))
    TRACING.close()
    leave(0)


async def _serve(
    origin: Origin,
    where: tuple[str, int],
    deduplicate: Deduplicate,
    limits: RequestLimits,
    *,
    patience: float,
    watch: Watch,
) -> None:
    given = await first_given(origin)
    try:
        engine = engine_of(given, timeout=limits.timeout, deduplicate=deduplicate, costs=limits.costs, seen=watch.costs)
    except BadConfiguration as error:
        raise BadInput(str(error)) from error
    except SupergraphError as error:
        raise BadInput(str(error), str(origin)) from error
    settle()
    stop = stop_event()
    reloading = Reloading(origin, given, partial(take_up, engine))
    asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, reloading.soon)
    connections = connections_of(engine, limits, watch)
    listener = Listener(plain_gateway(engine, reloading, limits, connections, watch), *where)
    await listener.start()
    watching = asyncio.create_task(reloading.run())
    print(f"网关已就绪 / gateway ready: {listener.address}/graphql", flush=True)
    try:
        await first_of(stop.wait(), listener.ended())
        engine.end_subscriptions()
        if connections is not None:
            await connections.end(patience)
        await listener.stop(patience)
    finally:
        watching.cancel()
        await engine.close()
