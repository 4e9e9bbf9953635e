"""Which rows no sync has come to yet, told by the checkpoint alone: a row that changed before it and is not in the graph was lost."""

from dataclasses import dataclass
from enum import StrEnum

from gateway.sync.mapping.model import ChangeKind
from gateway.sync.running import positions
from gateway.sync.running.pages import Pages
from gateway.sync.running.positions import Position
from graph_model.intake.syncing.states import Checkpoint, Phase


class Standstill(StrEnum):
    """Why a whole system may differ: the next sync reads every row of it."""

    NEVER_SYNCED = "NEVER_SYNCED"
    REJUDGED = "REJUDGED"  # the mapping or the plan is another one since
    UNFINISHED = "UNFINISHED"  # the reading of all rows has not come to its end


@dataclass(frozen=True, slots=True)
class Lag:
    """What the last sync has not come to: everything (`standstill`, `newer_copy`), or what is beyond `position`."""

    standstill: Standstill | None
    newer_copy: bool
    paged: bool
    position: Position | None

    def is_later(self, position: Position) -> bool:
        """Whether a row that stands there changed after the last sync. Of one without a change time nothing tells it."""
        if not self.paged:
            return self.newer_copy
        if position.value is None:
            return False
        if self.position is None:
            return True
        here, there = positions.rank(position.value), positions.rank(self.position.value)
        if here != there:
            return here > there
        return self.position.key is None or _ranks(position) > _ranks(self.position)


async def lag_of(pages: Pages, kind: ChangeKind, checkpoint: Checkpoint, fingerprint: str) -> Lag:
    """What the checkpoint says. Of systems that keep whole copies the database is asked for its last one."""
    standstill = None
    if checkpoint.fingerprint is None:
        standstill = Standstill.NEVER_SYNCED
    elif checkpoint.fingerprint != fingerprint:
        standstill = Standstill.REJUDGED
    elif checkpoint.phase is not Phase.FOLLOW:
        standstill = Standstill.UNFINISHED
    paged = kind not in (ChangeKind.DELETION, ChangeKind.SNAPSHOT)
    newer = kind is ChangeKind.SNAPSHOT and checkpoint.copy != positions.written_copy(*await pages.copy())
    position = None if checkpoint.position is None else positions.read(checkpoint.position)
    return Lag(standstill, newer, paged, position)


def _ranks(position: Position) -> tuple[str, ...]:
    return tuple(map(positions.rank, position.key or ()))
