"""`compose` and `plan`: what a federation gateway does before it serves."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from graphql import GraphQLError, parse, validate

from gateway.federation.origins import Subgraphs
from gateway.federation.planner.limits import PlanningError
from gateway.federation.planner.plan import plan as planned
from gateway.federation.supergraph import Supergraph, SupergraphError, read
from gateway.terminal.files import text_of
from gateway.terminal.supergraph_origin import first_given
from graph_model.errors import BadInput

SupergraphFile = Annotated[
    Path | None, typer.Option("--supergraph", metavar="FILE", help="超图文件 / a supergraph's SDL")
]


def compose_subgraphs(
    config: Annotated[Path, typer.Argument(metavar="CONFIG.yaml", help="子图清单 / subgraphs: [{name, url, schema}]")],
) -> None:
    """把子图合成超图，写到标准输出 / Compose subgraphs; the supergraph goes to standard output, hints to standard error."""
    print(asyncio.run(first_given(Subgraphs(config))).sdl)


def plan(
    operation: Annotated[Path, typer.Argument(metavar="OPERATION.graphql", help="操作文件 / a file with an operation")],
    supergraph: SupergraphFile = None,
    name: Annotated[str | None, typer.Option("--name", help="多个操作时的名字 / which operation")] = None,
) -> None:
    """打印一个操作的取数计划 / Print which subgraph is asked for what, and in what order."""
    loaded = _loaded(text_of(_given(supergraph, "--supergraph")))
    try:
        document = parse(text_of(operation))
        errors = validate(loaded.public, document)
        if errors:
            raise BadInput("\n".join(error.message for error in errors), str(operation))
        print(planned(loaded, document, name))
    except (GraphQLError, PlanningError) as error:
        raise BadInput(str(error), str(operation)) from error


def _loaded(sdl: str) -> Supergraph:
    try:
        return read(sdl)
    except SupergraphError as error:
        raise BadInput(str(error), "--supergraph") from error


def _given(file: Path | None, option: str) -> Path:
    if file is None:
        raise BadInput("缺少这个选项 / this option is needed", option)
    return file
