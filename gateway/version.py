"""Which version runs: of the installed package, or of the source tree that the launcher runs from."""

import tomllib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1] / "pyproject.toml"


def running_version() -> str:
    """The version as text, `0.1.0`."""
    try:
        return version("yuxin")
    except PackageNotFoundError:
        return str(tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]["version"])
