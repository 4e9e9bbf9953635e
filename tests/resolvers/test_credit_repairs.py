"""Credit repairs through the API: who asks, decides and sees what, and what becomes of the fact."""

from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from msgspec.structs import replace

from graph_model.errors import StoreUnavailable
from graph_model.writing import Additions
from resolvers.asker import Asker, Role
from resolvers.context import Context
from tests.graph_model.small_city import add
from tests.resolvers.village import COMPANY, COMPANY_CODE, DOCTOR, FACT, SECRET, Api, broken

ON_ONE_STORE = pytest.mark.parametrize("store", ["embedded"], indirect=True)
SHOWN = """id factKey state party requestedAt endedAt documentNo statement version evidence { name number day }
  department { key } subject { key } fact { key retiredOn repairKey } acts { act by reason evidence { name } }"""
ANSWER = f"""__typename ... on CreditRepairResult {{ repeated repair {{ {SHOWN} }} }}
  ... on MutationError {{ code message }} ... on BadInputError {{ where }}"""
TOO_EARLY = {"requestCreditRepair": "... on RepairTooEarlyError { askableOn }"}
MUTATIONS = {
    name: f"mutation($input: {name[0].upper()}{name[1:]}Input!) {{ answer: {name}(input: $input) {{ {ANSWER} "
    f"{TOO_EARLY.get(name, '')} }} }}"
    for name in (
        "requestCreditRepair",
        "supplementCreditRepair",
        "decideCreditRepair",
        "revokeCreditRepair",
        "withdrawCreditRepair",
    )
}
LIST = f"query($filter: CreditRepairFilter) {{ creditRepairs(filter: $filter) {{ totalCount nodes {{ {SHOWN} }} }} }}"
ITSELF = Asker(Role.SUBJECT, "公司", subject=COMPANY.key)
COORDINATOR = Asker(Role.COORDINATOR, "信用办")
PAID = {"name": "工资发放凭证", "number": "凭〔2024〕1号", "day": "2024-03-01"}


class Desk:
    """Who asks and decides, by role; each under a key of its own. Ninety days have passed since the fact."""

    def __init__(self, api: Api) -> None:
        self.api = api
        self._keys = count(1)

    def officer(self, name: str = "甲", item: str = "1-14", district: str | None = None) -> Asker:
        found = self.api.catalogue.item(item)
        assert found is not None
        return Asker(Role.OFFICER, name, department=found.department_key, district=district)

    async def ask(self, asker: Asker, query: str, **variables: Any) -> Any:
        context = Context(self.api.store, self.api.catalogue, SECRET, asker, clock=lambda: self.api.now)
        return await self.api.schema.execute(query, variable_values=variables, context_value=context)

    async def do(self, asker: Asker, name: str, **given: Any) -> dict[str, Any]:
        given = {"idempotencyKey": f"key-{next(self._keys)}", **given}
        result = await self.ask(asker, MUTATIONS[name], input=given)
        assert result.data is not None, result.errors
        answer: dict[str, Any] = result.data["answer"]
        return answer

    async def request(self, asker: Asker = ITSELF, **given: Any) -> dict[str, Any]:
        asked = {"fact": FACT.key, "statement": "已足额支付工资", "evidence": [PAID], **given}
        return await self.do(asker, "requestCreditRepair", **asked)

    async def decide(
        self, asker: Asker, seen: dict[str, Any], decision: str = "ACCEPT", **given: Any
    ) -> dict[str, Any]:
        asked = {"repair": seen["id"], "version": seen["version"], "decision": decision, "reason": "已核实", **given}
        return await self.do(asker, "decideCreditRepair", **asked)

    async def listed(self, asker: Asker, **only: Any) -> list[dict[str, Any]]:
        result = await self.ask(asker, LIST, filter=only)
        assert result.data is not None, result.errors
        page = result.data["creditRepairs"]
        assert page["totalCount"] == len(page["nodes"])
        nodes: list[dict[str, Any]] = page["nodes"]
        return nodes


@pytest.fixture
def desk(api: Api) -> Desk:
    return Desk(api)


@pytest.mark.plan("C", "Mutation.requestCreditRepair", "Mutation.decideCreditRepair", "Query.creditRepairs")
async def test_a_subject_asks_for_a_repair_and_its_fact_counts_no_longer(desk: Desk) -> None:
    asked = (await desk.request())["repair"]
    assert {name: asked[name] for name in ("state", "party", "statement", "documentNo", "endedAt", "version")} == {
        "state": "REQUESTED",
        "party": "SUBJECT",
        "statement": "已足额支付工资",
        "documentNo": None,
        "endedAt": None,
        "version": "1-REQUESTED",
    }
    assert asked["department"] == {"key": "human-resources"} and asked["subject"] == {"key": COMPANY.key}
    assert asked["fact"] == {"key": FACT.key, "retiredOn": None, "repairKey": None} and asked["evidence"] == [PAID]
    done = await desk.decide(desk.officer(), asked)
    assert (done["__typename"], done["repeated"]) == ("CreditRepairResult", False)
    repair = done["repair"]
    assert (repair["state"], repair["version"]) == ("ACCEPTED", "2-ACCEPTED")
    assert repair["fact"] == {"key": FACT.key, "retiredOn": "2024-06-01", "repairKey": repair["id"]}
    assert [(one["act"], one["by"], one["reason"], len(one["evidence"])) for one in repair["acts"]] == [
        ("REQUEST", "公司", None, 1),
        ("ACCEPT", "甲", "已核实", 0),
    ]
    assert await desk.listed(COORDINATOR) == [repair]
    measures = """{ entity(uscc: "%s") { measures%s { withheld { reason measure { key } } } } }"""
    for when, reason in (("", "NO_DISHONESTY_FACT"), ('(asOf: "2024-05-31T04:00:00Z")', "DISPROPORTIONATE")):
        answer = (await desk.api.ask(measures % (COMPANY_CODE, when)))["entity"]["measures"]["withheld"]
        assert [one["reason"] for one in answer if one["measure"]["key"] == "d-industry-ban"] == [reason]


async def test_more_evidence_is_asked_for_and_given_and_what_is_rejected_changes_nothing(desk: Desk) -> None:
    asked = (await desk.request())["repair"]
    waiting = (await desk.decide(COORDINATOR, asked, "ASK_EVIDENCE"))["repair"]
    more = {"repair": waiting["id"], "version": waiting["version"], "evidence": [{**PAID, "name": "银行回单"}]}
    given = (await desk.do(ITSELF, "supplementCreditRepair", **more, note="补一份"))["repair"]
    assert (waiting["state"], given["state"]) == ("EVIDENCE_ASKED", "REQUESTED")
    assert [one["name"] for one in given["evidence"]] == ["工资发放凭证", "银行回单"]
    assert given["acts"][-1] == {
        "act": "SUPPLEMENT",
        "by": "公司",
        "reason": "补一份",
        "evidence": [{"name": "银行回单"}],
    }
    rejected = (await desk.decide(COORDINATOR, given, "REJECT"))["repair"]
    assert (rejected["state"], rejected["fact"]["retiredOn"]) == ("REJECTED", None)
    desk.api.now += timedelta(days=1)
    assert {"__typename": "RepairTooEarlyError", "askableOn": "2024-07-01"}.items() <= (await desk.request()).items()


async def test_it_is_too_early_and_the_day_is_told(desk: Desk) -> None:
    desk.api.now -= timedelta(days=120)
    answer = await desk.request(evidence=[{**PAID, "day": "2024-01-02"}])
    assert (answer["__typename"], answer["code"], answer["askableOn"]) == (
        "RepairTooEarlyError",
        "CONFLICT",
        "2024-02-29",
    )
    waits = (await desk.api.ask("{ repairWaits { severity days againDays ours } }"))["repairWaits"]
    assert [(one["severity"], one["days"], one["ours"]) for one in waits] == [
        ("MINOR", 0, True),
        ("ORDINARY", 90, True),
        ("SERIOUS", 365, True),
    ]


async def test_a_department_asks_on_its_behalf_and_another_person_decides(desk: Desk) -> None:
    asked = (await desk.request(desk.officer(), documentNo="渝人社函〔2024〕8号"))["repair"]
    assert (asked["party"], asked["documentNo"]) == ("DEPARTMENT", "渝人社函〔2024〕8号")
    assert (await desk.decide(desk.officer(), asked))["__typename"] == "ForbiddenError"
    withdrawn = {"repair": asked["id"], "version": asked["version"], "reason": "主体不申请了"}
    assert (await desk.do(ITSELF, "withdrawCreditRepair", **withdrawn))["__typename"] == "ForbiddenError"
    done = await desk.do(desk.officer("乙"), "withdrawCreditRepair", **withdrawn)
    assert done["repair"]["state"] == "WITHDRAWN"
    again = (await desk.request(COORDINATOR, documentNo="渝信用办〔2024〕1号"))["repair"]
    assert again["party"] == "CREDIT_OFFICE"
    assert (await desk.decide(desk.officer(), again))["repair"]["state"] == "ACCEPTED"


async def test_the_same_again_changes_nothing(desk: Desk) -> None:
    first = await desk.request(idempotencyKey="k")
    assert await desk.request(idempotencyKey="k") == {**first, "repeated": True}
    done = await desk.decide(desk.officer(), first["repair"], idempotencyKey="k")
    again = await desk.decide(desk.officer(), first["repair"], idempotencyKey="k")
    assert again == {**done, "repeated": True}
    stale = await desk.decide(desk.officer(), first["repair"], "REJECT")
    assert (stale["__typename"], stale["code"]) == ("ConflictError", "CONFLICT")


REFUSED: dict[str, tuple[tuple[Role, dict[str, Any]], dict[str, Any], str, str | None]] = {
    "another subject": ((Role.SUBJECT, {"subject": DOCTOR.key}), {}, "NotFoundError", None),
    "another department": ((Role.OFFICER, {"department": "tax"}), {"documentNo": "1号"}, "ForbiddenError", None),
    "an officer of another district": (
        (Role.OFFICER, {"department": "human-resources", "district": "渝中区"}),
        {"documentNo": "1号"},
        "NotFoundError",
        None,
    ),
    "an investigator": ((Role.INVESTIGATOR, {"case": "1号"}), {}, "ForbiddenError", None),
    "no document of who asks on its behalf": ((Role.COORDINATOR, {}), {}, "BadInputError", "input.documentNo"),
    "no such fact": ((Role.SUBJECT, {"subject": COMPANY.key}), {"fact": "fact-9"}, "NotFoundError", None),
    "no evidence": ((Role.SUBJECT, {"subject": COMPANY.key}), {"evidence": []}, "BadInputError", "input.evidence"),
    "nothing said": ((Role.SUBJECT, {"subject": COMPANY.key}), {"statement": ""}, "BadInputError", "input.statement"),
}


@ON_ONE_STORE
@pytest.mark.parametrize(("who", "given", "kind", "where"), REFUSED.values(), ids=REFUSED)
async def test_what_is_refused_is_not_written(
    desk: Desk, who: tuple[Role, dict[str, Any]], given: dict[str, Any], kind: str, where: str | None
) -> None:
    role, what = who
    answer = await desk.request(Asker(role, "某人", **what), **given)
    assert (answer["__typename"], answer.get("where")) == (kind, where), answer
    assert await desk.listed(COORDINATOR) == []


@ON_ONE_STORE
async def test_others_do_not_decide(desk: Desk) -> None:
    asked = (await desk.request())["repair"]
    for asker, kind in (
        (ITSELF, "ForbiddenError"),
        (Asker(Role.SUBJECT, "张", subject=DOCTOR.key), "NotFoundError"),
        (desk.officer(item="1-9"), "ForbiddenError"),
        (desk.officer(district="渝中区"), "NotFoundError"),
        (Asker(Role.INVESTIGATOR, "丙", case="1号"), "ForbiddenError"),
    ):
        assert (await desk.decide(asker, asked))["__typename"] == kind, asker
    assert (await desk.decide(desk.officer(), {**asked, "id": "repair:none"}))["__typename"] == "NotFoundError"
    assert (await desk.decide(desk.officer(), asked, reason=" "))["where"] == "input.reason"
    assert await desk.listed(COORDINATOR) == [asked]


@ON_ONE_STORE
async def test_what_is_not_accepted_is_between_those_whom_it_concerns(desk: Desk) -> None:
    asked = (await desk.request())["repair"]
    one = f'{{ creditRepair(key: "{asked["id"]}") {{ id }} node(id: "{asked["id"]}") {{ id }} }}'
    concerned = (COORDINATOR, ITSELF, desk.officer(), desk.officer(district="渝北区"))
    others = (
        desk.officer(item="1-9"),
        desk.officer(district="渝中区"),
        Asker(Role.INVESTIGATOR, "丙", case="1号"),
        Asker(Role.SUBJECT, "张", subject=DOCTOR.key),
    )
    for asker in concerned:
        assert await desk.listed(asker) == [asked], asker
        assert (await desk.ask(asker, one)).data == {"creditRepair": {"id": asked["id"]}, "node": {"id": asked["id"]}}
    for asker in others:
        assert await desk.listed(asker) == [], asker
        assert (await desk.ask(asker, one)).data == {"creditRepair": None, "node": None}
    refused = await desk.ask(Asker(Role.PUBLIC), LIST)
    assert {error.extensions["code"] for error in refused.errors} == {"FORBIDDEN"}
    await desk.decide(desk.officer(), asked)
    for asker, seen in ((others[0], 1), (others[1], 0), (others[2], 1), (others[3], 0)):
        assert len(await desk.listed(asker)) == seen, asker


@ON_ONE_STORE
async def test_the_list_is_filtered(desk: Desk) -> None:
    asked = (await desk.request())["repair"]
    for only, found in (
        ({"state": ["REQUESTED"], "subject": COMPANY.key, "department": "市人力社保局", "fact": FACT.key}, [asked]),
        ({"state": ["ACCEPTED", "REJECTED"]}, []),
        ({"subject": DOCTOR.key}, []),
        ({"department": "transport"}, []),
        ({"fact": "fact-9"}, []),
    ):
        assert await desk.listed(COORDINATOR, **only) == found, only
    wrong = await desk.ask(COORDINATOR, LIST, filter={"department": "没有局"})
    assert [error.extensions["code"] for error in wrong.errors] == ["BAD_INPUT"]


@ON_ONE_STORE
async def test_it_stands_in_the_archive_for_whom_it_is(desk: Desk) -> None:
    asked = f"""{{ entity(uscc: "{COMPANY_CODE}") {{ archive(first: 50) {{ nodes {{ kind what repair {{ state }}
        fact {{ retiredOn }} }} }} }} }}"""

    async def entries(asker: Asker) -> list[dict[str, Any]]:
        nodes = (await desk.ask(asker, asked)).data["entity"]["archive"]["nodes"]
        return [one for one in nodes if one["repair"] is not None]

    repair = (await desk.request())["repair"]
    assert [one["kind"] for one in await entries(ITSELF)] == ["REPAIR_REQUESTED"]
    assert await entries(desk.officer(item="1-9")) == []
    desk.api.now += timedelta(hours=1)
    await desk.decide(desk.officer(), repair)
    assert (
        await entries(ITSELF)
        == await entries(desk.officer(item="1-9"))
        == [
            {
                "kind": "FACT_REPAIRED",
                "what": "同意修复,不再计入:一般失信行为:拖欠农民工工资(渝人社罚〔2023〕9号)",
                "repair": {"state": "ACCEPTED"},
                "fact": {"retiredOn": "2024-06-01"},
            },
            {
                "kind": "REPAIR_REQUESTED",
                "what": "申请修复一般失信行为:拖欠农民工工资(渝人社罚〔2023〕9号)",
                "repair": {"state": "ACCEPTED"},
                "fact": {"retiredOn": "2024-06-01"},
            },
        ]
    )


@ON_ONE_STORE
async def test_a_fact_of_no_item_is_the_credit_office_s(desk: Desk) -> None:
    given = {"subject": COMPANY.key, "conduct": "tax-evasion", "severity": "MINOR", "occurredOn": "2024-05-01"}
    recorded = await desk.ask(
        COORDINATOR,
        "mutation($input: RecordDishonestyFactInput!) { answer: recordDishonestyFact(input: $input) { "
        "... on RecordDishonestyFactResult { fact { key } } } }",
        input={**given, "documentNo": "9号", "idempotencyKey": "f"},
    )
    asked = (await desk.request(fact=recorded.data["answer"]["fact"]["key"]))["repair"]
    assert asked["department"] is None
    assert (await desk.decide(desk.officer(), asked))["__typename"] == "ForbiddenError"
    assert (await desk.decide(COORDINATOR, asked))["repair"]["state"] == "ACCEPTED"


async def test_what_was_accepted_wrongly_is_revoked_by_a_third_person_and_all_of_it_is_told(desk: Desk) -> None:
    accepted = (await desk.decide(desk.officer(), (await desk.request())["repair"]))["repair"]
    given = {"repair": accepted["id"], "version": accepted["version"], "reason": "凭证系伪造"}
    for who in (desk.officer(), desk.officer("丙", "1-9"), desk.officer("乙", district="别的区"), ITSELF):
        refused = await desk.do(who, "revokeCreditRepair", **given)
        assert refused["__typename"] in ("ForbiddenError", "NotFoundError")
    revoked = await desk.do(desk.officer("乙"), "revokeCreditRepair", **given)
    assert (revoked["repeated"], revoked["repair"]["state"]) == (False, "REVOKED")
    assert revoked["repair"]["fact"] == {"key": FACT.key, "retiredOn": None, "repairKey": None}
    assert [one["act"] for one in revoked["repair"]["acts"]] == ["REQUEST", "ACCEPT", "REVOKE"]
    assert (await desk.do(COORDINATOR, "revokeCreditRepair", **given))["__typename"] == "ConflictError"
    for who in (ITSELF, desk.officer("丙", "1-9"), COORDINATOR):
        assert [one["state"] for one in await desk.listed(who)] == ["REVOKED"]


@ON_ONE_STORE
async def test_a_graph_that_cannot_be_written_is_told(api: Api, desk: Desk) -> None:
    asked = (await desk.request())["repair"]
    api.store = broken(StoreUnavailable("gone"))
    assert (await desk.request())["__typename"] == "UnavailableError"
    assert (await desk.decide(COORDINATOR, asked))["__typename"] == "UnavailableError"


@ON_ONE_STORE
async def test_the_repairs_of_a_page_are_read_in_as_many_questions_as_one(desk: Desk) -> None:
    other = replace(FACT, key="fact-2", document_no="另一号")
    await add(desk.api.store, Additions(facts=[other]))
    for number, fact in enumerate((FACT, other), 1):
        await desk.request(fact=fact.key)
        page = (await desk.api.ask(LIST))["creditRepairs"]
        assert page["totalCount"] == number
        assert len(desk.api.questions) == 3  # the page with its count, the facts, the acts
