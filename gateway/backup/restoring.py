"""A data folder made of a backup: unpacked beside its place and looked through there; it takes its name when all is right."""

import asyncio
import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

import msgspec

from gateway.backup.archive import Archive, Manifest
from gateway.backup.taking import Told, sync_folder
from gateway.backup.threads import in_thread
from gateway.records.audit.anchors import read_anchors
from gateway.records.audit.deferred import DeferredTrail, anchor_folder
from gateway.records.audit.line import Kind, Line
from gateway.records.audit.verifying import verify
from gateway.records.database import FILE_NAME as RECORDS
from gateway.records.database import Records
from gateway.running_server import LOCK
from gateway.security.identity import THIS_MACHINE
from gateway.settings import Settings
from graph_model.embedded_store import FILE_NAME as GRAPH
from graph_model.embedded_store import EmbeddedStore
from graph_model.errors import BadInput, StoreUnavailable
from graph_model.model import utc_now

_SUBJECTS = "MATCH (s:Subject) RETURN count(s)"
_RECORDS = "MATCH (g:GradeRecord) RETURN count(g)"
_EMPTY = frozenset((LOCK,))
"""What an empty data folder may have in it."""


class Restored(msgspec.Struct, frozen=True):
    """What is in the folder now; None where the backup has none of it."""

    folder: str
    made_at: str
    version: str
    files: int
    size: int
    subjects: int | None
    grade_records: int | None
    audit_lines: int | None
    elsewhere: list[str]


async def restore(settings: Settings, file: Path, told: Told) -> Restored:
    """Make the data folder of the settings, which must be empty or not there, from a backup: whole or not at all.

    Raises BadInput for a file that is no whole backup and for a folder that holds something, StoreUnavailable where what is
    unpacked cannot be used or written.
    """
    data = settings.data
    _check_empty(data)
    archive = Archive(file)
    try:
        data.absolute().parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=f"{data.name}.restoring-", dir=data.absolute().parent))
        try:
            await _unpacked(archive, draft, told)
            restored = await _looked_through(settings, draft, archive.manifest, told)
            await asyncio.to_thread(_take_place, draft, data)
        except BaseException:
            await asyncio.to_thread(shutil.rmtree, draft, ignore_errors=True)
            raise
    except OSError as error:
        raise StoreUnavailable(f"恢复不了 / cannot restore into {data}: {error.strerror or error}") from error
    finally:
        archive.close()
    return restored


def _check_empty(data: Path) -> None:
    held = sorted(path.name for path in data.iterdir() if path.name not in _EMPTY) if data.is_dir() else []
    if held or (data.exists() and not data.is_dir()):
        shown = "、".join(held[:5])
        raise BadInput(
            f"{data} 不是空目录（有 {shown}）；备份只恢复到空目录，请换一个 --data 或先移走它 / is no empty folder: give another --data, "
            "or move it away first",
            "--data",
        )


async def _unpacked(archive: Archive, folder: Path, told: Told) -> None:
    size = max(archive.manifest.size, 1)
    free = shutil.disk_usage(folder).free
    if free < size:
        raise StoreUnavailable(
            f"磁盘空间不够：需要 {size:,} 字节，剩 {free:,} / the disk is too full: {size:,} bytes are needed, {free:,} are free"
        )

    def unpacking(done: int) -> None:
        told({"step": "unpacking", "part": "", "fraction": done / size})

    await in_thread(lambda tell: archive.unpack(folder, tell), unpacking)


async def _looked_through(settings: Settings, folder: Path, manifest: Manifest, told: Told) -> Restored:
    """What can be opened and is right in itself. The trail goes on with a line that says that it was restored."""
    told({"step": "checking", "part": "", "fraction": 1.0})
    names, own = {part.name for part in manifest.parts}, settings.model_copy(update={"data": folder})
    subjects, grade_records = await _in_graph(folder) if GRAPH in names else (None, None)
    lines = await _audited(own, manifest) if RECORDS in names else None
    return Restored(
        str(settings.data),
        manifest.made_at,
        manifest.version,
        len(manifest.parts),
        manifest.size,
        subjects,
        grade_records,
        lines,
        manifest.elsewhere,
    )


async def _in_graph(folder: Path) -> tuple[int, int]:
    store = await EmbeddedStore.open(folder)
    try:
        [(subjects,)], [(records,)] = await store.read(_SUBJECTS), await store.read(_RECORDS)
    finally:
        await store.close()
    return subjects, records


async def _audited(settings: Settings, manifest: Manifest) -> int:
    """How many lines the audit trail has, which must verify."""
    settings = settings.model_copy(update={"records": None, "audit_anchors": None})
    records = await Records.open(settings)
    try:
        verified = await verify(records, read_anchors(anchor_folder(settings)))
    finally:
        await records.close()
    if verified.findings:
        found = verified.findings[0]
        raise StoreUnavailable(
            f"备份里的审计记录不完整 / the audit trail in the backup is not whole: {found.chain}:{found.sequence} {found.message}"
        )
    trail = DeferredTrail(settings)
    try:
        details = {"madeAt": manifest.made_at, "version": manifest.version}
        await trail.write(Line(Kind.CHANGE, utc_now(), THIS_MACHINE, operation="restore", details=details))
    finally:
        await trail.close()
    return sum(chain.lines for chain in verified.chains)


def _take_place(draft: Path, data: Path) -> None:
    """Everything on the disk, then the folder under its name."""
    for path in (draft, *draft.rglob("*")):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    with suppress(FileNotFoundError):
        (data / LOCK).unlink()
    with suppress(FileNotFoundError):
        data.rmdir()
    draft.rename(data)
    sync_folder(data.absolute().parent)
