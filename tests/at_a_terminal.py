"""`yuxin` at a real pseudo-terminal: what it says and what a scripted person answers."""

import os
import pty
import re
import select
import subprocess
import sys
import time
from pathlib import Path

from tests.served import ROOT, clean_environment

_COLOURS = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")


class Terminal:
    """A real pseudo-terminal at which a scripted person sits."""

    def __init__(self, *arguments: str, cwd: Path, **environment: str) -> None:
        master, slave = pty.openpty()
        settings = {
            **clean_environment(**environment),
            "PYTHONPATH": str(ROOT),
            "TERM": "xterm",
            "COLUMNS": "160",
            "YUXIN_DATA": str(cwd / "data"),
        }
        command = [sys.executable, "-m", "gateway.cli", *arguments]
        self._master, self._bytes, self.said, self._answered = master, b"", "", 0
        self._process = subprocess.Popen(command, cwd=cwd, env=settings, stdin=slave, stdout=slave, stderr=slave)
        os.close(slave)

    def wait_for(self, *words: str) -> None:
        """Read until all the words have been said since the last answer."""
        deadline = time.monotonic() + 60
        while not all(word in self.said[self._answered :] for word in words):
            assert time.monotonic() < deadline and self._read(), f"{words} not said: {self.said[self._answered :]}"

    def answer(self, text: str = "") -> None:
        self._answered = len(self.said)
        os.write(self._master, text.encode() + b"\n")

    def end(self) -> int:
        while self._read():
            pass
        os.close(self._master)
        return self._process.wait(30)

    def _read(self) -> bool:
        if not select.select([self._master], [], [], 60)[0]:
            return False
        try:
            read = os.read(self._master, 65536)
        except OSError:  # what a terminal says whose other end is closed
            return False
        self._bytes += read
        self.said = _COLOURS.sub("", self._bytes.decode("utf-8", "ignore"))
        return bool(read)
