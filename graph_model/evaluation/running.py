"""Evaluating by a published model: grades are written as any other record is, through the intake, batch by batch.

A batch is one transaction: its records with the values that they stand on, the discrepancies that follow, and how far the evaluation has
come. It can be left at any batch and taken up again by anybody; nothing is written twice. Nothing is overwritten: a later evaluation
follows the one before, one of the same day corrects it.
"""

import dataclasses
import json
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from graph_model.catalogue import Catalogue
from graph_model.errors import BadInput, Conflict, NotFound
from graph_model.evaluation.changed import changed_subjects, end_of_span, inputs_of
from graph_model.evaluation.indicators import GRADES_IN_FORCE, read_values
from graph_model.evaluation.model import EvaluationModel
from graph_model.evaluation.publishing import read_version, versions_of
from graph_model.evaluation.runs import RUN_COLUMNS, EvaluationRun, RunScope, run_from, run_key, runs_of
from graph_model.evaluation.scoring import Scorer
from graph_model.evaluation.subjects import evaluated_among, evaluated_subjects
from graph_model.evaluation.versions import ModelVersion, in_effect
from graph_model.intake.batches import AlreadyWritten, BatchPlace, BatchRun, Origin
from graph_model.intake.columns import Kind
from graph_model.intake.deciding import Decision, Scene, Source
from graph_model.intake.grade_decisions import GradeIntake
from graph_model.intake.grade_rows import UNIFIED, GradeClaim
from graph_model.intake.preparing import Prepared
from graph_model.intake.reading import RawRow
from graph_model.intake.subject_refs import SubjectRef
from graph_model.model import Grade, SourceMode, SubjectKind, city_day, day_text, instant_text
from graph_model.sampling.pool import months_before
from graph_model.store import GraphStore, GraphTransaction
from graph_model.uscc import kind_of
from graph_model.writing import Statement

AT_ONCE = 4_000
"""Subjects of a batch: a commit of the embedded store copies what it touches of the columns of the whole city, which many should share, and
a batch keeps other writers waiting."""
MOST_BATCHES = 50
LOCK = "MATCH (m:EvaluationModel {key: $key}) SET m.lockedAt = $now RETURN m.key"
BEGIN = (
    "CREATE (r:EvaluationRun {key: $key}) SET r.modelKey = $model, r.number = $number, r.scope = $scope, r.day = $day, "
    "r.position = '', r.since = $since, r.until = $until, r.batches = 0, r.evaluated = 0, r.written = 0, "
    "r.startedAt = $at, r.startedBy = $by"
)
ONE = f"MATCH (r:EvaluationRun {{key: $key}}) RETURN {RUN_COLUMNS}"
ADVANCE = (
    "UNWIND $rows AS row MATCH (r:EvaluationRun {key: row.key}) WHERE r.batches = row.before SET r.batches = row.before + 1, "
    "r.position = row.position, r.evaluated = r.evaluated + row.evaluated, r.written = r.written + row.written RETURN r.key"
)
FINISH = "MATCH (r:EvaluationRun {key: $key}) WHERE r.batches = $batches SET r.finishedAt = $at RETURN r.key"
EXPLAIN = "UNWIND $rows AS row MATCH (g:GradeRecord {key: row.key}) SET g.indicators = row.values"
STANDS = f"{GRADES_IN_FORCE} RETURN s.key, g.batchKey, g.indicators"


@dataclass(frozen=True, slots=True)
class Scored:
    """What a subject is graded, and the values that it stands on as canonical text."""

    score: float
    grade: Grade
    values: str


class ModelIntake(GradeIntake):
    """Grades that a model gives, on their way in: `scored` by subject, and what of the run is told with the batch."""

    def __init__(self, catalogue: Catalogue) -> None:
        super().__init__(catalogue, SourceMode.EVALUATED)
        self.scored: Mapping[str, Scored] = {}
        self.progress: dict[str, Any] = {}

    async def decide(self, source: Source, claims: Sequence[GradeClaim], scene: Scene) -> Decision:
        decision = await super().decide(source, claims, scene)
        records = decision.additions.records
        values = [{"key": one.key, "values": self.scored[one.subject_key].values} for one in records]
        self.progress = {**self.progress, "written": len(records)}
        beside = (Statement(EXPLAIN, values), Statement(ADVANCE, [self.progress]))
        return Decision(decision.verdicts, dataclasses.replace(decision.additions, beside=beside), decision.at)


class Evaluating:
    """Evaluates by the model of an item that is in effect."""

    def __init__(self, store: GraphStore, catalogue: Catalogue, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._catalogue = catalogue
        self._clock = clock

    async def run(
        self, model_key: str, by: str, *, everybody: bool = False, batches: int = MOST_BATCHES
    ) -> EvaluationRun:
        """Go on with the evaluation that is under way, or begin one, for so many batches.

        Everybody is evaluated the first time, when the period is over, or where it is asked for; else those whose inputs have changed.
        Raises NotFound, BadInput, and Conflict where the model is not in effect or a national rule prevails.
        """
        if not 1 <= batches <= MOST_BATCHES:
            raise BadInput(f"应为 1 到 {MOST_BATCHES} / 1 to {MOST_BATCHES}", "batches")
        version = await self._in_effect(model_key)
        run = await self._begun(version, by, everybody)
        work = _Work(self._store, self._catalogue, self._clock, version.model)
        for _ in range(batches):
            run = await work.batch(run)
            if run.done:
                break
        return run

    async def _in_effect(self, key: str) -> ModelVersion:
        found = await read_version(self._store, key)
        if found is None:
            raise NotFound(f"没有评价模型 {key[:80]} / there is no such model")
        day = city_day(self._clock())
        now = in_effect(await versions_of(self._store, found.item_key), day)
        if now is None or now.key != key:
            raise Conflict("这个模型现在不施行 / this model is not in effect")
        if found.model.national_rule is not None:
            title = found.model.national_rule.title
            raise Conflict(f"国家另有规定，照《{title}》评 / a national rule prevails: grades are given by {title}")
        return found

    async def _begun(self, version: ModelVersion, by: str, everybody: bool) -> EvaluationRun:
        now = self._clock()
        until = await end_of_span(self._store, inputs_of(version.model), now)

        async def work(transaction: GraphTransaction) -> EvaluationRun:
            await transaction.run(LOCK, {"key": version.key, "now": instant_text(now)})
            runs = await runs_of(transaction, version.key)
            if runs and not runs[-1].done:
                return runs[-1]
            scope = _scope(runs, version.model, city_day(now), everybody)
            key = run_key(version.key, len(runs) + 1)
            given = {
                "key": key,
                "model": version.key,
                "number": len(runs) + 1,
                "scope": scope.value,
                "day": day_text(city_day(now)),
                "since": "" if scope is RunScope.EVERYBODY else runs[-1].until,
                "until": until,
                "at": instant_text(now),
                "by": by,
            }
            await transaction.run(BEGIN, given)
            return run_from((await transaction.run(ONE, {"key": key}))[0])

        return await self._store.transact(work)


class _Work:
    """The batches of an evaluation, one after the other."""

    def __init__(
        self, store: GraphStore, catalogue: Catalogue, clock: Callable[[], datetime], model: EvaluationModel
    ) -> None:
        self._store = store
        self._catalogue = catalogue
        self._clock = clock
        self._model = model
        self._scorer = Scorer(model)
        self._intake = ModelIntake(catalogue)
        self._left: deque[str] | None = None

    async def batch(self, run: EvaluationRun) -> EvaluationRun:
        """The run one batch further, or finished."""
        if run.done:
            return run
        if self._left is None:
            self._left = deque(key for key in await self._theirs(run) if key > run.position)
        keys = [self._left.popleft() for _ in range(min(AT_ONCE, len(self._left)))]
        if keys:
            run = await self._write(run, keys, keys[-1])
        # None: somebody else has written the batch, and who is left has to be looked up again.
        return run if self._left is None or self._left or run.done else await self._finished(run)

    async def _theirs(self, run: EvaluationRun) -> list[str]:
        """The keys of all who are evaluated, in order."""
        if run.scope is RunScope.EVERYBODY:
            return await evaluated_subjects(self._store, self._model, self._catalogue)
        changed = await changed_subjects(self._store, inputs_of(self._model), run.since, run.until)
        return await evaluated_among(self._store, self._model, self._catalogue, changed)

    async def _write(self, run: EvaluationRun, keys: Sequence[str], position: str) -> EvaluationRun:
        scored = await self._scored(keys, run.day)
        if run.scope is RunScope.CHANGED:
            scored = await self._others(scored, run.day)
        if not scored:
            return await self._passed(run, position, len(keys))
        self._intake.scored = scored
        self._intake.progress = {
            "key": run.key,
            "before": run.batches,
            "position": position,
            "evaluated": len(keys),
        }
        origin = Origin(run.key, self._model.name, Kind.GRADES)
        writing = BatchRun(self._store, self._intake, origin, dry_run=False, clock=self._clock, after=None)
        rows = [self._row(number, key, one, run.day) for number, (key, one) in enumerate(scored.items(), 1)]
        try:
            await writing.commit(rows, BatchPlace(run.batches + 1, run.evaluated + len(keys), complete=False))
        except AlreadyWritten:
            return await self._present(run)
        return run.further(position, len(keys), self._intake.progress["written"])

    async def _scored(self, keys: Sequence[str], day: date) -> dict[str, Scored]:
        values = await read_values(self._store, self._model, keys, day)
        return {key: Scored(*self._scorer(own), _text(own)) for key, own in values.items()}

    async def _others(self, scored: Mapping[str, Scored], day: date) -> dict[str, Scored]:
        """Without those whose grade in force stands on the same values by the same model."""
        own = run_key(self._model.key, 0).removesuffix("0")
        parameters = {"keys": list(scored), "items": [self._model.item], "today": day_text(day)}
        rows = await self._store.read(STANDS, parameters)
        the_same = {key for key, batch, values in rows if batch.startswith(own) and values == scored[key].values}
        return {key: one for key, one in scored.items() if key not in the_same}

    def _row(self, number: int, key: str, scored: Scored, day: date) -> Prepared[GradeClaim]:
        kind, _, code = key.partition(":")
        entity = kind == "uscc"
        subject = SubjectRef(key, kind_of(code) if entity else SubjectKind.PERSON, code if entity else None, None)
        item = self._catalogue.item(self._model.item)
        assert item is not None, "checked when it was published"
        until = months_before(day, -self._model.period_months) - timedelta(days=1)
        grade = scored.grade
        content = (grade, grade.value, UNIFIED, scored.score, until, self._model.document.number)
        claim = GradeClaim(subject, item, day, grade.value, content)
        return Prepared(RawRow(number, None, {"uscc" if entity else "personKey": code if entity else key}), claim, None)

    async def _passed(self, run: EvaluationRun, position: str, evaluated: int) -> EvaluationRun:
        """A batch of which nothing has to be written but that it is done."""
        row = {"key": run.key, "before": run.batches, "position": position, "evaluated": evaluated, "written": 0}
        done = await self._store.write(ADVANCE, {"rows": [row]})
        return run.further(position, evaluated, 0) if done else await self._present(run)

    async def _finished(self, run: EvaluationRun) -> EvaluationRun:
        given = {"key": run.key, "batches": run.batches, "at": instant_text(self._clock())}
        await self._store.write(FINISH, given)
        return await self._present(run)

    async def _present(self, run: EvaluationRun) -> EvaluationRun:
        """The run as somebody else has left it."""
        self._left = None
        return run_from((await self._store.read(ONE, {"key": run.key}))[0])


def _scope(runs: Sequence[EvaluationRun], model: EvaluationModel, day: date, everybody: bool) -> RunScope:
    whole = next((run.day for run in reversed(runs) if run.scope is RunScope.EVERYBODY), None)
    if everybody or whole is None or months_before(whole, -model.period_months) <= day:
        return RunScope.EVERYBODY
    return RunScope.CHANGED


def _text(values: Mapping[str, float]) -> str:
    """Canonical text of the values of a subject."""
    return json.dumps(dict(sorted(values.items())))
