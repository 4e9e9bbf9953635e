"""What departments, subjects and service windows do on the page: the inbox, objections, credit repair, looking on somebody's behalf."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from graph_model.model import city_day, utc_now
from tests.gateway.web.in_chromium.conftest import AsRole, Axe, Picture
from tests.gateway.web.in_chromium.test_exporting import saved, table_of
from tests.gateway.web.in_chromium.test_views import PHONE, SERIOUS, settled
from tests.served import Served, serving

pytestmark = [pytest.mark.chromium, pytest.mark.slow, pytest.mark.timeout(900)]
MINOR = "uscc:91995099000000043X"
OFFICER = ("officer", "--department", "market-regulation")


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A city of this module's own: these tests write. It is as large as gives market regulation something to review."""
    with serving(tmp_path_factory.mktemp("acting") / "data", "--city", "300", "--systems", "none") as server:
        yield server


def told(page: Page, part: str) -> str:
    return page.locator(f"#{part} [role=status]:not(.visually-hidden)").first.inner_text()


def test_a_market_regulation_officer_compares_grades_and_sends_a_discrepancy_to_review(
    as_role: AsRole, picture: Picture, axe: Axe
) -> None:
    page = settled(as_role(*OFFICER), "/")
    inbox = page.locator("nav.views").get_by_role("link", name="待办")
    expect(inbox.locator(".count")).to_contain_text("项待办")
    inbox.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("待办")
    entry = page.locator("#inbox .entries > li").filter(has_text="复核差异").first
    expect(entry).to_contain_text("逾期")
    axe(page)
    picture(page, "inbox-market-regulation")
    name = entry.locator("p.about a").first.inner_text()
    entry.locator("p.about a").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    expect(page.locator("#grades .chip.discrepant").first).to_be_visible()
    expect(page.locator("#grades tbody th", has_text="市市场监管局").first).to_be_visible()
    picture(page, "market-regulation-compares")
    page.get_by_role("link", name="去复核").click()
    page.get_by_text("提交复核").first.click()
    fields = page.locator(".review-fields").first
    expect(fields.get_by_label("哪个部门的结论")).to_have_value("market-regulation")
    fields.get_by_label("维持").check()
    fields.get_by_label("复核人").fill("李四")
    fields.get_by_label("理由").fill("现场检查记录在案，等级不变")
    picture(page, "market-regulation-reviews")
    fields.get_by_role("button", name="提交").click()
    expect(page.locator("#queue .discrepancies > li").first).to_contain_text("现场检查记录在案")
    picture(page, "market-regulation-reviewed")
    page.locator("nav.views").get_by_role("link", name="待办").click()
    expect(page.locator("#inbox .answer[aria-busy=false]")).to_be_visible()
    expect(page.locator("#inbox .entries")).not_to_contain_text(name)


def test_the_credit_office_reads_the_inbox_of_a_department(page: Page, axe: Axe) -> None:
    settled(page, "/inbox")
    expect(page.locator("main")).to_contain_text("选一个部门")
    page.get_by_label("哪个部门的待办").select_option("statistics")
    expect(page.locator("#inbox .answer[aria-busy=false]")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/inbox\?department=statistics$"))
    axe(page)


def test_a_subject_objects_on_its_own_page_and_the_department_answers(
    as_role: AsRole, picture: Picture, axe: Axe
) -> None:
    subject = settled(as_role("subject", "--subject", SERIOUS.removeprefix("uscc:")), f"/subject/{SERIOUS}")
    part = subject.locator("#objections")
    part.get_by_text("提出异议", exact=True).click()
    department = part.get_by_label("对哪个等级").locator("option").first.inner_text().split(" · ")[-1]
    part.get_by_label("为什么不对").fill("工资已于 6 月结清，附文号")
    part.get_by_role("button", name="提交").click()
    expect(part.locator(".entries > li")).to_contain_text("等答复")
    axe(subject)
    picture(subject, "objection-raised")
    officer = settled(as_role("officer", "--department", department), "/inbox")
    officer.locator("#inbox .entries > li").filter(has_text="答复异议").get_by_role("link", name="去答复").click()
    entry = officer.locator("#objections .entries > li")
    entry.locator("summary").click()
    entry.get_by_label("不采纳").check()
    entry.get_by_label("理由").fill("结清前的评价，期满重新评价")
    axe(officer)
    picture(officer, "objection-answered")
    entry.get_by_role("button", name="提交").click()
    expect(entry).to_have_count(0)
    subject.reload()
    expect(part.locator(".entries > li")).to_contain_text("未采纳")
    expect(part.locator(".entries > li")).to_contain_text("期满重新评价")


def ask_for_a_repair(page: Page, subject: str) -> None:
    part = settled(page, f"/subject/{subject}").locator("#repairs")
    part.locator("details.act > summary").click()
    part.get_by_label("怎样纠正的").fill("年度报告已补报公示")
    part.get_by_label("名称").fill("补报回执")
    part.get_by_label("文号").fill("回〔2026〕1号")
    part.get_by_label("日期").fill("2026-10-01")
    part.get_by_role("button", name="提交").click()


def test_a_subject_asks_for_a_repair_and_the_credit_office_decides(as_role: AsRole, picture: Picture, axe: Axe) -> None:
    subject = as_role("subject", "--subject", MINOR.removeprefix("uscc:"), "--name", "甲")
    page = as_role("coordinator", "--name", "乙")
    ask_for_a_repair(subject, MINOR)
    expect(subject.locator("#repairs .entries > li")).to_contain_text("待决定")
    expect(subject.locator("#repairs .entries > li")).to_contain_text("补报回执")
    entry = settled(page, "/repairs").locator("#repairs .entries > li")
    entry.get_by_text("决定", exact=True).click()
    entry.get_by_label("理由").fill("材料齐全")
    axe(page)
    picture(page, "repair-decided")
    entry.get_by_role("button", name="提交").click()
    expect(entry).to_have_count(0)
    settled(subject, f"/subject/{MINOR}")
    expect(subject.locator("#repairs .entries > li")).to_contain_text("已同意")
    expect(subject.locator("#facts")).to_contain_text("起修复，不再计入")


def test_who_asks_too_early_is_told_from_when_on(as_role: AsRole) -> None:
    page = as_role("subject", "--subject", SERIOUS.removeprefix("uscc:"))
    ask_for_a_repair(page, SERIOUS)
    askable = (city_day(utc_now()) + timedelta(days=365 - 160)).isoformat()  # 160 days ago, a year to wait
    expect(page.locator("#repairs").get_by_role("alert")).to_contain_text(askable)


def test_a_window_looks_on_somebodys_behalf_and_the_subject_finds_it(
    as_role: AsRole, picture: Picture, axe: Axe
) -> None:
    clerk = settled(as_role("clerk", "--department", "tax"), "/")
    clerk.get_by_text("更多").click()
    clerk.locator("nav.views").get_by_role("link", name="服务窗口").click()
    clerk.get_by_label("出示了什么").select_option("AUTHORISATION_LETTER")
    clerk.get_by_label("统一社会信用代码或键").fill(SERIOUS.removeprefix("uscc:"))
    clerk.get_by_role("button", name="查询", exact=True).click()
    expect(clerk.locator("#behalf .subject-name")).to_contain_text("渝信示例路桥工程有限公司")
    expect(clerk.locator("#behalf tbody tr").first).to_be_visible()
    assert SERIOUS.removeprefix("uscc:") not in clerk.url
    axe(clerk)
    picture(clerk, "window")
    clerk.get_by_role("button", name="下一位").click()
    expect(clerk.locator("#behalf")).to_have_count(0)
    subject = settled(as_role("subject", "--subject", SERIOUS.removeprefix("uscc:")), f"/subject/{SERIOUS}")
    expect(subject.locator("#accesses")).to_contain_text("出示了授权委托书")


def test_a_subject_grants_and_revokes(as_role: AsRole, axe: Axe, picture: Picture, tmp_path: Path) -> None:
    page = as_role("subject", "--subject", SERIOUS.removeprefix("uscc:"))
    settled(page, "/administration").get_by_text("新的授权").click()
    page.get_by_label("授权给谁").fill("91995099000000019D")
    page.get_by_label("用途").fill("贷款审查")
    page.get_by_label("到哪一天为止").fill((city_day(utc_now()) + timedelta(days=60)).isoformat())
    axe(page)
    page.get_by_role("button", name="授权", exact=True).click()
    entry = page.locator("#grants .entries > li")
    expect(entry).to_contain_text("有效")
    picture(page, "grants")
    entry.get_by_role("button", name="撤回").click()
    expect(entry).to_contain_text("已撤回")
    (grant,) = table_of(saved(page, "#grants", "CSV", tmp_path))
    assert (grant["授权给谁"], grant["用途"], grant["状态"]) == ("91995099000000019D", "贷款审查", "已撤回")
    assert (grant["综合评价"], grant["信用档案"]) == ("是", "否") and grant["撤回时刻"] >= grant["授权时刻"]
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_what_was_known_on_a_day_is_shown_by_that_day(page: Page, picture: Picture) -> None:
    """A grade that was corrected three weeks later is the wrong one still, by what was known before."""
    history = "uscc:91995099000000107U"
    settled(page, f"/subject/{history}?kind=CORRECTION")
    now = told(page, "archive")
    page.get_by_label("当时已知到哪一天").fill("2024-01-01")
    expect(page.locator(".as-of")).to_contain_text("只用到 2024-01-01 当天已知的")
    expect(page.locator("#archive [role=status]:not(.visually-hidden)").first).not_to_have_text(now)
    picture(page, "known-at")
    page.get_by_role("button", name="回到今天").click()
    expect(page.locator("#archive [role=status]:not(.visually-hidden)").first).to_have_text(now)


def test_the_search_is_narrowed_by_industry(page: Page) -> None:
    settled(page, "/search?q=渝信示例").get_by_label("行业").select_option("房地产业")
    expect(page.locator("#found li")).to_have_count(1)
    expect(page.locator("#found li")).to_contain_text("渝信示例置业有限公司")
