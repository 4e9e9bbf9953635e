"""Repairs laid down in a store as they are, whatever their state."""

from collections.abc import Iterable
from datetime import UTC, date, datetime

from msgspec.structs import replace

from graph_model.model import DishonestyFact, Severity, city_day, instant_text
from graph_model.repairs.repairing import CLAIM, CREATE
from graph_model.repairs.values import GRANTED, CreditRepair, PastRepair
from graph_model.rows import repair_row, retirement_row
from graph_model.store import GraphStore, GraphTransaction
from graph_model.writing import RETIRE_FACTS

BARE = DishonestyFact("", "", "", Severity.MINOR, date(2024, 1, 1), "", None, datetime(2024, 1, 1, tzinfo=UTC))
"""Of which only what is said of its repair is written."""


async def lay_repairs(store: GraphStore, repairs: Iterable[CreditRepair]) -> None:
    """Their subjects and facts must be there; those that are accepted retire their facts."""

    async def work(transaction: GraphTransaction) -> None:
        for one in repairs:
            await transaction.run(CLAIM, {"key": one.key, "at": instant_text(one.requested_at)})
            await transaction.run(CREATE, repair_row(one))
            if one.state in GRANTED:
                assert one.ended_at is not None
                on = city_day(one.ended_at)
                fact = replace(BARE, key=one.fact_key, retired_on=on, retired_at=one.ended_at, repair_key=one.key)
                if one.revoked_at is not None:
                    past = PastRepair(one.key, on, one.ended_at, one.revoked_at)
                    fact = replace(BARE, key=one.fact_key, past_repairs=(past,))
                await transaction.run(RETIRE_FACTS, {"rows": [retirement_row(fact)]})

    await store.transact(work)
