"""How the tests run the programs of examples/: as a person does, in a copy of the folder, with npm's packages from the cache."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.served import ROOT
from tests.servers.node_packages import installed, node, program

EXAMPLES = ROOT / "examples"
MADE = shutil.ignore_patterns("node_modules", "dist", "generated", "cursor.txt", "__pycache__")
ENDS_WITHIN = 240


def copied(name: str, folder: Path) -> Path:
    """A copy of an example as it is committed; npm's packages are those of its lock."""
    home = EXAMPLES / name
    there = Path(shutil.copytree(home, folder / name, ignore=MADE))
    if (home / "package-lock.json").exists():
        (there / "node_modules").symlink_to(installed(home) / "node_modules")
    return there


def npm(folder: Path, *arguments: str, **environment: str) -> str:
    """What an npm script prints that ends well; with `-- …` the program's own arguments."""
    done = subprocess.run(
        [program("npm"), "run", "--silent", *arguments],
        cwd=folder,
        env=_environment(environment),
        capture_output=True,
        text=True,
        timeout=ENDS_WITHIN,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout


@contextmanager
def started(command: list[str], folder: Path, **environment: str) -> Iterator["subprocess.Popen[str]"]:
    """A program that goes on, whose lines may be read; ended at the latest when this is left."""
    process = subprocess.Popen(
        command, cwd=folder, env=_environment(environment), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def until(process: "subprocess.Popen[Any]", words: str) -> list[str]:
    """The lines up to the one with these words; fails where the program ends before."""
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line.rstrip("\n"))
        if words in line:
            return lines
    raise AssertionError(f"it ended without {words!r}:\n" + "\n".join(lines))


def _environment(more: dict[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("YUXIN")}
    path = [str(found)] if (found := node()) else []
    return {**kept, "PATH": os.pathsep.join([*path, os.environ["PATH"]]), "NO_PROXY": "127.0.0.1", **more}
