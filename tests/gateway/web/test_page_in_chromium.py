"""The page as a person uses it, in a real browser against a real server. A console error or a foreign request fails."""

import asyncio
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect, sync_playwright

from gateway.settings import default_cache
from gateway.web.building import PageBuild, Ready
from gateway.web.node import find_npm
from seed.demo import DEMO_SUBJECTS, DemoSubject
from tests.served import Served
from tests.servers.browser import ARGUMENTS

pytestmark = [pytest.mark.chromium, pytest.mark.slow, pytest.mark.timeout(900)]

DISAGREEING = "uscc:9199509900000006XG"
"""The demo subject that two departments grade three levels apart."""

SECONDS = 1000.0
PHONE = {"width": 360, "height": 740}


@pytest.fixture(scope="module", autouse=True)
def bundle() -> None:
    """The bundle in the cache that the server looks in, built if these sources have not been yet."""
    if asyncio.run(find_npm()) is None:
        pytest.skip("no Node.js to build the page with: install Node.js 22, or uv sync --extra node")
    state = asyncio.run(PageBuild(default_cache()).ensure())
    assert isinstance(state, Ready), state


@pytest.fixture(scope="module")
def chromium(chromium_executable: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_executable, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser, served: Served) -> Iterator[Page]:
    """A fresh browser window; at the end nothing must have gone wrong in it nor left this machine."""
    wrong: list[str] = []
    own = urlsplit(served.url).netloc

    def said(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            wrong.append(f"console {message.type}: {message.text}")

    def asked(request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in ("data", "blob") and address.netloc != own:
            wrong.append(f"request to another host: {request.url}")

    context = chromium.new_context(base_url=served.url, locale="zh-CN")
    context.set_default_timeout(30 * SECONDS)
    context.on("console", said)
    context.on("request", asked)
    context.on("weberror", lambda error: wrong.append(f"exception: {error.error}"))
    yield context.new_page()
    context.close()
    assert wrong == []


def opened(page: Page, address: str = "/") -> Page:
    """Go to an address and wait until the three questions are answered."""
    page.goto(address)
    for question in ("grades", "measures", "disagreements"):
        expect(page.locator(f"#{question} .answer[aria-busy=false]")).to_be_visible()
    return page


class TestQuestions:
    def test_the_first_visit_answers_all_three(self, page: Page) -> None:
        opened(page)
        expect(page.locator(".problems")).to_have_count(0)
        expect(page.locator("#grades tbody tr").first).to_be_visible()
        expect(page.locator("#measures .measures > li").first).to_be_visible()
        expect(page.locator("#disagreements .targets article")).to_have_count(3)

    def test_it_says_who_one_is_and_that_the_city_is_synthetic(self, page: Page) -> None:
        state = opened(page).locator(".server-state")
        expect(state).to_contain_text("协调员")
        expect(state).to_contain_text("演示")
        expect(state).to_contain_text("合成城市")

    @pytest.mark.parametrize("demo", DEMO_SUBJECTS, ids=lambda demo: demo.key)
    def test_every_demo_subject_tells_its_story(self, page: Page, demo: DemoSubject) -> None:
        opened(page).get_by_label("示例主体").select_option(demo.key)
        expect(page.locator(".story")).to_have_text(demo.story_zh)
        expect(page.locator("#grades .subject-name strong")).to_have_text(demo.name)
        expect(page.locator("#measures .subject-name strong")).to_have_text(demo.name)
        expect(page.locator(".problems")).to_have_count(0)
        assert parse_qs(urlsplit(page.url).query)["subject"] == [demo.key]

    def test_a_subject_in_the_address_is_the_one_shown(self, page: Page) -> None:
        opened(page, f"/?subject={DISAGREEING}")
        expect(page.locator("#grades .chip.discrepant")).to_have_count(2)
        expect(page.locator("#grades .note").first).to_contain_text("相差 3 级")

    def test_a_measure_opens_to_the_plans_sentence(self, page: Page) -> None:
        measure = opened(page, f"/?subject={DISAGREEING}").locator("#measures .measures > li").first
        expect(measure.locator("blockquote")).to_be_hidden()
        measure.locator("summary").click()
        expect(measure.locator("blockquote")).to_be_visible()
        assert measure.locator("blockquote").inner_text().strip()

    def test_a_withheld_measure_says_what_is_missing(self, page: Page) -> None:
        parts = opened(page, f"/?subject={DISAGREEING}").locator("#measures .resolution > section")
        withheld = parts.nth(1).locator("li").first
        withheld.locator("summary").click()
        expect(withheld.locator("code").first).to_have_text("NO_DISHONESTY_FACT")

    def test_from_a_discrepancy_to_its_subject(self, page: Page) -> None:
        entry = opened(page).locator(".discrepancies > li").first.get_by_role("button")
        name = entry.inner_text()
        entry.click()
        expect(page.locator("#grades .subject-name strong")).to_have_text(name)


class TestCodeEntry:
    def test_a_code_looks_a_subject_up(self, page: Page) -> None:
        self.enter(page, DISAGREEING.removeprefix("uscc:").lower())
        expect(page.locator("#grades .subject-name code")).to_have_text(DISAGREEING.removeprefix("uscc:"))

    def test_what_is_no_code_is_refused_at_once(self, page: Page) -> None:
        self.enter(page, "12345")
        expect(page.get_by_role("alert")).to_contain_text("18 位")

    def test_a_code_that_nobody_has_is_told(self, page: Page) -> None:
        self.enter(page, "91500000000000000X")
        expect(page.locator("#grades .empty")).to_contain_text("没有这个主体")

    def enter(self, page: Page, code: str) -> None:
        opened(page).get_by_label("或输入统一社会信用代码").fill(code)
        page.get_by_role("button", name="查看").click()


class TestLanguage:
    def test_english_is_a_click_away_and_remembered(self, page: Page) -> None:
        opened(page).get_by_role("link", name="English").click()
        expect(page.locator("html")).to_have_attribute("lang", "en")
        expect(page.get_by_role("heading", level=1)).to_contain_text("27 departments")
        assert parse_qs(urlsplit(page.url).query)["lang"] == ["en"]
        opened(page)
        expect(page.locator("html")).to_have_attribute("lang", "en")

    def test_the_address_says_which(self, page: Page) -> None:
        opened(page, "/?lang=en")
        expect(page.get_by_role("heading", name="State of the server")).to_have_count(0)
        expect(page.get_by_role("region", name="State of the server")).to_contain_text("Synthetic city")


class TestAccess:
    def test_the_first_tab_skips_to_the_content(self, page: Page) -> None:
        opened(page).keyboard.press("Tab")
        expect(page.locator(".skip")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_be_focused()

    def test_every_table_and_field_has_a_name(self, page: Page) -> None:
        opened(page)
        expect(page.get_by_role("table", name="各部门各监管事项的当前评级")).to_be_visible()
        nameless = page.eval_on_selector_all("input, select", "all => all.filter(each => !each.labels.length).length")
        assert nameless == 0

    def test_a_phone_shows_it_without_scrolling_sideways(self, page: Page) -> None:
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        opened(page, f"/?subject={DISAGREEING}")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


class TestGraphiQL:
    def test_the_operation_behind_a_question_opens_in_it_and_runs(self, page: Page) -> None:
        opened(page, f"/?subject={DISAGREEING}").locator("#grades").get_by_role("link").click()
        expect(page.locator(".graphiql-query-editor")).to_contain_text("query Grades")
        page.get_by_role("button", name="Execute query").click()
        expect(page.locator(".graphiql-response")).to_contain_text("渝信示例置业有限公司")

    def test_without_one_it_offers_an_operation_with_chinese_comments(self, page: Page) -> None:
        page.goto("/graphiql")
        expect(page.locator(".graphiql-query-editor")).to_contain_text("下面两个查询可以直接运行")

    def test_its_documentation_is_the_schemas(self, page: Page) -> None:
        page.goto("/graphiql")
        page.get_by_role("button", name="Show Documentation Explorer").click()
        documentation = page.locator(".graphiql-doc-explorer")
        documentation.get_by_role("link", name="Query", exact=True).click()
        expect(documentation).to_contain_text("subjectsByKeys")
