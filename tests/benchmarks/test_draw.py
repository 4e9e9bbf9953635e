"""`yuxin bench draw` runs, and what it times draws and verifies."""

import json

import pytest

from tests.benchmarks import draw


def test_a_small_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert draw.main(["--json", "--size", "2000", "--stored", "200", "--rounds", "1"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert rows[0]["what"] == "floor: numpy chooses 128 of 2,000"
    assert [row["what"].split(":")[0] for row in rows if row["ratio"] is not None] == ["draw", "verify"]
    assert rows[-1]["what"] == "the pool of 200 from the embedded store"
    assert all(row["milliseconds"] > 0 for row in rows)
