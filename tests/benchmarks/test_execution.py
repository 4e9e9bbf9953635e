"""`yuxin bench execution` runs, and what it compares answers the same."""

import json

import pytest

from tests.benchmarks import execution


def test_a_small_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert execution.main(["--json", "--objects", "3", "--rounds", "1", "--seconds", "0", "--operations", "1"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["objects"] == 3
    assert list(shown["times"]) == ["Strawberry", "graphql-core", "compiled", "by hand"]
    assert all(figures["ms"] > 0 for figures in shown["times"].values())
    assert set(shown["compiling"]) == {"ten leaves", "a page"}
