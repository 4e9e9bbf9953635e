"""What was planted in a system, counted while it was filled: what a reading of it must find."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from seed.systems.dirt import Dirt
from seed.systems.sheets import Sheet
from seed.systems.system import BundledSystem


@dataclass(slots=True)
class Manifest:
    """Counts of rows as they come in (one an evaluation). `grades` are A–D of those that the way in takes."""

    rows: int = 0
    withdrawn: int = 0
    grades: Counter[str] = field(default_factory=Counter)
    rejects: Counter[str] = field(default_factory=Counter)
    dirt: Counter[str] = field(default_factory=Counter)

    def count(self, system: BundledSystem, sheets: Iterable[Sheet]) -> None:
        """Count some sheets in."""
        for sheet in sheets:
            self._count(system, sheet)

    def count_row(self, dirt: Dirt | None, refusal: str | None) -> None:
        """Count in a row of a platform, which grades nothing; `refusal` is the code that refuses it."""
        self.rows += 1
        if dirt is not None:
            self.dirt[dirt.value] += 1
        if dirt is Dirt.WITHDRAWN:
            self.withdrawn += 1
        elif refusal is not None:
            self.rejects[refusal] += 1

    def _count(self, system: BundledSystem, sheet: Sheet) -> None:
        number = len(sheet.entries)
        self.rows += number
        if sheet.dirt is not None:
            self.dirt[sheet.dirt.value] += number
        refusal = None if sheet.dirt is None else system.refusal(sheet.dirt)
        if sheet.dirt is Dirt.WITHDRAWN:
            self.withdrawn += number
        elif refusal is not None:
            self.rejects[refusal.value] += number
        else:
            self.grades.update(entry.record.grade.value for entry in sheet.entries)

    def as_json(self) -> dict[str, int | dict[str, int]]:
        """As it is kept in the database itself."""
        return {
            "rows": self.rows,
            "withdrawn": self.withdrawn,
            "grades": dict(sorted(self.grades.items())),
            "rejects": dict(sorted(self.rejects.items())),
            "dirt": dict(sorted(self.dirt.items())),
        }
