"""The configuration of a composition: `subgraphs: [{name, url, schema: FILE}]`, in YAML or JSON.

A subgraph without `schema` is asked for its own (`{ _service { sdl } }`) at its address.
"""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import yaml

from gateway.federation.composition import SubgraphSource

SERVICE = {"query": "{ _service { sdl } }"}
SECONDS = 10.0


class BadConfiguration(Exception):
    """A configuration that cannot be used; the message names the file and the place."""


class SubgraphSilent(Exception):
    """A subgraph that was to be asked for its schema and did not give it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the configuration; `schema` None: ask at `url`."""

    name: str
    url: str
    schema: Path | None


def read_configuration(path: Path) -> list[Entry]:
    """The entries of a file. Raises BadConfiguration."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise BadConfiguration(f"{path}: {error}") from error
    listed = content.get("subgraphs") if isinstance(content, dict) else None
    if not isinstance(listed, list) or not listed:
        raise BadConfiguration(f"{path}: a list `subgraphs` of {{name, url, schema}} is needed")
    entries = [_entry(path, number, given) for number, given in enumerate(listed)]
    names = [entry.name for entry in entries]
    for name in names:
        if names.count(name) > 1:
            raise BadConfiguration(f"{path}: two subgraphs are named {name!r}")
    return entries


def _entry(path: Path, number: int, given: Any) -> Entry:
    where = f"{path}: subgraphs[{number}]"
    if not isinstance(given, dict):
        raise BadConfiguration(f"{where}: {{name, url, schema}} is needed")
    for word in ("name", "url", "schema"):
        if not isinstance(given.get(word, ""), str) or (word == "name" and not given.get(word)):
            raise BadConfiguration(f"{where}.{word}: a text is needed")
    schema, url = given.get("schema"), given.get("url", "")
    if not schema and not url:
        raise BadConfiguration(f"{where}: a `schema` file, or a `url` to ask for it")
    return Entry(given["name"], url, path.parent / schema if schema else None)


async def read_subgraphs(entries: list[Entry]) -> list[SubgraphSource]:
    """The schemas of all entries, asked for at the same time. Raises BadConfiguration or SubgraphSilent."""
    async with httpx.AsyncClient(timeout=SECONDS, trust_env=False) as client:
        return list(await asyncio.gather(*(_source(entry, client) for entry in entries)))


async def _source(entry: Entry, client: httpx.AsyncClient) -> SubgraphSource:
    if entry.schema is None:
        return SubgraphSource(entry.name, entry.url, await _asked(entry, client))
    try:
        return SubgraphSource(entry.name, entry.url, entry.schema.read_text(encoding="utf-8"), str(entry.schema))
    except (OSError, UnicodeDecodeError) as error:
        raise BadConfiguration(f"{entry.name}: {error}") from error


async def _asked(entry: Entry, client: httpx.AsyncClient) -> str:
    try:
        answer = (await client.post(entry.url, json=SERVICE)).raise_for_status().json()
        sdl = answer["data"]["_service"]["sdl"]
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, KeyError, TypeError) as error:
        raise SubgraphSilent(f"{entry.name} at {entry.url} gave no schema: {error!r}") from error
    if not isinstance(sdl, str):
        raise SubgraphSilent(f"{entry.name} at {entry.url} gave no schema: _service.sdl is no text")
    return sdl
