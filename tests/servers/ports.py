"""What every test server needs: a free port, and a folder for what is downloaded once."""

import os
import socket
from pathlib import Path


def free_port() -> int:
    """A port on loopback that nobody listens on now."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def cache_folder() -> Path:
    """Outside the tree, so that a clean clone finds what another one brought."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "yuxin"
