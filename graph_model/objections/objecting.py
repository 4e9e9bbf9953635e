"""Raising, answering and withdrawing objections: a transaction each, the same again changes nothing, of two at once one wins.

An objection that is accepted corrects nothing by itself: the correction comes as evaluations do, and stands in the archive.
"""

import dataclasses
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from graph_model.catalogue import Catalogue
from graph_model.errors import BadInput, Conflict, NotFound
from graph_model.intake.concealing import without_id_numbers
from graph_model.model import instant_text
from graph_model.objections.objection import COLUMNS, objection_from, objection_row
from graph_model.objections.states import ANSWERS, ObjectionAct, after
from graph_model.objections.values import Objection, ObjectionState
from graph_model.signed import Signature, check_key, used_otherwise
from graph_model.store import GraphStore, GraphTransaction

OF_RECORD = f"MATCH (s:Subject {{key: $subject}})-[:OBJECTED]->(w:Objection) WHERE w.recordKey = $record RETURN w.givenKey, {COLUMNS}"
RECORD = (
    "MATCH (s:Subject {key: $subject}) MATCH (s)-[:GRADED]->(g:GradeRecord) WHERE g.key = $record "
    "RETURN g.itemKey, g.supersededAt"
)
CLAIM = "MERGE (w:Objection {key: $key}) SET w.lockedAt = $at"
"""Where several processes write, the second to object to a grade waits here and sees what the first has raised."""
CREATE = (
    "MATCH (w:Objection {key: $key}) MATCH (s:Subject {key: $subjectKey}) MATCH (g:GradeRecord {key: $recordKey}) "
    "SET w.subjectKey = $subjectKey, w.recordKey = $recordKey, w.itemKey = $itemKey, w.departmentKey = $departmentKey, "
    "w.state = $state, w.reason = $reason, w.raisedAt = $raisedAt, w.givenKey = $givenKey, w.raisedBy = $raisedBy "
    "CREATE (s)-[:OBJECTED]->(w) CREATE (w)-[:AGAINST]->(g)"
)
STANDING = f"MATCH (w:Objection {{key: $key}}) WHERE w.state IS NOT NULL RETURN w.endedKey, {COLUMNS}"
LOCK = "MATCH (w:Objection {key: $key}) SET w.lockedAt = $at"
END = (
    "MATCH (w:Objection {key: $key}) SET w.state = $state, w.endedAt = $endedAt, w.endedBy = $endedBy, w.answer = $answer, "
    "w.endedKey = $endedKey, w.endedRole = $endedRole"
)
LONGEST_REASON = 1_000


@dataclass(frozen=True, slots=True)
class NewObjection:
    """What a subject says against one of its grades (the key of its record)."""

    subject_key: str
    record_key: str
    reason: str
    idempotency_key: str


@dataclass(frozen=True, slots=True)
class Ending:
    """What is done about an objection that was seen in this `version`: ACCEPT or REJECT with why, or WITHDRAW."""

    objection_key: str
    version: str
    act: ObjectionAct
    idempotency_key: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """The objection as it is now. `repeated`: it was so before, and nothing changed."""

    objection: Objection
    repeated: bool = False


class Objecting:
    """Does something about objections, in somebody's name."""

    def __init__(
        self, store: GraphStore, catalogue: Catalogue, clock: Callable[[], datetime], signature: Signature
    ) -> None:
        self._store = store
        self._catalogue = catalogue
        self._clock = clock
        self._signature = signature

    async def raise_(self, new: NewObjection) -> Done:
        """Raise one. Raises BadInput; NotFound for a grade that the subject has not; Conflict for one that was corrected already or
        that another objection waits about."""
        given = dataclasses.replace(new, reason=_said(new.reason))
        check_key(given.idempotency_key)

        async def work(transaction: GraphTransaction) -> Done:
            return await self._raise(transaction, given)

        return await self._store.transact(work)

    async def _raise(self, transaction: GraphTransaction, new: NewObjection) -> Done:
        now = self._clock()
        asked = {"subject": new.subject_key, "record": new.record_key}
        found = await transaction.run(RECORD, asked)
        if not found:
            raise NotFound("没有这条评价记录 / there is no such grade record")
        key = _key(new.record_key, len(await transaction.run(OF_RECORD, asked)))
        await transaction.run(CLAIM, {"key": key, "at": instant_text(now)})
        earlier = {row[0]: objection_from(row[1:]) for row in await transaction.run(OF_RECORD, asked)}
        if (standing := earlier.get(new.idempotency_key)) is not None:
            return _raised_before(standing, new)
        if any(one.state is ObjectionState.OPEN for one in earlier.values()):
            raise Conflict("这个等级已有异议在等答复 / another objection to this grade waits for its answer")
        [(item_key, superseded_at)] = found
        if superseded_at is not None:
            raise Conflict("这条记录已经更正,请看现在的等级 / this record was corrected: look at the grade that stands")
        item = self._catalogue.item(item_key)
        one = Objection(
            key,
            new.subject_key,
            new.record_key,
            item_key,
            None if item is None else item.department_key,
            after(None, ObjectionAct.RAISE),
            new.reason,
            now,
        )
        said = {"givenKey": new.idempotency_key, "raisedBy": self._signature.by}
        await transaction.run(CREATE, {**objection_row(one), **said})
        return Done(one)

    async def end(self, ending: Ending) -> Done:
        """Answer or withdraw one. Raises NotFound, BadInput, and Conflict where the state does not allow it or it is another than
        was seen."""
        check_key(ending.idempotency_key)
        answer = None if ending.reason is None else _said(ending.reason)
        if ending.act is ObjectionAct.RAISE or (ending.act in ANSWERS) is (answer is None):
            raise BadInput("答复要说明理由,撤回不用 / an answer says why, a withdrawal does not", "reason")

        async def work(transaction: GraphTransaction) -> Done:
            now = self._clock()
            await transaction.run(LOCK, {"key": ending.objection_key, "at": instant_text(now)})
            rows = await transaction.run(STANDING, {"key": ending.objection_key})
            if not rows:
                raise NotFound("没有这项异议 / there is no such objection")
            standing, ended_key = objection_from(rows[0][1:]), rows[0][0]
            if ended_key == ending.idempotency_key:
                return _ended_before(standing, ending.act, answer)
            if standing.version != ending.version:
                raise Conflict("这项异议已经变了,请重新看过 / it is another than you saw: look again")
            ended = replace(
                standing,
                state=after(standing.state, ending.act),
                ended_at=max(now, standing.raised_at),
                ended_by=self._signature.by,
                answer=answer,
            )
            said: dict[str, Any] = {"endedKey": ending.idempotency_key, "endedRole": self._signature.role}
            await transaction.run(END, {**objection_row(ended), **said})
            return Done(ended)

        return await self._store.transact(work)


def _raised_before(standing: Objection, new: NewObjection) -> Done:
    if standing.reason != new.reason:
        raise used_otherwise()
    return Done(standing, repeated=True)


def _ended_before(standing: Objection, act: ObjectionAct, answer: str | None) -> Done:
    if standing.state is not after(ObjectionState.OPEN, act) or standing.answer != answer:
        raise used_otherwise()
    return Done(standing, repeated=True)


def _said(reason: str) -> str:
    """The text without blanks around it and ID numbers in it. Raises BadInput."""
    said = without_id_numbers(reason.strip())
    if not 0 < len(said) <= LONGEST_REASON:
        raise BadInput(f"要有内容,最多 {LONGEST_REASON} 个字符 / 1 to {LONGEST_REASON} characters", "reason")
    return said


def _key(record_key: str, place: int) -> str:
    """Of the objection to a grade that follows so many others: two who raise one at one time raise the same."""
    return "objection:" + hashlib.sha256(f"{record_key}\n{place}".encode()).hexdigest()[:32]
