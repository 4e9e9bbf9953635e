"""A sync in a process of its own, to be killed: `python -m … STORE FOLDER MAPPING SOURCE`; says each batch."""

import asyncio
import sys
from pathlib import Path

from gateway.sync.addresses import file_address
from gateway.sync.mapping import read_mapping
from gateway.sync.running.one_system import sync_system
from gateway.sync.running.run import SyncParts
from graph_model.intake.syncing.batches import SyncCounts
from graph_model.open_store import open_store
from seed.laying import ensure_plan
from tests.gateway.sync.running.department import NOON, SECRET


async def main(address: str, folder: Path, mapping: Path, source: Path) -> None:
    store = await open_store(address, data_dir=folder)
    catalogue = await ensure_plan(store)
    parts = SyncParts(store, catalogue, SECRET, lambda: NOON)

    def told(done: SyncCounts) -> None:
        print(done.counts.rows, flush=True)

    await sync_system(parts, read_mapping(mapping, catalogue), lambda: file_address(source), full=False, told=told)
    print("done", flush=True)
    await store.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], *(Path(given) for given in sys.argv[2:5])))
