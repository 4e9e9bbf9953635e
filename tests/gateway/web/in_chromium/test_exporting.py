"""Taking a whole list away as a file, not only the page of it that is shown; the file says itself that it is whole."""

import csv
import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.gateway.exports.lists import sheets_of
from tests.gateway.web.in_chromium.conftest import AsRole, Axe, Picture
from tests.gateway.web.in_chromium.test_views import DISAGREEING, settled

pytestmark = [pytest.mark.chromium, pytest.mark.slow, pytest.mark.timeout(900)]
DISTRICT = "渝中区"


def saved(page: Page, section: str, format_: str, folder: Path) -> Path:
    """The file that a section's list becomes."""
    menu = page.locator(section).get_by_role("group", name="导出全部")
    with page.expect_download() as downloading:
        menu.get_by_role("button", name=format_, exact=True).click()
    file = folder / downloading.value.suggested_filename
    downloading.value.save_as(file)
    return file


def counted(page: Page, section: str) -> int:
    """How many rows the page says there are."""
    told = page.locator(f"{section} [role=status]:not(.visually-hidden)").first.inner_text()
    return int("".join(character for character in told if character.isdigit()))


def test_everything_that_was_found_comes_as_a_table(page: Page, picture: Picture, axe: Axe, tmp_path: Path) -> None:
    settled(page, "/search?kind=ENTERPRISE")
    count, shown = counted(page, "#found"), page.locator("#found .found > li").count()
    assert shown == 20 < count
    file = saved(page, "#found", "CSV", tmp_path)
    expect(page.locator("#found .exporting")).to_contain_text("，完整。")
    axe(page)
    picture(page, "export")
    assert file.name == "查找主体.csv"
    header, *rows, last = csv.reader(file.read_text(encoding="utf-8-sig").splitlines())
    assert header == ["键", "主体", "种类", "登记状态", "区县", "行业"]
    assert len({row[0] for row in rows}) == len(rows) == count and {row[2] for row in rows} == {"企业"}
    assert last[0].startswith(f"共 {count} 行，完整")


def test_the_queue_of_discrepancies_comes_as_a_workbook(as_role: AsRole, tmp_path: Path) -> None:
    page = settled(as_role("officer", "--department", "market-regulation"), "/discrepancies")
    page.get_by_label("已关闭").check()
    file = saved(page, "#queue", "XLSX", tmp_path)
    expect(page.locator("#queue .exporting")).to_contain_text("，完整。")
    book = sheets_of(file.read_bytes())
    header, *rows = book["数据"]
    assert header[:4] == ["键", "主体", "状态", "相差级数"] and len(rows) >= 2
    assert {row[2] for row in rows[:-1]} <= {"待复核", "复核中", "已关闭"} and all(row[3] >= 2 for row in rows[:-1])
    told = {row[0]: row[1] for row in book["说明"]}
    assert told["结果 / result"].startswith(f"共 {len(rows) - 1} 行，完整")
    assert "officer" in told["导出者 / exported by"] and "市市场监管局" in told["导出者 / exported by"]


def test_a_subjects_archive_comes_as_lines_for_a_program(page: Page, tmp_path: Path) -> None:
    settled(page, f"/subject/{DISAGREEING}")
    expect(page.locator("#archive ol")).to_be_visible()
    count = counted(page, "#archive")
    *rows, last = [
        json.loads(line) for line in saved(page, "#archive", "JSON Lines", tmp_path).read_text().splitlines()
    ]
    assert len(rows) == count > 0 and last["end"]["complete"] is True
    assert {row["种类"] for row in rows} >= {"EVALUATION"}


def test_in_english(page: Page, tmp_path: Path) -> None:
    settled(page, f"/search?district={DISTRICT}&lang=en")
    with page.expect_download() as downloading:
        page.locator("#found").get_by_role("group", name="Export all").get_by_role("button", name="CSV").click()
    assert downloading.value.suggested_filename.endswith(".csv")
    expect(page.locator("#found .exporting")).to_contain_text("rows, complete.")


def test_a_long_export_is_stopped(page: Page) -> None:
    """Nothing is saved, and another one may begin."""
    settled(page, "/search?kind=ENTERPRISE")
    page.route("**/export", lambda route: None)
    menu = page.locator("#found").get_by_role("group", name="导出全部")
    menu.get_by_role("button", name="CSV").click()
    expect(menu.get_by_role("button", name="XLSX")).to_be_disabled()
    menu.get_by_role("button", name="停止").click()
    expect(menu.get_by_role("button", name="XLSX")).to_be_enabled()
    expect(page.locator("#found .exporting [role=alert]")).to_have_count(0)


def test_a_file_that_is_cut_says_so_on_the_page_too(page: Page) -> None:
    settled(page, "/search?kind=ENTERPRISE")
    body = "\ufeff键\r\na\r\n共 1 行，不完整：最多 1 行 / 1 rows at most (export_rows) / 1 rows, NOT complete；名称 / name：x\r\n"
    page.route("**/export", lambda route: route.fulfill(body=body, content_type="text/csv; charset=utf-8"))
    with page.expect_download():
        page.locator("#found").get_by_role("button", name="CSV").click()
    expect(page.locator("#found .exporting [role=alert]")).to_contain_text("不完整")
    expect(page.locator("#found .exporting [role=alert]")).to_contain_text("最多 1 行")


def test_a_file_that_breaks_off_is_not_saved(page: Page) -> None:
    settled(page, "/search?kind=ENTERPRISE")
    page.route("**/export", lambda route: route.fulfill(body="键\r\na\r\n", content_type="text/csv; charset=utf-8"))
    page.locator("#found").get_by_role("button", name="CSV").click()
    expect(page.locator("#found .exporting [role=alert]")).to_contain_text("没有导出")
