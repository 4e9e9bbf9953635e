"""A real `yuxin serve` in a process of its own, as a person starts it: on a free port, with a small city in a fresh folder."""

import io
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

import pytest

from gateway.cli import main

ROOT = Path(__file__).resolve().parents[1]
CITY = 300
START_SECONDS, END_SECONDS = 120, 60


@dataclass
class Served:
    """A server that is ready: its address, its data folder, its process, and what it wrote to standard error."""

    url: str
    data: Path
    process: "subprocess.Popen[str]"
    printed: str
    log: Path = field(repr=False)

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal and wait; the exit code."""
        self.process.send_signal(number)
        return self.process.wait(timeout=END_SECONDS)

    @property
    def errors(self) -> str:
        return self.log.read_text(encoding="utf-8")


@contextmanager
def serving(data: Path, *arguments: str, **environment: str) -> Iterator[Served]:
    """Start `yuxin serve --port 0` on a data folder and wait for the line that says where it answers."""
    with tempfile.TemporaryDirectory(prefix="yuxin-serve-") as folder:
        log = Path(folder, "stderr")
        command = [sys.executable, "-m", "gateway.cli", "serve", "--port", "0", "--data", str(data), *arguments]
        with log.open("w", encoding="utf-8") as errors:
            process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=clean_environment(**environment),
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )
        assert process.stdout is not None
        try:
            line = process.stdout.readline().strip()
            assert line, f"it did not start (exit code {process.wait(10)}):\n{log.read_text(encoding='utf-8')}"
            yield Served(line.split()[-1].rstrip("/"), data, process, line, log)
        finally:
            if process.poll() is None:
                process.terminate()
                try:
                    process.wait(timeout=END_SECONDS)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()
            process.stdout.close()


@dataclass(frozen=True)
class Ran:
    """A command that has ended."""

    code: int
    out: str
    err: str


def yuxin(*arguments: str, data: Path | None = None, timeout: float = 120, **environment: str) -> Ran:
    """Run a `yuxin` command to its end, as a person does."""
    where = [] if data is None else ["--data", str(data)]
    done = subprocess.run(
        [sys.executable, "-m", "gateway.cli", *arguments, *where],
        cwd=ROOT,
        env=clean_environment(**environment),
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def yuxin_here(*arguments: str, data: Path | None = None, **environment: str) -> Ran:
    """`yuxin` without the second that a process of its own costs: the same entry point, in this process."""
    where = [] if data is None else ["--data", str(data)]
    out, err = io.StringIO(), io.StringIO()
    with (
        patch.dict(os.environ, clean_environment(**environment), clear=True),
        patch.object(sys, "argv", ["yuxin", *arguments, *where]),
        redirect_stdout(out),
        redirect_stderr(err),
        pytest.raises(SystemExit) as ended,
    ):
        main()
        raise SystemExit(0)
    return Ran(int(ended.value.code or 0), out.getvalue(), err.getvalue())


def clean_environment(**more: str) -> dict[str, str]:
    """This process's environment without settings of ours, with a wide terminal, no page built, no systems, a log
    for people, and `more`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("YUXIN_")}
    return {
        **kept,
        "COLUMNS": "120",
        "PYTHONUNBUFFERED": "1",
        "YUXIN_PAGE": "false",
        "YUXIN_SYSTEMS": "none",
        "YUXIN_LOG_FORMAT": "text",
        **more,
    }


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One server with a small city for every test that only asks questions."""
    with serving(tmp_path_factory.mktemp("served") / "data", "--city", str(CITY), "--systems", "none") as server:
        yield server


@pytest.fixture(scope="session")
def live_served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One server as it is by default: the same city with the bundled systems, synced and asked live."""
    with serving(tmp_path_factory.mktemp("live") / "data", "--city", str(CITY), YUXIN_SYSTEMS="bundled") as server:
        yield server
