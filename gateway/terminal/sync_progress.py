"""The bars of a sync: a line a system, how many rows so far, how many a second."""

import asyncio
from types import TracebackType
from typing import Any, Self

from rich.progress import Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from gateway.terminal.import_progress import Stopped
from gateway.terminal.printing import error_console
from gateway.terminal.words import Words


class SyncBars:
    """Shown on standard error while systems are synced; `move` takes the events of a sync."""

    def __init__(self, say: Words, stopping: asyncio.Event) -> None:
        self._say = say
        self._stopping = stopping
        out = error_console()
        columns = (SpinnerColumn(), TextColumn("{task.fields[system]}"), TextColumn("{task.description}"))
        self._bars = Progress(*columns, TimeElapsedColumn(), console=out, transient=True, disable=not out.is_terminal)
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._bars.stop()

    def move(self, progress: dict[str, Any]) -> None:
        """`progress`: {system, rows, accepted, rejected, retired}. Raises Stopped after Ctrl-C."""
        if self._stopping.is_set():
            raise Stopped()
        system = progress["system"]
        if system not in self._tasks:
            self._tasks[system] = self._bars.add_task("", total=None, system=system)
        rows, accepted, rejected = progress["rows"], progress["accepted"], progress["rejected"]
        said = self._say.of(
            f"{rows:,} 行，写入 {accepted:,}，拒绝 {rejected:,}",
            f"{rows:,} rows, {accepted:,} new, {rejected:,} rejected",
        )
        self._bars.update(self._tasks[system], description=said)
