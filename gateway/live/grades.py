"""The port of grade views to the department systems: rows asked for now, judged as the intake judges synced ones."""

import asyncio
import logging
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

from gateway.live.questions import ENTITY, Question, questions_of
from gateway.live.systems import LiveSystem, LiveSystems
from gateway.sources.errors import BadSourceResponse, SourceError, SourceTimeout
from gateway.sync.reading.judging import Judge
from gateway.sync.reading.rows import RowReader
from graph_model.catalogue import Catalogue
from graph_model.intake.grade_rows import GradeClaim, GradeRows
from graph_model.intake.identities import record_stem
from graph_model.live import LiveAnswer, LiveState
from graph_model.model import GradeRecord, SourceMode, city_day, utc_now
from graph_model.persons import PREFIX

log = logging.getLogger(__name__)
BATCH = "live"
"""What stands for the batch of a live record: none brought it."""
_ENDED: Mapping[type[SourceError], LiveState] = {
    SourceTimeout: LiveState.TOO_SLOW,
    BadSourceResponse: LiveState.MISMATCHED,
}


class SystemGrades:
    """Implements `graph_model.live.LiveGrades`. `secret` keys natural persons; `timeout` is the longest of an operation."""

    def __init__(self, live: LiveSystems, catalogue: Catalogue, secret: bytes, timeout: float) -> None:
        self._systems = {key: system for key, system in live.systems.items() if system.read.mapping.evaluations}
        self._questions = {key: questions_of(system) for key, system in self._systems.items()}
        self._catalogue = catalogue
        self._secret = secret
        self._timeout = timeout
        self._rows = GradeRows(catalogue)
        self._judge: tuple[date, Judge] | None = None

    async def ask(self, subject_keys: Sequence[str], system_keys: Collection[str] | None = None) -> list[LiveAnswer]:
        unique = list(dict.fromkeys(subject_keys))
        entities = [key for key in unique if key.startswith(ENTITY)]
        persons = [key for key in unique if key.startswith(PREFIX)]
        deadline = asyncio.get_running_loop().time() + self._timeout
        at = utc_now()
        answers = []
        for key, questions in self._questions.items():
            parts = [
                (q, keys) for q, keys in zip(questions, (entities, persons), strict=True) if q is not None and keys
            ]
            if parts and (system_keys is None or key in system_keys):
                answers.append(self._answer(self._systems[key], parts, at, deadline))
        return list(await asyncio.gather(*answers))

    def same(self, one: GradeRecord, other: GradeRecord) -> bool:
        return self._rows.content_of(one) == self._rows.content_of(other)

    async def _answer(
        self, system: LiveSystem, parts: Sequence[tuple[Question, Sequence[str]]], at: datetime, deadline: float
    ) -> LiveAnswer:
        records: dict[str, tuple[GradeRecord, ...]] = {}
        try:
            for question, keys in parts:
                asking = partial(question.rows, keys)
                rows = await system.guarding.run(asking, deadline, repeatable=True)
                found = self._records(system.key, question.reader, rows, at)
                records |= {key: found[key] for key in keys if key in found}
            return LiveAnswer(system.key, LiveState.ANSWERED, at, records)
        except SourceError as error:
            return LiveAnswer(system.key, ended(error), at)
        except Exception:  # whatever it is, it is this system's alone
            log.exception("the rows of %s could not be used", system.key)
            return LiveAnswer(system.key, LiveState.MISMATCHED, at)

    def _records(
        self, system_key: str, reader: RowReader, rows: Sequence[Any], at: datetime
    ) -> Mapping[str, tuple[GradeRecord, ...]]:
        """Of several rows that speak of one subject, item and day, the one that the system wrote last."""
        if not rows:
            return {}
        found: dict[str, dict[str, GradeRecord]] = {}
        for claim in self._claims(reader, rows, city_day(at)):
            record = _record(claim, system_key, at)
            found.setdefault(record.subject_key, {}).setdefault(record.key, record)
        return {key: tuple(records.values()) for key, records in found.items()}

    def _claims(self, reader: RowReader, rows: Sequence[Any], today: date) -> Iterator[GradeClaim]:
        """What the rows say that the intake would accept on a day."""
        if self._judge is None or self._judge[0] != today:
            self._judge = today, Judge(self._catalogue, self._secret, today)
        for judged in self._judge[1].judged(reader, rows, 1):
            if judged.prepared.claim is not None:
                yield judged.prepared.claim


def ended(error: SourceError) -> LiveState:
    """How asking a system ended that failed."""
    return _ENDED.get(type(error), LiveState.UNREACHABLE)


def _record(claim: GradeClaim, system_key: str, at: datetime) -> GradeRecord:
    key = f"live-{record_stem(claim.subject.key, claim.item.key, claim.evaluated_on)}"
    return claim.record(key, at, system_key=system_key, mode=SourceMode.LIVE, batch_key=BATCH)
