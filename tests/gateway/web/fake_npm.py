"""A stand-in for Node.js and npm: two scripts in a folder for PATH, and the sources that they are let loose on."""

from pathlib import Path

from gateway.web.sources import PARTS

BUILDS = 'mkdir -p dist/assets && echo "<p>built</p>" > dist/index.html && echo "<p>graphiql</p>" > dist/graphiql.html'


class FakeNpm:
    """`node` says which version it is; `npm` notes each call and does what `on_ci` and `on_build` say, in shell."""

    def __init__(self, folder: Path, *, version: str = "v22.12.0", on_ci: str = "true", on_build: str = BUILDS) -> None:
        self.folder = folder
        self.calls_file = folder / "calls"
        folder.mkdir()
        _script(folder / "node", f"echo {version}")
        case = f'case "$1" in ci) {on_ci} ;; run) {on_build} ;; esac'
        _script(folder / "npm", f'echo "$@" >> {self.calls_file}\n{case}')

    @property
    def calls(self) -> list[str]:
        return self.calls_file.read_text().splitlines() if self.calls_file.exists() else []


def _script(path: Path, text: str) -> None:
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def small_sources(folder: Path) -> Path:
    """A source tree with every part that a bundle is made of."""
    (folder / "src" / "deep").mkdir(parents=True)
    for part in PARTS:
        if part != "src":
            (folder / part).write_text(f"{part}\n")
    (folder / "src" / "main.tsx").write_text("main\n")
    (folder / "src" / "deep" / "leaf.ts").write_text("leaf\n")
    return folder
