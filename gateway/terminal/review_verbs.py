"""`discrepancies review`: what a department decides about its grade, or the credit office about the difference."""

import getpass
import secrets
from enum import StrEnum
from typing import Annotated, Any

import typer

from gateway.clients.client import Client
from gateway.terminal.acting import Token
from gateway.terminal.asking import asked, done, with_client
from gateway.terminal.discrepancy_tables import reviewed
from gateway.terminal.options import Common, with_common
from graph_model.errors import NotFound


class Decision(StrEnum):
    KEEP = "keep"
    CORRECT = "correct"
    DISMISS = "dismiss"


@with_common
def review(
    common: Common,
    discrepancy: Annotated[
        str, typer.Argument(metavar="DISCREPANCY", help="哪一项，discrepancy:… / which one, discrepancy:…")
    ],
    decision: Annotated[Decision, typer.Argument(help="结论 / what is decided")],
    *,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="理由 / why")],
    department: Annotated[
        str | None,
        typer.Option(
            "--department",
            help="哪个部门的结论，键或名称；不予处理不用给 / whose decision, a key or a name; not to dismiss",
        ),
    ] = None,
    suspend: Annotated[
        bool, typer.Option("--suspend", help="更正之前暂停使用该等级 / suspend the grade until it is corrected")
    ] = False,
    by: Annotated[
        str | None,
        typer.Option(
            "--by", metavar="NAME", help="由谁复核，缺省为本机的登录名 / who reviews; the login name by default"
        ),
    ] = None,
    version: Annotated[
        str | None,
        typer.Option(
            "--version", help="看到的版本，缺省为现在的 / the version that was seen; the present one by default"
        ),
    ] = None,
    key: Annotated[
        str | None, typer.Option("--key", help="幂等键，缺省为新的 / the idempotency key; a new one by default")
    ] = None,
    token: Token = None,
) -> None:
    given = {
        "discrepancy": discrepancy,
        "decision": decision.name,
        "department": department,
        "reviewer": by or getpass.getuser(),
        "reason": reason,
        "suspend": suspend,
        "idempotencyKey": key or secrets.token_hex(16),
    }
    result = with_client(common.settings, lambda client: _reviewed(client, given, version, token))
    common.present(result, reviewed)


async def _reviewed(client: Client, given: dict[str, Any], version: str | None, token: str | None) -> dict[str, Any]:
    """What the mutation did; raises the CreditError that it answers with."""
    seen = version or await _present(client, given["discrepancy"], token)
    return await done(client, "review_discrepancy", {**given, "version": seen}, token)


async def _present(client: Client, discrepancy: str, token: str | None) -> str:
    found = (await asked(client, "discrepancy_version", token, id=discrepancy))["node"]
    if not found:
        raise NotFound(f"没有差异 {discrepancy} / there is no such discrepancy")
    version: str = found["version"]
    return version
