"""Rows that say which inspection items are connected to “双随机、一公开”: they are held against the departments' registers."""

from collections.abc import Sequence
from datetime import date

from graph_model.catalogue import Catalogue
from graph_model.intake.deciding import Source
from graph_model.intake.preparing import Prepared
from graph_model.intake.reading import RawRow
from graph_model.intake.refusals import Refused, RejectCode, quoted
from graph_model.intake.register_rows import RegisterLine, register_line
from graph_model.intake.words import Words
from graph_model.model import InspectionItem
from graph_model.rows import INSPECTION_ITEM, inspection_item_from

OF_DEPARTMENTS = (
    "UNWIND $departments AS department MATCH (n:InspectionItem) WHERE n.departmentKey = department " + INSPECTION_ITEM
)


class ConnectedIntake:
    """Reads claims. Lines of registers are made by the departments' reports alone (register_rows)."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._words = Words(catalogue)

    def claim(self, raw: RawRow, today: date) -> RegisterLine:
        return register_line(raw.cells, self._words)


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
    return Registers([inspection_item_from(row) for row in rows])


async def listed(source: Source, rows: Sequence[Prepared[RegisterLine]]) -> list[Prepared[RegisterLine]]:
    """The rows, those refused (UNKNOWN_ITEM) that no register has."""
    registers = await registers_of(source, [row.claim.department_key for row in rows if row.claim is not None])
    return [row if row.claim is None or _has(registers, row.claim) else _unlisted(row, row.claim) for row in rows]


def _has(registers: Registers, claim: RegisterLine) -> bool:
    return registers.line(claim.key, claim.department_key, claim.name) is not None


def _unlisted(row: Prepared[RegisterLine], claim: RegisterLine) -> Prepared[RegisterLine]:
    refused = Refused(
        RejectCode.UNKNOWN_ITEM,
        "name",
        f"部门报送的清单里没有检查事项{quoted(claim.name)};请由部门补报清单,或核对名称",
        f"the department's register has no inspection item {quoted(claim.name)}: have it reported, or check the name",
    )
    return Prepared(row.raw, None, refused)
