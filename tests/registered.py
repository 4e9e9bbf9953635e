"""The example of examples/register/: a department's subgraph as a process of its own, and a real `yuxin serve` that it is
registered with."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.served import CITY, ROOT, Served, serving
from tests.servers.ports import free_port

EXAMPLE = ROOT / "examples" / "register"
DOCUMENTED_PORT = "4201"


@dataclass
class SiteVisits:
    """The subgraph, which can be killed and started again on the same port; `config` registers it."""

    folder: Path
    port: int = field(default_factory=free_port)
    process: "subprocess.Popen[str] | None" = None

    def __post_init__(self) -> None:
        shutil.copytree(EXAMPLE, self.folder, ignore=shutil.ignore_patterns("__pycache__"))
        self.write((EXAMPLE / "config.yaml").read_text(encoding="utf-8"))

    @property
    def config(self) -> Path:
        return self.folder / "config.yaml"

    def write(self, config: str) -> None:
        """Register what this text says, in which the documented port stands for the real one."""
        draft = self.folder / "draft"
        draft.write_text(config.replace(DOCUMENTED_PORT, str(self.port)), encoding="utf-8")
        draft.replace(self.config)

    def start(self) -> None:
        command = [sys.executable, "-B", str(self.folder / "site_visits.py"), str(self.port)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        assert self.process.stdout.readline().strip() == f"http://127.0.0.1:{self.port}/graphql"

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            assert self.process.stdout is not None
            self.process.stdout.close()
            self.process = None


@contextmanager
def site_visits(folder: Path) -> Iterator[SiteVisits]:
    """The subgraph, up."""
    subgraph = SiteVisits(folder)
    try:
        subgraph.start()
        yield subgraph
    finally:
        subgraph.kill()


@pytest.fixture(scope="session")
def registered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One server with the same city as `served` and the example registered, for every test that only asks questions."""
    folder = tmp_path_factory.mktemp("registered")
    with (
        site_visits(folder / "register") as subgraph,
        serving(folder / "data", "--city", str(CITY), "--subgraphs", str(subgraph.config)) as server,
    ):
        yield server
