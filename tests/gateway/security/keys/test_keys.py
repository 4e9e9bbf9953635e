"""API keys: made, used, rotated and ended, in the operational store on each kind of database."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import select

from gateway.records.database import FILE_NAME, Records
from gateway.records.tables import API_KEYS
from gateway.security.identity import Proof
from gateway.security.keys.desk import QUERIES, USED_SECONDS, Desk
from gateway.security.keys.ring import KEPT_SECONDS, BadKey, KeyRing
from gateway.settings import Settings
from graph_model.errors import BadInput, NotFound
from graph_model.model import utc_now
from resolvers.asker import Role
from tests.gateway.security.test_authentication import ask, refused, served
from tests.gateway.toy import toy_service

QUARTER, WEEK = timedelta(days=90), timedelta(days=7)
BOTH = frozenset({QUERIES, "Mutation.importGrades"})


class Clock:
    """Stands until it is moved; instants and seconds alike."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 26, 12, tzinfo=UTC)

    def instant(self) -> datetime:
        return self.now

    def seconds(self) -> float:
        return self.now.timestamp()


class Office:
    """The desk and a ring that another process has, over one store."""

    def __init__(self, settings: Settings, records: Records) -> None:
        self.clock = Clock()
        self.records = records
        self.desk = Desk(records, self.clock.instant)
        self.ring = KeyRing(settings, self.clock.instant, self.clock.seconds)

    def wait(self, **time: float) -> None:
        self.clock.now += timedelta(**time)

    async def issue(self, client: str = "tax-push") -> str:
        _, written = await self.desk.issue(client, "tax-credit", BOTH, QUARTER)
        return written

    async def good(self, written: str) -> bool:
        try:
            await self.ring.identity(written)
        except BadKey:
            return False
        return True


@pytest_asyncio.fixture
async def office(records_settings: Settings) -> AsyncIterator[Office]:
    records = await Records.open(records_settings)
    opened = Office(records_settings, records)
    yield opened
    await opened.ring.close()
    await records.close()


async def test_a_key_tells_whose_it_is_and_its_secret_is_kept_nowhere(office: Office, tmp_path: Any) -> None:
    written = await office.issue()
    identity = await office.ring.identity(written)
    assert (identity.role, identity.name, identity.system) == (Role.INTEGRATION, "tax-push", "tax-credit")
    assert (identity.proof, identity.operations) == (Proof.KEY, BOTH)
    assert identity.expires_at is not None and identity.expires_at > utc_now()
    secret = written.rpartition("_")[2] if written.count("_") == 2 else written[24:]
    async with office.records.begin() as connection:
        assert secret not in repr((await connection.execute(select(API_KEYS))).all())
    for file in (office.records.folder / FILE_NAME, office.records.folder / f"{FILE_NAME}-wal"):
        assert not file.exists() or secret.encode() not in file.read_bytes()


async def test_what_is_no_key_or_another_s(office: Office) -> None:
    written = await office.issue()
    other = await office.issue("another")
    swapped = written[:23] + other[23:]
    for bad in (
        written[:-1],
        written[:-1] + "~",
        written[:-5] + "AAAAA",
        swapped,
        "yuxin_",
        "yuxin_" + "0" * 16 + written[22:],
    ):
        assert not await office.good(bad), bad


async def test_a_key_ends_by_itself_and_by_being_revoked(office: Office) -> None:
    first, second = await office.issue("one"), await office.issue("two")
    assert await office.good(first) and await office.good(second)
    await office.desk.revoke(second[6:22])
    office.wait(seconds=KEPT_SECONDS + 1)
    assert not await office.good(second) and await office.good(first)
    office.wait(days=91)
    assert not await office.good(first)
    with pytest.raises(NotFound):
        await office.desk.revoke("0" * 16)


async def test_two_keys_are_valid_while_a_client_changes_from_one_to_the_other(office: Office) -> None:
    old = await office.issue()
    _, new = await office.desk.rotate("tax-push", QUARTER, WEEK)
    assert await office.good(old) and await office.good(new)
    assert (await office.ring.identity(new)).operations == BOTH
    with pytest.raises(BadInput, match="two valid keys"):
        await office.desk.rotate("tax-push", QUARTER, WEEK)
    office.wait(days=8)
    assert not await office.good(old) and await office.good(new)
    await office.desk.rotate("tax-push", QUARTER, WEEK)
    with pytest.raises(NotFound):
        await office.desk.rotate("nobody", QUARTER, WEEK)


async def test_two_that_rotate_at_one_time_make_two_keys_and_not_three(office: Office) -> None:
    await office.issue()
    made = await asyncio.gather(
        *(office.desk.rotate("tax-push", QUARTER, WEEK) for _ in range(2)), return_exceptions=True
    )
    assert sum(isinstance(each, BadInput) for each in made) == 1
    assert sum(key.valid(office.clock.now) for key in await office.desk.keys()) == 2


async def test_the_last_use_is_noted_once_a_minute(office: Office) -> None:
    written = await office.issue()
    used = []
    for pause in (0, 1, USED_SECONDS):
        office.wait(seconds=pause)
        assert await office.good(written)
        (key,) = await office.desk.keys()
        used.append(key.used_at)
    assert used == [
        office.clock.now - timedelta(seconds=61),
        office.clock.now - timedelta(seconds=61),
        office.clock.now,
    ]


@pytest.mark.parametrize(
    "operations", [[], ["Query"], ["Mutation.*"], ["Query.changes"], ["Mutation.decideIdentity"], ["*"]]
)
async def test_operations_that_a_system_cannot_have(office: Office, operations: list[str]) -> None:
    with pytest.raises(BadInput):
        await office.desk.issue("tax-push", "tax-credit", operations, QUARTER)


async def test_a_key_on_a_real_server(office: Office, records_settings: Settings) -> None:
    desk = Desk(office.records)
    _, written = await desk.issue("tax-push", "tax-credit", [QUERIES], QUARTER)
    service = toy_service(data=records_settings.data, records=records_settings.records)
    async with served(service) as client:
        answer = (await ask(client, written)).json()  # the toy's field is nobody's but the coordinator's
        assert [error["extensions"]["role"] for error in answer["errors"]] == ["integration"]
        status, code, challenge = refused(await ask(client, written[:-1] + "~"))
        assert (
            (status, code) == (401, "UNAUTHENTICATED")
            and "invalid_token" in challenge
            and written[22:] not in challenge
        )
