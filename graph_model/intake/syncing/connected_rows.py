"""Rows that say which inspection items are connected to “双随机、一公开”: they are held against the departments' registers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from graph_model.catalogue import Catalogue
from graph_model.intake import cells
from graph_model.intake.deciding import Source
from graph_model.intake.identities import short_hash
from graph_model.intake.preparing import Prepared
from graph_model.intake.reading import RawRow
from graph_model.intake.refusals import Refused, RejectCode, missing, quoted
from graph_model.intake.register_rows import inspection_item
from graph_model.intake.words import MAX_WORD, Words
from graph_model.model import InspectionItem

OF_DEPARTMENTS = (
    "UNWIND $departments AS department MATCH (n:InspectionItem) WHERE n.departmentKey = department "
    "OPTIONAL MATCH (n)-[:COVERED_BY]->(i:Item) WITH n, collect(i.key) AS itemKeys "
    "RETURN n.key, n.displayName, n.departmentKey, itemKeys, n.connected, n.documentNo, n.reportedOn, n.synthetic"
)


@dataclass(frozen=True, slots=True)
class ConnectedClaim:
    """What one row says. `key` is what the register's own line has where it came by a file with the same code or name."""

    key: str
    department_key: str
    code: str | None
    name: str
    connected: bool


class ConnectedIntake:
    """Reads claims. Lines of registers are made by the departments' reports alone (register_rows)."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._words = Words(catalogue)

    def claim(self, raw: RawRow, today: date) -> ConnectedClaim:
        row = raw.cells
        department = self._words.department(row.get("department"))
        code = cells.code(cells.limited_text(row.get("itemCode"), "itemCode", MAX_WORD))
        name = cells.limited_text(row.get("name"), "name", MAX_WORD)
        if name is None:
            raise missing("name", "检查事项名称", "the name of the inspection item")
        connected = cells.yes_or_no(row.get("connected"), "connected")
        if connected is None:
            raise missing("connected", "是否接入", "whether it is connected")
        return ConnectedClaim(f"{department.key}:{code or short_hash(name)}", department.key, code, name, connected)


class Registers:
    """Lines of some departments' registers."""

    def __init__(self, lines: Sequence[InspectionItem]) -> None:
        self._by_key = {line.key: line for line in lines}
        self._by_name: dict[tuple[str, str], list[InspectionItem]] = {}
        for line in lines:
            self._by_name.setdefault((line.department_key, line.name), []).append(line)

    def line(self, key: str, department_key: str, name: str) -> InspectionItem | None:
        """The line that a row means: by its code, or by its name where the department has that once."""
        named = self._by_name.get((department_key, name), [])
        return self._by_key.get(key) or (named[0] if len(named) == 1 else None)


async def registers_of(source: Source, department_keys: Sequence[str]) -> Registers:
    """The registers of these departments."""
    departments = sorted(set(department_keys))
    rows = await source.run(OF_DEPARTMENTS, {"departments": departments}) if departments else []
    return Registers([inspection_item(row) for row in rows])


async def listed(source: Source, rows: Sequence[Prepared[ConnectedClaim]]) -> list[Prepared[ConnectedClaim]]:
    """The rows, those refused (UNKNOWN_ITEM) that no register has."""
    registers = await registers_of(source, [row.claim.department_key for row in rows if row.claim is not None])
    return [row if row.claim is None or _has(registers, row.claim) else _unlisted(row, row.claim) for row in rows]


def _has(registers: Registers, claim: ConnectedClaim) -> bool:
    return registers.line(claim.key, claim.department_key, claim.name) is not None


def _unlisted(row: Prepared[ConnectedClaim], claim: ConnectedClaim) -> Prepared[ConnectedClaim]:
    refused = Refused(
        RejectCode.UNKNOWN_ITEM,
        "name",
        f"部门报送的清单里没有检查事项{quoted(claim.name)};请由部门补报清单,或核对名称",
        f"the department's register has no inspection item {quoted(claim.name)}: have it reported, or check the name",
    )
    return Prepared(row.raw, None, refused)
