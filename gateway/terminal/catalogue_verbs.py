"""`items`, `departments`, `systems`, `schema`: what the plan lays down."""

import sys
from enum import StrEnum
from typing import Annotated

import typer

from gateway.terminal.asking import ask, with_client
from gateway.terminal.catalogue_tables import department_table, item_table, systems_shown
from gateway.terminal.options import Common, Mappings, Systems, with_common
from gateway.terminal.printing import print_json


class Kind(StrEnum):
    ANNEX = "annex"
    PLATFORM = "platform"
    REGISTERED = "registered"


@with_common
def items(
    common: Common,
    department: Annotated[
        str | None, typer.Option("--department", help="只看一个部门，键或名称 / a key or a name")
    ] = None,
    annex: Annotated[int | None, typer.Option("--annex", min=1, max=2, help="只看附件 1 或 2 / one annex")] = None,
    system: Annotated[str | None, typer.Option("--system", help="只看一个系统，键或名称 / a key or a name")] = None,
) -> None:
    rows = ask(common.settings, "items", department=department, annex=annex, system=system)["items"]
    common.present(rows, item_table)


@with_common
def departments(common: Common) -> None:
    rows = ask(common.settings, "departments")["departments"]
    common.present(rows, department_table)


@with_common
def systems(
    common: Common,
    kind: Annotated[
        Kind,
        typer.Option(
            "--kind", help="附件里的、方案正文里的平台、后来登记的 / of the annex, of the text, registered later"
        ),
    ] = Kind.ANNEX,
    *,
    report: Annotated[
        bool,
        typer.Option(
            "--report",
            help="逐个核对并问一次：同步、实时、增量、撤行、标准、拒绝、一致 / verify and ask each of them: a table",
        ),
    ] = False,
    systems: Systems = None,
    mappings: Mappings = None,
) -> None:
    if report:
        from gateway.terminal.report_verb import report_systems  # noqa: PLC0415 - nothing of it is needed elsewhere

        report_systems(common, common.settings_with(systems=systems, mappings=mappings))
        return
    rows = ask(common.settings, "systems", kind=kind.name)["systems"]
    common.present(rows, systems_shown)


@with_common
def schema(
    common: Common,
    credit: Annotated[
        bool,
        typer.Option(
            "--credit", help="credit 子图的，带联邦指令 / the credit subgraph's, with its federation directives"
        ),
    ] = False,
    systems: Annotated[
        str | None,
        typer.Option(
            "--systems",
            envvar="YUXIN_SYSTEMS",
            metavar="WHERE",
            help="连同实时查询的支撑系统（缺省 bundled，none 为不带） / with the support systems that are asked live",
        ),
    ] = None,
    mappings: Mappings = None,
) -> None:
    settings = common.settings_with(systems=systems, mappings=mappings)
    text = _credit() if credit else with_client(settings, lambda client: client.schema())
    if common.json:
        print_json({"sdl": text})
    else:
        sys.stdout.write(text)


def _credit() -> str:
    from resolvers.sdl import sdl  # noqa: PLC0415 - the schema costs a second that the other verbs do without

    return sdl()
