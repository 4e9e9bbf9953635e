"""`yuxin bench explore` runs, and asks every question on the store."""

import json

import pytest

from tests.benchmarks import explore


def test_a_small_city(capsys: pytest.CaptureFixture[str]) -> None:
    assert explore.main(["--json", "--city", "300", "--times", "8", "--stores", "embedded"]) == 0
    rows = json.loads(capsys.readouterr().out)
    questions = ["search", "neighbourhood, depth 2", "shortest path up to 6", "actual controller"]
    assert [(row["store"], row["what"]) for row in rows] == [("embedded", what) for what in questions]
    assert all(row["p99"] >= row["p50"] > 0 and row["floor_p50"] > 0 for row in rows)
