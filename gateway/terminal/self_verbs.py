"""`me` and `on-behalf`: what a subject sees of itself, asked by itself, or by a clerk at a service window for whom something was shown.

Plan 任务 7: 提供信用评价结果自主查询…相关线下服务窗口. Each look is told to the subject, with what was shown."""

from enum import StrEnum
from typing import Annotated, Any

import typer

from gateway.clients.client import Client
from gateway.terminal.acting import Subject, SubjectToken, token_of_subject
from gateway.terminal.asking import asked, subject_key, with_client
from gateway.terminal.options import Common, with_common
from gateway.terminal.self_tables import own_shown
from graph_model.errors import NotFound


class Proof(StrEnum):
    BUSINESS_LICENCE = "business-licence"
    ID_CARD = "id-card"
    AUTHORISATION_LETTER = "authorisation-letter"


@with_common
def me(
    common: Common,
    *,
    looks: Annotated[
        int,
        typer.Option("--looks", min=0, max=100, help="列出最近多少次查看 / how many of the latest looks are listed"),
    ] = 20,
    subject: Subject = None,
    token: SubjectToken = None,
) -> None:
    by = token_of_subject(common.settings, subject, token)
    common.present(with_client(common.settings, lambda client: _own(client, looks, by)), own_shown)


@with_common
def on_behalf(
    common: Common,
    key: Annotated[str, typer.Argument(metavar="KEY", help="代谁查询：统一社会信用代码或键 / on whose behalf")],
    *,
    proof: Annotated[Proof, typer.Option("--proof", help="出示了什么 / what was shown")],
    token: Annotated[
        str | None,
        typer.Option(
            "--token",
            envvar="YUXIN_TOKEN",
            metavar="TOKEN",
            help="窗口人员的令牌，最好用环境变量给 / the clerk's token",
            show_default=False,
        ),
    ] = None,
) -> None:
    given = {"subject": subject_key(key), "proof": proof.name}
    common.present(with_client(common.settings, lambda client: _looked(client, given, token)), own_shown)


async def _own(client: Client, looks: int, token: str) -> dict[str, Any]:
    found = (await asked(client, "me", token, first=looks))["me"]
    return _there(found and found["subject"])


async def _looked(client: Client, given: dict[str, Any], token: str | None) -> dict[str, Any]:
    return _there((await asked(client, "on_behalf", token, **given))["subject"])


def _there(subject: dict[str, Any] | None) -> dict[str, Any]:
    if subject is None:
        raise NotFound("图里没有这个主体 / there is no such subject in the graph")
    return subject
