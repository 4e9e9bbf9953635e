"""recordInspection, reviewInspection, publishInspection, withdrawInspection, and how inspections are read."""

from datetime import timedelta
from itertools import count
from typing import Any

import pytest

from graph_model.draws.asked import Request
from graph_model.draws.carrying_out import carry_out
from graph_model.draws.committing import commit_to
from graph_model.draws.values import Signature
from graph_model.errors import StoreUnavailable
from resolvers.asker import Asker, Role
from resolvers.context import Context
from tests.graph_model.small_city import code
from tests.resolvers.village import COMPANY, COMPANY_CODE, DOCTOR, SECRET, Api, broken

ON_ONE_STORE = pytest.mark.parametrize("store", ["embedded"], indirect=True)
SHOWN = """id version state outcome manner inspectedOn publishedAt withdrawnAt item { key } department { key } subject { key }
  findings { clause result remark } inspectors documentNo taskKey acts { act by reason }"""
RESULT = f"""__typename ... on InspectionResult {{ repeated inspection {{ {SHOWN} }} }}
  ... on MutationError {{ code message }} ... on BadInputError {{ where }}"""
DOING = {
    "record": f"mutation($input: RecordInspectionInput!) {{ done: recordInspection(input: $input) {{ {RESULT} }} }}",
    "review": f"mutation($input: ReviewInspectionInput!) {{ done: reviewInspection(input: $input) {{ {RESULT} }} }}",
    "withdraw": f"mutation($input: WithdrawInspectionInput!) {{ done: withdrawInspection(input: $input) {{ {RESULT} }} }}",
    "publish": f"mutation($input: PublishInspectionInput!) {{ done: publishInspection(input: $input) {{ {RESULT} }} }}",
}
LIST = "query($filter: InspectionFilter) { inspections(filter: $filter) { totalCount nodes { id state subject { key } } } }"
ARCHIVE = f"""{{ entity(uscc: "{COMPANY_CODE}") {{ archive(first: 50) {{ nodes {{ kind day what inspection {{ {SHOWN} }} }} }} }} }}"""
FINDINGS = [
    {"clause": "工资专用账户", "result": "PASSED"},
    {"clause": "劳动合同", "result": "FAILED", "remark": "三人没有签订"},
]


class Desk:
    """Who inspects, by role and name; every act under a key of its own."""

    def __init__(self, api: Api) -> None:
        self.api = api
        self._keys = count(1)

    def officer(self, item: str = "1-14", name: str = "甲", district: str | None = None) -> Asker:
        found = self.api.catalogue.item(item)
        assert found is not None
        return Asker(Role.OFFICER, name, department=found.department_key, district=district)

    async def ask(self, asker: Asker, query: str, **variables: Any) -> dict[str, Any]:
        context = Context(self.api.store, self.api.catalogue, SECRET, asker, clock=lambda: self.api.now)
        result = await self.api.schema.execute(query, variable_values=variables, context_value=context)
        assert result.data is not None and not result.errors, result.errors
        return dict(result.data)

    async def do(self, what: str, asker: Asker, **given: Any) -> dict[str, Any]:
        given = {"idempotencyKey": f"key-{next(self._keys)}", **given}
        answer: dict[str, Any] = (await self.ask(asker, DOING[what], input=given))["done"]
        return answer

    async def record(self, asker: Asker | None = None, **changes: Any) -> dict[str, Any]:
        given = {
            "subject": COMPANY.key,
            "item": "1-14",
            "manner": "ON_SITE",
            "inspectedOn": "2024-05-20",
            "inspectors": ["执7号", "执8号"],
            "findings": FINDINGS,
            "outcome": "RECTIFICATION_ORDERED",
            "documentNo": "渝人社检〔2024〕5号",
            **changes,
        }
        return await self.do("record", asker or self.officer(), **given)

    async def published(self) -> dict[str, Any]:
        """An inspection through all of its states."""
        recorded = (await self.record())["inspection"]
        second = self.officer(name="乙")
        reviewed = await self.do("review", second, **seen(recorded), decision="APPROVE")
        done = await self.do("publish", second, **seen(reviewed["inspection"]))
        inspection: dict[str, Any] = done["inspection"]
        return inspection


def seen(inspection: dict[str, Any]) -> dict[str, Any]:
    return {"inspection": inspection["id"], "version": inspection["version"]}


@pytest.fixture
def desk(api: Api) -> Desk:
    return Desk(api)


async def test_an_inspection_is_recorded_sent_back_revised_reviewed_and_published(desk: Desk) -> None:
    first, second = desk.officer(), desk.officer(name="乙")
    recorded = await desk.record(idempotencyKey="k")
    assert (recorded["__typename"], recorded["repeated"]) == ("InspectionResult", False)
    inspection = recorded["inspection"]
    assert {name: inspection[name] for name in ("state", "outcome", "manner", "inspectedOn", "publishedAt")} == {
        "state": "DRAFT",
        "outcome": "RECTIFICATION_ORDERED",
        "manner": "ON_SITE",
        "inspectedOn": "2024-05-20",
        "publishedAt": None,
    }
    assert inspection["findings"][1] == {"clause": "劳动合同", "result": "FAILED", "remark": "三人没有签订"}
    assert (await desk.record(idempotencyKey="k")) == {**recorded, "repeated": True}
    back = await desk.do("review", second, **seen(inspection), decision="SEND_BACK", reason="核实人数")
    assert back["inspection"]["state"] == "SENT_BACK"
    findings = [{"clause": "劳动合同", "result": "PASSED"}]
    revised = await desk.record(first, **seen(back["inspection"]), findings=findings, outcome="NO_PROBLEM")
    assert (revised["inspection"]["state"], revised["inspection"]["outcome"]) == ("DRAFT", "NO_PROBLEM")
    reviewed = await desk.do("review", second, **seen(revised["inspection"]), decision="APPROVE")
    done = (await desk.do("publish", second, **seen(reviewed["inspection"])))["inspection"]
    assert done["state"] == "PUBLISHED" and done["publishedAt"] is not None
    assert [(one["act"], one["by"]) for one in done["acts"]] == [
        ("RECORD", "甲"),
        ("SEND_BACK", "乙"),
        ("REVISE", "甲"),
        ("APPROVE", "乙"),
        ("PUBLISH", "乙"),
    ]
    late = await desk.do("review", second, **seen(done), decision="SEND_BACK", reason="再看")
    assert (late["__typename"], late["code"]) == ("ConflictError", "CONFLICT")


async def test_it_stands_in_the_archive_when_it_is_published(api: Api, desk: Desk) -> None:
    async def entries() -> list[dict[str, Any]]:
        nodes = (await api.ask(ARCHIVE))["entity"]["archive"]["nodes"]
        return [one for one in nodes if one["kind"] == "INSPECTION"]

    await desk.record()
    assert await entries() == []
    published = await desk.published()
    [entry] = await entries()
    assert (entry["day"], entry["inspection"]) == ("2024-05-20", published)
    assert entry["what"] == "“企业劳动保障”现场检查:发现问题,责令改正(渝人社检〔2024〕5号)"


@pytest.mark.plan("9", "Mutation.recordInspection", "Query.inspections")
async def test_a_task_is_carried_out(api: Api, desk: Desk) -> None:
    office = Signature("信用办", "coordinator", api.now - timedelta(days=20))
    await commit_to(api.store, api.catalogue, Request(("1-14",)), "draw:1", office)
    await carry_out(api.store, "draw:1", None, office)
    asked = '{ sampleDraw(key: "draw:1") { tasks { nodes { key state doneOn items { itemKey inspected } } } } }'
    [task] = (await api.ask(asked))["sampleDraw"]["tasks"]["nodes"]
    assert (task["state"], task["doneOn"], task["items"]) == ("OPEN", None, [{"itemKey": "1-14", "inspected": False}])
    done = await desk.record(task=task["key"])
    assert done["inspection"]["taskKey"] == task["key"]
    [task] = (await api.ask(asked))["sampleDraw"]["tasks"]["nodes"]
    assert (task["state"], task["doneOn"], task["items"]) == (
        "DONE",
        "2024-06-01",
        [{"itemKey": "1-14", "inspected": True}],
    )
    again = await desk.record(task=task["key"])
    assert again["__typename"] == "ConflictError"


@ON_ONE_STORE
async def test_each_is_told_of_their_own_and_of_what_is_published(desk: Desk) -> None:
    published = await desk.published()
    draft = (await desk.record())["inspection"]
    both, one = {published["id"], draft["id"]}, {published["id"]}
    mine, others = desk.officer(), desk.officer("1-48")
    itself = Asker(Role.SUBJECT, subject=COMPANY.key)
    for asker, expected in (
        (Asker(Role.COORDINATOR), both),
        (mine, both),
        (desk.officer(district="渝北区"), both),
        (desk.officer(district="渝中区"), set()),
        (others, one),
        (Asker(Role.INVESTIGATOR, case="案"), one),
        (itself, one),
        (Asker(Role.SUBJECT, subject=DOCTOR.key), set()),
    ):
        found = (await desk.ask(asker, LIST))["inspections"]
        assert ({node["id"] for node in found["nodes"]}, found["totalCount"]) == (expected, len(expected)), asker
        for key in both:
            read = "query($key: ID!) { inspection(key: $key) { id } node(id: $key) { id } }"
            shown = {"id": key} if key in expected else None
            assert await desk.ask(asker, read, key=key) == {"inspection": shown, "node": shown}, asker
    assert await desk.ask(Asker(Role.PUBLIC), "query($key: ID!) { node(id: $key) { id } }", key=published["id"]) == {
        "node": None
    }


@ON_ONE_STORE
async def test_the_list_is_filtered(desk: Desk) -> None:
    published = await desk.published()
    draft = (await desk.record(inspectedOn="2024-05-25"))["inspection"]
    office = Asker(Role.COORDINATOR)
    for only, expected in (
        ({"state": ["PUBLISHED"]}, [published]),
        ({"outcome": ["REFERRED"]}, []),
        ({"item": "item:1-14", "department": "市人力社保局"}, [draft, published]),
        ({"subject": DOCTOR.key}, []),
        ({"since": "2024-05-21", "until": "2024-05-31"}, [draft]),
    ):
        found = (await desk.ask(office, LIST, filter=only))["inspections"]["nodes"]
        assert [one["id"] for one in found] == [one["id"] for one in expected], only


REFUSED: dict[str, tuple[tuple[str, str | None] | None, dict[str, Any], str, str | None]] = {
    "another department's item": (("1-9", None), {}, "ForbiddenError", None),
    "a subject of another district": (("1-14", "渝中区"), {}, "NotFoundError", None),
    "a subject that there is not": (None, {"subject": f"uscc:{code(77)}"}, "NotFoundError", None),
    "what is no key": (None, {"subject": "某公司"}, "BadInputError", "input.subject"),
    "the composite": (None, {"item": "composite"}, "BadInputError", "input.item"),
    "an unknown item": (None, {"item": "9-9"}, "BadInputError", "input.item"),
    "a task that there is not": (None, {"task": "draw:9/0000000"}, "NotFoundError", None),
    "a D in writing": (None, {"manner": "WRITTEN"}, "BadInputError", "input.manner"),
    "a day that has not come": (None, {"inspectedOn": "2030-01-01"}, "BadInputError", "input.inspectedOn"),
    "nobody inspected": (None, {"inspectors": []}, "BadInputError", "input.inspectors"),
    "an outcome that does not fit": (None, {"outcome": "NO_PROBLEM"}, "BadInputError", "input.outcome"),
    "no document": (None, {"documentNo": " "}, "BadInputError", "input.documentNo"),
    "no idempotency key": (None, {"idempotencyKey": ""}, "BadInputError", "input.idempotencyKey"),
    "one to be revised that there is not": (
        None,
        {"inspection": "inspection:none", "version": "1-DRAFT"},
        "NotFoundError",
        None,
    ),
}


@ON_ONE_STORE
@pytest.mark.parametrize(("who", "changes", "kind", "where"), REFUSED.values(), ids=REFUSED)
async def test_what_is_refused_is_not_written(
    desk: Desk, who: tuple[str, str | None] | None, changes: dict[str, Any], kind: str, where: str | None
) -> None:
    asker = Asker(Role.COORDINATOR, "信用办") if who is None else desk.officer(who[0], district=who[1])
    answer = await desk.record(asker, **changes)
    assert (answer["__typename"], answer.get("where")) == (kind, where), answer
    assert (await desk.ask(Asker(Role.COORDINATOR), LIST))["inspections"]["totalCount"] == 0


@ON_ONE_STORE
async def test_a_revision_keeps_its_subject_and_needs_the_version_that_was_seen(desk: Desk) -> None:
    recorded = (await desk.record())["inspection"]
    for changes, where in (
        ({"inspection": recorded["id"]}, "input.version"),
        ({**seen(recorded), "subject": DOCTOR.key}, "input.inspection"),
        ({**seen(recorded), "task": "draw:1/0000000"}, "input.inspection"),
    ):
        answer = await desk.record(**changes)
        assert (answer["__typename"], answer["where"]) == ("BadInputError", where)
    other = await desk.record(inspection=recorded["id"], version="7-DRAFT")
    assert other["__typename"] == "ConflictError"


@ON_ONE_STORE
async def test_who_recorded_it_and_other_departments_do_not_review_it(desk: Desk) -> None:
    recorded = (await desk.record())["inspection"]
    for asker, kind in (
        (desk.officer(), "ForbiddenError"),
        (desk.officer("1-48", name="丙"), "ForbiddenError"),
        (Asker(Role.INVESTIGATOR, "丁", case="案"), "ForbiddenError"),
        (desk.officer(name="乙", district="渝中区"), "NotFoundError"),
    ):
        answer = await desk.do("review", asker, **seen(recorded), decision="APPROVE")
        assert answer["__typename"] == kind, asker
    done = await desk.do("review", Asker(Role.COORDINATOR, "信用办"), **seen(recorded), decision="APPROVE")
    assert done["inspection"]["state"] == "REVIEWED"
    answer = await desk.do("publish", desk.officer(), **seen(done["inspection"]))
    assert answer["__typename"] == "ForbiddenError"


@ON_ONE_STORE
async def test_what_was_done_need_not_be_asked_for(desk: Desk) -> None:
    recorded = (await desk.record())["inspection"]
    bare = "mutation($input: ReviewInspectionInput!) { reviewInspection(input: $input) { __typename } }"
    given = {**seen(recorded), "decision": "APPROVE", "idempotencyKey": "k"}
    answer = await desk.ask(desk.officer(name="乙"), bare, input=given)
    assert answer == {"reviewInspection": {"__typename": "InspectionResult"}}


@ON_ONE_STORE
async def test_a_graph_that_cannot_be_written_is_told(api: Api, desk: Desk) -> None:
    api.store = broken(StoreUnavailable("gone"))
    assert (await desk.record())["__typename"] == "UnavailableError"


@pytest.mark.plan("9", "Mutation.withdrawInspection")
async def test_what_was_recorded_by_mistake_is_withdrawn_and_gone_for_the_others(desk: Desk) -> None:
    published = await desk.published()
    first, second = desk.officer(), desk.officer(name="乙")
    refused = await desk.do("withdraw", first, **seen(published), reason="记错了")
    assert refused["__typename"] == "ForbiddenError"
    desk.api.now += timedelta(days=1)
    done = await desk.do("withdraw", second, **seen(published), reason="记错了主体", idempotencyKey="w")
    assert (done["__typename"], done["repeated"]) == ("InspectionResult", False)
    inspection = done["inspection"]
    assert inspection["state"] == "WITHDRAWN" and inspection["withdrawnAt"] == "2024-06-02T04:00:00Z"
    assert inspection["acts"][-1] == {"act": "WITHDRAW", "by": "乙", "reason": "记错了主体"}
    again = await desk.do("withdraw", second, **seen(published), reason="记错了主体", idempotencyKey="w")
    assert again == {**done, "repeated": True}
    for asker, total in ((first, 1), (Asker(Role.COORDINATOR), 1), (desk.officer("1-9"), 0)):
        assert (await desk.ask(asker, LIST))["inspections"]["totalCount"] == total, asker
    itself = Asker(Role.SUBJECT, subject=COMPANY.key)
    archive = ARCHIVE.replace("first: 50", 'first: 50, knownAt: "%s"')
    entries = {
        known: [
            one["inspection"]["state"]
            for one in (await desk.ask(itself, archive % known))["entity"]["archive"]["nodes"]
            if one["kind"] == "INSPECTION"
        ]
        for known in ("2024-06-01T12:00:00Z", "2024-06-02T12:00:00Z")
    }
    assert entries == {"2024-06-01T12:00:00Z": ["PUBLISHED"], "2024-06-02T12:00:00Z": []}


@ON_ONE_STORE
async def test_others_do_not_withdraw_it(desk: Desk) -> None:
    published = await desk.published()
    for asker, kind in (
        (desk.officer("1-9", "丙"), "ForbiddenError"),
        (desk.officer(name="丙", district="渝中区"), "NotFoundError"),
        (Asker(Role.INVESTIGATOR, "丙", case="1号"), "ForbiddenError"),
    ):
        assert (await desk.do("withdraw", asker, **seen(published), reason="记错了"))["__typename"] == kind
    stale = {**seen(published), "version": "2-REVIEWED"}
    second = desk.officer(name="乙")
    assert (await desk.do("withdraw", second, **stale, reason="记错了"))["__typename"] == "ConflictError"
    assert (await desk.do("withdraw", second, **seen(published), reason=" "))["where"] == "input.reason"
