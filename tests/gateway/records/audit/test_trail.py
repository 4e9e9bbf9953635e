"""Lines are written in groups, go on where the last process ended, and are whole or not there."""

import asyncio

import orjson
import pytest
from pydantic import SecretStr
from sqlalchemy import select, text

from gateway.records.audit.deferred import DeferredTrail, anchor_folder
from gateway.records.audit.errors import AuditUnavailable
from gateway.records.audit.line import Kind, Line
from gateway.records.database import Records
from gateway.records.tables import LINES, LOOKS
from gateway.security.identity import DEMO_COORDINATOR, Identity, Role
from gateway.settings import Settings
from graph_model.paging import page_request
from resolvers.looks import LATEST_FIRST
from tests.gateway.records.audit.made import NOW, looked, problems, verified, wrote


async def test_a_line_tells_who_why_what_when_and_from_where(records_settings: Settings, trail: DeferredTrail) -> None:
    await trail.write(looked("uscc:1", "person:2"))
    records = await Records.open(records_settings)
    async with records.begin() as connection:
        bodies = (await connection.scalars(select(LINES.c.body).order_by(LINES.c.sequence))).all()
        looks = (await connection.execute(select(LOOKS.c.subject, LOOKS.c.sequence))).all()
    await records.close()
    opening, line = map(orjson.loads, bodies)
    assert opening["kind"] == "opening" and opening["heads"] == {}
    assert line == {
        "kind": "access",
        "at": "2024-06-01T04:00:00.000000Z",
        "who": DEMO_COORDINATOR.account,
        "role": "coordinator",
        "from": "127.0.0.1",
        "operation": "View",
        "document": "d" * 64,
        "fields": ["GradeView.grades"],
        "subjects": ["uscc:1", "person:2"],
    }
    assert sorted(map(tuple, looks)) == [("person:2", 2), ("uscc:1", 2)]


async def test_the_opening_tells_by_which_settings_it_is_decided_who_sees_what(records_settings: Settings) -> None:
    changed = {
        "oidc_issuer": "https://id.example",
        "oidc_audience": "yuxin",
        "remote_fields": {"Bid.*": (Role.OFFICER,)},
        "neo4j_password": SecretStr("a secret of the store"),
    }
    settings = records_settings.model_copy(update=changed)
    await wrote(settings, [looked("uscc:1")])
    records = await Records.open(settings)
    async with records.begin() as connection:
        body = await connection.scalar(select(LINES.c.body).order_by(LINES.c.sequence))
    await records.close()
    assert body is not None and "secret" not in body
    assert orjson.loads(body)["settings"] == {
        "oidc_audience": "yuxin",
        "oidc_issuer": "https://id.example",
        "remote_fields": {"Bid.*": ["officer"]},
    }
    assert await problems(settings) == []


async def test_lines_of_one_moment_share_a_group(records_settings: Settings, trail: DeferredTrail) -> None:
    await trail.open()
    await asyncio.gather(*(trail.write(looked(f"uscc:{number}")) for number in range(200)))
    written = trail._trail
    assert written is not None and written.lines == 200 and written.groups <= 3
    [chain] = (await verified(records_settings)).chains
    assert chain.lines == 201 and chain.anchored
    assert await problems(records_settings) == []


async def test_a_process_goes_on_with_the_chain_of_the_one_before(records_settings: Settings) -> None:
    await wrote(records_settings, [looked("uscc:1")])
    await wrote(records_settings, [looked("uscc:2")])
    [chain] = (await verified(records_settings)).chains
    assert (chain.chain, chain.lines) == ("1", 4)
    assert await problems(records_settings) == []


async def test_processes_at_one_time_have_a_chain_each(records_settings: Settings) -> None:
    trails = [DeferredTrail(records_settings) for _ in range(3)]
    for one in trails:
        await one.open()
    await asyncio.gather(*(one.write(looked(f"uscc:{n}")) for one in trails for n in range(20)))
    for one in trails:
        await one.close()
    await wrote(records_settings, [looked("uscc:1")])
    found = await verified(records_settings)
    assert [(chain.chain, chain.lines) for chain in found.chains] == [("1", 23), ("2", 21), ("3", 21)]
    assert found.findings == ()


async def test_who_goes_away_leaves_the_others_their_lines(records_settings: Settings, trail: DeferredTrail) -> None:
    waiting = [asyncio.create_task(trail.write(looked(f"uscc:{n}"))) for n in range(20)]
    await asyncio.sleep(0)
    for task in waiting[::2]:
        task.cancel()
    results = await asyncio.gather(*waiting, return_exceptions=True)
    assert [result for result in results[1::2] if result is not None] == []
    assert await problems(records_settings) == []


async def test_a_group_that_fails_is_refused_whole_and_the_chain_goes_on(
    records_settings: Settings, trail: DeferredTrail
) -> None:
    await trail.write(looked("uscc:1"))
    too_long = Line(Kind.ACCESS, NOW, subjects=("uscc:3", "uscc:3"))
    with pytest.raises(AuditUnavailable):
        await trail.write(too_long)  # the same look twice: the key of the table does not allow it
    await trail.write(looked("uscc:2"))
    [chain] = (await verified(records_settings)).chains
    assert chain.lines == 4, "two openings, two lines"
    assert await problems(records_settings) == []


async def test_a_table_that_cannot_be_written_refuses_until_it_can(
    records_settings: Settings, trail: DeferredTrail
) -> None:
    await trail.write(looked("uscc:1"))
    records = await Records.open(records_settings)
    async with records.begin() as connection:
        await connection.execute(text("ALTER TABLE audit_look RENAME TO elsewhere"))
    with pytest.raises(AuditUnavailable, match="nothing is answered") as refusal:
        await trail.write(looked("uscc:2"))
    assert "elsewhere" not in refusal.value.message and "audit_look" not in refusal.value.message
    async with records.begin() as connection:
        await connection.execute(text("ALTER TABLE elsewhere RENAME TO audit_look"))
    await records.close()
    await trail.write(looked("uscc:3"))
    assert await problems(records_settings) == []


async def test_anchors_that_cannot_be_written_refuse(records_settings: Settings) -> None:
    folder = anchor_folder(records_settings)
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.write_text("a file where the folder should be")
    trail = DeferredTrail(records_settings)
    with pytest.raises(AuditUnavailable):
        await trail.write(looked("uscc:1"))
    folder.unlink()
    await trail.write(looked("uscc:2"))
    await trail.close()
    assert await problems(records_settings) == []


async def test_a_subject_is_told_who_looked_the_latest_first(trail: DeferredTrail) -> None:
    officer = Identity(Role.OFFICER, "wang", department="tax", case="K-7")
    for minute in range(5):
        at = NOW.replace(minute=minute)
        who = officer if minute == 4 else DEMO_COORDINATOR
        await trail.write(
            Line(Kind.ACCESS, at, who, operation=f"View{minute}", subjects=("uscc:1", f"uscc:{minute + 2}"))
        )
    await trail.write(looked("uscc:9"))
    first = await trail.of("uscc:1", page_request(LATEST_FIRST, first=2), total=True)
    assert [look.operation for look in first.rows] == ["View4", "View3"]
    assert (first.total, first.has_next, first.has_previous) == (5, True, False)
    latest = first.rows[0]
    assert (latest.role, latest.department, latest.case) == ("officer", "tax", "K-7")
    rest = await trail.of("uscc:1", page_request(LATEST_FIRST, first=9, after=first.cursors[-1]), total=False)
    assert [look.operation for look in rest.rows] == ["View2", "View1", "View0"]
    assert (rest.total, rest.has_next, rest.has_previous) == (None, False, True)
