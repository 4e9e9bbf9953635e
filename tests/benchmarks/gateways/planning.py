"""What a plan costs: milliseconds to make it and to find it again, and the memory that it keeps."""

import gc
import time
import tracemalloc
from statistics import median

from gateway.federation.preparing import Operations
from gateway.federation.supergraph import read
from tests.benchmarks.gateways.bookshop import OPERATION

TIMES = 40


def planning(sdl: str) -> dict[str, float]:
    """Of the benchmark's operation: parsed, validated, planned and compiled anew; found in the cache; kilobytes kept."""
    supergraph = read(sdl)
    Operations(supergraph, 1).get(OPERATION, None)
    uncached = [_milliseconds(Operations(supergraph, 1)) for _ in range(TIMES)]
    warm = Operations(supergraph, 1)
    warm.get(OPERATION, None)
    cached = [_milliseconds(warm) for _ in range(1000)]
    return {
        "uncached_ms": round(median(uncached), 2),
        "cached_ms": round(median(cached), 5),
        "plan_kb": round(_kilobytes(sdl), 1),
    }


def _milliseconds(operations: Operations) -> float:
    began = time.perf_counter()
    operations.get(OPERATION, None)
    return 1000 * (time.perf_counter() - began)


def _kilobytes(sdl: str) -> float:
    """Of one kept operation with its projection, over several that differ in their names."""
    operations = Operations(read(sdl), TIMES + 1)
    operations.get(OPERATION, None).program.variant({})
    gc.collect()
    tracemalloc.start()
    for number in range(TIMES):
        operations.get(OPERATION.replace("query Shop", f"query Shop{number}"), None).program.variant({})
    gc.collect()
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return kept / TIMES / 1024
