"""Reading the departments' registers of inspection items (行政监督检查事项清单), from which coverage is counted."""

from datetime import date

from graph_model.model import InspectionItem, day_text
from graph_model.rows import INSPECTION_ITEM, inspection_item_from
from graph_model.store import GraphStore

LINES = f"MATCH (n:InspectionItem) WHERE n.reportedOn <= $asOf {INSPECTION_ITEM}"


async def read_registers(store: GraphStore, as_of: date, *, timeout: float | None = None) -> list[InspectionItem]:
    """The lines reported by the day `as_of`, of every department, by department and key; one query."""
    rows = await store.read(LINES, {"asOf": day_text(as_of)}, timeout=timeout)
    return sorted(map(inspection_item_from, rows), key=lambda line: (line.department_key, line.key))
