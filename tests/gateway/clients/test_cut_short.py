"""Commands that a server which ends cuts short: what they are told to be left with is what is there."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from gateway.app import create_app
from gateway.clients.client import ImportOrder
from gateway.clients.through_server import ServerClient
from gateway.control import routes as control_routes
from gateway.listening import Listener
from gateway.preparation import open_parts
from gateway.running_server import RunningServer
from gateway.service import Service
from gateway.settings import Settings
from graph_model.errors import StoreUnavailable
from graph_model.store import only

TOKEN = "of this machine"
ROW = "uscc,item,grade,evaluatedOn\n919950990000000353,1-7,A,2024-01-05\n"
BATCHES = "MATCH (b:Batch) RETURN count(b)"


@pytest_asyncio.fixture
async def service(tmp_path: Path) -> AsyncIterator[Service]:
    """Of a real store, about to end."""
    service = Service(Settings(data=tmp_path / "data", systems="none", city=0))
    service.open(await open_parts(service.settings))
    service.done(*service.missing)
    service.ending = True
    yield service
    await service.close()


@pytest_asyncio.fixture
async def client(service: Service) -> AsyncIterator[ServerClient]:
    listener = Listener(create_app(service, extra_routes=control_routes(service, TOKEN)), "127.0.0.1", 0)
    await listener.start()
    opened = ServerClient(RunningServer(0, listener.address, "embedded", "", TOKEN))
    yield opened
    await opened.close()
    await listener.stop(5)


async def test_of_a_backup_nothing_is_left(client: ServerClient, service: Service, tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable) as cut:
        await client.backup(tmp_path / "half.backup", lambda _: None)
    assert "not whole" in cut.value.message and "没有写完" in cut.value.message
    assert "batches" not in cut.value.message and "批次" not in cut.value.message
    assert [path.name for path in tmp_path.iterdir()] == ["data"]
    assert not list(service.settings.data.glob("backup-*"))


async def test_of_an_import_the_committed_batches_are(client: ServerClient, service: Service, tmp_path: Path) -> None:
    file = tmp_path / "grades.csv"
    file.write_text(ROW, encoding="utf-8")
    store = service.require().store
    before = only(await store.read(BATCHES))
    with pytest.raises(StoreUnavailable, match="committed batches stay"):
        await client.import_file(ImportOrder(file, "grades", False), lambda _: None)
    assert only(await store.read(BATCHES)) > before
