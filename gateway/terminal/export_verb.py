"""`export`: any list of the API as a file, page by page."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer
from rich.console import RenderableType
from rich.progress import DownloadColumn, TextColumn, TransferSpeedColumn
from rich.text import Text

from gateway.clients.client import Client
from gateway.exports.asked import AT_ONCE, Format
from gateway.exports.reading_ends import end_of
from gateway.terminal.acting import Token
from gateway.terminal.asking import with_client
from gateway.terminal.bars import Bars
from gateway.terminal.exit_codes import FOUND_WRONG
from gateway.terminal.files import text_of
from gateway.terminal.options import Common, with_common
from gateway.terminal.words import Words
from graph_model.errors import BadInput, StoreUnavailable
from graph_model.intake.exporting import replaced

FROM_FILE = "@"


class _ExportBar(Bars):
    """Shown on standard error; `move` takes the events of an export."""

    def __init__(self, file: str) -> None:
        super().__init__(TextColumn("{task.description}"), DownloadColumn(), TransferSpeedColumn())
        self._task = self._bars.add_task(file, total=None)

    def move(self, progress: dict[str, Any]) -> None:
        """`progress`: {bytes}."""
        self._bars.update(self._task, completed=progress["bytes"])


@with_common
def export(
    common: Common,
    operation: Annotated[
        Path,
        typer.Argument(
            metavar="OPERATION.graphql", exists=True, dir_okay=False, help="操作文件 / the operation's file"
        ),
    ],
    to: Annotated[
        Path,
        typer.Option("--to", metavar="FILE", dir_okay=False, help="写到 .csv、.xlsx 或 .jsonl / the file to write"),
    ],
    *,
    rows: Annotated[
        str | None,
        typer.Option(
            "--list",
            metavar="PATH",
            help="列表在应答里的路径，如 entity.archive，缺省为根字段 / where the list is; the root field by default",
        ),
    ] = None,
    column: Annotated[
        list[str] | None,
        typer.Option(
            "--column",
            metavar="[TITLE=]PATH",
            help="一列，可多次，如 主体=subject.displayName；缺省为选了的每个值 / a column; every value that is selected by default",
        ),
    ] = None,
    variables: Annotated[
        str | None,
        typer.Option("--variables", metavar="JSON", help="变量，或 @文件 / the variables, or @FILE"),
    ] = None,
    each: Annotated[
        str | None,
        typer.Option(
            "--each",
            metavar="PATH",
            help="从一行经过它的列表的路径，其中每个元素一行 / a path from a row through its lists, of whose elements each is a row",
        ),
    ] = None,
    over: Annotated[
        str | None,
        typer.Option(
            "--over",
            metavar="NAME",
            help="按这个变量（给一个数组）的值分批运行；列 $NAME 是问的值 / run for the values of this variable, some at a time; "
            "the column $NAME is the value asked for",
        ),
    ] = None,
    at_once: Annotated[
        int, typer.Option("--at-once", min=1, help="与 --over：一次几个值 / with --over: how many values at a time")
    ] = AT_ONCE,
    distinct: Annotated[
        bool, typer.Option("--distinct", help="前面有过的行不再写 / leave out rows that have come before")
    ] = False,
    after: Annotated[
        str | None,
        typer.Option("--after", metavar="NAME", help="接游标的变量，缺省 after / the variable that takes a cursor"),
    ] = None,
    name: Annotated[
        str | None, typer.Option("--operation", metavar="NAME", help="多个操作时的名字 / which operation, of several")
    ] = None,
    token: Token = None,
) -> None:
    request = {
        "query": text_of(operation),
        "operationName": name,
        "variables": _variables(variables),
        "rows": None if rows is None else _path(rows),
        "columns": [_column(one) for one in column] if column else None,
        "format": _format(to),
        "after": after,
        "each": None if each is None else _path(each),
        "over": None if over is None else {"variable": over, "atOnce": at_once},
        "distinct": distinct,
        "name": to.stem,
    }
    end = with_client(common.settings, lambda client: _written(client, request, to, token))
    common.present({"file": str(to), **end}, _shown)
    if not end["complete"]:
        raise typer.Exit(FOUND_WRONG)


async def _written(client: Client, request: Mapping[str, Any], to: Path, token: str | None) -> dict[str, Any]:
    """How the file says that it ended; one that breaks off does not get its name."""
    with replaced(to) as draft:
        with _ExportBar(to.name) as bar:
            await client.export(request, draft, bar.move, token)
        end = end_of(draft, request["format"])
        if end is None:
            raise StoreUnavailable(
                "文件半路断了，没有留下；请再运行一次 / the file broke off and was not kept: run it again"
            )
    return end


def _format(to: Path) -> Format:
    suffix = to.suffix.lower().removeprefix(".")
    if suffix not in list(Format):
        raise BadInput("请用 .csv、.xlsx 或 .jsonl / use .csv, .xlsx or .jsonl", "--to")
    return Format(suffix)


def _variables(given: str | None) -> Any:
    if given is None:
        return None
    text = text_of(Path(given.removeprefix(FROM_FILE))) if given.startswith(FROM_FILE) else given
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise BadInput(f"不是 JSON / is not JSON: {error}", "--variables") from None
    if not isinstance(found, dict):
        raise BadInput("应是一个 JSON 对象 / must be one JSON object", "--variables")
    return found


def _column(given: str) -> dict[str, Any]:
    title, equals, path = given.rpartition("=")
    return {"path": _path(path), "title": title} if equals else {"path": _path(path)}


def _path(given: str) -> list[str | int]:
    return [int(step) if step.isdecimal() else step for step in given.strip().split(".")]


def _shown(end: dict[str, Any], say: Words) -> RenderableType:
    file, rows = end["file"], f"{end['rows']:,}"
    if end["complete"]:
        return Text(say.of(f"{rows} 行写到 {file}，完整", f"{rows} rows in {file}, complete"))
    told = Text(say.of(f"{rows} 行写到 {file}，不完整：", f"{rows} rows in {file}, NOT complete: "), style="bold red")
    told.append(end.get("why", ""), style="")
    if "after" in end:
        told.append(say.of(f"\n从这里接着导出：{end['after']}", f"\ngo on from: {end['after']}"), style="")
    return told
