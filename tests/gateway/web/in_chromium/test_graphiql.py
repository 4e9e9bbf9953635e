"""The playground in a real browser: operations by persona, in both languages, with their cost and plan beside the answer."""

import re
from collections.abc import Iterator
from typing import Literal

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.gateway.subscribed import CODES, IMPORT
from tests.gateway.web.in_chromium.conftest import AXE, AsRole, Picture
from tests.served import Served

pytestmark = [pytest.mark.chromium, pytest.mark.slow, pytest.mark.timeout(900)]
PERSONAS = ["部门人员", "检查人员", "信用主管部门", "企业代表", "系统对接"]
ANSWERED = 30_000.0
"""Milliseconds: the first question of a start asks systems that were not asked before."""
TRIES, BETWEEN = 30, 1_000.0
"""How often a button is pressed, and milliseconds between."""
OF_GRAPHIQL = {
    # A tab has its own button to be closed by, and GraphiQL has no option to leave it out.
    ("nested-interactive", "graphiql-tab"),
    # Comments in the dark scheme: a colour of the theme that GraphiQL gives Monaco, whose class is a number that a build deals anew.
    ("color-contrast", "mtk8"),
}
"""What axe finds in widgets that are GraphiQL's own, and why no option, style or attribute of ours mends it."""
JOINED = 'query Joined { entity(uscc: "919950990000000353") { displayName taxCredit { grade } } }'


@pytest.fixture(scope="module")
def city(live_served: Served) -> Iterator[Served]:
    """With the systems joined, so that there are plans."""
    yield live_served


def operations(page: Page) -> Page:
    page.goto("/graphiql")
    page.get_by_role("button", name="现成的操作").click()
    expect(page.locator(".ready-made h2")).to_be_visible(timeout=ANSWERED)
    return page


def run(page: Page) -> None:
    """Run it, again and again until it is under way: GraphiQL does nothing before its editors have loaded what works for them."""
    expect(page.locator(".graphiql-response .monaco-editor").first).to_be_visible(timeout=ANSWERED)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.post_data or ""))
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(str(frame))))
    asked = page.locator(".graphiql-query-editor .view-line").first.inner_text().split()[1].strip("(){")
    button = page.get_by_role("button", name="Execute query")
    for _ in range(TRIES):
        if button.is_visible():  # It is named otherwise while something is under way.
            button.click()
        page.wait_for_timeout(BETWEEN)
        if any(asked in each for each in sent):
            return
    raise AssertionError(f"{asked} was not sent: {sent}")


def test_an_operation_of_ones_own_persona_opens_in_a_tab_and_runs(as_role: AsRole, picture: Picture) -> None:
    page = operations(as_role("officer", "--department", "transport"))
    assert page.locator(".ready-made h3").all_inner_texts() == PERSONAS
    page.get_by_role("button", name="比较各部门对一家企业的等级").click()
    expect(page.locator(".graphiql-query-editor")).to_contain_text("query CompareGrades", timeout=ANSWERED)
    expect(page.get_by_role("tab")).to_have_count(2)
    run(page)
    expect(page.locator(".graphiql-response")).to_contain_text("渝信示例置业有限公司", timeout=ANSWERED)
    expect(page.locator(".told")).to_contain_text("成本：估计")
    picture(page, "graphiql-officer")


def test_a_subscription_shows_what_a_mutation_causes(as_role: AsRole, city: Served, picture: Picture) -> None:
    page = operations(as_role("officer", "--department", "transport"))
    page.get_by_role("button", name="等级一有变化就收到").click()
    expect(page.locator(".graphiql-query-editor")).to_contain_text("subscription GradesAsTheyChange", timeout=ANSWERED)
    run(page)
    expect(page.get_by_role("button", name="Stop query")).to_be_visible()
    row = {"uscc": CODES[0], "name": "渝信测试订阅有限公司", "item": "1-7", "grade": "B", "evaluatedOn": "2026-01-05"}
    body = {"query": IMPORT, "variables": {"rows": [row], "key": "seen in GraphiQL"}}
    assert httpx.post(f"{city.url}/graphql", json=body, timeout=60).json()["data"]["importGrades"]["accepted"] == 1
    expect(page.locator(".graphiql-response")).to_contain_text("渝信测试订阅有限公司", timeout=ANSWERED)
    picture(page, "graphiql-subscription")
    page.get_by_role("button", name="Stop query").click()
    expect(page.get_by_role("button", name="Execute query")).to_be_visible()


def violations(page: Page, axe_source: str) -> set[tuple[str, str]]:
    """What axe finds: the rule, and the first class of the element."""
    page.evaluate(f"{axe_source}; undefined")
    return {(each["id"], first_class(node["html"])) for each in page.evaluate(AXE) for node in each["nodes"]}


def first_class(html: str) -> str:
    named = re.search(r'class="([\w-]+)', html)
    return named[1] if named else html


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_accessible_but_for_widgets_of_graphiql(
    page: Page, axe_source: str, picture: Picture, scheme: Literal["light", "dark"]
) -> None:
    page.emulate_media(color_scheme=scheme)
    operations(page)
    expect(page.locator(".graphiql-response .monaco-editor").first).to_be_visible(timeout=ANSWERED)
    expect(page.locator(".graphiql-query-editor .view-line").first).to_be_visible(timeout=ANSWERED)
    found = {"operations": violations(page, axe_source)}
    page.get_by_role("button", name="Show Documentation Explorer").click()
    expect(page.locator(".graphiql-doc-explorer-title")).to_be_visible(timeout=ANSWERED)
    found["docs"] = violations(page, axe_source)
    page.locator("a.graphiql-doc-explorer-type-name").first.click()
    expect(page.locator("a.graphiql-doc-explorer-field-name").first).to_be_visible()
    picture(page, f"graphiql-docs-{scheme}")
    found["docs of a type"] = violations(page, axe_source)
    page.get_by_role("button", name="Show History").click()
    found["history"] = violations(page, axe_source)
    for name in ("settings", "short keys"):
        page.get_by_role("button", name=f"Open {name} dialog").click()
        expect(page.get_by_role("dialog")).to_be_visible()
        found[name] = violations(page, axe_source)
        page.keyboard.press("Escape")
    assert set().union(*found.values()) <= OF_GRAPHIQL, found


def test_it_speaks_english_by_the_switch(page: Page) -> None:
    operations(page).locator(".ready-made header").get_by_role("button", name="English").click()
    expect(page.locator(".ready-made h2")).to_have_text("Ready-made operations")
    expect(page.get_by_role("button", name="Coverage against the targets, and by department.")).to_be_visible()
    expect(page.locator(".told")).to_contain_text("Cost and plan are shown here")
    page.reload()
    expect(page.locator(".told")).to_contain_text("Cost and plan")


def test_the_plan_stands_beside_the_answer(page: Page, picture: Picture) -> None:
    page.goto(f"/graphiql?query={JOINED}")
    expect(page.locator(".graphiql-query-editor")).to_contain_text("query Joined", timeout=ANSWERED)
    run(page)
    expect(page.locator(".graphiql-response")).to_contain_text("渝信示例路桥工程有限公司", timeout=ANSWERED)
    told = page.locator(".told")
    expect(told).to_contain_text("成本：估计")
    told.locator("summary").click()
    expect(told.locator("pre")).to_contain_text("tax-credit")
    picture(page, "graphiql-plan")
