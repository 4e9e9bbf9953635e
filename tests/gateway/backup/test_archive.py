"""A backup that is not whole, or not one, makes no data folder: nothing of it is left."""

import gzip
import io
import json
import tarfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from gateway.backup.restoring import restore
from gateway.backup.taking import take
from gateway.settings import Settings
from graph_model.embedded_store import EmbeddedStore
from graph_model.errors import BadInput, StoreUnavailable
from seed.laying import ensure_plan

Members = dict[str, bytes]


def deaf(_: dict[str, object]) -> None:
    """Nobody listens."""


@pytest.fixture
async def backup(tmp_path: Path) -> Path:
    """A backup of a folder with the plan, an audit trail and a key in it."""
    settings = Settings(data=tmp_path / "data")
    store = await EmbeddedStore.open(settings.data)
    await store.prepare()
    await ensure_plan(store)
    (settings.data / "person.key").write_text("k" * 64)
    await take(settings, store, tmp_path / "backup.tar.gz", deaf)
    await store.close()
    return tmp_path / "backup.tar.gz"


def members(path: Path) -> Members:
    with tarfile.open(path, "r:gz") as archive:
        return {one.name: archive.extractfile(one).read() for one in archive}  # type: ignore[union-attr]


def written(path: Path, content: Members, *, kind: bytes = tarfile.REGTYPE) -> None:
    with tarfile.open(path, "w:gz") as archive:
        for name, held in content.items():
            one = tarfile.TarInfo(name)
            one.size = len(held)
            if name == "person.key":
                one.type, one.linkname = kind, "/etc/passwd"
                one.size = len(held) if kind == tarfile.REGTYPE else 0
            archive.addfile(one, io.BytesIO(held))


def changed_manifest(**values: object) -> Callable[[Members], Members]:
    def change(content: Members) -> Members:
        manifest = {**json.loads(content["manifest.json"]), **values}
        return {**content, "manifest.json": json.dumps(manifest).encode()}

    return change


def renamed(name: str) -> Callable[[Members], Members]:
    """The key under another name, in the manifest as well."""

    def change(content: Members) -> Members:
        manifest = json.loads(content["manifest.json"])
        for part in manifest["parts"]:
            if part["name"] == "person.key":
                part["name"] = name
        rest = {one: held for one, held in content.items() if one not in ("manifest.json", "person.key")}
        return {"manifest.json": json.dumps(manifest).encode(), **rest, name: content["person.key"]}

    return change


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param(
            lambda c: {k: v for k, v in c.items() if k != "graph.kgl"}, "lacks graph.kgl", id="a part is gone"
        ),
        pytest.param(lambda c: {**c, "person.key": b"x" * 64}, "another checksum", id="another content"),
        pytest.param(lambda c: {**c, "person.key": b"x"}, "not as the manifest says", id="another size"),
        pytest.param(lambda c: {**c, "more": b"x"}, "not as the manifest says", id="a part too many"),
        pytest.param(
            lambda c: {k: c[k] for k in reversed(c)}, "does not begin with a manifest", id="no manifest first"
        ),
        pytest.param(lambda c: {**c, "manifest.json": b"["}, "cannot be read", id="a manifest that is no JSON"),
        pytest.param(lambda c: {**c, "manifest.json": b"[]"}, "has format None", id="a manifest that is none"),
        pytest.param(changed_manifest(format=2), "has format 2", id="of a later version"),
        pytest.param(changed_manifest(parts="all"), "cannot be read", id="parts that are none"),
        pytest.param(changed_manifest(more=1), "cannot be read", id="a manifest that says more"),
        pytest.param(renamed("../person.key"), "bad name", id="a part outside the folder"),
        pytest.param(renamed("/tmp/person.key"), "bad name", id="a part anywhere"),
        pytest.param(renamed("a//b"), "bad name", id="a part of two names"),
    ],
)
async def test_what_is_no_whole_backup_makes_no_folder(
    backup: Path, change: Callable[[Members], Members], said: str
) -> None:
    written(backup, change(members(backup)))
    await refused(backup, said)


async def refused(backup: Path, said: str) -> None:
    place = backup.parent / "place"
    place.mkdir()
    with pytest.raises(BadInput, match=said) as refusal:
        await restore(Settings(data=place / "restored"), backup, deaf)
    assert refusal.value.message.startswith(str(backup)) or str(backup) in str(refusal.value)
    assert list(place.iterdir()) == []


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.FIFOTYPE])
async def test_a_part_that_is_no_file_is_refused(backup: Path, kind: bytes) -> None:
    written(backup, members(backup), kind=kind)
    await refused(backup, "not as the manifest says")


@pytest.mark.parametrize("share", [0.2, 0.6, 0.95])
async def test_a_backup_that_was_cut_off_is_refused(backup: Path, share: float) -> None:
    whole = backup.read_bytes()
    backup.write_bytes(whole[: int(len(whole) * share)])
    await refused(backup, "damaged or cut off|no backup of yuxin")


async def test_one_flipped_byte_is_found(backup: Path) -> None:
    whole = bytearray(backup.read_bytes())
    whole[len(whole) // 2] ^= 1
    backup.write_bytes(bytes(whole))
    await refused(backup, "damaged or cut off|checksum|not as the manifest says")


@pytest.mark.parametrize(
    "content",
    [b"", b"a text", gzip.compress(b"a text"), b"\x1f\x8b" + bytes(100)],
    ids=["empty", "text", "compressed text", "no stream"],
)
async def test_another_file_is_no_backup(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "file"
    file.write_bytes(content)
    await refused(file, "no backup of yuxin")


async def test_a_folder_that_holds_something_is_left_alone(backup: Path, tmp_path: Path) -> None:
    held = tmp_path / "held"
    held.mkdir()
    (held / "graph.kgl").write_text("somebody's")
    with pytest.raises(BadInput, match="no empty folder"):
        await restore(Settings(data=held), backup, deaf)
    assert (held / "graph.kgl").read_text() == "somebody's"


async def test_a_graph_that_cannot_be_opened_makes_no_folder(backup: Path) -> None:
    content = members(backup)
    content["graph.kgl"] = content["graph.kgl"][:100] + bytes(200) + content["graph.kgl"][300:]
    manifest = json.loads(content["manifest.json"])
    for part in manifest["parts"]:
        part["sha256"] = sha256(content[part["name"]]).hexdigest()
    written(backup, {**content, "manifest.json": json.dumps(manifest).encode()})
    place = backup.parent / "place"
    place.mkdir()
    with pytest.raises(StoreUnavailable):
        await restore(Settings(data=place / "restored"), backup, deaf)
    assert list(place.iterdir()) == []


async def test_a_backup_takes_no_other_files_place_and_leaves_no_draft(backup: Path, tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data")
    store = await EmbeddedStore.open(settings.data)
    before = backup.read_bytes()
    with pytest.raises(BadInput, match="another name"):
        await take(settings, store, backup, deaf)
    assert backup.read_bytes() == before
    with pytest.raises(BadInput, match="cannot write"):
        await take(settings, store, tmp_path / "no" / "folder" / "b", deaf)

    def stop(event: dict[str, object]) -> None:
        if event["step"] == "packing":
            raise StoreUnavailable("stopped")

    with pytest.raises(StoreUnavailable, match="stopped"):
        await take(settings, store, tmp_path / "stopped", stop)
    await store.close()
    assert {path.name for path in tmp_path.iterdir()} == {"data", "backup.tar.gz"}
    assert not list(settings.data.glob("backup-*"))
