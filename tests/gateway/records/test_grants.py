"""Grants in the operational store, SQLite's and PostgreSQL's: kept whole, ended at once, paged, counted."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio

from gateway.records.database import Records
from gateway.records.grants import RecordedGrants
from gateway.settings import Settings
from graph_model.errors import LimitExceeded, NotFound
from graph_model.grants import MOST_VALID, NEWEST_FIRST, Grant, NewGrant, Scope
from graph_model.paging import page_request

NOW = datetime(2026, 11, 27, 4, 0, 0, 123456, tzinfo=UTC)
COMPANY, OTHER, BANK, LENDER = "uscc:A", "uscc:B", "uscc:C", "uscc:D"
SCOPE = Scope(composite=True, items=frozenset({"1-48", "1-9"}), measures=True)


def new(subject: str = COMPANY, grantee: str = BANK, scope: Scope = SCOPE, days: int = 30) -> NewGrant:
    return NewGrant(subject, grantee, scope, "贷前审查", NOW + timedelta(days=days))


@pytest_asyncio.fixture
async def grants(records_settings: Settings) -> AsyncIterator[RecordedGrants]:
    records = await Records.open(records_settings)

    async def opened() -> Records:
        return records

    yield RecordedGrants(opened)
    await records.close()


@pytest.mark.parametrize(
    "scope", [SCOPE, Scope(composite=False, items=None, archive=True), Scope(composite=True, items=frozenset())]
)
async def test_a_grant_is_found_as_it_was_made(grants: RecordedGrants, scope: Scope) -> None:
    made = await grants.make(new(scope=scope), NOW)
    assert not made.repeated and made.grant.is_of(new(scope=scope)) and made.grant.granted_at == NOW
    assert await grants.between(BANK, [COMPANY, OTHER], NOW) == {COMPANY: [made.grant]}
    assert await grants.find([made.grant.key, "grant:none"]) == {made.grant.key: made.grant}


async def test_the_same_grant_again_changes_nothing(grants: RecordedGrants) -> None:
    first = await grants.make(new(), NOW)
    again = await grants.make(new(), NOW + timedelta(days=1))
    assert again.repeated and again.grant == first.grant
    longer = await grants.make(new(days=31), NOW)
    assert not longer.repeated and len((await grants.between(BANK, [COMPANY], NOW))[COMPANY]) == 2


async def test_the_same_grant_at_one_time_is_made_once(grants: RecordedGrants) -> None:
    done = await asyncio.gather(*(grants.make(new(), NOW) for _ in range(8)))
    assert len({one.grant.key for one in done}) == 1 and sum(not one.repeated for one in done) == 1


async def test_a_grant_is_over_when_it_is_revoked_or_expires(grants: RecordedGrants) -> None:
    kept = (await grants.make(new(), NOW)).grant
    assert await grants.between(BANK, [COMPANY], kept.expires_at) == {}
    assert await grants.between(LENDER, [COMPANY], NOW) == {}
    later = NOW + timedelta(hours=1)
    revoked = await grants.revoke(COMPANY, kept.key, later)
    assert not revoked.repeated and revoked.grant.revoked_at == later
    assert await grants.between(BANK, [COMPANY], later) == {}
    again = await grants.revoke(COMPANY, kept.key, later + timedelta(hours=1))
    assert again.repeated and again.grant.revoked_at == later
    assert not (await grants.make(new(), later)).repeated, "what was revoked can be granted anew"


async def test_nobody_else_revokes_it(grants: RecordedGrants) -> None:
    kept = (await grants.make(new(), NOW)).grant
    for subject in (OTHER, BANK):
        with pytest.raises(NotFound):
            await grants.revoke(subject, kept.key, NOW)
    assert await grants.between(BANK, [COMPANY], NOW) == {COMPANY: [kept]}


async def test_pages_have_the_newest_first(grants: RecordedGrants) -> None:
    made = [(await grants.make(new(days=day), NOW + timedelta(seconds=day))).grant for day in range(1, 6)]
    await grants.make(new(OTHER), NOW)
    ended = (await grants.revoke(COMPANY, made[2].key, NOW)).grant
    made[2] = ended
    found: list[Grant] = []
    after = None
    while True:
        request = page_request(NEWEST_FIRST, first=2, after=after)
        page = await grants.made_by(COMPANY, request, NOW, only_valid=False, total=True)
        assert page.total == 5
        found += page.rows
        if not page.has_next:
            break
        after = page.cursors[-1]
    assert found == made[::-1]
    request = page_request(NEWEST_FIRST, first=10)
    valid = await grants.made_by(COMPANY, request, NOW, only_valid=True, total=True)
    assert [*valid.rows] == [one for one in made[::-1] if one != ended] and valid.total == 4
    received = await grants.made_to(BANK, request, NOW + timedelta(days=4), total=True)
    assert {one.subject_key for one in received.rows} == {COMPANY, OTHER} and received.total == 2


async def test_a_subject_has_so_many_at_one_time(grants: RecordedGrants) -> None:
    for number in range(MOST_VALID):
        last = await grants.make(new(grantee=f"uscc:{number}"), NOW)
    with pytest.raises(LimitExceeded):
        await grants.make(new(), NOW)
    assert (await grants.make(new(grantee=f"uscc:{MOST_VALID - 1}"), NOW)).repeated
    await grants.make(new(OTHER), NOW)
    await grants.revoke(COMPANY, last.grant.key, NOW)
    assert not (await grants.make(new(), NOW)).repeated
