"""What may be said of a repair: its statement, its documents, the reasons; ID numbers are struck out of all of it."""

from collections.abc import Sequence
from datetime import date

from msgspec.structs import replace

from graph_model.errors import BadInput
from graph_model.intake.concealing import struck_out, without_id_numbers
from graph_model.repairs.values import EvidenceDocument

MOST_DOCUMENTS, MOST_IN_ALL = 20, 100
LONGEST_TEXT, LONGEST_NAME = 1_000, 100


def checked_evidence(evidence: Sequence[EvidenceDocument], today: date) -> tuple[EvidenceDocument, ...]:
    """The documents as they are kept. Raises BadInput for none, too many, one that stands twice, or one of a day to come."""
    if not 0 < len(evidence) <= MOST_DOCUMENTS:
        raise BadInput(f"1 到 {MOST_DOCUMENTS} 份材料 / 1 to {MOST_DOCUMENTS} documents", "evidence")
    kept = tuple(_document(one, f"evidence[{place}]", today) for place, one in enumerate(evidence))
    check_together((), kept)
    return kept


def check_together(before: Sequence[EvidenceDocument], more: Sequence[EvidenceDocument]) -> None:
    """Raises BadInput for a document that stands twice, and for more of them than a repair may have."""
    if len(before) + len(more) > MOST_IN_ALL:
        raise BadInput(f"一共最多 {MOST_IN_ALL} 份材料 / {MOST_IN_ALL} documents in all", "evidence")
    for place, one in enumerate(more):
        if one in before or one in more[:place]:
            raise BadInput("同一份材料写了两次 / this document stands twice", f"evidence[{place}]")


def checked_text(text: str | None, where: str, *, needed: bool = True) -> str | None:
    """A free text as it is kept; None where nothing is said. Raises BadInput."""
    kept = without_id_numbers((text or "").strip())
    if len(kept) > LONGEST_TEXT:
        raise BadInput(f"最多 {LONGEST_TEXT} 个字符 / {LONGEST_TEXT} characters at most", where)
    if not kept and needed:
        raise BadInput("要写明 / this has to be said", where)
    return kept or None


def checked_line(text: str, where: str) -> str:
    """A name or a number as it is kept. Raises BadInput."""
    kept = struck_out(text.strip())
    if not 0 < len(kept) <= LONGEST_NAME or not kept.isprintable():
        raise BadInput(f"一行,1 到 {LONGEST_NAME} 个字符 / one line of 1 to {LONGEST_NAME} characters", where)
    return kept


def _document(one: EvidenceDocument, where: str, today: date) -> EvidenceDocument:
    if one.day > today:
        raise BadInput("材料的日期还没有到 / the day of the document has not come", f"{where}.day")
    return replace(
        one, name=checked_line(one.name, f"{where}.name"), number=checked_line(one.number, f"{where}.number")
    )
