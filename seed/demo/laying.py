"""The demo subjects laid down in a store, once."""

from collections.abc import Collection
from datetime import date

from graph_model import writing
from graph_model.catalogue import Catalogue
from graph_model.model import day_text, parse_day
from graph_model.store import GraphStore, GraphTransaction
from seed.city.building import require_plan
from seed.demo.reading import BATCH_KEY, read_demo
from seed.demo.stories import DEMO_SUBJECTS, DemoSubject

CLAIM = "MERGE (b:Batch {key: $key}) SET b.kind = 'demo' RETURN b.today"
DAY = "MATCH (b:Batch {key: $key}) RETURN b.today"
FINISH = "MATCH (b:Batch {key: $key}) SET b.today = $today"


async def lay_demo(
    store: GraphStore, catalogue: Catalogue, *, today: date, without: Collection[str] = ()
) -> tuple[DemoSubject, ...]:
    """Write the demo subjects in one transaction, their stories told from the day `today`; a second time nothing happens.

    The evaluations of the items `without` are left to the department systems that hold them.

    Raises BadInput where the graph does not hold the plan yet (`seed.laying.ensure_plan`).
    """
    await require_plan(store, catalogue)

    async def work(transaction: GraphTransaction) -> None:
        held = await transaction.run(CLAIM, {"key": BATCH_KEY})
        if held[0][0] is None:
            await writing.write(transaction, read_demo(catalogue, today, without=without))
            await transaction.run(FINISH, {"key": BATCH_KEY, "today": day_text(today)})

    await store.transact(work)
    return DEMO_SUBJECTS


async def demo_day(store: GraphStore) -> date | None:
    """The day from which the stories of a graph's demo subjects are told; None where it has none."""
    rows = await store.read(DAY, {"key": BATCH_KEY}, point=True)
    return parse_day(rows[0][0]) if rows else None
