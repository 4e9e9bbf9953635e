"""After how many days a repair may be asked for. The plan says “督促其修复信用” and gives no term: the data says whose each one is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from graph_model.errors import Conflict
from graph_model.model import DishonestyFact, Severity


class TooEarly(Conflict):
    """A repair that may not be asked for yet; `askable_on` is the day from which it may."""

    def __init__(self, askable_on: date) -> None:
        super().__init__(
            f"还在等待期内,{askable_on} 起可以申请 / it is too early: a repair may be asked for from {askable_on} on"
        )
        self.askable_on = askable_on


@dataclass(frozen=True, slots=True)
class RepairWait:
    """Of facts of a weight: `days` from the fact on, `again_days` after a repair that was rejected. `ours`: no document has set it."""

    severity: Severity
    days: int
    again_days: int
    ours: bool = True


@dataclass(frozen=True, slots=True)
class RepairWaits:
    """The waiting periods that the plan's data lay down, with their version."""

    version: str
    waits: tuple[RepairWait, ...]

    def askable_on(self, fact: DishonestyFact, rejected_on: Iterable[date] = ()) -> date:
        """The day from which a repair of a fact may be asked for; `rejected_on` are the days on which one of it was rejected."""
        wait = next((one for one in self.waits if one.severity is fact.severity), None)
        days, again = (0, 0) if wait is None else (wait.days, wait.again_days)
        first = fact.occurred_on + timedelta(days=days)
        return max([first, *(day + timedelta(days=again) for day in rejected_on)])


NO_WAITS = RepairWaits("0", ())
