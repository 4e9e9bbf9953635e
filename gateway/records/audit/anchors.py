"""Anchors: the end of each chain in a small file outside the table, so that a tail that is cut off is missed.

A file `<chain>.anchor` of fixed length holds the sequence and digest of the last line whose answer may have left. It is written after
the line is committed and before the answer goes, so a table that is behind it has lost something. The kernel keeps it when the process
is killed; it is forced to the disk every few seconds.
"""

import os
from dataclasses import dataclass
from pathlib import Path

import orjson

from gateway.records.audit.chain import Head

SUFFIX = ".anchor"
LENGTH = 256


@dataclass(frozen=True, slots=True)
class Anchor:
    """What a file says of a chain; `head` None where it cannot be read."""

    chain: str
    file: Path
    head: Head | None


class AnchorFile:
    """The file of one chain, open for writing. Raises OSError where it cannot be written."""

    def __init__(self, folder: Path, chain: str) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._path = folder / f"{chain}{SUFFIX}"
        self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)

    def read(self) -> Head | None:
        """What stands in it; None where that is nothing or cannot be read."""
        return _head(os.pread(self._descriptor, LENGTH, 0))

    def write(self, head: Head) -> None:
        text = orjson.dumps({"sequence": head.sequence, "digest": head.digest}).ljust(LENGTH - 1) + b"\n"
        if os.pwrite(self._descriptor, text, 0) != LENGTH:
            raise OSError(f"{self._path} was written in part")

    def force(self) -> None:
        """To the disk."""
        os.fsync(self._descriptor)

    def close(self) -> None:
        os.close(self._descriptor)


def read_anchors(folder: Path) -> list[Anchor]:
    """The anchors of a folder, empty where there is none."""
    files = sorted(folder.glob(f"*{SUFFIX}")) if folder.is_dir() else []
    return [Anchor(file.name.removesuffix(SUFFIX), file, _head(file.read_bytes())) for file in files]


def _head(content: bytes) -> Head | None:
    try:
        values = orjson.loads(content)
        return Head(int(values["sequence"]), str(values["digest"]))
    except (ValueError, KeyError, TypeError):
        return None
