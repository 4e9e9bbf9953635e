"""Measures taken, recorded, listed and counted on both stores."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
import pytest_asyncio

from graph_model.catalogue import Catalogue
from graph_model.disclosure import disclosing
from graph_model.errors import BadInput, Conflict, Forbidden, NotFound
from graph_model.measures_taken.reading import (
    EVERY,
    LATEST_FIRST,
    MeasureDimension,
    TakenFilter,
    measure_counts,
    measures_taken,
    read_measure,
)
from graph_model.measures_taken.recording import NewMeasure, Recorded, record_measure
from graph_model.measures_taken.withdrawing import Withdrawal, version_of, withdraw_measure
from graph_model.model import Consistency, Grade, MeasureAction, MeasureTaken, Scenario
from graph_model.paging import Wanted, page_request
from graph_model.signed import Signature
from graph_model.store import GraphStore
from graph_model.subjects import Needs, read_subject, read_subjects
from graph_model.writing import Additions
from seed.laying import ensure_plan
from tests.graph_model.draws.quarter import DAY, HIGHWAY, NOW, graded, subject
from tests.graph_model.small_city import add

GRANTED, APPLIED, WITHHELD = MeasureAction
FIRST, SECOND = subject(1).key, subject(2).key
NEW = NewMeasure(FIRST, "a-conveniences", GRANTED, "transport", None, DAY, "渝交办〔2026〕1号", "1")


class Office:
    def __init__(self, store: GraphStore, catalogue: Catalogue) -> None:
        self.store = store
        self.catalogue = catalogue
        self._keys = count(1)

    async def record(self, **changes: Any) -> Recorded:
        new = replace(NEW, **{"idempotency_key": f"key-{next(self._keys)}", **changes})
        return await record_measure(self.store, self.catalogue, new, Signature("甲", "officer"), lambda: NOW)

    async def withdraw(self, key: str, who: str = "乙", **changes: Any) -> Recorded:
        withdrawal = replace(Withdrawal(key, "记错了主体", f"key-{next(self._keys)}"), **changes)
        return await withdraw_measure(self.store, withdrawal, Signature(who, "officer"), lambda: NOW)

    async def keys(self, only: TakenFilter = EVERY) -> list[str]:
        page = await measures_taken(self.store, page_request(LATEST_FIRST), only=only, wanted=Wanted(total=True))
        assert page.total == len(page.rows)
        return [one.taken.key for one in page.rows]


@pytest_asyncio.fixture
async def office(store: GraphStore) -> Office:
    """The first subject is an A for highways and a D overall, the second a D and an A."""
    catalogue = await ensure_plan(store)
    pairs = ((1, Grade.A, Grade.D), (2, Grade.D, Grade.A))
    records = [
        graded(number, item, grade)
        for number, *both in pairs
        for item, grade in zip((HIGHWAY, "composite"), both, strict=True)
    ]
    await add(store, Additions(subjects=[subject(1), subject(2)], records=records))
    return Office(store, catalogue)


async def test_a_measure_is_recorded_with_how_it_stands_to_the_grade(office: Office) -> None:
    done = await office.record()
    assert (done.taken.consistency, done.taken.grade, done.repeated) == (Consistency.UNDUE_INCENTIVE, Grade.D, False)
    found = await read_measure(office.store, done.taken.key)
    assert found is not None and found.taken == done.taken
    written = await office.record(measure_key="a-written-inspection", item_key=HIGHWAY, ends_on=DAY)
    assert (written.taken.consistency, written.taken.grade) == (Consistency.CONSISTENT, Grade.A)
    data = await read_subject(office.store, FIRST)
    assert data is not None and set(data.taken) == {done.taken, written.taken}

    async def in_parts(transaction: Any) -> Any:
        return await read_subjects(transaction, [FIRST, SECOND], Needs(taken=True))

    [theirs, others] = await office.store.transact(in_parts)
    assert set(theirs.taken) == {done.taken, written.taken} and others.taken == ()


async def test_the_same_again_changes_nothing_and_another_under_its_key_is_told(office: Office) -> None:
    first = await office.record(idempotency_key="k")
    assert await office.record(idempotency_key="k") == Recorded(first.taken, repeated=True)
    with pytest.raises(BadInput, match="idempotencyKey"):
        await office.record(idempotency_key="k", action=WITHHELD)
    other = await office.record(idempotency_key="k", department_key="tax")
    assert not other.repeated and len(await office.keys()) == 2


async def test_of_two_who_record_the_same_at_once_one_does(office: Office) -> None:
    both = await asyncio.gather(*(office.record(idempotency_key="k") for _ in range(2)))
    assert sorted(one.repeated for one in both) == [False, True] and both[0].taken == both[1].taken
    assert len(await office.keys()) == 1


WRONG = {
    "an unknown measure": ({"measure_key": "z"}, BadInput, "measure"),
    "an incentive applied": ({"action": APPLIED}, BadInput, "action"),
    "a scenario of items without one": ({"measure_key": "a-written-inspection"}, BadInput, "item"),
    "a day that has not come": ({"taken_on": DAY + timedelta(days=1)}, BadInput, "takenOn"),
    "an end before the beginning": ({"ends_on": DAY - timedelta(days=1)}, BadInput, "endsOn"),
    "no document": ({"document_no": " "}, BadInput, "documentNo"),
    "no key": ({"idempotency_key": " "}, BadInput, "idempotencyKey"),
    "no such subject": ({"subject_key": "uscc:nobody"}, NotFound, "no such subject"),
}


@pytest.mark.parametrize(("changes", "error", "told"), WRONG.values(), ids=WRONG)
async def test_what_cannot_be_recorded_changes_nothing(
    office: Office, changes: dict[str, Any], error: type[Exception], told: str
) -> None:
    with pytest.raises(error, match=told):
        await office.record(**changes)
    assert await office.store.read("MATCH (m:MeasureTaken) RETURN count(m)") == [(0,)]


async def test_an_id_number_is_not_kept(office: Office) -> None:
    done = await office.record(document_no="办110101199003070011号")
    assert "1990" not in done.taken.document_no


async def laid(office: Office) -> Sequence[MeasureTaken]:
    """A D given a convenience, an A denied one by tax, and a D of highways watched closely, a day earlier each."""
    second: dict[str, Any] = {"subject_key": SECOND}
    watched = {"measure_key": "d-key-supervision", "action": APPLIED, "item_key": HIGHWAY}
    return [
        (await office.record()).taken,
        (await office.record(**second, action=WITHHELD, department_key="tax", taken_on=DAY - timedelta(days=1))).taken,
        (await office.record(**second, **watched, taken_on=DAY - timedelta(days=2))).taken,
    ]


async def test_the_list_is_filtered(office: Office) -> None:
    undue, denied, watched = (one.key for one in await laid(office))
    assert await office.keys() == [undue, denied, watched]
    for only, expected in (
        (TakenFilter(consistency=(Consistency.DENIED,)), [denied]),
        (TakenFilter(scenarios=(Scenario.RANDOM_INSPECTION,)), [watched]),
        (TakenFilter(department="tax"), [denied]),
        (TakenFilter(item=HIGHWAY), [watched]),
        (TakenFilter(subject=FIRST), [undue]),
        (TakenFilter(since=DAY), [undue]),
        (TakenFilter(until=DAY - timedelta(days=2)), [watched]),
        (TakenFilter(district="渝北区"), [undue]),
    ):
        assert await office.keys(only) == expected, only


async def test_they_are_counted(office: Office) -> None:
    await laid(office)

    async def counts(*by: MeasureDimension, only: TakenFilter = EVERY) -> list[tuple[Any, ...]]:
        found = await measure_counts(office.store, by, only=only)
        return [(one.department_key, one.item_key, one.scenario, one.consistency, one.count) for one in found]

    assert await counts() == [
        (None, None, None, "CONSISTENT", 1),
        (None, None, None, "DENIED", 1),
        (None, None, None, "UNDUE_INCENTIVE", 1),
    ]
    assert await counts(MeasureDimension.DEPARTMENT) == [
        ("tax", None, None, "DENIED", 1),
        ("transport", None, None, "CONSISTENT", 1),
        ("transport", None, None, "UNDUE_INCENTIVE", 1),
    ]
    assert await counts(MeasureDimension.ITEM, MeasureDimension.SCENARIO) == [
        (None, None, "ADMINISTRATIVE_SERVICE", "DENIED", 1),
        (None, None, "ADMINISTRATIVE_SERVICE", "UNDUE_INCENTIVE", 1),
        (None, HIGHWAY, "RANDOM_INSPECTION", "CONSISTENT", 1),
    ]
    assert await counts(only=TakenFilter(department="tax")) == [(None, None, None, "DENIED", 1)]
    assert await counts(only=TakenFilter(district="渝北区")) == [(None, None, None, "UNDUE_INCENTIVE", 1)]


async def test_who_is_read_of_is_disclosed(office: Office) -> None:
    await laid(office)
    with disclosing() as counted:
        await measure_counts(office.store, ())
    assert counted.counted and not counted.subjects
    with disclosing() as page:
        await office.keys()
    assert set(page.subjects) == {FIRST, SECOND}


# --- withdrawing ---


async def test_another_person_withdraws_it_and_it_stays_but_counts_no_more(office: Office) -> None:
    standing, wrong = (await office.record()).taken, (await office.record(subject_key=SECOND)).taken
    with pytest.raises(Forbidden, match="another person"):
        await office.withdraw(wrong.key, "甲")
    done = await office.withdraw(wrong.key, reason="另一家公司110101199003070011")
    assert (done.taken.withdrawn_at, done.taken.withdrawn_by) == (NOW, "乙")
    assert done.taken.withdrawal_reason is not None and "1990" not in done.taken.withdrawal_reason
    found = await read_measure(office.store, wrong.key)
    assert found is not None and found.taken == done.taken
    assert await office.keys() == [standing.key]
    assert await office.keys(TakenFilter(withdrawn=True)) == [wrong.key]
    for only in (EVERY, TakenFilter(withdrawn=True)):
        counts = await measure_counts(office.store, [MeasureDimension.DEPARTMENT], only=only)
        assert [one.count for one in counts] == [1]


async def test_withdrawing_again_changes_nothing_and_of_two_at_once_one_wins(office: Office) -> None:
    key = (await office.record()).taken.key
    first = await office.withdraw(key, idempotency_key="k")
    assert await office.withdraw(key, idempotency_key="k") == Recorded(first.taken, repeated=True)
    with pytest.raises(BadInput, match="idempotencyKey"):
        await office.withdraw(key, idempotency_key="k", reason="别的")
    for who in ("乙", "丙"):
        with pytest.raises(Conflict, match="already"):
            await office.withdraw(key, who)
    other = (await office.record()).taken.key
    ended = await asyncio.gather(*(office.withdraw(other, who) for who in "乙丙"), return_exceptions=True)
    assert sorted(type(one).__name__ for one in ended) == ["Conflict", "Recorded"]


async def test_one_that_is_another_than_was_seen_is_not_withdrawn(office: Office) -> None:
    taken = (await office.record()).taken
    seen = version_of(taken)
    with pytest.raises(Conflict, match="look again"):
        await office.withdraw(taken.key, version="2-WITHDRAWN")
    done = await office.withdraw(taken.key, version=seen, idempotency_key="k")
    assert version_of(done.taken) != seen
    assert (await office.withdraw(taken.key, version=seen, idempotency_key="k")).repeated
    with pytest.raises(Conflict, match="already"):
        await office.withdraw(taken.key, "丙", version=seen)


@pytest.mark.parametrize(
    ("changes", "error", "told"),
    [
        ({"reason": " "}, BadInput, "reason"),
        ({"reason": "长" * 1_001}, BadInput, "reason"),
        ({"idempotency_key": ""}, BadInput, "idempotencyKey"),
        ({"measure_key": "measure-taken:none"}, NotFound, "no such measure"),
    ],
)
async def test_what_cannot_be_withdrawn_stands(
    office: Office, changes: dict[str, Any], error: type[Exception], told: str
) -> None:
    taken = (await office.record()).taken
    with pytest.raises(error, match=told):
        await office.withdraw(taken.key, **changes)
    found = await read_measure(office.store, taken.key)
    assert found is not None and found.taken == taken
