"""What a command can ask for, whoever answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from gateway.execution.operations import Answer, Operation

OnProgress = Callable[[dict[str, Any]], None]
"""Called with `{file, counts, fraction}` as an import goes on, with `{system, rows, …}` as a sync or a verification does."""


@dataclass(frozen=True, slots=True)
class ImportOrder:
    """A file to import; `kind` says what its rows are (graph_model.intake.columns.Kind)."""

    path: Path
    kind: str = "grades"
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class SyncOrder:
    """Systems to sync, by key or name or by the file of their mapping; all where there are none. `full`: every row again."""

    systems: tuple[str, ...] = ()
    full: bool = False


@dataclass(frozen=True, slots=True)
class BackupOrder:
    """The file that a server writes a backup to, as an absolute path."""

    file: str


class Client(Protocol):
    """Values are in the form of JSON, names as in the API (gateway/wire.py). Every call raises CreditError."""

    async def run(self, operation: Operation, token: str | None = None, case: str | None = None) -> Answer:
        """The answer to who owns the data folder, or to whom a token stands for; asked in a case of theirs."""
        ...

    async def schema(self) -> str:
        """The public schema's text."""
        ...

    async def import_file(self, order: ImportOrder, on_progress: OnProgress) -> dict[str, Any]:
        """Import a file; returns the report."""
        ...

    async def sync(self, order: SyncOrder, on_progress: OnProgress) -> list[dict[str, Any]]:
        """Sync systems; returns a report each, with `error` and `code` where it failed. Progress is of one system each."""
        ...

    async def verify(self, systems: tuple[str, ...], on_progress: OnProgress) -> list[dict[str, Any]]:
        """Hold systems against the graph; returns a report each, with `error` and `code` where it could not be compared."""
        ...

    async def systems_report(self, on_progress: OnProgress) -> list[dict[str, Any]]:
        """What stands behind every known system; progress is that of a verification."""
        ...

    async def rejects(self) -> list[dict[str, Any]]:
        """The rejected rows that have not been replaced by corrected ones."""
        ...

    async def export_rejects(self, path: Path) -> int:
        """Write them to a file that can be corrected and imported; returns how many."""
        ...

    async def export(
        self, request: Mapping[str, Any], path: Path, on_progress: OnProgress, token: str | None = None
    ) -> None:
        """Write what POST /export is asked for to a file; progress is `{bytes}`. To whom is as in `run`."""
        ...

    async def backup(self, target: Path, on_progress: OnProgress) -> dict[str, Any]:
        """Write everything embedded to a file that is not there yet; returns the manifest. Progress is `{step, part, fraction}`."""
        ...

    async def close(self) -> None: ...
