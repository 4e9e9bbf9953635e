"""`--kind registers`: a department's register of inspection items (行政监督检查事项清单), the denominators of coverage."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from graph_model.catalogue import Catalogue
from graph_model.intake import cells
from graph_model.intake.deciding import UNCHANGED, Decision, Scene, Source, conflict
from graph_model.intake.grade_rows import future_date
from graph_model.intake.identities import short_hash
from graph_model.intake.reading import RawRow
from graph_model.intake.refusals import Refused, RejectCode, missing
from graph_model.intake.results import RowStatus, Verdict
from graph_model.intake.words import MAX_WORD, Words
from graph_model.model import COMPOSITE, InspectionItem
from graph_model.registers import followed
from graph_model.rows import INSPECTION_ITEM, inspection_item_from
from graph_model.writing import Additions

REGISTERED = f"UNWIND $keys AS key MATCH (n:InspectionItem {{key: key}}) {INSPECTION_ITEM}"
_SEPARATORS = re.compile(r"[、,,;;|\n]+")
_MOST_ITEMS = 61


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """Which line of which department's register a row means, and whether that is connected to “双随机、一公开”."""

    department_key: str
    code: str | None
    name: str
    connected: bool

    @property
    def key(self) -> str:
        """The line's, where its report gives the same code, or the same name without one."""
        return f"{self.department_key}:{self.code or short_hash(self.name)}"


def register_line(row: dict[str, Any], words: Words) -> RegisterLine:
    """What a row says of a line. Raises Refused (MISSING, UNKNOWN_WORD, …)."""
    department = words.department(row.get("department"))
    code = cells.code(cells.limited_text(row.get("itemCode"), "itemCode", MAX_WORD))
    name = cells.limited_text(row.get("name"), "name", MAX_WORD)
    if name is None:
        raise missing("name", "检查事项名称", "the name of the inspection item")
    connected = cells.yes_or_no(row.get("connected"), "connected")
    if connected is None:
        raise missing("connected", "是否接入", "whether it is connected")
    return RegisterLine(department.key, code, name, connected)


@dataclass(frozen=True, slots=True)
class RegisterClaim:
    """What one row says, normalised."""

    item: InspectionItem


class RegisterIntake:
    """The latest report of an inspection item stands, with what was reported before; an earlier one is OUTDATED."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._words = Words(catalogue)

    def claim(self, raw: RawRow, today: date) -> RegisterClaim:
        row = raw.cells
        line = register_line(row, self._words)
        document_no = cells.limited_text(row.get("documentNo"), "documentNo", MAX_WORD)
        if document_no is None:
            raise missing("documentNo", "文号", "the document number")
        reported_on = cells.day(row.get("reportedOn"), "reportedOn")
        if reported_on is None:
            raise missing("reportedOn", "报送日期", "the day of the report")
        if reported_on > today:
            raise future_date("reportedOn", "报送日期", reported_on, today)
        return RegisterClaim(
            InspectionItem(
                key=line.key,
                name=line.name,
                department_key=line.department_key,
                item_keys=self._items(row.get("items")),
                connected=line.connected,
                document_no=document_no,
                reported_on=reported_on,
            )
        )

    def _items(self, cell: Any) -> tuple[str, ...]:
        """Keys of the graded items that cover it, from one cell: separated by 、 , ; or |. Names may hold a 、 themselves."""
        written = cells.limited_text(cell, "items")
        if written is None or written in ("无", "-", "/"):
            return ()
        words = [written] if self._is_item(written) else [word for word in _SEPARATORS.split(written) if word.strip()]
        if len(words) > _MOST_ITEMS:
            raise Refused(
                RejectCode.TOO_LONG,
                "items",
                f"最多 {_MOST_ITEMS} 个监管事项",
                f"at most {_MOST_ITEMS} supervision items",
            )
        found = [self._words.item(word, "items") for word in words]
        return tuple(dict.fromkeys(item.key for item in found if item.key != COMPOSITE))

    def _is_item(self, word: str) -> bool:
        try:
            self._words.item(word, "items")
        except Refused:
            return False
        return True

    def saying(self, claim: RegisterClaim) -> tuple[int, int]:
        return hash(claim.item.key), hash(claim.item)

    def subject_keys(self, claim: RegisterClaim) -> tuple[str, ...]:
        return ()

    async def decide(self, source: Source, claims: Sequence[RegisterClaim], scene: Scene) -> Decision:
        keys = list(dict.fromkeys(claim.item.key for claim in claims))
        stored = {row[0]: inspection_item_from(row) for row in await source.run(REGISTERED, {"keys": keys})}
        written: dict[str, InspectionItem] = {}
        verdicts = []
        for claim in claims:
            verdict = self._verdict(claim, stored, scene)
            if verdict.status is RowStatus.ACCEPTED:
                line = followed(stored.get(claim.item.key), claim.item)
                written[line.key] = stored[line.key] = line
            verdicts.append(verdict)
        additions = Additions(inspection_items=list(written.values()), batch_key=scene.batch_key)
        return Decision(verdicts, additions, scene.now)

    def _verdict(self, claim: RegisterClaim, stored: Mapping[str, InspectionItem], scene: Scene) -> Verdict:
        identity, content = self.saying(claim)
        earlier = scene.earlier(identity)
        if earlier is not None and earlier != content:
            return conflict(
                "itemCode",
                "与本文件前面一行是同一检查事项,内容不同;请核对,只留正确的一行",
                "an earlier row of this file gives the same inspection item otherwise: keep the right one",
            )
        known = stored.get(claim.item.key)
        if known is not None and claim.item.reported_on < known.reported_on:
            return _outdated(claim.item, known)
        scene.said[identity] = content
        if earlier is not None or _same(known, claim.item):
            return UNCHANGED
        return Verdict(RowStatus.ACCEPTED, correction=known is not None)


def _same(known: InspectionItem | None, item: InspectionItem) -> bool:
    """Whether a report says nothing new; the order of the covering items is none."""
    if known is None:
        return False
    return (known.name, known.connected, known.document_no, known.reported_on, set(known.item_keys)) == (
        item.name,
        item.connected,
        item.document_no,
        item.reported_on,
        set(item.item_keys),
    )


def _outdated(item: InspectionItem, known: InspectionItem) -> Verdict:
    return Verdict(
        RowStatus.REJECTED,
        refused=Refused(
            RejectCode.OUTDATED,
            "reportedOn",
            f"库中已有 {known.reported_on} 报送的同一事项({known.document_no}),比这一行的 {item.reported_on} 晚;不用更早的覆盖",
            f"a later report of {known.reported_on} ({known.document_no}) is known; an earlier one does not replace it",
        ),
    )
