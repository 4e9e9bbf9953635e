"""`yuxin bench sync` runs: sync and floor take the same rows in, and what has changed."""

import json
from pathlib import Path

import pytest

from gateway.sync.addresses import file_address
from graph_model.embedded_store import EmbeddedStore
from graph_model.store import Row
from tests.benchmarks.sync import main
from tests.benchmarks.sync_worker import carry_out, lay_down

RECORDS = (
    "MATCH (s:Subject)-[:GRADED]->(g:GradeRecord)-[:UNDER]->(i:Item) OPTIONAL MATCH (g)-[:SUPERSEDES]->(old:GradeRecord) "
    "RETURN s.key, s.kind, s.displayName, s.uscc, s.organisationCode, g.key, g.itemKey, i.key, g.grade, g.nativeGrade, "
    "g.scaleKey, g.evaluatedOn, g.systemKey, g.mode, g.suspended, g.supersededAt IS NULL, old.key"
)
STATEMENTS = "MATCH (s:Statement) RETURN s.slot, s.said"


@pytest.mark.slow
def test_sync_and_floor_of_a_small_table(capfd: pytest.CaptureFixture[str]) -> None:
    given = ["--json", "--rows", "60", "--changed", "6", "--rounds", "1", "--databases", "sqlite", "--large", "120"]
    assert main(given) == 0
    measured = json.loads(capfd.readouterr().out)
    [result] = measured["results"]
    assert (result["database"], result["store"]) == ("sqlite", "embedded")
    for part in ("first", "incremental"):
        assert result[part]["rate"] > 0 and result[part]["ratio"][0] > 0
    [large] = measured["incremental_by_table"]
    assert (large["table"], large["rows"]) == (120, 6)


async def test_what_the_floor_leaves_in_the_graph_is_what_a_sync_leaves(tmp_path: Path) -> None:
    left = {}
    for mode in ("sync", "floor"):
        address = file_address(tmp_path / f"{mode}.sqlite")
        await lay_down(address, 30)
        store = await EmbeddedStore.open(tmp_path / mode)
        await carry_out(mode, store, address, tmp_path, 30, 3)
        left[mode] = (await _sorted(store, RECORDS), await _sorted(store, STATEMENTS))
        await store.close()
    records, said = left["sync"]
    assert (len(records), len(said)) == (33, 30)
    assert left["floor"] == (records, said)


async def _sorted(store: EmbeddedStore, query: str) -> list[Row]:
    return sorted(await store.read(query), key=repr)
