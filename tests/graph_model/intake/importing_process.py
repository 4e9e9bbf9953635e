"""An import in a process of its own, to be killed: `python -m … STORE FOLDER FILE [BATCH_SIZE]`; says each batch."""

import asyncio
import sys
from pathlib import Path

from graph_model.intake import Progress, import_file
from graph_model.open_store import open_store
from seed.laying import ensure_plan
from tests.graph_model.intake.files import SECRET, TODAY


async def main(address: str, folder: Path, file: Path, batch_size: int) -> None:
    store = await open_store(address, data_dir=folder)
    catalogue = await ensure_plan(store)

    def told(progress: Progress) -> None:
        print(progress.counts.rows, flush=True)

    print("ready", flush=True)
    await import_file(store, catalogue, file, secret=SECRET, batch_size=batch_size, clock=lambda: TODAY, progress=told)
    print("done", flush=True)
    await store.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4])))
