"""The operational store, empty: once in a file, once on a real PostgreSQL (a database of the test's own)."""

import secrets
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from pydantic import SecretStr

from gateway.settings import Settings
from tests.gateway.records.databases import new_database


@pytest_asyncio.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
async def records_settings(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Settings]:
    folder = tmp_path / "data"
    if request.param == "sqlite":
        yield Settings(data=folder)
    else:
        url = await new_database(request.getfixturevalue("postgresql_url"), f"records_{secrets.token_hex(6)}")
        yield Settings(data=folder, records=SecretStr(url))
