"""A department verified, and the graph spoilt as no sync would."""

from collections.abc import Sequence
from typing import Any

from gateway.sync.verifying.one_system import Outcome, Verification, verify_system
from tests.gateway.sync.running.department import Department, code


async def verify(land: Department) -> Verification:
    return await verify_system(land.parts, land.read, lambda: land.address, told=lambda rows, step: None)


async def clean(land: Department) -> Verification:
    """Verified without a difference."""
    found = await verify(land)
    assert found.outcome is Outcome.CLEAN, found.as_json()
    assert found.source == found.graph
    return found


async def told(land: Department) -> list[tuple[str, str | None, str | None]]:
    """(kind, row, reason) of all differences, ordered."""
    first = (await verify(land)).found.first
    return sorted((each.kind.value, each.row, each.reason and each.reason.value) for each in first)


async def spoil(land: Department, query: str, **parameters: Any) -> Sequence[Any]:
    """Change something of enterprise 2 in the graph: `$subject` is its key."""
    return await land.parts.store.write(query, {"subject": f"uscc:{code(2)}", **parameters})
