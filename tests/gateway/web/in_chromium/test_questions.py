"""The three ready-made questions and GraphiQL, as a person uses them in a real browser."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from seed.demo import DEMO_SUBJECTS, DemoSubject

pytestmark = [pytest.mark.chromium, pytest.mark.slow, pytest.mark.timeout(900)]

DISAGREEING = "uscc:9199509900000006XG"
"""The demo subject that two departments grade three levels apart."""

PHONE = {"width": 360, "height": 740}


def opened(page: Page, address: str = "/questions") -> Page:
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

    @pytest.mark.parametrize("demo", DEMO_SUBJECTS, ids=lambda demo: demo.key)
    def test_every_demo_subject_tells_its_story(self, page: Page, demo: DemoSubject) -> None:
        opened(page).get_by_label("示例主体").select_option(demo.key)
        expect(page.locator(".story")).to_have_text(demo.story_zh)
        expect(page.locator("#grades .subject-name strong")).to_have_text(demo.name)
        expect(page.locator("#measures .subject-name strong")).to_have_text(demo.name)
        expect(page.locator(".problems")).to_have_count(0)
        assert parse_qs(urlsplit(page.url).query)["subject"] == [demo.key]

    def test_a_subject_in_the_address_is_the_one_shown(self, page: Page) -> None:
        opened(page, f"/questions?subject={DISAGREEING}")
        expect(page.locator("#grades .chip.discrepant")).to_have_count(2)
        expect(page.locator("#grades .note").first).to_contain_text("相差 3 级")

    def test_the_address_that_they_had_before_still_leads_to_them(self, page: Page) -> None:
        page.goto(f"/?subject={DISAGREEING}")
        expect(page.locator("#grades .chip.discrepant")).to_have_count(2)
        assert urlsplit(page.url).path == "/questions"

    def test_a_measure_opens_to_the_plans_sentence(self, page: Page) -> None:
        measure = opened(page, f"/questions?subject={DISAGREEING}").locator("#measures .measures > li").first
        expect(measure.locator("blockquote")).to_be_hidden()
        measure.locator("summary").click()
        expect(measure.locator("blockquote")).to_be_visible()
        assert measure.locator("blockquote").inner_text().strip()

    def test_a_withheld_measure_says_what_is_missing(self, page: Page) -> None:
        parts = opened(page, f"/questions?subject={DISAGREEING}").locator("#measures .resolution > section")
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


class TestAccess:
    def test_every_table_and_field_has_a_name(self, page: Page) -> None:
        opened(page)
        expect(page.get_by_role("table", name="各部门各监管事项的当前评级")).to_be_visible()
        nameless = page.eval_on_selector_all("input, select", "all => all.filter(each => !each.labels.length).length")
        assert nameless == 0

    def test_a_phone_shows_it_without_scrolling_sideways(self, page: Page) -> None:
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        opened(page, f"/questions?subject={DISAGREEING}")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


class TestGraphiQL:
    def test_the_operation_behind_a_question_opens_in_it_and_runs(self, page: Page) -> None:
        opened(page, f"/questions?subject={DISAGREEING}").locator("#grades").get_by_role("link").click()
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
