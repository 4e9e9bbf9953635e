"""Early warnings against an oracle, on both stores (任务 8: 完善信用评价等级核查和预警机制)."""

from datetime import UTC, date, datetime, time, timedelta
from random import Random

import pytest
from msgspec.structs import replace

from graph_model.catalogue import lay_down
from graph_model.early_warnings import (
    NEWEST_FIRST,
    WarningFilter,
    WarningKind,
    early_warnings,
    registered_of,
    window,
)
from graph_model.errors import BadInput
from graph_model.model import CITY_ZONE, Grade, Relation, RelationKind, Severity, Subject, SubjectData, SubjectKind
from graph_model.paging import page_request
from graph_model.store import GraphStore
from graph_model.writing import Additions
from tests.graph_model.examples import CATALOGUE, SUBJECT, A, B, C, D, fact, record
from tests.graph_model.small_city import DISTRICTS, TODAY, SmallCity, add, small_city

FIRST_DAYS = (
    date(2012, 1, 1),
    date(2022, 1, 1),
    date(2024, 3, 3),
    date(2024, 4, 30),
    date(2024, 5, 2),
    date(2024, 6, 1),
)
Told = tuple[str, str, str]


def told_by(city: SmallCity, only: WarningFilter) -> list[Told]:
    """What there is to tell, from whole subjects: kind, about, whose; newest first."""
    since = datetime.combine(only.since, time(), CITY_ZONE)
    by_key = {data.subject.key: data for data in city.subjects}
    found: list[tuple[str, str, str, str]] = []
    for data in city.subjects:
        if only.district is not None and data.subject.district != only.district:
            continue
        key, live = data.subject.key, [one for one in data.records if one.superseded_at is None]
        for one in live:
            earlier = [o for o in live if o.item_key == one.item_key and o.evaluated_on < one.evaluated_on]
            if earlier and one.recorded_at >= since and one.evaluated_on >= only.since and wanted(only, one.item_key):
                before = max(earlier, key=lambda o: (o.evaluated_on, o.grade.value))
                if one.grade.level - before.grade.level >= 2:
                    found.append((text(one.recorded_at), one.key, "FALL", key))
        for act in data.facts:
            is_new = act.recorded_at >= since and act.occurred_on >= only.since and act.withdrawn_at is None
            if is_new and act.severity is Severity.SERIOUS and wanted(only, act.item_key):
                found.append((text(act.recorded_at), act.key, "SERIOUS_FACT", key))
    for older, newer in represented_by_one(city):
        registered = by_key[newer].subject.registered_on
        if only.district is not None and {by_key[key].subject.district for key in (older, newer)} != {only.district}:
            continue
        first = by_key[older].subject.registered_on
        if registered is None or first is None or not first < registered or registered < only.since:
            continue
        if "D" in latest(by_key[older], only):
            moment = f"{registered.isoformat()}T00:00:00.000000Z"
            found.append((moment, f"{older}>{newer}", "REGISTERED_AGAIN", newer))
    chosen = [one for one in found if WarningKind(one[2]) in only.kinds]
    chosen.sort(key=lambda one: (one[1], one[2]))
    chosen.sort(key=lambda one: one[0], reverse=True)
    return [(kind, about, whose) for _, about, kind, whose in chosen]


def represented_by_one(city: SmallCity) -> set[tuple[str, str]]:
    of: dict[str, set[str]] = {}
    for relation in city.relations:
        if relation.kind is RelationKind.LEGAL_REPRESENTATIVE_OF:
            of.setdefault(relation.from_key, set()).add(relation.to_key)
    return {(one, other) for keys in of.values() for one in keys for other in keys if one != other}


def latest(data: SubjectData, only: WarningFilter) -> set[str]:
    live = [one for one in data.records if one.superseded_at is None and wanted(only, one.item_key)]
    items = {one.item_key for one in live}
    each = (max((o.evaluated_on, o.grade.value) for o in live if o.item_key == item) for item in items)
    return {grade for _, grade in each}


def wanted(only: WarningFilter, item: str | None) -> bool:
    return only.items is None or item in only.items


def text(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


async def asked(store: GraphStore, only: WarningFilter, size: int) -> list[Told]:
    """The same by pages."""
    found: list[Told] = []
    after = None
    while True:
        page = await early_warnings(store, page_request(NEWEST_FIRST, first=size, after=after), only)
        found += [(one.kind.value, one.about, one.subject.subject.key) for one in page.rows]
        if not page.has_next:
            return found
        after = page.cursors[-1]


async def test_they_are_what_the_whole_city_says(store: GraphStore, seed: int) -> None:
    random = Random(seed)
    city = await small_city(store, seed, 60)
    worse = [fact(key=f"{d.subject.key}/s", subject_key=d.subject.key, severity=Severity.SERIOUS, item_key="1-7",
                  recorded_at=datetime(2024, 5, 20, 4, tzinfo=UTC)) for d in city.subjects[::5]]  # fmt: skip
    people = [d.subject.key for d in city.subjects if d.subject.kind is SubjectKind.PERSON] or [
        city.subjects[0].subject.key
    ]
    more = [
        Relation(RelationKind.LEGAL_REPRESENTATIVE_OF, random.choice(people), d.subject.key)
        for d in random.sample(city.entities, 30)
    ]
    await add(store, Additions(facts=worse, relations=more))
    known = {one.subject_key: one for one in worse}
    subjects = tuple(
        replace(d, facts=(*d.facts, known[d.subject.key])) if d.subject.key in known else d for d in city.subjects
    )
    whole, seen = SmallCity(subjects, (*city.relations, *more)), 0
    for since in FIRST_DAYS:
        for kinds in (tuple(WarningKind), (random.choice(tuple(WarningKind)),)):
            items = random.choice((None, ("1-7", "1-14"), ()))
            only = WarningFilter(since, kinds, random.choice((None, *DISTRICTS)), items)
            expected = told_by(whole, only)
            assert await asked(store, only, random.choice((1, 3, 100))) == expected, only
            seen += len(expected)
        seen += len(await asked(store, WarningFilter(since), 100))
    assert seen > 10


LONG_AGO, SINCE = date(2023, 5, 1), date(2024, 5, 1)
NEWER = Subject("uscc:91500105000000000X", SubjectKind.ENTERPRISE, "渝信新设有限公司", registered_on=date(2024, 5, 10))
PERSON = Subject(f"person:{'a' * 32}", SubjectKind.PERSON, "张*")


async def lay(store: GraphStore, **parts: object) -> None:
    await lay_down(store, CATALOGUE)
    await add(store, Additions(subjects=[SUBJECT, NEWER, PERSON], **parts))  # type: ignore[arg-type]


@pytest.mark.parametrize(("before", "after", "told"), [
    (A, C, True), (A, D, True), (B, D, True), (A, B, False), (B, C, False), (C, D, False), (D, A, False), (C, C, False),
])  # fmt: skip
async def test_a_fall_of_two_levels(store: GraphStore, before: Grade, after: Grade, told: bool) -> None:
    """任务 8: 两档以上."""
    await lay(store, records=[record("1-7", before, LONG_AGO), record("1-7", after, date(2024, 5, 20))])
    page = await early_warnings(store, page_request(NEWEST_FIRST, first=5), WarningFilter(SINCE))
    assert [(w.kind, w.record and w.record.grade, w.before and w.before.grade) for w in page.rows] == (
        [(WarningKind.FALL, after, before)] if told else []
    )


async def test_a_fall_counts_over_the_evaluation_just_before_it(store: GraphStore) -> None:
    await lay(
        store,
        records=[
            record("1-7", A, LONG_AGO),
            record("1-7", C, date(2023, 9, 1)),
            record("1-7", D, date(2024, 5, 20)),
            record("1-14", D, date(2024, 5, 20)),
        ],
    )
    assert await asked(store, WarningFilter(SINCE), 5) == []


async def test_what_was_corrected_warns_no_more(store: GraphStore) -> None:
    wrong = record("1-7", D, date(2024, 5, 20), key="wrong", superseded_at=datetime(2024, 5, 22, tzinfo=UTC))
    right = record("1-7", B, date(2024, 5, 20), key="right", recorded_at=datetime(2024, 5, 22, tzinfo=UTC))
    await lay(store, records=[record("1-7", A, LONG_AGO), wrong, right])
    assert await asked(store, WarningFilter(SINCE), 5) == []


async def test_who_represents_a_subject_of_grade_d_registers_anew(store: GraphStore) -> None:
    old = replace(SUBJECT, registered_on=date(2010, 1, 1))
    both = [Relation(RelationKind.LEGAL_REPRESENTATIVE_OF, PERSON.key, key) for key in (old.key, NEWER.key)]
    await lay(store, records=[record("1-7", D, LONG_AGO)], relations=both)
    await add(store, Additions(subjects=[old]))
    page = await early_warnings(store, page_request(NEWEST_FIRST, first=5), WarningFilter(SINCE))
    [warning] = page.rows
    assert (warning.kind, warning.subject.subject.key) == (WarningKind.REGISTERED_AGAIN, NEWER.key)
    assert registered_of(warning) == old.key and warning.at == datetime(2024, 5, 10, tzinfo=UTC)
    await add(store, Additions(records=[record("1-7", B, date(2024, 5, 15))]))
    assert await asked(store, WarningFilter(SINCE), 5) == [], "it has a better grade since"


async def test_what_happened_long_ago_warns_of_nothing_when_it_is_recorded_now(store: GraphStore) -> None:
    now = datetime(2024, 5, 30, tzinfo=UTC)
    records = [record("1-7", A, LONG_AGO), record("1-7", D, date(2023, 9, 1), recorded_at=now)]
    await lay(store, records=records, facts=[fact(severity=Severity.SERIOUS, recorded_at=now)])
    assert await asked(store, WarningFilter(SINCE), 5) == []
    assert len(await asked(store, WarningFilter(date(2023, 6, 1)), 5)) == 2


def test_the_window() -> None:
    assert window(None, TODAY) == TODAY - timedelta(days=30) and window(SINCE, TODAY) == SINCE
    for day in (TODAY + timedelta(days=1), TODAY - timedelta(days=367)):
        with pytest.raises(BadInput):
            window(day, TODAY)
