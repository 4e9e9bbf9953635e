"""The schemas of the subgraphs that a configuration names: read from files, or asked for (`{ _service { sdl } }`)."""

import asyncio

import orjson

from gateway.federation.composition import SubgraphSource
from gateway.federation.configuration import BadConfiguration, Configuration, SubgraphEntry
from gateway.sources.errors import SourceError
from gateway.sources.header_propagation import HeaderLines
from gateway.sources.remote import remote_source

SERVICE = b'{"query":"{ _service { sdl } }"}'


class SubgraphSilent(Exception):
    """A subgraph that was to be asked for its schema and did not give it."""


async def read_subgraphs(configuration: Configuration) -> list[SubgraphSource]:
    """The schemas of all subgraphs, asked for at the same time. Raises BadConfiguration or SubgraphSilent."""
    if not configuration.entries:
        raise BadConfiguration(
            f"{configuration.where()}: 要有子图 / a list `subgraphs` of {{name, url, schema}} is needed"
        )
    return list(await asyncio.gather(*(read_subgraph(entry, configuration) for entry in configuration.entries)))


async def read_subgraph(entry: SubgraphEntry, configuration: Configuration) -> SubgraphSource:
    """The schema of one subgraph. Raises BadConfiguration or SubgraphSilent."""
    if entry.schema_file is None:
        if entry.url is None:
            raise configuration.error(entry.name, "要有 schema 或 url / a `schema` file, or a `url` to ask for it")
        return SubgraphSource(entry.name, entry.url, await _asked(entry.name, entry.url, configuration))
    try:
        sdl = await asyncio.to_thread(entry.schema_file.read_text, encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise configuration.error(entry.name, f"schema: {error}") from error
    return SubgraphSource(entry.name, entry.url or "", sdl, str(entry.schema_file))


async def _asked(name: str, url: str, configuration: Configuration) -> str:
    """The SDL that a subgraph gives of itself, asked for as its operations are: the same trust, proxy and set headers."""
    options = configuration.options(name)
    try:
        source = remote_source(name, url, options)
        lines = HeaderLines(options.headers).of({})
    except ValueError as error:
        raise configuration.error(name, str(error)) from error
    try:
        answer = await source.fetch(
            SERVICE, asyncio.get_running_loop().time() + options.timeout, lines, repeatable=True
        )
        response = orjson.loads(answer) if isinstance(answer, bytes) else answer
        sdl = response["data"]["_service"]["sdl"]
    except (SourceError, orjson.JSONDecodeError, KeyError, TypeError) as error:
        raise SubgraphSilent(f"{name} at {url} gave no schema: {error!r}") from error
    finally:
        await source.close()
    if not isinstance(sdl, str):
        raise SubgraphSilent(f"{name} at {url} gave no schema: _service.sdl is no text")
    return sdl
