"""From a file's rows to batches of claims: concealed, normalised, or refused. Blocking and pure; runs beside the store."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

import msgspec

from graph_model.errors import BadInput
from graph_model.intake.columns import Kind
from graph_model.intake.concealing import conceal
from graph_model.intake.deciding import MEMORY_ROWS, FileMemory, Intake
from graph_model.intake.reading import RawRow
from graph_model.intake.refusals import Refused
from graph_model.intake.results import Warned

if TYPE_CHECKING:
    from graph_model.intake.identification.doubts import Doubt

C = TypeVar("C")
Claimed_co = TypeVar("Claimed_co", covariant=True)


class Prepared(msgspec.Struct, Generic[C]):
    """A row, concealed, with what it claims or why it is refused (one of the two)."""

    raw: RawRow
    claim: C | None
    refused: Refused | None
    identified: Warned | None = None
    """By which rule the claim is put down to somebody whose USCC the row does not have."""
    doubt: "Doubt | None" = None
    """What a person has to decide about whom the row means, or has decided."""


@dataclass(frozen=True, slots=True)
class Taken(Generic[C]):
    """A batch. `last`: no row follows; `broken`: the file cannot be read any further."""

    rows: list[Prepared[C]]
    last: bool
    broken: BadInput | None = None


class Claiming(Protocol[Claimed_co]):
    """What reads the claim of a row."""

    def claim(self, raw: RawRow, today: date) -> Claimed_co:
        """What the row says. Pure; raises Refused."""
        ...


def prepare(raw: RawRow, kind: Kind, intake: Claiming[C], secret: bytes, today: date) -> Prepared[C]:
    """Conceal a row and read its claim."""
    raw = conceal(raw, kind, secret)
    if raw.fault is not None:
        return Prepared(raw, None, raw.fault)
    try:
        return Prepared(raw, intake.claim(raw, today), None)
    except Refused as refused:
        return Prepared(raw, None, refused)


class BatchReader(Generic[C]):
    """Takes batches of `size` from a file's rows."""

    def __init__(
        self,
        rows: Iterator[RawRow],
        kind: Kind,
        intake: Intake[C],
        *,
        secret: bytes,
        today: Callable[[], date],
        size: int,
    ) -> None:
        self._rows = rows
        self._kind = kind
        self._intake = intake
        self._secret = secret
        self._today = today
        self._size = size
        self._next: RawRow | None = None

    def skip(self, count: int, memory: FileMemory) -> None:
        """Pass over rows that were committed before; what the last of them said is remembered again."""
        today = self._today()
        for place in range(count):
            raw = self._pull()
            if raw is None:
                return
            if count - place <= 2 * MEMORY_ROWS:
                claim = prepare(raw, self._kind, self._intake, self._secret, today).claim
                if claim is not None:
                    memory.add(dict([self._intake.saying(claim)]))

    def take(self) -> Taken[C]:
        """The next batch."""
        today = self._today()
        rows: list[Prepared[C]] = []
        try:
            while len(rows) < self._size and (raw := self._pull()) is not None:
                rows.append(prepare(raw, self._kind, self._intake, self._secret, today))
            if self._next is None:
                self._next = next(self._rows, None)
        except BadInput as broken:
            return Taken(rows, last=True, broken=broken)
        return Taken(rows, last=self._next is None)

    def _pull(self) -> RawRow | None:
        raw, self._next = self._next, None
        return raw if raw is not None else next(self._rows, None)
