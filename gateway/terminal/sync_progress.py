"""The bars of a sync and of a verification: a line a system, how many rows so far, how many a second."""

import asyncio
from typing import Any

from rich.progress import SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from gateway.terminal.bars import Bars
from gateway.terminal.import_progress import Stopped
from gateway.terminal.words import Words

Event = dict[str, Any]


class SyncBars(Bars):
    """Shown on standard error while systems are synced or verified; `move` takes the events."""

    def __init__(self, say: Words, stopping: asyncio.Event) -> None:
        self._say = say
        self._stopping = stopping
        columns = (SpinnerColumn(), TextColumn("{task.fields[system]}"), TextColumn("{task.description}"))
        super().__init__(*columns, TimeElapsedColumn())
        self._tasks: dict[str, TaskID] = {}

    def move(self, progress: Event) -> None:
        """`progress`: {system, rows, accepted, rejected, retired} or {system, rows, step}. Raises Stopped after Ctrl-C."""
        if self._stopping.is_set():
            raise Stopped()
        system = progress["system"]
        if system not in self._tasks:
            self._tasks[system] = self._bars.add_task("", total=None, system=system)
        said = self._verified(progress) if "step" in progress else self._synced(progress)
        self._bars.update(self._tasks[system], description=said)

    def _synced(self, progress: Event) -> str:
        rows, accepted, rejected = progress["rows"], progress["accepted"], progress["rejected"]
        return self._say.of(
            f"{rows:,} 行，写入 {accepted:,}，拒绝 {rejected:,}",
            f"{rows:,} rows, {accepted:,} new, {rejected:,} rejected",
        )

    def _verified(self, progress: Event) -> str:
        rows, reads_source = progress["rows"], progress["step"] == "source"
        zh, en = ("读源库", "reading the system") if reads_source else ("读图", "reading the graph")
        return self._say.of(f"{rows:,} 行，{zh}", f"{rows:,} rows, {en}")
