"""The tables brought up to this version when the store is opened: by one process at a time, whole or not at all."""

import logging
from enum import StrEnum
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from gateway.records.tables import VERSION_TABLE
from graph_model.errors import BadInput

FOLDER = Path(__file__).parent / "migrations"
LOCK = 0x79757869
"""The key of PostgreSQL's advisory lock. On SQLite the transaction itself locks (BEGIN IMMEDIATE)."""


class Migrated(StrEnum):
    """Of which version tables are."""

    EARLIER = "earlier"
    SAME = "same"
    LATER = "later"


def migrated(connection: Connection) -> Migrated:
    """Of which version the tables are; nothing is changed."""
    logging.getLogger("alembic").setLevel(logging.WARNING)
    scripts = ScriptDirectory.from_config(_config())
    current = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE}).get_current_revision()
    if current == scripts.get_current_head():
        return Migrated.SAME
    known = {script.revision for script in scripts.walk_revisions()}
    return Migrated.EARLIER if current is None or current in known else Migrated.LATER


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    return config


async def upgrade(engine: AsyncEngine) -> None:
    """Raises BadInput for tables of a later version."""
    logging.getLogger("alembic").setLevel(logging.WARNING)
    async with engine.begin() as connection:
        await connection.run_sync(upgrade_on)


def upgrade_on(connection: Connection) -> None:
    """Run what is missing in the transaction of `connection`."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(LOCK)))
    config = _config()
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise BadInput(
            "运行记录库来自更新的版本，请用那个版本的渝信 / the operational store is of a later version of Yuxin: use that version"
        ) from error
