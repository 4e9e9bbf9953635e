"""The playground in a real browser: operations by persona, in both languages, with their cost and plan beside the answer."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.gateway.web.in_chromium.conftest import AsRole, Picture
from tests.served import Served

pytestmark = [pytest.mark.chromium, pytest.mark.slow, pytest.mark.timeout(900)]
PERSONAS = ["部门人员", "检查人员", "信用主管部门", "企业代表", "系统对接"]
ANSWERED = 30_000.0
"""Milliseconds: the first question of a start asks systems that were not asked before."""
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
    """GraphiQL does nothing before its editors have loaded what works for them."""
    expect(page.locator(".graphiql-response .monaco-editor").first).to_be_visible(timeout=ANSWERED)
    page.wait_for_load_state("networkidle")
    page.get_by_role("button", name="Execute query").click()


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
