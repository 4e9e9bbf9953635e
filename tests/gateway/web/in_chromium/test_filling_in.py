"""Longer forms of the page: several documents, whom rows mean, annual plans, inspections, evaluation models."""

import re
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Page, expect

from graph_model.model import city_day, utc_now
from tests.gateway.subscribed import IMPORT
from tests.gateway.web.in_chromium.conftest import AsRole, Axe, Picture
from tests.gateway.web.in_chromium.test_drawing import committed
from tests.gateway.web.in_chromium.test_views import settled
from tests.served import ROOT, Served, serving

pytestmark = [pytest.mark.chromium, pytest.mark.slow, pytest.mark.timeout(900)]
MINOR = "uscc:91995099000000043X"


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A city of this module's own: these tests write."""
    with serving(tmp_path_factory.mktemp("filling") / "data", "--city", "300", "--systems", "none") as server:
        yield server


def test_a_repair_is_asked_for_with_several_documents_and_what_is_wrong_stands_at_its_field(
    as_role: AsRole, axe: Axe, picture: Picture
) -> None:
    page = as_role("subject", "--subject", MINOR.removeprefix("uscc:"))
    part = settled(page, f"/subject/{MINOR}").locator("#repairs")
    part.locator("details.act > summary").click()
    part.get_by_label("怎样纠正的").fill("年度报告已补报公示，罚款已缴")
    for number, (name, day) in enumerate((("补报回执", "2026-10-01"), ("缴款凭证", "2099-10-08"))):
        if number:
            part.get_by_role("button", name="再加一份").click()
        part.get_by_label("名称").nth(number).fill(name)
        part.get_by_label("文号").nth(number).fill(f"回〔2026〕{number}号")
        part.get_by_label("日期").nth(number).fill(day)
    part.get_by_role("button", name="提交").click()
    wrong = part.get_by_label("日期").nth(1)
    expect(wrong).to_have_attribute("aria-invalid", "true")
    expect(wrong).to_be_focused()
    expect(part.locator(".wrong")).to_have_text(re.compile("^材料的日期还没有到"))
    axe(page)
    picture(page, "repair-wrong-day")
    wrong.fill("2026-10-08")
    part.get_by_role("button", name="再加一份").click()
    part.get_by_role("button", name="去掉第 3 份").click()
    part.get_by_role("button", name="提交").click()
    entry = part.locator(".entries > li")
    expect(entry).to_contain_text("补报回执(回〔2026〕0号,2026-10-01)、缴款凭证")
    office = settled(as_role("coordinator"), "/repairs").locator("#repairs .entries > li")
    expect(office.get_by_text("决定", exact=True)).to_be_visible()
    expect(office.get_by_text("撤回申请")).to_have_count(0)
    entry.locator("summary", has_text="撤回申请").press("Enter")
    entry.get_by_label("为什么撤回").fill("材料还不齐")
    axe(page)
    entry.get_by_role("button", name="撤回申请").press("Enter")
    expect(entry.locator(".about")).to_contain_text("已撤回")
    expect(entry.locator("summary", has_text="补充材料")).to_have_count(0)
    expect(entry.get_by_text("材料还不齐")).to_have_count(1)


def test_the_credit_office_decides_whom_rows_mean(page: Page, city: Served, axe: Axe, picture: Picture) -> None:
    row = {"name": "渝信示例保健食品有限公司", "item": "1-7", "grade": "B", "evaluatedOn": "2026-01-05"}
    body = {"query": IMPORT, "variables": {"rows": [row], "key": "whom it means"}}
    assert httpx.post(f"{city.url}/graphql", json=body, timeout=60).json()["data"]["importGrades"]["accepted"] == 0
    entry = settled(page, "/administration").locator("#identity-reviews .entries > li")
    expect(entry).to_contain_text("凭名称")
    entry.get_by_text("核定", exact=True).click()
    entry.get_by_label("另一个主体").check()
    entry.get_by_label("统一社会信用代码").fill("919950990000000278")
    entry.get_by_label("由谁核定").fill("王某")
    entry.get_by_label("核定的理由").fill("营业执照可证")
    axe(page)
    picture(page, "identity-decided")
    entry.get_by_role("button", name="提交").press("Enter")
    expect(page.locator("#identity-reviews")).to_contain_text("没有等待核定的")
    settled(page, "/subject/uscc:919950990000000278")
    expect(page.locator("#grades table")).to_contain_text("2026-01-05")


def test_a_department_proposes_a_plan_and_a_second_person_publishes_it(
    as_role: AsRole, axe: Axe, picture: Picture
) -> None:
    office = ("officer", "--department", "tax", "--name")
    page = settled(as_role(*office, "甲"), "/plans")
    page.get_by_text("用计划的文件提请").click()
    page.get_by_label("上传文件").set_input_files(ROOT / "examples" / "annual-plans" / "tax.yaml")
    content = page.get_by_label("文件的内容")
    expect(content).to_have_value(re.compile("重庆市税务局2026年"))
    whole = content.input_value()
    content.fill(whole.replace("kind: REPORTED", "kind: 报送"))
    page.get_by_role("button", name="提请年度计划").click()
    expect(content).to_be_focused()
    expect(page.locator(".wrong")).to_contain_text("duties[4].kind")
    axe(page)
    content.fill(whole)
    page.get_by_role("button", name="提请年度计划").click()
    plan = page.locator("#plans .plan")
    expect(plan.locator("h3")).to_contain_text("已提请")
    plan.get_by_text("发布", exact=True).first.click()
    plan.get_by_role("button", name="发布").click()
    expect(plan.get_by_role("alert")).to_contain_text("要由另一个人发布")
    picture(page, "plan-proposed")
    second = settled(as_role(*office, "乙"), "/plans")
    plan = second.locator("#plans .plan")
    plan.get_by_text("发布", exact=True).first.press("Enter")
    plan.get_by_role("button", name="发布").press("Enter")
    expect(plan.locator("h3")).to_contain_text("已发布")
    plan.locator("summary", has_text="报进展").click()
    plan.get_by_label("已做到的数").fill("1")
    axe(second)
    plan.get_by_role("button", name="报进展").click()
    expect(plan.locator("tbody tr").filter(has_text="出台税务师事务所")).to_contain_text("已达到")
    picture(second, "plan-reported")
    second.get_by_text("用计划的文件提请").click()
    second.get_by_label("文件的内容").fill(whole.replace("target: 500", "target: 600"))
    second.get_by_role("button", name="提请年度计划").click()
    another = second.locator("#plans .plan").filter(has_text="600")
    another.locator("summary", has_text="撤回计划").click()
    another.get_by_label("为什么撤回").fill("印发后有改动")
    another.get_by_role("button", name="撤回计划").click()
    expect(another.locator("h3")).to_contain_text("已撤回")


def test_an_inspector_records_what_was_found_on_a_task_of_a_draw(as_role: AsRole, axe: Axe, picture: Picture) -> None:
    page = committed(as_role("officer", "--department", "transport"))
    page.get_by_role("button", name="抽取", exact=True).click()
    part = page.locator("#tasks")
    form = part.locator("details.act")
    form.locator("summary").press("Enter")
    name = form.get_by_label("办哪一项任务").locator("option").first.inner_text().split(" · ")[0]
    form.get_by_label("检查日期").fill(city_day(utc_now()).isoformat())
    form.get_by_label("检查内容").last.fill("合同履约情况")
    form.get_by_role("button", name="再加一项").click()
    form.get_by_label("检查内容").last.fill("农民工工资专户")
    form.get_by_label("结果").last.select_option("FAILED")
    form.get_by_label("说明").last.fill("未按月划拨")
    form.get_by_label("检查文书的文号").fill("渝交检〔2026〕7号")
    form.get_by_role("button", name="记入检查结果").click()
    outcome = form.get_by_label("结论")
    expect(outcome).to_be_focused()
    expect(form.locator(".wrong")).to_be_visible()
    axe(page)
    picture(page, "inspection-wrong-outcome")
    outcome.select_option("RECTIFICATION_ORDERED")
    form.get_by_role("button", name="记入检查结果").press("Enter")
    row = part.locator("tbody tr").filter(has_text=name).filter(has_text="已检查")
    expect(row).to_contain_text("已查")
    picture(page, "inspection-recorded")


def test_an_evaluation_model_is_tried_kept_proposed_and_published_by_another(
    as_role: AsRole, axe: Axe, picture: Picture
) -> None:
    office = ("officer", "--department", "human-resources", "--name")
    page = settled(as_role(*office, "甲"), "/models")
    page.get_by_text("用模型的文件").click()
    page.get_by_label("上传文件").set_input_files(ROOT / "examples" / "evaluation-models" / "labour.yaml")
    content = page.get_by_label("文件的内容")
    expect(content).to_have_value(re.compile("企业劳动保障信用评价"))
    page.get_by_role("button", name="试算").click()
    draft = page.locator("section", has=page.get_by_role("heading", name="新的评价模型"))
    expect(draft.get_by_role("status")).to_contain_text("什么也没有写", timeout=30_000)
    axe(page)
    picture(page, "model-tried")
    page.get_by_role("button", name="存为草案").click()
    model = page.locator("#models .entries > li").filter(has_text="企业劳动保障信用评价")
    expect(model).to_contain_text("草案")
    model.locator("summary", has_text="提请发布").press("Enter")
    model.get_by_role("button", name="提请发布").press("Enter")
    expect(model).to_contain_text("已提请")
    second = settled(as_role(*office, "乙"), "/models")
    model = second.locator("#models .entries > li").filter(has_text="企业劳动保障信用评价")
    model.locator("summary", has_text="发布模型").click()
    axe(second)
    model.get_by_role("button", name="发布模型").click()
    expect(model).to_contain_text("已发布")
    picture(second, "model-published")
