"""`yuxin bench load-shedding` runs: more is sent than can be done, and every request has an outcome."""

import json

import pytest

from tests.benchmarks.load_shedding import main


@pytest.mark.nightly
def test_who_is_too_many_is_refused(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["--json", "--city", "60", "--rounds", "1", "--seconds", "2"]) == 0
    result = json.loads(capfd.readouterr().out)
    calm, over = result["sustainable"], result["overloaded"]
    assert calm["answered"] > 0 and calm["other"] == over["other"] == 0
    assert over["refused"] > 0 and over["answered"] > 0
    assert over["sent"] == pytest.approx(over["answered"] + over["refused"], rel=0.01)
