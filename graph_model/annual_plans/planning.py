"""Proposing, publishing and withdrawing annual plans, and reporting on duties: a transaction each, the same again changes nothing.

What one person proposes a second one publishes; the version published before is superseded, and stays.
"""

import hashlib
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from graph_model.annual_plans.plan import AnnualPlan, DutyKind, text_of
from graph_model.annual_plans.states import PlanAct, PlanState, after
from graph_model.annual_plans.version import COLUMNS, PlanVersion, report_version, version_from
from graph_model.errors import BadInput, Conflict, Forbidden, NotFound
from graph_model.intake.concealing import without_id_numbers
from graph_model.model import instant_text, parse_instant
from graph_model.signed import Signature, check_key, used_otherwise
from graph_model.store import GraphStore, GraphTransaction

OF_SLOT = f"MATCH (w:AnnualPlan) WHERE w.slot = $slot AND w.state IS NOT NULL RETURN w.givenKey, w.endedKey, {COLUMNS}"
CLAIM = "MERGE (w:AnnualPlan {key: $key}) SET w.lockedAt = $at"
"""Where several processes write, the second to propose a version waits here and sees what the first has proposed."""
LOCK = "MATCH (w:AnnualPlan) WHERE w.slot = $slot SET w.lockedAt = $at"
CREATE = (
    "MATCH (w:AnnualPlan {key: $key}) MATCH (d:Department {key: $department}) SET w.slot = $slot, w.departmentKey = $department, "
    "w.year = $year, w.number = $number, w.state = $state, w.revision = 1, w.content = $content, w.proposedBy = $by, "
    "w.proposedRole = $role, w.proposedAt = $at, w.givenKey = $givenKey CREATE (w)-[:PLANNED_BY]->(d)"
)
END = (
    "MATCH (w:AnnualPlan {key: $key}) SET w.state = $state, w.revision = $revision, w.decidedBy = $by, w.decidedRole = $role, "
    "w.decidedAt = $at, w.reason = $reason, w.endedKey = $endedKey"
)
MOVE = "MATCH (w:AnnualPlan {key: $key}) SET w.state = $state, w.revision = $revision"
REPORT = (
    "MATCH (w:AnnualPlan {key: $plan}) MERGE (r:DutyReport {key: $key}) SET r.slot = $slot, r.duty = $duty, r.count = $count, "
    "r.note = $note, r.by = $by, r.role = $role, r.at = $at MERGE (w)-[:REPORTED_ON]->(r)"
)
LAST_REPORT = "MATCH (r:DutyReport) WHERE r.slot = $slot AND r.duty = $duty RETURN max(r.at)"
REPORTED = "MATCH (r:DutyReport {key: $key}) RETURN r.count, r.note"
LONGEST_TEXT, MOST = 1_000, 1e9


@dataclass(frozen=True, slots=True)
class Step:
    """What is done with a version that was seen in this `revision`: PUBLISH, or WITHDRAW with why."""

    plan_key: str
    revision: int
    act: PlanAct
    idempotency_key: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class NewReport:
    """How far a duty of a published plan has come. `version`: the one that was seen (`report_version`); None: whichever there is."""

    plan_key: str
    duty: str
    count: float
    idempotency_key: str
    note: str | None = None
    version: str | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """The version as it is now. `repeated`: it was so before, and nothing changed."""

    version: PlanVersion
    repeated: bool = False


class Planning:
    """Does something with annual plans, in somebody's name. Whoever calls has checked that they may act for the department."""

    def __init__(self, store: GraphStore, clock: Callable[[], datetime], signature: Signature) -> None:
        self._store = store
        self._clock = clock
        self._signature = signature

    async def propose(self, plan: AnnualPlan, idempotency_key: str) -> Done:
        """Propose the next version of a department's plan for a year. Raises BadInput, and Conflict where another waits."""
        content = text_of(plan)
        check_key(idempotency_key)

        async def work(transaction: GraphTransaction) -> Done:
            now = self._clock()
            number = len(await _versions(transaction, plan.slot)) + 1
            key = f"annual-plan:{plan.slot}@{number:03d}"
            await transaction.run(CLAIM, {"key": key, "at": instant_text(now)})
            standing = await _versions(transaction, plan.slot)
            for version, given_key, _ in standing:
                if given_key == idempotency_key:
                    return _again(version, content)
            if any(version.state is PlanState.PROPOSED for version, *_ in standing):
                raise Conflict(
                    "已有一个版本在等发布,请先发布或撤回 / another version waits: publish or withdraw it first"
                )
            given: dict[str, Any] = {
                "key": key,
                "slot": plan.slot,
                "department": plan.department,
                "year": plan.year,
                "number": number,
                "state": after(None, PlanAct.PROPOSE).value,
                "content": content,
                "givenKey": idempotency_key,
            }
            await transaction.run(CREATE, {**given, **self._signed(now)})
            return Done(await _one(transaction, plan.slot, key))

        return await self._store.transact(work)

    async def step(self, step: Step, slot: str) -> Done:
        """Publish or withdraw. Raises NotFound, BadInput, Conflict, and Forbidden where who publishes has proposed."""
        check_key(step.idempotency_key)
        reason = _text(step.reason, "reason")
        if step.act not in (PlanAct.PUBLISH, PlanAct.WITHDRAW) or (step.act is PlanAct.WITHDRAW and reason is None):
            raise BadInput("撤回要说明理由 / say why it is withdrawn", "reason")

        async def work(transaction: GraphTransaction) -> Done:
            now = self._clock()
            await transaction.run(LOCK, {"slot": slot, "at": instant_text(now)})
            standing = await _versions(transaction, slot)
            found = next(((version, ended) for version, _, ended in standing if version.key == step.plan_key), None)
            if found is None:
                raise NotFound("没有这份计划 / there is no such plan")
            version, ended = found
            if ended == step.idempotency_key:
                return _stepped_before(version, step.act, reason)
            if version.revision != step.revision:
                raise Conflict("这份计划已经变了,请重新看过 / it is another than you saw: look again")
            state = after(version.state, step.act)
            if step.act is PlanAct.PUBLISH:
                if version.proposed_by == self._signature.by:
                    raise Forbidden(
                        "提请的人不能发布,要由另一个人发布 / who has proposed it cannot publish it: a second person does"
                    )
                await _supersede(transaction, [one for one, *_ in standing])
            changed = {"key": version.key, "state": state.value, "revision": version.revision + 1, "reason": reason}
            await transaction.run(END, {**changed, **self._signed(now), "endedKey": step.idempotency_key})
            return Done(await _one(transaction, slot, version.key))

        return await self._store.transact(work)

    async def report(self, new: NewReport, slot: str) -> Done:
        """Say how far a duty has come. Raises NotFound, BadInput, and Conflict for a plan that is not the published one, and where
        somebody has reported since what was seen."""
        check_key(new.idempotency_key)
        note = _text(new.note, "note")
        if not math.isfinite(new.count) or not 0 <= new.count <= MOST:
            raise BadInput("应为不小于 0 的数 / must be a number, 0 or more", "count")
        key = "duty-report:" + hashlib.sha256(f"{slot}\n{new.duty}\n{new.idempotency_key}".encode()).hexdigest()[:32]

        async def work(transaction: GraphTransaction) -> Done:
            now = self._clock()
            await transaction.run(LOCK, {"slot": slot, "at": instant_text(now)})
            version = await _one(transaction, slot, new.plan_key)
            duty = next((one for one in version.plan.duties if one.key == new.duty), None)
            if duty is None:
                raise NotFound("计划里没有这项任务 / the plan has no such duty")
            if duty.kind is not DutyKind.REPORTED:
                raise BadInput(
                    "这项任务的进展由图里的数据计出,不用报 / the progress of this duty is counted, not reported", "duty"
                )
            before = await transaction.run(REPORTED, {"key": key})
            if before:
                if (float(before[0][0]), before[0][1]) != (float(new.count), note):
                    raise used_otherwise()
                return Done(version, repeated=True)
            if version.state is not PlanState.PUBLISHED:
                raise Conflict("只报已发布的计划的进展 / progress is reported on the published plan")
            last = parse_instant((await transaction.run(LAST_REPORT, {"slot": slot, "duty": duty.key}))[0][0])
            if new.version not in (None, report_version(last)):
                raise Conflict("有人已报了别的进展,请重新看过 / somebody has reported since: look again")
            at = now if last is None else max(now, last + timedelta(microseconds=1))
            said = {
                "key": key,
                "plan": version.key,
                "slot": slot,
                "duty": duty.key,
                "count": float(new.count),
                "note": note,
            }
            await transaction.run(REPORT, {**said, **self._signed(at)})
            return Done(version)

        return await self._store.transact(work)

    def _signed(self, now: datetime) -> dict[str, str]:
        return {"by": self._signature.by, "role": self._signature.role, "at": instant_text(now)}


async def _versions(transaction: GraphTransaction, slot: str) -> list[tuple[PlanVersion, str, str | None]]:
    """The versions of a slot with the keys by which they were proposed, and published or withdrawn."""
    rows = await transaction.run(OF_SLOT, {"slot": slot})
    return sorted(((version_from(row[2:]), row[0], row[1]) for row in rows), key=lambda one: one[0].number)


async def _one(transaction: GraphTransaction, slot: str, key: str) -> PlanVersion:
    found = next((version for version, *_ in await _versions(transaction, slot) if version.key == key), None)
    if found is None:
        raise NotFound("没有这份计划 / there is no such plan")
    return found


async def _supersede(transaction: GraphTransaction, versions: Sequence[PlanVersion]) -> None:
    for one in versions:
        if one.state is PlanState.PUBLISHED:
            state = after(one.state, PlanAct.SUPERSEDE)
            await transaction.run(MOVE, {"key": one.key, "state": state.value, "revision": one.revision + 1})


def _again(version: PlanVersion, content: str) -> Done:
    if version.content != content:
        raise used_otherwise()
    return Done(version, repeated=True)


def _stepped_before(version: PlanVersion, act: PlanAct, reason: str | None) -> Done:
    led_to = {after(PlanState.PROPOSED, act)} | ({PlanState.SUPERSEDED} if act is PlanAct.PUBLISH else set())
    if version.state not in led_to or version.reason != reason:
        raise used_otherwise()
    return Done(version, repeated=True)


def _text(text: str | None, where: str) -> str | None:
    """The text without blanks around it and ID numbers in it, None where nothing is left. Raises BadInput."""
    said = None if text is None else without_id_numbers(text.strip()) or None
    if said is not None and len(said) > LONGEST_TEXT:
        raise BadInput(f"最多 {LONGEST_TEXT} 个字符 / {LONGEST_TEXT} characters at most", where)
    return said
