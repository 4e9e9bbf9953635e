"""The monthly report of a served city: its figures are those that the API gives, in a workbook, as CSV and as JSON."""

import csv
import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest
from openpyxl import load_workbook

from gateway.terminal.labels import INBOX_KINDS, label
from gateway.terminal.monthly.finding import Found
from gateway.terminal.monthly.months import month_of
from gateway.terminal.monthly.sheets import overdue
from gateway.terminal.words import words
from graph_model.model import city_day, utc_now
from seed.plan_files import load_plan
from tests.served import Served, yuxin_here

SHEETS = [
    "概况",
    "覆盖率",
    "走势",
    "目标",
    "评价结果",
    "等级差异",
    "监督检查",
    "奖惩反馈",
    "数据共享",
    "年度计划",
    "逾期和缺口",
]
THIS_MONTH = f"{city_day(utc_now()):%Y-%m}"
PLAN = load_plan()


@pytest.fixture(scope="module")
def written(served: Served, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], Path]:
    folder = tmp_path_factory.mktemp("report") / "月报"
    ran = yuxin_here("report", THIS_MONTH, "--to", str(folder), "--json", data=served.data)
    assert ran.code == 0, ran.err
    return json.loads(ran.out), folder


def rows(report: dict[str, Any], sheet: str) -> dict[str, list[str]]:
    """The rows of a sheet by their first cell, without the header."""
    found = {row[0]: row for row in report["sheets"][sheet][1:]}
    assert len(found) == len(report["sheets"][sheet]) - 1
    return found


def test_each_sheet_is_a_file_that_says_the_same(written: tuple[dict[str, Any], Path]) -> None:
    report, folder = written
    assert list(report["sheets"]) == SHEETS and (report["month"], report["file"]) == (THIS_MONTH, str(folder))
    assert sorted(path.name for path in folder.iterdir()) == sorted(f"{name}.csv" for name in SHEETS)
    for name in SHEETS:
        with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            assert list(csv.reader(file)) == report["sheets"][name]
        assert len({len(row) for row in report["sheets"][name]}) == 1, name


@pytest.mark.plan("四(四)", "Query.coverage", "yuxin coverage", "yuxin report")
def test_the_figures_are_those_of_the_api(served: Served, written: tuple[dict[str, Any], Path]) -> None:
    report, _ = written
    asked = """{ coverage { fields businessCoverage { numerator denominator } departments { department { name } fields } }
      gradeDistribution(by: [DEPARTMENT]) { department { name } grade count }
      discrepancies(first: 0, filter: {overdue: true}) { totalCount } systems { name state } }"""
    data = httpx.post(f"{served.url}/graphql", json={"query": asked}, timeout=60).json()["data"]
    coverage = rows(report, "覆盖率")
    assert {name: row[1] for name, row in coverage.items() if name != "全市"} == {
        one["department"]["name"]: str(one["fields"]) for one in data["coverage"]["departments"]
    }
    city = data["coverage"]["businessCoverage"]
    assert coverage["全市"][3] == f"{city['numerator']}/{city['denominator']}"
    counts = Counter(
        {
            (one["department"]["name"], one["grade"]): one["count"]
            for one in data["gradeDistribution"]
            if one["department"]
        }
    )
    for department in PLAN.departments:
        row = rows(report, "评价结果")[department.name]
        assert row[1::2] == [str(counts[department.name, grade]) for grade in "ABCD"]
    assert sum(counts.values()) > 0
    assert rows(report, "概况")["超过期限的等级差异（现在）"][1] == str(data["discrepancies"]["totalCount"])
    assert set(rows(report, "数据共享")) == {one["name"] for one in data["systems"]}
    assert len(rows(report, "走势")) == 12 and list(rows(report, "走势"))[-1] == THIS_MONTH
    assert [row[6] for row in rows(report, "目标").values()] == [target.quote for target in PLAN.targets]


@pytest.mark.plan("四(二)", "yuxin report")
def test_what_is_overdue_names_whose_turn_it_is(served: Served, written: tuple[dict[str, Any], Path]) -> None:
    report, _ = written
    told = report["sheets"]["逾期和缺口"][1:]
    names = {department.name for department in PLAN.departments}
    assert told and all(set(row[0].split("、")) <= names for row in told)
    reviews = [row for row in told if row[1].startswith("复核")]
    assert len(reviews) == int(rows(report, "概况")["超过期限的等级差异（现在）"][1])
    assert all(date.fromisoformat(row[2]) < city_day(utc_now()) for row in reviews)


def test_a_workbook_in_english_and_the_last_month_by_default(served: Served, tmp_path: Path) -> None:
    file = tmp_path / "report.xlsx"
    ran = yuxin_here("report", "--to", str(file), "--lang", "en", data=served.data)
    assert ran.code == 0 and f"written to {file}" in ran.out, ran.err
    book = load_workbook(file, read_only=True)
    assert book.sheetnames[0] == "summary" and len(book.sheetnames) == len(SHEETS)
    [month] = [row[1] for row in book["summary"].iter_rows(max_row=1, values_only=True)]
    assert str(month) < THIS_MONTH


def test_where_it_cannot_be_written(served: Served, tmp_path: Path) -> None:
    elsewhere = tmp_path / "no"
    refused = {
        tmp_path / "report.pdf": "folder",
        elsewhere / "report.xlsx": "cannot write",
        elsewhere / "folder": "cannot make",
    }
    for to, said in refused.items():
        ran = yuxin_here("report", THIS_MONTH, "--to", str(to), data=served.data)
        assert ran.code == 2 and said in ran.err and not to.exists()
    assert yuxin_here("report", "2026-13", data=served.data).code == 2


def test_tasks_and_objections_that_were_let_pass_are_told_by_department() -> None:
    """How many of how many; what is not late, or has a line of its own, is not counted here."""
    labour, roads = (
        {"key": key, "name": name} for key, name in (("labour", "市人力社保局"), ("transport", "市交通局"))
    )
    waiting = (
        (labour, [("TASK", 5, 2), ("OBJECTION", 1, 0), ("DISCREPANCY", 9, 9)]),
        (roads, [("OBJECTION", 3, 3)]),
    )
    rows = tuple(
        {"department": one, "waiting": [{"kind": kind, "count": all_, "overdue": late} for kind, all_, late in counts]}
        for one, counts in waiting
    )
    month = month_of("2026-10", date(2026, 11, 28))
    found = Found(
        month,
        (month,),
        ({"departments": []},),
        (),
        (),
        (),
        (),
        rows,
        (),
        0,
        inspections=(),
        measures=(),
        systems=(),
        plans=(),
    )
    assert list(overdue(found, words("zh")))[1:] == [
        ["市人力社保局", label(INBOX_KINDS, "TASK", words("zh")), "", "逾期 2 件，共 5 件"],
        ["市交通局", label(INBOX_KINDS, "OBJECTION", words("zh")), "", "逾期 3 件，共 3 件"],
    ]
