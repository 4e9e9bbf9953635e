"""The installation's key for persons' identifiers."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from gateway.person_key import person_key
from gateway.settings import Settings
from graph_model.errors import BadInput


def test_it_is_made_once_and_its_owner_s_only(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data")
    first = person_key(settings)
    assert len(first) == 64
    assert person_key(settings) == first
    assert stat.S_IMODE((tmp_path / "data" / "person.key").stat().st_mode) == 0o600


def test_of_several_at_once_all_get_the_same(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: person_key(settings), range(16)))
    assert len(keys) == 1
    assert [p.name for p in tmp_path.iterdir()] == ["person.key"]


def test_the_environment_s_is_used_and_nothing_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YUXIN_PERSON_KEY", "0123456789abcdef-0123456789abcdef")
    assert person_key(Settings(data=tmp_path)) == b"0123456789abcdef-0123456789abcdef"
    assert not list(tmp_path.iterdir())


def test_a_damaged_file_is_refused_rather_than_replaced(tmp_path: Path) -> None:
    (tmp_path / "person.key").write_text("abc")
    with pytest.raises(BadInput, match=r"person\.key"):
        person_key(Settings(data=tmp_path))
