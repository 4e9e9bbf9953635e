"""Cases in the operational store, SQLite's and PostgreSQL's: each its owner's alone, each act once, closed for good."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio

from gateway.records.cases import RecordedCases
from gateway.records.database import Records
from gateway.settings import Settings
from graph_model.cases import (
    MOST_ENTRIES,
    MOST_OPEN,
    MOST_WATCHED,
    NEWEST_FIRST,
    Act,
    Adding,
    Case,
    Closing,
    Entry,
    EntryKind,
    Looking,
    Opening,
    Owner,
    Unwatching,
    Watched,
    Watching,
)
from graph_model.errors import BadInput, Conflict, LimitExceeded, NotFound
from graph_model.paging import page_request
from resolvers.cases import Doing

NOW = datetime(2026, 11, 28, 4, 0, 0, 123456, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
OWNER = Owner("token:idp:wang", "officer", "tax", "渝中区")
OTHERS = [
    replace(OWNER, account="token:idp:li"),
    replace(OWNER, role="investigator"),
    replace(OWNER, department="transport"),
    replace(OWNER, department=""),
    replace(OWNER, district="渝北区"),
    replace(OWNER, district=""),
]
OPENING = Opening("举报核查", None, "wang", "cursor-0")
NOTE = Adding(EntryKind.NOTE, "电话", "已联系")
ACTS: list[Act] = [NOTE, Watching(("uscc:A",)), Unwatching(("uscc:A",)), Looking("cursor-1"), Closing()]


@pytest_asyncio.fixture
async def cases(records_settings: Settings) -> AsyncIterator[RecordedCases]:
    records = await Records.open(records_settings)

    async def opened() -> Records:
        return records

    yield RecordedCases(opened)
    await records.close()


async def opened(cases: RecordedCases, owner: Owner = OWNER, key: str = "open", now: datetime = NOW) -> Case:
    return (await cases.open(owner, OPENING, key, now)).case


async def done(cases: RecordedCases, case: Case, act: Act, key: str, now: datetime = LATER) -> Case:
    found = await cases.do(OWNER, Doing(case.id, case.version, act, key), now)
    assert not found.repeated
    return found.case


async def test_a_case_is_found_as_it_was_opened(cases: RecordedCases) -> None:
    case = await opened(cases)
    assert case.id.startswith("case:")
    assert case == Case(case.id, "举报核查", None, NOW, "wang", None, None, "cursor-0", 1)
    assert await cases.find(OWNER, case.id) == case
    assert await cases.find(OWNER, "case:none") is None


@pytest.mark.parametrize("other", OTHERS, ids=str)
async def test_to_anybody_else_it_is_not_there(cases: RecordedCases, other: Owner) -> None:
    case = await opened(cases)
    assert await cases.find(other, case.id) is None
    assert (await cases.of(other, page_request(NEWEST_FIRST), closed=None, total=True)).total == 0
    for number, act in enumerate(ACTS):
        with pytest.raises(NotFound):
            await cases.do(other, Doing(case.id, case.version, act, f"theirs-{number}"), LATER)
    assert await cases.find(OWNER, case.id) == case
    assert (await opened(cases, other)).id != case.id  # under the same key, which is theirs


async def test_what_is_kept_and_watched(cases: RecordedCases) -> None:
    case = await opened(cases)
    case = await done(cases, case, NOTE, "1")
    case = await done(cases, case, Adding(EntryKind.SEARCH, "查渝北", "/search?q=渝北"), "2")
    case = await done(cases, case, Watching(("uscc:B", "uscc:A")), "3")
    case = await done(cases, case, Watching(("uscc:A", "uscc:C")), "4", LATER + timedelta(seconds=1))
    case = await done(cases, case, Unwatching(("uscc:B", "uscc:none")), "5")
    case = await done(cases, case, Looking("cursor-1"), "6")
    assert (case.version, case.looked_at, case.read_to) == (7, LATER, "cursor-1")
    entries = [
        Entry(1, EntryKind.NOTE, "电话", "已联系", LATER),
        Entry(2, EntryKind.SEARCH, "查渝北", "/search?q=渝北", LATER),
    ]
    watched = [Watched("uscc:C", LATER + timedelta(seconds=1)), Watched("uscc:A", LATER)]
    bare = await opened(cases, key="other")
    both = [case.id, bare.id]
    assert await cases.entries(both) == {case.id: entries} and await cases.watched(both) == {case.id: watched}


async def test_a_closed_case_changes_no_more(cases: RecordedCases) -> None:
    case = await done(cases, await opened(cases), Closing(), "close")
    assert case.closed_at == LATER
    for number, act in enumerate(ACTS):
        with pytest.raises(Conflict):
            await cases.do(OWNER, Doing(case.id, case.version, act, f"after-{number}"), LATER)
    assert await cases.find(OWNER, case.id) == case
    assert (await cases.entries([case.id]), await cases.watched([case.id])) == ({}, {})


@pytest.mark.parametrize("act", ACTS, ids=lambda act: type(act).__name__)
async def test_each_act_is_done_once_under_its_key(cases: RecordedCases, act: Act) -> None:
    case = await opened(cases)
    assert (await cases.open(OWNER, OPENING, "open", LATER)).repeated
    after = await done(cases, case, act, "one")
    again = await cases.do(OWNER, Doing(case.id, case.version, act, "one"), LATER)
    assert again.repeated and again.case == after
    with pytest.raises(BadInput):
        await cases.do(OWNER, Doing(case.id, after.version, Adding(EntryKind.NOTE, "另一条", "另"), "one"), LATER)
    with pytest.raises(BadInput):
        await cases.open(OWNER, replace(OPENING, reason="别的"), "open", LATER)
    for key in ("", " ", "k" * 201):
        with pytest.raises(BadInput):
            await cases.do(OWNER, Doing(case.id, after.version, act, key), LATER)


async def test_who_saw_another_version_does_nothing(cases: RecordedCases) -> None:
    case = await opened(cases)
    await done(cases, case, NOTE, "1")
    with pytest.raises(Conflict):
        await cases.do(OWNER, Doing(case.id, case.version, Closing(), "2"), LATER)


async def test_at_one_time_one_of_them_is_done(cases: RecordedCases) -> None:
    found = await asyncio.gather(*(cases.open(OWNER, OPENING, "open", NOW) for _ in range(6)))
    assert len({one.case.id for one in found}) == 1 and sum(not one.repeated for one in found) == 1
    case = found[0].case
    doing = (cases.do(OWNER, Doing(case.id, 1, NOTE, str(number)), LATER) for number in range(6))
    ended = await asyncio.gather(*doing, return_exceptions=True)
    assert sum(isinstance(one, Conflict) for one in ended) == 5
    assert len((await cases.entries([case.id]))[case.id]) == 1


async def test_pages_have_the_newest_first(cases: RecordedCases) -> None:
    made = [await opened(cases, key=str(number), now=NOW + timedelta(seconds=number // 2)) for number in range(5)]
    made[0] = await done(cases, made[0], Closing(), "close")
    await opened(cases, OTHERS[0])
    expected = sorted(made, key=lambda case: (case.opened_at, case.id), reverse=True)
    first = await cases.of(OWNER, page_request(NEWEST_FIRST, first=3), closed=None, total=True)
    assert list(first.rows) == expected[:3] and first.has_next and first.total == 5
    rest = await cases.of(OWNER, page_request(NEWEST_FIRST, after=first.cursors[-1]), closed=None, total=False)
    assert list(rest.rows) == expected[3:] and not rest.has_next and rest.has_previous
    for closed in (True, False):
        page = await cases.of(OWNER, page_request(NEWEST_FIRST), closed=closed, total=True)
        assert list(page.rows) == [case for case in expected if (case.closed_at is not None) is closed]
        assert page.total == len(page.rows)


async def test_there_are_only_so_many(cases: RecordedCases) -> None:
    case = await opened(cases)
    keys = tuple(f"uscc:{number}" for number in range(MOST_WATCHED))
    case = await done(cases, case, Watching(keys), "most")
    with pytest.raises(LimitExceeded):
        await cases.do(OWNER, Doing(case.id, case.version, Watching(("uscc:more",)), "more"), LATER)
    case = await done(cases, case, Watching(keys[:2]), "again")
    for number in range(MOST_ENTRIES):
        case = await done(cases, case, NOTE, f"note-{number}")
    with pytest.raises(LimitExceeded):
        await cases.do(OWNER, Doing(case.id, case.version, NOTE, "another"), LATER)
    for number in range(1, MOST_OPEN):
        await opened(cases, key=str(number))
    with pytest.raises(LimitExceeded):
        await opened(cases, key="another")
    await done(cases, case, Closing(), "close")
    assert (await opened(cases, key="another")).version == 1
