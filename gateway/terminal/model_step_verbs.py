"""`models save`, `propose`, `send-back`, `publish` and `withdraw`: one person drafts and proposes a version, another publishes it, told
apart by a token (`--token`, `YUXIN_TOKEN`); without one everything is done in the name of this machine."""

import hashlib
import secrets
from pathlib import Path
from typing import Annotated, Any

import typer

from gateway.clients.client import Client
from gateway.terminal.acting import Idempotency, Token
from gateway.terminal.asking import asked, done, with_client
from gateway.terminal.files import text_of
from gateway.terminal.model_tables import model_done
from gateway.terminal.options import Common, with_common
from graph_model.errors import NotFound

SAVE, PROPOSE, SEND_BACK = "save_evaluation_model", "propose_evaluation_model", "send_back_evaluation_model"
PUBLISH, WITHDRAW = "publish_evaluation_model", "withdraw_evaluation_model"
Model = Annotated[str, typer.Argument(metavar="MODEL", help="哪个版本，model:… / which version, model:…")]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="理由 / why")]
Revision = Annotated[
    int | None,
    typer.Option("--revision", help="看到的版次，缺省为现在的 / the revision seen; the present one by default"),
]


@with_common
def save(
    common: Common,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="评价模型的文件（YAML 或 JSON）/ the file of an evaluation model")
    ],
    *,
    revision: Annotated[
        int | None,
        typer.Option(
            "--revision", help="改一份已有的草案时看到的版次；新的不给 / of a draft that is changed, the revision seen"
        ),
    ] = None,
    key: Annotated[
        str | None,
        typer.Option(
            "--key", help="幂等键，缺省由文件内容定：同一文件只存一次 / by default the file's content: once a file"
        ),
    ] = None,
    token: Token = None,
) -> None:
    content = text_of(file)
    given = {"content": content, "revision": revision}
    given["idempotencyKey"] = key or hashlib.sha256(content.encode()).hexdigest()[:32]
    common.present(with_client(common.settings, lambda client: done(client, SAVE, given, token)), model_done)


@with_common
def propose(
    common: Common, model: Model, *, revision: Revision = None, key: Idempotency = None, token: Token = None
) -> None:
    _step(common, PROPOSE, _given(model, key), revision, token)


@with_common
def send_back(
    common: Common,
    model: Model,
    *,
    reason: Reason,
    revision: Revision = None,
    key: Idempotency = None,
    token: Token = None,
) -> None:
    _step(common, SEND_BACK, _given(model, key, reason), revision, token)


@with_common
def publish(
    common: Common, model: Model, *, revision: Revision = None, key: Idempotency = None, token: Token = None
) -> None:
    _step(common, PUBLISH, _given(model, key), revision, token)


@with_common
def withdraw(
    common: Common,
    model: Model,
    *,
    reason: Reason,
    revision: Revision = None,
    key: Idempotency = None,
    token: Token = None,
) -> None:
    _step(common, WITHDRAW, _given(model, key, reason), revision, token)


def _given(model: str, key: str | None, reason: str | None = None) -> dict[str, Any]:
    return {"model": model, "reason": reason, "idempotencyKey": key or secrets.token_hex(16)}


def _step(common: Common, what: str, given: dict[str, Any], revision: int | None, token: str | None) -> None:
    told = with_client(common.settings, lambda client: _stepped(client, what, given, revision, token))
    common.present(told, model_done)


async def _stepped(
    client: Client, what: str, given: dict[str, Any], revision: int | None, token: str | None
) -> dict[str, Any]:
    """What one step did, by the revision that was seen."""
    seen = revision or await _present(client, given["model"], token)
    return await done(client, what, {**given, "revision": seen}, token)


async def _present(client: Client, model: str, token: str | None) -> int:
    found = (await asked(client, "evaluation_model_revision", token, key=model))["evaluationModel"]
    if found is None:
        raise NotFound(f"没有评价模型 {model} / there is no such model")
    revision: int = found["revision"]
    return revision
