"""Any gateway as a process on a free port of loopback: started with a supergraph file, ended by its own process group."""

import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.servers.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
STARTS_WITHIN = 90.0
ENDS_WITHIN = 30.0


@contextmanager
def gateway_process(command: Sequence[str], sdl: str, **environment: str) -> Iterator[str]:
    """Run `command` over a supergraph, `{supergraph}` and `{port}` filled in; gives the address of its GraphQL endpoint.

    Raises RuntimeError with the end of its log where it does not come to answer.
    """
    with tempfile.TemporaryDirectory(prefix="yuxin-gateway-") as folder:
        file, log, port = Path(folder, "supergraph.graphql"), Path(folder, "log"), free_port()
        file.write_text(sdl, encoding="utf-8")
        filled = [word.replace("{supergraph}", str(file)).replace("{port}", str(port)) for word in command]
        with log.open("wb") as out:
            variables = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
            process = subprocess.Popen(
                filled, stdout=out, stderr=out, cwd=folder, env=variables, start_new_session=True
            )
        try:
            url = f"http://127.0.0.1:{port}/graphql"
            _wait(process, url, log)
            yield url
        finally:
            _end(process)


def _wait(process: "subprocess.Popen[bytes]", url: str, log: Path) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    with httpx.Client(timeout=5) as client:
        while time.monotonic() < deadline and process.poll() is None:
            if _answers(client, url):
                return
            time.sleep(0.1)
    raise RuntimeError(f"{process.args!r} did not start:\n{log.read_text(errors='replace')[-3000:]}")


def _answers(client: httpx.Client, url: str) -> bool:
    try:
        return "data" in client.post(url, json={"query": "{ __typename }"}).json()
    except (httpx.HTTPError, ValueError):
        return False


def _end(process: "subprocess.Popen[bytes]") -> None:
    try:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=ENDS_WITHIN)
    except ProcessLookupError:
        process.wait()
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
