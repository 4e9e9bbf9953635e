"""A desk whose acts are written into the audit trail: what cannot be written there is not done."""

from collections.abc import Awaitable, Callable, Sequence

from gateway.outbox.desk import Desk, Shown
from gateway.records.audit.auditing import Auditing
from gateway.security.identity import THIS_MACHINE


class WrittenDesk:
    """As the desk behind it. Raises AuditUnavailable, too."""

    def __init__(self, desk: Desk, auditing: Auditing) -> None:
        self._desk = desk
        self._auditing = auditing

    async def subscribers(self) -> list[Shown]:
        return await self._desk.subscribers()

    async def letters(self, subscriber: str | None = None) -> list[Shown]:
        return await self._desk.letters(subscriber)

    async def letter(self, number: int) -> Shown:
        """What is in it tells of grades: it is handed out."""
        await self._auditing.exported("outbox dead", {"number": number}, who=THIS_MACHINE)
        return await self._desk.letter(number)

    async def replay(self, numbers: Sequence[int] | None) -> Shown:
        return await self._acted("replay", _told(numbers), lambda: self._desk.replay(numbers))

    async def drop(self, numbers: Sequence[int] | None) -> Shown:
        return await self._acted("drop", _told(numbers), lambda: self._desk.drop(numbers))

    async def resume(self, name: str) -> Shown:
        return await self._acted("resume", {"subscriber": name}, lambda: self._desk.resume(name))

    async def close(self) -> None:
        await self._desk.close()

    async def _acted(self, act: str, details: Shown, work: Callable[[], Awaitable[Shown]]) -> Shown:
        return await self._auditing.changed(THIS_MACHINE, f"outbox {act}", details, work, lambda done: done)


def _told(numbers: Sequence[int] | None) -> Shown:
    return {"numbers": "all" if numbers is None else list(numbers)}
