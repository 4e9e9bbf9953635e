"""Which supervision items have been graded at all."""

from graph_model.store import GraphStore

GRADED_ITEMS = "MATCH (i:Item) WHERE EXISTS { MATCH (g:GradeRecord)-[:UNDER]->(i) } RETURN i.key"
"""Whether there is one edge into an item, not how many: the hub is looked at, not walked."""


async def graded_items(store: GraphStore, *, timeout: float | None = None) -> frozenset[str]:
    """Keys of the items under which at least one evaluation is recorded (what is corrected leaves its correction)."""
    return frozenset(row[0] for row in await store.read(GRADED_ITEMS, timeout=timeout))
