"""Asking for repairs and deciding about them: a transaction each, the same again changes nothing, of two at once one wins.

Who asks does not decide. What is accepted retires the fact from that day on: it stays, with its repair, and counts no longer.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from msgspec.structs import replace

from graph_model.catalogue import Catalogue
from graph_model.errors import BadInput, Conflict, Forbidden, NotFound
from graph_model.model import DishonestyFact, city_day, instant_text
from graph_model.repairs import acts, rules
from graph_model.repairs.acts import RepairAct, act_key, digest_of
from graph_model.repairs.states import DECIDING, Act, after
from graph_model.repairs.values import OPEN, CreditRepair, EvidenceDocument, PastRepair, RepairParty, RepairState
from graph_model.repairs.waiting import TooEarly
from graph_model.rows import FACT_COLUMNS, REPAIR_COLUMNS, fact_from, repair_from, repair_row, retirement_row
from graph_model.signed import Signature, check_key, used_otherwise
from graph_model.store import GraphStore, GraphTransaction
from graph_model.writing import RETIRE_FACTS

CLAIM = "MERGE (r:CreditRepair {key: $key}) SET r.lockedAt = $at"
LOCK = "MATCH (r:CreditRepair {key: $key}) SET r.lockedAt = $at"
"""Where several processes write, the second one waits here and sees what the first has done."""
STANDING = f"MATCH (r:CreditRepair {{key: $key}}) WHERE r.state IS NOT NULL RETURN {REPAIR_COLUMNS}"
LOCK_FACT = (
    "MATCH (s:Subject)-[:COMMITTED]->(f:DishonestyFact {key: $key}) SET f.lockedAt = $at "
    f"RETURN s.key, {FACT_COLUMNS}"
)
OF_FACT = f"MATCH (f:DishonestyFact {{key: $key}}) MATCH (r:CreditRepair)-[:OF_FACT]->(f) RETURN {REPAIR_COLUMNS}"
_SET = (
    "r.subjectKey = $subjectKey, r.factKey = $factKey, r.itemKey = $itemKey, r.departmentKey = $departmentKey, "
    "r.party = $party, r.documentNo = $documentNo, r.statement = $statement, r.evidence = $evidence, r.state = $state, "
    "r.revision = $revision, r.requestedAt = $requestedAt, r.endedAt = $endedAt, r.revokedAt = $revokedAt"
)
CREATE = (
    "MATCH (r:CreditRepair {key: $key}) MATCH (s:Subject {key: $subjectKey}) MATCH (f:DishonestyFact {key: $factKey}) "
    f"SET {_SET} CREATE (s)-[:ASKS_REPAIR]->(r) CREATE (r)-[:OF_FACT]->(f)"
)
MOVE = (
    "MATCH (r:CreditRepair {key: $key}) SET r.evidence = $evidence, r.state = $state, r.revision = $revision, "
    "r.endedAt = $endedAt, r.revokedAt = $revokedAt"
)
REPAIRED_BY = (
    "MATCH (s:Subject {key: $subject}) MATCH (s)-[:COMMITTED]->(f:DishonestyFact) WHERE f.repairKey = $repair "
    f"SET f.lockedAt = $at RETURN {FACT_COLUMNS}"
)
"""The fact, and what its system has told again since."""


@dataclass(frozen=True, slots=True)
class NewRepair:
    """What is asked for: that a fact be repaired. `document_no` names by which document one asks on the subject's behalf."""

    fact_key: str
    statement: str
    evidence: tuple[EvidenceDocument, ...]
    idempotency_key: str
    document_no: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """What is done about a repair that was seen in this `version`; `evidence` is given with SUPPLEMENT alone."""

    repair_key: str
    version: str
    act: Act
    idempotency_key: str
    reason: str | None = None
    evidence: tuple[EvidenceDocument, ...] = ()


@dataclass(frozen=True, slots=True)
class Done:
    """The repair as it is now. `repeated`: it was done before, and nothing changed."""

    repair: CreditRepair
    repeated: bool = False


Work = Callable[[GraphTransaction, CreditRepair, datetime], Awaitable[CreditRepair]]


def version_of(repair: CreditRepair) -> str:
    """What somebody has seen who does something about a repair: another one after everything that is done."""
    return f"{repair.revision}-{repair.state.value}"


class Repairing:
    """Does something about repairs, in somebody's name and as one of the parties."""

    def __init__(
        self,
        store: GraphStore,
        catalogue: Catalogue,
        clock: Callable[[], datetime],
        signature: Signature,
        party: RepairParty,
    ) -> None:
        self._store = store
        self._catalogue = catalogue
        self._clock = clock
        self._signature = signature
        self._party = party

    async def request(self, new: NewRepair) -> Done:
        """Raises BadInput; NotFound for a fact that there is not; TooEarly within the waiting period; Conflict for one that stands no
        more, is repaired, or of which a repair is under way."""
        check_key(new.idempotency_key)
        statement = rules.checked_text(new.statement, "statement")
        assert statement is not None
        evidence = rules.checked_evidence(new.evidence, self._today)
        document = self._document(new.document_no)
        key = "repair:" + digest_of(new.fact_key, self._party, new.idempotency_key)
        said = digest_of(Act.REQUEST, new.fact_key, statement, document or "", acts.evidence_text(evidence))

        async def work(transaction: GraphTransaction) -> Done:
            now = self._clock()
            await transaction.run(CLAIM, {"key": key, "at": instant_text(now)})
            standing = await _standing(transaction, key)
            act = self._signed(Act.REQUEST, key, new.idempotency_key, said, now, evidence=evidence)
            if standing is not None:
                [done] = await acts.read_acts(transaction, [key])
                return _repeated(standing, done, act)
            fact = await _locked_fact(transaction, new.fact_key, now)
            await self._check_askable(transaction, fact)
            item = None if fact.item_key is None else self._catalogue.item(fact.item_key)
            repair = CreditRepair(
                key=key,
                subject_key=fact.subject_key,
                fact_key=fact.key,
                item_key=fact.item_key,
                department_key=None if item is None else item.department_key,
                party=self._party,
                document_no=document,
                statement=statement,
                evidence=evidence,
                state=after(None, Act.REQUEST),
                revision=1,
                requested_at=now,
            )
            await transaction.run(CREATE, repair_row(repair))
            await acts.create(transaction, key, act)
            return Done(repair)

        return await self._store.transact(work)

    async def supplement(self, step: Step) -> Done:
        """Put more documents forward, as who asked. Raises as `_act`, BadInput, and Forbidden for anybody else."""
        reason = rules.checked_text(step.reason, "note", needed=False)
        more = rules.checked_evidence(step.evidence, self._today)

        async def supplemented(_: GraphTransaction, standing: CreditRepair, now: datetime) -> CreditRepair:
            self._require_party(standing)
            rules.check_together(standing.evidence, more)
            return replace(_moved(standing, Act.SUPPLEMENT, now), evidence=(*standing.evidence, *more))

        return await self._act(step, Act.SUPPLEMENT, reason, supplemented, more)

    async def withdraw(self, step: Step) -> Done:
        """Take back what was asked for, as who asked. Raises as `_act`, and Forbidden for anybody else."""
        reason = rules.checked_text(step.reason, "reason", needed=False)

        async def withdrawn(_: GraphTransaction, standing: CreditRepair, now: datetime) -> CreditRepair:
            self._require_party(standing)
            return _moved(standing, Act.WITHDRAW, now)

        return await self._act(step, Act.WITHDRAW, reason, withdrawn)

    async def decide(self, step: Step) -> Done:
        """Accept, reject or ask for more evidence. Raises as `_act`, BadInput, and Forbidden for who asked."""
        if step.act not in DECIDING:
            raise BadInput("应为同意、不同意或要求补充 / accept, reject or ask for evidence", "decision")
        reason = rules.checked_text(step.reason, "reason")

        async def decided(transaction: GraphTransaction, standing: CreditRepair, now: datetime) -> CreditRepair:
            await self._require_second(transaction, standing, Act.REQUEST, Act.SUPPLEMENT)
            moved = _moved(standing, step.act, now)
            if step.act is Act.ACCEPT:
                await _retire(transaction, moved, now)
            return moved

        return await self._act(step, step.act, reason, decided)

    async def revoke(self, step: Step) -> Done:
        """Take back what was accepted by mistake or by fraud: the fact counts again, as if it had not been repaired. Raises as `_act`,
        BadInput, and Forbidden for who asked for it or accepted it."""
        reason = rules.checked_text(step.reason, "reason")

        async def revoked(transaction: GraphTransaction, standing: CreditRepair, now: datetime) -> CreditRepair:
            await self._require_second(transaction, standing, Act.REQUEST, Act.SUPPLEMENT, Act.ACCEPT)
            moved = replace(_moved(standing, Act.REVOKE, now), ended_at=standing.ended_at, revoked_at=now)
            await _restore(transaction, moved, now)
            return moved

        return await self._act(step, Act.REVOKE, reason, revoked)

    async def _act(
        self, step: Step, act: Act, reason: str | None, work: Work, evidence: tuple[EvidenceDocument, ...] = ()
    ) -> Done:
        """Raises NotFound, BadInput for a key that was used for something else, Conflict where the state does not allow it or it is
        another than was seen."""
        check_key(step.idempotency_key)
        key, said = step.repair_key, digest_of(act, reason or "", acts.evidence_text(evidence))

        async def acted(transaction: GraphTransaction) -> Done:
            now = self._clock()
            await transaction.run(LOCK, {"key": key, "at": instant_text(now)})
            standing = await _standing(transaction, key)
            if standing is None:
                raise NotFound("没有这次修复 / there is no such repair")
            [done] = await acts.read_acts(transaction, [key])
            at = max([now, *(one.at + timedelta(microseconds=1) for one in done[-1:])])
            signed = self._signed(act, key, step.idempotency_key, said, at, reason=reason, evidence=evidence)
            if any(one.key == signed.key for one in done):
                return _repeated(standing, done, signed)
            if version_of(standing) != step.version:
                raise Conflict("这次修复已经变了,请重新看过 / it is another than you saw: look again")
            moved = await work(transaction, standing, at)
            await transaction.run(MOVE, repair_row(moved))
            await acts.create(transaction, key, signed)
            return Done(moved)

        return await self._store.transact(acted)

    async def _check_askable(self, transaction: GraphTransaction, fact: DishonestyFact) -> None:
        if fact.withdrawn_at is not None:
            raise Conflict("这项事实已经撤下,不用修复 / the fact was withdrawn: there is nothing to repair")
        if fact.retired_on is not None:
            raise Conflict("这项事实已经修复 / the fact is repaired already")
        before = [repair_from(row) for row in await transaction.run(OF_FACT, {"key": fact.key})]
        if any(one.state in OPEN for one in before):
            raise Conflict("这项事实的修复正在办理 / a repair of the fact is under way")
        rejected = [city_day(at) for one in before if (at := _refused_at(one)) is not None]
        askable_on = self._catalogue.repairs.askable_on(fact, rejected)
        if askable_on > self._today:
            raise TooEarly(askable_on)

    async def _require_second(self, transaction: GraphTransaction, standing: CreditRepair, *before: Act) -> None:
        """Raises Forbidden for a subject, and for who has done one of the acts before."""
        if self._party is RepairParty.SUBJECT:
            raise Forbidden("由部门和信用主管部门决定 / departments and the credit office decide")
        [done] = await acts.read_acts(transaction, [standing.key])
        if any(one.signature.by == self._signature.by for one in done if one.act in before):
            raise Forbidden(
                "申请或同意的人不办这一步,请另一人办理 / who asked or accepted does not: another person has to"
            )

    def _require_party(self, standing: CreditRepair) -> None:
        if standing.party is not self._party:
            raise Forbidden("由申请方办理 / it is for who asked")

    def _document(self, number: str | None) -> str | None:
        """The number of the document by which somebody asks on the subject's behalf. Raises BadInput where there is none."""
        if self._party is RepairParty.SUBJECT:
            return None
        if number is None:
            raise BadInput("代为申请要给文号 / to ask on its behalf, name the document", "documentNo")
        return rules.checked_line(number, "documentNo")

    def _signed(
        self,
        act: Act,
        repair_key: str,
        idempotency_key: str,
        digest: str,
        at: datetime,
        *,
        reason: str | None = None,
        evidence: tuple[EvidenceDocument, ...] = (),
    ) -> RepairAct:
        return RepairAct(
            act_key(repair_key, self._party, idempotency_key), act, self._signature, at, reason, evidence, digest
        )

    @property
    def _today(self) -> date:
        return city_day(self._clock())


async def _standing(transaction: GraphTransaction, key: str) -> CreditRepair | None:
    rows = await transaction.run(STANDING, {"key": key})
    return repair_from(rows[0]) if rows else None


async def _locked_fact(transaction: GraphTransaction, key: str, now: datetime) -> DishonestyFact:
    rows = await transaction.run(LOCK_FACT, {"key": key, "at": instant_text(now)})
    if not rows:
        raise NotFound("没有这项事实 / there is no such fact")
    return fact_from(rows[0][0], rows[0][1:])


async def _retire(transaction: GraphTransaction, repair: CreditRepair, now: datetime) -> None:
    """Raises Conflict for a fact that stands no more."""
    fact = await _locked_fact(transaction, repair.fact_key, now)
    if fact.withdrawn_at is not None:
        raise Conflict("这项事实已经撤下,没有可修复的 / the fact was withdrawn: there is nothing left to repair")
    retired = replace(fact, retired_on=city_day(now), retired_at=now, repair_key=repair.key)
    await transaction.run(RETIRE_FACTS, {"rows": [retirement_row(retired)]})


def _refused_at(repair: CreditRepair) -> datetime | None:
    """When a repair was rejected, or revoked: what is asked for then waits as long."""
    return repair.ended_at if repair.state is RepairState.REJECTED else repair.revoked_at


async def _restore(transaction: GraphTransaction, repair: CreditRepair, now: datetime) -> None:
    """Let what the repair has retired count again."""
    asked = {"subject": repair.subject_key, "repair": repair.key, "at": instant_text(now)}
    facts = [fact_from(repair.subject_key, row) for row in await transaction.run(REPAIRED_BY, asked)]
    await transaction.run(RETIRE_FACTS, {"rows": [retirement_row(_restored(fact, now)) for fact in facts]})


def _restored(fact: DishonestyFact, now: datetime) -> DishonestyFact:
    assert fact.retired_on is not None and fact.retired_at is not None and fact.repair_key is not None
    past = PastRepair(fact.repair_key, fact.retired_on, fact.retired_at, now)
    return replace(fact, retired_on=None, retired_at=None, repair_key=None, past_repairs=(*fact.past_repairs, past))


def _moved(repair: CreditRepair, act: Act, now: datetime) -> CreditRepair:
    state = after(repair.state, act)
    return replace(repair, state=state, revision=repair.revision + 1, ended_at=None if state in OPEN else now)


def _repeated(standing: CreditRepair, done: Sequence[RepairAct], given: RepairAct) -> Done:
    before = next((one for one in done if one.key == given.key), None)
    if before is None or before.digest != given.digest:
        raise used_otherwise()
    return Done(standing, repeated=True)
