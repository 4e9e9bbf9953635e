"""What a plan costs: milliseconds to make it and to find it again, and the memory that it keeps."""

import asyncio
import gc
import time
import tracemalloc
from collections.abc import Callable
from statistics import median

from gateway.federation.preparing import Operations, Prepared
from gateway.federation.supergraph import read
from tests.benchmarks.gateways.bookshop import OPERATION

TIMES = 40
PATIENCE = 60.0


def planning(sdl: str) -> dict[str, float]:
    """Of the benchmark's operation: parsed, validated, planned and compiled anew; found in the cache; kilobytes kept."""
    supergraph = read(sdl)
    operations = Operations(supergraph, 1)
    operations.prepare(OPERATION, None)
    uncached = [_milliseconds(operations.prepare) for _ in range(TIMES)]
    asyncio.run(operations.get(OPERATION, None, time.monotonic() + PATIENCE))
    cached = [_milliseconds(operations.kept) for _ in range(1000)]
    return {
        "uncached_ms": round(median(uncached), 2),
        "cached_ms": round(median(cached), 5),
        "plan_kb": round(_kilobytes(sdl), 1),
    }


def _milliseconds(find: Callable[[str, None], Prepared | None]) -> float:
    began = time.perf_counter()
    find(OPERATION, None)
    return 1000 * (time.perf_counter() - began)


def _kilobytes(sdl: str) -> float:
    """Of one kept operation with its projection, over several that differ in their names."""
    operations = Operations(read(sdl), 1)
    kept = [operations.prepare(OPERATION, None)]
    kept[0].program.variant({})
    gc.collect()
    tracemalloc.start()
    for number in range(TIMES):
        kept.append(operations.prepare(OPERATION.replace("query Shop", f"query Shop{number}"), None))
        kept[-1].program.variant({})
    gc.collect()
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return size / TIMES / 1024
