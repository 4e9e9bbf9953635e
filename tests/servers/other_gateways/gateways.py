"""How Apollo Gateway and Hive Gateway are started over a supergraph, and what their compositions say of subgraphs."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.servers.node_packages import installed, program

HERE = Path(__file__).parent


def apollo_gateway() -> list[str]:
    """The command of Apollo Gateway, for `gateway_process`."""
    return [program(), str(installed(HERE) / "apollo_gateway.mjs"), "{supergraph}", "{port}"]


def hive_gateway() -> list[str]:
    """The command of Hive Gateway, for `gateway_process`."""
    folder = installed(HERE)
    gateway = str(folder / "node_modules/@graphql-hive/gateway/dist/bin.js")
    configuration = str(folder / "hive_gateway.config.mjs")
    return [
        *(program(), gateway, "supergraph", "{supergraph}", "--config-path", configuration),
        *("--host", "127.0.0.1", "--port", "{port}"),
    ]


@dataclass(frozen=True, slots=True)
class Composed:
    """What a composition says: texts that begin with the code; `supergraph` is None where there are errors."""

    errors: list[str]
    hints: list[str]
    supergraph: str | None


def composed_by(whose: str, subgraphs: list[dict[str, str]]) -> Composed:
    """Compose `[{"name", "url", "sdl"}]` by "apollo" (which has hints) or "hive" (which has none)."""
    command = [program(), str(installed(HERE) / "compose.mjs"), whose]
    done = subprocess.run(
        command, input=json.dumps(subgraphs), capture_output=True, text=True, timeout=120, check=False
    )
    if done.returncode != 0:
        raise RuntimeError(f"{whose}'s composition failed:\n{done.stderr[-2000:]}")
    said: dict[str, Any] = json.loads(done.stdout)
    return Composed(said["errors"], said["hints"], said["supergraph"])
