"""The bar of an import: how far into the file, how many rows, how many a second."""

import asyncio
import time
from typing import Any

from rich.progress import BarColumn, TaskProgressColumn, TextColumn

from gateway.terminal.bars import Bars
from gateway.terminal.words import Words
from graph_model.errors import CreditError


class Stopped(CreditError):
    """The person stopped an import."""

    def __init__(self) -> None:
        super().__init__("已停在两批之间；再次运行会接着导入 / stopped between two batches; run it again to go on")


class ImportBar(Bars):
    """Shown on standard error while one file goes in; `move` takes the events of an import."""

    def __init__(self, file: str, say: Words, stopping: asyncio.Event) -> None:
        self._say = say
        self._stopping = stopping
        self._started = time.monotonic()
        columns = (
            TextColumn("{task.fields[file]}"),
            BarColumn(),
            TaskProgressColumn(),
            TextColumn("{task.description}"),
        )
        super().__init__(*columns)
        self._task = self._bars.add_task("", total=None, file=file)

    def move(self, progress: dict[str, Any]) -> None:
        """`progress`: {file, counts, fraction}; `fraction` None where it cannot be told. Raises Stopped after Ctrl-C."""
        if self._stopping.is_set():
            raise Stopped()
        rows, fraction = progress["counts"]["rows"], progress["fraction"]
        rate = rows / max(time.monotonic() - self._started, 0.001)
        said = self._say.of(f"{rows:,} 行 {rate:,.0f}/秒", f"{rows:,} rows {rate:,.0f}/s")
        if fraction is None:
            self._bars.update(self._task, description=said)
        else:
            self._bars.update(self._task, description=said, total=1.0, completed=fraction)
