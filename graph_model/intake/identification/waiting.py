"""The entries of the ledger that wait for a decision or were brought in by one, and how they change from one to the other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from graph_model.intake import ledger
from graph_model.intake.deciding import Source
from graph_model.intake.identification.holding import held_from
from graph_model.intake.refusals import Refused
from graph_model.intake.results import Reject
from graph_model.model import instant_text
from graph_model.store import GraphTransaction

_OF_REVIEW = "MATCH (v:IdentityReview {key: $key})<-[:AWAITS]-(r:Reject) WHERE r.heldAs IS NOT NULL "
WAITING = (
    f"{_OF_REVIEW}AND r.decision IS NULL AND r.resolvedAt IS NULL AND r.replacedBy IS NULL "
    f"RETURN r.heldAs, {ledger.REJECT_COLUMNS}"
)
BROUGHT = f"{_OF_REVIEW}AND r.decision = $decision RETURN r.heldAs, {ledger.REJECT_COLUMNS}"
BROUGHT_BY = (
    "MATCH (r:Reject) WHERE r.decision IN $decisions AND r.heldAs IS NOT NULL "
    f"RETURN r.decision, r.heldAs, {ledger.REJECT_COLUMNS}"
)
BRING = (
    "UNWIND $rows AS row MATCH (r:Reject {key: row.key}) SET r.decision = $decision, r.resolvedAt = row.resolvedAt, "
    "r.heldAs = row.heldAs, r.code = row.code, r.column = row.column, r.message = row.message, r.messageEn = row.messageEn"
)


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A row as the ledger has it, and what it was refused for before anybody decided whom it means."""

    entry: Reject
    held_as: str

    @property
    def refused(self) -> Refused:
        return held_from(self.held_as)


async def waiting_rows(source: Source, review_key: str) -> list[WaitingRow]:
    """The rows of a review that wait."""
    return [_row(found) for found in await source.run(WAITING, {"key": review_key})]


async def brought_rows(source: Source, review_key: str, decision: str) -> list[WaitingRow]:
    """The rows of a review that this decision has brought, or tried to."""
    return [_row(found) for found in await source.run(BROUGHT, {"key": review_key, "decision": decision})]


async def brought_by(source: Source, decisions: Sequence[str]) -> dict[str, list[WaitingRow]]:
    """The rows that each of these decisions has brought."""
    found: dict[str, list[WaitingRow]] = {}
    for row in await source.run(BROUGHT_BY, {"decisions": list(decisions)}) if decisions else ():
        found.setdefault(row[0], []).append(_row(row[1:]))
    return found


async def settle_rows(
    transaction: GraphTransaction,
    rows: Sequence[WaitingRow],
    refused: Mapping[str, Refused],
    decision: str,
    at: datetime,
) -> None:
    """The decision has brought these rows, but those that are `refused` (by key) for something else now."""
    changed = [
        _changed(row, refused.get(row.entry.key, row.refused), None if row.entry.key in refused else at) for row in rows
    ]
    if changed:
        await transaction.run(BRING, {"rows": changed, "decision": decision})


async def let_wait(transaction: GraphTransaction, rows: Sequence[WaitingRow]) -> None:
    """The rows wait again, as they did before."""
    changed = [_changed(row, row.refused, None) for row in rows]
    if changed:
        await transaction.run(BRING, {"rows": changed, "decision": None})


def _changed(row: WaitingRow, refused: Refused, resolved_at: datetime | None) -> dict[str, Any]:
    return {
        "key": row.entry.key,
        "resolvedAt": None if resolved_at is None else instant_text(resolved_at),
        "heldAs": row.held_as,
        "code": refused.code.value,
        "column": refused.column,
        "message": refused.zh,
        "messageEn": refused.en,
    }


def _row(found: Sequence[Any]) -> WaitingRow:
    return WaitingRow(ledger.reject_from(found[1:]), found[0])
