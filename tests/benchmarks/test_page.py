"""`yuxin bench page` runs: views against a blank page, the bundle's size, frames of the canvas."""

import json

import pytest

from tests.benchmarks import page

pytestmark = [pytest.mark.chromium, pytest.mark.slow, pytest.mark.timeout(900)]


def test_a_small_city(capsys: pytest.CaptureFixture[str]) -> None:
    assert page.main(["--json", "--city", "300", "--times", "2", "--nodes", "20"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [each["what"] for each in told["opened"]] == ["blank page", "first view", "subject page", "search"]
    assert all(each["p99"] >= each["p50"] > 0 for each in told["opened"])
    assert 0 < told["bundle"]["first_view"] < 350_000
    assert told["bundle"]["canvas"] > 0
    assert [(each["nodes"], each["what"]) for each in told["frames"]] == [(20, "pan"), (20, "zoom")]
