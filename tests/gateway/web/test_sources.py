"""What a bundle is made of, and the key that changes with it."""

from pathlib import Path

import pytest

from gateway.web.building import SOURCES
from gateway.web.sources import copy_sources, source_files, sources_key


def test_the_key_is_the_same_for_the_same_sources(sources: Path, tmp_path: Path) -> None:
    copy_sources(sources, tmp_path / "copy")
    assert sources_key(tmp_path / "copy") == sources_key(sources)


@pytest.mark.parametrize("file", ["package-lock.json", "vite.config.ts", "graphiql.html", "src/deep/leaf.ts"])
def test_the_key_changes_with_every_source(sources: Path, file: str) -> None:
    before = sources_key(sources)
    (sources / file).write_text("changed\n")
    assert sources_key(sources) != before


def test_the_key_changes_when_a_file_is_renamed(sources: Path) -> None:
    before = sources_key(sources)
    (sources / "src" / "main.tsx").rename(sources / "src" / "renamed.tsx")
    assert sources_key(sources) != before


def test_what_a_build_or_python_puts_beside_the_sources_is_none(sources: Path) -> None:
    before = sources_key(sources)
    for extra in ("node_modules/vite/index.js", "dist/index.html", "building.py"):
        (sources / extra).parent.mkdir(parents=True, exist_ok=True)
        (sources / extra).write_text("extra\n")
    assert sources_key(sources) == before


def test_the_copy_of_read_only_sources_can_be_written(sources: Path, tmp_path: Path) -> None:
    for path in (*sources.rglob("*"), sources):
        path.chmod(0o555 if path.is_dir() else 0o444)
    copy_sources(sources, tmp_path / "copy")
    assert all(path.stat().st_mode & 0o200 for path in (tmp_path / "copy").rglob("*"))


def test_ours_are_all_there() -> None:
    files = [file.as_posix() for file in source_files(SOURCES)]
    assert {"package-lock.json", "index.html", "graphiql.html", "src/main.tsx", "src/graphiql/main.tsx"} <= set(files)


def test_the_lock_names_no_registry() -> None:
    lock = (SOURCES / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in lock
    assert lock.count('"integrity"') > 50
