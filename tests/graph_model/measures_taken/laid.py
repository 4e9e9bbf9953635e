"""Measures laid down in a store as they are."""

from collections.abc import Iterable

from graph_model.measures_taken.recording import CLAIM, CREATE
from graph_model.measures_taken.withdrawing import WITHDRAW
from graph_model.model import MeasureTaken, instant_text
from graph_model.rows import taken_row
from graph_model.store import GraphStore, GraphTransaction


async def lay_measures(store: GraphStore, taken: Iterable[MeasureTaken]) -> None:
    """Their subjects and the measures of the catalogue must be there."""

    async def work(transaction: GraphTransaction) -> None:
        for one in taken:
            await transaction.run(CLAIM, {"key": one.key, "at": instant_text(one.recorded_at)})
            await transaction.run(CREATE, {**taken_row(one), "by": "甲", "role": "officer", "digest": one.key})
            if one.withdrawn_at is not None:
                said = {"by": one.withdrawn_by, "role": "officer", "reason": one.withdrawal_reason}
                at = instant_text(one.withdrawn_at)
                await transaction.run(WITHDRAW, {"key": one.key, "at": at, "idempotencyKey": one.key, **said})

    await store.transact(work)
