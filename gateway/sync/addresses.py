"""Addresses of databases: what a person writes → an asynchronous engine that can read, or fill, one of them."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from graph_model.errors import BadInput, StoreUnavailable

SQLITE, POSTGRESQL, MYSQL, MARIADB = "sqlite", "postgresql", "mysql", "mariadb"
_DRIVERS = {
    SQLITE: "sqlite+aiosqlite",
    POSTGRESQL: "postgresql+asyncpg",
    MYSQL: "mysql+asyncmy",
    MARIADB: "mariadb+asyncmy",
}
_SILENCE = {POSTGRESQL: "command_timeout", MYSQL: "read_timeout", MARIADB: "read_timeout"}
"""What tells a driver how long a server may say nothing."""
CONNECT_SECONDS = 10
SILENCE_SECONDS = 5
"""How much longer than its statement's time a server may say nothing: one that hangs does not give up its own statement."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a database is. `schema` is the one of PostgreSQL in which its tables are looked for, None for the usual one."""

    url: URL
    schema: str | None = None

    @property
    def kind(self) -> str:
        """`sqlite`, `postgresql`, `mysql`, `mariadb`, or the name of another dialect."""
        return self.url.get_backend_name()

    def __str__(self) -> str:
        """As it may be shown: without the password."""
        return self.url.set(drivername=self.kind).render_as_string(hide_password=True)

    def at(self, name: str) -> "Address":
        """The database `name` on the same server; on PostgreSQL the schema of that name."""
        if self.kind == POSTGRESQL:
            return Address(self.url, name)
        return Address(self.url.set(database=name))


def parse_address(text: str) -> Address:
    """The address that `text` writes: `sqlite:///file`, `postgresql://…`, `mysql://…`, `mariadb://…`.

    `?schema=…` names a schema of PostgreSQL. A dialect with its driver (`postgresql+asyncpg://…`, or one that is installed beside
    Yuxin) is taken as it is.
    Raises BadInput, which does not quote the text: there may be a password in it.
    """
    try:
        url = make_url(text)
    except ArgumentError:
        raise BadInput(
            "不是数据库地址;应为 sqlite:///文件、postgresql://…、mysql://… / not the address of a database"
        ) from None
    schema = url.query.get("schema")
    url = url.difference_update_query(["schema"])
    if "+" not in url.drivername:
        if url.drivername not in _DRIVERS:
            raise BadInput(
                f"不认识数据库 {url.drivername}:// ;有 {'、'.join(_DRIVERS)},其他写明驱动 / "
                f"unknown kind of database {url.drivername}: name its driver, as in postgresql+asyncpg"
            )
        url = url.set(drivername=_DRIVERS[url.drivername])
    if schema and url.get_backend_name() != POSTGRESQL:
        raise BadInput("只有 postgresql:// 的地址可以写 ?schema= / ?schema= is for addresses of postgresql:// only")
    return Address(url, schema if isinstance(schema, str) else None)


def file_address(path: Path) -> Address:
    """The address of an SQLite file."""
    return Address(URL.create(_DRIVERS[SQLITE], database=str(path.absolute())))


def reading_engine(
    address: Address, *, connections: int, timeout: float, single_statements: bool = False
) -> AsyncEngine:
    """An engine whose transactions cannot write; the server gives up a statement after `timeout` seconds, and soon after we do.

    `single_statements`: each is a transaction of its own and costs nothing but itself: no test of the connection before it
    (one that broke fails, and the next one is new), no BEGIN, no ROLLBACK, and no watch over a server that says nothing: who asks
    waits until a deadline of his own.
    """
    url, arguments = address.url, _arguments(address)
    if address.kind == SQLITE:
        file = Path(url.database or "").absolute().as_uri()
        url = url.set(database=file).update_query_dict({"mode": "ro", "uri": "true"})
    elif address.kind == POSTGRESQL:
        own = {"default_transaction_read_only": "on", "statement_timeout": str(int(timeout * 1000))}
        arguments["server_settings"] = {**arguments.get("server_settings", {}), **own}
    if not single_statements and address.kind in _SILENCE:
        arguments[_SILENCE[address.kind]] = timeout + SILENCE_SECONDS
    single: dict[str, Any] = {
        "isolation_level": "AUTOCOMMIT",
        "pool_reset_on_return": None,
        "skip_autocommit_rollback": True,
    }
    engine = create_async_engine(
        url,
        pool_size=connections,
        max_overflow=0,
        connect_args=arguments,
        hide_parameters=True,
        **(single if single_statements else {"pool_pre_ping": True}),
    )
    if address.kind in (MYSQL, MARIADB):
        event.listen(engine.sync_engine, "connect", lambda raw, _: _only_reads(raw, timeout))
    return engine


@asynccontextmanager
async def connected(engine: AsyncEngine) -> AsyncGenerator[AsyncConnection]:
    """A connection of the engine. Raises StoreUnavailable where the server has not let us in within CONNECT_SECONDS.

    A driver's own time for connecting may end with the network's part: one that then says nothing would be waited for as
    long as for a statement.
    """
    seconds = CONNECT_SECONDS
    try:
        async with asyncio.timeout(seconds) as limit, engine.connect() as connection:
            limit.reschedule(None)
            yield connection
    except TimeoutError:
        if not limit.expired():
            raise
        where = engine.url.set(drivername=engine.dialect.name).render_as_string(hide_password=True)
        raise StoreUnavailable(
            f"数据库 {seconds:g} 秒没有应答 / the database has not answered for {seconds:g} s: {where}"
        ) from None


def filling_engine(address: Address) -> AsyncEngine:
    """An engine that may write, for a database of our own."""
    return create_async_engine(address.url, connect_args=_arguments(address), hide_parameters=True)


def _arguments(address: Address) -> dict[str, Any]:
    if address.kind == POSTGRESQL:
        settings = {"application_name": "yuxin", **({"search_path": address.schema} if address.schema else {})}
        return {"timeout": CONNECT_SECONDS, "server_settings": settings}
    return {"connect_timeout": CONNECT_SECONDS} if address.kind in (MYSQL, MARIADB) else {}


def _only_reads(raw: Any, timeout: float) -> None:
    """A session of MySQL or MariaDB that only reads; each of the two has its own word for a statement's time."""
    cursor = raw.cursor()
    cursor.execute("SELECT VERSION()")
    if "mariadb" in str(cursor.fetchone()[0]).lower():
        cursor.execute(f"SET SESSION max_statement_time = {timeout:f}")
    else:
        cursor.execute(f"SET SESSION max_execution_time = {int(timeout * 1000)}")
    cursor.execute("SET SESSION TRANSACTION READ ONLY")
    cursor.close()
