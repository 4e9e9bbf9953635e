"""Reading the departments' registers of inspection items (行政监督检查事项清单), from which coverage is counted."""

from datetime import date

from graph_model.model import InspectionItem, day_text
from graph_model.store import GraphStore, Row

LINES = (
    "MATCH (n:InspectionItem) WHERE n.reportedOn <= $asOf OPTIONAL MATCH (n)-[:COVERED_BY]->(i:Item) "
    "WITH n, collect(i.key) AS items "
    "RETURN n.key, n.displayName, n.departmentKey, items, n.connected, n.documentNo, n.reportedOn, n.synthetic"
)


async def read_registers(store: GraphStore, as_of: date, *, timeout: float | None = None) -> list[InspectionItem]:
    """The lines reported by the day `as_of`, of every department, by department and key; one query."""
    rows = await store.read(LINES, {"asOf": day_text(as_of)}, timeout=timeout)
    return sorted(map(_line, rows), key=lambda line: (line.department_key, line.key))


def _line(row: Row) -> InspectionItem:
    key, name, department, items, connected, document_no, reported_on, synthetic = row
    return InspectionItem(
        key=key,
        name=name,
        department_key=department,
        item_keys=tuple(sorted(items)),
        connected=bool(connected),
        document_no=document_no,
        reported_on=date.fromisoformat(reported_on),
        synthetic=bool(synthetic),
    )
