"""An investigator works in a case on the page: says why, keeps what was found, watches, and is told what has changed."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.gateway.exports.lists import sheets_of
from tests.gateway.security.test_named_case import lines
from tests.gateway.web.in_chromium.conftest import AsRole, Axe, Picture
from tests.gateway.web.in_chromium.test_exporting import saved, table_of
from tests.gateway.web.in_chromium.test_views import DISAGREEING, SERIOUS, settled
from tests.served import Served, serving

pytestmark = [pytest.mark.chromium, pytest.mark.slow, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A city of this module's own: these tests write."""
    with serving(tmp_path_factory.mktemp("cases") / "data", "--city", "100", "--systems", "none") as server:
        yield server


def opened(page: Page, reason: str, title: str) -> None:
    """Open a case, which is then entered and shown."""
    settled(page, "/cases")
    page.get_by_label("案由", exact=True).fill(reason)
    page.get_by_label("名称（可以不写）").fill(title)
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.locator(".chosen-case").get_by_role("link", name=title)).to_be_visible()


def clean(page: Page, axe: Axe) -> None:
    """What axe finds, once everything that is asked has been answered: what is asked anew is paler until then."""
    expect(page.locator("[aria-busy=true]")).to_have_count(0)
    expect(page.get_by_text(re.compile("正在查询…|Asking…"))).to_have_count(0)
    axe(page)


def something_happens(city: Served, subject: str) -> None:
    """A fact about a subject is recorded."""
    fact = f"""mutation {{ recordDishonestyFact(input: {{subject: "{subject}", conduct: "wage-arrears", severity: SERIOUS,
      occurredOn: "2026-10-01", documentNo: "案件1号", idempotencyKey: "case"}}) {{ __typename }} }}"""
    answer: dict[str, Any] = httpx.post(f"{city.url}/graphql", json={"query": fact}, timeout=60).json()
    assert answer["data"]["recordDishonestyFact"]["__typename"] == "RecordDishonestyFactResult", answer


def test_an_investigator_works_in_a_case(
    city: Served, as_role: AsRole, picture: Picture, axe: Axe, tmp_path: Path
) -> None:
    page = as_role("investigator", "--name", "wang")
    settled(page, "/search?q=渝信示例").locator(".refusal").get_by_role("link", name="去案件").click()
    opened(page, "举报核查：拖欠工资", "某置业公司")
    head = page.locator(".chosen-case")
    head.get_by_role("button", name="离开").click()
    expect(page.locator("#followed")).to_contain_text("进入案件后，看得到")
    clean(page, axe)
    page.get_by_role("button", name="进入案件").click()
    case = page.evaluate("sessionStorage.getItem('yuxin.case')")

    settled(page, "/search?q=渝信示例")
    page.get_by_text("存入案件“某置业公司”").click()
    expect(page.get_by_label("名称", exact=True)).to_have_value("渝信示例")
    page.locator("details.act").get_by_role("button", name="提交").click()
    expect(page.get_by_text("已记入。")).to_be_visible()
    clean(page, axe)
    picture(page, "case-keeps-a-search")
    settled(page, f"/graph?of={DISAGREEING}")
    page.get_by_text("存入案件“某置业公司”").click()
    page.get_by_label("名称", exact=True).fill("置业公司的关系")
    page.locator("details.act").get_by_role("button", name="提交").click()
    expect(page.get_by_text("已记入。")).to_be_visible()

    settled(page, f"/subject/{DISAGREEING}").get_by_role("button", name="在案件“某置业公司”里关注").click()
    expect(page.get_by_role("button", name="案件“某置业公司”不再关注")).to_be_visible()
    clean(page, axe)
    assert [line for line in lines(city) if line.get("case") == case and line.get("reason") == "举报核查：拖欠工资"]

    head.get_by_role("link", name="某置业公司").click()
    expect(page.locator("#followed")).to_contain_text("没有新的变化")
    something_happens(city, DISAGREEING)
    something_else = page.locator("#entries")
    something_else.get_by_text("写一条笔记").click()
    something_else.get_by_label("名称", exact=True).fill("电话")
    something_else.get_by_label("笔记", exact=True).fill("财务说下月付清\n再问")
    something_else.get_by_role("button", name="提交").click()
    expect(something_else).to_contain_text("财务说下月付清")
    followed = page.locator("#followed")
    expect(followed.locator(".entries li").filter(has_text="记入失信事实")).to_have_count(1)
    clean(page, axe)
    (watched,) = table_of(saved(page, "#followed", "CSV", tmp_path, "关注的主体"))
    assert (watched["键"], watched["主体"]) == (DISAGREEING, "渝信示例置业有限公司")
    changes = table_of(saved(page, "#followed", "CSV", tmp_path, "新变化"))
    assert len(changes) == followed.locator(".entries > li").count() and "记入失信事实" in {
        row["种类"] for row in changes
    }
    header, *entries, _ = sheets_of(saved(page, "#entries", "XLSX", tmp_path).read_bytes())["数据"]
    assert [row[header.index("种类")] for row in entries] == ["查询", "关系图", "笔记"]
    assert entries[2][header.index("内容")] == "财务说下月付清\n再问"
    clean(page, axe)
    picture(page, "case")
    page.set_viewport_size({"width": 390, "height": 844})
    clean(page, axe)
    picture(page, "case-phone")
    page.set_viewport_size({"width": 1280, "height": 720})
    followed.get_by_role("button", name="看过了").click()
    expect(followed).to_contain_text("没有新的变化")
    something_else.get_by_role("link", name="置业公司的关系").click()
    expect(page).to_have_url(re.compile(r"/graph\?of="))

    head.get_by_role("link", name="某置业公司").click()
    page.get_by_role("button", name="结案").click()
    expect(page.locator("main .chip").filter(has_text="结案")).to_be_visible()
    expect(head).to_have_count(0)
    expect(page.get_by_text("写一条笔记")).to_have_count(0)
    clean(page, axe)
    (watched,) = table_of(saved(page, "#followed", "CSV", tmp_path))
    assert watched["键"] == DISAGREEING and watched["自"]
    settled(page, "/cases")
    expect(page.locator("#cases")).to_contain_text("没有案件")
    page.get_by_label("只看结了的").check()
    expect(page).to_have_url(re.compile(r"/cases\?closed=1$"))
    expect(page.locator("#cases").get_by_role("link", name="某置业公司")).to_be_visible()
    clean(page, axe)
    picture(page, "cases")
    (kept,) = table_of(saved(page, "#cases", "CSV", tmp_path))
    assert (kept["案由"], kept["名称"]) == ("举报核查：拖欠工资", "某置业公司") and kept["结案时刻"] > kept["开案时刻"]


def test_another_officer_finds_nothing_at_its_address(as_role: AsRole, axe: Axe) -> None:
    page = as_role("officer", "--department", "tax", "--name", "li")
    opened(page, "核查", "税务的")
    address = page.url
    other = settled(as_role("officer", "--department", "transport", "--name", "li"), address)
    expect(other.locator("main")).to_contain_text("没有这个案件，或者不是您的")
    clean(other, axe)


def test_who_leaves_a_case_asks_without_it(page: Page, axe: Axe) -> None:
    """In English."""
    opened(page, "临时核查", "临时的")
    page.get_by_role("link", name="English").click()
    head = page.locator(".chosen-case")
    expect(head).to_contain_text("Case:")
    expect(page.locator("#followed")).to_contain_text("Nobody is watched yet")
    clean(page, axe)
    with page.expect_request(lambda request: request.url.endswith("/graphql")) as asked:
        settled(page, f"/subject/{SERIOUS}")
    assert asked.value.headers["x-yuxin-case"].startswith("case")
    head.get_by_role("button", name="Leave").click()
    expect(head).to_have_count(0)
    with page.expect_request(lambda request: request.url.endswith("/graphql")) as asked:
        page.goto("/search?q=x")
    assert "x-yuxin-case" not in asked.value.headers
