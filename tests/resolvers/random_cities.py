"""Random small cities as hypothesis draws them: subjects with versions of records, facts, relations and registers."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import msgspec
from hypothesis import strategies as st

from graph_model import uscc
from graph_model.catalogue import Catalogue
from graph_model.discrepancies import pairs, settle
from graph_model.grades import current_records, in_force
from graph_model.model import (
    COMPOSITE,
    DiscrepancyRecord,
    DishonestyFact,
    Grade,
    GradeRecord,
    InspectionItem,
    Relation,
    RelationKind,
    Severity,
    SourceMode,
    Subject,
    SubjectKind,
)
from graph_model.writing import Additions, Supersession

TODAY = date(2026, 6, 30)
NOW = datetime(2026, 6, 30, 4, 0, tzinfo=UTC)
DISTRICTS = ("渝中区", "渝北区", None)
INDUSTRIES = ("制造业", "零售业", None)
NAMES = ("重庆示例甲有限公司", "示例乙商行", "示例甲", "ABC示例", "甲", "a_%'\"b", "渝北示例甲丙(分)店")


@dataclass(frozen=True, slots=True)
class Drawn:
    """One subject as drawn; numbers are places in small lists."""

    person: bool
    name: int
    district: int
    industry: int
    evaluations: list[tuple[int, int, str, bool, bool, bool]]
    facts: list[tuple[int, int, int]]
    relations: list[tuple[int, int]]


evaluations = st.lists(
    st.tuples(
        st.integers(0, 7),  # item (7: the composite)
        st.integers(0, 5),  # evaluated so many hundred days ago
        st.sampled_from("ABCD"),
        st.booleans(),  # corrected later
        st.booleans(),  # has ended
        st.sampled_from((False, False, False, True)),  # suspended
    ),
    max_size=6,
    unique_by=lambda e: (e[0], e[1]),
)
subjects = st.builds(
    Drawn,
    st.sampled_from((False, False, False, True)),
    st.integers(0, len(NAMES) - 1),
    st.integers(0, 2),
    st.integers(0, 2),
    evaluations,
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2), st.integers(0, 7)), max_size=2, unique=True),
    st.lists(st.tuples(st.integers(0, 4), st.integers(0, 9)), max_size=3, unique=True),
)
cities = st.lists(subjects, min_size=1, max_size=10)


def key_of(place: int, drawn: Drawn) -> str:
    return f"person:{place:032x}" if drawn.person else f"uscc:{code(place)}"


def code(place: int) -> str:
    first = f"91500199{place:08d}"
    first += uscc.organisation_code_check(first[8:])
    return first + uscc.check_character(first)


def additions(city: list[Drawn], catalogue: Catalogue) -> Additions:
    """Everything that a drawn city adds to a graph."""
    keys = [key_of(place, drawn) for place, drawn in enumerate(city)]
    records: list[GradeRecord] = []
    links: list[Supersession] = []
    discrepancies: list[DiscrepancyRecord] = []
    for key, drawn in zip(keys, city, strict=True):
        own, corrections = _records(key, drawn, catalogue)
        records += own
        links += corrections
        discrepancies += _discrepancies(key, own)
    return Additions(
        subjects=[_subject(place, key, drawn) for place, (key, drawn) in enumerate(zip(keys, city, strict=True))],
        records=records,
        supersessions=links,
        facts=[fact for key, drawn in zip(keys, city, strict=True) for fact in _facts(key, drawn, catalogue)],
        relations=_relations(keys, city),
        inspection_items=_registers(city, catalogue),
        discrepancies=discrepancies,
    )


def _subject(place: int, key: str, drawn: Drawn) -> Subject:
    if drawn.person:
        return Subject(key, SubjectKind.PERSON, "示*", synthetic=True)
    return Subject(
        key,
        SubjectKind.ENTERPRISE,
        NAMES[drawn.name],
        key.removeprefix("uscc:"),
        "存续",
        DISTRICTS[drawn.district],
        INDUSTRIES[drawn.industry],
        TODAY - timedelta(days=100 * (place % 4)) if place % 3 else None,
        synthetic=True,
    )


def _records(key: str, drawn: Drawn, catalogue: Catalogue) -> tuple[list[GradeRecord], list[Supersession]]:
    items = [*[item.key for item in catalogue.items[::9]][:7], COMPOSITE]
    found: list[GradeRecord] = []
    links: list[Supersession] = []
    for item, ago, grade, corrected, ended, suspended in drawn.evaluations:
        if drawn.person and items[item] == COMPOSITE:
            continue
        first = _record(f"{key}-{item}-{ago}-0", key, items[item], grade, ago, ended, suspended)
        if corrected:
            at = first.recorded_at + timedelta(days=30)
            other = _record(
                f"{key}-{item}-{ago}-1", key, items[item], "ABCD"["DCBA".index(grade)], ago, ended, suspended, at
            )
            found += [_superseded(first, at), other]
            links.append(Supersession(first.key, other.key, at))
        else:
            found.append(first)
    return found, links


def _record(
    key: str, subject: str, item: str, grade: str, ago: int, ended: bool, suspended: bool, at: datetime | None = None
) -> GradeRecord:
    evaluated = TODAY - timedelta(days=100 * ago)
    until = evaluated + timedelta(days=90 if ended else 2000)
    recorded = at or NOW - timedelta(days=100 * ago + 40)
    return GradeRecord(
        key, subject, item, Grade(grade), evaluated, until, recorded, None, None, grade, "unified", 10.0 * ago,
        SourceMode.IMPORTED, "drawn:1", None, suspended,
    )  # fmt: skip


def _superseded(record: GradeRecord, at: datetime) -> GradeRecord:
    return msgspec.structs.replace(record, superseded_at=at)


def _discrepancies(key: str, records: list[GradeRecord]) -> list[DiscrepancyRecord]:
    current = current_records(records, TODAY, None).values()
    found = pairs(r for r in current if in_force(r, TODAY) and r.item_key != COMPOSITE)
    return list(settle([], found, key, NOW).records)


def _facts(key: str, drawn: Drawn, catalogue: Catalogue) -> list[DishonestyFact]:
    severities = list(Severity)
    items = [*[item.key for item in catalogue.items[::9]][:7], None]
    return [
        DishonestyFact(
            f"{key}-fact-{n}",
            key,
            catalogue.conducts[conduct * 5].key,
            severities[severity],
            TODAY - timedelta(days=50),
            f"合成〔{n}〕",
            items[item],
            NOW,
        )
        for n, (conduct, severity, item) in enumerate(drawn.facts)
    ]


def _relations(keys: list[str], city: list[Drawn]) -> list[Relation]:
    kinds = list(RelationKind)
    found = {}
    for key, drawn in zip(keys, city, strict=True):
        for kind, other in drawn.relations:
            target = keys[other % len(keys)]
            if target != key:
                share = 0.25 if kinds[kind] is RelationKind.SHAREHOLDER_OF else None
                found[key, kind, target] = Relation(kinds[kind], key, target, share)
    return list(found.values())


def _registers(city: list[Drawn], catalogue: Catalogue) -> list[InspectionItem]:
    return [
        InspectionItem(
            f"register-{place}",
            f"检查事项{place}",
            catalogue.departments[drawn.district].key,
            tuple(
                item.key
                for item in catalogue.items_of_department(catalogue.departments[drawn.district].key)[: drawn.industry]
            ),
            bool(drawn.name % 2),
            "合成登记〔2026〕1号",
            TODAY,
            synthetic=True,
        )
        for place, drawn in enumerate(city)
    ]
