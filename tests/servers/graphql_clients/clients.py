"""Reference clients and the reference audit, run by Node against a server of ours."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.servers.node_packages import installed, program

HERE = Path(__file__).parent
ENDS_WITHIN = 120.0


@dataclass(frozen=True, slots=True)
class Audited:
    """One rule of the audit: `status` is ok, notice, warn or error."""

    id: str
    name: str
    status: str
    reason: str | None


async def audited(url: str) -> list[Audited]:
    """What the audit of GraphQL over HTTP says of an endpoint."""
    async with _running("http_audit.mjs", url) as process:
        out, _ = await asyncio.wait_for(process.communicate(), ENDS_WITHIN)
    assert process.returncode == 0, "the audit itself failed"
    return [Audited(**each) for each in json.loads(out)]


@asynccontextmanager
async def over_sse(
    url: str,
    query: str,
    variables: dict[str, Any] | None = None,
    headers: dict[str, str] | None = None,
    single: Sequence[str] | None = None,
) -> AsyncIterator[AsyncIterator[Any]]:
    """The answers to an operation, as graphql-sse reads them until the server completes it.

    With `single` over one connection, at the same time as those operations.
    """
    given = [json.dumps(each or {}) for each in (variables, headers)]
    more = [] if single is None else ["single", *single]
    async with _running("sse.mjs", url, query, *given, *more) as process:
        yield _answers(process)


@asynccontextmanager
async def over_websocket(
    url: str, query: str, parameters: dict[str, Any] | None = None, variables: dict[str, Any] | None = None
) -> AsyncIterator[AsyncIterator[Any]]:
    """The answers to an operation, as graphql-ws reads them; the last may be {errors}, or the {code, reason} of a closed socket."""
    given = (json.dumps(each or {}) for each in (parameters, variables))
    async with _running("ws.mjs", url, query, *given) as process:
        yield _answers(process)


async def _answers(process: asyncio.subprocess.Process) -> AsyncIterator[Any]:
    assert process.stdout is not None
    async for line in process.stdout:
        yield json.loads(line)
    assert await process.wait() == 0, "the client failed"


@asynccontextmanager
async def _running(script: str, *arguments: str) -> AsyncIterator[asyncio.subprocess.Process]:
    folder = await asyncio.to_thread(installed, HERE)
    process = await asyncio.create_subprocess_exec(
        program(), str(folder / script), *arguments, stdout=asyncio.subprocess.PIPE
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
