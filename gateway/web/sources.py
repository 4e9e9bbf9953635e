"""The sources of the page: which files they are, the key that changes with them, and a copy to build in."""

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path

PARTS = (
    "package.json",
    "package-lock.json",
    "tsconfig.json",
    "vite.config.ts",
    "index.html",
    "graphiql.html",
    "src",
)


def source_files(folder: Path) -> Iterator[Path]:
    """Every file that the bundle is made of, relative to `folder`, always in the same order."""
    for part in PARTS:
        path = folder / part
        found = sorted(path.rglob("*")) if path.is_dir() else [path]
        yield from (each.relative_to(folder) for each in found if not each.is_dir())


def sources_key(folder: Path) -> str:
    """A name for what these sources build: the same sources and lock, the same key."""
    digest = hashlib.sha256()
    for file in source_files(folder):
        content = (folder / file).read_bytes()
        digest.update(f"{file.as_posix()} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()[:20]


def copy_sources(folder: Path, target: Path) -> None:
    """Copy them without their permissions: the sources may be read-only, the copy is built in."""
    for file in source_files(folder):
        copy = target / file
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(folder / file, copy)
