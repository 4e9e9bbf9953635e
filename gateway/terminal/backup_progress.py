"""The bar of a backup and of its restoring: which part, how far."""

import asyncio
from typing import Any

from rich.progress import BarColumn, TaskProgressColumn, TextColumn

from gateway.terminal.bars import Bars
from gateway.terminal.words import Words
from graph_model.errors import CreditError

STEPS = {
    "copying": ("复制", "copying"),
    "packing": ("打包", "packing"),
    "unpacking": ("解开", "unpacking"),
    "checking": ("检查", "checking"),
}


class Stopped(CreditError):
    """The person stopped it."""

    def __init__(self) -> None:
        super().__init__("已停止，什么都没有留下 / stopped; nothing is left of it")


class BackupBar(Bars):
    """Shown on standard error; `move` takes the events."""

    def __init__(self, say: Words, stopping: asyncio.Event) -> None:
        self._say = say
        self._stopping = stopping
        columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
        super().__init__(*columns)
        self._task = self._bars.add_task("", total=1.0)

    def move(self, progress: dict[str, Any]) -> None:
        """`progress`: {step, part, fraction}. Raises Stopped after Ctrl-C."""
        if self._stopping.is_set():
            raise Stopped()
        said = f"{self._say.of(*STEPS[progress['step']])} {progress['part']}"
        self._bars.update(self._task, description=said.rstrip(), completed=progress["fraction"])
