"""Inspections laid down in a store as they are, whatever their state, with the acts that recorded and published them."""

from collections.abc import Iterable
from datetime import datetime

from graph_model.inspections.acts import InspectionAct, create
from graph_model.inspections.inspecting import CLAIM, CREATE, MOVE
from graph_model.inspections.states import Act
from graph_model.model import Inspection, instant_text
from graph_model.rows import inspection_row
from graph_model.signed import Signature
from graph_model.store import GraphStore, GraphTransaction


async def lay(store: GraphStore, inspections: Iterable[Inspection]) -> None:
    """Their subjects and items must be there."""

    async def work(transaction: GraphTransaction) -> None:
        for one in inspections:
            row = inspection_row(one)
            await transaction.run(CLAIM, {"key": one.key, "at": instant_text(one.recorded_at)})
            await transaction.run(CREATE, row)
            moved = ("key", "state", "revision", "publishedAt", "withdrawnAt")
            await transaction.run(MOVE, {name: row[name] for name in moved})
            await create(transaction, one.key, _act(one, Act.RECORD, one.recorded_at), None)
            if one.published_at is not None:
                await create(transaction, one.key, _act(one, Act.PUBLISH, one.published_at), None)
            if one.withdrawn_at is not None:
                await create(transaction, one.key, _act(one, Act.WITHDRAW, one.withdrawn_at), None)

    await store.transact(work)


def _act(inspection: Inspection, act: Act, at: datetime) -> InspectionAct:
    return InspectionAct(f"{inspection.key}/{act}", act, Signature("甲", "officer"), at, None, "")
