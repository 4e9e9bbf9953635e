"""Statements that are asked again and again: by the driver itself, of each kind of database."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import DateTime, Integer, Select, String, bindparam, column, func, select, table, text
from sqlalchemy.exc import DBAPIError

from gateway.settings import Settings
from gateway.sources.errors import BadSourceResponse, SourceTimeout, SourceUnavailable
from gateway.sources.guarded import Guarding
from gateway.sources.sql.database import Database
from gateway.sources.sql.repeated import Repeated, Written
from gateway.sync.addresses import Address, file_address, filling_engine, reading_engine
from gateway.sync.bundled import bundled_addresses, ensure_place
from tests.gateway.sources.sql.library import SLOW
from tests.seed.systems.places import KINDS, systems_setting

LOAN = table("loan", column("card"), column("title"), column("days"))
OF_A_READER = (
    select(LOAN.c.title, LOAN.c.days)
    .where(LOAN.c.card.in_([bindparam("card", type_=String), bindparam("other", type_=String)]))
    .where(LOAN.c.title.not_in(["100%", "a:b"]))
    .order_by(LOAN.c.days.is_(None), LOAN.c.days)
    .limit(bindparam("most", type_=Integer))
)
CONNECTIONS = 2
ENDLESS: dict[str, Select[Any]] = {
    "sqlite": SLOW,
    "postgresql": select(text("CAST(pg_sleep(60) AS TEXT)")),
    "mysql": select(func.sleep(60)),
    "mariadb": select(func.sleep(60)),
}
OTHERS = {
    "postgresql": "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND query LIKE '%loan%'",
    "mysql": "SELECT CONCAT('KILL ', id) FROM information_schema.processlist WHERE id <> CONNECTION_ID() AND db = 'yuxin_loans'",
}


class Loans:
    """A database of loans, read over two connections."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self.of_a_reader = Repeated(OF_A_READER)
        self.database = Database("loans", self._engine, connections=CONNECTIONS)

    async def of(self, card: str, most: int = 5) -> list[tuple[Any, ...]]:
        given = {"card": card, "other": card.lower(), "most": most}
        return [tuple(row) for row in await self.database.repeat(self.of_a_reader, given, soon())]

    async def run(self, *statements: str) -> list[Any]:
        """As somebody else does."""
        engine, rows = filling_engine(self.address), list[Any]()
        async with engine.begin() as connection:
            for statement in statements:
                answer = await connection.execute(text(statement))
                rows += answer.all() if answer.returns_rows else []
        await engine.dispose()
        return rows

    def _engine(self) -> Any:
        return reading_engine(self.address, connections=CONNECTIONS, timeout=30, single_statements=True)


@pytest_asyncio.fixture(params=KINDS)
async def loans(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Loans]:
    settings = Settings(data=tmp_path, systems=systems_setting(request.param, request))
    address = next(iter(bundled_addresses(settings).values()))
    address = file_address(tmp_path / "loans.sqlite") if address.kind == "sqlite" else address.at("yuxin_loans")
    await ensure_place(address, settings)
    opened = Loans(address)
    await opened.run(
        "DROP TABLE IF EXISTS loan",
        "CREATE TABLE loan (card VARCHAR(8), title VARCHAR(40), days INTEGER)",
        "INSERT INTO loan VALUES ('a1', '红楼梦', 7), ('a1', '100%', 8), ('A1', '三国', 2), ('B2', '水浒传', NULL)",
    )
    yield opened
    await opened.database.close()


def soon(seconds: float = 10.0) -> float:
    return asyncio.get_running_loop().time() + seconds


async def test_each_time_with_other_parameters(loans: Loans) -> None:
    """What is text in a parameter stays text, what stands in the statement itself too."""
    assert await loans.of("A1") == [("三国", 2), ("红楼梦", 7)]
    assert await loans.of("A1", most=1) == [("三国", 2)]
    assert await loans.of("B2") == [("水浒传", None)]
    assert await loans.of("' OR 1 = 1 --") == await loans.of("%s") == await loans.of(":card") == []


async def test_more_at_a_time_than_there_are_connections(loans: Loans) -> None:
    assert await asyncio.gather(*(loans.of("B2") for _ in range(20))) == [[("水浒传", None)]] * 20
    sessions = loans.database._sessions
    assert sessions is not None and len(sessions._idle) <= CONNECTIONS


async def test_one_that_takes_too_long_or_that_nobody_waits_for_is_given_up(loans: Loans) -> None:
    endless = Repeated(ENDLESS[loans.address.kind])
    for _ in range(CONNECTIONS + 1):
        with pytest.raises(SourceTimeout):
            await loans.database.repeat(endless, {}, soon(0.3))
    asking = [asyncio.create_task(loans.database.repeat(endless, {}, soon(60))) for _ in range(CONNECTIONS + 1)]
    await asyncio.sleep(0.2)
    for task in asking:
        task.cancel()
    assert {type(end) for end in await asyncio.gather(*asking, return_exceptions=True)} == {asyncio.CancelledError}
    assert await loans.of("B2") == [("水浒传", None)], "its connections are of use again, or there are new ones"


async def test_connections_that_broke_while_nobody_looked(loans: Loans) -> None:
    """The first statement finds out, and the others that broke with it are not tried one by one."""
    if loans.address.kind == "sqlite":
        pytest.skip("a file has no connection that breaks")
    await asyncio.gather(*(loans.of("B2") for _ in range(CONNECTIONS)))
    for (told,) in await loans.run(OTHERS[loans.address.kind]):
        if loans.address.kind in ("mysql", "mariadb"):
            with suppress(DBAPIError):  # it has ended by itself
                await loans.run(told)
    guarding = Guarding("loans")
    work = await guarding.run(lambda _: loans.of("B2"), soon(), repeatable=True)
    assert work == [("水浒传", None)]


async def test_a_file_that_was_moved_away_or_replaced_is_read_no_more(tmp_path: Path) -> None:
    """It stays open, and would say for ever what it said last."""
    path, other = tmp_path / "借 阅.sqlite", tmp_path / "other.sqlite"
    for file, title in ((path, "红楼梦"), (other, "西游记")):
        with closing(sqlite3.connect(file)) as made, made:
            made.execute("CREATE TABLE loan (card, title, days)")
            made.execute("INSERT INTO loan VALUES ('A1', ?, 7)", (title,))
    loans = Loans(file_address(path))
    assert await loans.of("A1") == [("红楼梦", 7)]
    path.rename(tmp_path / "away")
    with pytest.raises(SourceUnavailable):
        await loans.of("A1")
    other.rename(path)
    assert await loans.of("A1") == [("西游记", 7)]
    await loans.database.close()


async def test_tables_that_are_not_as_described(loans: Loans) -> None:
    gone = Repeated(select(column("title")).select_from(table("gone")))
    await loans.of("B2")
    with pytest.raises(BadSourceResponse, match="not as described"):
        await loans.database.repeat(gone, {}, soon())
    await loans.run("ALTER TABLE loan ADD COLUMN more INTEGER")
    assert await loans.of("B2") == [("水浒传", None)]


async def test_what_is_asked_again_and_again_cannot_write(loans: Loans) -> None:
    await loans.of("B2")
    loans.of_a_reader._written = Written("DELETE FROM loan", (), {})
    with pytest.raises((BadSourceResponse, SourceUnavailable)):
        await loans.of("B2")
    loans.of_a_reader._written = None
    assert await loans.of("B2")


async def test_what_only_sqlalchemy_can_convert_is_no_repeated_statement(tmp_path: Path) -> None:
    dialect = filling_engine(file_address(tmp_path / "none.sqlite")).dialect
    with pytest.raises(ValueError, match="must be converted"):
        Repeated(select(column("day", DateTime))).written(dialect)
    with pytest.raises(ValueError, match="must be converted"):
        Repeated(select(column("day")).where(column("day") == bindparam("day", type_=DateTime))).written(dialect)
