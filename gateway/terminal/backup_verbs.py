"""`backup` and `restore`: everything that a data folder holds as one file, and a folder from it again."""

import asyncio
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Group, RenderableType
from rich.text import Text

from gateway.clients.client import Client
from gateway.settings import Settings
from gateway.stopping import stop_event
from gateway.terminal.asking import with_client
from gateway.terminal.backup_progress import BackupBar
from gateway.terminal.options import Common, with_common
from gateway.terminal.words import Words
from gateway.wire import to_wire

Row = dict[str, Any]


@with_common
def backup(
    common: Common,
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="写到哪个文件，不能已存在 / the file, which must not be there yet"),
    ],
) -> None:
    async def work(client: Client) -> Row:
        with BackupBar(common.say, stop_event()) as bar:
            return await client.backup(file, bar.move)

    manifest = with_client(common.settings, work)
    common.present({"file": str(file), **manifest}, backed_up)


@with_common
def restore(
    common: Common,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="`yuxin backup` 写的文件 / what `yuxin backup` wrote")],
) -> None:
    common.present(to_wire(asyncio.run(_restored(common.settings, file, common.say))), restored)


async def _restored(settings: Settings, file: Path, say: Words) -> Any:
    from gateway.backup.restoring import restore as made  # noqa: PLC0415 - seconds of drivers for nothing in `backup`

    with BackupBar(say, stop_event()) as bar:
        return await made(settings, file, bar.move)


def backed_up(manifest: Row, say: Words) -> RenderableType:
    """What a backup holds, and what it does not."""
    size, parts = sum(part["size"] for part in manifest["parts"]), len(manifest["parts"])
    whole = say.of(f"{parts} 个文件，{size:,} 字节", f"{parts} files, {size:,} bytes")
    secret = say.of(
        "里面有评价和自然人散列密钥，请像数据目录一样保管",
        "it holds grades and the key that hashes persons: keep it as safe as the data folder",
    )
    return Group(
        Text.assemble((manifest["file"], "bold"), "  ", whole), *_elsewhere(manifest, say), Text(secret, "dim")
    )


def restored(report: Row, say: Words) -> RenderableType:
    """What is in the folder now."""
    lines = [
        say.of(
            f"{report['madeAt']} 的备份（版本 {report['version']}）",
            f"as of {report['madeAt']}, version {report['version']}",
        )
    ]
    if report["subjects"] is not None:
        records = report["gradeRecords"]
        lines.append(
            say.of(
                f"{report['subjects']:,} 个主体，{records:,} 条评价",
                f"{report['subjects']:,} subjects, {records:,} grades",
            )
        )
    if report["auditLines"] is not None:
        lines.append(
            say.of(f"审计记录 {report['auditLines']:,} 行，核对无误", f"{report['auditLines']:,} audit lines, verified")
        )
    return Group(Text(report["folder"], "bold"), *(Text(f"  {line}") for line in lines), *_elsewhere(report, say))


def _elsewhere(report: Row, say: Words) -> list[RenderableType]:
    """What the gateway needs beside the backup."""
    found = report["elsewhere"]
    title = say.of("不在备份里，要另外保管：", "not in it, to be kept apart:")
    return [Text(f"  {title} {'；'.join(found) if not say.english else '; '.join(found)}")] if found else []
