"""An officer compares the grades of one enterprise and sends a discrepancy to review; two who review at once are told of it."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.gateway.web.in_chromium.conftest import AsRole, Axe, Picture
from tests.gateway.web.in_chromium.test_views import DISAGREEING, settled
from tests.served import Served, serving

pytestmark = [pytest.mark.chromium, pytest.mark.slow, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A city of this module's own: its discrepancies are reviewed."""
    with serving(tmp_path_factory.mktemp("reviewing") / "data", "--city", "100", "--systems", "none") as server:
        yield server


def form(page: Page) -> Locator:
    """The form of the only discrepancy that is shown, opened."""
    page.get_by_text("提交复核").click()
    return page.locator(".review-fields")


def fill(form: Locator, reviewer: str, reason: str) -> None:
    form.get_by_label("复核人").fill(reviewer)
    form.get_by_label("理由").fill(reason)


def test_an_officer_of_another_department_is_told_whose_it_is(as_role: AsRole) -> None:
    page = settled(as_role("officer", "--department", "tax"), f"/discrepancies?subject={DISAGREEING}")
    expect(page.locator("#queue .discrepancies > li")).to_contain_text("两个评级都不是您部门的")


def test_an_officer_compares_the_grades_of_one_enterprise_and_sends_a_discrepancy_to_review(
    as_role: AsRole, picture: Picture, axe: Axe
) -> None:
    page = as_role("officer", "--department", "housing-construction")
    settled(page, "/").get_by_label("找谁").fill("示例置业")
    page.get_by_role("button", name="查找").click()
    page.get_by_role("link", name="渝信示例置业有限公司").click()
    expect(page.locator("#grades .note").first).to_contain_text("相差 3 级")
    page.get_by_role("link", name="去复核").click()
    expect(page.locator("#queue .discrepancies > li")).to_have_count(1)
    fields = form(page)
    expect(fields.get_by_label("哪个部门的结论")).to_have_value("housing-construction")
    expect(fields.get_by_label("不予处理")).to_have_count(0)
    fields.get_by_label("更正", exact=True).check()
    fields.get_by_label("更正之前暂停使用").check()
    fill(fields, "李四", "评价依据已过期，重新评价")
    axe(page)
    picture(page, "review-form")
    fields.get_by_role("button", name="提交").click()
    entry = page.locator("#queue .discrepancies > li")
    expect(entry).to_contain_text("复核中")
    expect(entry).to_contain_text("评价依据已过期，重新评价")
    picture(page, "reviewed")


def test_who_comes_second_is_told_and_sees_the_newest(watched_pair: tuple[Page, Page]) -> None:
    first, second = watched_pair
    both = [form(page) for page in (first, second)]
    for fields, name in zip(both, ("王五", "赵六"), strict=True):
        fields.get_by_label("不予处理").check()
        fill(fields, name, "口径不同，不是差异")
    both[0].get_by_role("button", name="提交").click()
    expect(first.locator("#queue [role=status]:not(.visually-hidden)").first).to_contain_text("没有符合的差异")
    both[1].get_by_role("button", name="提交").click()
    expect(second.get_by_role("alert")).to_contain_text("别人已经复核过")
    second.get_by_role("button", name="看最新的").click()
    expect(second.locator("#queue [role=status]:not(.visually-hidden)").first).to_contain_text("没有符合的差异")


@pytest.fixture
def watched_pair(as_role: AsRole) -> tuple[Page, Page]:
    """Two windows of the credit office on the same discrepancy."""
    one, other = as_role("coordinator"), as_role("coordinator")
    for page in (one, other):
        settled(page, f"/discrepancies?subject={DISAGREEING}")
        expect(page.locator("#queue .discrepancies > li")).to_have_count(1)
    return one, other


def test_the_queue_is_narrowed_by_department_and_to_what_is_overdue(page: Page) -> None:
    settled(page, "/discrepancies?state=OPEN&state=CLOSED")
    page.get_by_label("只看逾期").check()
    expect(page).to_have_url(re.compile("overdue=1"))
    page.get_by_label("涉及哪个部门").select_option("tax")
    expect(page.locator("#queue .answer[aria-busy=false]")).to_be_visible()
    for entry in page.locator("#queue .discrepancies > li").all():
        expect(entry).to_contain_text("重庆市税务局")
