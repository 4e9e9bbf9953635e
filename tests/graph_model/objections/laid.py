"""Objections laid down in a store as they are, whatever their state."""

from collections.abc import Iterable

from graph_model.model import instant_text
from graph_model.objections.objecting import CLAIM, CREATE, END
from graph_model.objections.objection import objection_row
from graph_model.objections.values import Objection
from graph_model.store import GraphStore, GraphTransaction


async def lay_objections(store: GraphStore, objections: Iterable[Objection]) -> None:
    """Their subjects and records must be there."""

    async def work(transaction: GraphTransaction) -> None:
        for one in objections:
            row = objection_row(one)
            await transaction.run(CLAIM, {"key": one.key, "at": instant_text(one.raised_at)})
            await transaction.run(CREATE, {**row, "givenKey": one.key, "raisedBy": "某人"})
            await transaction.run(END, {**row, "endedKey": one.key, "endedRole": "officer"})

    await store.transact(work)
