"""Finding a subject, checking a list of them, and reading what every department thinks of one."""

import csv
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, Route, expect

from seed.demo import DEMO_SUBJECTS
from tests.gateway.exports.lists import sheets_of
from tests.gateway.web.in_chromium.conftest import AsRole, Axe, Picture, Watched
from tests.gateway.web.in_chromium.test_exporting import saved
from tests.gateway.web.in_chromium.test_views import DISAGREEING, SERIOUS, settled

pytestmark = [pytest.mark.chromium, pytest.mark.slow, pytest.mark.timeout(900)]

CODES = [demo.key.removeprefix("uscc:") for demo in DEMO_SUBJECTS if demo.key.startswith("uscc:")]
UNKNOWN = "91500000000000000X"

COUNTS = """window.asked = {now: 0, most: 0, ever: 0};
  const fetched = window.fetch;
  window.fetch = (...request) => {
    const asked = window.asked;
    asked.ever += 1;
    asked.most = Math.max(asked.most, (asked.now += 1));
    return fetched(...request).finally(() => (asked.now -= 1));
  };"""
"""Counts what the page asks for: at this moment, the most at one time, and ever."""


class TestSearch:
    def test_part_of_a_name_finds_and_marks_it(self, page: Page, picture: Picture) -> None:
        settled(page, "/").get_by_label("找谁").fill("示例置业")
        page.get_by_role("button", name="查找").click()
        expect(page.locator("#found li")).to_have_count(1)
        expect(page.locator("#found mark")).to_have_text("示例置业")
        assert parse_qs(urlsplit(page.url).query)["q"] == ["示例置业"]
        picture(page, "search")
        page.locator("#found li a").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("渝信示例置业有限公司")

    def test_the_spelling_of_a_name_finds_and_marks_it(self, page: Page) -> None:
        settled(page, "/search?q=shilizhiye")
        expect(page.locator("#found li").first).to_contain_text("渝信示例置业有限公司")
        expect(page.locator("#found mark").first).to_have_text("示例置业")

    def test_a_former_name_finds_it_and_is_told(self, page: Page, axe: Axe, picture: Picture) -> None:
        settled(page, "/search?q=五金加工有限")
        found = page.locator("#found li").filter(has_text="渝信示例机械制造有限公司")
        expect(found.locator(".former")).to_have_text("曾用名 渝信示例五金加工有限公司")
        expect(found.locator("mark")).to_have_text("五金加工有限")
        axe(page)
        picture(page, "search-former-name")
        found.get_by_role("link").click()
        expect(page.locator(".registration")).to_contain_text("曾用名：渝信示例五金加工有限公司")

    def test_the_choices_say_how_many_they_would_leave(self, page: Page) -> None:
        settled(page, "/search?q=渝信示例")
        organisations = page.locator(".facets label").filter(has_text="企业 (")
        expect(organisations).to_be_visible()
        count = int(organisations.inner_text().split("(")[1].rstrip(")"))
        organisations.click()
        expect(page.locator("#found [role=status]:not(.visually-hidden)")).to_have_text(f"共 {count} 个")

    def test_narrowing_stands_in_the_address_and_is_taken_back(self, page: Page) -> None:
        settled(page, "/search?q=渝信示例")
        before = page.locator("#found [role=status]:not(.visually-hidden)").inner_text()
        page.get_by_label("区县").select_option("两江新区")
        expect(page.locator("#found li")).to_have_count(1)
        assert parse_qs(urlsplit(page.url).query)["district"] == ["两江新区"]
        page.get_by_role("button", name="清除条件").click()
        expect(page.locator("#found [role=status]:not(.visually-hidden)")).to_have_text(before)

    def test_pages_follow_each_other_without_repeating(self, page: Page) -> None:
        names = settled(page, "/search?kind=ENTERPRISE").locator("#found li code")
        first = names.all_inner_texts()
        page.get_by_role("link", name="下一页").click()
        expect(names.first).not_to_have_text(first[0])
        expect(page.get_by_role("link", name="回到第一页")).to_be_visible()
        assert not set(first) & set(names.all_inner_texts())
        page.go_back()
        expect(names.first).to_have_text(first[0])

    def test_whom_nobody_has_is_told(self, page: Page) -> None:
        settled(page, "/search?q=没有这样的名称")
        expect(page.locator("#found [role=status]:not(.visually-hidden)")).to_contain_text("没有符合的主体")


class TestList:
    def test_a_pasted_list_is_checked_sorted_and_downloaded(
        self, page: Page, picture: Picture, axe: Axe, tmp_path: Path
    ) -> None:
        settled(page, "/check").get_by_label("名单").fill("\n".join([*CODES, UNKNOWN, "ABCDEFG"]))
        page.get_by_role("button", name="核查").click()
        rows = page.locator(".checked tbody tr")
        expect(rows).to_have_count(len(CODES) + 1)
        expect(page.get_by_role("alert")).to_contain_text("ABCDEFG")
        expect(page.locator(".checked")).to_contain_text("没有这个主体，或您的身份不能看")
        page.get_by_role("button", name="相差级数").click()
        page.get_by_role("button", name="相差级数").click()
        expect(rows.first).to_contain_text("渝信示例置业有限公司")
        expect(page.get_by_role("columnheader", name="相差级数")).to_have_attribute("aria-sort", "descending")
        axe(page)
        picture(page, "check")
        file = saved(page, "main", "CSV", tmp_path)
        header, *table, last = csv.reader(file.read_text(encoding="utf-8-sig").splitlines())
        assert header == ["键", "名称", "综合评价", "最高", "最低", "相差级数", "各处差异的级数"]
        assert [DISAGREEING, "渝信示例置业有限公司", "B", "A", "D", "3", "3"] in table
        assert [row[0] for row in table] == [f"uscc:{code}" for code in [*CODES, UNKNOWN]]
        assert [f"uscc:{UNKNOWN}", *[""] * 6] in table and last[0].startswith(f"共 {len(table)} 行")

    def test_more_than_are_taken_at_once_come_in_several_calls(self, page: Page, tmp_path: Path) -> None:
        file = tmp_path / "list.csv"
        made_up = [f"91500000{number:09d}X" for number in range(1200)]
        file.write_text(
            "名称,统一社会信用代码\n" + "".join(f"某公司,{code}\n" for code in [*made_up, CODES[0]]), "utf-8"
        )
        asked: list[str] = []
        settled(page, "/check")
        page.on("request", lambda request: asked.append(request.url))
        page.get_by_label("或上传文件").set_input_files(file)
        expect(page.locator(".checked tbody tr")).to_have_count(1201)
        assert len([address for address in asked if address.endswith("/graphql")]) == 3
        expect(page.locator("main")).to_contain_text("1201 个中找到 1 个")
        _, *rows, last = sheets_of(saved(page, "main", "XLSX", tmp_path).read_bytes())["数据"]
        assert [row[0] for row in rows] == [f"uscc:{code}" for code in [*made_up, CODES[0]]]
        assert [bool(row[1]) for row in rows] == [False] * 1200 + [True]
        assert last[0].startswith("共 1201 行，不完整") and "校验码应为" in last[0]  # what is mistyped is not unknown


class TestSubject:
    def test_an_officer_sees_every_departments_grade_side_by_side(self, as_role: AsRole, picture: Picture) -> None:
        page = settled(as_role("officer", "--department", "market-regulation"), f"/subject/{DISAGREEING}")
        expect(page.locator("#grades .chip.discrepant")).to_have_count(2)
        expect(page.locator("#discrepancies .discrepancies > li")).to_have_count(1)
        expect(page.locator("#accesses").get_by_role("note")).to_contain_text("您现在的身份不能看")
        expect(page.locator("#archive .entries > li")).not_to_have_count(0)
        picture(page, "subject-officer")

    def test_a_representative_sees_its_own_grades_and_who_has_looked(
        self, as_role: AsRole, axe: Axe, picture: Picture
    ) -> None:
        officer = as_role("officer", "--department", "tax")
        settled(officer, f"/subject/{SERIOUS}")
        page = as_role("subject", "--subject", SERIOUS.removeprefix("uscc:"))
        settled(page, "/").get_by_role("link", name="看我自己的评级").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("渝信示例路桥工程有限公司")
        expect(page.locator("#grades tbody tr").first).to_be_visible()
        expect(page.locator("#measures .measures > li").first).to_be_visible()
        look = page.locator("#accesses .entries > li").filter(has_text="部门工作人员").filter(has_text="重庆市税务局")
        expect(look.first).to_be_visible()
        expect(page.locator("#discrepancies").get_by_role("note")).to_be_visible()
        axe(page)
        picture(page, "subject-itself")

    def test_a_representative_sees_nobody_else(self, as_role: AsRole) -> None:
        page = as_role("subject", "--subject", SERIOUS.removeprefix("uscc:"))
        settled(page, f"/subject/{DISAGREEING}")
        expect(page.locator("main")).to_contain_text("没有这个主体")

    def test_a_day_in_the_address_shows_it_as_it_stood(self, page: Page) -> None:
        history = "uscc:91995099000000107U"
        settled(page, f"/subject/{history}")
        now = page.locator("#grades .answer").inner_text()
        settled(page, f"/subject/{history}?asOf=2022-06-01")
        expect(page.get_by_label("看哪一天")).to_have_value("2022-06-01")
        assert page.locator("#grades .answer").inner_text() != now
        days = page.locator("#archive time").all_inner_texts()
        assert days and max(days) <= "2022-06-01"
        page.get_by_role("button", name="回到今天").click()
        expect(page.locator("#grades .answer")).to_have_text(now, use_inner_text=True)

    def test_the_archive_is_narrowed_to_a_kind(self, page: Page) -> None:
        settled(page, "/subject/uscc:91995099000000107U").locator("#archive form summary").click()
        page.locator("#archive").get_by_label("评价更正").check()
        expect(page.locator("#archive .entries > li").first).to_contain_text("评价更正")
        expect(page.locator("#archive .entries .chip").filter(has_text="信用评价")).to_have_count(0)

    def test_a_serious_fact_stands_with_its_weight(self, page: Page) -> None:
        settled(page, f"/subject/{SERIOUS}")
        expect(page.locator("#facts .entries > li").first).to_contain_text("严重")

    def test_its_many_parts_are_asked_for_a_few_at_a_time(self, page: Page) -> None:
        page.add_init_script(COUNTS)
        settled(page, f"/subject/{SERIOUS}")
        asked = page.evaluate("window.asked")
        assert asked["ever"] > 4 == asked["most"]

    def test_who_asks_too_often_waits_as_long_as_the_gateway_says(self, watched: Watched) -> None:
        page = watched.window()
        refusals = iter([{"status": 429, "headers": {"retry-after": "1"}, "body": "{}"}])

        def once(route: Route) -> None:
            refusal = next(refusals, None)
            if refusal is None:
                route.continue_()
            else:
                route.fulfill(**refusal)  # type: ignore[arg-type]

        page.route("**/graphql", once)
        settled(page, f"/subject/{SERIOUS}")
        expect(page.locator("#grades tbody tr").first).to_be_visible()
        expect(page.locator(".problems")).to_have_count(0)
        assert [each for each in watched.wrong if "429" in each] == watched.wrong != []
        watched.wrong.clear()

    def test_money_and_risk_around_it_stand_with_the_way_to_them(self, page: Page) -> None:
        settled(page, "/subject/uscc:91995099000000107U")
        risk = page.locator("#risks .entries > li").filter(has_text="渝信示例路桥工程有限公司")
        expect(risk).to_contain_text("持股 30 %")
        risk.get_by_role("link", name="画关系图").click()
        expect(page.locator(".paths li").first).to_contain_text("渝信示例路桥工程有限公司")
        settled(page, f"/subject/{SERIOUS}")
        expect(page.locator("#ownership")).to_contain_text("没有谁超过一半")
        expect(page.locator("#ownership .entries > li")).to_contain_text("渝信示例机械制造有限公司")

    def test_it_prints_with_every_measure_open(self, page: Page, picture: Picture) -> None:
        settled(page, f"/subject/{SERIOUS}").emulate_media(media="print")
        expect(page.locator("#measures blockquote").first).to_be_visible()
        expect(page.locator(".page-header")).to_be_hidden()
        picture(page, "subject-print")
