"""What a bundled system is: its tables, which of a subject's evaluations it keeps, how it changes, how a sheet becomes rows."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import MetaData, Table

from graph_model.intake.refusals import RejectCode
from seed.systems.dirt import REFUSED, Dirt
from seed.systems.sheets import Sheet

Row = tuple[Table, Mapping[str, Any]]
"""A row of one of the system's tables, by the names of its columns."""


class Change(StrEnum):
    """How a system shows what changed."""

    UPDATED_AT = "updatedAt"
    VERSION = "version"
    LOG = "log"
    SNAPSHOT = "snapshot"
    DELETION = "deletion"


class Keeps(StrEnum):
    """Which records of a subject and item stand in the system."""

    REVISIONS = "revisions"  # every one, corrections as entries of their own
    EVALUATIONS = "evaluations"  # one an evaluation, corrected in place
    CURRENT = "current"  # the latest evaluation only


KEEPS: Mapping[Change, Keeps] = {
    Change.UPDATED_AT: Keeps.EVALUATIONS,
    Change.VERSION: Keeps.EVALUATIONS,
    Change.LOG: Keeps.REVISIONS,
    Change.SNAPSHOT: Keeps.CURRENT,
    Change.DELETION: Keeps.CURRENT,
}


@dataclass(frozen=True, eq=False)
class BundledSystem:
    """One of the 20. `key` is the plan's (`tax-credit`), `folder` where its mapping.yaml lies, `shape` what is special about it."""

    key: str
    folder: Path
    change: Change
    metadata: MetaData
    rows: Callable[[Sheet, date], Iterable[Row]]
    """The rows of a sheet on the city's own day."""
    shape: tuple[str, str]
    """A few words on its tables, Chinese and English."""
    dirt: tuple[Dirt, ...]
    dirt_every: int
    """One sheet in so many is dirty."""
    codes: tuple[tuple[Table, tuple[Mapping[str, Any], ...]], ...] = ()
    """Code tables with their rows, which stand there whatever the city."""
    wide: bool = False
    """One row a subject with a column an item, instead of one row an item."""
    own_columns: bool = False
    """Whether registration number and organisation code have columns of their own beside the USCC's."""
    keeps: Keeps = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "keeps", Keeps.CURRENT if self.wide else KEEPS[self.change])

    @property
    def mapping(self) -> Path:
        return self.folder / "mapping.yaml"

    def refusal(self, dirt: Dirt) -> RejectCode | None:
        """The code with which the way in refuses a row with this dirt, None where it takes it."""
        if self.own_columns and dirt in (Dirt.REGISTRATION_NUMBER, Dirt.ORGANISATION_CODE):
            return RejectCode.MISSING
        return REFUSED.get(dirt)
