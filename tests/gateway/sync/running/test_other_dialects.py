"""A database whose dialect is not one of ours: only its name and its driver are known, as of those that a vendor brings.

What stands behind it here is a real PostgreSQL, by a dialect that is one in all but its name.
"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import URL, text
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg

from gateway.live.systems import LiveSystems
from gateway.settings import Settings
from gateway.sync.addresses import Address, filling_engine, parse_address
from gateway.sync.connecting.looking import look
from graph_model.catalogue import Catalogue
from graph_model.errors import BadInput
from graph_model.store import GraphStore
from resolvers.sdl import sdl
from tests.gateway.live.laid_systems import asked
from tests.gateway.sync.running.department import Department, code, department

pytestmark = [pytest.mark.asyncio, pytest.mark.postgresql]
DATABASE = "elsewhere"


class Elsewhere(PGDialect_asyncpg):
    name = "elsewhere"
    supports_statement_cache = True


registry.register("elsewhere.asyncpg", __name__, "Elsewhere")


@pytest_asyncio.fixture
async def place(postgresql_url: str) -> AsyncIterator[Address]:
    """A database of its own on the server, by the other dialect."""
    server = filling_engine(parse_address(postgresql_url))
    outside = await server.execution_options(isolation_level="AUTOCOMMIT").connect()
    await outside.execute(text(f"DROP DATABASE IF EXISTS {DATABASE}"))
    await outside.execute(text(f"CREATE DATABASE {DATABASE}"))
    url: URL = parse_address(postgresql_url).url.set(drivername="elsewhere+asyncpg", database=DATABASE)
    yield parse_address(url.render_as_string(hide_password=False))
    await outside.execute(text(f"DROP DATABASE {DATABASE} WITH (FORCE)"))
    await outside.close()
    await server.dispose()


async def test_it_is_looked_at_synced_and_asked_live(
    place: Address, embedded: tuple[GraphStore, Catalogue], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAND", place.url.render_as_string(hide_password=False))
    async with department("version", place, *embedded, tmp_path) as land:
        for number in range(1, 6):
            await land.put(number)
        assert (await look(place)).tables["rated"].shape.rows is not None
        await synced(land)
        await asked_live(land, Settings(data=tmp_path), embedded[1])


async def synced(land: Department) -> None:
    await land.sync()
    assert len(await land.all_grades()) == 5
    await land.put(2, grade="C")
    await land.put(3, gone="Y")
    await land.sync()
    assert await land.grades(2) == {"2026-05-01": "C"} and len(await land.all_grades()) == 4


async def asked_live(land: Department, settings: Settings, catalogue: Catalogue) -> None:
    live = LiveSystems.open([land.read], settings, catalogue, sdl(), b"secret")
    (system,) = live.systems.values()
    records = system.description.records
    of = [{"__typename": "Entity", "uscc": code(number)} for number in (2, 4)]
    query = (
        f"query($of: [_Any!]!) {{ _entities(representations: $of) {{ ... on Entity {{ {records} {{ grade }} }} }} }}"
    )
    try:
        answer = await asked(system, query, of=of)
    finally:
        await live.close()
    assert answer == {"data": {"_entities": [{records: [{"grade": grade}]} for grade in ("C", "A")]}}


async def test_a_schema_is_named_on_postgresql_alone() -> None:
    with pytest.raises(BadInput, match="schema"):
        parse_address("elsewhere+asyncpg://localhost/land?schema=rated")
