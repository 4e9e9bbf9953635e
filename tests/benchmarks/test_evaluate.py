"""`yuxin bench evaluate` runs, and what it times evaluates everybody, and those who changed."""

import json

import pytest

from tests.benchmarks import evaluate


def test_two_small_cities(capsys: pytest.CaptureFixture[str]) -> None:
    assert evaluate.main(["--json", "--sizes", "300", "600", "--changes", "5", "--settle", "0"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["what"] for row in rows[:6]] == [
        "floor: what is there, counted",
        "dry run: scored and compared",
        "everybody: scored and written",
        "again at once: what was written is passed",
        "again: 5 with a new fact",
        "again: nothing has changed",
    ]
    assert [row["subjects"] for row in rows[4::6]] == [5, 5]
    assert rows[0]["subjects"] == rows[1]["subjects"] == rows[2]["subjects"] < rows[6]["subjects"]
    assert all((row["linear"] is None) == (row["city"] == 300 or row["subjects"] == 0) for row in rows)
    assert all(row["seconds"] > 0 for row in rows)
