"""Lists that departments and the credit office work from as files: draws and their tasks, models, annual plans, rows that wait."""

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.gateway.exports.lists import sheets_of
from tests.gateway.subscribed import IMPORT
from tests.gateway.web.in_chromium.conftest import AsRole, Axe
from tests.gateway.web.in_chromium.test_drawing import committed
from tests.gateway.web.in_chromium.test_exporting import counted, saved, table_of
from tests.gateway.web.in_chromium.test_views import settled
from tests.served import ROOT, Served, serving

pytestmark = [pytest.mark.chromium, pytest.mark.slow, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A city of this module's own: what is exported is written in it first."""
    with serving(tmp_path_factory.mktemp("work") / "data", "--city", "300", "--systems", "none") as server:
        yield server


def whole(page: Page, section: str) -> None:
    expect(page.locator(f"{section} .exporting")).to_contain_text("，完整。")


def uploaded(page: Page, example: str, *buttons: str) -> None:
    page.get_by_label("上传文件").set_input_files(ROOT / "examples" / example)
    for button in buttons:
        page.get_by_role("button", name=button).click()


def test_draws_and_who_was_drawn(as_role: AsRole, tmp_path: Path) -> None:
    page = committed(as_role("officer", "--department", "transport"))
    page.get_by_role("button", name="抽取", exact=True).click()
    expect(page.locator("#tasks tbody tr").first).to_be_visible()
    count = counted(page, "#tasks")
    header, *tasks = sheets_of(saved(page, "#tasks", "XLSX", tmp_path).read_bytes())["数据"]
    whole(page, "#tasks")
    assert len(tasks) - 1 == count > 0 and {row[header.index("事项")] for row in tasks[:-1]} == {"公路建设市场"}
    draw = page.url.rsplit("/", 1)[-1]
    page = settled(as_role("public"), "/draws")
    (row,) = table_of(saved(page, "#draws", "CSV", tmp_path))
    whole(page, "#draws")
    assert (row["键"], row["状态"], row["部门"], row["事项"]) == (draw, "已抽取", "市交通局", "公路建设市场")
    assert int(row["抽中"]) == count and len(row["承诺"]) == 64 and row["承诺时刻"] <= row["抽取时刻"]


def test_evaluation_models_with_what_their_grades_are_made_of(as_role: AsRole, axe: Axe, tmp_path: Path) -> None:
    page = settled(as_role("officer", "--department", "human-resources"), "/models")
    page.get_by_text("用模型的文件").click()
    uploaded(page, "evaluation-models/labour.yaml", "试算", "存为草案")
    expect(page.locator("#models .entries > li").filter(has_text="企业劳动保障信用评价")).to_contain_text("草案")
    rows = table_of(saved(page, "#models", "CSV", tmp_path))
    whole(page, "#models")
    axe(page)
    assert len(rows) == counted(page, "#models")
    (draft,) = (row for row in rows if row["状态"] == "草案")
    assert (draft["部门"], draft["正在施行"]) == ("市人力社保局", "否") and "企业劳动保障信用评价" in draft["模型"]
    assert len(draft["指标"].split("；")) == len(draft["权重"].split("；")) > 1
    assert draft["等级"].split("；")[0] == "A"


def test_annual_plans_with_what_is_known_of_each_duty(as_role: AsRole, tmp_path: Path) -> None:
    page = settled(as_role("officer", "--department", "tax"), "/plans")
    page.get_by_text("用计划的文件提请").click()
    uploaded(page, "annual-plans/tax.yaml", "提请年度计划")
    duties = page.locator("#plans .plan tbody tr")
    expect(duties.first).to_be_visible()
    (row,) = table_of(saved(page, "#plans", "CSV", tmp_path))
    whole(page, "#plans")
    assert (row["部门"], row["年度"], row["状态"]) == ("重庆市税务局", "2026", "已提请")
    columns = [row[title].split("；") for title in ("任务", "期限", "已完成", "目标", "逾期", "为什么数不出")]
    assert {len(column) for column in columns} == {duties.count()}
    told = [done.removesuffix(".0") or reason or "—" for done, reason in zip(columns[2], columns[5], strict=True)]
    assert told == duties.locator("td:nth-child(3)").all_inner_texts()


def test_rows_that_wait_for_the_credit_office(page: Page, city: Served, tmp_path: Path) -> None:
    row = {"name": "渝信示例保健食品有限公司", "item": "1-7", "grade": "B", "evaluatedOn": "2026-01-05"}
    body = {"query": IMPORT, "variables": {"rows": [row], "key": "whom it means"}}
    assert httpx.post(f"{city.url}/graphql", json=body, timeout=60).json()["data"]["importGrades"]["accepted"] == 0
    settled(page, "/administration")
    lines = saved(page, "#identity-reviews", "JSON Lines", tmp_path).read_text().splitlines()
    whole(page, "#identity-reviews")
    (waits, end) = map(json.loads, lines)
    assert end["end"]["complete"] is True and end["end"]["rows"] == counted(page, "#identity-reviews") == 1
    assert (waits["写的名称"], waits["等着的行"]) == (row["name"], 1)
    assert waits["可能是"] == [row["name"]] and waits["凭什么"] == ["NAME"]
