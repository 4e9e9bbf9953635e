"""Evaluations by a published model, as the graph keeps them: of everybody, or of those whose inputs have changed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from graph_model.model import parse_day, parse_instant
from graph_model.store import GraphStore, GraphTransaction, Row

PREFIX = "evaluation:"
RUN_COLUMNS = (
    "r.key, r.modelKey, r.number, r.scope, r.day, r.position, r.since, r.until, r.batches, r.evaluated, r.written, r.startedAt, "
    "r.finishedAt, r.startedBy"
)
OF_MODELS = f"MATCH (r:EvaluationRun) WHERE r.modelKey IN $models RETURN {RUN_COLUMNS} ORDER BY r.number"


class RunScope(StrEnum):
    """Who is evaluated."""

    EVERYBODY = "EVERYBODY"
    CHANGED = "CHANGED"


@dataclass(frozen=True, slots=True)
class EvaluationRun:
    """An evaluation. It can be left after any batch and taken up again: `position` is the last subject that is done. It knows what was
    recorded before `until`, and of those who changed since `since`. `finished_at` None: it is under way."""

    key: str
    model_key: str
    number: int
    scope: RunScope
    day: date
    position: str
    since: str
    until: str
    batches: int
    evaluated: int
    written: int
    started_at: datetime
    finished_at: datetime | None
    started_by: str

    @property
    def done(self) -> bool:
        return self.finished_at is not None

    @property
    def unchanged(self) -> int:
        """Those of whom what stands says the same: nothing was written of them."""
        return self.evaluated - self.written

    def further(self, position: str, evaluated: int, written: int) -> "EvaluationRun":
        """One batch further."""
        return replace(
            self,
            position=position,
            batches=self.batches + 1,
            evaluated=self.evaluated + evaluated,
            written=self.written + written,
        )


def run_key(model_key: str, number: int) -> str:
    """`evaluation:1-14@2026-1:3`."""
    return f"{PREFIX}{model_key.removeprefix('model:')}:{number}"


def model_of_batch(batch_key: str) -> str | None:
    """The key of the model that gave the grades of a batch; None where they came in another way."""
    if not batch_key.startswith(PREFIX):
        return None
    return "model:" + batch_key.removeprefix(PREFIX).rsplit(":", 2)[0]


def run_from(row: Row) -> EvaluationRun:
    """The run of a row of RUN_COLUMNS."""
    key, model, number, scope, day, position, since, until, batches, evaluated, written, started, finished, by = row
    on, at = parse_day(day), parse_instant(started)
    assert on is not None and at is not None
    return EvaluationRun(
        key=key,
        model_key=model,
        number=number,
        scope=RunScope(scope),
        day=on,
        position=position,
        since=since,
        until=until,
        batches=batches,
        evaluated=evaluated,
        written=written,
        started_at=at,
        finished_at=parse_instant(finished),
        started_by=by,
    )


async def runs_of(source: GraphTransaction, model_key: str) -> list[EvaluationRun]:
    """The evaluations by a model as a transaction sees them, in their order."""
    return [run_from(row) for row in await source.run(OF_MODELS, {"models": [model_key]})]


async def runs_of_models(
    store: GraphStore, model_keys: Sequence[str], *, timeout: float | None = None
) -> list[list[EvaluationRun]]:
    """The evaluations by each model, in their order; one query."""
    found: dict[str, list[EvaluationRun]] = {}
    for run in map(run_from, await store.read(OF_MODELS, {"models": list(model_keys)}, timeout=timeout)):
        found.setdefault(run.model_key, []).append(run)
    return [found.get(key, []) for key in model_keys]
