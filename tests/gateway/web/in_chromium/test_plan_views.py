"""The plan as the page shows it: the credit office reads the coverage, everybody finds departments, items and systems."""

import csv
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.gateway.web.in_chromium.conftest import AsRole, Picture
from tests.gateway.web.in_chromium.test_views import settled

pytestmark = [pytest.mark.chromium, pytest.mark.slow, pytest.mark.timeout(900)]


class TestCoverage:
    def test_the_credit_office_reads_it_against_2025_and_drills_to_the_department_that_lags(
        self, page: Page, picture: Picture, tmp_path: Path
    ) -> None:
        settled(page, "/").get_by_role("link", name="看覆盖率").click()
        page.get_by_label("对照哪一年的目标").select_option("2025")
        expect(page.locator("#coverage")).to_contain_text("没有达到 70 %")
        rows = page.locator(".rates tbody tr")
        expect(rows).to_have_count(27)
        shares = [float(text.split(" %")[0]) for text in rows.locator("td:last-child").all_inner_texts() if "%" in text]
        assert shares and shares == sorted(shares)
        picture(page, "coverage")
        lagging = rows.first.get_by_role("link").inner_text()
        rows.first.get_by_role("link").click()
        department = page.locator("section.department")
        expect(department.get_by_role("heading")).to_have_text(lagging)
        expect(department).to_contain_text("离 2025 年目标还差")
        expect(department.locator("tbody tr").first).to_be_visible()
        picture(page, "coverage-department")
        with page.expect_download() as downloading:
            page.get_by_role("button", name="下载 CSV").click()
        file = tmp_path / "coverage.csv"
        downloading.value.save_as(file)
        table = list(csv.reader(file.read_text(encoding="utf-8-sig").splitlines()))
        assert (len(table), table[1][0]) == (28, lagging)

    def test_the_address_leads_another_to_the_same_department(self, as_role: AsRole) -> None:
        page = settled(as_role("public"), "/coverage?department=transport&year=2025")
        expect(page.locator("section.department").get_by_role("heading")).to_have_text("市交通局")
        expect(page.locator("section.department tbody tr").first).to_be_visible()


class TestCatalogue:
    def test_a_departments_items_say_whom_they_grade_and_where_it_comes_from(
        self, page: Page, picture: Picture
    ) -> None:
        settled(page, "/departments?department=transport")
        open_one = page.locator("#departments details[open]")
        expect(open_one).to_contain_text("公路建设市场")
        expect(page.locator("#departments .unfolding > li")).to_have_count(27)
        picture(page, "departments")
        open_one.get_by_role("link", name="它的覆盖率").click()
        expect(page.locator("section.department").get_by_role("heading")).to_have_text("市交通局")

    def test_systems_stand_with_their_state(self, page: Page, picture: Picture) -> None:
        settled(page, "/systems")
        expect(page.locator("#systems tbody tr")).to_have_count(20)
        expect(page.locator("#systems .chip").filter(has_text="未接入").first).to_be_visible()
        picture(page, "systems")
        page.get_by_label("哪一种系统").select_option("PLATFORM")
        expect(page.get_by_role("heading", level=2)).to_have_text("方案正文里的平台")

    def test_the_public_sees_which_systems_there_are_and_not_how_they_stand(self, as_role: AsRole) -> None:
        page = settled(as_role("public"), "/systems")
        expect(page.locator("#systems tbody tr")).to_have_count(20)
        expect(page.get_by_role("columnheader", name="状态")).to_have_count(0)
