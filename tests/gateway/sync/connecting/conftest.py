from pathlib import Path

import pytest

from gateway.settings import Settings
from gateway.sync.addresses import Address, file_address
from gateway.sync.bundled import bundled_addresses
from tests.seed.systems.places import KINDS, systems_setting


@pytest.fixture(params=KINDS)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Address:
    """A place of its own for the tables of a department, on each kind of database."""
    settings = Settings(data=tmp_path, systems=systems_setting(request.param, request))
    address = next(iter(bundled_addresses(settings).values()))
    if address.kind == "sqlite":
        return file_address(tmp_path / "department.sqlite")
    return address.at("yuxin_connect_" + str(abs(hash(request.node.name)) % 10**8))
