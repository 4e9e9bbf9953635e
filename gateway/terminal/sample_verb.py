"""`verify-sample`: recompute a draw from its file; nothing else is needed, neither a store nor a network."""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Group, RenderableType
from rich.text import Text

from gateway.terminal.exit_codes import FOUND_WRONG
from gateway.terminal.files import bytes_of
from gateway.terminal.options import Common, with_common
from gateway.terminal.printing import titled_table
from gateway.terminal.words import Words
from graph_model.sampling.verifying import Verification, verify


@with_common
def verify_sample(
    common: Common,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="抽取的文件 / the file of a draw")],
    commitment: Annotated[
        str | None,
        typer.Option(
            "--commitment",
            metavar="HEX",
            help="抽取前公布的承诺，文件须与它相符 / the commitment as it was published before the draw, which the file must fit",
        ),
    ] = None,
) -> None:
    found = verify(bytes_of(file), commitment)
    common.present(_told(found), verification_shown)
    if not found.verified:
        raise typer.Exit(FOUND_WRONG)


def _told(found: Verification) -> dict[str, Any]:
    return {
        "verified": found.verified,
        "whole": found.whole,
        "draw": found.key,
        "commitment": found.commitment,
        "poolSize": found.pool_size,
        "drawn": found.drawn,
        "differences": [
            {"where": one.where, "message": one.message, "messageEn": one.message_en} for one in found.differences
        ],
    }


def verification_shown(found: dict[str, Any], say: Words) -> RenderableType:
    """The verdict with the commitment, to be held against the one that was published, or what differs."""
    if not found["verified"]:
        table = titled_table(
            say.of(f"不符（{len(found['differences'])}）", f"Differences ({len(found['differences'])})"),
            [say.of("哪里", "where"), say.of("说明", "what")],
        )
        for one in found["differences"]:
            table.add_row(one["where"], Text(say.of(one["message"], one["messageEn"]), style="red"))
        return table
    sizes = say.of(
        f"抽取 {found['draw']}：对象池 {found['poolSize']:,} 个，抽中 {found['drawn']:,} 个",
        f"Draw {found['draw']}: {found['drawn']:,} drawn of {found['poolSize']:,}",
    )
    verdict = say.of("一致：重新抽取，结果相同", "Right: drawn anew, the result is the same")
    if not found["whole"]:
        verdict += say.of(
            "（公众文件：只核对了位置，没有对象池）", " (the public's file: the places only, it has no pool)"
        )
    published = say.of("承诺，应与抽取前公布的相同", "Commitment, to be the one that was published before the draw")
    return Group(
        Text(sizes),
        Text(f"{published}: {found['commitment']}", overflow="fold"),
        Text(verdict, style="green"),
    )
