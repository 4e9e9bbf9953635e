"""`draws`: those that there are, one with its tasks and its proof, and drawing what was committed to before."""

from pathlib import Path
from typing import Annotated, Any

import typer

from gateway.clients.client import Client
from gateway.terminal.acting import Token
from gateway.terminal.asking import asked, done, with_client
from gateway.terminal.draw_tables import draw_shown, draw_with_tasks, draws_table
from gateway.terminal.options import Common, with_common
from gateway.terminal.paging import nodes
from graph_model.draws.values import DrawState
from graph_model.errors import BadInput, NotFound

DRAW = "draw_sample"
Row = dict[str, Any]
Draw = Annotated[str, typer.Argument(metavar="DRAW", help="哪一次，draw:… / which one, draw:…")]
To = Annotated[
    Path | None,
    typer.Option("--to", metavar="FILE", help="证明存到哪里，缺省按编号 / where the proof goes; by its id by default"),
]


@with_common
def draws(
    common: Common,
    *,
    item: Annotated[str | None, typer.Option("--item", help="只看抽查这一事项的 / only those on this item")] = None,
    department: Annotated[
        str | None, typer.Option("--department", help="只看抽查这个部门的，键或名称 / only those on its items")
    ] = None,
    state: Annotated[
        list[DrawState] | None,
        typer.Option("--state", case_sensitive=False, help="只看这些状态的 / only in these states"),
    ] = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="最多列出多少次 / at most so many")] = 50,
    token: Token = None,
) -> None:
    only = {"item": item, "department": department, "state": [one.value for one in state] if state else None}
    common.present(with_client(common.settings, lambda client: _listed(client, only, limit, token)), draws_table)


@with_common
def show(
    common: Common,
    draw: Draw,
    *,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="最多列出多少项任务 / at most so many tasks")] = 50,
    to: Annotated[
        Path | None, typer.Option("--to", metavar="FILE", help="证明也存成文件 / where its proof goes, too")
    ] = None,
    public: Annotated[
        bool, typer.Option("--public", help="存公众的证明，没有主体和人员 / the public's proof, which names nobody")
    ] = False,
    token: Token = None,
) -> None:
    file = new_file(to)
    proofs = {"whole": file is not None and not public, "public": file is not None and public}
    found = with_client(common.settings, lambda client: _one(client, draw, limit, proofs, token))
    proof = found.pop("publicFile" if public else "file", None)
    if file is not None:
        found["saved"] = _written(proof, file)
    common.present(found, draw_with_tasks)


@with_common
def carry_out(
    common: Common,
    draw: Draw,
    *,
    randomness: Annotated[
        str | None,
        typer.Option(
            "--randomness",
            metavar="TEXT",
            help="承诺时谁也不知道的公开随机数 / public randomness that nobody knew at the commitment",
        ),
    ] = None,
    to: To = None,
    token: Token = None,
) -> None:
    file = new_file(to)
    drawn = with_client(common.settings, lambda client: carried_out(client, draw, randomness, token))
    common.present(saved(drawn, file), draw_shown)


async def carried_out(client: Client, draw: str, randomness: str | None, token: str | None) -> Row:
    """What was committed to, drawn; the same again changes nothing."""
    drawn = await done(client, DRAW, {"draw": draw, "publicRandomness": randomness}, token)
    return {"draw": drawn["draw"], "repeated": drawn["repeated"]}


def new_file(to: Path | None) -> Path | None:
    """A file that is not there yet. Raises BadInput."""
    if to is not None and to.exists():
        raise BadInput("文件已经有了,不覆盖 / the file is there already and is not written over", str(to))
    return to


def saved(drawn: Row, to: Path | None) -> Row:
    """The draw with where its proof was saved, in the place of the proof. Raises BadInput where it cannot be written."""
    found = drawn["draw"]
    target = to or Path(f"{found['id'].replace(':', '-')}.json")
    return {**drawn, "draw": {**found, "file": _written(found["file"], target)}}


def _written(proof: str | None, target: Path) -> str:
    if proof is None:
        raise BadInput("还没有抽取,或证明不归你看 / it is not drawn yet, or the proof is not yours to see", "--to")
    try:
        target.write_text(proof, encoding="utf-8")
    except OSError as error:
        raise BadInput(f"写不了 / cannot be written: {error.strerror}", str(target)) from error
    return str(target)


async def _listed(client: Client, only: Row, limit: int, token: str | None) -> Row:
    async def page(first: int, after: str | None) -> Row:
        found: Row = (await asked(client, "sample_draws", token, filter=only, first=first, after=after))["sampleDraws"]
        return found

    rows, total = await nodes(page, limit)
    return {"sampleDraws": rows, "totalCount": total}


async def _one(client: Client, key: str, limit: int, proofs: dict[str, bool], token: str | None) -> Row:
    """A draw with its tasks, None where they are not for who asks. Raises NotFound."""
    found: Row = {}

    async def page(first: int, after: str | None) -> Row:
        wanted = {name: wanted and not found for name, wanted in proofs.items()}
        answer = await asked(client, "sample_draw", token, key=key, first=first, after=after, **wanted)
        draw: Row | None = answer["sampleDraw"]
        if draw is None:
            raise NotFound(f"没有这次抽取 {key} / there is no such draw")
        tasks = draw.pop("tasks")
        found.update(draw)
        return tasks or {"totalCount": -1, "pageInfo": {"hasNextPage": False}, "edges": []}

    rows, total = await nodes(page, limit)
    return {**found, "tasks": None if total < 0 else {"nodes": rows, "totalCount": total}}
