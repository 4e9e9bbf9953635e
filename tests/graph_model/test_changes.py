"""What was recorded, in its order: read to the end, left, and taken up again; nothing is ever missed."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

import neo4j
import pytest
from msgspec.structs import replace

from graph_model.change_kinds import ChangeKind, ChangeSight
from graph_model.changes import ORDER, SETTLING, Change, Changes, changes
from graph_model.model import SubjectData
from graph_model.paging import page_request
from graph_model.store import GraphStore, Row
from graph_model.subjects import EVERYTHING
from graph_model.writing import Additions, Retirement
from tests.conftest import emptied
from tests.graph_model.examples import fact
from tests.graph_model.small_city import NOW, SmallCity, add, random_subject, small_city

LATER = NOW + timedelta(days=1)
KINDS = tuple(ChangeKind)


def recorded(city: SmallCity, kinds: tuple[ChangeKind, ...] = KINDS) -> list[Change]:
    """The oracle: everything recorded, oldest first."""
    found: list[Change] = []
    for data in city.subjects:
        bare = SubjectData(data.subject)
        found += [Change(ChangeKind.GRADE_RECORDED, one.recorded_at, one, bare) for one in data.records]
        found += [Change(ChangeKind.FACT_RECORDED, one.recorded_at, one, bare) for one in data.facts]
        found += [
            Change(ChangeKind.FACT_WITHDRAWN, one.withdrawn_at, one, bare)
            for one in data.facts
            if one.withdrawn_at is not None
        ]
        found += [
            Change(ChangeKind.FACT_REPAIRED, one.retired_at, one, bare)
            for one in data.facts
            if one.retired_at is not None
        ]
        found += [
            Change(ChangeKind.FACT_REPAIR_REVOKED, max(past.revoked_at for past in one.past_repairs), one, bare)
            for one in data.facts
            if one.past_repairs
        ]
        for one in data.discrepancies:
            found.append(Change(ChangeKind.DISCREPANCY_RAISED, one.raised_at, one, bare))
            if one.closed_at is not None:
                found.append(Change(ChangeKind.DISCREPANCY_CLOSED, one.closed_at, one, bare))
    return sorted((one for one in found if one.kind in kinds), key=lambda one: one.place)


async def page(
    store: GraphStore,
    after: str | None = None,
    size: int = 100,
    kinds: tuple[ChangeKind, ...] | None = None,
    now: datetime = LATER,
) -> Changes:
    return await changes(store, page_request(ORDER, first=size, after=after), kinds=kinds, now=now)


async def walked(
    store: GraphStore, size: int, after: str | None = None, now: datetime = LATER
) -> tuple[list[Change], str | None]:
    """Everything from a cursor to the end of the list, and where to go on."""
    read: list[Change] = []
    while True:
        one = await page(store, after, size, now=now)
        read += one.rows
        after = one.end
        if not one.has_next:
            return read, after


@pytest.mark.parametrize("size", [1, 10, 100])
async def test_everything_once_in_the_order_of_recording(store: GraphStore, seed: int, size: int) -> None:
    city = await small_city(store, seed, size=12)
    read, _ = await walked(store, size)
    assert read == recorded(city)


async def test_it_is_the_same_by_the_index_and_by_passing_over_all(store: GraphStore, seed: int) -> None:
    """The embedded store looks for what is near to now by its index: with this now all of it is."""
    city = await small_city(store, seed, size=12)
    read, _ = await walked(store, 10, now=min(one.at for one in recorded(city)))
    assert read == recorded(city)


@pytest.mark.parametrize("size", [1, 10])
async def test_those_of_a_district_are_told_as_if_there_were_no_other(store: GraphStore, seed: int, size: int) -> None:
    city = await small_city(store, seed, size=20)
    for district in ("渝北区", "巫山县"):
        wanted = [one for one in recorded(city) if one.subject.subject.district == district]
        read: list[Change] = []
        after, has_next = None, True
        while has_next:
            request = page_request(ORDER, first=size, after=after)
            one = await changes(store, request, sight=ChangeSight(district), now=LATER)
            read, after, has_next = [*read, *one.rows], one.end, one.has_next
        assert read == wanted
        assert (after is None) == (wanted == [])


@pytest.mark.parametrize("size", [1, 10, 100])
async def test_those_of_some_subjects_are_told_as_if_there_were_no_other(
    store: GraphStore, seed: int, size: int
) -> None:
    city = await small_city(store, seed, size=20)
    some = Random(seed).sample([data.subject for data in city.subjects], 5)
    keys = [subject.key for subject in some]
    for sight in (ChangeSight(), ChangeSight("渝北区"), ChangeSight(None, ("tax",), "tax"), ChangeSight("渝北区", ())):
        wanted = [
            one
            for one in recorded(city)
            if one.subject.subject in some and sight.district in (None, one.subject.subject.district)
        ]
        read: list[Change] = []
        after, has_next = None, True
        while has_next:
            request = page_request(ORDER, first=size, after=after)
            one = await changes(store, request, sight=sight, of=[*keys, "uscc:none"], now=LATER)
            read, after, has_next = [*read, *one.rows], one.end, one.has_next
        assert read == wanted
    assert (await changes(store, page_request(ORDER), of=(), now=LATER)).rows == ()


@pytest.mark.neo4j
async def test_neo4j_goes_from_the_subjects_to_their_changes(neo4j_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """And not from everything that was recorded since."""
    store = await emptied(neo4j_url)
    try:
        city = await small_city(store, 1, size=200)
        asked: list[str] = []
        read = store.read

        async def listening(query: str, parameters: Any = None, **how: Any) -> list[Row]:
            asked.append(query)
            return await read(query, parameters, **how)

        monkeypatch.setattr(store, "read", listening)
        async with neo4j.AsyncGraphDatabase.driver(
            neo4j_url
        ) as driver:  # else it may still count what was there before
            await driver.execute_query("CALL db.prepareForReplanning(60)")
        request = page_request(ORDER, first=20, after=(await page(store, size=1)).cursors[0])
        of = [data.subject.key for data in city.subjects[:3]]
        for sight in (ChangeSight(), ChangeSight("渝北区", ("tax",), "tax")):
            await changes(store, request, sight=sight, of=of, now=LATER)
            steps = await planned(neo4j_url, asked[-1])
            assert [told for name, told in steps if "Seek" in name and "s:Subject(key)" in told]
            of_many = [told for name, told in steps if "Scan" in name or "ByRange" in name]
            assert not [told for told in of_many if any(there in told for there in THERE)]
    finally:
        await store.close()


THERE = ("GradeRecord", "DishonestyFact", "Discrepancy", "GRADED", "COMMITTED", "DISCREPANT")
"""What the small city has: of what there is none, Neo4j reads all."""


async def planned(url: str, query: str) -> list[tuple[str, str]]:
    """The operators of Neo4j's plan, and what each is about."""

    def within(plan: dict[str, Any]) -> list[tuple[str, str]]:
        told = plan["operatorType"], str(plan["args"].get("Details", ""))
        return [told, *(one for child in plan.get("children", ()) for one in within(child))]

    async with neo4j.AsyncGraphDatabase.driver(url) as driver:
        _, summary, _ = await driver.execute_query("EXPLAIN " + query)
    assert summary.plan is not None
    return within(summary.plan)


async def test_going_on_gives_what_came_since(store: GraphStore, seed: int) -> None:
    city = await small_city(store, seed, size=10)
    _, end = await walked(store, 50)
    assert (await walked(store, 50, end)) == ([], end)
    subject = city.subjects[0].subject
    new = [fact(key=f"new/{n}", subject_key=subject.key, recorded_at=NOW + timedelta(minutes=1)) for n in range(3)]
    await add(store, Additions(facts=new))
    read, _ = await walked(store, 2, end)
    assert [one.value for one in read] == new
    assert {one.subject.subject for one in read} == {subject}


async def test_a_record_that_is_withdrawn_is_a_change_of_its_own(store: GraphStore, seed: int) -> None:
    city = await small_city(store, seed, size=10)
    _, end = await walked(store, 50)
    at = NOW + timedelta(minutes=1)
    data = next(data for data in city.subjects if any(one.superseded_at is None for one in data.records))
    gone = next(one for one in data.records if one.superseded_at is None)
    await add(store, Additions(retired=[Retirement(gone.key, at)]))
    read, _ = await walked(store, 2, end)
    told = Change(ChangeKind.GRADE_WITHDRAWN, at, replace(gone, superseded_at=at), SubjectData(data.subject))
    assert read == [told]
    assert (await page(store, kinds=(ChangeKind.GRADE_WITHDRAWN,))).rows == (told,)


async def test_kinds_are_chosen(store: GraphStore, seed: int) -> None:
    city = await small_city(store, seed, size=40)
    random = Random(seed)
    for size in range(5):
        kinds = tuple(random.sample(KINDS, size))
        found = await page(store, kinds=kinds)
        assert list(found.rows) == recorded(city, kinds)[:100]
        after = found.cursors[len(found.cursors) // 2] if found.cursors else None
        if after is not None:
            rest = await page(store, after, kinds=kinds)
            assert rest.rows[:10] == tuple(recorded(city, kinds)[len(found.cursors) // 2 + 1 :][:10])


async def test_the_subject_comes_with_what_is_needed(store: GraphStore, seed: int) -> None:
    city = await small_city(store, seed, size=5)
    subjects = {data.subject.key: data for data in city.subjects}
    found = await changes(store, page_request(ORDER, first=100), needs=EVERYTHING, now=LATER)
    for one in found.rows:
        expected = subjects[one.subject.subject.key]
        assert sorted(one.subject.records, key=str) == sorted(expected.records, key=str)
        assert sorted(one.subject.facts, key=str) == sorted(expected.facts, key=str)


async def test_what_commits_late_is_not_missed(store: GraphStore, seed: int) -> None:
    """Where several processes write, one may commit after another that recorded later."""
    subject = random_subject(Random(seed), 1).subject
    seconds = [fact(key=f"f{n}", subject_key=subject.key, recorded_at=NOW + timedelta(seconds=n)) for n in range(4)]
    await add(store, Additions(subjects=[subject], facts=[seconds[0], seconds[1], seconds[3]]))
    now = NOW + timedelta(seconds=4)
    read, end = await walked(store, 1, now=now)
    assert [one.value for one in read] == [seconds[0], seconds[1], seconds[3]]
    await add(store, Additions(facts=[seconds[2]]))
    again, _ = await walked(store, 1, end, now=now + SETTLING)
    if store.capabilities.shared:
        assert [one.value for one in again] == seconds
    else:  # one process writes, in the order of recording
        assert again == []


async def test_once_it_has_settled_nothing_comes_twice(store: GraphStore, seed: int) -> None:
    await small_city(store, seed, size=5)
    _, end = await walked(store, 20, now=NOW + SETTLING + timedelta(seconds=1))
    assert (await page(store, end)).rows == ()


async def test_a_correction_is_a_change_of_its_own(store: GraphStore, seed: int) -> None:
    city = await small_city(store, seed, size=40)
    corrected = {one.key for data in city.subjects for one in data.records if one.superseded_at is not None}
    read, _ = await walked(store, 100)
    keys = {one.value.key for one in read}
    assert corrected and corrected <= keys and {f"{key}/corrected" for key in corrected} <= keys


async def test_nothing_recorded(store: GraphStore) -> None:
    assert await page(store) == Changes((), (), None, has_next=False)
    assert await page(store, kinds=()) == Changes((), (), None, has_next=False)


async def test_no_kind_at_all_stays_where_it_is(store: GraphStore, seed: int) -> None:
    await small_city(store, seed, size=5)
    found = await page(store, size=1)
    assert (await page(store, found.end, kinds=())).end == found.end
