"""The views of the page: each is an address that loads, that goes back, and that a keyboard and a screen reader get through."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.gateway.web.in_chromium.conftest import AsRole, Axe, Picture, Watched

pytestmark = [pytest.mark.chromium, pytest.mark.slow, pytest.mark.timeout(900)]

DISAGREEING = "uscc:9199509900000006XG"
SERIOUS = "uscc:919950990000000353"
PHONE = {"width": 390, "height": 844}
VIEWS = {
    "home": "/",
    "identity": "/identity",
    "questions": f"/questions?subject={DISAGREEING}",
    "search": "/search?q=渝信",
    "search-narrowed": "/search?grade=D&status=存续",
    "cases": "/cases",
    "no-such-case": "/cases/case:none",
    "check": "/check",
    "subject": f"/subject/{DISAGREEING}",
    "subject-serious": f"/subject/{SERIOUS}",
    "departments": "/departments?department=transport",
    "systems": "/systems",
    "platforms": "/systems?kind=PLATFORM",
    "coverage": "/coverage",
    "coverage-department": "/coverage?department=transport&year=2025",
    "discrepancies": "/discrepancies",
    "draws": "/draws?department=transport",
    "graph": f"/graph?of={SERIOUS}",
    "graph-empty": "/graph",
    "inbox": "/inbox?department=market-regulation",
    "inspections": "/inspections",
    "objections": "/objections",
    "repairs": "/repairs",
    "window": "/window",
    "lists": "/lists?department=market-regulation&incomplete=1",
    "models": "/models",
    "plans": "/plans",
    "administration": "/administration",
    "no-such-draw": "/draws/draw:none",
    "no-such-subject": "/subject/uscc:91500000000000000X",
}


def settled(page: Page, address: str) -> Page:
    """Go to an address and wait until everything in it that is asked has been answered."""
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_load_state("networkidle")
    expect(page.locator("[aria-busy=true]")).to_have_count(0)
    expect(page.get_by_text("正在查询…")).to_have_count(0)
    return page


class TestFirstView:
    def test_it_says_what_this_is_and_what_to_do_first(self, page: Page, picture: Picture) -> None:
        settled(page, "/")
        expect(page.get_by_role("heading", level=1)).to_contain_text("27 个部门怎么评同一家企业")
        expect(page.get_by_role("search").get_by_label("找谁")).to_be_visible()
        expect(page.locator(".tasks li")).not_to_have_count(0)
        picture(page, "home")

    def test_it_says_who_one_is_and_that_the_city_is_synthetic(self, page: Page) -> None:
        state = settled(page, "/").locator(".server-state")
        expect(state).to_contain_text("协调员")
        expect(state).to_contain_text("演示")
        expect(state).to_contain_text("合成城市")

    def test_every_way_that_it_offers_leads_to_a_view(self, page: Page) -> None:
        ways = settled(page, "/").locator(
            ".tasks a, .page-header nav.views a[href^='/']:not([href*='graphi']):not([href*='.'])"
        )
        addresses = {way.get_attribute("href") or "" for way in ways.all()}
        assert len(addresses) > 2
        for address in addresses:
            settled(page, address)
            expect(page.get_by_role("heading", level=1)).not_to_have_text("没有这一页")

    def test_a_whole_code_opens_its_subject(self, page: Page) -> None:
        settled(page, "/").get_by_label("找谁").fill("9199509900000006xg")
        page.get_by_label("找谁").press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("渝信示例置业有限公司")


class TestAddresses:
    def test_back_goes_back_and_forward_goes_on(self, page: Page) -> None:
        settled(page, "/").get_by_role("link", name="查找", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text("查找主体")
        page.go_back()
        expect(page.get_by_role("heading", level=1)).to_contain_text("27 个部门")
        page.go_forward()
        expect(page.get_by_role("heading", level=1)).to_have_text("查找主体")

    def test_a_reload_shows_the_same(self, page: Page) -> None:
        settled(page, "/search?q=渝信示例&kind=ENTERPRISE")
        told = page.locator("#found [role=status]:not(.visually-hidden)").inner_text()
        page.reload()
        expect(page.locator("#found [role=status]:not(.visually-hidden)")).to_have_text(told)
        expect(page.get_by_label("找谁")).to_have_value("渝信示例")

    def test_what_there_is_not_is_told(self, page: Page) -> None:
        settled(page, "/")
        page.evaluate("history.pushState(null, '', '/nothing'); dispatchEvent(new PopStateEvent('popstate'))")
        expect(page.get_by_role("heading", level=1)).to_have_text("没有这一页")

    def test_going_on_moves_the_focus_to_the_heading_and_names_the_window(self, page: Page) -> None:
        settled(page, "/").get_by_role("link", name="批量核查").first.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_be_focused()
        expect(page).to_have_title("批量核查 · 渝信 · 信用分级分类监管")

    def test_the_first_tab_skips_to_the_content(self, page: Page) -> None:
        settled(page, "/").keyboard.press("Tab")
        expect(page.locator(".skip")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_be_focused()


class TestLanguage:
    def test_english_is_a_click_away_and_remembered(self, page: Page) -> None:
        settled(page, "/").get_by_role("link", name="English").click()
        expect(page.locator("html")).to_have_attribute("lang", "en")
        expect(page.get_by_role("heading", level=1)).to_contain_text("27 departments")
        assert parse_qs(urlsplit(page.url).query)["lang"] == ["en"]
        page.goto("/")
        expect(page.locator("html")).to_have_attribute("lang", "en")

    def test_the_address_says_which(self, page: Page) -> None:
        page.goto("/?lang=en")
        expect(page.get_by_role("region", name="State of the server")).to_contain_text("Synthetic city")


class TestIdentity:
    def test_a_token_makes_the_page_ask_as_somebody_else(self, page: Page, as_role: AsRole) -> None:
        other = as_role("officer", "--department", "tax")
        other.goto("/")
        token = other.evaluate("sessionStorage.getItem('yuxin.token')")
        settled(page, "/identity").get_by_label("令牌").fill(token)
        page.get_by_role("button", name="用这个身份").click()
        expect(page.locator(".server-state")).to_contain_text("部门工作人员")
        page.get_by_role("button", name="清除").click()
        expect(page.locator(".server-state")).to_contain_text("协调员")
        assert token not in page.url

    def test_a_token_that_is_not_taken_leads_to_where_one_gives_another(self, watched: Watched) -> None:
        page = watched.window("no-such-token")
        page.goto("/")
        page.locator(".server-state").get_by_role("link", name="给出令牌").click()
        page.get_by_role("button", name="清除").click()
        expect(page.locator(".server-state")).to_contain_text("协调员")
        refused = [each for each in watched.wrong if "401" in each]
        assert refused and refused == watched.wrong
        watched.wrong.clear()

    def test_an_investigator_names_the_case_before_looking(self, as_role: AsRole) -> None:
        page = as_role("investigator")
        settled(page, f"/subject/{DISAGREEING}")
        expect(page.locator("main")).to_contain_text("先说明案件")
        page.goto("/identity")
        page.get_by_label("案件").fill("渝检〔2026〕7号")
        page.get_by_role("button", name="用这个身份").click()
        page.get_by_role("link", name="查找", exact=True).click()
        page.get_by_label("找谁").fill(DISAGREEING)
        page.get_by_label("找谁").press("Enter")
        expect(page.locator("#grades tbody tr").first).to_be_visible()

    def test_the_public_is_told_part_by_part_what_it_may_not_see(self, as_role: AsRole, axe: Axe) -> None:
        page = settled(as_role("public"), "/search?q=渝信")
        expect(page.get_by_role("note")).to_contain_text("您现在的身份不能看这一部分")
        axe(page)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("view", VIEWS)
class TestEveryView:
    def test_axe_finds_nothing_in_it(self, page: Page, axe: Axe, view: str, language: str) -> None:
        address = VIEWS[view]
        settled(page, f"{address}{'&' if '?' in address else '?'}lang={language}")
        axe(page)

    def test_a_phone_shows_it_without_scrolling_sideways(
        self, page: Page, picture: Picture, view: str, language: str
    ) -> None:
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        address = VIEWS[view]
        settled(page, f"{address}{'&' if '?' in address else '?'}lang={language}")
        picture(page, f"phone-{view}-{language}")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
