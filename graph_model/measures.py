"""Measure resolution: which measures of plan §三 a subject's grades bring, which are withheld, and why.

The last paragraph of §三 holds every restrictive measure: 对市场主体采取减损权益或增加义务的惩戒措施,应当基于具体的失信行为事实,
直接援引法律、法规或者党中央、国务院政策文件为依据,并采取轻重适度的惩戒措施,避免小过重惩.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from graph_model.catalogue import Catalogue
from graph_model.discrepancies import item_place
from graph_model.grades import current_records, in_force
from graph_model.model import (
    COMPOSITE,
    BasisLevel,
    Direction,
    DishonestyFact,
    Grade,
    GradeRecord,
    Item,
    LegalBasis,
    Measure,
    Scenario,
    Severity,
    SubjectData,
    SubjectKind,
    WithheldReason,
)

ITEM_SCENARIOS = frozenset(
    {Scenario.RANDOM_INSPECTION, Scenario.MARKET_ACCESS, Scenario.GUIDANCE, Scenario.SPECIAL_GOVERNANCE}
)
"""Scenarios that go by each item's own grade: a department's grade is never stretched to another's business."""

COMPOSITE_SCENARIOS = frozenset(Scenario) - ITEM_SCENARIOS
"""Scenarios that go by the composite, a reference for the deciding department.

任务 7: 公共信用综合评价主要供政府部门和有关单位在审批、监管和服务等过程中参考使用.
"""

AUTHORISING = frozenset({BasisLevel.LAW, BasisLevel.REGULATION, BasisLevel.CENTRAL_POLICY})
"""直接援引法律、法规或者党中央、国务院政策文件为依据: no other document authorises a restrictive measure."""

SEVERITY_NAMES = {Severity.MINOR: "轻微", Severity.ORDINARY: "一般", Severity.SERIOUS: "严重"}

Support = tuple[DishonestyFact, tuple[LegalBasis, ...]]
"""A fact and the legal bases that authorise a measure for its conduct."""


def basis_of(scenario: Scenario, item_key: str | None) -> str:
    """By which grade a scenario goes: the item's own, or the composite."""
    return COMPOSITE if item_key is None or scenario in COMPOSITE_SCENARIOS else item_key


@dataclass(frozen=True, slots=True)
class AppliedMeasure:
    """A measure that applies because of one record; `item` None: because of the composite, and then `advisory`.

    `facts` and `legal_basis` are what carries a restrictive measure: the facts that are both authorised and heavy enough,
    by day, and the documents that authorise the measure for them. Both are empty for every other measure.
    """

    measure: Measure
    grade: Grade
    item: Item | None
    because: GradeRecord
    advisory: bool
    facts: tuple[DishonestyFact, ...]
    legal_basis: tuple[LegalBasis, ...]


@dataclass(frozen=True, slots=True)
class WithheldMeasure:
    """A measure that the grade would bring and that does not apply; `explanation` is a Chinese sentence for the reader."""

    measure: Measure
    item: Item | None
    because: GradeRecord
    reason: WithheldReason
    explanation: str


@dataclass(frozen=True, slots=True)
class MeasureResolution:
    """Both parts by item (annex, number), the composite last, each in the plan's order of measures."""

    applied: tuple[AppliedMeasure, ...]
    withheld: tuple[WithheldMeasure, ...]


def resolve(
    data: SubjectData,
    catalogue: Catalogue,
    as_of: date,
    scenarios: Collection[Scenario] | None = None,
    item_key: str | None = None,
    *,
    known_at: datetime | None = None,
) -> MeasureResolution:
    """The measures of plan §三 for a subject on the day `as_of`, with what was known at `known_at` (None: now).

    `item_key` None covers every item and the composite, `composite` the composite alone, an item that item alone;
    `scenarios` None covers all. A natural person has no composite, so nothing of its scenarios. An expired grade brings
    nothing (docs/decisions/0003-what-an-expired-grade-does.md), nor does a suspended record; a raised discrepancy alone
    suspends nothing.
    """
    facts = _known_facts(data.facts, as_of, known_at)
    applied: list[AppliedMeasure] = []
    withheld: list[WithheldMeasure] = []
    for record, item in _considered(data, catalogue, as_of, item_key, known_at):
        case = _Case(catalogue, record, item, facts, as_of)
        for measure in _brought(case, scenarios):
            decision = _decide(case, measure)
            if isinstance(decision, AppliedMeasure):
                applied.append(decision)
            else:
                withheld.append(decision)
    return MeasureResolution(tuple(applied), tuple(withheld))


@dataclass(frozen=True, slots=True)
class _Case:
    """One current record with its item (None: the composite) and the facts known of the subject, oldest first."""

    catalogue: Catalogue
    record: GradeRecord
    item: Item | None
    facts: Sequence[DishonestyFact]
    as_of: date

    @property
    def name(self) -> str:
        return "公共信用综合评价" if self.item is None else self.item.name


def _considered(
    data: SubjectData, catalogue: Catalogue, as_of: date, item_key: str | None, known_at: datetime | None
) -> Iterator[tuple[GradeRecord, Item | None]]:
    """Current records that the question covers, by item, the composite last."""
    current = current_records(data.records, as_of, known_at)
    for key in sorted(current, key=item_place):
        if item_key not in (None, key):
            continue
        if key == COMPOSITE:
            if data.subject.kind is not SubjectKind.PERSON:
                yield current[key], None
        elif (item := catalogue.item(key)) is not None:
            yield current[key], item


def measures_brought(catalogue: Catalogue, item_key: str, grade: Grade) -> tuple[Measure, ...]:
    """Measures that a grade on an item (or COMPOSITE) brings in the scenarios of its own, for every item or for this one."""
    own = COMPOSITE_SCENARIOS if item_key == COMPOSITE else ITEM_SCENARIOS
    return tuple(
        measure
        for measure in catalogue.measures_for(grade)
        if measure.scenario in own and measure.item_key in (None, item_key)
    )


def _brought(case: _Case, scenarios: Collection[Scenario] | None) -> Iterator[Measure]:
    """Measures that the record's grade brings in its own scenarios, for every item or for this one."""
    item_key = COMPOSITE if case.item is None else case.item.key
    for measure in measures_brought(case.catalogue, item_key, case.record.grade):
        if scenarios is None or measure.scenario in scenarios:
            yield measure


def _decide(case: _Case, measure: Measure) -> AppliedMeasure | WithheldMeasure:
    if not in_force(case.record, case.as_of):
        return _withheld(case, measure, WithheldReason.GRADE_EXPIRED, _expired(case))
    if case.record.suspended:
        return _withheld(case, measure, WithheldReason.UNDER_REVIEW, _under_review(case))
    if measure.direction is not Direction.RESTRICTIVE:
        return _applied(case, measure, ())
    return _decide_restrictive(case, measure)


def _decide_restrictive(case: _Case, measure: Measure) -> AppliedMeasure | WithheldMeasure:
    """A fact, a document that authorises this measure for its conduct, and its weight: one fact must have all three."""
    facts = [fact for fact in case.facts if case.item is None or fact.item_key == case.item.key]
    if not facts:
        return _withheld(case, measure, WithheldReason.NO_DISHONESTY_FACT, _no_fact(case, measure))
    authorised = [(fact, bases) for fact in facts if (bases := _authorising(case.catalogue, measure, fact))]
    if not authorised:
        return _withheld(case, measure, WithheldReason.NO_LEGAL_BASIS, _no_basis(case, measure, facts))
    least = case.catalogue.proportionality.get(measure.key)
    fitting = [(fact, bases) for fact, bases in authorised if least and fact.severity.weight >= least.weight]
    if not fitting:
        heaviest = max((fact.severity for fact, _ in authorised), key=lambda severity: severity.weight)
        return _withheld(case, measure, WithheldReason.DISPROPORTIONATE, _too_heavy(measure, heaviest, least))
    return _applied(case, measure, fitting)


def _authorising(catalogue: Catalogue, measure: Measure, fact: DishonestyFact) -> tuple[LegalBasis, ...]:
    """Documents of sufficient rank that authorise the measure for this conduct, everywhere or in the fact's own item."""
    bases = catalogue.bases_for(measure.key, fact.conduct, fact.item_key)
    return tuple(basis for basis in bases if basis.level in AUTHORISING)


def _known_facts(facts: Sequence[DishonestyFact], as_of: date, known_at: datetime | None) -> tuple[DishonestyFact, ...]:
    counted = (fact for fact in facts if fact.counts(as_of, known_at))
    return tuple(sorted(counted, key=lambda fact: (fact.occurred_on, fact.key)))


def _applied(case: _Case, measure: Measure, support: Sequence[Support]) -> AppliedMeasure:
    return AppliedMeasure(
        measure=measure,
        grade=case.record.grade,
        item=case.item,
        because=case.record,
        advisory=case.item is None,
        facts=tuple(fact for fact, _ in support),
        legal_basis=tuple(dict.fromkeys(basis for _, bases in support for basis in bases)),
    )


def _withheld(case: _Case, measure: Measure, reason: WithheldReason, explanation: str) -> WithheldMeasure:
    return WithheldMeasure(measure, case.item, case.record, reason, explanation)


# --- what the reader is told ---------------------------------------------------------------------------------------------


def _expired(case: _Case) -> str:
    record = case.record
    return (
        f"“{case.name}”于{record.evaluated_on}评定的 {record.grade} 级有效期至{record.valid_until},在{case.as_of}已过期;"
        "信用评价应“动态管理、迭代更新”,过期的等级不产生任何措施。"
    )


def _under_review(case: _Case) -> str:
    return (
        f"“{case.name}”的 {case.record.grade} 级已由评价部门暂停使用、“进行复核,确保各行业信用监管评价的客观和公正”,"
        "复核期间不产生任何措施。"
    )


def _no_fact(case: _Case, measure: Measure) -> str:
    where = "该主体" if case.item is None else f"该主体在“{case.name}”中"
    return (
        f"“{measure.name}”减损权益或增加义务,“应当基于具体的失信行为事实”;截至{case.as_of},{where}没有失信行为事实,"
        "仅凭等级不得采取。"
    )


def _no_basis(case: _Case, measure: Measure, facts: Sequence[DishonestyFact]) -> str:
    conducts = dict.fromkeys(fact.conduct for fact in facts)
    names = "、".join(named.name if (named := case.catalogue.conduct(key)) else key for key in conducts)
    return (
        f"“{measure.name}”应当“直接援引法律、法规或者党中央、国务院政策文件为依据”;没有这样的依据就已有的失信行为({names})"
        "规定这一措施。"
    )


def _too_heavy(measure: Measure, heaviest: Severity, least: Severity | None) -> str:
    needed = "没有为它规定所需的轻重" if least is None else f"它至少要求“{SEVERITY_NAMES[least]}”"
    return (
        f"应当“采取轻重适度的惩戒措施,避免小过重惩”;有依据的失信行为最重为“{SEVERITY_NAMES[heaviest]}”,"
        f"不足以采取“{measure.name}”({needed})。"
    )
