"""The floor of `bench live`: the statement that a grade view asks a system, by the bare driver, one call after the other."""

import sqlite3
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, closing
from statistics import median
from typing import Any

import asyncmy
import asyncpg

from gateway.live.questions import EntitiesQuestion
from gateway.live.systems import LiveSystems, wanted_mappings
from gateway.settings import Settings
from gateway.sources.sql.repeated import Repeated
from gateway.sync.addresses import POSTGRESQL, SQLITE, Address, filling_engine
from gateway.sync.known_mappings import address_of
from graph_model.catalogue import Catalogue
from resolvers.sdl import sdl
from seed.city.codes import MADE_UP_SECRET

Call = Callable[[str, Sequence[Any]], Awaitable[Sequence[Any]]]
"""A statement and its parameters → rows."""


async def milliseconds_of_each(
    keys: Sequence[str], settings: Settings, plan: Catalogue, codes: Sequence[str], calls: int, delay: float
) -> dict[str, float]:
    """The median of `calls` calls of each system; `delay` is how many seconds an SQLite waits."""
    live = LiveSystems.open(wanted_mappings(settings, plan), settings, plan, sdl(), MADE_UP_SECRET)
    found = {}
    for key in keys:
        system = live.systems[key]
        address, question = address_of(system.read, settings), EntitiesQuestion(system)
        statements = [_compiled(*question.of([code]), address) for code in codes]
        async with _connected(address, delay) as call:
            found[key] = await _median(call, statements, calls)
    await live.close()
    return found


async def _median(call: Call, statements: Sequence[tuple[str, list[Any]]], calls: int) -> float:
    taken = []
    await call(*statements[0])  # what is prepared stays prepared
    for number in range(calls):
        began = time.perf_counter()
        await call(*statements[number % len(statements)])
        taken.append(1000 * (time.perf_counter() - began))
    return median(taken)


def _compiled(repeated: Repeated, given: Mapping[str, Any], address: Address) -> tuple[str, list[Any]]:
    written = repeated.written(filling_engine(address).dialect)
    return written.text, written.parameters(given)


@asynccontextmanager
async def _connected(address: Address, delay: float) -> AsyncIterator[Call]:
    if address.kind == SQLITE:
        with closing(sqlite3.connect(address.url.database or "")) as file:
            file.set_trace_callback(lambda _: time.sleep(delay))
            yield lambda statement, given: _answer(file.execute(statement, given).fetchall())
    elif address.kind == POSTGRESQL:
        async with _postgresql(address) as call:
            yield call
    else:
        async with _mariadb(address) as call:
            yield call


async def _answer(rows: Sequence[Any]) -> Sequence[Any]:
    return rows


@asynccontextmanager
async def _postgresql(address: Address) -> AsyncIterator[Call]:
    url = address.url
    connection = await asyncpg.connect(
        host=url.host,
        port=url.port,
        user=url.username,
        database=url.database,
        server_settings={"search_path": address.schema or "public"},
    )
    prepared: dict[str, Any] = {}

    async def call(statement: str, given: Sequence[Any]) -> Sequence[Any]:
        if statement not in prepared:
            prepared[statement] = await connection.prepare(statement)
        rows: Sequence[Any] = await prepared[statement].fetch(*given)
        return rows

    try:
        yield call
    finally:
        await connection.close()


@asynccontextmanager
async def _mariadb(address: Address) -> AsyncIterator[Call]:
    url = address.url
    connection = await asyncmy.connect(
        host=url.host, port=url.port, user=url.username, database=url.database, autocommit=True
    )

    async def call(statement: str, given: Sequence[Any]) -> Sequence[Any]:
        async with connection.cursor() as cursor:
            await cursor.execute(statement, given)
            rows: Sequence[Any] = await cursor.fetchall()
            return rows

    try:
        yield call
    finally:
        await connection.ensure_closed()
