"""What is evaluated, reviewed, withdrawn and taken back on the page: evaluation models, whom rows mean, inspections."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Locator, Page, Route, expect

from graph_model.model import city_day, utc_now
from tests.gateway.subscribed import IMPORT
from tests.gateway.web.in_chromium.conftest import AsRole, Axe, Picture
from tests.gateway.web.in_chromium.test_exporting import saved, table_of
from tests.gateway.web.in_chromium.test_views import settled
from tests.served import ROOT, Served, serving, yuxin_here

pytestmark = [pytest.mark.chromium, pytest.mark.slow, pytest.mark.timeout(900)]
SERIOUS = "uscc:919950990000000353"
MODEL = "model:1-14@2026-1"
RUN = "scope done evaluated written unchanged startedBy"
TAKEN_BACK = "decidedBy takenBackBy takenBackReason"
LABOUR = ("officer", "--department", "human-resources", "--name")


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A city of this module's own: these tests write."""
    with serving(tmp_path_factory.mktemp("taking-back") / "data", "--city", "300", "--systems", "none") as server:
        yield server


def token(city: Served, role: str, *stands_for: str) -> str:
    ran = yuxin_here("token", "--role", role, *stands_for, data=city.data)
    assert ran.code == 0, ran.err
    return ran.out.strip().splitlines()[-1]


def asked(city: Served, operation: str, bearer: str = "", **variables: Any) -> Any:
    """What the store holds, or what is done in it without the page: by the demo coordinator, or whose token it is."""
    headers = {"authorization": f"Bearer {bearer}"} if bearer else {}
    body = {"query": operation, "variables": variables}
    answer = httpx.post(f"{city.url}/graphql", json=body, headers=headers, timeout=60).json()
    assert "errors" not in answer, answer
    return answer["data"]


def did(city: Served, mutation: str, bearer: str = "", **given: Any) -> Any:
    """Do something by a mutation, which is given with the type of its input."""
    name, kind = mutation.split()
    told = "... on MutationError { message }"
    operation = f"mutation($input: {kind}!) {{ done: {name}(input: $input) {{ __typename {told} }} }}"
    done = asked(city, operation, bearer, input=given)["done"]
    assert "message" not in done, done
    return done


def published_model(city: Served) -> None:
    """A model that two persons have published, and a fact that came after everybody was evaluated by it."""
    content = (ROOT / "examples" / "evaluation-models" / "labour.yaml").read_text(encoding="utf-8")
    did(city, "saveEvaluationModel SaveEvaluationModelInput", content=content, idempotencyKey="save")
    step = "EvaluationModelStepInput"
    did(city, f"proposeEvaluationModel {step}", model=MODEL, revision=1, idempotencyKey="propose")
    second = token(city, *LABOUR, "丙")
    did(city, f"publishEvaluationModel {step}", second, model=MODEL, revision=2, idempotencyKey="publish")
    fact = {"subject": SERIOUS, "conduct": "wage-arrears", "severity": "ORDINARY", "documentNo": "渝人社监〔2026〕9号"}
    day = (city_day(utc_now()) - timedelta(days=30)).isoformat()
    did(city, "recordDishonestyFact RecordDishonestyFactInput", **fact, occurredOn=day, idempotencyKey="fact")


class InParts:
    """Lets an evaluation take two calls in a city that needs one: the first is answered as of a larger city, the second is held."""

    def __init__(self, page: Page) -> None:
        self._calls = 0
        self.held: list[Route] = []
        page.route("**/graphql", self._call)

    def _call(self, route: Route) -> None:
        body = json.loads(route.request.post_data or "{}")
        if "runEvaluation" not in body.get("query", ""):
            route.continue_()
            return
        self._calls += 1
        if self._calls == 2:
            self.held.append(route)
            return
        part = {"key": "run:1", "scope": "CHANGED", "day": "2026-11-28", "done": False}
        run = {**part, "evaluated": 5000, "written": 12, "unchanged": 4988}
        route.fulfill(json={"data": {"runEvaluation": {"__typename": "RunEvaluationResult", "run": run}}})


def test_a_department_evaluates_by_its_model_and_withdraws_it(
    as_role: AsRole, city: Served, axe: Axe, picture: Picture
) -> None:
    published_model(city)
    page, late = as_role(*LABOUR, "甲"), settled(as_role(*LABOUR, "乙"), "/models?lang=en")
    calls = InParts(page)
    model = settled(page, "/models").locator("#models .entries > li").filter(has_text="企业劳动保障信用评价")
    model.locator("summary", has_text="按模型评价").press("Enter")
    model.get_by_label("全部重新评价").check()
    model.get_by_role("button", name="按模型评价").press("Enter")
    expect(model.get_by_role("status").first).to_contain_text("已评价 5000 个主体：写入 12 条，4988 个没有变化。")
    expect(model.get_by_role("button", name="停下")).to_be_visible()
    axe(page)
    picture(page, "model-evaluating")
    calls.held[0].continue_()
    expect(model.get_by_role("status").first).to_contain_text("的评价办完了")
    expect(model.get_by_role("button", name="停下")).to_have_count(0)
    axe(page)
    runs = asked(city, f'{{ evaluationModel(key: "{MODEL}") {{ runs {{ {RUN} }} }} }}')["evaluationModel"]["runs"]
    assert [run["startedBy"] for run in runs] == ["丙", "甲"]
    newest = runs[-1]
    assert newest["done"] and newest["written"] == 1 and newest["evaluated"] == newest["unchanged"] + 1
    told = f"已评价 {newest['evaluated']} 个主体：写入 1 条，{newest['unchanged']} 个没有变化。"
    expect(model.get_by_role("status").first).to_contain_text(told)

    another = settled(as_role("officer", "--department", "tax"), "/models").locator("#models .entries > li")
    expect(another).to_contain_text("正在施行")
    expect(another.locator("details.act")).to_have_count(0)
    model.locator("summary", has_text="撤销模型").press("Enter")
    reason = model.get_by_label("为什么撤销")
    reason.fill("  ")
    model.get_by_role("button", name="撤销模型").click()
    expect(reason).to_be_focused()
    expect(model.locator(".wrong")).to_be_visible()
    axe(page)
    reason.fill("办法已经废止")
    model.get_by_role("button", name="撤销模型").press("Enter")
    expect(model).to_contain_text("已撤销")
    expect(model.locator("details.act")).to_have_count(0)
    picture(page, "model-withdrawn")
    stored = asked(city, f'{{ evaluationModel(key: "{MODEL}") {{ state steps {{ action by reason }} }} }}')
    assert stored["evaluationModel"]["state"] == "WITHDRAWN"
    assert stored["evaluationModel"]["steps"][-1] == {"action": "WITHDRAW", "by": "甲", "reason": "办法已经废止"}

    other = late.locator("#models .entries > li").filter(has_text="企业劳动保障信用评价")
    other.locator("summary", has_text="Withdraw the model").click()
    other.get_by_label("Why it is withdrawn").fill("也要撤销")
    axe(late)
    other.get_by_role("button", name="Withdraw the model").click()
    expect(other.get_by_role("alert")).to_contain_text("Somebody has acted since you opened this")
    other.get_by_role("button", name="Show the newest").click()
    expect(other).to_contain_text("Withdrawn")


def test_the_credit_office_takes_back_what_it_decided_about_whom_rows_mean(
    page: Page, city: Served, axe: Axe, picture: Picture, tmp_path: Path
) -> None:
    row = {"name": "渝信示例保健食品有限公司", "item": "1-7", "grade": "B", "evaluatedOn": "2026-01-05"}
    assert asked(city, IMPORT, rows=[row], key="whom it means")["importGrades"]["accepted"] == 0
    waiting = settled(page, "/administration").locator("#identity-reviews .entries > li")
    waiting.get_by_text("核定", exact=True).click()
    waiting.get_by_label("另一个主体").check()
    waiting.get_by_label("统一社会信用代码").fill("919950990000000278")
    waiting.get_by_label("由谁核定").fill("王某")
    waiting.get_by_label("核定的理由").fill("营业执照可证")
    waiting.get_by_role("button", name="提交").click()
    decided = page.locator("#decided-identities .entries > li")
    expect(decided).to_contain_text("王某：营业执照可证")
    assert "2026-01-05" in graded_on(city)
    (row,) = table_of(saved(page, "#decided-identities", "CSV", tmp_path))
    assert (row["写的名称"], row["核定为（键）"]) == ("渝信示例保健食品有限公司", "uscc:919950990000000278")
    assert (row["由谁核定"], row["核定的理由"]) == ("王某", "营业执照可证")

    decided.get_by_text("撤回核定", exact=True).first.press("Enter")
    reason = decided.get_by_label("撤回的理由")
    decided.get_by_label("由谁撤回").fill("李某")
    reason.fill("  ")
    decided.get_by_role("button", name="撤回核定").click()
    expect(reason).to_be_focused()
    expect(decided.locator(".wrong")).to_be_visible()
    axe(page)
    picture(page, "identity-taken-back")
    reason.fill("执照是另一家的")
    decided.get_by_role("button", name="撤回核定").press("Enter")
    expect(decided).to_have_count(0)
    expect(page.locator("#identity-reviews .entries > li")).to_contain_text("渝信示例保健食品有限公司")
    assert "2026-01-05" not in graded_on(city)
    [review] = asked(city, f"{{ identityReviews {{ nodes {{ state waiting decisions {{ {TAKEN_BACK} }} }} }} }}")[
        "identityReviews"
    ]["nodes"]
    assert (review["state"], review["waiting"]) == ("OPEN", 1)
    assert review["decisions"] == [{"decidedBy": "王某", "takenBackBy": "李某", "takenBackReason": "执照是另一家的"}]
    axe(settled(page, "/administration?lang=en"))


def graded_on(city: Served) -> list[str]:
    """The days of the evaluations that stand of the subject to which the rows are put down."""
    view = '{ entity(uscc: "919950990000000278") { gradeView { grades { evaluatedOn } } } }'
    return [grade["evaluatedOn"] for grade in asked(city, view)["entity"]["gradeView"]["grades"]]


def recorded(city: Served, number: str) -> str:
    """An inspection that the inspector 甲 has recorded, by its document; its id."""
    given = {
        "subject": SERIOUS,
        "item": "1-14",
        "manner": "ON_SITE",
        "inspectedOn": (city_day(utc_now()) - timedelta(days=1)).isoformat(),
        "inspectors": ["渝人社执7号"],
        "findings": [{"clause": "工资专用账户", "result": "PASSED"}],
        "outcome": "NO_PROBLEM",
        "documentNo": number,
        "idempotencyKey": number,
    }
    did(city, "recordInspection RecordInspectionInput", token(city, *LABOUR, "甲"), **given)
    query = "{ inspections(filter: {state: [DRAFT]}) { nodes { id documentNo } } }"
    [key] = [one["id"] for one in asked(city, query)["inspections"]["nodes"] if one["documentNo"] == number]
    return str(key)


def stored(city: Served, key: str) -> tuple[str, list[tuple[str, str, str | None]]]:
    """Its state, and what was done to it, by whom and why."""
    found = asked(city, f'{{ inspection(key: "{key}") {{ state acts {{ act by reason }} }} }}')["inspection"]
    return found["state"], [(act["act"], act["by"], act["reason"]) for act in found["acts"]]


def archived(city: Served) -> int:
    """How many inspections on labour the subject's archive tells."""
    nodes = "edges { node { inspection { item { key } } } }"
    query = f'{{ subjectsByKeys(keys: ["{SERIOUS}"]) {{ archive(kinds: [INSPECTION], first: 100) {{ {nodes} }} }} }}'
    [subject] = asked(city, query)["subjectsByKeys"]
    return sum(edge["node"]["inspection"]["item"]["key"] == "1-14" for edge in subject["archive"]["edges"])


def from_inbox(page: Page, kind: str, way: str) -> Locator:
    """Go from what waits of a kind in the inbox to the inspections that are listed then."""
    waiting = settled(page, f"/inbox?kind={kind}").locator("#inbox .entries > li")
    waiting.get_by_role("link", name=way).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("监督检查")
    return page.locator("#inspections .entries > li")


def test_a_second_person_reviews_publishes_and_withdraws_an_inspection(
    as_role: AsRole, city: Served, axe: Axe, picture: Picture
) -> None:
    before, key = archived(city), recorded(city, "渝人社检〔2026〕5号")
    late = settled(as_role(*LABOUR, "丙"), "/inspections?lang=en").locator("#inspections .entries > li")
    own = settled(as_role(*LABOUR, "甲"), "/inspections").locator("#inspections .entries > li")
    own.locator("summary", has_text="审核").click()
    own.get_by_role("button", name="审核").click()
    expect(own.get_by_role("alert")).to_contain_text("请另一人办理")

    page = as_role(*LABOUR, "乙")
    entry = from_inbox(page, "INSPECTION_REVIEW", "去审核")
    expect(entry).to_contain_text("工资专用账户")
    entry.locator("summary", has_text="审核").press("Enter")
    entry.get_by_label("退回", exact=True).check()
    reason = entry.get_by_label("理由")
    reason.fill("  ")
    entry.get_by_role("button", name="审核").click()
    expect(reason).to_be_focused()
    expect(entry.locator(".wrong")).to_be_visible()
    axe(page)
    picture(page, "inspection-reviewed")
    entry.get_by_label("通过").check()
    entry.get_by_role("button", name="审核").press("Enter")
    expect(entry).to_have_count(0)
    assert stored(city, key) == ("REVIEWED", [("RECORD", "甲", None), ("APPROVE", "乙", None)])

    late.locator("summary", has_text="Review").click()
    axe(late.page)
    late.get_by_role("button", name="Review").click()
    expect(late.get_by_role("alert")).to_contain_text("Somebody has acted since you opened this")
    late.get_by_role("button", name="Show the newest").click()
    expect(late).to_contain_text("To be published")

    entry = from_inbox(page, "INSPECTION_PUBLICATION", "去公示")
    entry.locator("summary", has_text="公示").press("Enter")
    axe(page)
    entry.get_by_role("button", name="公示").press("Enter")
    expect(entry).to_have_count(0)
    assert stored(city, key)[0] == "PUBLISHED"
    assert archived(city) == before + 1
    others = as_role("officer", "--department", "tax")
    settled(others, f"/inspections?subject={SERIOUS}&state=PUBLISHED")
    expect(others.locator("#inspections .entries")).to_contain_text("企业劳动保障")
    expect(others.locator("#inspections")).not_to_contain_text("工资专用账户")
    expect(others.locator("#inspections details.act")).to_have_count(0)

    entry = settled(page, f"/inspections?state=PUBLISHED&subject={SERIOUS}").locator("#inspections .entries > li")
    entry = entry.filter(has_text="渝人社检〔2026〕5号")
    entry.locator("summary", has_text="撤销检查").press("Enter")
    entry.get_by_label("为什么撤销").fill("记错了主体")
    axe(page)
    picture(page, "inspection-withdrawn")
    entry.get_by_role("button", name="撤销检查").press("Enter")
    expect(entry).to_have_count(0)
    state, acts = stored(city, key)
    assert (state, acts[-1]) == ("WITHDRAWN", ("WITHDRAW", "乙", "记错了主体"))
    assert archived(city) == before


def test_what_was_reviewed_is_sent_back_and_put_right_before_it_is_published(
    as_role: AsRole, city: Served, axe: Axe, picture: Picture
) -> None:
    key = recorded(city, "渝人社检〔2026〕6号")
    page = settled(as_role(*LABOUR, "乙"), "/inspections")
    entry = page.locator("#inspections .entries > li").filter(has_text="渝人社检〔2026〕6号")
    entry.locator("summary", has_text="审核").click()
    entry.get_by_role("button", name="审核").click()
    expect(entry).to_contain_text("已审核，待公示")
    entry.locator("summary", has_text="退回检查").click()
    entry.get_by_label("为什么退回").fill("文书没有附")
    entry.get_by_role("button", name="退回检查").click()
    expect(entry).to_have_count(0)
    state, acts = stored(city, key)
    assert (state, acts[-1]) == ("SENT_BACK", ("SEND_BACK", "乙", "文书没有附"))

    page = as_role(*LABOUR, "甲")
    entry = from_inbox(page, "INSPECTION_REVISION", "去修改")
    entry.locator("summary", has_text="修改检查").press("Enter")
    expect(entry).to_contain_text("退回的理由：文书没有附")
    for label, standing in (
        ("检查人员编号", "渝人社执7号"),
        ("检查内容", "工资专用账户"),
        ("检查文书的文号", "渝人社检〔2026〕6号"),
    ):
        expect(entry.get_by_label(label, exact=True)).to_have_value(standing)
    axe(page)
    picture(page, "inspection-revised")
    entry.get_by_label("结果", exact=True).select_option("不合格")
    entry.get_by_role("button", name="修改检查").click()
    expect(entry.get_by_role("alert")).to_contain_text("不合格")
    entry.get_by_label("结论", exact=True).select_option("责令改正")
    entry.get_by_label("说明（可以不写）").fill("文书附后")
    entry.get_by_role("button", name="修改检查").press("Enter")
    expect(entry).to_have_count(0)
    state, acts = stored(city, key)
    assert (state, acts[-1]) == ("DRAFT", ("REVISE", "甲", None))
    query = f'{{ inspection(key: "{key}") {{ outcome itemKey findings {{ clause result remark }} }} }}'
    found = {"clause": "工资专用账户", "result": "FAILED", "remark": "文书附后"}
    assert asked(city, query)["inspection"] == {
        "outcome": "RECTIFICATION_ORDERED",
        "itemKey": "1-14",
        "findings": [found],
    }
