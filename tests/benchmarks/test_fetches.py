"""`yuxin bench fetches` counts what the subgraphs are asked."""

import asyncio
import json
from pathlib import Path

import pytest

from tests.benchmarks import fetches
from tests.benchmarks.fetches import Counted
from tests.benchmarks.gateways.contenders import OURS
from tests.gateway.federation.executor.subgraph_servers import Subgraph, served

TYPES = """
type Query @join__type(graph: A) @join__type(graph: B) { items: [Item] @join__field(graph: A) }
type Item @join__type(graph: A, key: "id") @join__type(graph: B, key: "id") { id: ID! count: Int @join__field(graph: B) }
"""


@pytest.mark.slow
async def test_requests_of_one_operation(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    items = Subgraph("type Query { items: [Item] } type Item { id: ID! }", {"items": [{"id": "1"}, {"id": "2"}]})
    counts = Subgraph(
        "type Query { a: Int } type Item { id: ID! count: Int }", {}, {"Item": lambda said: {**said, "count": 7}}
    )
    supergraph, operation = tmp_path / "supergraph.graphql", tmp_path / "counts.graphql"
    operation.write_text("{ items { count } }")
    async with served({"a": items, "b": counts}, TYPES) as sdl:
        supergraph.write_text(sdl)
        given = ["--supergraph", str(supergraph), "--operation", str(operation), "--json"]
        code = await asyncio.to_thread(fetches.main, given)
    shown = json.loads(capsys.readouterr().out)
    assert shown == [{"suite": "counts", "case": 0, "requests": {"yuxin": 2}, "wrong": []}]
    assert code == 0


def test_ours_must_not_ask_more_than_the_best_of_those_that_answer() -> None:
    best = Counted("s", 0, {OURS: 2, "other": 2, "another": 5})
    assert not best.not_fewest
    assert Counted("s", 0, {OURS: 3, "other": 2, "another": 5}).not_fewest


def test_fewer_requests_for_a_wrong_answer_are_told_apart() -> None:
    found = Counted("s", 0, {OURS: 3, "other": 2, "another": 3}, wrong=["other"])
    assert found.fewer_by_a_wrong_answer
    assert not found.not_fewest
