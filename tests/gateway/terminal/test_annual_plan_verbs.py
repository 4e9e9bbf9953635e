"""`annual-plans`, from the file to what is overdue, as a person types it, and the plans in the monthly report."""

import json
from pathlib import Path
from typing import Any

import yaml

from graph_model.model import city_day, utc_now
from tests.served import ROOT, Served, yuxin_here

EXAMPLE = ROOT / "examples" / "annual-plans" / "tax.yaml"
TODAY = city_day(utc_now())


def plan(year: int) -> str:
    """The example for this year, with a duty that is overdue since its first day and one that is reported."""
    text = EXAMPLE.read_text(encoding="utf-8").replace("2026", str(year))
    return text.replace(f"dueOn: {year}-06-30", f"dueOn: {year}-01-01").replace("target: 500", "target: 1000000")


def officer(data: Path, name: str, department: str = "tax") -> str:
    return yuxin_here("token", "--role", "officer", "--department", department, "--name", name, data=data).out.strip()


def did(*arguments: str, by: str, data: Path) -> dict[str, Any]:
    ran = yuxin_here("annual-plans", *arguments, "--json", data=data, YUXIN_TOKEN=by)
    assert ran.code == 0, ran.err
    found: dict[str, Any] = json.loads(ran.out)
    return found


def test_from_the_file_to_what_is_overdue(served: Served, tmp_path: Path) -> None:
    data, file = served.data, tmp_path / "计划.yaml"
    file.write_text(plan(TODAY.year), encoding="utf-8")
    first, second = officer(data, "甲"), officer(data, "乙")
    made = did("propose", str(file), by=first, data=data)["plan"]
    assert (made["state"], made["department"]["key"]) == ("PROPOSED", "tax")
    assert did("propose", str(file), by=first, data=data)["repeated"]
    alone = yuxin_here("annual-plans", "publish", made["key"], data=data, YUXIN_TOKEN=first)
    assert alone.code == 1 and "另一个人" in alone.err
    stale = yuxin_here("annual-plans", "publish", made["key"], "--revision", "7", data=data, YUXIN_TOKEN=second)
    assert stale.code == 1
    shown = yuxin_here("annual-plans", "publish", made["key"], data=data, YUXIN_TOKEN=second)
    assert shown.code == 0 and "已发布" in shown.out, shown.err
    reported = next(duty["key"] for duty in yaml.safe_load(plan(TODAY.year))["duties"] if duty["kind"] == "REPORTED")
    told = did("report", made["key"], reported, "2", "--note", "已办两期", by=first, data=data)
    assert next(duty["report"] for duty in told["plan"]["duties"] if duty["key"] == reported)["note"] == "已办两期"
    late = yuxin_here(
        "annual-plans", "report", made["key"], reported, "3", "--version", "0", data=data, YUXIN_TOKEN=second
    )
    assert late.code == 1 and "reported since" in late.err
    listed = yuxin_here("annual-plans", "--year", str(TODAY.year), data=data)
    assert (
        listed.code == 0 and "完成年度纳税信用评价" in listed.out and "逾期" in listed.out and "/ 1e+06" in listed.out
    )
    late = yuxin_here("annual-plans", "--overdue", "--json", data=data)
    assert late.code == 1 and "grades" in [duty["key"] for one in json.loads(late.out) for duty in one["duties"]]
    other = yuxin_here("annual-plans", "--department", "市交通局", "--lang", "en", data=data)
    assert other.code == 0 and "no annual plan" in other.out
    sheets = json.loads(yuxin_here("report", f"{TODAY:%Y-%m}", "--json", data=data).out)["sheets"]
    assert ["重庆市税务局", "完成年度纳税信用评价并共享结果"] in [row[:2] for row in sheets["年度计划"]]
    assert ["重庆市税务局", "完成年度纳税信用评价并共享结果", f"{TODAY.year}-01-01"] in [
        row[:3] for row in sheets["逾期和缺口"]
    ]


def test_a_proposed_plan_is_withdrawn_by_its_department_alone(tmp_path: Path) -> None:
    file = tmp_path / "计划.yaml"
    file.write_text(plan(TODAY.year + 1), encoding="utf-8")
    made = did("propose", str(file), by=officer(tmp_path, "甲"), data=tmp_path)["plan"]
    withdraw = ("annual-plans", "withdraw", made["key"], "--reason", "数有误")
    stranger = yuxin_here(*withdraw, data=tmp_path, YUXIN_TOKEN=officer(tmp_path, "丙", "transport"))
    assert stranger.code == 1
    ended = yuxin_here(*withdraw, "--lang", "en", data=tmp_path, YUXIN_TOKEN=officer(tmp_path, "甲"))
    assert ended.code == 0 and "withdrawn" in ended.out
    absent = yuxin_here("annual-plans", "propose", str(tmp_path / "没有.yaml"), data=tmp_path)
    assert absent.code == 2 and "没有.yaml" in absent.err


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
