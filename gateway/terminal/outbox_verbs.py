"""`outbox …`: how the subscribers are, which letters are dead, send them again."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, TypeVar

import typer

from gateway.outbox.desk import Desk, RecordsDesk, open_desk
from gateway.outbox.written_desk import WrittenDesk
from gateway.records.audit.commands import auditing_of
from gateway.settings import Settings
from gateway.terminal.exit_codes import FOUND_WRONG
from gateway.terminal.options import Common, with_common
from gateway.terminal.outbox_tables import dead_table, letters_shown, said_of, subscriber_table
from graph_model.errors import BadInput

T = TypeVar("T")
Numbers = Annotated[
    list[int] | None, typer.Argument(metavar="[NUMBER…]", help="死信的编号 / the numbers of dead letters")
]
All = Annotated[bool, typer.Option("--all", help="全部死信 / all dead letters")]


@with_common
def outbox(common: Common) -> None:
    states = at_desk(common.settings, lambda desk: desk.subscribers())
    common.present(states, subscriber_table)
    if any(state["state"] != "active" or state["dead"] for state in states):
        raise typer.Exit(FOUND_WRONG)


@with_common
def dead(
    common: Common,
    numbers: Numbers = None,
    subscriber: Annotated[
        str | None, typer.Option("--subscriber", metavar="NAME", help="只看这一订阅方的 / only this subscriber's")
    ] = None,
) -> None:
    if numbers:
        common.present(at_desk(common.settings, lambda desk: _each(desk, numbers)), letters_shown)
    else:
        common.present(at_desk(common.settings, lambda desk: desk.letters(subscriber)), dead_table)


@with_common
def replay(common: Common, numbers: Numbers = None, all: All = False) -> None:
    chosen = _chosen(numbers, all)
    done = at_desk(common.settings, lambda desk: desk.replay(chosen))
    common.present(done, said_of("封死信将再推送一次", "dead letters will go out once more"))


@with_common
def drop(common: Common, numbers: Numbers = None, all: All = False) -> None:
    chosen = _chosen(numbers, all)
    done = at_desk(common.settings, lambda desk: desk.drop(chosen))
    common.present(done, said_of("封死信已丢弃", "dead letters are dropped"))


@with_common
def resume(
    common: Common,
    name: Annotated[str, typer.Argument(metavar="NAME", help="订阅方的名字 / the subscriber's name")],
) -> None:
    done = at_desk(common.settings, lambda desk: desk.resume(name))
    common.present(done, lambda _, say: say.of(f"{name} 继续推送", f"{name} is pushed to again"))


def at_desk(settings: Settings, ask: Callable[[Desk], Awaitable[T]]) -> T:
    """What the desk answers; it is closed afterwards."""

    async def asked() -> T:
        desk = await open_desk(settings)
        auditing = auditing_of(settings)
        try:
            # A server that is asked writes it down itself.
            return await ask(WrittenDesk(desk, auditing) if isinstance(desk, RecordsDesk) else desk)
        finally:
            await desk.close()
            await auditing.close()

    return asyncio.run(asked())


async def _each(desk: Desk, numbers: list[int]) -> list[dict[str, Any]]:
    return [await desk.letter(number) for number in numbers]


def _chosen(numbers: list[int] | None, all_of_them: bool) -> list[int] | None:
    """The numbers, None for all; raises BadInput unless it is one or the other."""
    if bool(numbers) == all_of_them:
        raise BadInput("给出编号，或 --all / give numbers, or --all")
    return None if all_of_them else numbers
