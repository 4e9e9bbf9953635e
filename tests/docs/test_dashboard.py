"""The dashboard of docs/operations asks for metrics that a running gateway has, with the labels that it goes by."""

import json
import re
from typing import Any

import httpx
from prometheus_client.parser import text_string_to_metric_families

from tests.docs.examples import ROOT
from tests.served import Served

DASHBOARD = ROOT / "docs" / "operations" / "grafana-dashboard.json"
ASKED = re.compile(r"([a-z_]+)\{([^}]*)\}")
LABEL = re.compile(r"([a-z_]+)=~?")
GROUPED = re.compile(r"by \(([a-z_, ]+)\)")
OF_THE_SCRAPE = {"instance", "le"}
GRAPHQL = [{"query": "{ items { key } }"}, {"query": "{ nonsense }"}, {"query": 7}]


def expressions() -> list[str]:
    panels: list[dict[str, Any]] = json.loads(DASHBOARD.read_text(encoding="utf-8"))["panels"]
    return [target["expr"] for panel in panels for target in panel.get("targets", ())]


def exposed(server: Served) -> dict[str, set[str]]:
    """The labels of each name on /metrics."""
    for body in [*GRAPHQL, *GRAPHQL]:
        httpx.post(f"{server.url}/graphql", json=body)
    found: dict[str, set[str]] = {}
    for family in text_string_to_metric_families(httpx.get(f"{server.url}/metrics").text):
        for sample in family.samples:
            found.setdefault(sample.name, set()).update(sample.labels)
    return found


def test_every_metric_that_it_asks_for_is_there(live_served: Served) -> None:
    told, asked = exposed(live_served), expressions()
    assert len(asked) > 20
    for expression in asked:
        metrics = ASKED.findall(expression)
        assert metrics, expression
        labels = OF_THE_SCRAPE | {label for name, _ in metrics for label in told.get(name, ())}
        for name, matchers in metrics:
            assert name in told, f"{expression}: {name} is not on /metrics"
            assert set(LABEL.findall(matchers)) <= OF_THE_SCRAPE | told[name], expression
        for group in GROUPED.findall(expression):
            assert {one.strip() for one in group.split(",")} <= labels, expression
        assert expression.count("(") == expression.count(")"), expression


def test_every_metric_of_ours_is_shown(live_served: Served) -> None:
    shown = {name for expression in expressions() for name, _ in ASKED.findall(expression)}
    ours = {name for name in exposed(live_served) if name.startswith("yuxin_") and not name.endswith("_created")}
    assert ours <= shown
