"""Every example of the README and the docs, run against the real server."""

import json
import os
import shlex
import subprocess
import sys

import httpx
import pytest

from tests.docs import examples
from tests.served import Served

REGISTERED = "docs/federation/registering.md"
"""The page whose examples are of a server with a registered subgraph."""
LIVE = "docs/systems/live.md"
"""The page whose examples are of a server with the systems asked live."""
QUERIES = examples.queries()
COMMANDS = examples.commands()


def server_of(request: pytest.FixtureRequest, where: str) -> Served:
    """The server that a page speaks of."""
    fixtures = {REGISTERED: "registered", LIVE: "live_served"}
    server: Served = request.getfixturevalue(fixtures.get(where.partition(":")[0], "served"))
    return server


@pytest.mark.parametrize(("where", "query", "expected"), QUERIES, ids=[where for where, _, _ in QUERIES])
def test_the_query_gives_the_answer_beside_it(
    request: pytest.FixtureRequest, where: str, query: str, expected: str
) -> None:
    answer = httpx.post(f"{server_of(request, where).url}/graphql", json={"query": query}, timeout=30).json()
    assert answer == json.loads(expected), where


@pytest.mark.parametrize("command", COMMANDS, ids=[f"{c.where} {c.line}" for c in COMMANDS])
def test_the_command_prints_what_stands_under_it(request: pytest.FixtureRequest, command: examples.Command) -> None:
    program, *arguments = shlex.split(command.line)
    assert program == "./yuxin", f"{command.where}: only ./yuxin is run; mark others with <!-- not run: reason -->"
    done = subprocess.run(
        [sys.executable, "-m", "gateway.cli", *arguments],
        cwd=examples.ROOT,
        env={**os.environ, "YUXIN_DATA": str(server_of(request, command.where).data), "COLUMNS": "120"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode in (0, 1), done.stderr
    printed = done.stdout.splitlines()
    missing = [line for line in command.printed if not any(examples.matches(line, p) for p in printed)]
    assert not missing, f"{command.where}: not printed: {missing}\n{done.stdout}{done.stderr}"


def test_the_readme_has_a_first_query_and_commands() -> None:
    assert any(where.startswith("README.md") for where, _, _ in QUERIES)
    assert any(c.where.startswith("README.md") for c in COMMANDS)
