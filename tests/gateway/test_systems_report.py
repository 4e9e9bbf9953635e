"""`systems --report` over the bundled systems: each synced, asked live, verified, its rejects those that were planted."""

import asyncio
import json
import sqlite3
from datetime import date
from pathlib import Path

import pytest

from gateway.person_key import person_key
from gateway.settings import Settings
from gateway.sync.bundled import lay_bundled_systems
from graph_model.open_store import open_store
from seed.city.building import build_city
from seed.laying import ensure_plan
from tests.served import yuxin_here


async def laid(data: Path) -> None:
    """A city of a few hundred subjects with its systems."""
    settings = Settings(data=data, systems="bundled")
    store = await open_store("embedded", data_dir=data, durability="off")
    catalogue = await ensure_plan(store)
    person_key(settings)
    await build_city(store, catalogue, 200, today=date(2026, 11, 24))
    await lay_bundled_systems(settings, store, catalogue)
    await store.close()


@pytest.mark.slow
def test_every_system_is_accounted_for(tmp_path: Path) -> None:
    data = tmp_path / "data"
    asyncio.run(laid(data))
    before = yuxin_here("systems", "--report", "--json", data=data)
    assert before.code == 0 and all(r["synced"]["lastSuccess"] is None for r in json.loads(before.out)), before.err
    assert yuxin_here("sync", data=data).code == 1, "dirt is planted"
    ran = yuxin_here("systems", "--report", "--json", data=data)
    reports = json.loads(ran.out)
    assert ran.code == 0 and len(reports) == 24, ran.err
    for report in reports:
        assert report["verification"]["outcome"] == "CLEAN", report
        rejects = report["rejects"]
        assert rejects["same"] and rejects["planted"] == rejects["found"], report
        assert rejects["ledger"] + rejects["byRule"] == sum(rejects["planted"].values()), report
        assert report["incremental"]["follows"] and report["synced"]["lastSuccess"]
        if report["kind"] != "grades":
            assert not report["scales"] and report["live"].get("records") is not None, report
        assert report["live"]["state"] == "ANSWERED", report
    assert sum(report["live"]["grades"] > 0 for report in reports) >= 12, (
        "a row under another code is not found by USCC"
    )
    assert sum(report["rejects"]["ledger"] for report in reports) > 10
    assert sum(report["rejects"]["byRule"] for report in reports) > 0, "codes that the graph knows"
    with sqlite3.connect(data / "systems" / "survey-design.sqlite") as connection:
        assert connection.execute("DELETE FROM kcsj_xydj").rowcount > 0
    connection.close()
    ran = yuxin_here("systems", "--report", "--lang", "en", data=data)
    assert ran.code == 1 and "nothing explains" in " ".join(ran.out.split()), ran.out
