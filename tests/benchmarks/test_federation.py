"""The benchmark of the gateways runs, and everybody in it gives the same answer."""

import json

import pytest

from tests.benchmarks.federation import main


@pytest.mark.slow
def test_every_setting_of_ours_and_of_the_floor_is_measured(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["--json", "--brief", "--seconds", "0.2", "--warm", "0.1", "--rounds", "1"]) == 0
    measured = json.loads(capfd.readouterr().out)
    assert measured["answer_bytes"] > 80_000
    shown = {(row["name"], row["sharing"]): row for row in measured["results"]}
    assert list(shown) == [
        *(("yuxin", "none"), ("floor", "none")),
        *(("yuxin", "subgraphs"), ("floor", "subgraphs"), ("floor", "parsed")),
        *(("yuxin", "all"), ("floor", "all")),
    ]
    assert all(row["rate"] > 0 and row["bad"] == 0 for row in shown.values())
    assert set(shown["yuxin", "subgraphs"]["ratios"]) == {"floor", "floor parsed"}
