"""The port of grade views to the department systems: rows asked for now, judged as the intake judges synced ones."""

import asyncio
import logging
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Integer, String, bindparam, select

from gateway.live.systems import LiveSystem, LiveSystems
from gateway.sources.errors import BadSourceResponse, SourceError, SourceTimeout
from gateway.sources.sql.repeated import Repeated
from gateway.sources.sql.statements import padded
from gateway.sync.mapping import Mapping as SystemMapping
from gateway.sync.mapping.columns import Value
from gateway.sync.mapping.model import SubjectKeys
from gateway.sync.reading.judging import Judge
from gateway.sync.reading.rows import RowReader
from graph_model.catalogue import Catalogue
from graph_model.intake.grade_rows import GradeClaim, GradeRows
from graph_model.intake.identities import record_stem
from graph_model.live import LiveAnswer, LiveState
from graph_model.model import GradeRecord, SourceMode, city_day, utc_now

log = logging.getLogger(__name__)
BATCH = "live"
"""What stands for the batch of a live record: none brought it."""
ENTITY = "uscc:"
MOST_ROWS = 200
"""Rows that are read of an entity on average, the newest ones."""
_MOST = "most"
_ENDED: Mapping[type[SourceError], LiveState] = {
    SourceTimeout: LiveState.TOO_SLOW,
    BadSourceResponse: LiveState.MISMATCHED,
}


class SystemGrades:
    """Implements `graph_model.live.LiveGrades`. `secret` keys natural persons; `timeout` is the longest of an operation."""

    def __init__(self, live: LiveSystems, catalogue: Catalogue, secret: bytes, timeout: float) -> None:
        self._questions = {
            key: GradesQuestion(system) for key, system in live.systems.items() if system.read.mapping.evaluations
        }
        self._catalogue = catalogue
        self._secret = secret
        self._timeout = timeout
        self._rows = GradeRows(catalogue)
        self._judge: tuple[date, Judge] | None = None

    async def ask(self, subject_keys: Sequence[str], system_keys: Collection[str] | None = None) -> list[LiveAnswer]:
        codes = [key.removeprefix(ENTITY) for key in dict.fromkeys(subject_keys) if key.startswith(ENTITY)]
        if not codes:
            return []
        asked = [q for key, q in self._questions.items() if system_keys is None or key in system_keys]
        deadline = asyncio.get_running_loop().time() + self._timeout
        at = utc_now()
        return list(await asyncio.gather(*(self._answer(question, codes, at, deadline) for question in asked)))

    def same(self, one: GradeRecord, other: GradeRecord) -> bool:
        return self._rows.content_of(one) == self._rows.content_of(other)

    async def _answer(
        self, question: "GradesQuestion", codes: Sequence[str], at: datetime, deadline: float
    ) -> LiveAnswer:
        system = question.system
        try:
            statement, given = question.of(codes)
            rows = await system.guarding.run(
                lambda until: system.database.repeat(statement, given, until), deadline, repeatable=True
            )
            return LiveAnswer(system.key, LiveState.ANSWERED, at, self._records(question, rows, at))
        except SourceError as error:
            return LiveAnswer(system.key, ended(error), at)
        except Exception:  # whatever it is, it is this system's alone
            log.exception("the rows of %s could not be used", system.key)
            return LiveAnswer(system.key, LiveState.MISMATCHED, at)

    def _records(
        self, question: "GradesQuestion", rows: Sequence[Any], at: datetime
    ) -> Mapping[str, tuple[GradeRecord, ...]]:
        """Of several rows that speak of one subject, item and day, the one that the system wrote last."""
        if not rows:
            return {}
        found: dict[str, dict[str, GradeRecord]] = {}
        for claim in self._claims(question.reader, rows, city_day(at)):
            record = _record(claim, question.system.key, at)
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


class GradesQuestion:
    """What a system is asked for grades: the columns of its evaluations and the code of the entity, nothing else."""

    def __init__(self, system: LiveSystem) -> None:
        self.system = system
        rows, mapping = system.description.rows, system.read.mapping
        (owner,) = rows.owner.columns
        names = dict.fromkeys(name for name, steps in system.read.columns() if steps[0] == "evaluations")
        names[owner] = None
        self.reader = RowReader(_reduced(mapping, owner), {name: place for place, name in enumerate(names)})
        change = mapping.changes.column
        statement = select(*(rows.columns[name].label(f"c{n}") for n, name in enumerate(names)))
        statement = statement.select_from(rows.origin).where(*rows.counted)
        if change is not None:
            statement = statement.order_by(rows.columns[change].desc())
        self._statement = statement.limit(bindparam(_MOST, type_=Integer))
        self._owner, self._written = rows.columns[owner], rows.written
        self._of_size: dict[int, Repeated] = {}

    def of(self, codes: Sequence[str]) -> tuple[Repeated, dict[str, Any]]:
        """The rows of these entities, what the system wrote last first: a statement with its parameters."""
        written = padded([way for code in codes for way in self._written(code)])
        named = {f"code{place}": way for place, way in enumerate(written)}
        return self._for(tuple(named)), {**named, _MOST: MOST_ROWS * len(codes)}

    def _for(self, names: Sequence[str]) -> Repeated:
        """The statement for so many codes, made once."""
        if len(names) not in self._of_size:
            bound = [bindparam(name, type_=String) for name in names]
            self._of_size[len(names)] = Repeated(self._statement.where(self._owner.in_(bound)))
        return self._of_size[len(names)]


def _reduced(mapping: SystemMapping, owner: str) -> SystemMapping:
    """The mapping as if a row were its evaluations and the code of an entity: no person is read, nor what is filtered already."""
    keys = SubjectKeys(uscc=Value(column=owner))
    return mapping.model_copy(update={"keys": keys, "name": None, "deleted": None, "live": ()})


def _record(claim: GradeClaim, system_key: str, at: datetime) -> GradeRecord:
    key = f"live-{record_stem(claim.subject.key, claim.item.key, claim.evaluated_on)}"
    return claim.record(key, at, system_key=system_key, mode=SourceMode.LIVE, batch_key=BATCH)
