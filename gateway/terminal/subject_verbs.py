"""`view`, `measures`, `archive`: one subject."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from gateway.clients.client import Client
from gateway.terminal.acting import Token
from gateway.terminal.archive_files import checked_file, write_archive
from gateway.terminal.archive_tables import archive_written, subject_archive
from gateway.terminal.asking import asked_subject, subject_key, with_client
from gateway.terminal.instants import instant
from gateway.terminal.measure_tables import subject_measures
from gateway.terminal.options import Common, with_common
from gateway.terminal.paging import nodes
from gateway.terminal.view_tables import subject_view
from graph_model.archive import ArchiveKind
from graph_model.errors import BadInput, Forbidden
from graph_model.model import Scenario, instant_text, utc_now

Key = Annotated[
    str,
    typer.Argument(metavar="KEY", help="统一社会信用代码，或 uscc:…、person:… / a USCC or a key", show_default=False),
]
AsOf = Annotated[
    str | None, typer.Option("--as-of", metavar="DAY", help="哪一天的，2023-08-21 / as it held on that day")
]
KnownAt = Annotated[
    str | None, typer.Option("--known-at", metavar="DAY", help="按那天已知的 / as it was known on that day")
]


@with_common
def view(
    common: Common,
    key: Key,
    *,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    token: Token = None,
) -> None:
    times = {"asOf": instant(as_of, "--as-of"), "knownAt": instant(known_at, "--known-at")}
    common.present(_subject(common, "view", key, token, **times), subject_view)


@with_common
def measures(
    common: Common,
    key: Key,
    *,
    scenario: Annotated[
        list[str] | None, typer.Option("--scenario", help="只看一个场景，可多次给出 / one scenario; may be given again")
    ] = None,
    item: Annotated[str | None, typer.Option("--item", help="只看一个事项，如 1-7 / one item")] = None,
    as_of: AsOf = None,
    token: Token = None,
) -> None:
    chosen = {"scenarios": _scenarios(scenario), "item": item, "asOf": instant(as_of, "--as-of")}
    common.present(_subject(common, "measures", key, token, **chosen), subject_measures)


@with_common
def archive(
    common: Common,
    key: Key,
    *,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=500, help="最多几条 / entries at most")] = 50,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DAY", help="只到那天发生的 / what had happened by that day")
    ] = None,
    known_at: KnownAt = None,
    to: Annotated[
        Path | None,
        typer.Option("--to", metavar="FILE", help="全部写成 .csv、.xlsx 或 .jsonl / write all of it to a file"),
    ] = None,
    queries: Annotated[
        bool | None,
        typer.Option(
            "--queries/--no-queries",
            help="包括谁查询过；缺省只在写文件时 / who looked, too; by default in a file only",
            show_default=False,
        ),
    ] = None,
    token: Token = None,
) -> None:
    wanted = subject_key(key)
    times = {"asOf": instant(as_of, "--as-of"), "knownAt": instant(known_at, "--known-at")}
    file = None if to is None else checked_file(to)
    most, exported_at = limit if file is None else sys.maxsize, instant_text(utc_now())
    asked = {**times, "kinds": _kinds(queries=file is not None if queries is None else queries)}
    if file is not None and asked["knownAt"] is None:
        asked["knownAt"] = exported_at  # each page that is read is a look: the file has those before it was begun
    subject = with_client(common.settings, lambda client: _archive(client, wanted, asked, most, token))
    if file is None:
        common.present(subject, subject_archive)
        return
    subject["archive"]["totalCount"] = len(subject["archive"]["entries"])
    write_archive(subject, file, {**times, "exportedAt": exported_at}, common.say)
    written = {"file": str(file), "entries": subject["archive"]["totalCount"]}
    common.present(written, archive_written)


def _subject(common: Common, question: str, key: str, token: str | None, **variables: Any) -> dict[str, Any]:
    wanted = subject_key(key)
    return with_client(common.settings, lambda client: asked_subject(client, question, wanted, token, **variables))


def _kinds(*, queries: bool) -> list[str] | None:
    return [kind.value for kind in ArchiveKind] if queries else None


async def _archive(client: Client, key: str, asked_: dict[str, Any], limit: int, token: str | None) -> dict[str, Any]:
    """The subject with up to `limit` entries, and how many there are; without the sentences, which have document numbers in them, and
    who looked where they are not for who asks."""
    subject: dict[str, Any] = {}
    question = "archive"

    async def page(first: int, after: str | None) -> dict[str, Any]:
        nonlocal question
        given = {"first": first, "after": after, **asked_}
        try:
            found = await asked_subject(client, question, key, token, **given)
        except Forbidden:
            question = "archive_without_sentences"
            found = await asked_subject(client, question, key, token, **{**given, "kinds": None})
        connection: dict[str, Any] = found.pop("archive")
        subject.update(found)
        return connection

    entries, total = await nodes(page, limit)
    return {**subject, "archive": {"totalCount": total, "entries": entries}}


def _scenarios(names: list[str] | None) -> list[str] | None:
    """The scenarios as the API names them, from whatever letters a person used."""
    if not names:
        return None
    wanted = [name.upper().replace("-", "_") for name in names]
    for name in wanted:
        if name not in Scenario.__members__:
            raise BadInput(
                f"没有场景 {name}，有：{'、'.join(Scenario)} / no such scenario; there are {', '.join(Scenario)}",
                "--scenario",
            )
    return wanted
