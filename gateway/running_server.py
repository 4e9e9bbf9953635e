"""Which server serves a data folder: `serve.lock` is held while it lives, `serve.json` says where it is.

The lock is the kernel's, so it goes with the process however that ends; a `serve.json` without the lock is stale.
"""

import fcntl
import json
import os
import secrets
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from gateway.settings import make_data_folder
from graph_model.errors import StoreInUse

LOCK, ANNOUNCEMENT = "serve.lock", "serve.json"
PATIENCE = 0.5
"""Seconds to wait for a lock that another command holds for a moment while it looks."""


@dataclass(frozen=True, slots=True)
class RunningServer:
    """A live server: its process, address (http://host:port), store, and the token that its control takes."""

    pid: int
    address: str
    store: str
    started: str
    token: str


class ServeLock:
    """The right to serve a data folder, held until `release`."""

    def __init__(self, folder: Path, descriptor: int) -> None:
        self._folder = folder
        self._descriptor = descriptor
        self.token = secrets.token_urlsafe(32)

    @classmethod
    def acquire(cls, folder: Path) -> "ServeLock":
        """Raises StoreInUse with the process id of the server that holds it."""
        make_data_folder(folder)
        descriptor = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        if not _locked(descriptor, fcntl.LOCK_EX, PATIENCE):
            pid = _pid_in(descriptor)
            os.close(descriptor)
            raise StoreInUse(
                f"数据目录 {folder} 已由进程 {pid} 提供服务 / is already served by process {pid}; "
                "停下它，或用另一个 --data / stop it, or use another --data",
                pid,
            )
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        (folder / ANNOUNCEMENT).unlink(missing_ok=True)
        return cls(folder, descriptor)

    def announce(self, address: str, store: str) -> RunningServer:
        """Write `serve.json`, readable by its owner only, whole or not at all."""
        started = datetime.now(UTC).isoformat(timespec="seconds")
        server = RunningServer(os.getpid(), address, store, started, self.token)
        draft = self._folder / f"{ANNOUNCEMENT}.draft"
        draft.unlink(missing_ok=True)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(asdict(server), file)
        draft.replace(self._folder / ANNOUNCEMENT)
        return server

    def release(self) -> None:
        (self._folder / ANNOUNCEMENT).unlink(missing_ok=True)
        os.close(self._descriptor)


def find_server(folder: Path) -> RunningServer | None:
    """The live server of a data folder, or None."""
    try:
        announced = RunningServer(**json.loads((folder / ANNOUNCEMENT).read_text(encoding="utf-8")))
        descriptor = os.open(folder / LOCK, os.O_RDONLY)
    except (OSError, ValueError, TypeError):
        return None
    try:
        return None if _locked(descriptor, fcntl.LOCK_SH, 0) else announced
    finally:
        os.close(descriptor)


def _locked(descriptor: int, kind: int, patience: float) -> bool:
    """Whether the lock could be taken; closing the descriptor gives it back."""
    until = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                return False
            time.sleep(0.05)
        else:
            return True


def _pid_in(descriptor: int) -> int | None:
    text = os.pread(descriptor, 32, 0).decode(errors="replace").strip()
    return int(text) if text.isdecimal() else None
