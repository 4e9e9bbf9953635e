"""The file of a backup: a compressed tar, its manifest first, then the parts that the manifest names with size and digest."""

import gzip
import hashlib
import tarfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import IO

import msgspec

from graph_model.errors import BadInput

FORMAT = 1
MANIFEST = "manifest.json"
LARGEST_MANIFEST = 4 * 1024 * 1024
CHUNK = 1024 * 1024
Told = Callable[[int], None]
"""Called with the bytes of the parts that have been gone through so far."""


class PartEntry(msgspec.Struct, frozen=True):
    """A part as the manifest has it: `size` in bytes, `sha256` as 64 hexadecimal digits."""

    name: str
    size: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True, rename="camel", forbid_unknown_fields=True):
    """What a backup holds. `made_at` is when it was begun; `elsewhere` is what the gateway needs beside it."""

    format: int
    version: str
    made_at: str
    parts: list[PartEntry]
    elsewhere: list[str]

    @property
    def size(self) -> int:
        return sum(part.size for part in self.parts)


def entry_of(folder: Path, name: str) -> PartEntry:
    digest, size = hashlib.sha256(), 0
    with (folder / name).open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
    return PartEntry(name, size, digest.hexdigest())


def pack(folder: Path, manifest: Manifest, target: Path, told: Told) -> None:
    """Write the archive of the parts in `folder`; it is its owner's only. Raises OSError."""
    done = 0
    target.touch(mode=0o600, exist_ok=False)
    with tarfile.open(target, "w:gz", compresslevel=3) as archive:
        draft = folder / MANIFEST
        draft.write_bytes(msgspec.json.format(msgspec.json.encode(manifest)))
        archive.add(draft, MANIFEST)
        for part in manifest.parts:
            archive.add(folder / part.name, part.name, recursive=False)
            done += part.size
            told(done)


class Archive:
    """An archive that is read once, from its beginning. Nothing in it is believed: names, sizes and digests must be the manifest's.

    Raises BadInput, located by the file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._tar = tarfile.open(path, "r:gz")  # noqa: SIM115 - closed by `close`
            self.manifest = self._manifest()
        except (OSError, EOFError, zlib.error, tarfile.TarError) as error:
            raise self._bad("不是渝信的备份", f"is no backup of yuxin: {error}") from None

    def unpack(self, folder: Path, told: Told) -> None:
        """Write the parts into `folder`, each checked."""
        expected = {part.name: part for part in self.manifest.parts}
        done = 0
        try:
            while (member := self._tar.next()) is not None:
                part = expected.pop(member.name, None)
                if part is None or not member.isreg() or member.size != part.size:
                    raise self._bad(f"{member.name} 与清单不符", f"{member.name} is not as the manifest says")
                source = self._tar.extractfile(member)
                assert source is not None, "a regular file has content"
                done = self._write(source, folder / part.name, part, done, told)
        except (OSError, EOFError, zlib.error, gzip.BadGzipFile, tarfile.TarError) as error:
            raise self._bad("备份文件损坏或不完整", f"is damaged or cut off: {error}") from None
        if expected:
            missing = ", ".join(sorted(expected))
            raise self._bad(f"缺 {missing}", f"lacks {missing}")

    def close(self) -> None:
        self._tar.close()

    def _manifest(self) -> Manifest:
        member = self._tar.next()
        if member is None or member.name != MANIFEST or not member.isreg() or member.size > LARGEST_MANIFEST:
            raise self._bad("不是渝信的备份", "is no backup of yuxin: it does not begin with a manifest")
        content = self._tar.extractfile(member)
        assert content is not None, "a regular file has content"
        try:
            given = msgspec.json.decode(content.read())
            made_by = given.get("format") if isinstance(given, dict) else None
            if made_by != FORMAT:
                raise self._bad(
                    f"备份格式是 {made_by}，这个版本能读 {FORMAT}；请用做备份的版本恢复",
                    f"has format {made_by}, this version reads {FORMAT}: restore it with the version that made it",
                )
            manifest = msgspec.convert(given, Manifest)
        except msgspec.MsgspecError as error:
            raise self._bad("清单读不懂", f"has a manifest that cannot be read: {error}") from None
        for part in manifest.parts:
            steps = Path(part.name).parts
            if part.name != "/".join(steps) or ".." in steps or Path(part.name).is_absolute() or part.size < 0:
                raise self._bad(f"清单里有不该有的名字 {part.name!r}", f"has a part of a bad name: {part.name!r}")
        return manifest

    def _write(self, source: IO[bytes], target: Path, part: PartEntry, done: int, told: Told) -> int:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        digest = hashlib.sha256()
        target.touch(mode=0o600, exist_ok=False)
        with target.open("wb") as file:
            while chunk := source.read(CHUNK):
                file.write(chunk)
                digest.update(chunk)
                done += len(chunk)
                told(done)
        if digest.hexdigest() != part.sha256:
            raise self._bad(f"{part.name} 的校验和不对", f"{part.name} has another checksum than the manifest says")
        return done

    def _bad(self, zh: str, en: str) -> BadInput:
        return BadInput(f"{zh} / {en}", str(self._path))
