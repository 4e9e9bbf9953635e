"""A backup taken: the parts are copied one after the other, each whole, while the gateway goes on; then they become one file."""

import asyncio
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from gateway.backup.archive import FORMAT, Manifest, entry_of, pack
from gateway.backup.parts import Part, Way, elsewhere, parts_of
from gateway.backup.threads import in_thread
from gateway.settings import Settings
from gateway.traced_store import untraced
from gateway.version import running_version
from graph_model.embedded_store import EmbeddedStore
from graph_model.errors import BadInput, StoreUnavailable
from graph_model.model import instant_text, utc_now
from graph_model.store import GraphStore

Told = Callable[[dict[str, Any]], None]
"""Called with `{step: copying|packing|unpacking|checking, part, fraction}`; what it raises ends the work, and nothing is left of it."""
_PAGES = 2_000
"""Pages of a SQLite file that are copied at a time: between two of them others may write."""


async def take(settings: Settings, store: GraphStore, target: Path, told: Told) -> Manifest:
    """Write the backup of an open data folder to `target`, whole or not at all.

    Raises BadInput where the file is there already or cannot be written, StoreUnavailable where a part cannot be copied.
    """
    if target.exists():
        raise BadInput("已存在，请换一个名字 / is there already: give another name", str(target))
    made_at = instant_text(utc_now())
    with tempfile.TemporaryDirectory(prefix="backup-", dir=settings.data) as staged:
        folder, parts = Path(staged), list(parts_of(settings))
        for place, part in enumerate(parts):
            told({"step": "copying", "part": part.name, "fraction": place / len(parts)})
            await _copied(part, settings.data, store, folder)
        entries = [await asyncio.to_thread(entry_of, folder, part.name) for part in parts]
        manifest = Manifest(FORMAT, running_version(), made_at, entries, elsewhere(settings))
        await _packed(folder, manifest, target, told)
    return manifest


async def _copied(part: Part, data: Path, store: GraphStore, folder: Path) -> None:
    target = folder / part.name
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        if part.way is Way.GRAPH:
            graph = untraced(store)
            assert isinstance(graph, EmbeddedStore), "the settings name the embedded store"
            await graph.backup(target)
        elif part.way is Way.SQLITE:
            await asyncio.to_thread(_copy_sqlite, data / part.name, target)
        else:
            await asyncio.to_thread(shutil.copyfile, data / part.name, target)
    except (OSError, sqlite3.Error) as error:
        raise StoreUnavailable(f"备份不了 {part.name} / cannot copy it: {error}") from error


def _copy_sqlite(source: Path, target: Path) -> None:
    """One state of a database that others write to."""
    with closing(sqlite3.connect(source)) as reading, closing(sqlite3.connect(target)) as writing:
        reading.backup(writing, pages=_PAGES)


async def _packed(folder: Path, manifest: Manifest, target: Path, told: Told) -> None:
    draft = target.with_name(f"{target.name}.part")

    def packing(done: int) -> None:
        told({"step": "packing", "part": target.name, "fraction": done / max(manifest.size, 1)})

    try:
        draft.unlink(missing_ok=True)
        await in_thread(lambda tell: pack(folder, manifest, draft, tell), packing)
        await asyncio.to_thread(_settled, draft, target)
    except OSError as error:
        raise BadInput(f"写不了 / cannot write: {error.strerror or error}", str(target)) from None
    finally:
        draft.unlink(missing_ok=True)


def _settled(draft: Path, target: Path) -> None:
    """The file under its name, on the disk. Of two that take one name, the second one fails."""
    descriptor = os.open(draft, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    os.link(draft, target)
    sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """Let the names in a folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
