"""An inspector's office draws a sample in front of others and shows the proof, which anybody verifies."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from playwright.sync_api import Page, expect

from tests.gateway.web.in_chromium.conftest import AsRole, Axe, Picture
from tests.gateway.web.in_chromium.test_exporting import saved as exported
from tests.gateway.web.in_chromium.test_exporting import table_of
from tests.gateway.web.in_chromium.test_views import settled
from tests.served import Served, serving, yuxin_here

pytestmark = [pytest.mark.chromium, pytest.mark.slow, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A city of this module's own: samples are drawn in it."""
    with serving(tmp_path_factory.mktemp("drawing") / "data", "--city", "300", "--systems", "none") as server:
        yield server


def committed(page: Page) -> Page:
    """Plan a draw on roads and commit to it."""
    settled(page, "/draws").get_by_label("公路建设市场").check()
    page.get_by_label("检查人员名录").fill("A1\nA2\nA3\n")
    page.get_by_role("button", name="预览").click()
    expect(page.locator(".draw tbody tr").first).to_be_visible()
    page.get_by_role("button", name="承诺这个计划").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("一次抽取")
    expect(page.locator("#draw")).to_contain_text("已承诺，未抽取")
    return page


def saved(page: Page, button: str, file: Path) -> Path:
    with page.expect_download() as downloading:
        page.get_by_role("button", name=button).click()
    downloading.value.save_as(file)
    return file


def test_an_inspectors_office_draws_a_sample_and_shows_the_proof(
    as_role: AsRole, picture: Picture, axe: Axe, tmp_path: Path
) -> None:
    page = committed(as_role("officer", "--department", "transport"))
    commitment = page.locator(".published code").first.inner_text()
    expect(page.locator("#tasks")).to_contain_text("还没有抽取")
    axe(page)
    page.get_by_label("公开随机数").fill("双色球 2026136：03 11 17 20 28 31 / 09")
    page.get_by_role("button", name="抽取", exact=True).click()
    expect(page.locator("#draw")).to_contain_text("已抽取")
    expect(page.locator("#tasks tbody tr").first).to_be_visible()
    expect(page.locator("#tasks tbody tr").first).to_contain_text("A")
    axe(page)
    picture(page, "drawn")
    for button, name in (("下载完整的文件", "whole.json"), ("下载公众的证明文件", "public.json")):
        file = saved(page, button, tmp_path / name)
        verified = yuxin_here("verify-sample", str(file), "--commitment", commitment)
        assert verified.code == 0, verified.out + verified.err
    from_inbox_to_task(page, axe, tmp_path / "whole.json")


def from_inbox_to_task(page: Page, axe: Axe, file: Path) -> None:
    """What waits of a draw leads to its own row there, where what is found is recorded."""
    draw, every = page.url, page.locator("#tasks tbody tr").count()
    settled(page, "/inbox?kind=TASK")
    axe(page)
    entry = page.locator("#inbox .entries > li").first
    whose = unquote(entry.locator("p.about a").first.get_attribute("href") or "").rsplit("/", 1)[-1]
    assert whose.startswith(("uscc:", "person:")) and f'"{whose}"' in file.read_text()
    entry.get_by_role("link", name="看抽取，记检查结果").press("Enter")
    rows = page.locator("#tasks tbody tr")
    expect(rows).to_have_count(1)
    expect(rows).to_be_focused()
    expect(rows).to_have_attribute("aria-current", "true")
    assert unquote(rows.get_by_role("link").get_attribute("href") or "").endswith(whose)
    axe(page)
    page.locator("#tasks").get_by_text("记入检查结果").first.click()
    name = rows.get_by_role("link").inner_text()
    assert all(name in one for one in page.get_by_label("办哪一项任务").locator("option").all_inner_texts())
    page.get_by_role("link", name="看这次抽取的全部任务").click()
    expect(page).to_have_url(draw)
    expect(rows).to_have_count(every)


def test_the_public_finds_the_draw_and_its_proof_and_not_who_was_drawn(as_role: AsRole, tmp_path: Path) -> None:
    office = committed(as_role("officer", "--department", "transport"))
    office.get_by_role("button", name="抽取", exact=True).click()
    expect(office.locator("#draw")).to_contain_text("已抽取")
    page = settled(as_role("public"), "/draws")
    expect(page.get_by_role("heading", name="新的抽取")).to_have_count(0)
    page.goto(office.url)
    expect(page.locator("#tasks").get_by_role("note")).to_contain_text("您现在的身份不能看")
    file = saved(page, "下载公众的证明文件", tmp_path / "public.json")
    assert yuxin_here("verify-sample", str(file)).code == 0
    expect(page.get_by_role("button", name="下载完整的文件")).to_have_count(0)


def test_what_was_committed_to_and_never_drawn_stays_for_everybody_to_see(page: Page, as_role: AsRole) -> None:
    committed(as_role("officer", "--department", "transport"))
    settled(page, "/draws")
    expect(page.locator("#draws .entries > li").first).to_contain_text("已承诺，未抽取")


def test_the_items_chosen_stand_in_the_address(page: Page, picture: Picture, axe: Axe, tmp_path: Path) -> None:
    settled(page, "/draws?department=transport&item=1-9")
    expect(page.get_by_label("公路建设市场")).to_be_checked()
    page.get_by_role("button", name="预览").click()
    expect(page.locator(".draw [role=status]")).to_contain_text("对象池")
    whole = page.locator(".draw [role=status]").inner_text()
    page.get_by_label("只抽这些区县的").fill("渝北区，江北区")
    expect(page.get_by_role("button", name="承诺这个计划")).to_have_count(0)
    page.get_by_role("button", name="预览").click()
    expect(page.locator(".draw [role=status]")).not_to_have_text(whole)
    axe(page)
    picture(page, "draw-plan")
    shown = page.locator(".draw tbody tr")
    strata = table_of(exported(page, ".draw", "CSV", tmp_path, "各层"))
    assert [(row["等级"], row["有"], row["抽"]) for row in strata] == [
        tuple(row.locator("td").all_inner_texts()[:3]) for row in shown.all()
    ]
    rates = table_of(exported(page, ".draw", "CSV", tmp_path, "抽取比例"))
    assert {row["等级"] for row in strata} <= {row["等级"] for row in rates}
