"""`facts record`: a department records a dishonesty fact; many come as a file (`import`).

Who records is told by a token (`--token`, `YUXIN_TOKEN`); without one it is done in the name of this machine.
"""

import secrets
from typing import Annotated

import typer

from gateway.terminal.acting import Idempotency, Token
from gateway.terminal.asking import done, subject_key, with_client
from gateway.terminal.fact_tables import fact_done
from gateway.terminal.instants import day
from gateway.terminal.options import Common, with_common
from graph_model.model import Severity

RECORD = "record_dishonesty_fact"


@with_common
def record(
    common: Common,
    subject: Annotated[str, typer.Argument(metavar="SUBJECT", help="谁的 / whose, a USCC or a key")],
    conduct: Annotated[
        str, typer.Argument(metavar="CONDUCT", help="失信行为，短名或名称 / the conduct, its key or name")
    ],
    severity: Annotated[
        Severity, typer.Argument(metavar="minor|ordinary|serious", case_sensitive=False, help="轻重 / its weight")
    ],
    *,
    on: Annotated[
        str, typer.Option("--on", metavar="DAY", help="发生或认定的日期 / the day on which it occurred or was found")
    ],
    document: Annotated[
        str, typer.Option("--document", metavar="NUMBER", help="文号 / number of the document that found it")
    ],
    item: Annotated[
        str | None, typer.Option("--item", help="所属事项，部门人员必填 / the item it belongs to; an officer names one")
    ] = None,
    description: Annotated[
        str | None, typer.Option("--description", metavar="TEXT", help="事实描述 / what happened")
    ] = None,
    key: Idempotency = None,
    token: Token = None,
) -> None:
    given = {
        "subject": subject_key(subject),
        "conduct": conduct,
        "severity": severity.name,
        "occurredOn": day(on, "--on"),
        "documentNo": document,
        "item": item,
        "description": description,
        "idempotencyKey": key or secrets.token_hex(16),
    }
    common.present(with_client(common.settings, lambda client: done(client, RECORD, given, token)), fact_done)
