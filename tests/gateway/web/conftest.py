"""A folder for bundles, small sources, and a PATH on which Node.js and npm are what a test says."""

from collections.abc import Callable
from pathlib import Path

import pytest

from gateway.web import node
from tests.gateway.web.fake_npm import FakeNpm, small_sources

UsesNpm = Callable[..., FakeNpm]


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    return small_sources(tmp_path / "sources")


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def no_npm(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither Node.js on PATH nor the wheel."""
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    monkeypatch.setattr("gateway.web.node.shutil.which", lambda name: None)
    monkeypatch.setattr(node, "npm_of_wheel", lambda: None)


@pytest.fixture
def use_npm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> UsesNpm:
    """Puts a FakeNpm first on PATH: `use_npm(on_build="false")`."""

    def use(**behaviour: str) -> FakeNpm:
        folder = tmp_path / f"bin{len(list(tmp_path.glob('bin*')))}"
        npm = FakeNpm(folder, **behaviour)
        monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
        monkeypatch.setattr(node, "npm_of_wheel", lambda: None)
        return npm

    return use
