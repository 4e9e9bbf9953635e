"""ensure_plan: every command lays the plan down on an empty store."""

from pathlib import Path

import pytest

from graph_model.catalogue import Catalogue, read_catalogue
from graph_model.store import GraphStore, only
from seed.laying import ensure_plan
from seed.located_yaml import PlanFileError


async def test_an_empty_store_holds_the_plan_afterwards(store: GraphStore, plan: Catalogue) -> None:
    assert await ensure_plan(store) == plan
    assert await read_catalogue(store) == plan


async def test_a_second_time_changes_nothing(store: GraphStore) -> None:
    await ensure_plan(store)
    before = only(await store.read("MATCH (n) RETURN count(n)"))
    await ensure_plan(store)
    assert only(await store.read("MATCH (n) RETURN count(n)")) == before


async def test_a_departments_file_goes_into_the_graph(store: GraphStore, tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(
        "authorisations:\n- {conduct: late-wages, basis: work-safety-78, measures: [d-industry-ban]}\n",
        encoding="utf-8",
    )
    catalogue = await ensure_plan(store, extra_authorisations=[own])
    assert catalogue.bases_for("d-industry-ban", "late-wages", "1-14")
    assert await read_catalogue(store) == catalogue


async def test_a_file_that_cannot_be_used_writes_nothing(store: GraphStore, tmp_path: Path) -> None:
    with pytest.raises(PlanFileError):
        await ensure_plan(store, extra_authorisations=[tmp_path / "nowhere.yaml"])
    assert await read_catalogue(store) is None
