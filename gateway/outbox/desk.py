"""What a person asks of the outbox, in the form of JSON: of the operational store itself, or of the server that has it open."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import orjson

from gateway.clients.through_server import ServerClient
from gateway.outbox.ledger import Ledger
from gateway.outbox.letters import Letter
from gateway.records.database import Records
from gateway.running_server import find_server
from gateway.settings import Settings
from gateway.wire import to_wire
from graph_model.errors import BadInput
from graph_model.model import utc_now

Shown = dict[str, Any]
ACTIONS = ("subscribers", "letters", "letter", "replay", "drop", "resume")


class Desk(Protocol):
    """Every call raises CreditError."""

    async def subscribers(self) -> list[Shown]:
        """How each subscriber is, with `configured`: whether the running server follows it (None: no server runs)."""
        ...

    async def letters(self, subscriber: str | None = None) -> list[Shown]:
        """The dead letters, oldest first, without what is in them."""
        ...

    async def letter(self, number: int) -> Shown:
        """One letter with its `message`."""
        ...

    async def replay(self, numbers: Sequence[int] | None) -> Shown:
        """Let dead letters (None: all) go out once more: `{letters}`, how many."""
        ...

    async def drop(self, numbers: Sequence[int] | None) -> Shown:
        """Forget them: `{letters}`, how many."""
        ...

    async def resume(self, name: str) -> Shown:
        """Go on with a paused subscriber."""
        ...

    async def close(self) -> None: ...


class RecordsDesk:
    """The desk over an open store. `followed` are the subscribers that this process is configured with, None where it serves not."""

    def __init__(self, records: Records, followed: frozenset[str] | None = None) -> None:
        self._records = records
        self._ledger = Ledger(records)
        self._followed = followed

    async def subscribers(self) -> list[Shown]:
        states = await self._ledger.subscribers(utc_now())
        followed = self._followed
        return [{**to_wire(one), "configured": None if followed is None else one.name in followed} for one in states]

    async def letters(self, subscriber: str | None = None) -> list[Shown]:
        return [_shown(letter) for letter in await self._ledger.letters(subscriber)]

    async def letter(self, number: int) -> Shown:
        letter = await self._ledger.letter(number)
        return {**_shown(letter), "message": orjson.loads(letter.body)}

    async def replay(self, numbers: Sequence[int] | None) -> Shown:
        return {"letters": await self._ledger.replay(numbers, utc_now())}

    async def drop(self, numbers: Sequence[int] | None) -> Shown:
        return {"letters": await self._ledger.drop(numbers)}

    async def resume(self, name: str) -> Shown:
        await self._ledger.resume(name, utc_now())
        return {"subscriber": name}

    async def close(self) -> None:
        await self._records.close()


class ServerDesk:
    """The desk of the server that serves the data folder."""

    def __init__(self, client: ServerClient) -> None:
        self._client = client

    async def subscribers(self) -> list[Shown]:
        return list(await self._ask("subscribers"))

    async def letters(self, subscriber: str | None = None) -> list[Shown]:
        return list(await self._ask("letters", subscriber=subscriber))

    async def letter(self, number: int) -> Shown:
        return dict(await self._ask("letter", number=number))

    async def replay(self, numbers: Sequence[int] | None) -> Shown:
        return dict(await self._ask("replay", numbers=numbers))

    async def drop(self, numbers: Sequence[int] | None) -> Shown:
        return dict(await self._ask("drop", numbers=numbers))

    async def resume(self, name: str) -> Shown:
        return dict(await self._ask("resume", name=name))

    async def close(self) -> None:
        await self._client.close()

    async def _ask(self, action: str, **given: Any) -> Any:
        return await self._client.control(f"/control/outbox/{action}", given)


async def open_desk(settings: Settings) -> Desk:
    """The running server's where one serves this data folder; otherwise the operational store is opened here."""
    server = find_server(settings.data)
    if server is not None:
        return ServerDesk(ServerClient(server))
    return RecordsDesk(await Records.open(settings))


async def asked(desk: Desk, action: str, given: Mapping[str, Any]) -> Any:
    """What the desk answers to an action by its name. Raises BadInput for one that there is not, or given otherwise."""
    if action not in ACTIONS:
        raise BadInput(f"没有 / there is no {action!r}")
    try:
        return await getattr(desk, action)(**given)
    except TypeError as error:
        raise BadInput(f"参数不对 / given otherwise: {error}") from None


def _shown(letter: Letter) -> Shown:
    shown: Shown = to_wire(letter)
    del shown["body"]
    return shown
