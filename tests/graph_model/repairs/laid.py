"""Repairs laid down in a store as they are, whatever their state."""

from collections.abc import Iterable

from graph_model.model import city_day, instant_text
from graph_model.repairs.repairing import CLAIM, CREATE
from graph_model.repairs.values import CreditRepair, RepairState
from graph_model.rows import repair_row
from graph_model.store import GraphStore, GraphTransaction
from graph_model.writing import RETIRE_FACTS


async def lay_repairs(store: GraphStore, repairs: Iterable[CreditRepair]) -> None:
    """Their subjects and facts must be there; those that are accepted retire their facts."""

    async def work(transaction: GraphTransaction) -> None:
        for one in repairs:
            await transaction.run(CLAIM, {"key": one.key, "at": instant_text(one.requested_at)})
            await transaction.run(CREATE, repair_row(one))
            if one.state is RepairState.ACCEPTED:
                assert one.ended_at is not None
                row = {
                    "key": one.fact_key,
                    "retiredOn": city_day(one.ended_at).isoformat(),
                    "retiredAt": instant_text(one.ended_at),
                    "repairKey": one.key,
                }
                await transaction.run(RETIRE_FACTS, {"rows": [row]})

    await store.transact(work)
