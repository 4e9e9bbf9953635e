"""Withdrawing a measure that was recorded by mistake: by another person than who recorded it, with the reason. It stays, and
counts no more."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from msgspec.structs import replace

from graph_model.errors import BadInput, Conflict, Forbidden, NotFound
from graph_model.intake.concealing import without_id_numbers
from graph_model.measures_taken.recording import Recorded
from graph_model.model import MeasureTaken, instant_text
from graph_model.rows import TAKEN_COLUMNS, taken_from
from graph_model.signed import Signature, check_key, used_otherwise
from graph_model.store import GraphStore, GraphTransaction

LOCK = "MATCH (m:MeasureTaken {key: $key}) SET m.lockedAt = $at"
STANDING = (
    f"MATCH (m:MeasureTaken {{key: $key}}) WHERE m.digest IS NOT NULL RETURN m.by, m.withdrawalKey, {TAKEN_COLUMNS}"
)
WITHDRAW = (
    "MATCH (m:MeasureTaken {key: $key}) SET m.withdrawnAt = $at, m.withdrawnBy = $by, m.withdrawnRole = $role, "
    "m.withdrawalReason = $reason, m.withdrawalKey = $idempotencyKey"
)
LONGEST_REASON = 1_000


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """That a measure was recorded by mistake, and why. `version`: the one that was seen; None: whichever there is."""

    measure_key: str
    reason: str
    idempotency_key: str
    version: str | None = None


def version_of(taken: MeasureTaken) -> str:
    """What somebody has seen who withdraws a measure: it stands as it was recorded until it is withdrawn, and nothing else is done."""
    return "1-STANDING" if taken.withdrawn_at is None else "2-WITHDRAWN"


async def withdraw_measure(
    store: GraphStore, withdrawal: Withdrawal, signature: Signature, clock: Callable[[], datetime]
) -> Recorded:
    """Raises BadInput; NotFound for one that there is not; Forbidden for who recorded it; Conflict where it is withdrawn already, or
    another than was seen."""
    reason, key = without_id_numbers(withdrawal.reason.strip()), withdrawal.measure_key
    if not 0 < len(reason) <= LONGEST_REASON:
        raise BadInput(
            f"理由要写,最多 {LONGEST_REASON} 个字符 / say why, in {LONGEST_REASON} characters at most", "reason"
        )
    check_key(withdrawal.idempotency_key)

    async def work(transaction: GraphTransaction) -> Recorded:
        now = clock()
        await transaction.run(LOCK, {"key": key, "at": instant_text(now)})
        rows = await transaction.run(STANDING, {"key": key})
        if not rows:
            raise NotFound("没有这项措施记录 / there is no such measure taken")
        by, withdrawal_key, *row = rows[0]
        standing = taken_from(row)
        if standing.withdrawn_at is not None:
            if (standing.withdrawn_by, withdrawal_key) != (signature.by, withdrawal.idempotency_key):
                raise Conflict("已经撤销了 / it is withdrawn already")
            if standing.withdrawal_reason != reason:
                raise used_otherwise()
            return Recorded(standing, repeated=True)
        if withdrawal.version not in (None, version_of(standing)):
            raise Conflict("这项措施已经变了,请重新看过 / it is another than you saw: look again")
        if by == signature.by:
            raise Forbidden("由另一人撤销 / another person than who recorded it withdraws it")
        told = {"by": signature.by, "role": signature.role, "reason": reason}
        parameters = {"key": key, "at": instant_text(now), "idempotencyKey": withdrawal.idempotency_key, **told}
        await transaction.run(WITHDRAW, parameters)
        withdrawn = replace(standing, withdrawn_at=now, withdrawn_by=signature.by, withdrawal_reason=reason)
        return Recorded(withdrawn)

    return await store.transact(work)
