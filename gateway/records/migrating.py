"""The tables brought up to this version when the store is opened: by one process at a time, whole or not at all."""

import logging
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from graph_model.errors import BadInput

FOLDER = Path(__file__).parent / "migrations"
LOCK = 0x79757869
"""The key of PostgreSQL's advisory lock. On SQLite the transaction itself locks (BEGIN IMMEDIATE)."""


async def upgrade(engine: AsyncEngine) -> None:
    """Raises BadInput for tables of a later version."""
    logging.getLogger("alembic").setLevel(logging.WARNING)
    async with engine.begin() as connection:
        await connection.run_sync(upgrade_on)


def upgrade_on(connection: Connection) -> None:
    """Run what is missing in the transaction of `connection`."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(LOCK)))
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise BadInput(
            "运行记录库来自更新的版本，请用那个版本的渝信 / the operational store is of a later version of Yuxin: use that version"
        ) from error
