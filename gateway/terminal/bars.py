"""Bars on standard error, where that is a terminal."""

from types import TracebackType
from typing import Self

from rich.progress import Progress, ProgressColumn

from gateway.terminal.printing import error_console


class Bars:
    """Shown within the block; `_bars` takes the tasks."""

    def __init__(self, *columns: ProgressColumn) -> None:
        out = error_console()
        self._bars = Progress(*columns, console=out, transient=True, disable=not out.is_terminal)

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._bars.stop()
