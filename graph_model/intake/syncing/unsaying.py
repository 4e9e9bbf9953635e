"""What a system's rows say by a decision that is taken back: they are refused again, as if they had just been read."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from graph_model.intake.columns import Kind
from graph_model.intake.preparing import Prepared
from graph_model.intake.syncing.deciding import refusing
from graph_model.intake.syncing.statements import (
    Evaluation,
    SourceRow,
    Statement,
    place_of,
    read_statements,
    row_of,
    write_statements,
)
from graph_model.intake.syncing.states import lock, move
from graph_model.intake.syncing.tellings import Telling
from graph_model.store import GraphTransaction

Unsaid = tuple[str, Prepared[Any]]
"""The key of a statement, and its row as it is refused."""


async def unsay(
    transaction: GraphTransaction, system_key: str, unsaid: Sequence[Unsaid], decision: str
) -> frozenset[str]:
    """Refuse these statements; the keys of those that said something by the decision. The others' rows have changed since."""
    state = await lock(transaction, system_key)
    known = await read_statements(transaction, [key for key, _ in unsaid])
    refused = [
        (known[key], _refused(known[key], prepared))
        for key, prepared in unsaid
        if key in known and (said := known[key].said) is not None and said.decision == decision
    ]
    await write_statements(transaction, refused)
    totals = replace(
        state.totals,
        accepted=state.totals.accepted - len(refused),
        rejected=state.totals.rejected + len(refused),
        retired=state.totals.retired + len(refused),
    )
    await move(transaction, system_key, state.checkpoint, totals)
    return frozenset(after.key for _, after in refused)


def _refused(before: Statement, prepared: Prepared[Any]) -> Statement:
    assert prepared.refused is not None
    row = SourceRow(row_of(before.key), "", before.rank)
    kind = before.said.kind if isinstance(before.said, Telling) else Kind.GRADES
    evaluation = Evaluation(place_of(before.key), prepared, kind)
    return refusing(before.key, row, evaluation, prepared.refused)
