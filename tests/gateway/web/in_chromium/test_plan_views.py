"""The plan as the page shows it: the credit office reads the coverage, everybody finds departments, items and systems."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.gateway.exports.lists import sheets_of
from tests.gateway.web.in_chromium.conftest import AsRole, Picture
from tests.gateway.web.in_chromium.test_exporting import counted, saved, table_of
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
        table = table_of(saved(page, "#coverage", "CSV", tmp_path, "覆盖率"))
        (row,) = (row for row in table if row["部门"] == lagging)
        assert len(table) == 27 and round(float(row["业务覆盖率"]) * 100, 1) == shares[0]
        assert float(row["业务覆盖率"]) == int(row["业务覆盖率：分子"]) / int(row["业务覆盖率：分母"])
        years = [row["年度"] for row in table_of(saved(page, "#coverage", "CSV", tmp_path, "各年的目标"))]
        assert years == ["2023", "2025", "2027"]
        shown = department.locator("tbody th").count()
        items = table_of(saved(page, "section.department", "CSV", tmp_path, "监管事项"))
        assert len(items) == shown > 0
        header, *counts, _ = sheets_of(
            saved(page, "section.department", "XLSX", tmp_path, "各事项的等级").read_bytes()
        )["数据"]
        assert header == ["事项编号", "事项", "等级", "数量"] and {row[0] for row in counts} <= {
            row["事项编号"] for row in items
        }
        figures = sum(int(text) for text in department.locator("td.number").all_inner_texts())
        assert sum(row[3] for row in counts) == figures > 0

    def test_the_address_leads_another_to_the_same_department(self, as_role: AsRole) -> None:
        page = settled(as_role("public"), "/coverage?department=transport&year=2025")
        expect(page.locator("section.department").get_by_role("heading")).to_have_text("市交通局")
        expect(page.locator("section.department tbody tr").first).to_be_visible()


class TestCatalogue:
    def test_a_departments_items_say_whom_they_grade_and_where_it_comes_from(
        self, page: Page, picture: Picture, tmp_path: Path
    ) -> None:
        settled(page, "/departments?department=transport")
        open_one = page.locator("#departments details[open]")
        expect(open_one).to_contain_text("公路建设市场")
        expect(page.locator("#departments .unfolding > li")).to_have_count(27)
        picture(page, "departments")
        rows = table_of(saved(page, "#departments", "CSV", tmp_path))
        assert len({row["事项编号"] for row in rows}) == len(rows) == 61 and len({row["部门"] for row in rows}) == 27
        (roads,) = (row for row in rows if row["事项"] == "公路建设市场")
        assert roads["部门"] == "市交通局" and roads["开始"] and roads["等级标准"]
        open_one.get_by_role("link", name="它的覆盖率").click()
        expect(page.locator("section.department").get_by_role("heading")).to_have_text("市交通局")

    def test_systems_stand_with_their_state(self, page: Page, picture: Picture, tmp_path: Path) -> None:
        settled(page, "/systems")
        expect(page.locator("#systems tbody tr")).to_have_count(20)
        expect(page.locator("#systems .chip").filter(has_text="未接入").first).to_be_visible()
        picture(page, "systems")
        header, *rows, _ = sheets_of(saved(page, "#systems", "XLSX", tmp_path).read_bytes())["数据"]
        assert len(rows) == 20 and "未接入" in {row[header.index("状态")] for row in rows}
        page.get_by_label("哪一种系统").select_option("PLATFORM")
        expect(page.get_by_role("heading", level=2)).to_have_text("方案正文里的平台")

    def test_the_public_sees_which_systems_there_are_and_not_how_they_stand(
        self, as_role: AsRole, tmp_path: Path
    ) -> None:
        page = settled(as_role("public"), "/systems")
        expect(page.locator("#systems tbody tr")).to_have_count(20)
        expect(page.get_by_role("columnheader", name="状态")).to_have_count(0)
        rows = table_of(saved(page, "#systems", "CSV", tmp_path))
        assert len(rows) == 20 and "状态" not in rows[0] and all(row["支撑系统"] for row in rows)

    def test_supervision_lists_come_with_the_measures_of_each_grade(self, page: Page, tmp_path: Path) -> None:
        settled(page, "/lists?department=tax")
        count = counted(page, "#lists")
        *rows, last = map(json.loads, saved(page, "#lists", "JSON Lines", tmp_path).read_text().splitlines())
        assert last["end"]["complete"] is True
        by_item = {
            item: [row["等级"] for row in rows if row["事项编号"] == item] for item in {row["事项编号"] for row in rows}
        }
        assert len(by_item) == count > 0 and all(grades == list("ABCD") for grades in by_item.values())
        assert any(row["措施"] for row in rows)
