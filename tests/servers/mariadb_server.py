"""A real MariaDB for the tests: the installed server with a data folder of its own."""

import atexit
import os
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from tests.servers.ports import free_port

START_SECONDS = 60


def find_mariadb() -> str | None:
    """None where a MariaDB can be had, otherwise what is missing and how to get it."""
    if _program("mariadbd") is None or _program("mariadb-install-db") is None:
        return "MariaDB: apt-get install mariadb-server-core mariadb-client-core"
    return None


class MariadbServer:
    """A server of its own on a free port. `url` is mysql://… of a user who may do everything."""

    def __init__(self) -> None:
        self._home = Path(tempfile.mkdtemp(prefix="yuxin-mariadb-"))
        self._port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self.url = f"mysql://root@127.0.0.1:{self._port}/"

    @classmethod
    def start(cls) -> "MariadbServer":
        """mariadb-install-db and mariadbd; raises RuntimeError with what they said when they fail."""
        server = cls()
        atexit.register(server.stop)
        done = subprocess.run(
            [
                *(str(_program("mariadb-install-db")), "--no-defaults", *server._user()),
                *(f"--datadir={server._home}/data", "--auth-root-authentication-method=normal"),
            ],
            capture_output=True,
            text=True,
            timeout=120,
        )
        if done.returncode != 0:
            raise RuntimeError(f"mariadb-install-db failed: {done.stderr}")
        with (server._home / "log").open("wb") as log:
            server._process = subprocess.Popen(
                [
                    *(str(_program("mariadbd")), "--no-defaults", *server._user(), f"--datadir={server._home}/data"),
                    *(f"--port={server._port}", "--bind-address=127.0.0.1", f"--socket={server._home}/socket"),
                    *(f"--pid-file={server._home}/pid", "--skip-log-bin", "--innodb-flush-log-at-trx-commit=0"),
                ],
                stdout=log,
                stderr=log,
            )
        server._wait()
        return server

    def stop(self) -> None:
        """End the server and remove its data. May be called again."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(60)
            self._process = None
        shutil.rmtree(self._home, ignore_errors=True)
        atexit.unregister(self.stop)

    def __enter__(self) -> "MariadbServer":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _wait(self) -> None:
        """Until it listens."""
        assert self._process is not None
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self._port), 1).close()
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise RuntimeError(f"mariadbd did not start: {(self._home / 'log').read_text(errors='replace')[-2000:]}")

    @staticmethod
    def _user() -> tuple[str, ...]:
        """It refuses to run as root unless it is told to."""
        return ("--user=root",) if os.geteuid() == 0 else ()


def _program(name: str) -> str | None:
    found = shutil.which(name)
    return found or next((path for path in (f"/usr/sbin/{name}", f"/usr/bin/{name}") if Path(path).exists()), None)
