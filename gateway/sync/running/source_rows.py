"""Rows as they were read → rows of the intake, each with its identity in the system."""

import hmac
from collections.abc import Iterable, Sequence
from typing import Any

from gateway.sync.mapping import MappingFile
from gateway.sync.reading.judging import Judge
from gateway.sync.reading.rows import RowReader
from gateway.sync.reading.statement import Question
from gateway.sync.running.pages import key_columns
from gateway.sync.running.positions import harmless, rank
from graph_model.errors import BadInput
from graph_model.intake.concealing import STRUCK_OUT, without_id_numbers
from graph_model.intake.preparing import Prepared
from graph_model.intake.refusals import Refused, RejectCode
from graph_model.intake.syncing.statements import Evaluation, SourceRow

_LONGEST_KEY = 120


class SourceRows:
    """Gives the rows of one system their keys and has them judged. Blocking and pure; `secret` keys the hashes."""

    def __init__(self, read: MappingFile, question: Question, judge: Judge, secret: bytes) -> None:
        mapping = read.mapping
        self._read = read
        self._judge = judge
        self._system = mapping.system
        self._keyed = hmac.new(secret, f"{mapping.system}\x1f".encode(), "sha256")
        self._reader = RowReader(mapping, question.places)
        self._names = key_columns(read)
        self._key = [question.places[name] for name in self._names]
        change = mapping.changes.column
        self._change = None if change is None else question.places[change]
        self._kind = mapping.kind
        person = None if mapping.keys is None else mapping.keys.person_id
        self._persons_own = person is not None and person.column in self._names

    def of(self, rows: Sequence[Any]) -> list[SourceRow]:
        """The rows of a page. Raises BadInput where two have one key: it would be chance which of them counts."""
        found = [self._row(row) for row in rows]
        keys = {row.key for row in found}
        if len(keys) < len(found):
            for row in found:
                if row.key not in keys:
                    self.check_unique([row])
                keys.discard(row.key)
        return found

    def check_unique(self, repeated: Iterable[SourceRow]) -> None:
        """Raises BadInput for a row whose key is another one's as well. Rows without a key are refused one way or another."""
        for row in repeated:
            if not self._is_nobody(row):
                raise self._not_unique(row)

    def key(self, values: Sequence[Any]) -> str:
        """The key of the row that has these values in the columns of its key."""
        written = "\x1f".join("\x00" if value is None else str(value) for value in values)
        keyed = self._keyed.copy()
        keyed.update(written.encode())
        return f"{self._system}:{keyed.hexdigest()[:24]}"

    def _row(self, row: Any) -> SourceRow:
        values = tuple(row[place] for place in self._key)
        key = self.key(values)
        refused = _without_key(self._names) if None in values else None
        return SourceRow(key, self._shown(values), self._rank(row, values, key), self._evaluations(row, refused))

    def _evaluations(self, row: Any, refused: Refused | None) -> tuple[Evaluation, ...]:
        return tuple(
            Evaluation(
                judged.row.place,
                judged.prepared if refused is None else Prepared(judged.prepared.raw, None, refused),
                self._kind,
            )
            for judged in self._judge.judged_row(self._reader, row, 0)
            if not judged.row.withdrawn
        )

    def _rank(self, row: Any, values: tuple[Any, ...], key: str) -> str:
        """What orders rows by their last change, and those of one change by their keys."""
        change = "" if self._change is None else rank(row[self._change])
        own = key if self._persons_own or not harmless(values) else "\x1f".join(map(rank, values))
        return f"{change}\x1f{own}"

    def _shown(self, values: tuple[Any, ...]) -> str:
        shown = [STRUCK_OUT if self._persons_own else without_id_numbers(str(value))[:_LONGEST_KEY] for value in values]
        return " ".join(f"{name}={value}" for name, value in zip(self._names, shown, strict=True))

    def _is_nobody(self, row: SourceRow) -> bool:
        """Whether the row has no key: such rows are refused, all under one entry."""
        return row.shown.endswith("=None")

    def _not_unique(self, row: SourceRow) -> BadInput:
        return self._read.error(
            f"两行有同一个主键 {row.shown},请写全主键的列 / two rows have one key: name every column of the primary key",
            *(("changes", "key") if self._read.mapping.changes.key else ("changes", "column")),
        )


def _without_key(names: Sequence[str]) -> Refused:
    named = "、".join(names)
    return Refused(
        RejectCode.BAD_ROW,
        None,
        f"主键 {named} 为空,认不出是哪一行;请在原系统补上",
        f"the key {named} is empty, so that the row cannot be told from others: fill it in in the system",
    )
