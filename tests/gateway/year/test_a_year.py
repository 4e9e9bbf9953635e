"""A year in a small city, played through the public API by the people whose work it is; and played again from its seed.

2027: departments grade, a model is published and evaluated, objects are drawn and inspected, a measure is withheld until a fact carries
it, taken, and counted, the subject objects to a grade and is answered, a discrepancy is raised, reviewed and corrected, credit is repaired
and one repair revoked, the plan for the year is published and its progress told; and the archive is read as of three days and at two states
of knowledge. On both stores the year is the same, to the letter.
"""

import asyncio
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest

from resolvers.asker import Asker, Role
from tests.conftest import SEED, emptied
from tests.gateway.year.playing import Played, officer, played, transcript
from tests.graph_model.sampling import second_verifier
from tests.graph_model.small_city import code
from tests.served import yuxin_here

START = datetime(2027, 1, 4, 1, tzinfo=UTC)
HIGHWAY, LABOUR = "1-9", "1-14"
OFFICE = Asker(Role.COORDINATOR, name="周主任")
TRANSPORT = officer("transport", "赵工")
WANG, LI = officer("human-resources", "王科"), officer("human-resources", "李科")
COMPANIES = 30
PLAN = f"""department: human-resources
year: 2027
title: 2027 年劳动保障信用分级分类监管工作清单
duties:
- key: grades
  what: 全部主体完成劳动保障信用评价
  kind: GRADES
  item: {LABOUR}
  target: {COMPANIES}
  dueOn: 2027-06-30
- key: inspections
  what: 双随机检查
  kind: INSPECTIONS
  item: {LABOUR}
  target: 1000
  dueOn: 2027-10-31
- key: training
  what: 培训执法人员
  kind: REPORTED
  target: 2
  dueOn: 2027-12-31
"""
BAN = "d-industry-ban"
EXAMPLE = (Path(__file__).parents[3] / "examples" / "evaluation-models" / "labour.yaml").read_text(encoding="utf-8")
MODEL = (
    re.sub("effectiveOn: .*", "effectiveOn: 2027-03-01", EXAMPLE)
    .replace('"2026-1"', '"2027-1"')
    .replace("objects:\n", "objects:\n  graded: false\n")
)


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The year on the embedded store."""
    return year(tmp_path_factory.mktemp("first"))


@pytest.mark.slow
@pytest.mark.plan("9", "Mutation.drawSample", "Mutation.recordInspection")
def test_a_year_is_the_same_from_the_same_seed(first: str, tmp_path: Path) -> None:
    assert year(tmp_path) == first


@pytest.mark.slow
@pytest.mark.neo4j
def test_a_year_is_the_same_on_neo4j(first: str, tmp_path: Path, neo4j_url: str) -> None:
    asyncio.run(nothing_in(neo4j_url))
    assert year(tmp_path, "--store", neo4j_url) == first


async def nothing_in(url: str) -> None:
    await (await emptied(url)).close()


def year(data: Path, *arguments: str) -> str:
    """Everything that was answered in a year."""
    with played(data, START, SEED, *arguments) as city:
        Year(city, Random(SEED), arguments).play()
        return transcript(city.told)


class Year:
    """The year's story, a chapter a method; each asserts what its people would see."""

    def __init__(self, city: Played, random: Random, store: Sequence[str]) -> None:
        self.city, self.random, self.store = city, random, store
        self.companies = [code(number * 131 + 7, "91500112") for number in range(COMPANIES)]
        self.one = f"uscc:{self.companies[0]}"
        """The company whose story it is."""
        self.itself = Asker(Role.SUBJECT, name="法定代表人", subject=self.one)

    def play(self) -> None:
        self.registers_are_reported()
        self.a_plan_for_the_year_is_published()
        self.graded()
        self.facts_are_found()
        self.a_model_is_published()
        self.evaluated()
        self.drawn()
        self.inspected()
        self.a_measure_is_withheld_and_later_taken()
        self.the_subject_objects_and_is_answered()
        self.the_departments_disagree_and_one_corrects_itself()
        self.credit_is_repaired()
        self.a_repair_is_revoked()
        self.reported()
        self.the_archive_is_read()

    # --- January: what departments know ---

    def registers_are_reported(self) -> None:
        """What the department inspects at all: three matters, two of them by grade, one connected to the 双随机 platform."""
        self.register("2027-01-04", "渝人社〔2027〕1号", {1})

    def register(self, day: str, document: str, connected: set[int]) -> None:
        head = "实施部门,事项编码,检查事项,对应监管事项,是否接入,文号,报送日期\n"
        lines = (
            f"市人力社保局,{number},检查事项{number},{items},{'是' if number in connected else '否'},{document},{day}\n"
            for number, items in ((1, LABOUR), (2, LABOUR), (3, ""))
        )
        file = self.city.data / "registers.csv"
        file.write_text(head + "".join(lines), encoding="utf-8")
        assert yuxin_here("import", str(file), "--kind", "registers", *self.store, data=self.city.data).code == 0

    def a_plan_for_the_year_is_published(self) -> None:
        selection = "{ plan { key revision state } }"
        proposed = self.city.do(
            WANG, f"proposeAnnualPlan {selection}", "AnnualPlanResult", content=PLAN, idempotencyKey="计划"
        )["plan"]
        step = {"plan": proposed["key"], "revision": proposed["revision"], "idempotencyKey": "发布计划"}
        assert self.city.refused(WANG, "publishAnnualPlan", **step) == "ForbiddenError"
        published = self.city.do(LI, f"publishAnnualPlan {selection}", "AnnualPlanResult", **step)["plan"]
        assert (proposed["state"], published["state"]) == ("PROPOSED", "PUBLISHED")
        self.plan = published["key"]

    def graded(self) -> None:
        rows = [
            {
                "uscc": each,
                "name": f"重庆第{number}建设有限公司",
                **self.highway("A" if number == 0 else self.random.choice("AABBBCD")),
            }
            for number, each in enumerate(self.companies)
        ]
        assert self.imported(rows, "一月") == {"accepted": COMPANIES, "unchanged": 0, "rejected": 0}
        assert self.imported(rows, "一月又一次") == {"accepted": 0, "unchanged": COMPANIES, "rejected": 0}

    def highway(self, grade: str) -> dict[str, str]:
        days = {"evaluatedOn": "2027-01-04", "validUntil": "2028-01-03"}
        return {"item": HIGHWAY, "grade": grade, **days, "documentNo": "渝交评〔2027〕1号"}

    def imported(self, rows: list[dict[str, str]], key: str) -> dict[str, Any]:
        done = self.city.do(
            TRANSPORT,
            "importGrades { accepted unchanged rejected }",
            "ImportGradesResult",
            rows=rows,
            idempotencyKey=key,
        )
        return {name: done[name] for name in ("accepted", "unchanged", "rejected")}

    def facts_are_found(self) -> None:
        self.ordinary = [
            self.found(WANG, "ORDINARY", f"2026-1{number - 1}-20", f"渝人社罚〔2026〕{number}号")
            for number in range(1, 4)
        ]

    def found(self, who: Asker, severity: str, day: str, document: str) -> str:
        """The key of a fact that is recorded."""
        fact = self.city.do(
            who,
            "recordDishonestyFact { fact { key conductName } }",
            "RecordDishonestyFactResult",
            subject=self.one,
            conduct="wage-arrears",
            severity=severity,
            occurredOn=day,
            documentNo=document,
            item=LABOUR,
            idempotencyKey=document,
        )["fact"]
        return str(fact["key"])

    # --- spring: a model, by which everybody is graded ---

    def a_model_is_published(self) -> None:
        self.city.on("2027-02-01")
        trial = self.city.ask(
            LI,
            "query ($content: String!) { evaluationDryRun(input: {content: $content}) { evaluated newDiscrepancies } }",
            content=MODEL,
        )["evaluationDryRun"]
        assert (
            trial == {"evaluated": COMPANIES, "newDiscrepancies": trial["newDiscrepancies"]}
            and trial["newDiscrepancies"] > 0
        )
        saved = self.step(WANG, "saveEvaluationModel", content=MODEL)
        proposed = self.step(WANG, "proposeEvaluationModel", model=saved["id"], revision=saved["revision"])
        publishing = {"model": saved["id"], "revision": proposed["revision"], "idempotencyKey": "批"}
        assert self.city.refused(WANG, "publishEvaluationModel", **publishing) == "ForbiddenError"
        published = self.step(LI, "publishEvaluationModel", **publishing)
        assert (published["state"], published["effectiveFrom"]) == ("PUBLISHED", "2027-03-01")
        self.model = saved["id"]

    def step(self, who: Asker, mutation: str, **given: Any) -> dict[str, Any]:
        selection = "{ model { id revision state effectiveFrom } }"
        done = self.city.do(
            who, f"{mutation} {selection}", "EvaluationModelResult", **{"idempotencyKey": mutation, **given}
        )
        return dict(done["model"])

    def evaluated(self) -> None:
        self.city.on("2027-03-01")
        run = self.city.do(
            LI,
            "runEvaluation { run { evaluated written done } }",
            "RunEvaluationResult",
            model=self.model,
            everybody=True,
        )["run"]
        assert run == {"evaluated": COMPANIES, "written": COMPANIES, "done": True}
        view = self.city.ask(
            WANG,
            """query ($key: ID!) { subjectsByKeys(keys: [$key]) { gradeView { highest lowest spread
              grades { grade itemKey score explanation { model { version } score { grade } } } discrepancies { levels } } } }""",
            key=self.one,
        )["subjectsByKeys"][0]["gradeView"]
        assert (view["highest"], view["lowest"], view["spread"], len(view["discrepancies"])) == ("A", "D", 3, 1)
        labour = next(one for one in view["grades"] if one["itemKey"] == LABOUR)
        assert labour["explanation"]["score"]["grade"] == "D" and labour["explanation"]["model"]["version"] == "2027-1"

    # --- April and May: drawn and inspected ---

    def drawn(self) -> None:
        self.city.on("2027-04-06")
        plan = {
            "items": [LABOUR],
            "inspectors": [{"key": f"渝人社执{number}号", "department": "human-resources"} for number in range(1, 7)],
            "rates": [
                {"item": LABOUR, "grade": grade, "ratio": ratio, "months": months}
                for grade, ratio, months in (("A", 0.1, 12), ("B", 0.2, 6), ("C", 0.5, 4), ("D", 1.0, 3))
            ],
        }
        committed = self.city.do(
            WANG, "commitSample { draw { id commitment } }", "SampleDrawResult", plan=plan, idempotencyKey="四月"
        )["draw"]
        draw = self.city.do(
            WANG,
            "drawSample { draw { taskCount file tasks(first: 100) { nodes { key method inspectors subject { key } } } } }",
            "SampleDrawResult",
            draw=committed["id"],
            publicRandomness="03 11 17 21 28 33",
        )["draw"]
        self.tasks = sorted(draw["tasks"]["nodes"], key=lambda task: str(task["key"]))
        assert len(self.tasks) == draw["taskCount"] >= 1 + 2
        assert self.one in {task["subject"]["key"] for task in self.tasks}
        file = self.city.data / "draw.json"
        file.write_text(draw["file"], encoding="utf-8")
        assert second_verifier.verified(file.read_bytes())
        assert (
            yuxin_here("verify-sample", str(file), "--commitment", committed["commitment"], data=self.city.data).code
            == 0
        )

    def inspected(self) -> None:
        self.city.on("2027-05-10")
        for number, task in enumerate(self.tasks):
            failed = task["subject"]["key"] == self.one or self.random.random() < 0.2
            recorded = self.inspection(
                WANG,
                "recordInspection",
                subject=task["subject"]["key"],
                item=LABOUR,
                manner="IN_WRITING" if task["method"] == "IN_WRITING" else "ON_SITE",
                inspectedOn="2027-05-10",
                inspectors=task["inspectors"],
                findings=[{"clause": "工资专用账户", "result": "FAILED" if failed else "PASSED"}],
                outcome="RECTIFICATION_ORDERED" if failed else "NO_PROBLEM",
                documentNo=f"渝人社检〔2027〕{number + 1}号",
                task=task["key"],
            )
            reviewing = {"inspection": recorded["id"], "version": recorded["version"], "decision": "APPROVE"}
            refused = {"idempotencyKey": "自己审核", **reviewing}
            assert self.city.refused(WANG, "reviewInspection", **refused) == "ForbiddenError"
            reviewed = self.inspection(LI, "reviewInspection", **reviewing)
            published = self.inspection(LI, "publishInspection", inspection=recorded["id"], version=reviewed["version"])
            assert published["state"] == "PUBLISHED"
        open_tasks = "{ sampleDraws { nodes { tasks(first: 100) { nodes { state } } } } }"
        (draw,) = self.city.ask(WANG, open_tasks)["sampleDraws"]["nodes"]
        assert {task["state"] for task in draw["tasks"]["nodes"]} == {"DONE"}
        plan = {"items": [LABOUR], "inspectors": []}
        left = self.city.ask(
            WANG, "query ($plan: SamplePlanInput!) { samplePlan(input: $plan) { leftOut { reason count } } }", plan=plan
        )
        assert {"reason": "RECENTLY_INSPECTED", "count": len(self.tasks)} in left["samplePlan"]["leftOut"]

    def inspection(self, who: Asker, mutation: str, **given: Any) -> dict[str, Any]:
        key = f"{mutation} {given.get('task') or given.get('inspection')}"
        done = self.city.do(
            who, mutation + " { inspection { id version state } }", "InspectionResult", idempotencyKey=key, **given
        )
        return dict(done["inspection"])

    # --- summer: a measure ---

    def ban(self) -> tuple[str, str]:
        """Whether a ban from the trade applies to the company for its labour grade, or why it does not."""
        found = self.city.ask(
            WANG,
            """query ($key: ID!, $item: ID!) { subjectsByKeys(keys: [$key]) { measures(scenarios: [MARKET_ACCESS], item: $item) {
              applied { measure { key } facts { documentNo } legalBasis { title } }
              withheld { measure { key } reason explanation } } } }""",
            key=self.one,
            item=LABOUR,
        )["subjectsByKeys"][0]["measures"]
        applied = [one for one in found["applied"] if one["measure"]["key"] == BAN]
        if applied:
            return "APPLIED", str(applied[0]["facts"][-1]["documentNo"])
        return "WITHHELD", next(str(one["reason"]) for one in found["withheld"] if one["measure"]["key"] == BAN)

    def a_measure_is_withheld_and_later_taken(self) -> None:
        self.city.on("2027-06-01")
        assert self.ban() == ("WITHHELD", "DISPROPORTIONATE")
        assert self.taken("WITHHELD", "2027-06-01", "渝人社函〔2027〕8号") == "CONSISTENT"
        self.serious = self.found(WANG, "SERIOUS", "2027-05-20", "渝人社罚〔2027〕4号")
        assert self.ban() == ("APPLIED", "渝人社罚〔2027〕4号")
        self.city.on("2027-06-15")
        assert self.taken("APPLIED", "2027-06-15", "渝人社禁〔2027〕1号") == "CONSISTENT"
        counts = self.city.ask(OFFICE, "{ measureConsistency(by: [SCENARIO]) { scenario consistency count } }")[
            "measureConsistency"
        ]
        assert counts == [{"scenario": "MARKET_ACCESS", "consistency": "CONSISTENT", "count": 2}]

    def taken(self, action: str, day: str, document: str) -> str:
        done = self.city.do(
            WANG,
            "recordMeasureTaken { measureTaken { consistency grade } }",
            "RecordMeasureTakenResult",
            subject=self.one,
            measure=BAN,
            action=action,
            takenOn=day,
            documentNo=document,
            item=LABOUR,
            idempotencyKey=document,
        )
        return str(done["measureTaken"]["consistency"])

    # --- July: the subject objects ---

    def waiting(self, who: Asker) -> dict[str, int]:
        """What of each kind waits for somebody's department."""
        counts = self.city.ask(who, "{ inboxCounts { kind count overdue } }")["inboxCounts"]
        return {one["kind"]: one["count"] for one in counts}

    def the_subject_objects_and_is_answered(self) -> None:
        self.city.on("2027-07-05")
        own = "{ me { subject { gradeView { grades { id itemKey grade } } } } }"
        grades = self.city.ask(self.itself, own)["me"]["subject"]["gradeView"]["grades"]
        labour = next(one for one in grades if one["itemKey"] == LABOUR)
        assert "OBJECTION" not in self.waiting(LI)
        raised = self.objection(self.itself, "raiseObjection", record=labour["id"], reason="欠薪已全部付清")
        assert (self.waiting(LI)["OBJECTION"], raised["dueOn"]) == (1, "2027-07-20")
        assert "OBJECTION" not in self.waiting(TRANSPORT)
        page = """{ inbox(kinds: [OBJECTION, DISCREPANCY], first: 100) { nodes { kind dueOn overdue objection { id reason version }
          discrepancy { levels } } } }"""
        nodes = self.city.ask(LI, page)["inbox"]["nodes"]
        assert {"kind": "DISCREPANCY", "overdue": True} in [
            {name: one[name] for name in ("kind", "overdue")} for one in nodes
        ]
        (found,) = (one["objection"] for one in nodes if one["kind"] == "OBJECTION")
        assert found == {"id": raised["id"], "reason": "欠薪已全部付清", "version": raised["version"]}
        answered = self.objection(
            LI,
            "answerObjection",
            objection=found["id"],
            version=found["version"],
            decision="REJECT",
            reason="处罚未满一年",
        )
        assert answered["state"] == "REJECTED" and "OBJECTION" not in self.waiting(LI)
        told = "{ changes(first: 10, kinds: [OBJECTION_RAISED, OBJECTION_ANSWERED]) { nodes { kind at objection { answer } } } }"
        kinds = [one["kind"] for one in self.city.ask(LI, told)["changes"]["nodes"]]
        assert kinds == ["OBJECTION_RAISED", "OBJECTION_ANSWERED"]
        assert self.city.ask(TRANSPORT, told)["changes"]["nodes"] == []

    def objection(self, who: Asker, mutation: str, **given: Any) -> dict[str, Any]:
        done = self.city.do(
            who,
            mutation + " { objection { id version state dueOn } }",
            "ObjectionResult",
            idempotencyKey=mutation,
            **given,
        )
        return dict(done["objection"])

    # --- autumn: a discrepancy ---

    def the_departments_disagree_and_one_corrects_itself(self) -> None:
        self.city.on("2027-09-01")
        question = """query ($key: ID!) { discrepancies(filter: {subject: $key}) { nodes { id version state levels overdue
          high { itemKey grade } low { itemKey grade } } } }"""
        (found,) = self.city.ask(TRANSPORT, question, key=self.one)["discrepancies"]["nodes"]
        assert (found["state"], found["levels"], found["high"]["itemKey"], found["overdue"]) == (
            "OPEN",
            3,
            HIGHWAY,
            True,
        )
        reviewed = self.city.do(
            TRANSPORT,
            "reviewDiscrepancy { discrepancy { state } review { decision reviewer } }",
            "ReviewDiscrepancyResult",
            discrepancy=found["id"],
            version=found["version"],
            decision="CORRECT",
            reviewer="赵工",
            reason="评价时未计入欠薪处罚",
            idempotencyKey="九月",
        )
        assert reviewed["discrepancy"]["state"] == "UNDER_REVIEW"
        (company,) = self.companies[:1]
        row = {"uscc": company, **self.highway("C"), "documentNo": "渝交更〔2027〕1号"}
        assert self.imported([row], "更正") == {"accepted": 1, "unchanged": 0, "rejected": 0}
        (closed,) = self.city.ask(TRANSPORT, question, key=self.one)["discrepancies"]["nodes"]
        assert closed["state"] == "CLOSED"

    def credit_is_repaired(self) -> None:
        self.city.on("2027-10-12")
        asking = {"statement": "已足额支付", "evidence": [{"name": "支付凭证", "number": "1", "day": "2027-09-30"}]}
        early = {"fact": self.serious, "idempotencyKey": "太早", **asking}
        assert self.city.refused(self.itself, "requestCreditRepair", **early) == "RepairTooEarlyError"
        for fact in self.ordinary:
            asked = self.repair(self.itself, "requestCreditRepair", fact=fact, **asking)
            assert self.waiting(LI)["CREDIT_REPAIR"] == 1
            decided = self.repair(
                LI,
                "decideCreditRepair",
                repair=asked["id"],
                version=asked["version"],
                decision="ACCEPT",
                reason="已核实",
            )
            assert (asked["state"], decided["state"]) == ("REQUESTED", "ACCEPTED")
        run = self.city.do(
            LI, "runEvaluation { run { scope evaluated written done } }", "RunEvaluationResult", model=self.model
        )["run"]
        assert run == {"scope": "CHANGED", "evaluated": 1, "written": 1, "done": True}
        labour = """query ($key: ID!) { subjectsByKeys(keys: [$key]) { gradeView(departments: ["human-resources"]) {
          grades { grade evaluatedOn } discrepancies { levels } } } }"""
        view = self.city.ask(LI, labour, key=self.one)["subjectsByKeys"][0]["gradeView"]
        assert view == {"grades": [{"grade": "C", "evaluatedOn": "2027-10-12"}], "discrepancies": []}

    def a_repair_is_revoked(self) -> None:
        """The voucher for the last of them was forged: it counts again, and the grade with it."""
        self.city.on("2027-11-16")
        found = "query ($fact: ID!) { creditRepairs(filter: {fact: $fact}) { nodes { id version state } } }"
        (accepted,) = self.city.ask(LI, found, fact=self.ordinary[-1])["creditRepairs"]["nodes"]
        given = {"repair": accepted["id"], "version": accepted["version"], "reason": "支付凭证系伪造"}
        assert self.city.refused(LI, "revokeCreditRepair", idempotencyKey="自己撤", **given) == "ForbiddenError"
        assert self.repair(WANG, "revokeCreditRepair", **given)["state"] == "REVOKED"
        run = self.city.do(
            LI, "runEvaluation { run { scope evaluated done } }", "RunEvaluationResult", model=self.model
        )["run"]
        assert run == {"scope": "CHANGED", "evaluated": 1, "done": True}

    def repair(self, who: Asker, mutation: str, **given: Any) -> dict[str, Any]:
        key = f"{mutation} {given.get('fact') or given.get('repair')}"
        done = self.city.do(
            who, mutation + " { repair { id version state } }", "CreditRepairResult", idempotencyKey=key, **given
        )
        return dict(done["repair"])

    # --- December: what the year was ---

    def reported(self) -> None:
        """In December another matter is connected; the months before are told as they were."""
        self.city.on("2027-12-20")
        self.register("2027-12-10", "渝人社〔2027〕9号", {1, 2})
        for day, connected in (("2027-06-30", 1), ("2027-12-09", 1), ("2027-12-10", 2)):
            coverage = self.city.ask(
                OFFICE,
                """query ($day: DateTime!) { coverage(asOf: $day) { fields targets { year metFields } departments {
                  department { key } businessCoverage { numerator denominator } digitalAccess { numerator denominator } } } }""",
                day=f"{day}T12:00:00+08:00",
            )["coverage"]
            assert coverage["fields"] == 61
            (labour,) = (one for one in coverage["departments"] if one["department"]["key"] == "human-resources")
            assert labour["businessCoverage"] == {"numerator": 2, "denominator": 3}
            assert labour["digitalAccess"] == {"numerator": connected, "denominator": 3}, day
        self.the_plan_has_come_so_far()

    def the_plan_has_come_so_far(self) -> None:
        report = {"plan": self.plan, "duty": "training", "count": 2, "note": "两期", "idempotencyKey": "培训"}
        self.city.do(WANG, "reportDutyProgress { plan { key } }", "AnnualPlanResult", **report)
        progress = """{ annualPlans(filter: {year: 2027, state: [PUBLISHED]}) { nodes { key
          duties { key done target met overdue report { note by } } } } }"""
        (plan,) = self.city.ask(OFFICE, progress)["annualPlans"]["nodes"]
        grades, inspections, training = plan["duties"]
        assert plan["key"] == self.plan and (grades["done"], grades["met"]) == (COMPANIES + 2, True)
        assert (inspections["done"], inspections["overdue"]) == (len(self.tasks), True)
        assert (training["done"], training["report"]) == (2, {"note": "两期", "by": "王科"})

    def the_archive_is_read(self) -> None:
        kinds = {
            (day, known): [
                entry["kind"]
                for entry in self.city.ask(
                    self.itself,
                    """query ($day: DateTime!, $known: DateTime) { me { subject { archive(first: 100, asOf: $day, knownAt: $known) {
                      nodes { kind day what } } } } }""",
                    day=f"{day}T12:00:00+08:00",
                    known=known and f"{known}T12:00:00+08:00",
                )["me"]["subject"]["archive"]["nodes"]
            ]
            for day in ("2027-01-31", "2027-06-30", "2027-12-20")
            for known in (None, "2027-03-31")
        }
        assert kinds["2027-01-31", None].count("FACT") == 3
        assert (
            kinds["2027-06-30", None].count("INSPECTION") == 1 and kinds["2027-06-30", None].count("MEASURE_TAKEN") == 2
        )
        assert (
            "INSPECTION" not in kinds["2027-06-30", "2027-03-31"] and "EVALUATION" in kinds["2027-06-30", "2027-03-31"]
        )
        assert [one for one in kinds["2027-12-20", None] if "REPAIR" in one] == [
            "REPAIR_REVOKED",
            *["FACT_REPAIRED", "REPAIR_REQUESTED"] * 3,
        ]
        assert [one for one in kinds["2027-12-20", None] if "OBJECTION" in one] == [
            "OBJECTION_ANSWERED",
            "OBJECTION_RAISED",
        ]
        assert "CORRECTION" in kinds["2027-12-20", None] and "CORRECTION" not in kinds["2027-12-20", "2027-03-31"]
