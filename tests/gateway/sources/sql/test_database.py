"""A database in time: deadlines reach the statement, what is gone is told as such, and what comes back heals by itself."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import column, select, table

from gateway.sources.breaker import BreakerSettings
from gateway.sources.errors import BadSourceResponse, SourceTimeout, SourceUnavailable
from gateway.sources.guarded import Guard, GuardedSource
from gateway.sources.sql.database import Database
from tests.gateway.sources.sql.library import SLOW, Library, library, plain


@pytest_asyncio.fixture
async def loans(tmp_path: Path) -> AsyncIterator[Library]:
    async with library(tmp_path / "library.sqlite", plain()) as opened:
        yield opened


def soon(seconds: float = 5.0) -> float:
    return asyncio.get_running_loop().time() + seconds


async def test_a_statement_ends_with_the_time_of_its_request(loans: Library) -> None:
    with pytest.raises(SourceTimeout):
        await loans.database.rows(SLOW, soon(0.2))
    assert (await loans.ask("{ loans { nodes { title } } }"))["data"]["loans"]["nodes"], (
        "its connection is of use again"
    )


async def test_a_statement_ends_when_nobody_waits_for_it(loans: Library) -> None:
    asking = asyncio.create_task(loans.database.rows(SLOW, soon(60)))
    await asyncio.sleep(0.2)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert (await loans.ask("{ loans { nodes { title } } }"))["data"]["loans"]["nodes"]


async def test_no_time_is_left(loans: Library) -> None:
    with pytest.raises(SourceTimeout, match="no time was left"):
        await loans.database.rows(SLOW, soon(-1))
    assert loans.statements == []


async def test_tables_that_are_not_as_described(loans: Library) -> None:
    with pytest.raises(BadSourceResponse, match="not as described"):
        await loans.database.rows(select(column("x")).select_from(table("gone")), soon())


async def test_there_is_no_address(tmp_path: Path) -> None:
    def none() -> None:
        raise ValueError("the variable LIBRARY is not set")

    with pytest.raises(SourceUnavailable, match="LIBRARY is not set"):
        await Database("library", none).rows(SLOW, soon())  # type: ignore[arg-type]


async def test_a_database_that_is_gone_and_comes_back(tmp_path: Path) -> None:
    file, away = tmp_path / "library.sqlite", tmp_path / "away.sqlite"
    async with library(file, plain()) as opened:
        guard = Guard(retries=0, breaker=BreakerSettings(failures=2, pause=0.05))
        source = GuardedSource("library", opened.source, guard)

        async def ask() -> object:
            return await source.fetch(b'{"query": "{ loans { nodes { title } } }"}', soon(), b"", repeatable=True)

        file.rename(away)
        file.mkdir()  # what is no file cannot be opened
        for _ in range(2):
            with pytest.raises(SourceUnavailable, match="cannot be reached"):
                await ask()
        with pytest.raises(SourceUnavailable, match="left alone"):
            await ask()
        file.rmdir()
        away.rename(file)
        await asyncio.sleep(0.1)
        assert "errors" not in str(await ask())
        assert source.breaker.closed
