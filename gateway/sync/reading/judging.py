"""Rows judged by the intake, as the rows of a file are: concealed first, then a claim or a code of the ledger."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import msgspec

from gateway.sync.reading.rows import RowReader, SystemRow
from graph_model.catalogue import Catalogue
from graph_model.intake import Kind, RejectCode
from graph_model.intake.preparing import Prepared, prepare
from graph_model.intake.syncing.row_intakes import RowIntake, row_intake

_OF_IDENTITY = (RejectCode.BAD_USCC, RejectCode.MISSING)


class Judged(msgspec.Struct, frozen=True):
    """A row as it would come in. `row.raw` holds nothing any more that could identify a natural person."""

    row: SystemRow
    prepared: Prepared[Any]

    @property
    def other_key(self) -> str | None:
        """The key under which a row may find its subject that is refused for its USCC; None where there is none."""
        refused = self.prepared.refused
        if refused is None or refused.column != "uscc" or refused.code not in _OF_IDENTITY:
            return None
        return next(iter(self.row.other), None)


class Judge:
    """Judges by one catalogue on one day; `secret` keys natural persons."""

    def __init__(self, catalogue: Catalogue, secret: bytes, today: date) -> None:
        self._catalogue = catalogue
        self._intakes: dict[Kind, RowIntake] = {}
        self._secret = secret
        self._today = today

    def judged(self, reader: RowReader, rows: Sequence[Any], first: int) -> Iterator[Judged]:
        """The evaluations in a batch of rows, of which the first is the `first`-th."""
        for number, row in enumerate(rows, first):
            yield from self.judged_row(reader, row, number)

    def judged_row(self, reader: RowReader, row: Any, number: int) -> Iterator[Judged]:
        """The evaluations in one row."""
        for found in reader.read(row, number):
            yield Judged(found, self._prepared(found, reader.kind))

    def _prepared(self, found: SystemRow, kind: Kind) -> Prepared[Any]:
        intake = self._intakes.get(kind)
        if intake is None:
            intake = self._intakes[kind] = row_intake(kind, self._catalogue)
        prepared = prepare(found.raw, kind, intake, self._secret, self._today)
        return prepared if found.fault is None else Prepared(prepared.raw, None, found.fault)
