"""The systems that are asked at query time: the database, the guard and the subgraph of each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncEngine

from gateway.federation.composition import SubgraphSource
from gateway.live.description import can_be_asked, described, knows_persons
from gateway.live.keys import written
from gateway.live.owners import ENTITY
from gateway.live.persons.finding import PersonRows
from gateway.live.sdl import shared_definitions
from gateway.settings import NO_SYSTEMS, Settings
from gateway.sources.guarded import Guard, GuardedSource, Guarding
from gateway.sources.source import Source
from gateway.sources.sql.database import Database
from gateway.sources.sql.description import Description
from gateway.sources.sql.owners import Written
from gateway.sources.sql.sql_source import SqlSource
from gateway.sync.addresses import reading_engine
from gateway.sync.known_mappings import address_of, known_mappings
from gateway.sync.mapping import MappingFile
from gateway.sync.mapping.model import span
from graph_model.catalogue import Catalogue
from graph_model.disclosure import disclosed_all
from graph_model.errors import CreditError
from graph_model.intake.concealing import without_id_numbers
from seed.platforms.register import BUNDLED_DATABASES

RETRIES, BACKOFF = 1, 0.02
"""A connection that broke while nobody looked is found out by the first try."""


@dataclass(frozen=True, slots=True, eq=False)
class LiveSystem:
    """One system. Its database is connected when it is first asked; all that ask it share its guard."""

    read: MappingFile
    description: Description
    database: Database
    guarding: Guarding
    persons: PersonRows | None
    """Finds the rows of natural persons, where it has any that can be found."""

    @property
    def key(self) -> str:
        return self.read.mapping.system

    def source(self) -> Source:
        """The system as a source of the federation engine."""
        rows = self.description.rows
        if self.description.entity == ENTITY.type:
            asked = SqlSource(self.description, self.database, Written(rows, written), _told)
        else:
            assert self.persons is not None, "a system that is asked knows entities or persons"
            asked = SqlSource(self.description, self.database, self.persons, disclosed_all)
        return GuardedSource(self.key, asked, self.guarding)

    async def close(self) -> None:
        if self.persons is not None:
            await self.persons.close()
        await self.database.close()


class LiveSystems:
    """All systems that can be asked, by their keys. Made and used on one event loop."""

    def __init__(self, systems: Sequence[LiveSystem]) -> None:
        self.systems = {system.key: system for system in systems}

    @classmethod
    def open(
        cls, reads: Iterable[MappingFile], settings: Settings, catalogue: Catalogue, credit: str, secret: bytes
    ) -> "LiveSystems":
        """Those of these systems that can be asked, beside `credit`, whose SDL that is. Nothing is connected yet.

        `secret` keys natural persons, as where the systems are synced. Raises BadInput for a mapping that cannot be used.
        """
        shared = shared_definitions(credit)
        asked = (read for read in reads if can_be_asked(read.mapping))
        return cls([_opened(read, settings, described(read, catalogue, shared, secret), secret) for read in asked])

    def subgraphs(self) -> list[SubgraphSource]:
        """What is composed with `credit`."""
        return [SubgraphSource(key, "", system.description.sdl) for key, system in self.systems.items()]

    async def close(self) -> None:
        for system in self.systems.values():
            await system.close()


def subgraphs_of(reads: Iterable[MappingFile], catalogue: Catalogue, credit: str) -> list[SubgraphSource]:
    """What these systems would be composed with `credit` as, whose SDL that is; nothing is opened. Raises BadInput."""
    shared = shared_definitions(credit)
    asked = (read for read in reads if can_be_asked(read.mapping))
    return [SubgraphSource(read.mapping.system, "", described(read, catalogue, shared).sdl) for read in asked]


def _told(codes: Iterable[str]) -> None:
    disclosed_all(f"uscc:{code}" for code in codes)


def wanted_mappings(settings: Settings, catalogue: Catalogue) -> list[MappingFile]:
    """Those that are registered, and those of the made-up systems where these are wanted. Raises BadInput."""
    bundled = {system.mapping for system in BUNDLED_DATABASES}
    known = known_mappings(settings, catalogue)
    return [read for read in known if settings.systems != NO_SYSTEMS or read.file.path not in bundled]


def _opened(read: MappingFile, settings: Settings, description: Description, secret: bytes) -> LiveSystem:
    limits, key = read.mapping.limits, read.mapping.system

    def make_engine() -> AsyncEngine:
        try:
            address = address_of(read, settings)
        except CreditError as error:
            raise ValueError(error.message) from error
        timeout = span(limits.statement_timeout).total_seconds()
        return reading_engine(address, connections=limits.connections, timeout=timeout, single_statements=True)

    database = Database(key, make_engine, without_id_numbers, connections=limits.connections)
    guard = Guard(timeout=span(limits.live_timeout).total_seconds(), retries=RETRIES, backoff=BACKOFF)
    persons = PersonRows(read.mapping, description.rows, database, secret) if knows_persons(read.mapping) else None
    return LiveSystem(read, description, database, Guarding(key, guard), persons)
