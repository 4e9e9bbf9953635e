"""What `sync --verify` finds in each way of changing, on both stores: what is planted, and nothing where nothing is."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from gateway.sync.mapping import read_mapping
from gateway.sync.verifying.one_system import Outcome, verify_system
from graph_model.catalogue import Catalogue
from graph_model.intake.importing import import_file
from graph_model.intake.syncing import states
from graph_model.intake.syncing.states import SyncUnderWay, read_state
from graph_model.store import GraphStore
from seed.laying import ensure_plan
from tests.gateway.sync.running.conftest import copied, wiped
from tests.gateway.sync.running.department import WAYS, Department, code, department, place_for
from tests.gateway.sync.verifying.verified import clean, spoil, told, verify

pytestmark = pytest.mark.asyncio
LIVE = "MATCH (s:Subject {key: $subject})-[:GRADED]->(g:GradeRecord) WHERE g.supersededAt IS NULL "


@pytest_asyncio.fixture(params=[*WAYS, pytest.param("version on Neo4j", marks=pytest.mark.neo4j)])
async def land(request: pytest.FixtureRequest, planned: Path, tmp_path: Path) -> AsyncIterator[Department]:
    """Seven enterprises, one said twice, and a row that is refused; all synced, an hour ago."""
    way, _, on_neo4j = request.param.partition(" on ")
    place = await place_for("sqlite", request, tmp_path)
    store = await wiped(request.getfixturevalue("neo4j_url")) if on_neo4j else await copied(planned, tmp_path)
    async with department(way, place, store, await ensure_plan(store), tmp_path) as found:
        for number in range(1, 8):
            await found.put(number)
        await found.put(8, code=code(7))
        await found.put(9, code=code(6), grade="B")
        await found.put(10, grade="E")
        await found.sync()
        found.tick()
        yield found
    await store.close()


async def test_after_a_sync_every_row_is_accounted_for(land: Department) -> None:
    found = (await clean(land)).as_json()
    assert found["rows"] == {
        "evaluations": 10,
        "records": 7,
        "duplicates": 1,
        "outspoken": 1,
        "rejected": 1,
        "withdrawn": 0,
    }
    [item] = found["items"]
    assert item["item"] == "1-5" and item["same"] and item["source"]["records"] == 7
    assert int(item["source"]["checksum"], 16)


async def test_it_stays_clean_through_a_life(land: Department) -> None:
    if land.way == "log":
        await land.put(11, code=code(1), grade="C")
        await land.put(12, code=code(2), day="2026-06-01")
    else:
        await land.put(1, grade="C")
        await land.put(2, day="2026-06-01")
        await land.put(3, gone="Y")
        await land.delete(4)
        await land.put(10, grade="D")
    await land.sync(full=land.way in ("updatedAt", "version"))
    before = await land.written()
    await clean(land)
    assert await land.written() == before
    assert (await read_state(land.parts.store, "land-valuation")).run is None


async def test_what_was_lost_doubled_and_changed_in_the_graph(land: Department) -> None:
    statement = "MATCH (s:Statement) WHERE s.said CONTAINS $subject "
    record = (
        "CREATE (s)-[:GRADED]->(:GradeRecord {key: 'twice', itemKey: g.itemKey, grade: g.grade, nativeGrade: g.nativeGrade, "
        "scaleKey: g.scaleKey, evaluatedOn: $day, recordedAt: g.recordedAt, mode: g.mode, batchKey: g.batchKey, "
        "suspended: false})"
    )
    planted: list[tuple[str, dict[str, str], list[tuple[str, str | None, str | None]]]] = [
        (LIVE + "DETACH DELETE g", {}, [("RECORD_LOST", "number=2", None)]),
        (LIVE + "SET g.grade = 'D'", {"subject": f"uscc:{code(3)}"}, [("RECORD_CHANGED", "number=3", None)]),
        (LIVE + record, {"subject": f"uscc:{code(4)}", "day": "2026-05-01"}, [("RECORD_DOUBLED", "number=4", None)]),
        (LIVE + record.replace("twice", "astray"), {"day": "2026-04-01"}, []),
        ("MATCH (r:Reject) WHERE r.rowKey = 'number=10' DELETE r", {}, [("REJECT_LOST", "number=10", None)]),
        (
            statement + "DELETE s",
            {"subject": f"uscc:{code(5)}"},
            [
                ("COUNT_DIFFERS", "taken", None),
                ("NOT_IN_GRAPH", "number=5", None),
                ("RECORD_STRAY", None, None),
            ],
        ),
    ]
    expected: list[tuple[str, str | None, str | None]] = []
    for query, parameters, found in planted:
        await spoil(land, query, **parameters)
        expected = sorted([*expected, *found], key=str)
        assert sorted(await told(land), key=str) == expected, query
    assert (await verify(land)).outcome is Outcome.UNEXPLAINED
    assert (await verify(land)).graph != (await verify(land)).source


async def test_a_row_that_no_sync_has_come_to_is_lag_where_the_system_shows_when_it_came(land: Department) -> None:
    await land.put(11)
    shows = land.way != "deletion"
    found = await told(land)
    assert ("NOT_IN_GRAPH", "number=11", "LAG" if shows else None) in found
    assert (await verify(land)).outcome is (Outcome.EXPLAINED if shows else Outcome.UNEXPLAINED)
    await land.sync()
    await clean(land)


async def test_a_row_written_with_an_old_time_is_no_lag(land: Department) -> None:
    if land.way not in ("updatedAt", "version"):
        pytest.skip("of systems with a time or a number of change")
    old = 1 if land.way == "version" else land.rows[1]["changed"] - timedelta(hours=3)
    await land.put(11, at=old)
    await land.put(1, at=old, grade="C")
    assert await told(land) == [("DIFFERS", "number=1", None), ("NOT_IN_GRAPH", "number=11", None)]
    await land.sync(full=True)
    await clean(land)


async def test_a_row_that_went_without_a_trace(land: Department) -> None:
    if land.way not in ("updatedAt", "version"):
        pytest.skip("the others show it, or never do it")
    await land.delete(2)
    await land.sync()
    [gone] = (await verify(land)).found.first
    assert (gone.kind, gone.item, gone.subject, gone.reason) == ("NOT_IN_SOURCE", "1-5", f"uscc:{code(2)}", None)
    await land.sync(full=True)
    await clean(land)


async def test_before_the_first_sync_nothing_is_wrong(
    graph: tuple[GraphStore, Catalogue], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    async with department("version", await place_for("sqlite", request, tmp_path), *graph, tmp_path) as land:
        await land.put(1)
        assert await told(land) == [("NOT_IN_GRAPH", "number=1", "NEVER_SYNCED")]
        await land.sync()
        path = tmp_path / "land-valuation.yaml"
        path.write_text(path.read_text(encoding="utf-8") + "freshness: 2h\n", encoding="utf-8")
        land.read = read_mapping(path, graph[1])
        await land.put(2)
        assert await told(land) == [("NOT_IN_GRAPH", "number=2", "REJUDGED")]


async def test_what_was_corrected_and_settled_by_a_file_is_explained(
    graph: tuple[GraphStore, Catalogue], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    async with department("version", await place_for("sqlite", request, tmp_path), *graph, tmp_path) as land:
        await land.put(1)
        await land.put(2, grade="E")
        await land.sync()
        land.tick()
        file = tmp_path / "corrections.csv"
        file.write_text(f"uscc,name,item,grade,evaluatedOn\n{code(1)},甲,1-5,D,2026-05-01\n", encoding="utf-8")
        await import_file(*graph, file, secret=land.parts.secret)
        await spoil(land, "MATCH (r:Reject) SET r.resolvedAt = '2026-11-24T05:00:00.000000Z'")
        assert await told(land) == [
            ("RECORD_CHANGED", "number=1", "CORRECTED"),
            ("REJECT_LOST", "number=2", "SETTLED"),
        ]
        assert (await verify(land)).outcome is Outcome.EXPLAINED


async def test_no_sync_goes_on_meanwhile(
    embedded: tuple[GraphStore, Catalogue],
    tmp_path: Path,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("gateway.sync.verifying.one_system._BETWEEN", 0)
    async with department("version", await place_for("sqlite", request, tmp_path), *embedded, tmp_path) as land:
        await land.put(1)
        await land.sync()
        other = states.Holder("run", "another machine:1:x", lambda name, silent: True)
        await states.claim(embedded[0], "land-valuation", other, land.now)
        with pytest.raises(SyncUnderWay):
            await verify(land)
        await states.release(embedded[0], "land-valuation", other)
        heard = []

        def listening(rows: int, step: str) -> None:
            heard.append((rows, step))

        await verify_system(land.parts, land.read, lambda: land.address, told=listening)
        assert heard[0] == (1, "source") and heard[-1] == (1, "graph")
