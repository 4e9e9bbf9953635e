"""`compose`, `plan` and `gateway`: federation by itself, nothing of credit."""

import asyncio
import gc
import logging
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
import uvloop
from graphql import GraphQLError, parse, validate

from gateway.federation.composition import CompositionFailed, compose
from gateway.federation.configuration import BadConfiguration, Configuration, read_configuration
from gateway.federation.deduplication import Deduplicate
from gateway.federation.engine import Engine
from gateway.federation.plain import plain_gateway, watch
from gateway.federation.planner.limits import PlanningError
from gateway.federation.planner.plan import plan as planned
from gateway.federation.remote_subgraphs import headers_of, sources_of
from gateway.federation.subgraph_schemas import SubgraphSilent, read_subgraphs
from gateway.federation.supergraph import Supergraph, SupergraphError, read
from gateway.listening import Listener
from gateway.stopping import first_of, leave, stop_event
from gateway.terminal.exit_codes import FOUND_WRONG
from graph_model.errors import BadInput, StoreUnavailable

STOP_SECONDS = 10.0
GARBAGE = 50_000
"""New objects between two collections."""
SupergraphFile = Annotated[
    Path | None, typer.Option("--supergraph", metavar="FILE", help="超图文件 / a supergraph's SDL")
]


def compose_subgraphs(
    config: Annotated[Path, typer.Argument(metavar="CONFIG.yaml", help="子图清单 / subgraphs: [{name, url, schema}]")],
) -> None:
    """把子图合成超图，写到标准输出 / Compose subgraphs; the supergraph goes to standard output, hints to standard error."""
    print(_composed(_configuration(config)))


def plan(
    operation: Annotated[Path, typer.Argument(metavar="OPERATION.graphql", help="操作文件 / a file with an operation")],
    supergraph: SupergraphFile = None,
    name: Annotated[str | None, typer.Option("--name", help="多个操作时的名字 / which operation")] = None,
) -> None:
    """打印一个操作的取数计划 / Print which subgraph is asked for what, and in what order."""
    loaded = _loaded(_text(_given(supergraph, "--supergraph")))
    try:
        document = parse(_text(operation))
        errors = validate(loaded.public, document)
        if errors:
            raise BadInput("\n".join(error.message for error in errors), str(operation))
        print(planned(loaded, document, name))
    except (GraphQLError, PlanningError) as error:
        raise BadInput(str(error), str(operation)) from error


def gateway(  # noqa: PLR0917 - typer calls it by name
    supergraph: SupergraphFile = None,
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
    host: Annotated[str, typer.Option("--host", help="监听地址 / the address to listen on")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="端口，0 为任选 / 0: any free one")] = 4000,
    deduplicate: Annotated[
        Deduplicate,
        typer.Option(
            "--deduplicate",
            help="同时进行的相同请求共用一次：不共用、对子图的请求、连同客户的查询 / what identical requests under way share",
        ),
    ] = Deduplicate.NONE,
) -> None:
    """只做联邦网关 / A plain federation gateway over a supergraph."""
    if (supergraph is None) == (subgraphs is None):
        raise BadInput("给出 --supergraph 或 --subgraphs 之一 / give one of --supergraph and --subgraphs")
    if sources is not None and supergraph is None:
        raise BadInput("与 --supergraph 一起用；--subgraphs 的文件自己就有 / goes with --supergraph", "--config")
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(levelname)s %(message)s")
    configuration = _configuration(subgraphs or sources)
    sdl = _composed(configuration) if subgraphs is not None else _text(_given(supergraph, "--supergraph"))
    named = {subgraph.name for subgraph in _loaded(sdl).subgraphs.values()}
    try:
        configuration.check_names(named)
        uvloop.run(_serve(partial(_engine, sdl, configuration, deduplicate), supergraph, host, port))
    except (BadConfiguration, SupergraphError) as error:
        raise BadInput(str(error)) from error
    leave(0)


def _engine(sdl: str, configuration: Configuration, deduplicate: Deduplicate) -> Engine:
    return Engine(sdl, sources_of(configuration), headers_of(configuration), deduplicate=deduplicate)


async def _serve(make_engine: Callable[[], Engine], watched: Path | None, host: str, port: int) -> None:
    engine = make_engine()
    gc.freeze()  # what stands now stands to the end; answers make many short-lived objects
    gc.set_threshold(GARBAGE)
    stop = stop_event()
    listener = Listener(plain_gateway(engine), host, port)
    await listener.start()
    watching = asyncio.create_task(watch(engine, watched)) if watched is not None else None
    print(f"网关已就绪 / gateway ready: {listener.address}/graphql", flush=True)
    try:
        await first_of(stop.wait(), listener.ended())
        await listener.stop(STOP_SECONDS)
    finally:
        if watching is not None:
            watching.cancel()
        await engine.close()


def _configuration(file: Path | None) -> Configuration:
    try:
        return Configuration() if file is None else read_configuration(file)
    except BadConfiguration as error:
        raise BadInput(str(error)) from error


def _composed(configuration: Configuration) -> str:
    try:
        composed = compose(asyncio.run(read_subgraphs(configuration)))
    except BadConfiguration as error:
        raise BadInput(str(error)) from error
    except SubgraphSilent as error:
        raise StoreUnavailable(str(error)) from error
    except CompositionFailed as failed:
        for found in failed.errors:
            print(found, file=sys.stderr)
        raise typer.Exit(FOUND_WRONG) from None
    for hint in composed.hints:
        print(f"hint {hint}", file=sys.stderr)
    return composed.supergraph_sdl


def _loaded(sdl: str) -> Supergraph:
    try:
        return read(sdl)
    except SupergraphError as error:
        raise BadInput(str(error), "--supergraph") from error


def _given(file: Path | None, option: str) -> Path:
    if file is None:
        raise BadInput("缺少这个选项 / this option is needed", option)
    return file


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(str(error), str(file)) from error
