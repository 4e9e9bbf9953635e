"""Taking a whole list away as a file, not only the page of it that is shown; the file says itself that it is whole."""

import csv
import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.gateway.exports.lists import sheets_of
from tests.gateway.web.in_chromium.conftest import AsRole, Axe, Picture
from tests.gateway.web.in_chromium.test_views import DISAGREEING, SERIOUS, settled

pytestmark = [pytest.mark.chromium, pytest.mark.slow, pytest.mark.timeout(900)]
DISTRICT = "渝中区"
HOLDS = "uscc:91995099000000107U"
"""It holds shares of one that is graded D."""


def saved(page: Page, section: str, format_: str, folder: Path, menu_of: str = "") -> Path:
    """The file that a section's list becomes; `menu_of` is which, where it has several."""
    name = f"导出全部：{menu_of}" if menu_of else "导出全部"
    menu = page.locator(section).get_by_role("group", name=name, exact=True)
    with page.expect_download() as downloading:
        menu.get_by_role("button", name=format_, exact=True).click()
    file = folder / downloading.value.suggested_filename
    downloading.value.save_as(file)
    return file


def table_of(file: Path) -> list[dict[str, str]]:
    """The rows of a CSV file, without the last, which must say that it is whole."""
    *rows, last = csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines())
    assert next(iter(last.values())).startswith(f"共 {len(rows)} 行，完整")
    return rows


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


def test_what_is_told_of_a_subject_comes_as_tables(page: Page, axe: Axe, picture: Picture, tmp_path: Path) -> None:
    settled(page, f"/subject/{SERIOUS}")
    grades = table_of(saved(page, "#grades", "CSV", tmp_path))
    assert [row["事项"] for row in grades] == page.locator(
        "#grades tbody th[scope=row] > span:first-child"
    ).all_inner_texts()
    assert {row["部门"] for row in grades} == set(page.locator("#grades th[scope=rowgroup]").all_inner_texts())
    applied = table_of(saved(page, "#measures", "CSV", tmp_path, "适用"))
    withheld = table_of(saved(page, "#measures", "CSV", tmp_path, "暂不适用"))
    told = page.locator("#measures [role=status]:not(.visually-hidden)").first.inner_text()
    names = [len({row["措施"] for row in rows}) for rows in (applied, withheld)]
    assert told == f"适用 {names[0]} 项，暂不适用 {names[1]} 项" and all(row["方案原文"] for row in applied)
    assert any(row["失信事实"] for row in applied)
    facts = sheets_of(saved(page, "#facts", "XLSX", tmp_path).read_bytes())["数据"]
    assert len(facts) - 2 == page.locator("#facts .entries > li").count() > 0
    (holder, *_) = table_of(saved(page, "#ownership", "CSV", tmp_path))
    assert holder["主体"] == page.locator("#ownership .entries > li p > a").first.inner_text()
    expect(page.locator("#risks .exporting")).to_have_count(0)  # nobody is graded D around it
    axe(page)
    picture(page, "export-subject")
    settled(page, f"/subject/{HOLDS}")
    risks = table_of(saved(page, "#risks", "CSV", tmp_path))
    assert len(risks) == page.locator("#risks .entries > li").count() > 0
    assert all(row["怎样相关（依次经过）"].endswith(row["主体"]) for row in risks)
    settled(page, f"/subject/{DISAGREEING}")
    apart = table_of(saved(page, "#discrepancies", "CSV", tmp_path))
    assert len(apart) == page.locator("#discrepancies .discrepancies > li").count() > 0
    assert all(int(row["相差级数"]) >= 2 and row["较高：部门"] != row["较低：部门"] for row in apart)


def test_the_three_questions_come_as_tables(page: Page, tmp_path: Path) -> None:
    settled(page, f"/questions?subject={DISAGREEING}")
    for format_ in ("CSV", "XLSX", "JSON Lines"):
        assert saved(page, "main", format_, tmp_path, "适用").stat().st_size > 0
    disagreements = page.locator("section.question").nth(2)
    with page.expect_download() as downloading:
        disagreements.get_by_role("button", name="CSV").click()
    downloading.value.save_as(tmp_path / "differences.csv")
    rows = table_of(tmp_path / "differences.csv")
    told = disagreements.locator("[role=status]:not(.visually-hidden)").first.inner_text()
    assert told.startswith(f"共 {len(rows)} 处差异") and {row["状态"] for row in rows} <= {"待复核", "复核中"}


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
