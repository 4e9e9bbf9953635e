"""Why a grade that a model gave is what it is: from the values that were written with it, by the version that it was given by."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from graph_model.disclosure import disclosed_all
from graph_model.evaluation.runs import model_of_batch
from graph_model.evaluation.scoring import Score, score
from graph_model.evaluation.versions import VERSION_COLUMNS, ModelVersion, version_from
from graph_model.model import GradeRecord
from graph_model.store import GraphStore

VALUES = "UNWIND $keys AS wanted MATCH (g:GradeRecord {key: wanted}) RETURN g.key, g.indicators"
VERSIONS = f"UNWIND $keys AS wanted MATCH (m:EvaluationModel {{key: wanted}}) RETURN {VERSION_COLUMNS}"


@dataclass(frozen=True, slots=True)
class Explained:
    """The score of a record and the version that gave it."""

    score: Score
    version: ModelVersion


async def explained(
    store: GraphStore, records: Sequence[GradeRecord], *, timeout: float | None = None
) -> list[Explained | None]:
    """The explanation of each record, None where no model gave it. Two queries for all of them, none where no model gave any."""
    models = {one.key: model for one in records if (model := model_of_batch(one.batch_key)) is not None}
    if not models:
        return [None] * len(records)
    disclosed_all(one.subject_key for one in records if one.key in models)
    rows = await store.read(VERSIONS, {"keys": sorted(set(models.values()))}, timeout=timeout)
    versions = {row[0]: version_from(row) for row in rows}
    values = {str(key): text for key, text in await store.read(VALUES, {"keys": list(models)}, timeout=timeout)}
    found: list[Explained | None] = []
    for one in records:
        version, text = versions.get(models.get(one.key, "")), values.get(one.key)
        made = None if version is None or text is None else Explained(score(version.model, json.loads(text)), version)
        found.append(made)
    return found
