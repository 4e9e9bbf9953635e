"""Early warnings as they are raised: each once, as it arises, and as the reading of the graph tells them."""

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from msgspec.structs import replace

from graph_model.catalogue import lay_down
from graph_model.change_kinds import ChangeKind, ChangeSight
from graph_model.changes import ORDER, changes
from graph_model.early_warnings import NEWEST_FIRST, WarningFilter, WarningKind, early_warnings, window
from graph_model.intake.taking_in import take_in
from graph_model.model import Grade, GradeRecord, Relation, RelationKind, Severity, Subject, SubjectKind
from graph_model.paging import page_request
from graph_model.raised_warnings import Evaluation, RaisedWarning, falls
from graph_model.store import GraphStore
from graph_model.writing import Additions, Supersession
from tests.graph_model.examples import CATALOGUE, SUBJECT, A, B, C, D, fact, record

NOW = datetime(2024, 6, 1, 4, tzinfo=UTC)
TODAY = date(2024, 6, 1)
NEWER = replace(SUBJECT, key="uscc:newer", uscc=None, district="渝北区", registered_on=TODAY)
OLDER = replace(SUBJECT, registered_on=date(2010, 1, 1), district="渝北区")
OWNER = Subject("person:owner", SubjectKind.PERSON, "张*")
OWNS = RelationKind.LEGAL_REPRESENTATIVE_OF


def graded(key: str, grade: Grade, day: date, item: str = "1-9", at: datetime = NOW) -> GradeRecord:
    return replace(record(item, grade, day), key=key, subject_key=SUBJECT.key, recorded_at=at, valid_until=None)


async def taken(store: GraphStore, additions: Additions, at: datetime = NOW) -> None:
    await store.transact(lambda transaction: take_in(transaction, additions, at))


async def raised(store: GraphStore, sight: ChangeSight = ChangeSight()) -> list[RaisedWarning]:  # noqa: B008
    page = await changes(
        store,
        page_request(ORDER, first=100),
        kinds=(ChangeKind.EARLY_WARNING_RAISED,),
        sight=sight,
        now=NOW + timedelta(days=900),
    )
    found = [one.value for one in page.rows]
    assert all(isinstance(one, RaisedWarning) for one in found)
    return found  # type: ignore[return-value]


async def about(store: GraphStore) -> list[tuple[str, str]]:
    return [(one.kind.value, one.about) for one in await raised(store)]


@pytest.fixture
async def laid(store: GraphStore) -> GraphStore:
    await lay_down(store, CATALOGUE)
    await taken(store, Additions(subjects=[OLDER]))
    return store


DAYS = [date(2024, 1, 1), date(2024, 5, 20), date(2024, 5, 30)]
FALLS = {
    "two levels": ([A, C], [("1", "0")]),
    "three": ([A, D], [("1", "0")]),
    "one level": ([B, C], []),
    "a rise": ([D, A], []),
    "by steps nobody falls": ([A, B, C], []),
    "twice": ([A, C, A], [("1", "0")]),
    "and on": ([A, C, D], [("1", "0")]),
    "the first evaluation falls from nothing": ([D], []),
}


@pytest.mark.parametrize(("grades", "fell"), FALLS.values(), ids=FALLS)
def test_falls(grades: list[Grade], fell: list[tuple[str, str]]) -> None:
    given = [Evaluation(str(place), grade, DAYS[place].isoformat()) for place, grade in enumerate(grades)]
    assert falls(given, date(2024, 5, 1)) == fell
    assert falls(given, date(2024, 6, 1)) == []


async def test_a_fall_is_raised_once(laid: GraphStore) -> None:
    await taken(laid, Additions(records=[graded("a", A, date(2024, 1, 1))]))
    low = Additions(records=[graded("b", C, date(2024, 5, 30))], supersessions=[Supersession("a", "b", None)])
    await taken(laid, low, NOW + timedelta(minutes=1))
    [told] = await raised(laid)
    assert (told.key, told.kind, told.about, told.before) == ("warning:FALL:b", WarningKind.FALL, "b", "a")
    assert (told.subject_key, told.items, told.departments) == (SUBJECT.key, ("1-9",), ("transport",))
    assert told.raised_at == NOW + timedelta(minutes=1)
    await taken(laid, Additions(records=[graded("c", D, date(2024, 5, 31))]), NOW + timedelta(minutes=2))
    assert await raised(laid) == [told], "one level more"


async def test_a_correction_of_what_came_before_raises_the_fall_that_it_makes(laid: GraphStore) -> None:
    both = [graded("a", B, date(2024, 1, 1)), graded("b", C, date(2024, 5, 30))]
    await taken(laid, Additions(records=both, supersessions=[Supersession("a", "b", None)]))
    assert await raised(laid) == []
    better = Additions(records=[graded("a2", A, date(2024, 1, 1))], supersessions=[Supersession("a", "a2", NOW)])
    await taken(laid, better)
    assert [(one.about, one.before) for one in await raised(laid)] == [("b", "a2")]
    again = Additions(records=[graded("a3", B, date(2024, 1, 1))], supersessions=[Supersession("a2", "a3", NOW)])
    await taken(laid, again)
    assert await about(laid) == [("FALL", "b")], "it was raised, whatever is known now"


async def test_what_happened_long_ago_is_history(laid: GraphStore) -> None:
    old = [graded("a", A, date(2023, 1, 1)), graded("b", D, date(2024, 4, 1))]
    serious = fact(key="f", severity=Severity.SERIOUS, occurred_on=date(2024, 4, 1), recorded_at=NOW)
    await taken(laid, Additions(records=old, facts=[serious]))
    assert await raised(laid) == []


async def test_a_serious_fact_is_raised_once_also_where_it_became_serious(laid: GraphStore) -> None:
    new = fact(key="f", severity=Severity.ORDINARY, occurred_on=TODAY, recorded_at=NOW, item_key=None)
    await taken(laid, Additions(facts=[new]))
    assert await raised(laid) == []
    for minute in (1, 2):
        at = NOW + timedelta(minutes=minute)
        await taken(laid, Additions(facts=[replace(new, severity=Severity.SERIOUS, recorded_at=at)]), at)
    [told] = await raised(laid)
    assert (told.kind, told.about, told.items, told.departments) == (WarningKind.SERIOUS_FACT, "f", (), ())
    assert told.raised_at == NOW + timedelta(minutes=1)


PARTS = {
    "the grade": Additions(records=[graded("d", D, date(2024, 1, 1))]),
    "the new subject": Additions(subjects=[NEWER]),
    "who represents the old one": Additions(relations=[Relation(OWNS, OWNER.key, OLDER.key)]),
    "who represents the new one": Additions(relations=[Relation(OWNS, OWNER.key, NEWER.key)]),
}


@pytest.mark.parametrize("last", PARTS)
async def test_registering_anew_is_raised_by_whatever_completes_it(laid: GraphStore, last: str) -> None:
    registered = replace(NEWER, registered_on=None) if last == "the new subject" else NEWER
    await taken(laid, Additions(subjects=[OWNER, registered]))
    for name, part in PARTS.items():
        if name != last and name != "the new subject":
            await taken(laid, part)
    assert await raised(laid) == []
    await taken(laid, PARTS[last])
    if last != "the grade":  # which is written once
        await taken(laid, PARTS[last], NOW + timedelta(minutes=1))
    [told] = await raised(laid)
    assert (told.key, told.older, told.subject_key) == (
        f"warning:REGISTERED_AGAIN:{OLDER.key}>{NEWER.key}",
        OLDER.key,
        NEWER.key,
    )
    assert (told.items, told.departments, told.older_district) == (("1-9",), ("transport",), "渝北区")
    assert await raised(laid, ChangeSight("渝北区", ("tax",), "tax")) == [told]
    assert await raised(laid, ChangeSight("渝中区", ("tax",), "tax")) == []


async def test_the_older_one_of_another_district_is_not_told_of(laid: GraphStore) -> None:
    await taken(laid, Additions(subjects=[OWNER, NEWER, replace(OLDER, district="渝中区")]))
    for part in PARTS.values():
        await taken(laid, part)
    assert len(await raised(laid)) == 1
    assert await raised(laid, ChangeSight("渝北区", ("tax",), "tax")) == []


async def test_what_is_raised_is_what_the_graph_tells_while_nothing_is_taken_away(laid: GraphStore, seed: int) -> None:
    """Whatever is written in whatever order: everything that stands was raised, and nothing that never stood."""
    random, stood = Random(seed), set[tuple[str, str]]()
    await taken(laid, Additions(subjects=[OWNER, NEWER], relations=[Relation(OWNS, OWNER.key, NEWER.key)]))
    of: dict[tuple[str, date], str] = {}
    for number in range(40):
        at = NOW + timedelta(minutes=number)
        item, day = random.choice(["1-9", "1-14"]), TODAY - timedelta(days=random.choice([2, 9, 20, 29, 200]))
        key, grade = f"r{number}", random.choice(list(Grade))
        parts: dict[str, list[object]] = {"records": [graded(key, grade, day, item, at)]}
        if (item, day) in of:
            parts["supersessions"] = [Supersession(of[item, day], key, at)]
        else:
            later = [other for other in of if other[0] == item and other[1] > day]
            parts["supersessions"] = [Supersession(key, of[other], None) for other in later[:1]]
        of[item, day] = key
        if random.random() < 0.2:
            severity = random.choice(list(Severity))
            parts["facts"] = [fact(key=f"f{number}", severity=severity, occurred_on=day, recorded_at=at)]
        if random.random() < 0.1:
            parts["relations"] = [Relation(OWNS, OWNER.key, OLDER.key)]
        await taken(laid, Additions(**parts), at)  # type: ignore[arg-type]
        page = await early_warnings(laid, page_request(NEWEST_FIRST, first=100), WarningFilter(window(None, TODAY)))
        stood |= {(one.kind.value, one.about) for one in page.rows}
        assert set(await about(laid)) == stood, number
    assert len(await about(laid)) == len(stood)
