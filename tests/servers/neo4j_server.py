"""A real Neo4j 5.26 Community for the tests, without Docker: its jars come by Maven into a cache, Java runs them."""

import atexit
import fcntl
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from tests.servers.ports import cache_folder, free_port

VERSION = "5.26.12"
STARTS_WITHIN = 120.0
JAVAS = (17, 21)
POM = f"""<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>yuxin.tests</groupId><artifactId>neo4j</artifactId><version>1</version><dependencies>
<dependency><groupId>org.neo4j.app</groupId><artifactId>neo4j-server</artifactId><version>{VERSION}</version></dependency>
<dependency><groupId>org.neo4j</groupId><artifactId>neo4j</artifactId><version>{VERSION}</version></dependency>
</dependencies></project>
"""
QUICK = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
"""Half the CPU of a start and of the first thousands of queries: what a test asks is never hot enough for the second compiler."""
OPENED = ("java.base/java.nio", "java.base/java.io", "java.base/sun.nio.ch", "java.base/java.lang")
CONFIGURATION = """server.bolt.listen_address=127.0.0.1:{port}
server.bolt.advertised_address=127.0.0.1:{port}
server.http.enabled=false
dbms.security.auth_enabled=false
dbms.usage_report.enabled=false
server.memory.pagecache.size=256m
"""
PLANNED_ONCE = "dbms.cypher.min_replan_interval=1d\n"
"""Each test empties the graph and fills it anew: ten seconds later every plan would count as stale and be made again."""


def find_neo4j() -> str | None:
    """None where a Neo4j can be had, otherwise what is missing and how to get it."""
    if _java() not in JAVAS:
        return f"Neo4j {VERSION} needs Java 17 or 21: apt-get install openjdk-17-jre-headless"
    if not _jars().joinpath(".complete").exists() and shutil.which("mvn") is None:
        return "Neo4j's jars come by Maven: apt-get install maven"
    return None


class Neo4jServer:
    """A server of its own on a free port, with an empty home that goes when it stops. `url` is its Bolt address."""

    def __init__(self) -> None:
        self._home = Path(tempfile.mkdtemp(prefix="yuxin-neo4j-"))
        self._port = free_port()
        self.url = f"bolt://127.0.0.1:{self._port}"
        self._process: subprocess.Popen[bytes] | None = None

    @classmethod
    def start(cls, *, measured: bool = False) -> "Neo4jServer":
        """Start one and wait until Bolt answers. Raises RuntimeError with the end of its log when it does not.

        `measured`: it runs as it would in production, for a benchmark.
        """
        server = cls()
        atexit.register(server.stop)
        server._launch(fetched_jars(), measured)
        server._wait()
        return server

    def stop(self) -> None:
        """End the process that `start` started, and remove its home. May be called again."""
        if self._process is not None and self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)  # its data goes with it: an orderly end takes ten seconds more
            self._process.wait()
        shutil.rmtree(self._home, ignore_errors=True)
        atexit.unregister(self.stop)

    def __enter__(self) -> "Neo4jServer":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _launch(self, jars: Path, measured: bool) -> None:
        for folder in ("conf", "data", "logs", "run", "plugins", "import"):
            (self._home / folder).mkdir(exist_ok=True)
        configuration = CONFIGURATION.format(port=self._port) + ("" if measured else PLANNED_ONCE)
        (self._home / "conf" / "neo4j.conf").write_text(configuration)
        command = ["java", "-Xms512m", "-Xmx1g", *(() if measured else QUICK), "-cp", f"{jars}/*"]
        command += [
            a for name in (*OPENED, "java.base/java.util.concurrent") for a in ("--add-opens", f"{name}=ALL-UNNAMED")
        ]
        command += [
            "org.neo4j.server.CommunityEntryPoint",
            f"--home-dir={self._home}",
            f"--config-dir={self._home}/conf",
        ]
        with self._log().open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)

    def _wait(self) -> None:
        assert self._process is not None
        deadline = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < deadline and self._process.poll() is None:
            if self._answers():
                return
            time.sleep(0.2)
        end = self._log().read_text(errors="replace")[-2000:]
        self.stop()
        raise RuntimeError(f"Neo4j did not start:\n{end}")

    def _answers(self) -> bool:
        """Whether Bolt's handshake is answered with a version."""
        try:
            with socket.create_connection(("127.0.0.1", self._port), timeout=2) as connection:
                connection.sendall(b"\x60\x60\xb0\x17" + b"\x00\x00\x04\x05" + b"\x00" * 12)
                return connection.recv(4) not in (b"", b"\x00\x00\x00\x00")
        except OSError:
            return False

    def _log(self) -> Path:
        return self._home / "console.log"


def _java() -> int | None:
    """The major version of the machine's Java, None where there is none."""
    try:
        said = subprocess.run(["java", "-version"], capture_output=True, text=True, timeout=30).stderr
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = re.search(r'version "(\d+)', said)
    return int(found[1]) if found else None


def _jars() -> Path:
    return cache_folder() / f"neo4j-{VERSION}"


def fetched_jars() -> Path:
    """The folder of jars, brought by Maven the first time (one process at a time; complete or not at all)."""
    jars = _jars()
    jars.parent.mkdir(parents=True, exist_ok=True)
    with jars.with_name(f"{jars.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (jars / ".complete").exists():
            _bring(jars)
            (jars / ".complete").touch()
    return jars


def _bring(jars: Path) -> None:
    """Into an empty folder, because Maven leaves a jar alone that an interrupted run has half written."""
    shutil.rmtree(jars, ignore_errors=True)
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "pom.xml").write_text(POM)
        goal = ["dependency:copy-dependencies", "-DincludeScope=runtime", f"-DoutputDirectory={jars}"]
        done = subprocess.run(["mvn", "-q", "-B", *goal], cwd=folder, capture_output=True, text=True, timeout=900)
    if done.returncode != 0:
        raise RuntimeError(f"Maven could not bring Neo4j:\n{done.stdout[-2000:]}{done.stderr[-1000:]}")
