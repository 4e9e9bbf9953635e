"""Recording, revising, reviewing and publishing inspections: a transaction each, the same again changes nothing, of two at once one wins.

Who writes what was found is not who reviews and publishes it. A task of a draw is done when each of its items has its inspection.
"""

import hashlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from msgspec.structs import replace

from graph_model.catalogue import Catalogue
from graph_model.draws.states import TaskAct, task_after
from graph_model.draws.values import TaskState
from graph_model.errors import BadInput, Conflict, Forbidden, NotFound
from graph_model.inspections import acts, rules
from graph_model.inspections.acts import InspectionAct, act_key, digest_of
from graph_model.inspections.reading import inspection_in
from graph_model.inspections.rules import Content
from graph_model.inspections.states import DECIDING, WRITING, Act, after
from graph_model.intake.concealing import without_id_numbers
from graph_model.model import Inspection, InspectionState, city_day, day_text, instant_text, parse_day
from graph_model.rows import inspection_row
from graph_model.sampling.rates import InspectionMethod
from graph_model.signed import Signature, check_key, used_otherwise
from graph_model.store import GraphStore, GraphTransaction
from graph_model.subjects import Needs, read_subjects

CLAIM = "MERGE (w:Inspection {key: $key}) SET w.lockedAt = $at"
LOCK = "MATCH (w:Inspection {key: $key}) SET w.lockedAt = $at"
"""Where several processes write, the second one waits here and sees what the first has done."""
_CONTENT = (
    "w.manner = $manner, w.inspectedOn = $inspectedOn, w.inspectors = $inspectors, w.findings = $findings, "
    "w.outcome = $outcome, w.documentNo = $documentNo, w.state = $state, w.revision = $revision"
)
CREATE = (
    "MATCH (w:Inspection {key: $key}) MATCH (s:Subject {key: $subjectKey}) MATCH (i:Item {key: $itemKey}) "
    f"SET {_CONTENT}, w.subjectKey = $subjectKey, w.itemKey = $itemKey, w.departmentKey = $departmentKey, "
    "w.taskKey = $taskKey, w.recordedAt = $recordedAt CREATE (s)-[:INSPECTED]->(w) CREATE (w)-[:ON]->(i)"
)
REVISE = f"MATCH (w:Inspection {{key: $key}}) SET {_CONTENT}"
MOVE = (
    "MATCH (w:Inspection {key: $key}) SET w.state = $state, w.revision = $revision, w.publishedAt = $publishedAt, "
    "w.withdrawnAt = $withdrawnAt"
)
LOCK_TASK = (
    "MATCH (t:InspectionTask {key: $key}) SET t.lockedAt = $at "
    "RETURN t.subjectKey, t.itemKeys, t.method, t.drawnOn, t.doneItems, t.doneOn"
)
DONE = (
    "MATCH (t:InspectionTask {key: $task}) MATCH (w:Inspection {key: $key}) SET t.doneItems = $done, "
    "t.doneOn = $doneOn, t.doneAt = $doneAt "
    "CREATE (w)-[:CARRIES_OUT]->(t)"
)
REOPEN = (
    "MATCH (t:InspectionTask {key: $task}) SET t.doneItems = $done, t.doneOn = $doneOn, t.doneAt = $doneAt, "
    "t.reopenedAt = $reopenedAt"
)
DONE_ITEMS = "MATCH (t:InspectionTask {key: $key}) SET t.lockedAt = $at RETURN t.doneItems, t.doneOn"
LONGEST_REASON = 1_000


@dataclass(frozen=True, slots=True)
class NewInspection:
    """What is recorded. Keys of the subject, the item and the task of a draw; `content` says what was found."""

    subject_key: str
    item_key: str
    content: Content
    idempotency_key: str
    task_key: str | None = None


@dataclass(frozen=True, slots=True)
class Revision:
    """What is said of an inspection that was seen in this `version`, in the place of what was said before."""

    inspection_key: str
    version: str
    content: Content
    idempotency_key: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What a second person does about an inspection that was seen in this `version`: APPROVE, SEND_BACK or PUBLISH."""

    inspection_key: str
    version: str
    act: Act
    idempotency_key: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """That an inspection, seen in this `version`, was recorded by mistake. `office`: it is the credit office that says so."""

    inspection_key: str
    version: str
    idempotency_key: str
    reason: str
    office: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """The inspection as it is now. `repeated`: it was done before, and nothing changed."""

    inspection: Inspection
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class _Given:
    """What somebody gives to be done: an act under its key, which says this digest; `content` where it says what was found."""

    act: Act
    version: str
    key: str
    digest: str
    signature: Signature
    content: Content | None = None
    reason: str | None = None


def version_of(inspection: Inspection) -> str:
    """What somebody has seen who decides about an inspection: another one after everything that is done about it."""
    return f"{inspection.revision}-{inspection.state.value}"


def inspection_key(department_key: str, idempotency_key: str) -> str:
    """The key of the inspection that a department records under a key of its own."""
    return "inspection:" + hashlib.sha256(f"{department_key}\n{idempotency_key}".encode()).hexdigest()[:32]


class Inspecting:
    """Does something about inspections, in somebody's name."""

    def __init__(
        self, store: GraphStore, catalogue: Catalogue, clock: Callable[[], datetime], signature: Signature
    ) -> None:
        self._store = store
        self._catalogue = catalogue
        self._clock = clock
        self._signature = signature

    async def record(self, new: NewInspection) -> Done:
        """Record one. Raises BadInput; NotFound for a subject or task that there is not; Conflict where the task has one already."""
        item = self._catalogue.item(new.item_key)
        if item is None:
            raise BadInput("没有这个事项 / there is no such item", "item")
        check_key(new.idempotency_key)
        content = rules.checked(new.content, self._today)
        key = inspection_key(item.department_key, new.idempotency_key)
        said = digest_of(Act.RECORD, new.subject_key, item.key, new.task_key or "", acts.content_text(content))
        given = _Given(Act.RECORD, "", act_key(key, new.idempotency_key), said, self._signature, content)

        async def work(transaction: GraphTransaction) -> Done:
            now = self._clock()
            await transaction.run(CLAIM, {"key": key, "at": instant_text(now)})
            standing = await inspection_in(transaction, key)
            if standing is not None:
                return await _again(transaction, standing, given)
            recorded = Inspection(
                key, new.subject_key, item.key, item.department_key, content.manner, content.inspected_on,
                content.inspectors, content.findings, content.outcome, content.document_no, new.task_key,
                after(None, Act.RECORD), 1, now,
            )  # fmt: skip
            task = await self._checked_against_plan(transaction, recorded, now)
            await transaction.run(CREATE, inspection_row(recorded))
            if task is not None:
                await transaction.run(DONE, task)
            await acts.create(transaction, key, _signed(given, now), content)
            return Done(recorded)

        return await self._store.transact(work)

    async def revise(self, revision: Revision) -> Done:
        """Say something else of one that is not reviewed yet. Raises as `_act`, and BadInput."""
        content = rules.checked(revision.content, self._today)
        given = self._given(Act.REVISE, revision, acts.content_text(content), content=content)

        async def revised(transaction: GraphTransaction, standing: Inspection, now: datetime) -> Inspection:
            said = replace(
                standing,
                manner=content.manner,
                inspected_on=content.inspected_on,
                inspectors=content.inspectors,
                findings=content.findings,
                outcome=content.outcome,
                document_no=content.document_no,
            )
            await self._check_method(transaction, said)
            moved = _moved(said, Act.REVISE, now)
            await transaction.run(REVISE, inspection_row(moved))
            return moved

        return await self._act(revision.inspection_key, given, revised)

    async def decide(self, decision: Decision) -> Done:
        """Approve, send back or publish. Raises as `_act`, and Forbidden for who wrote what was found."""
        reason = _reason(decision.reason)
        if decision.act not in DECIDING:
            raise BadInput("应为审核、退回或公示 / approve, send back or publish", "decision")
        if decision.act is Act.SEND_BACK and not reason:
            raise BadInput("退回要说明理由 / say why it is sent back", "reason")
        given = self._given(decision.act, decision, reason or "", reason=reason)

        async def decided(transaction: GraphTransaction, standing: Inspection, now: datetime) -> Inspection:
            if await self._has_written(transaction, standing):
                raise Forbidden(
                    "记入检查的人不审核、不公示,请另一人办理 / who recorded it does not review it: another person has to"
                )
            moved = _moved(standing, decision.act, now)
            await transaction.run(MOVE, inspection_row(moved))
            return moved

        return await self._act(decision.inspection_key, given, decided)

    async def withdraw(self, withdrawal: Withdrawal) -> Done:
        """Say that one was recorded by mistake: before it is reviewed who wrote it, or the credit office; later another person than who
        wrote it. Its task is open again. Raises as `_act`, BadInput, and Forbidden for anybody else."""
        reason = _reason(withdrawal.reason)
        if not reason:
            raise BadInput("撤销要说明理由 / say why it is withdrawn", "reason")
        given = self._given(Act.WITHDRAW, withdrawal, reason, reason=reason)

        async def withdrawn(transaction: GraphTransaction, standing: Inspection, now: datetime) -> Inspection:
            moved, wrote = _moved(standing, Act.WITHDRAW, now), await self._has_written(transaction, standing)
            if standing.state in (InspectionState.DRAFT, InspectionState.SENT_BACK):
                if not wrote and not withdrawal.office:
                    raise Forbidden(
                        "没有审核的由记入的人或信用主管部门撤销 / before it is reviewed, who recorded it or the credit office withdraws it"
                    )
            elif wrote:
                raise Forbidden(
                    "审核过的由另一人撤销 / once it is reviewed, another person than who recorded it withdraws it"
                )
            await transaction.run(MOVE, inspection_row(moved))
            if moved.task_key is not None:
                await _reopen(transaction, moved.task_key, moved.item_key, now)
            return moved

        return await self._act(withdrawal.inspection_key, given, withdrawn)

    async def _has_written(self, transaction: GraphTransaction, standing: Inspection) -> bool:
        """Whether who acts has recorded or revised it."""
        [done] = await acts.read_acts(transaction, [standing.key])
        return any(one.signature.by == self._signature.by for one in done if one.act in WRITING)

    async def _act(
        self,
        key: str,
        given: _Given,
        work: Callable[[GraphTransaction, Inspection, datetime], Awaitable[Inspection]],
    ) -> Done:
        """Raises NotFound, BadInput for a key that was used for something else, Conflict where the state does not allow it or it
        is another than was seen."""

        async def acted(transaction: GraphTransaction) -> Done:
            now = self._clock()
            await transaction.run(LOCK, {"key": key, "at": instant_text(now)})
            standing = await inspection_in(transaction, key)
            if standing is None:
                raise NotFound("没有这次检查 / there is no such inspection")
            [done] = await acts.read_acts(transaction, [key])
            if any(one.key == given.key for one in done):
                return _repeated(standing, done, given)
            if version_of(standing) != given.version:
                raise Conflict("这次检查已经变了,请重新看过 / it is another than you saw: look again")
            at = max([now, *(one.at + timedelta(microseconds=1) for one in done[-1:])])
            moved = await work(transaction, standing, at)
            await acts.create(transaction, key, _signed(given, at), given.content)
            return Done(moved)

        return await self._store.transact(acted)

    async def _checked_against_plan(
        self, transaction: GraphTransaction, new: Inspection, now: datetime
    ) -> dict[str, Any] | None:
        """What marks the task as carried out, where there is one; the subject is there, and may be inspected in this manner."""
        if new.task_key is None:
            await self._check_method(transaction, new)
            return None
        rows = await transaction.run(LOCK_TASK, {"key": new.task_key, "at": instant_text(now)})
        if not rows:
            raise NotFound("没有这项检查任务 / there is no such task")
        subject, items, method, drawn_on, done, done_on = rows[0]
        wanted, carried_out = _keys(items), _keys(done or "")
        if subject != new.subject_key or new.item_key not in wanted:
            raise BadInput("任务里没有这个主体的这个事项 / the task has not this subject on this item", "task")
        _check_drawn(new, drawn_on)
        if new.item_key in carried_out:
            raise Conflict("这项任务的这个事项已有检查记录 / the task has an inspection on this item already")
        rules.check_manner(new.manner, InspectionMethod(method))
        carried_out.append(new.item_key)
        over = set(carried_out) == set(wanted)
        task_after(_task_state(done_on), TaskAct.FINISH if over else TaskAct.INSPECT)
        return {
            "task": new.task_key,
            "key": new.key,
            "done": f",{','.join(carried_out)},",
            "doneOn": day_text(city_day(now)) if over else None,
            "doneAt": instant_text(now) if over else None,
        }

    async def _check_method(self, transaction: GraphTransaction, inspection: Inspection) -> None:
        """Raises BadInput for an inspection in writing that the grade does not allow, NotFound for a subject that there is not."""
        if inspection.task_key is not None:
            rows = await transaction.run(LOCK_TASK, {"key": inspection.task_key, "at": instant_text(self._clock())})
            _check_drawn(inspection, rows[0][3])
            rules.check_manner(inspection.manner, InspectionMethod(rows[0][2]))
            return
        [data] = await read_subjects(transaction, [inspection.subject_key], Needs(records=True))
        if data is None:
            raise NotFound("没有这个主体 / there is no such subject")
        grade = rules.grade_on(data.records, inspection.item_key, inspection.inspected_on)
        rules.check_manner(inspection.manner, rules.method_for(grade))

    @property
    def _today(self) -> date:
        return city_day(self._clock())

    def _given(
        self,
        act: Act,
        what: Revision | Decision | Withdrawal,
        said: str,
        *,
        content: Content | None = None,
        reason: str | None = None,
    ) -> _Given:
        check_key(what.idempotency_key)
        key = act_key(what.inspection_key, what.idempotency_key)
        return _Given(act, what.version, key, digest_of(act, said), self._signature, content, reason)


def _task_state(done_on: str | None) -> TaskState:
    return TaskState.OPEN if done_on is None else TaskState.DONE


def _keys(text: str) -> list[str]:
    return text.strip(",").split(",") if text.strip(",") else []


def _check_drawn(inspection: Inspection, drawn_on: str) -> None:
    drawn = parse_day(drawn_on)
    if drawn is not None and inspection.inspected_on < drawn:
        raise BadInput("检查日期早于抽取 / the inspection was before the draw", "inspectedOn")


def _moved(inspection: Inspection, act: Act, now: datetime) -> Inspection:
    state = after(inspection.state, act)
    changed: dict[str, Any] = {"state": state, "revision": inspection.revision + 1}
    if state is InspectionState.PUBLISHED:
        changed["published_at"] = now
    if state is InspectionState.WITHDRAWN:
        changed["withdrawn_at"] = now
    return replace(inspection, **changed)


async def _reopen(transaction: GraphTransaction, task_key: str, item_key: str, now: datetime) -> None:
    """The task is to be carried out on this item again."""
    rows = await transaction.run(DONE_ITEMS, {"key": task_key, "at": instant_text(now)})
    left = [key for key in _keys(rows[0][0] or "") if key != item_key] if rows else []
    done_on = rows[0][1] if rows else None
    task_after(_task_state(done_on), TaskAct.WITHDRAW)
    reopened = None if done_on is None else instant_text(now)
    parameters = {
        "task": task_key,
        "done": f",{','.join(left)}," if left else None,
        "doneOn": None,
        "doneAt": None,
        "reopenedAt": reopened,
    }
    await transaction.run(REOPEN, parameters)


def _reason(text: str | None) -> str | None:
    """Why something is done, as it is kept. Raises BadInput."""
    reason = None if text is None else without_id_numbers(text.strip())
    if len(reason or "") > LONGEST_REASON:
        raise BadInput(f"最多 {LONGEST_REASON} 个字符 / {LONGEST_REASON} characters at most", "reason")
    return reason


def _signed(given: _Given, at: datetime) -> InspectionAct:
    return InspectionAct(given.key, given.act, given.signature, at, given.reason, given.digest)


async def _again(transaction: GraphTransaction, standing: Inspection, given: _Given) -> Done:
    [done] = await acts.read_acts(transaction, [standing.key])
    return _repeated(standing, done, given)


def _repeated(standing: Inspection, done: Sequence[InspectionAct], given: _Given) -> Done:
    before = next((one for one in done if one.key == given.key), None)
    if before is None or before.digest != given.digest:
        raise used_otherwise()
    return Done(standing, repeated=True)
