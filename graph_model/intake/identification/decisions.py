"""Deciding whom rows mean, and taking that back: each one transaction, with all that follows from it for the graph.

A decision is remembered: rows with the same clues of the same department go by it from then on. Taken back, what it brought
ends at that instant and its rows wait again; it stays in the history with who, when and why.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from graph_model.catalogue import Catalogue
from graph_model.errors import BadInput, Conflict, NotFound
from graph_model.identity_reviews import IdentityDecision, IdentityReviewState, read_decision
from graph_model.intake import ledger
from graph_model.intake.concealing import without_id_numbers
from graph_model.intake.identification.bringing import Bringing, Brought, Meaning, raw_row
from graph_model.intake.identification.candidates import known_keys
from graph_model.intake.identification.doubts import PREFIX
from graph_model.intake.identification.waiting import WaitingRow, brought_by, brought_rows, let_wait, waiting_rows
from graph_model.intake.identification.withdrawing import withdraw
from graph_model.intake.preparing import Prepared
from graph_model.intake.subject_refs import ENTITY_PREFIX
from graph_model.intake.syncing.batches import LEDGER
from graph_model.intake.syncing.unsaying import Unsaid, unsay
from graph_model.model import instant_text
from graph_model.store import GraphStore, GraphTransaction

LOCK = (
    "MATCH (v:IdentityReview {key: $key}) SET v.lockedAt = $now RETURN v.decision, v.subject, v.decisions, v.decidedAt"
)
DECIDE = (
    "MATCH (v:IdentityReview {key: $review}) SET v.decision = $key, v.subject = $subject, v.state = $state, "
    "v.decisions = $number, v.decidedAt = $at"
)
RECORD = (
    "CREATE (d:IdentityDecision {key: $key}) SET d.review = $review, d.subject = $subject, d.decidedBy = $by, "
    "d.role = $role, d.decidedAt = $at, d.reason = $reason"
)
LINK = "MATCH (v:IdentityReview {key: $review}) MATCH (d:IdentityDecision {key: $key}) CREATE (v)-[:DECIDED]->(d)"
MEAN = "MATCH (d:IdentityDecision {key: $key}) MATCH (s:Subject {key: $subject}) CREATE (d)-[:MEANS]->(s)"
REOPEN = "MATCH (v:IdentityReview {key: $review}) SET v.decision = null, v.subject = null, v.state = $state"
TAKE_BACK = (
    "MATCH (d:IdentityDecision {key: $key}) SET d.takenBackBy = $by, d.takenBackRole = $role, d.takenBackAt = $at, "
    "d.takenBackReason = $reason"
)
OTHERS = "MATCH (d:IdentityDecision) WHERE d.subject = $subject AND d.takenBackAt IS NULL RETURN d.key"
LONGEST_REASON = 1_000
LONGEST_NAME = 100
NOTHING = Brought()


class AlreadyDecided(Conflict):
    """Somebody has decided otherwise. `decision` is what stands."""

    def __init__(self, decision: IdentityDecision) -> None:
        super().__init__(
            f"已由{decision.decided_by}决定({decision.key});要改,请先撤回那一决定 / "
            f"{decision.decided_by} has decided this ({decision.key}): take that back first to change it"
        )
        self.decision = decision


@dataclass(frozen=True, slots=True)
class Signature:
    """Who decides, in which role, and why."""

    by: str
    role: str
    reason: str


@dataclass(frozen=True, slots=True)
class DecisionResult:
    """A decision as it is now. `repeated`: it was as it is before. `ended`: records and facts that taking back has ended."""

    decision: IdentityDecision
    brought: Brought = NOTHING
    ended: int = 0
    waiting: int = 0
    repeated: bool = False


class IdentityDecisions:
    """Decides and takes back."""

    def __init__(self, store: GraphStore, catalogue: Catalogue, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._catalogue = catalogue
        self._clock = clock

    async def decide(self, review_key: str, subject_key: str | None, signature: Signature) -> DecisionResult:
        """Rows of this review mean the subject, or (None) nobody who is known. Those that wait come in at once.

        The same decision again changes nothing. Raises NotFound for a review or a subject that there is not, BadInput for
        a natural person, AlreadyDecided where something else stands.
        """
        signed = _checked(signature)
        if subject_key is not None and not subject_key.startswith(ENTITY_PREFIX):
            raise BadInput(
                "自然人凭证件号码认出,不能这样归入 / a natural person is told by the ID number, not by a decision",
                "subject",
            )

        async def work(transaction: GraphTransaction) -> DecisionResult:
            return await self._decide(transaction, review_key, subject_key, signed)

        return await self._store.transact(work)

    async def take_back(self, decision_key: str, signature: Signature) -> DecisionResult:
        """The decision stands no more. Taken back again, nothing changes. Raises NotFound."""
        signed = _checked(signature)

        async def work(transaction: GraphTransaction) -> DecisionResult:
            return await self._take_back(transaction, decision_key, signed)

        return await self._store.transact(work)

    async def _decide(
        self, transaction: GraphTransaction, review_key: str, subject_key: str | None, signature: Signature
    ) -> DecisionResult:
        now = self._clock()
        locked = await transaction.run(LOCK, {"key": review_key, "now": instant_text(now)})
        if not locked:
            raise NotFound(f"没有待核定的归属 {review_key} / there is no such review")
        standing, meant, number, decided_at = locked[0]
        if standing is not None:
            return await self._standing(transaction, standing, same=meant == subject_key)
        if subject_key is not None and not await known_keys(transaction, [subject_key]):
            raise NotFound(f"图里没有主体 {subject_key} / there is no subject {subject_key} in the graph")
        decision = IdentityDecision(
            key=f"decision-{review_key.removeprefix(PREFIX)}-{(number or 0) + 1}",
            review_key=review_key,
            subject_key=subject_key,
            decided_by=signature.by,
            role=signature.role,
            decided_at=_after(now, decided_at),
            reason=signature.reason,
        )
        await self._record(transaction, decision, (number or 0) + 1)
        waiting = await waiting_rows(transaction, review_key)
        if subject_key is None:
            return DecisionResult(decision, waiting=len(waiting))
        await self._take_subject(transaction, subject_key)
        bringing = Bringing(self._store, transaction, self._catalogue, now)
        brought = await bringing.bring(waiting, Meaning(decision.key, subject_key))
        return DecisionResult(decision, brought, waiting=brought.kept)

    async def _standing(self, transaction: GraphTransaction, key: str, *, same: bool) -> DecisionResult:
        decision = await read_decision(transaction, key)
        assert decision is not None, "a review names a decision that there is"
        if not same:
            raise AlreadyDecided(decision)
        return DecisionResult(decision, repeated=True)

    async def _record(self, transaction: GraphTransaction, decision: IdentityDecision, number: int) -> None:
        meant = decision.subject_key is not None
        state = IdentityReviewState.DECIDED if meant else IdentityReviewState.DISMISSED
        values = {
            "key": decision.key,
            "review": decision.review_key,
            "subject": decision.subject_key,
            "by": decision.decided_by,
            "role": decision.role,
            "reason": decision.reason,
            "at": instant_text(decision.decided_at),
            "state": state.value,
            "number": number,
        }
        for query in (DECIDE, RECORD, LINK, *([MEAN] if meant else [])):
            await transaction.run(query, values)

    async def _take_back(
        self, transaction: GraphTransaction, decision_key: str, signature: Signature
    ) -> DecisionResult:
        now = self._clock()
        found = await read_decision(transaction, decision_key)
        if found is None:
            raise NotFound(f"没有决定 {decision_key} / there is no such decision")
        await transaction.run(LOCK, {"key": found.review_key, "now": instant_text(now)})
        decision = await read_decision(transaction, decision_key)  # as it is now that nobody else can change it
        assert decision is not None
        if decision.taken_back_at is not None:
            return DecisionResult(decision, repeated=True)
        at = _after(now, instant_text(decision.decided_at))
        signed = {"key": decision_key, "by": signature.by, "role": signature.role, "reason": signature.reason}
        await transaction.run(TAKE_BACK, {**signed, "at": instant_text(at)})
        await transaction.run(REOPEN, {"review": decision.review_key, "state": IdentityReviewState.OPEN.value})
        ended = 0
        if decision.subject_key is not None:
            ended = await self._withdraw(transaction, decision, decision.subject_key, now)
        waiting = await waiting_rows(transaction, decision.review_key)
        taken_back = replace(
            decision,
            taken_back_by=signature.by,
            taken_back_role=signature.role,
            taken_back_at=at,
            taken_back_reason=signature.reason,
        )
        return DecisionResult(taken_back, ended=ended, waiting=len(waiting))

    async def _withdraw(
        self, transaction: GraphTransaction, decision: IdentityDecision, subject_key: str, now: datetime
    ) -> int:
        """What the decision brought ends, its rows wait, and what other decisions say of the subject takes its place."""
        await self._take_subject(transaction, subject_key)
        rows = await brought_rows(transaction, decision.review_key, decision.key)
        await let_wait(transaction, await self._unsaid(transaction, rows, decision.key))
        withdrawn = await withdraw(transaction, self._catalogue, decision.key, subject_key, now)
        if withdrawn.ended:
            others = [key for (key,) in await transaction.run(OTHERS, {"subject": subject_key})]
            bringing = Bringing(self._store, transaction, self._catalogue, withdrawn.at)
            for key, brought in sorted((await brought_by(transaction, others)).items()):
                imported = [row for row in brought if not _is_synced(row)]
                await bringing.bring(imported, Meaning(key, subject_key))
        return withdrawn.ended

    async def _unsaid(
        self, transaction: GraphTransaction, rows: list[WaitingRow], decision_key: str
    ) -> list[WaitingRow]:
        """The rows that wait again: those of files, and those of systems that still say what they did."""
        waiting = [row for row in rows if not _is_synced(row)]
        systems: dict[str, list[WaitingRow]] = {}
        for row in rows:
            if _is_synced(row):
                systems.setdefault(row.entry.import_key.removeprefix(LEDGER), []).append(row)
        for system_key, those in sorted(systems.items()):
            unsaid: list[Unsaid] = [(_statement_key(row), Prepared(raw_row(row), None, row.refused)) for row in those]
            refused = await unsay(transaction, system_key, unsaid, decision_key)
            waiting += [row for row in those if _statement_key(row) in refused or row.entry.resolved_at is None]
        return waiting

    async def _take_subject(self, transaction: GraphTransaction, subject_key: str) -> None:
        if self._store.capabilities.shared:
            await transaction.run(ledger.LOCK_SUBJECTS, {"keys": [subject_key]})


def _is_synced(row: WaitingRow) -> bool:
    return row.entry.import_key.startswith(LEDGER)


def _statement_key(row: WaitingRow) -> str:
    return row.entry.key.removeprefix(LEDGER)


def _after(now: datetime, before: str | None) -> datetime:
    """An instant after the one before, whatever the clock says."""
    return now if before is None else max(now, datetime.fromisoformat(before) + timedelta(microseconds=1))


def _checked(signature: Signature) -> Signature:
    """The signature without blanks around its texts and ID numbers in them. Raises BadInput."""
    by, reason = (without_id_numbers(text.strip()) for text in (signature.by, signature.reason))
    if not 0 < len(by) <= LONGEST_NAME:
        raise BadInput(
            f"请写明由谁决定,最多 {LONGEST_NAME} 个字符 / say who decides, {LONGEST_NAME} characters at most",
            "decidedBy",
        )
    if not 0 < len(reason) <= LONGEST_REASON:
        raise BadInput(
            f"请写明理由,最多 {LONGEST_REASON} 个字符 / say why, {LONGEST_REASON} characters at most", "reason"
        )
    return replace(signature, by=by, reason=reason)
