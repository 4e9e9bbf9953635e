"""`annual-plans` and `annual-plans check` as a person types them, and the plans in the monthly report."""

import json
from pathlib import Path
from typing import Any

import httpx

from graph_model.model import city_day, utc_now
from tests.served import ROOT, Served, yuxin_here

EXAMPLE = ROOT / "examples" / "annual-plans" / "tax.yaml"
TODAY = city_day(utc_now())


def plan(year: int) -> str:
    """The example for this year, with a duty that is overdue since its first day and one that is reported."""
    text = EXAMPLE.read_text(encoding="utf-8").replace("2026", str(year))
    return text.replace(f"dueOn: {year}-06-30", f"dueOn: {year}-01-01").replace("target: 500", "target: 1000000")


def did(server: Served, by: str, field: str, given: dict[str, Any]) -> dict[str, Any]:
    token = yuxin_here("token", "--role", "officer", "--department", "tax", "--name", by, data=server.data).out.strip()
    kind = {"proposeAnnualPlan": "ProposeAnnualPlanInput", "publishAnnualPlan": "AnnualPlanStepInput"}[field]
    result = "{ ... on AnnualPlanResult { plan { key revision } } ... on MutationError { message } }"
    text = f"mutation ($i: {kind}!) {{ r: {field}(input: $i) {result} }}"
    sent = {"query": text, "variables": {"i": given}}
    headers = {"authorization": f"Bearer {token}"}
    answer = httpx.post(f"{server.url}/graphql", json=sent, headers=headers, timeout=60).json()["data"]["r"]
    found: dict[str, Any] = answer["plan"]
    return found


def test_from_the_file_to_what_is_overdue(served: Served, tmp_path: Path) -> None:
    made = did(served, "甲", "proposeAnnualPlan", {"content": plan(TODAY.year), "idempotencyKey": "1"})
    did(served, "乙", "publishAnnualPlan", {"plan": made["key"], "revision": made["revision"], "idempotencyKey": "2"})
    listed = yuxin_here("annual-plans", "--year", str(TODAY.year), data=served.data)
    assert (
        listed.code == 0 and "完成年度纳税信用评价" in listed.out and "逾期" in listed.out and "/ 1e+06" in listed.out
    )
    late = yuxin_here("annual-plans", "--overdue", "--json", data=served.data)
    assert late.code == 1 and "grades" in [duty["key"] for one in json.loads(late.out) for duty in one["duties"]]
    other = yuxin_here("annual-plans", "--department", "市交通局", "--lang", "en", data=served.data)
    assert other.code == 0 and "no annual plan" in other.out
    sheets = json.loads(yuxin_here("report", f"{TODAY:%Y-%m}", "--json", data=served.data).out)["sheets"]
    assert ["重庆市税务局", "完成年度纳税信用评价并共享结果"] in [row[:2] for row in sheets["年度计划"]]
    assert ["重庆市税务局", "完成年度纳税信用评价并共享结果", f"{TODAY.year}-01-01"] in [
        row[:3] for row in sheets["逾期和缺口"]
    ]


def test_a_file_is_checked_line_by_line(tmp_path: Path) -> None:
    good = yuxin_here("annual-plans", "check", str(EXAMPLE), data=tmp_path)
    assert good.code == 0 and "5 项任务" in good.out
    bad = tmp_path / "bad.yaml"
    bad.write_text(EXAMPLE.read_text(encoding="utf-8").replace("item: 1-48", "item: 1-9"), encoding="utf-8")
    told = yuxin_here("annual-plans", "check", str(bad), "--json", data=tmp_path)
    [report] = json.loads(told.out)
    assert told.code == 1 and report["errors"][0].startswith(f"{bad}:10:")


def test_the_schema_is_the_one_of_the_code() -> None:
    from gateway.annual_plans.json_schema import FILE, plan_schema

    assert FILE.read_text(encoding="utf-8") == plan_schema()
