"""Lines and verifications, made shortly."""

from collections.abc import Sequence
from datetime import UTC, datetime

from gateway.records.audit.anchors import read_anchors
from gateway.records.audit.deferred import DeferredTrail, anchor_folder
from gateway.records.audit.line import Kind, Line
from gateway.records.audit.verifying import Verification, verify
from gateway.records.database import Records
from gateway.security.identity import DEMO_COORDINATOR
from gateway.settings import Settings

NOW = datetime(2024, 6, 1, 4, tzinfo=UTC)


def looked(*subjects: str) -> Line:
    return Line(Kind.ACCESS, NOW, DEMO_COORDINATOR, "127.0.0.1", "View", "d" * 64, b'["GradeView.grades"]', subjects)


async def wrote(settings: Settings, *groups: Sequence[Line]) -> None:
    """A process's life: it writes these lines and ends."""
    trail = DeferredTrail(settings)
    for group in groups:
        for line in group:
            await trail.write(line)
    await trail.close()


async def verified(settings: Settings) -> Verification:
    anchors = read_anchors(anchor_folder(settings))
    records = await Records.open(settings)
    try:
        return await verify(records, anchors)
    finally:
        await records.close()


async def problems(settings: Settings) -> list[tuple[str, int, str]]:
    return [(one.chain, one.sequence, one.problem.value) for one in (await verified(settings)).findings]
