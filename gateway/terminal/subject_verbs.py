"""`view`, `measures`, `archive`: one subject."""

from typing import Annotated, Any

import typer

from gateway.clients.client import Client
from gateway.terminal.archive_tables import subject_archive
from gateway.terminal.asking import asked_subject, subject_key, with_client
from gateway.terminal.instants import instant
from gateway.terminal.measure_tables import subject_measures
from gateway.terminal.options import Common, with_common
from gateway.terminal.paging import nodes
from gateway.terminal.view_tables import subject_view
from graph_model.errors import BadInput
from graph_model.model import Scenario

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
    as_of: AsOf = None,
    known_at: KnownAt = None,
) -> None:
    times = {"asOf": instant(as_of, "--as-of"), "knownAt": instant(known_at, "--known-at")}
    common.present(_subject(common, "view", key, **times), subject_view)


@with_common
def measures(
    common: Common,
    key: Key,
    scenario: Annotated[
        list[str] | None, typer.Option("--scenario", help="只看一个场景，可多次给出 / one scenario; may be given again")
    ] = None,
    item: Annotated[str | None, typer.Option("--item", help="只看一个事项，如 1-7 / one item")] = None,
    as_of: AsOf = None,
) -> None:
    chosen = {"scenarios": _scenarios(scenario), "item": item, "asOf": instant(as_of, "--as-of")}
    common.present(_subject(common, "measures", key, **chosen), subject_measures)


@with_common
def archive(
    common: Common,
    key: Key,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=500, help="最多几条 / entries at most")] = 50,
    known_at: KnownAt = None,
) -> None:
    wanted, known = subject_key(key), instant(known_at, "--known-at")
    subject = with_client(common.settings, lambda client: _archive(client, wanted, known, limit))
    common.present(subject, subject_archive)


def _subject(common: Common, question: str, key: str, **variables: Any) -> dict[str, Any]:
    wanted = subject_key(key)
    return with_client(common.settings, lambda client: asked_subject(client, question, wanted, **variables))


async def _archive(client: Client, key: str, known_at: str | None, limit: int) -> dict[str, Any]:
    """The subject with up to `limit` entries, and how many there are."""
    subject: dict[str, Any] = {}

    async def page(first: int, after: str | None) -> dict[str, Any]:
        found = await asked_subject(client, "archive", key, first=first, after=after, knownAt=known_at)
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
