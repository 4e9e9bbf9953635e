"""`follow`: grades, discrepancies, inspection tasks and early warnings as they come, from the server that runs."""

import asyncio
import sys
from contextlib import aclosing
from enum import StrEnum
from typing import Annotated, Any

import orjson
import typer

from gateway.clients.choosing import server_client
from gateway.execution.operations import Operation
from gateway.terminal.acting import Token
from gateway.terminal.asking import operation_text
from gateway.terminal.follow_tables import event_line
from gateway.terminal.options import Common, with_common
from gateway.terminal.printing import error_console, show
from gateway.wire import error_from
from graph_model.errors import StoreUnavailable


class What(StrEnum):
    GRADES = "grades"
    DISCREPANCIES = "discrepancies"
    TASKS = "tasks"
    WARNINGS = "warnings"


QUESTIONS = {
    What.GRADES: "follow_grades",
    What.DISCREPANCIES: "follow_discrepancies",
    What.TASKS: "follow_tasks",
    What.WARNINGS: "follow_warnings",
}
OF_SEVERAL = (What.GRADES, What.TASKS)
"""What may be narrowed to several departments."""


@with_common
def follow(
    common: Common,
    what: Annotated[
        What,
        typer.Argument(
            metavar="WHAT",
            help="听什么：等级、等级差异、检查任务、早期预警 / grades, discrepancies, inspection tasks or early warnings",
        ),
    ],
    *,
    department: Annotated[
        str | None,
        typer.Option("--department", help="只听这个部门的，键或名称 / only this department's, a key or a name"),
    ] = None,
    after: Annotated[
        str | None,
        typer.Option(
            "--after",
            metavar="CURSOR",
            help="从这个游标之后接着听，不漏不重；缺省从现在起 / go on behind this cursor; from now on by default",
        ),
    ] = None,
    count: Annotated[
        int | None,
        typer.Option("--count", min=1, help="听到几条就停，缺省到 Ctrl-C / stop after so many; else Ctrl-C stops"),
    ] = None,
    token: Token = None,
) -> None:
    following = _Following(common, what)
    variables: dict[str, Any] = {"department": department, "after": after}
    if what in OF_SEVERAL:
        variables = {"departments": department and [department], "after": after}
    try:
        asyncio.run(following.run(variables, count, token))
    except (KeyboardInterrupt, asyncio.CancelledError):
        pass  # the way to stop it
    finally:
        following.tell_where()


class _Following:
    """Prints events, and remembers where it is."""

    def __init__(self, common: Common, what: What) -> None:
        self._common = common
        self._what = what
        self._cursor: str | None = None

    async def run(self, variables: dict[str, Any], count: int | None, token: str | None) -> None:
        """Until the server ends it, or so many were told. Raises CreditError."""
        client = server_client(self._common.settings)
        if client is None:
            raise StoreUnavailable(
                "没有正在运行的服务可听，先 ./yuxin serve / no server runs that could tell: ./yuxin serve"
            )
        operation = Operation(operation_text(QUESTIONS[self._what]), variables=variables)
        try:
            async with aclosing(client.follow(operation, token)) as answers:
                heard = 0
                async for answer in answers:
                    if answer.errors or answer.data is None:
                        raise error_from(answer.errors[0])
                    self._tell(answer.data["event"])
                    heard += 1
                    if heard == count:
                        return
        finally:
            await client.close()

    def _tell(self, event: dict[str, Any]) -> None:
        self._cursor = event["cursor"]
        if self._common.json:
            sys.stdout.write(orjson.dumps(event).decode() + "\n")
        else:
            show(event_line(event, self._common.say))
        sys.stdout.flush()

    def tell_where(self) -> None:
        if self._cursor is not None:
            told = self._common.say.of("接着听", "to go on")
            error_console().print(f"{told}: yuxin follow {self._what} --after {self._cursor}", soft_wrap=True)
