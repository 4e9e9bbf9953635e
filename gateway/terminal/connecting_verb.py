"""`systems new`: an unknown database looked at, a mapping file proposed part by part, written and tried at once."""

import asyncio
import secrets
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from gateway.person_key import existing_person_key
from gateway.settings import Settings
from gateway.sync.addresses import Address
from gateway.sync.checking import check
from gateway.sync.connecting.database import address_and_connection
from gateway.sync.connecting.draft import Draft
from gateway.sync.connecting.looking import Sight, look
from gateway.sync.connecting.said import Said
from gateway.sync.connecting.steps.question import Part, Scene
from gateway.sync.connecting.steps.tables import selected_table
from gateway.sync.connecting.view import View
from gateway.sync.connecting.walk import Given, Walked, accepting, walk
from gateway.sync.connecting.writing import mapping_text, write_file
from gateway.sync.mapping import read_mapping
from gateway.sync.reading.judging import Judge
from gateway.sync.registered import plan_with_registered
from gateway.terminal.connecting_dialogue import Dialogue
from gateway.terminal.connecting_tables import answer_table, answers_as_json, table_table, tables_as_json
from gateway.terminal.exit_codes import FOUND_WRONG
from gateway.terminal.options import Common, Mappings, with_common
from gateway.terminal.printing import console, print_json, show
from gateway.terminal.system_tables import check_reports
from graph_model.errors import BadInput
from graph_model.model import CITY_ZONE

TRIED_ROWS = 10_000


@with_common
def new(
    common: Common,
    database: Annotated[
        str | None,
        typer.Argument(
            metavar="[VARIABLE|FILE.sqlite]",
            help="存放地址的环境变量的名字，或 SQLite 文件 / the environment variable with the address, or an SQLite file",
        ),
    ] = None,
    *,
    system: Annotated[
        str | None, typer.Option("--system", help="系统的键；方案里的给出键或名称 / the key of the system")
    ] = None,
    title: Annotated[str | None, typer.Option("--title", help="系统的名称 / what the system is called")] = None,
    table: Annotated[str | None, typer.Option("--table", help="评价结果在哪张表 / the table of evaluations")] = None,
    select: Annotated[
        str | None, typer.Option("--select", metavar="SQL", help="代替表的一条 SELECT / one SELECT in its place")
    ] = None,
    item: Annotated[
        list[str] | None, typer.Option("--item", help="评的监管事项，如 1-3 / the supervision item it grades")
    ] = None,
    answer: Annotated[
        list[str] | None,
        typer.Option(
            "--answer",
            "-a",
            metavar="PART=ANSWER",
            help="任何一部分的回答，如 grade=dj、codes='1=A 2=B' / the answer to any part",
        ),
    ] = None,
    accept: Annotated[
        bool, typer.Option("--accept", help="不问，凡有依据的都接受 / ask nothing, take every proposal")
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE.yaml",
            help="写到哪里，缺省登记的目录或这里的 <系统>.yaml / the file; by default <system>.yaml here or in --mappings",
        ),
    ] = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="文件已有时覆盖 / write over a file that is there")
    ] = False,
    mappings: Mappings = None,
) -> None:
    settings = common.settings_with(mappings=mappings)
    if common.json and not accept:
        raise BadInput("--json 要和 --accept 一起用 / --json needs --accept", "--json")
    given = _given(answer or [], system=system, title=title, table=table, item=item)
    folder = (settings.mappings or Path()) if output is None else output.parent
    place = database or _asked_database(common)
    address, connection = address_and_connection(place, folder)
    view = View(asyncio.run(look(address, table=table, sql=select)))
    draft = Draft(connection=connection, select=select, table=selected_table(view))
    scene = Scene(view, plan_with_registered(settings), draft)
    walked = walk(scene, given, accepting) if accept else _walked(common, scene, given)
    path = output or folder / f"{walked.scene.draft.system}.yaml"
    _write(common, path, walked, asks=not accept, overwrite=overwrite)
    report = _try(settings, path, walked, address)
    if common.json:
        print_json(_as_json(path, walked, report))
    else:
        show(*([answer_table(walked.answers, common.say)] if accept else []))
        show(check_reports([report], common.say), _next(path, report, common))
    if report["rejected"]:
        raise typer.Exit(FOUND_WRONG)


def _given(answers: list[str], **named: str | list[str] | None) -> dict[Part, list[str]]:
    """What the options answer, by part."""
    given: dict[Part, list[str]] = {}
    for part, text in named.items():
        if text is not None:
            given[Part(part)] = [text] if isinstance(text, str) else text
    for written in answers:
        part, equals, text = written.partition("=")
        if not equals or part not in [known.value for known in Part]:
            parts = "、".join(known.value for known in Part)
            raise BadInput(f"应为 部分=回答,部分有:{parts} / must be PART=ANSWER: {written!r}", "--answer")
        given.setdefault(Part(part), []).append(text)
    return given


def _asked_database(common: Common) -> str:
    dialogue = Dialogue(console(), common.say, View(Sight("", {})))
    asked = Said(
        "数据库在哪里?写存放地址的环境变量的名字,或 SQLite 文件:",
        "where is the database? the name of the environment variable with its address, or an SQLite file:",
    )
    return dialogue.asked(asked)


def _walked(common: Common, scene: Scene, given: Given) -> Walked:
    """The walk with a person, who may correct any part before anything is written."""
    out, say = console(), common.say
    out.print(Text.assemble((scene.view.sight.database, "bold")))
    out.print(table_table(scene.view, say))
    dialogue = Dialogue(out, say, scene.view)
    dialogue.main = scene.draft.table
    walked = walk(scene, given, dialogue.answer)
    while True:
        out.print()
        out.print(answer_table(walked.answers, say))
        part = dialogue.correction()
        if part is None:
            return walked
        stood = {of: texts for of, texts in walked.given().items() if of is not part}
        walked = walk(scene, stood, dialogue.answer, again=True)


def _write(common: Common, path: Path, walked: Walked, *, asks: bool, overwrite: bool) -> None:
    """Write the file; one that is there only where the person says so."""
    if path.exists() and not overwrite:
        asked = Said(f"{path} 已经有了,覆盖吗?", f"{path} is there already: write over it?")
        if not asks:
            raise BadInput(f"{path} 已经有了,覆盖请加 --overwrite / it is there already: --overwrite", "--output")
        if not Dialogue(console(), common.say, walked.scene.view).yes(asked):
            raise typer.Abort
    try:
        write_file(path, mapping_text(walked.scene.draft, walked.scene.view))
    except OSError as error:
        raise BadInput(f"写不了 / cannot be written: {path}: {error.strerror}", "--output") from None


def _try(settings: Settings, path: Path, walked: Walked, address: Address) -> dict[str, Any]:
    """Read the file back and try it out, as `systems check` does, on its first rows."""
    catalogue = walked.scene.catalogue
    read = read_mapping(path, catalogue)
    secret = existing_person_key(settings) or secrets.token_bytes(32)
    judge = Judge(catalogue, secret, datetime.now(CITY_ZONE).date())
    return asyncio.run(check(read, address, judge, most=TRIED_ROWS)).as_json()


def _as_json(path: Path, walked: Walked, report: dict[str, Any]) -> dict[str, Any]:
    return {
        "file": str(path),
        "database": walked.scene.view.sight.database,
        "tables": tables_as_json(walked.scene.view),
        "answers": answers_as_json(walked.answers),
        "check": report,
    }


def _next(path: Path, report: dict[str, Any], common: Common) -> Text:
    """What to do with the file."""
    say = common.say
    if report["rows"] and not report["accepted"]:
        return Text(
            say.of(
                f"写好了 {path},但一行也进不来:请看上面的原因,改文件或再走一遍。",
                f"{path} is written, but no row would come in: see the reasons above, correct the file or walk again.",
            ),
            style="red",
        )
    return Text(
        say.of(
            f"写好了 {path}。全部试读:yuxin systems check {path};登记:放进 --mappings 的目录,再 yuxin serve。",
            f"{path} is written. Try all rows: yuxin systems check {path}; register it: put it into the folder of --mappings.",
        ),
        style="green",
    )
