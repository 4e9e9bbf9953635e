"""Who is evaluated by a model, and by what grade they stand now: questions over sets."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from graph_model.catalogue import Catalogue
from graph_model.disclosure import disclosed_counts
from graph_model.evaluation.indicators import AT_ONCE, GRADES_IN_FORCE, GRADES_IN_FORCE_KNOWN
from graph_model.evaluation.model import EvaluationModel
from graph_model.model import COMPOSITE, Grade, SubjectKind, day_text, instant_text
from graph_model.rows import GRADES
from graph_model.store import GraphStore

ALL = "MATCH (s:Subject) WHERE s.kind IN $kinds{only} RETURN s.key"
GRADED_ON = (
    "MATCH (s:Subject)-[:GRADED]->(g:GradeRecord) WHERE g.itemKey = $item AND g.supersededAt IS NULL AND s.kind IN $kinds{only} "
    "RETURN DISTINCT s.key"
)
AMONG = (
    "UNWIND $keys AS wanted MATCH (s:Subject {key: wanted}) WITH s WHERE s.kind IN $kinds{only}{graded} RETURN s.key"
)
IS_GRADED = " AND EXISTS { MATCH (s)-[:GRADED]->(g:GradeRecord) WHERE g.itemKey = $item AND g.supersededAt IS NULL }"
_GRADES = " RETURN s.key, g.itemKey, g.grade"
REGISTERED_THEN = " AND (s.registeredOn IS NULL OR s.registeredOn <= $today)"
GRADED_THEN, GRADED_KNOWN = (
    f"{known} AND g.evaluatedOn <= $today AND s.kind IN "
    for known in (
        "g.supersededAt IS NULL",
        "g.recordedAt <= $known AND (g.supersededAt IS NULL OR g.supersededAt > $known)",
    )
)


@dataclass(frozen=True, slots=True)
class Then:
    """An earlier day, with what was known at an instant (None: what is known now)."""

    day: date
    known_at: datetime | None = None

    @property
    def parameters(self) -> dict[str, str]:
        known = {} if self.known_at is None else {"known": instant_text(self.known_at)}
        return {"today": day_text(self.day), **known}


def only_graded(model: EvaluationModel) -> bool:
    """Whether who has no grade on the item is not evaluated: except for the composite, as long as the model does not say."""
    return model.item != COMPOSITE if model.objects.graded is None else model.objects.graded


def kinds(model: EvaluationModel, catalogue: Catalogue) -> tuple[SubjectKind, ...]:
    """The kinds of subjects that are evaluated: the model's, or else the item's; all where the plan's words tell none."""
    item = catalogue.item(model.item)
    return model.objects.kinds or (item.object_kinds if item is not None else ()) or tuple(SubjectKind)


async def evaluated_subjects(
    store: GraphStore,
    model: EvaluationModel,
    catalogue: Catalogue,
    then: Then | None = None,
    *,
    timeout: float | None = None,
) -> list[str]:
    """The keys of all who are evaluated, in order; of those who were registered then, by whether they were graded by then. Their kind and
    their status are today's: nothing is kept of earlier ones."""
    disclosed_counts()
    parameters, only = _parameters(model, catalogue), _only(model)
    text = GRADED_ON if only_graded(model) else ALL
    if then is not None:
        graded = GRADED_THEN if then.known_at is None else GRADED_KNOWN
        text = text.replace("g.supersededAt IS NULL AND s.kind IN ", graded)
        parameters, only = {**parameters, **then.parameters}, only + REGISTERED_THEN
    rows = await store.read(text.replace("{only}", only), parameters, timeout=timeout)
    return sorted(key for (key,) in rows)


async def evaluated_among(
    store: GraphStore,
    model: EvaluationModel,
    catalogue: Catalogue,
    keys: Sequence[str],
    *,
    timeout: float | None = None,
) -> list[str]:
    """Those of `keys` that are evaluated, in order: what it costs goes by their number, not by the city's."""
    text = AMONG.replace("{only}", _only(model)).replace("{graded}", IS_GRADED if only_graded(model) else "")
    found: list[str] = []
    for start in range(0, len(keys), AT_ONCE):
        parameters = {**_parameters(model, catalogue), "keys": list(keys[start : start + AT_ONCE])}
        found += [key for (key,) in await store.read(text, parameters, timeout=timeout)]
    return sorted(found)


async def current_grades(
    store: GraphStore, keys: Sequence[str], items: Sequence[str], then: Then, *, timeout: float | None = None
) -> dict[str, dict[str, Grade]]:
    """The grades in force on a day of each subject, by item, suspended ones among them; who has none is not there."""
    disclosed_counts()
    found: dict[str, dict[str, Grade]] = {}
    text = (GRADES_IN_FORCE if then.known_at is None else GRADES_IN_FORCE_KNOWN) + _GRADES
    for start in range(0, len(keys), AT_ONCE):
        parameters = {"keys": list(keys[start : start + AT_ONCE]), "items": list(items), **then.parameters}
        for key, item, grade in await store.read(text, parameters, timeout=timeout):
            found.setdefault(key, {})[item] = GRADES[grade]
    return found


def _only(model: EvaluationModel) -> str:
    return "" if model.objects.statuses is None else " AND s.status IN $statuses"


def _parameters(model: EvaluationModel, catalogue: Catalogue) -> dict[str, object]:
    said: dict[str, object] = {"kinds": [kind.value for kind in kinds(model, catalogue)]}
    if only_graded(model):
        said["item"] = model.item
    if model.objects.statuses is not None:
        said["statuses"] = list(model.objects.statuses)
    return said
