"""`inspections`: list and show them, record one from a file, review, publish and withdraw it.

Who reviews is another person than who recorded, told apart by a token (`--token`, `YUXIN_TOKEN`); without one everything is done in
the name of this machine.
"""

import hashlib
import secrets
from collections.abc import Awaitable, Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml

from gateway.clients.client import Client
from gateway.terminal.acting import Idempotency, Token, Version
from gateway.terminal.asking import asked, done, with_client
from gateway.terminal.files import bytes_of
from gateway.terminal.inspection_tables import inspection_done, inspection_shown, inspection_table
from gateway.terminal.options import Common, with_common
from gateway.terminal.paging import nodes
from graph_model.errors import BadInput, NotFound
from graph_model.model import InspectionOutcome, InspectionState

RECORD, REVIEW = "record_inspection", "review_inspection"
PUBLISH, WITHDRAW = "publish_inspection", "withdraw_inspection"
Key = Annotated[str, typer.Argument(metavar="INSPECTION", help="哪一次，inspection:… / which one, inspection:…")]


class Decision(StrEnum):
    APPROVE = "approve"
    SEND_BACK = "send-back"


@with_common
def inspections(
    common: Common,
    *,
    item: Annotated[str | None, typer.Option("--item", help="只看这一事项的 / only on this item")] = None,
    department: Annotated[
        str | None, typer.Option("--department", help="只看这个部门的，键或名称 / only of this department")
    ] = None,
    subject: Annotated[
        str | None, typer.Option("--subject", metavar="KEY", help="只看这个主体的 / only of this subject")
    ] = None,
    state: Annotated[
        list[InspectionState] | None, typer.Option("--state", help="只看这些状态的 / only in these states")
    ] = None,
    outcome: Annotated[
        list[InspectionOutcome] | None, typer.Option("--outcome", help="只看这些结论的 / only with these outcomes")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="最多列出多少次 / at most so many")] = 50,
    token: Token = None,
) -> None:
    only = {
        "item": item,
        "department": department,
        "subject": subject,
        "state": [one.value for one in state or ()],
        "outcome": [one.value for one in outcome or ()],
    }
    chosen = {name: value for name, value in only.items() if value}
    found = with_client(common.settings, lambda client: _listed(client, chosen, limit, token))
    common.present(found, inspection_table)


@with_common
def show(common: Common, inspection: Key, *, token: Token = None) -> None:
    found = with_client(common.settings, lambda client: _one(client, inspection, token))
    common.present(found, inspection_shown)


@with_common
def record(
    common: Common,
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="一次检查（YAML 或 JSON），字段同 recordInspection / an inspection, with the fields of recordInspection",
        ),
    ],
    *,
    key: Annotated[
        str | None,
        typer.Option(
            "--key",
            help="幂等键，缺省由文件内容定：同一文件只记一次 / the idempotency key; by default the file's content: once a file",
        ),
    ] = None,
    token: Token = None,
) -> None:
    given = _read(file) if key is None else {**_read(file), "idempotencyKey": key}
    common.present(with_client(common.settings, lambda client: done(client, RECORD, given, token)), inspection_done)


@with_common
def review(
    common: Common,
    inspection: Key,
    decision: Annotated[Decision, typer.Argument(help="结论 / what is decided")],
    *,
    reason: Annotated[
        str | None, typer.Option("--reason", metavar="TEXT", help="理由，退回时必填 / why; needed to send it back")
    ] = None,
    version: Version = None,
    key: Idempotency = None,
    token: Token = None,
) -> None:
    given = {"inspection": inspection, "decision": decision.name, "reason": reason}
    common.present(with_client(common.settings, _step(REVIEW, given, version, key, token)), inspection_done)


@with_common
def publish(
    common: Common, inspection: Key, *, version: Version = None, key: Idempotency = None, token: Token = None
) -> None:
    common.present(
        with_client(common.settings, _step(PUBLISH, {"inspection": inspection}, version, key, token)), inspection_done
    )


@with_common
def withdraw(
    common: Common,
    inspection: Key,
    *,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="理由 / why")],
    version: Version = None,
    key: Idempotency = None,
    token: Token = None,
) -> None:
    given = {"inspection": inspection, "reason": reason}
    common.present(with_client(common.settings, _step(WITHDRAW, given, version, key, token)), inspection_done)


def _read(file: Path) -> dict[str, Any]:
    """What a file says of an inspection. JSON is YAML, too; a day is its text. Raises BadInput."""
    content = bytes_of(file)
    try:
        found = yaml.load(content, Loader=yaml.BaseLoader)  # noqa: S506 - texts, lists and mappings alone
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise BadInput(f"不是 YAML 或 JSON / is neither YAML nor JSON: {error}", str(file)) from error
    if not isinstance(found, dict):
        raise BadInput("应是一次检查的各个字段 / the fields of one inspection are needed", str(file))
    return {"idempotencyKey": hashlib.sha256(content).hexdigest()[:32], **found}


async def _listed(client: Client, only: dict[str, Any], limit: int, token: str | None) -> dict[str, Any]:
    async def page(first: int, after: str | None) -> dict[str, Any]:
        found = await asked(client, "inspection_list", token, filter=only, first=first, after=after)
        connection: dict[str, Any] = found["inspections"]
        return connection

    rows, total = await nodes(page, limit)
    return {"inspections": rows, "totalCount": total}


async def _one(client: Client, key: str, token: str | None) -> dict[str, Any]:
    found: dict[str, Any] | None = (await asked(client, "inspection", token, key=key))["inspection"]
    if found is None:
        raise NotFound(f"没有这次检查 {key} / there is no such inspection")
    return found


def _step(
    what: str, given: dict[str, Any], version: str | None, key: str | None, token: str | None
) -> Callable[[Client], Awaitable[dict[str, Any]]]:
    """What does one step, by the version that was seen."""

    async def stepped(client: Client) -> dict[str, Any]:
        seen = version or (await _one(client, given["inspection"], token))["version"]
        named = {**given, "version": seen, "idempotencyKey": key or secrets.token_hex(16)}
        return await done(client, what, named, token)

    return stepped
