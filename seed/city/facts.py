"""Facts of dishonesty (失信行为事实) behind low grades: conduct, weight, document; some that no law lets a measure follow from.

Not every low grade has a fact behind it, and not every fact has a low grade after it: §三's last paragraph is about exactly
these cases, so the city has all of them.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from graph_model.intake.identities import fact_key
from graph_model.model import COMPOSITE, DishonestyFact, GradeRecord, Severity
from seed.city.calendar import Calendar
from seed.city.draws import Draws

_BEHIND = (0.004, 0.01, 0.22, 0.68)
"""Chance that a fact stands behind a current grade A, B, C, D."""
_MILD = frozenset(
    {
        *("abnormal-operations-listed", "late-wages", "late-tax-return", "substandard-product", "soil-erosion"),
        *("excessive-discharge", "customs-misdeclaration", "false-statistics"),
    }
)
"""Conducts whose definition leaves room for a small fault; each of the others begins where it is grave."""
_MILD_SEVERITIES = (Severity.MINOR, Severity.MINOR, Severity.ORDINARY)
_GRAVE_SEVERITIES = (Severity.ORDINARY, Severity.SERIOUS)
_LONGEST_BEFORE = 240
"""Days from an act to the evaluation that counts it."""
_GENERAL = (
    *("abnormal-operations-listed", "serious-violation-listed", "procurement-fraud", "false-procurement-complaint"),
    *("fiscal-funds-fraud", "wage-arrears", "late-wages", "substandard-product"),
)
_OF_ITEMS: dict[tuple[str, ...], tuple[str, ...]] = {
    ("1-48", "1-47", "2-4"): ("tax-evasion", "late-tax-return", "late-tax-return"),
    ("1-14", "1-15", "1-34"): ("wage-arrears", "late-wages"),
    ("1-17", "1-18"): ("food-licence-revoked", "substandard-product"),
    ("2-10",): ("counterfeit-drugs", "drug-licence-fraud"),
    ("1-7", "1-8", "1-10", "1-12", "1-49"): ("work-safety-violation",),
    ("1-20",): ("special-equipment-licence-revoked", "work-safety-violation"),
    ("1-25", "1-33"): ("false-safety-report",),
    ("2-11",): ("false-fire-safety-report",),
    ("1-30",): ("medical-ethics-breach",),
    ("1-43",): ("guarantee-violation",),
    ("1-42",): ("illegal-customs-agency", "customs-bribery", "customs-misdeclaration", "customs-misdeclaration"),
    ("1-46",): ("entertainment-licence-revoked",),
    ("1-6", "1-38"): ("research-misconduct", "research-funds-misuse", "research-award-fraud"),
    ("1-39",): ("false-statistics", "honour-by-false-statistics"),
    ("1-40", "1-41"): ("excessive-discharge",),
    ("2-5", "2-6"): ("soil-erosion",),
    ("1-27", "1-28", "1-29"): ("ip-infringement",),
    ("1-19", "1-21", "1-22", "2-7"): ("substandard-product", "counterfeit-goods"),
    ("1-9", "1-11", "1-13", "1-32", "1-36", "1-37"): ("bid-rigging", "bid-fraud", "wage-arrears"),
}
CONDUCTS = {item: conducts for items, conducts in _OF_ITEMS.items() for item in items}
"""Conducts that an item's own business knows, among them every item that grades persons; the others go by `_GENERAL`."""


def facts_of(current: Sequence[GradeRecord], age: int, calendar: Calendar, draws: Draws) -> list[DishonestyFact]:
    """The facts behind the current grades of a subject of that age (in days), each before the evaluation that counts it."""
    found = []
    for record in current:
        if draws.unit() >= _BEHIND[record.grade.level]:
            continue
        conducts = _conducts(record)
        if conducts:
            evaluated = (calendar.today - record.evaluated_on).days
            occurred = evaluated + 1 + draws.below(min(_LONGEST_BEFORE, age - evaluated - 1))
            found.append(_fact(record, draws.pick(conducts), calendar.day(occurred), draws))
    return found


def _conducts(record: GradeRecord) -> tuple[str, ...]:
    """What may stand behind a grade; A and B go with nothing grave."""
    known = CONDUCTS.get(record.item_key, _GENERAL)
    return known if record.grade.level > 1 else tuple(conduct for conduct in known if conduct in _MILD)


def _fact(record: GradeRecord, conduct: str, occurred_on: date, draws: Draws) -> DishonestyFact:
    """A fact; one behind a composite is tied to no item. It is recorded a day or more before the evaluation is."""
    severities = _MILD_SEVERITIES if conduct in _MILD else _GRAVE_SEVERITIES
    document_no = f"(合成)〔{occurred_on.year}〕{draws.between(1, 9999)}号"
    return DishonestyFact(
        key=fact_key(record.subject_key, conduct, occurred_on, document_no),
        subject_key=record.subject_key,
        conduct=conduct,
        severity=draws.pick(severities),
        occurred_on=occurred_on,
        document_no=document_no,
        item_key=None if record.item_key == COMPOSITE else record.item_key,
        recorded_at=record.recorded_at - timedelta(hours=draws.between(1, 24)),
        description="合成数据,不指任何真实主体",
    )
