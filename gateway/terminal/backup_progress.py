"""The bar of a backup and of its restoring: which part, how far."""

import asyncio
from types import TracebackType
from typing import Any, Self

from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

from gateway.terminal.printing import error_console
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


class BackupBar:
    """Shown on standard error; `move` takes the events."""

    def __init__(self, say: Words, stopping: asyncio.Event) -> None:
        self._say = say
        self._stopping = stopping
        out = error_console()
        columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
        self._bar = Progress(*columns, console=out, transient=True, disable=not out.is_terminal)
        self._task = self._bar.add_task("", total=1.0)

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._bar.stop()

    def move(self, progress: dict[str, Any]) -> None:
        """`progress`: {step, part, fraction}. Raises Stopped after Ctrl-C."""
        if self._stopping.is_set():
            raise Stopped()
        said = f"{self._say.of(*STEPS[progress['step']])} {progress['part']}"
        self._bar.update(self._task, description=said.rstrip(), completed=progress["fraction"])
