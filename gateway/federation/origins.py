"""Where a supergraph comes from: a file, an address that is polled, or subgraphs that are composed.

An origin remembers what it gave last, so that looking again costs little where nothing has changed.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

import httpx

from gateway.federation.composition import CompositionFailed, compose
from gateway.federation.configuration import BadConfiguration, Configuration, read_configuration
from gateway.federation.subgraph_schemas import SubgraphSilent, read_subgraphs
from gateway.federation.supergraph import SupergraphError

LARGEST = 64 * 1024 * 1024
SECONDS = 10.0
WATCH_SECONDS = 1.0

Stamp = tuple[int, int, int] | None


class SupergraphSilent(Exception):
    """An address that was to give the supergraph and did not; the message names the address and what happened."""


PASSING = (OSError, SubgraphSilent, SupergraphSilent)
"""What the next look may find gone."""
LASTING = (UnicodeDecodeError, BadConfiguration, CompositionFailed, SupergraphError)
"""What stays wrong until somebody changes what is there."""


@dataclass(frozen=True, slots=True)
class Given:
    """What an origin gives: the supergraph's SDL, how its subgraphs are reached, and what composition remarked."""

    sdl: str
    configuration: Configuration = field(default_factory=Configuration)
    hints: Sequence[str] = ()


class Origin(Protocol):
    """`interval`: the seconds between two looks. Its text names it to the person who reads the log."""

    interval: float

    async def look(self, *, anew: bool = False) -> Given | None:
        """What is there; None where it is what was there at the last look, unless `anew`. Raises PASSING or LASTING."""
        ...


class SupergraphFile:
    """A file that is watched."""

    def __init__(self, path: Path, interval: float = WATCH_SECONDS) -> None:
        self.interval = interval
        self._path = path
        self._seen: Stamp = None

    def __str__(self) -> str:
        return str(self._path)

    async def look(self, *, anew: bool = False) -> Given | None:
        found = stamp(self._path)
        if found == self._seen and found is not None and not anew:
            return None
        content = await asyncio.to_thread(self._path.read_bytes)
        self._seen = found
        return Given(content.decode("utf-8"))


class SupergraphAddress:
    """An http:// or https:// address that is polled; it is told the `etag` of what it gave, and may answer 304."""

    def __init__(self, url: str, interval: float) -> None:
        self.interval = interval
        self._url = url
        self._etag: str | None = None
        self._seen: bytes | None = None

    def __str__(self) -> str:
        parts = urlsplit(self._url)
        return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="").geturl()

    async def look(self, *, anew: bool = False) -> Given | None:
        known = {"if-none-match": self._etag} if self._etag and not anew else {}
        try:
            answer, content = await self._asked(known)
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
            raise SupergraphSilent(f"{self}: {type(error).__name__} {error}") from error
        if answer.status_code == httpx.codes.NOT_MODIFIED and known:
            return None
        if answer.status_code != httpx.codes.OK:
            raise SupergraphSilent(f"{self}: it answered {answer.status_code}")
        self._etag = answer.headers.get("etag")
        if content == self._seen and not anew:
            return None
        self._seen = content
        return Given(content.decode("utf-8"))

    async def _asked(self, headers: dict[str, str]) -> tuple[httpx.Response, bytes]:
        content = bytearray()
        async with (
            asyncio.timeout(SECONDS),
            httpx.AsyncClient(trust_env=False, follow_redirects=True) as client,
            client.stream("GET", self._url, headers=headers) as answer,
        ):
            async for part in answer.aiter_bytes():
                content += part
                if len(content) > LARGEST:
                    raise SupergraphSilent(f"{self}: it is larger than {LARGEST} bytes")
        return answer, bytes(content)


class Subgraphs:
    """Subgraphs named in a configuration, composed; the configuration and the schema files that it names are watched.

    One that is asked for its schema is asked again when a file has changed, and `anew`.
    """

    def __init__(self, config: Path, interval: float = WATCH_SECONDS) -> None:
        self.interval = interval
        self._config = config
        self._seen: dict[Path, Stamp] = {}

    def __str__(self) -> str:
        return str(self._config)

    async def look(self, *, anew: bool = False) -> Given | None:
        if self._seen and not anew and all(stamp(file) == seen for file, seen in self._seen.items()):
            return None
        self._seen = {self._config: stamp(self._config)}
        try:
            configuration = read_configuration(self._config)
            schemas = [entry.schema_file for entry in configuration.entries if entry.schema_file is not None]
            self._seen |= {file: stamp(file) for file in schemas}
            sources = await read_subgraphs(configuration)
        except PASSING:
            self._seen = {}
            raise
        composed = await asyncio.to_thread(compose, sources)
        return Given(composed.supergraph_sdl, configuration, tuple(map(str, composed.hints)))


class Configured:
    """A finished supergraph from `origin` whose subgraphs are reached as a configuration says; that is watched too."""

    def __init__(self, origin: Origin, config: Path) -> None:
        self.interval = origin.interval
        self._origin = origin
        self._config = config
        self._seen: Stamp = None
        self._given: Given | None = None

    def __str__(self) -> str:
        return str(self._origin)

    async def look(self, *, anew: bool = False) -> Given | None:
        found = stamp(self._config)
        given = await self._origin.look(anew=anew)
        if given is None and found == self._seen:
            return None
        self._seen, self._given = found, given or self._given
        assert self._given is not None
        return replace(self._given, configuration=read_configuration(self._config))


def stamp(file: Path) -> Stamp:
    """What differs when a file is another one; None where it is not there."""
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
