"""The operational store: its tables are made once, by one of many, and are those of the code."""

import asyncio
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from pydantic import SecretStr
from sqlalchemy import Connection, insert, select, text

from gateway.records.database import FILE_NAME, Records
from gateway.records.exclusive import exclusively
from gateway.records.tables import METADATA, SUBSCRIBERS
from gateway.settings import Settings
from graph_model.errors import BadInput, StoreUnavailable
from tests.served import ROOT

ONE = {"name": "a", "caught_up": 0, "delivered": 0, "failures": 0}


async def test_the_revisions_make_the_tables_of_the_code(records_settings: Settings) -> None:
    records = await Records.open(records_settings)

    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"version_table": "yuxin_records_version"})
        return list(compare_metadata(context, METADATA))

    async with records.begin() as connection:
        assert await connection.run_sync(differences) == []
    await records.close()


async def test_it_is_opened_again_with_what_was_in_it(records_settings: Settings) -> None:
    first = await Records.open(records_settings)
    async with first.begin() as connection:
        await connection.execute(insert(SUBSCRIBERS).values(ONE))
    await first.close()
    again = await Records.open(records_settings)
    async with again.begin() as connection:
        assert (await connection.scalars(select(SUBSCRIBERS.c.name))).all() == ["a"]
    await again.close()


async def test_what_is_raised_undoes_the_transaction(records_settings: Settings) -> None:
    records = await Records.open(records_settings)
    with pytest.raises(ZeroDivisionError):
        async with records.begin() as connection:
            await connection.execute(insert(SUBSCRIBERS).values(ONE))
            raise ZeroDivisionError
    async with records.begin() as connection:
        assert (await connection.scalars(select(SUBSCRIBERS.c.name))).all() == []
    await records.close()


OPEN = """
import asyncio, sys
from pathlib import Path
from gateway.records.database import Records
from gateway.settings import load_settings
async def main():
    records = await Records.open(load_settings(data=Path(sys.argv[1])))
    await records.close()
asyncio.run(main())
"""


async def test_processes_that_start_at_one_time_make_the_tables_once(records_settings: Settings) -> None:
    address = records_settings.records
    environment = {} if address is None else {"YUXIN_RECORDS": address.get_secret_value()}
    commands = [sys.executable, "-c", OPEN, str(records_settings.data)]
    processes = [
        subprocess.Popen(commands, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True) for _ in range(3)
    ]
    for process in processes:
        _, errors = await asyncio.to_thread(process.communicate)
        assert process.returncode == 0, errors
    await (await Records.open(records_settings)).close()


async def test_tables_of_a_later_version_are_left_alone(records_settings: Settings) -> None:
    records = await Records.open(records_settings)
    async with records.begin() as connection:
        await connection.execute(text("UPDATE yuxin_records_version SET version_num = '9999'"))
    await records.close()
    with pytest.raises(BadInput, match="later version"):
        await Records.open(records_settings)


async def test_one_of_several_holds_the_lock(records_settings: Settings) -> None:
    one, other = await Records.open(records_settings), await Records.open(records_settings)
    taken = asyncio.Event()

    async def wait() -> None:
        async with exclusively(other, "x"):
            taken.set()

    async with exclusively(one, "x") as held:
        waiting = asyncio.create_task(wait())
        await asyncio.sleep(0.2)
        assert await held() and not taken.is_set()
        async with exclusively(other, "y"):
            pass
    await asyncio.wait_for(waiting, 30)
    assert taken.is_set()
    await one.close()
    await other.close()


def test_the_file_is_its_owner_s_only(tmp_path: Path) -> None:
    async def opened() -> None:
        await (await Records.open(Settings(data=tmp_path / "data"))).close()

    asyncio.run(opened())
    assert stat.S_IMODE((tmp_path / "data" / FILE_NAME).stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("address", "error", "said"),
    [
        ("mysql://u:hunter2@127.0.0.1/x", BadInput, "postgresql"),
        ("nonsense hunter2", BadInput, "not the address"),
        ("postgresql://u:hunter2@127.0.0.1:1/x", StoreUnavailable, "operational store"),
    ],
)
async def test_an_address_that_cannot_be_used(tmp_path: Path, address: str, error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=said) as refusal:
        await Records.open(Settings(data=tmp_path, records=SecretStr(address)))
    assert "hunter2" not in str(refusal.value)


async def test_a_server_that_loses_it_says_so(tmp_path: Path) -> None:
    records = await Records.open(Settings(data=tmp_path / "data"))
    with pytest.raises(StoreUnavailable, match="operational store"):
        async with records.begin() as connection:
            await connection.execute(text("SELECT 1 FROM nothing"))
    await records.close()
