"""The operational store and the audit trail, as they are found in the morning after."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from gateway.records.database import Records
from gateway.settings import Settings
from tests.gateway.doctor.conftest import Ask
from tests.gateway.records.databases import new_database
from tests.served import yuxin_here
from tests.servers.ports import free_port

TOLD = "INSERT INTO audit_line VALUES ('c', 1, '{\"at\": \"2126-01-01T00:00:00.000000Z\"}', 'd')"


@contextmanager
def changed(data: Path) -> Iterator[sqlite3.Connection]:
    """The file of the operational store, for somebody who changes it behind our back."""
    with closing(sqlite3.connect(data / "records.sqlite")) as connection:
        yield connection
        connection.commit()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder in which somebody has looked at a subject."""
    assert yuxin_here("rejects", data=tmp_path / "data").code == 0
    return tmp_path / "data"


def test_a_trail_as_it_should_be(diagnosis: Ask, data: Path) -> None:
    found = diagnosis()
    assert (found.code, found.verdict("records"), found.verdict("audit"), found.verdict("clock")) == (0, *("ok",) * 3)


def test_a_trail_whose_tail_was_cut_off(diagnosis: Ask, data: Path) -> None:
    with changed(data) as connection:
        connection.execute("DELETE FROM audit_line WHERE sequence = (SELECT max(sequence) FROM audit_line)")
    found = diagnosis()
    assert (found.code, found.failing) == (1, {"audit"}) and "audit verify" in found.said("audit")


def test_an_anchor_that_cannot_be_read(diagnosis: Ask, data: Path) -> None:
    [anchor] = (data / "audit").glob("*.anchor")
    anchor.write_bytes(b"?" * 256)
    assert "audit" in diagnosis().failing


def test_a_chain_of_another_host(diagnosis: Ask, data: Path) -> None:
    [anchor] = (data / "audit").glob("*.anchor")
    anchor.unlink()
    found = diagnosis()
    assert (found.code, found.verdict("audit")) == (0, "warn") and "--anchors" in found.said("audit")


def test_a_trail_that_was_taken_away(diagnosis: Ask, data: Path) -> None:
    for file in data.glob("records.sqlite*"):
        file.unlink()
    found = diagnosis()
    assert (found.code, found.failing) == (1, {"audit"}) and "backup" in found.said("audit")


def test_a_last_line_that_is_of_the_future(diagnosis: Ask, data: Path) -> None:
    with changed(data) as connection:
        connection.execute(TOLD)
    found = diagnosis()
    assert found.failing == {"clock"} and "audit +" in found.said("clock")


@pytest.mark.parametrize(("version", "verdict"), [("0001", "warn"), ("9999", "fail")])
def test_tables_of_another_version(diagnosis: Ask, data: Path, version: str, verdict: str) -> None:
    with changed(data) as connection:
        connection.execute("UPDATE yuxin_records_version SET version_num = ?", (version,))
    found = diagnosis()
    assert found.verdict("records") == verdict and (found.code == 1) is (verdict == "fail")


def test_a_file_that_is_no_database(diagnosis: Ask, data: Path) -> None:
    for file in data.glob("records.sqlite*"):
        file.unlink()
    (data / "records.sqlite").write_bytes(b"no database at all" * 300)
    assert "records" in diagnosis().failing


def test_a_postgresql_that_is_not_there(diagnosis: Ask) -> None:
    address = f"postgresql://yuxin:planted-password@127.0.0.1:{free_port()}/records"
    found = diagnosis(YUXIN_RECORDS=address)
    assert (found.code, found.failing) == (3, {"records"}) and "YUXIN_RECORDS" in found.said("records")
    assert "planted-password" not in found.printed
    assert diagnosis(YUXIN_RECORDS="mysql://root:planted-password@127.0.0.1/x").failing == {"records"}


@pytest.mark.postgresql
def test_a_postgresql_before_and_after_the_first_start(diagnosis: Ask, tmp_path: Path, postgresql_url: str) -> None:
    address = asyncio.run(new_database(postgresql_url, "records_for_the_doctor"))
    assert diagnosis(YUXIN_RECORDS=address).verdict("records") == "warn"

    async def start() -> None:
        await (await Records.open(Settings(data=tmp_path / "data", records=address))).close()  # type: ignore[arg-type]

    asyncio.run(start())
    found = diagnosis(YUXIN_RECORDS=address)
    assert (found.code, found.verdict("records"), found.verdict("audit")) == (0, "ok", "ok")
    assert "PostgreSQL" in found.said("clock")
