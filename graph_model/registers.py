"""The departments' registers of inspection items (行政监督检查事项清单), from which coverage is counted: each line as it was on a day."""

from datetime import date

from msgspec.structs import replace

from graph_model.model import EarlierLine, InspectionItem
from graph_model.rows import INSPECTION_ITEM, inspection_item_from
from graph_model.store import GraphStore

LINES = f"MATCH (n:InspectionItem) {INSPECTION_ITEM}"


async def read_registers(store: GraphStore, as_of: date, *, timeout: float | None = None) -> list[InspectionItem]:
    """The lines reported by the day `as_of`, of every department, by department and key, with what they were before; one query."""
    lines = map(inspection_item_from, await store.read(LINES, timeout=timeout))
    known = (line for line in lines if line_on(line, as_of) is not None)
    return sorted(known, key=lambda line: (line.department_key, line.key))


def line_on(line: InspectionItem, day: date) -> InspectionItem | None:
    """The line as it was on a day; None before it was reported at all."""
    if begins(line) <= day:
        return line
    found = next((one for one in reversed(line.earlier) if one.since <= day), None)
    if found is None:
        return None
    return replace(
        line,
        name=found.name,
        item_keys=found.item_keys,
        connected=found.connected,
        document_no=found.document_no,
        reported_on=found.reported_on,
        synthetic=found.synthetic,
        since=found.since,
        earlier=tuple(one for one in line.earlier if one.since < found.since),
    )


def followed(before: InspectionItem | None, line: InspectionItem) -> InspectionItem:
    """A line that is said now, with what was said of it before. What is said of the same day takes the place of what was said."""
    if before is None:
        return line
    since = max(begins(before), begins(line))
    earlier = before.earlier if since == begins(before) else (*before.earlier, _earlier(before))
    return replace(line, since=None if since == line.reported_on else since, earlier=earlier)


def begins(line: InspectionItem) -> date:
    """The day since which the line is as it is."""
    return line.since or line.reported_on


def _earlier(line: InspectionItem) -> EarlierLine:
    said = (line.name, line.item_keys, line.connected, line.document_no, line.reported_on)
    return EarlierLine(*said, begins(line), line.synthetic)
