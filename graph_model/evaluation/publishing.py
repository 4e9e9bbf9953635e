"""From a draft to a published model: who saves, proposes and publishes, one transaction a step (docs/evaluation-models.md).

What one person proposes a second one publishes. Of two who act at once on what they have seen one wins and the other is told.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from graph_model.catalogue import Catalogue
from graph_model.draws.values import Signature
from graph_model.errors import BadInput, Conflict, Forbidden, NotFound
from graph_model.evaluation.checking import model_of_text, still_fits, text_of
from graph_model.evaluation.versions import (
    STEP_COLUMNS,
    VERSION_COLUMNS,
    ModelAction,
    ModelState,
    ModelVersion,
    Step,
    after,
    step_from,
    version_from,
)
from graph_model.intake.concealing import without_id_numbers
from graph_model.keyset import Listing, PageQuery
from graph_model.model import city_day, day_text, instant_text
from graph_model.paging import ROWS, Column, Ordering, Page, PageRequest, Wanted
from graph_model.signed import check_key
from graph_model.store import GraphStore, GraphTransaction

ONE = f"MATCH (m:EvaluationModel {{key: $key}}) RETURN {VERSION_COLUMNS}"
OF_ITEMS = f"MATCH (m:EvaluationModel) WHERE m.itemKey IN $items RETURN {VERSION_COLUMNS}"
LOCK = f"MATCH (m:EvaluationModel) WHERE m.itemKey = $item SET m.lockedAt = $now RETURN {VERSION_COLUMNS}"
"""Where several processes write, the second to change a model of an item waits here and sees what the first has done."""
CREATE = (
    "CREATE (m:EvaluationModel {key: $key}) SET m.itemKey = $item, m.state = $state, m.revision = 1, m.content = $content, "
    "m.savedAt = $at, m.lockedAt = $at"
)
CHANGE = (
    "MATCH (m:EvaluationModel {key: $key}) SET m.state = $state, m.revision = $revision, m.content = $content, m.savedAt = $savedAt, "
    "m.publishedAt = $publishedAt, m.effectiveFrom = $effectiveFrom, m.endedOn = $endedOn"
)
RECORD = (
    "MATCH (m:EvaluationModel {key: $model}) CREATE (p:ModelStep {key: $key}) SET p.action = $action, p.by = $by, p.role = $role, "
    "p.at = $at, p.reason = $reason, p.revision = $revision, p.digest = $digest CREATE (m)-[:STEPPED]->(p)"
)
STEPS = (
    "UNWIND $keys AS wanted MATCH (m:EvaluationModel {key: wanted})-[:STEPPED]->(p:ModelStep) "
    f"RETURN m.key, {STEP_COLUMNS}"
)
STEP = f"MATCH (m:EvaluationModel)-[:STEPPED]->(p:ModelStep {{key: $key}}) RETURN m.key, {STEP_COLUMNS}"
NEWEST_FIRST = Ordering("evaluationModels", (Column("m.savedAt", descending=True), Column("m.key")), (str, str))
LONGEST_REASON = 1_000


@dataclass(frozen=True, slots=True)
class Done:
    """A version after a step. `repeated`: the step had been taken before, and nothing changed."""

    version: ModelVersion
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class NewStep:
    """What is done with a version that was seen in this `revision`. The same again under the same key changes nothing."""

    key: str
    revision: int
    action: ModelAction
    idempotency_key: str
    reason: str | None = None
    digest: str | None = None
    """Of what is saved."""


@dataclass(frozen=True, slots=True)
class ModelFilter:
    """Which versions: every part that is not None must hold. `told`: those that everybody may read."""

    items: tuple[str, ...] | None = None
    states: tuple[ModelState, ...] | None = None
    told: bool = False


class Publishing:
    """Changes models. Whoever calls has checked that the one who signs may act for the item."""

    def __init__(self, store: GraphStore, catalogue: Catalogue, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._catalogue = catalogue
        self._clock = clock

    async def save(
        self, text: str, revision: int | None, idempotency_key: str, by: tuple[str, str], where: str = "content"
    ) -> Done:
        """Save a draft: a new one (`revision` None), or another content of one that was seen. Raises BadInput, Conflict.

        `by` is the name and the role of who saves.
        """
        model = model_of_text(text, self._catalogue, where)
        digest = hashlib.sha256(text_of(model).encode()).hexdigest()
        step = _checked(NewStep(model.key, revision or 0, ModelAction.SAVE, idempotency_key, digest=digest))

        async def work(transaction: GraphTransaction) -> Done:
            now = self._clock()
            versions = await _locked(transaction, model.item, now)
            standing = next((one for one in versions if one.key == model.key), None)
            if (done := await _repeated(transaction, step, standing, by[0])) is not None:
                return done
            if standing is None:
                _require(revision is None, "没有这个草案 / there is no such draft")
                given = {"key": model.key, "item": model.item, "state": ModelState.DRAFT.value}
                await transaction.run(CREATE, {**given, "content": text_of(model), "at": instant_text(now)})
            else:
                _require(
                    revision is not None, "已有这个版本，请先看过 / this version is there already: look at it first"
                )
                _seen(standing, step)
                state = after(standing.state, ModelAction.SAVE)
                await _change(
                    transaction, standing, state=state.value, content=text_of(model), savedAt=instant_text(now)
                )
            await _record(transaction, step, Signature(*by, now))
            return Done(await _now(transaction, model.key))

        return await self._transact(work)

    async def step(self, new: NewStep, by: tuple[str, str]) -> Done:
        """Propose, send back, publish or withdraw. Raises NotFound, BadInput, Conflict, and Forbidden where who publishes has proposed."""
        step = _checked(new)
        found = await read_version(self._store, step.key)
        if found is None:
            raise NotFound(f"没有评价模型 {step.key[:80]} / there is no such model")
        item = found.item_key

        async def work(transaction: GraphTransaction) -> Done:
            now = self._clock()
            versions = await _locked(transaction, item, now)
            standing = next(one for one in versions if one.key == step.key)
            if (done := await _repeated(transaction, step, standing, by[0])) is not None:
                return done
            _seen(standing, step)
            if step.action in (ModelAction.PROPOSE, ModelAction.PUBLISH):
                still_fits(standing.model, self._catalogue)
            await _carry_out(transaction, standing, step, Signature(*by, now), versions)
            return Done(await _now(transaction, step.key))

        return await self._transact(work)

    async def _transact(self, work: Callable[[GraphTransaction], Any]) -> Done:
        done: Done = await self._store.transact(work)
        return done


async def read_version(store: GraphStore, key: str, *, timeout: float | None = None) -> ModelVersion | None:
    """The version with this key, or None."""
    rows = await store.read(ONE, {"key": key}, timeout=timeout, point=True)
    return version_from(rows[0]) if rows else None


async def versions_of(store: GraphStore, item_key: str, *, timeout: float | None = None) -> list[ModelVersion]:
    """Every version of an item's model."""
    return (await versions_of_items(store, [item_key], timeout=timeout))[0]


async def versions_of_items(
    store: GraphStore, item_keys: Sequence[str], *, timeout: float | None = None
) -> list[list[ModelVersion]]:
    """Every version of each item's model, in the order of the items; one query."""
    found: dict[str, list[ModelVersion]] = {}
    for version in map(version_from, await store.read(OF_ITEMS, {"items": list(item_keys)}, timeout=timeout)):
        found.setdefault(version.item_key, []).append(version)
    return [found.get(key, []) for key in item_keys]


async def read_steps(store: GraphStore, keys: Sequence[str], *, timeout: float | None = None) -> list[tuple[Step, ...]]:
    """The steps of these versions, in their order, each's oldest first; one query."""
    found: dict[str, list[Step]] = {}
    for key, *row in await store.read(STEPS, {"keys": list(dict.fromkeys(keys))}, timeout=timeout):
        found.setdefault(key, []).append(step_from(tuple(row)))
    return [_ordered(found.get(key, [])) for key in keys]


async def model_versions(
    store: GraphStore,
    request: PageRequest,
    *,
    only: ModelFilter,
    wanted: Wanted = ROWS,
    timeout: float | None = None,
) -> Page[ModelVersion]:
    """A page of versions, those saved last first, then by key."""
    states = tuple(ModelState) if only.states is None else only.states
    predicates = ["m.state IN $states"]
    parameters: dict[str, Any] = {"states": [state.value for state in states]}
    if only.items is not None:
        predicates.append("m.itemKey IN $items")
        parameters["items"] = list(only.items)
    if only.told:
        predicates.append("m.publishedAt IS NOT NULL")
    listing = Listing("m", "EvaluationModel", f"MATCH (m:EvaluationModel) WHERE {' AND '.join(predicates)}")
    query = PageQuery(listing, NEWEST_FIRST, request, wanted)
    carried = f"{query.clauses.carried}, " if query.clauses.carried else ""
    text = f"{query.clauses.text}RETURN {carried}{VERSION_COLUMNS}"
    rows = await store.read(text, {**parameters, **query.parameters}, timeout=timeout)
    return query.page(rows, lambda row, width: version_from(row[width:]), lambda one: one.place)


async def _carry_out(
    transaction: GraphTransaction,
    standing: ModelVersion,
    step: NewStep,
    signature: Signature,
    versions: Sequence[ModelVersion],
) -> None:
    """One step of a version that is the one that was seen. `versions` are all of its item."""
    state = after(standing.state, step.action)
    today = city_day(signature.at)
    changes: dict[str, Any] = {"state": state.value}
    if step.action is ModelAction.PUBLISH:
        await _require_another(transaction, standing.key, signature.by)
        await _supersede(transaction, versions, signature)
        effective = max(standing.model.effective_on, today)
        changes |= {"publishedAt": instant_text(signature.at), "effectiveFrom": day_text(effective)}
    elif step.action is ModelAction.WITHDRAW and standing.published_at is not None:
        changes["endedOn"] = day_text(today)
    await _change(transaction, standing, **changes)
    await _record(transaction, step, signature)


async def _locked(transaction: GraphTransaction, item_key: str, now: datetime) -> list[ModelVersion]:
    rows = await transaction.run(LOCK, {"item": item_key, "now": instant_text(now)})
    return [version_from(row) for row in rows]


async def _now(transaction: GraphTransaction, key: str) -> ModelVersion:
    return version_from((await transaction.run(ONE, {"key": key}))[0])


async def _change(transaction: GraphTransaction, standing: ModelVersion, **changes: Any) -> None:
    def text(value: Any, write: Callable[[Any], str]) -> str | None:
        return None if value is None else write(value)

    before = {
        "key": standing.key,
        "state": standing.state.value,
        "revision": standing.revision + 1,
        "content": standing.content,
        "savedAt": instant_text(standing.saved_at),
        "publishedAt": text(standing.published_at, instant_text),
        "effectiveFrom": text(standing.effective_from, day_text),
        "endedOn": text(standing.ended_on, day_text),
    }
    await transaction.run(CHANGE, {**before, **changes})


async def _record(transaction: GraphTransaction, step: NewStep, signature: Signature) -> None:
    said = {"by": signature.by, "role": signature.role, "at": instant_text(signature.at), "reason": step.reason}
    which = {"model": step.key, "key": _step_key(step, signature.by), "action": step.action.value}
    await transaction.run(RECORD, {**which, **said, "revision": step.revision, "digest": step.digest})


async def _repeated(
    transaction: GraphTransaction, step: NewStep, standing: ModelVersion | None, by: str
) -> Done | None:
    """What there is where this person took the step before under this key. Raises BadInput where it was another step."""
    rows = await transaction.run(STEP, {"key": _step_key(step, by)})
    if not rows or standing is None:
        return None
    before = step_from(rows[0][1:])
    if (before.action, before.reason, before.digest) != (step.action, step.reason, step.digest):
        raise BadInput("这个幂等键用过，内容不同 / this key was used for something else", "idempotencyKey")
    return Done(standing, repeated=True)


async def _require_another(transaction: GraphTransaction, key: str, by: str) -> None:
    """The second pair of eyes: who publishes is not who proposed last."""
    steps = _ordered([step_from(tuple(row[1:])) for row in await transaction.run(STEPS, {"keys": [key]})])
    proposer = next(one.by for one in reversed(steps) if one.action is ModelAction.PROPOSE)
    if proposer == by:
        raise Forbidden(
            "提请的人不能发布，要由另一个人发布 / who has proposed it cannot publish it: a second person does"
        )


async def _supersede(transaction: GraphTransaction, versions: Sequence[ModelVersion], signature: Signature) -> None:
    for one in versions:
        if one.state is ModelState.PUBLISHED:
            await _change(transaction, one, state=after(one.state, ModelAction.SUPERSEDE).value)
            step = NewStep(one.key, one.revision, ModelAction.SUPERSEDE, f"supersede {one.revision}")
            await _record(transaction, step, signature)


def _checked(step: NewStep) -> NewStep:
    """The step with a reason that has no ID numbers. Raises BadInput."""
    reason = None if step.reason is None else without_id_numbers(step.reason.strip()) or None
    check_key(step.idempotency_key)
    if reason is not None and len(reason) > LONGEST_REASON:
        raise BadInput(f"最多 {LONGEST_REASON:,} 个字符 / {LONGEST_REASON:,} characters at most", "reason")
    if reason is None and step.action in (ModelAction.SEND_BACK, ModelAction.WITHDRAW):
        raise BadInput("要说明理由 / say why", "reason")
    return replace(step, reason=reason)


def _seen(standing: ModelVersion, step: NewStep) -> None:
    if standing.revision != step.revision:
        raise Conflict(
            f"这个模型已经变了（现为第 {standing.revision} 次），请重新看过再办 / it is another than you saw (revision "
            f"{standing.revision} now): look again"
        )


def _require(right: bool, message: str) -> None:
    if not right:
        raise Conflict(message)


def _step_key(step: NewStep, by: str) -> str:
    return "step:" + hashlib.sha256(f"{step.key}\n{by}\n{step.idempotency_key}".encode()).hexdigest()[:32]


def _ordered(steps: Sequence[Step]) -> tuple[Step, ...]:
    return tuple(sorted(steps, key=lambda one: (one.at, one.revision, one.key)))
