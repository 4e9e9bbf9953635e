"""A sync that a command asks for, beside another one of the same process: turn by turn, and never two of one system."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from gateway.clients.client import SyncOrder
from gateway.clients.in_process import StoreClient
from gateway.preparation import open_parts
from gateway.settings import Settings
from graph_model.intake.syncing.states import read_state
from tests.gateway.sync.running.department import code
from tests.gateway.terminal.test_sync_verb import MAPPING, put


@pytest.mark.asyncio
async def test_a_command_waits_for_its_turn_and_the_next_one_is_told(tmp_path: Path) -> None:
    path, events = tmp_path / "mine.yaml", list[dict[str, Any]]()
    path.write_text(MAPPING, encoding="utf-8")
    put(path, *[(number, code(number), "A", "2023-08-21") for number in (1, 2, 3)])
    settings = Settings(data=tmp_path / "data", city=0, systems="none")
    opened = await open_parts(settings)
    client, order = StoreClient(opened, settings), SyncOrder((str(path),))
    async with opened.turns.committing:  # as the schedule does while it commits a batch of another system
        syncing = asyncio.create_task(client.sync(order, events.append))
        while (await read_state(opened.store, "land-valuation")).holder is None:
            await asyncio.sleep(0.01)
        [second] = await client.sync(order, events.append)
        assert second["code"] == "SYNC_UNDER_WAY" and "正由另一处同步" in second["error"], second
        await asyncio.wait([syncing], timeout=0.5)
        assert not syncing.done() and events == []
    [report] = await syncing
    assert (report["accepted"], report["held"]["accepted"]) == (3, 3)
    [again] = await client.sync(order, events.append)
    assert (again["unchanged"], again["held"]["accepted"]) == (3, 3)
    await client.close()
