"""An investigator finds how two enterprises hang together and leaves with picture and table; the canvas is no wall for a keyboard."""

import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.gateway.exports.lists import sheets_of
from tests.gateway.web.in_chromium.conftest import AsRole, Axe, Picture
from tests.gateway.web.in_chromium.test_exporting import saved as exported
from tests.gateway.web.in_chromium.test_exporting import table_of
from tests.gateway.web.in_chromium.test_views import settled
from tests.served import Served

pytestmark = [pytest.mark.chromium, pytest.mark.slow, pytest.mark.timeout(900)]

BRIDGES, MACHINES = "渝信示例路桥工程有限公司", "渝信示例机械制造有限公司"
BRIDGES_KEY, MACHINES_KEY = "uscc:919950990000000353", "uscc:91995099000000107U"
HAS_HIDDEN = """{ entities(first: 100, filter: {kinds: [ENTERPRISE]}) { nodes { key } } }"""
AROUND = "query ($of: ID!) { neighbourhood(of: $of) { nodes { hidden subject { key displayName } } } }"


def asked(city: Served, query: str, **variables: Any) -> dict[str, Any]:
    data: dict[str, Any] = httpx.post(f"{city.url}/graphql", json={"query": query, "variables": variables}).json()[
        "data"
    ]
    return data


@pytest.fixture(scope="module")
def hub(city: Served) -> tuple[str, str]:
    """A subject whose neighbour has further relations, and that neighbour's name."""
    for subject in asked(city, HAS_HIDDEN)["entities"]["nodes"]:
        nodes = asked(city, AROUND, of=subject["key"])["neighbourhood"]["nodes"]
        for node in nodes[1:]:
            if node["hidden"]:
                return subject["key"], node["subject"]["displayName"]
    raise AssertionError("nobody in this city has a neighbour with further relations")


def saved(page: Page, button: str, file: Path) -> Path:
    with page.expect_download() as downloading:
        page.get_by_role("button", name=button).click()
    downloading.value.save_as(file)
    return file


def coloured(page: Page) -> bool:
    """Whether anything is drawn on the canvas."""
    return bool(
        page.evaluate(
            """[...document.querySelectorAll('.canvas canvas')].some(each =>
                 each.getContext('2d').getImageData(0, 0, each.width, each.height).data.some(value => value > 0))"""
        )
    )


def test_an_investigator_finds_how_two_enterprises_are_connected_and_takes_picture_and_table(
    as_role: AsRole, picture: Picture, axe: Axe, tmp_path: Path
) -> None:
    page = settled(as_role("investigator", case="渝检〔2026〕7号"), "/graph")
    page.get_by_label("从谁").fill(MACHINES)
    page.get_by_label("到谁").fill(BRIDGES_KEY)
    page.get_by_role("button", name="画图").click()
    paths = page.locator(".paths li")
    expect(paths.first).to_contain_text("持股 30 %")
    expect(paths.first).to_contain_text(BRIDGES)
    expect(page.locator(".canvas canvas").first).to_be_visible()
    axe(page)
    picture(page, "graph-path")
    (first, *_) = table_of(exported(page, "#graph", "CSV", tmp_path, "路径"))
    assert (first["路径"], first["路径的步数"], first["关系"], first["份额"]) == (
        f"{MACHINES}；{BRIDGES}",
        "1",
        "持股",
        "0.3",
    )
    assert (first["一方"], first["一方代码"], first["另一方"], first["另一方代码"]) == (
        MACHINES,
        MACHINES_KEY,
        BRIDGES,
        BRIDGES_KEY,
    )
    expect(page.get_by_role("group", name="导出全部：展开的关系")).to_have_count(0)
    drawing = ElementTree.parse(saved(page, "下载 SVG", tmp_path / "graph.svg")).getroot()
    assert f"D·{BRIDGES}" in "".join(drawing.itertext())
    assert "渝信 · " in "".join(drawing.itertext())
    assert saved(page, "下载 PNG", tmp_path / "graph.png").read_bytes().startswith(b"\x89PNG")
    graph = ElementTree.parse(saved(page, "下载 GraphML", tmp_path / "graph.graphml")).getroot()
    nodes = {node.get("id") for node in graph.iter("{http://graphml.graphdrawing.org/xmlns}node")}
    assert {BRIDGES_KEY, MACHINES_KEY} <= nodes


def test_the_address_draws_the_same_for_another(page: Page) -> None:
    settled(page, f"/graph?from={MACHINES_KEY}&to={BRIDGES_KEY}")
    expect(page.locator(".paths li").first).to_contain_text(BRIDGES)
    expect(page.get_by_label("从谁")).to_have_value(MACHINES_KEY[5:])


def test_the_address_gives_each_the_same_picture(page: Page, hub: tuple[str, str], tmp_path: Path) -> None:
    pictures = []
    for name in ("one", "other"):
        settled(page, f"/graph?of={hub[0]}")
        expect(page.locator(".canvas canvas").first).to_be_visible()
        drawing = saved(page, "下载 SVG", tmp_path / name).read_text(encoding="utf-8")
        pictures.append(re.sub(r"\d\d:\d\d:\d\d", "", drawing))  # the moment of knowledge stands in it
    assert pictures[0] == pictures[1]
    assert pictures[0].count("<text") > 2


def test_a_neighbour_is_expanded_and_collapsed_from_the_table(
    page: Page, hub: tuple[str, str], picture: Picture, tmp_path: Path
) -> None:
    key, neighbour = hub
    settled(page, f"/graph?of={key}")
    rows = page.locator(".nodes tbody tr")
    before = rows.count()
    row = rows.filter(has=page.get_by_role("link", name=neighbour, exact=True)).first
    assert int(row.locator(".number").inner_text()) > 0
    row.get_by_role("button", name="展开").press("Enter")
    expect(row.get_by_role("link", name="收起")).to_be_visible()
    expect(row.locator(".number")).to_have_text("0")
    assert rows.count() > before
    header, *nodes, _ = sheets_of(exported(page, "#graph", "XLSX", tmp_path, "画出的主体").read_bytes())["数据"]
    assert header == ["键", "名称", "种类", "最低等级"] and key in {node[0] for node in nodes}
    assert [node[1] for node in nodes] == rows.locator("th a").all_inner_texts()
    page.locator("summary", has_text="条关系").click()
    edges = table_of(exported(page, "#graph", "CSV", tmp_path, "展开的关系"))
    shown = page.locator("table:not(.nodes) tbody tr")
    told = {(edge.locator("th").inner_text(), edge.locator("td").last.inner_text()) for edge in shown.all()}
    assert len(edges) == shown.count() > 0 and {(edge["一方"], edge["另一方"]) for edge in edges} == told
    assert {edge["一方代码"] for edge in edges} <= {node[0] for node in nodes}
    row.get_by_role("button", name="固定").click()
    expect(row.get_by_role("button", name="松开")).to_have_attribute("aria-pressed", "true")
    picture(page, "graph-expanded")
    assert coloured(page)
    page.go_back()
    expect(rows).to_have_count(before)


def test_only_the_relations_that_are_ticked_are_drawn(page: Page) -> None:
    settled(page, f"/graph?of={BRIDGES_KEY}")
    expect(page.locator(".nodes tbody tr")).not_to_have_count(1)
    page.get_by_label("是其分支机构").check()
    expect(page.locator(".nodes tbody tr")).to_have_count(1)
    page.get_by_label("布局").select_option("circle")
    expect(page.locator("#graph [role=status]").first).to_contain_text("1 个主体，0 条关系")


def test_a_name_that_several_have_is_asked_for_in_full(page: Page) -> None:
    settled(page, "/graph").get_by_label("从谁").fill("渝信示例")
    page.get_by_role("button", name="画图").click()
    expect(page.get_by_role("alert")).to_contain_text("没有对应到唯一的主体")


def test_a_subjects_page_leads_to_its_relations(page: Page) -> None:
    settled(page, f"/subject/{BRIDGES_KEY}").get_by_role("link", name="画关系图").click()
    expect(page.locator(".canvas canvas").first).to_be_visible()
    expect(page.locator(".nodes tbody")).to_contain_text(MACHINES)
