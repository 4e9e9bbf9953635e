"""`draw`: a double-random draw, previewed; with `--commit` it is committed to and drawn, and its proof saved for `verify-sample`."""

import secrets
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Group, RenderableType
from rich.text import Text

from gateway.clients.client import Client
from gateway.terminal.acting import Token
from gateway.terminal.asking import asked, done, with_client
from gateway.terminal.files import text_of
from gateway.terminal.options import Common, with_common
from gateway.terminal.printing import grade_text, titled_table
from gateway.terminal.words import Words
from graph_model.errors import BadInput

Row = dict[str, Any]


@with_common
def draw(
    common: Common,
    items: Annotated[list[str], typer.Argument(metavar="ITEM…", help="哪些事项，如 1-9 / the items, like 1-9")],
    *,
    district: Annotated[
        list[str] | None, typer.Option("--district", help="只抽这些区县的 / only in these districts")
    ] = None,
    inspectors: Annotated[
        Path | None,
        typer.Option(
            "--inspectors",
            metavar="FILE",
            help="检查人员名录：每行“编号,部门[,区县]” / the inspectors: a line each, number,department[,district]",
        ),
    ] = None,
    each: Annotated[
        int, typer.Option("--each", min=1, max=5, help="每次每个部门派几人 / inspectors of a department on a visit")
    ] = 2,
    commit: Annotated[
        bool, typer.Option("--commit", help="承诺并抽取，写入；缺省只预览 / commit and draw; a preview by default")
    ] = False,
    randomness: Annotated[
        str | None,
        typer.Option("--randomness", metavar="TEXT", help="公开随机数 / public randomness that is mixed in"),
    ] = None,
    to: Annotated[
        Path | None,
        typer.Option(
            "--to", metavar="FILE", help="证明存到哪里，缺省按编号 / where the proof goes; by its id by default"
        ),
    ] = None,
    key: Annotated[
        str | None, typer.Option("--key", help="幂等键，缺省为新的 / the idempotency key; a new one by default")
    ] = None,
    token: Token = None,
) -> None:
    plan = {
        "items": items,
        "districts": district or [],
        "inspectors": [] if inspectors is None else _inspectors(inspectors),
        "inspectorsEach": each,
    }
    if not commit:
        if (randomness, to, key) != (None, None, None):
            raise BadInput("预览不写入,要抽取请加 --commit / this is a preview: add --commit to draw", "--commit")
        found = with_client(common.settings, lambda client: asked(client, "sample_plan", token, input=plan))
        common.present(found["samplePlan"], plan_shown)
        return
    if to is not None and to.exists():
        raise BadInput("文件已经有了,不覆盖 / the file is there already and is not written over", str(to))
    idempotency = key or secrets.token_hex(16)
    drawn = with_client(common.settings, lambda client: _drawn(client, plan, idempotency, randomness, token))
    common.present(_saved(drawn, to), draw_shown)


def _inspectors(file: Path) -> list[Row]:
    """The inspectors of a file, a line each. Raises BadInput with the line that cannot be."""
    found: list[Row] = []
    for number, line in enumerate(text_of(file).splitlines(), 1):
        cells = [cell.strip() for cell in line.replace("，", ",").split(",")]
        if cells == [""]:
            continue
        if not 2 <= len(cells) <= 3 or not all(cells[:2]):
            raise BadInput("应为 编号,部门[,区县] / number,department[,district] is needed", f"{file}:{number}")
        found.append({"key": cells[0], "department": cells[1], "districts": [cell for cell in cells[2:] if cell]})
    return found


async def _drawn(client: Client, plan: Row, key: str, randomness: str | None, token: str | None) -> Row:
    """The draw; the same plan again under the same key is the same draw."""
    committed = await done(client, "commit_sample", {"plan": plan, "idempotencyKey": key}, token)
    asked_for = {"draw": committed["draw"]["id"], "publicRandomness": randomness}
    drawn = await done(client, "draw_sample", asked_for, token)
    return {"draw": drawn["draw"], "repeated": drawn["repeated"]}


def _saved(drawn: Row, to: Path | None) -> Row:
    """The draw with where its proof was saved, in the place of the proof. Raises BadInput where it cannot be written."""
    found = drawn["draw"]
    target = to or Path(f"{found['id'].replace(':', '-')}.json")
    if found["file"] is None:
        raise BadInput("证明不归你看 / the proof is not yours to see", "--to")
    try:
        target.write_text(found["file"], encoding="utf-8")
    except OSError as error:
        raise BadInput(f"写不了 / cannot be written: {error.strerror}", str(target)) from error
    return {**drawn, "draw": {**found, "file": str(target)}}


def plan_shown(plan: Row, say: Words) -> RenderableType:
    """The strata with how many of each would be drawn, and who is left out."""
    table = titled_table(
        say.of(f"抽取预览（{plan['day']}）", f"Preview of a draw ({plan['day']})"),
        [say.of("事项", "item"), say.of("等级", "grade"), say.of("池", "pool"), say.of("抽", "draw")],
        right=[say.of("池", "pool"), say.of("抽", "draw")],
    )
    for one in plan["strata"]:
        table.add_row(one["itemKey"], grade_text(one["grade"]), f"{one['size']:,}", f"{one['take']:,}")
    left = ", ".join(f"{one['reason']} {one['count']:,}" for one in plan["leftOut"])
    sums = say.of(
        f"对象池 {plan['poolSize']:,}，抽 {plan['toDraw']:,}；检查人员 {plan['inspectors']:,} 名。没有写入，--commit 才抽取",
        f"{plan['toDraw']:,} of {plan['poolSize']:,}; {plan['inspectors']:,} inspectors. Nothing is written: --commit draws",
    )
    return Group(table, Text(say.of(f"不在池里：{left or '无'}", f"Left out: {left or 'nobody'}")), Text(sums))


def draw_shown(result: Row, say: Words) -> RenderableType:
    """How many were drawn, the commitment, and how anybody verifies it."""
    found = result["draw"]
    before = say.of("（此前已抽）", " (drawn before)") if result["repeated"] else ""
    return Group(
        Text(
            say.of(
                f"{found['id']}{before}：抽中 {found['taskCount']:,} 个",
                f"{found['id']}{before}: {found['taskCount']:,} drawn",
            )
        ),
        Text(say.of(f"承诺：{found['commitment']}", f"Commitment: {found['commitment']}"), overflow="fold"),
        Text(f"yuxin verify-sample {found['file']}", no_wrap=True),
    )
