"""What of a data folder belongs to a backup, and in which order it is copied while a gateway writes.

The graph comes first and what it refers to later, so that a copy never names what another one does not have yet: the systems'
files are as new as the graph's checkpoints, and the audit table is not behind its anchors, which would look like a tail cut off.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from gateway.person_key import FILE_NAME as PERSON_KEY
from gateway.records.audit.anchors import SUFFIX
from gateway.records.audit.deferred import FOLDER as ANCHORS
from gateway.records.database import FILE_NAME as RECORDS
from gateway.settings import BUNDLED, NO_SYSTEMS, Settings
from gateway.settings import FILE_NAME as SETTINGS
from gateway.sync.bundled import FOLDER as SYSTEMS
from graph_model.embedded_store import FILE_NAME as GRAPH
from graph_model.open_store import EMBEDDED


class Way(StrEnum):
    """How a file is copied while others write to it."""

    GRAPH = "graph"
    SQLITE = "sqlite"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Part:
    """A file of the data folder; `name` is its path in there."""

    name: str
    way: Way


def parts_of(settings: Settings) -> Iterator[Part]:
    """The parts, in the order in which they are copied."""
    if settings.store == EMBEDDED:
        yield Part(GRAPH, Way.GRAPH)
    if settings.systems in (BUNDLED, NO_SYSTEMS):
        yield from _files(settings.data, f"{SYSTEMS}/*.sqlite", Way.SQLITE)
    if settings.audit_anchors is None:
        yield from _files(settings.data, f"{ANCHORS}/*{SUFFIX}", Way.PLAIN)
    if settings.records is None:
        yield from _files(settings.data, RECORDS, Way.SQLITE)
    if settings.person_key is None:
        yield from _files(settings.data, PERSON_KEY, Way.PLAIN)
    yield from _files(settings.data, SETTINGS, Way.PLAIN)


def elsewhere(settings: Settings) -> list[str]:
    """What a gateway with these settings needs beside its data folder: `name: where`, without secrets."""
    found = []
    if settings.store != EMBEDDED:
        found.append("graph: Neo4j (neo4j-admin database dump)")
    if settings.records is not None:
        found.append("records: PostgreSQL (pg_dump)")
    if settings.person_key is not None:
        found.append("person key: YUXIN_PERSON_KEY")
    if settings.audit_anchors is not None:
        found.append(f"audit anchors: {settings.audit_anchors}")
    for name, path in (("mappings", settings.mappings), ("subgraphs", settings.subgraphs)):
        if path is not None:
            found.append(f"{name}: {path}")
    return found


def _files(folder: Path, pattern: str, way: Way) -> Iterator[Part]:
    for path in sorted(folder.glob(pattern)):
        yield Part(path.relative_to(folder).as_posix(), way)
