"""`yuxin bench discrepancies` runs, and each change that it times raises or closes what it says."""

import json

import pytest

from tests.benchmarks import discrepancies


def test_two_small_cities(capsys: pytest.CaptureFixture[str]) -> None:
    sizes = ("--sizes", "300", "600")
    assert discrepancies.main(["--json", *sizes, "--stores", "embedded", "--rounds", "3"]) == 0
    rows = json.loads(capsys.readouterr().out)
    whats = [discrepancies.FLOOR, discrepancies.OPENED, discrepancies.CLOSED, discrepancies.IMPORTED]
    assert [(row["city"], row["what"]) for row in rows] == [(size, what) for size in (300, 600) for what in whats]
    assert all(row["milliseconds"] > 0 for row in rows)
    assert [row["growth"] is None for row in rows] == [True] * 5 + [False] * 3
