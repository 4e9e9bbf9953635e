"""`yuxin bench live` runs: every system answers, and the slowest alone is measured too."""

import json

import pytest

from seed.plan_files import load_plan
from tests.benchmarks.live import asked_systems, main


@pytest.mark.nightly
def test_all_systems_of_a_small_city_answer_late(capfd: pytest.CaptureFixture[str]) -> None:
    small = ["--city", "30", "--delay", "5", "--rounds", "1", "--seconds", "0.2", "--calls", "1"]
    assert main(["--json", "--databases", "sqlite", *small]) == 0
    [result] = json.loads(capfd.readouterr().out)["results"]
    assert [one["systems"] for one in result["counts"]] == [1, 5, 20]
    for one in result["counts"]:
        assert one["bad"] == 0 and one["p50_ms"] > 0 and one["floor_ms"] > 0


@pytest.mark.parametrize("count", [1, 5, 20])
def test_departments_that_have_so_many_systems_together(count: int) -> None:
    asked = asked_systems(load_plan(), count)
    assert len(asked.systems) == count and (asked.departments is None) == (count == 20)


def test_a_number_of_systems_that_no_departments_have() -> None:
    with pytest.raises(ValueError, match="21"):
        asked_systems(load_plan(), 21)
