"""`yuxin bench grade-view` runs: all answer the same grades, and every one of them answers well under load."""

import json

import pytest

from tests.benchmarks.grade_view import main

QUICK = ["--json", "--city", "60", "--rounds", "1", "--seconds", "0.5"]


def test_on_the_embedded_store(capfd: pytest.CaptureFixture[str]) -> None:
    assert main([*QUICK, "--stores", "embedded", "--against", "strawberry"]) == 0
    [result] = json.loads(capfd.readouterr().out)["stores"]
    figures = result["figures"]
    assert len(figures) == 3
    assert {name: of["bad"] for name, of in figures.items()} == dict.fromkeys(figures, 0)
    assert all(of["rate"] > 0 for of in figures.values())
    assert all(paced["answered"] > 0 for paced in result["paced"].values())


@pytest.mark.nightly
@pytest.mark.neo4j
@pytest.mark.node
def test_on_neo4j_with_everybody(capfd: pytest.CaptureFixture[str]) -> None:
    assert main([*QUICK, "--stores", "neo4j", "--against", "strawberry", "neo4j-graphql"]) == 0
    [result] = json.loads(capfd.readouterr().out)["stores"]
    figures = result["figures"]
    assert set(figures) == {"yuxin, no audit", "floor, no audit", "Strawberry", "@neo4j/graphql"}
    assert {name: of["bad"] for name, of in figures.items()} == dict.fromkeys(figures, 0)
