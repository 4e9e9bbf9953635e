"""What no rule tells waits for a person, who decides whom it means: it comes in, is remembered, and can be taken back.

On the embedded store; that Neo4j decides the same is for `test_decisions_random`.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from graph_model.errors import BadInput, NotFound
from graph_model.grades import current_records, known
from graph_model.identity_reviews import (
    EVERY,
    LATEST_FIRST,
    IdentityFilter,
    IdentityReview,
    IdentityReviewState,
    identity_reviews,
    read_candidates,
    read_decisions,
    read_rows,
)
from graph_model.intake import Kind
from graph_model.intake.identification.decisions import AlreadyDecided, DecisionResult, IdentityDecisions, Signature
from graph_model.model import city_day
from graph_model.paging import page_request
from tests.graph_model.intake.city import City
from tests.graph_model.intake.files import ID_NUMBER, code, write_csv
from tests.graph_model.intake.identification.test_identifying import GRADES, NUMBER, SOLE, grade, registered

pytestmark = pytest.mark.parametrize("store", ["embedded"], indirect=True)
SIGNED = Signature("王某", "coordinator", "营业执照复印件可证")
FACTS = ("统一社会信用代码", "失信行为", "严重程度", "发生日期", "文号")
FACT = [NUMBER, "拖欠农民工工资", "严重", "2023/3/1", "渝人社罚〔2023〕1号"]


@dataclass
class Desk:
    """The city with the registration data, and somebody who decides. Every step is an hour after the one before."""

    city: City

    async def send(self, *rows: Sequence[Any], name: str = "grades.csv", header: Sequence[str] = GRADES) -> Any:
        """A file: the same rows under another name are another file."""
        self.tick()
        marked = [[*row, name] for row in rows]
        return await self.city.import_grades(*marked, header=(*header, "备注"), name=name)

    async def facts(self, *rows: Sequence[Any], name: str = "facts.csv") -> Any:
        self.tick()
        return await self.city.import_file(write_csv(self.city.folder / name, rows, FACTS), Kind.FACTS)

    async def decide(self, review: str, number: int | None, signature: Signature = SIGNED) -> DecisionResult:
        self.tick()
        return await self.decisions.decide(review, None if number is None else f"uscc:{code(number)}", signature)

    async def take_back(self, decision: str) -> DecisionResult:
        self.tick()
        return await self.decisions.take_back(decision, replace(SIGNED, reason="弄错了"))

    async def reviews(self, only: IdentityFilter = EVERY) -> list[IdentityReview]:
        return list((await identity_reviews(self.city.store, page_request(LATEST_FIRST), only=only)).rows)

    async def review(self) -> str:
        """The key of the only review that there is."""
        (found,) = await self.reviews()
        return found.key

    async def view(self, *numbers: int) -> dict[int, dict[str, str]]:
        """What is known now of enterprises: item and day → grade."""
        found = {}
        for number in numbers:
            records = [r for r in (await self.city.subject(number)).records if known(r, None)]
            found[number] = {f"{r.item_key} {r.evaluated_on}": r.grade.value for r in records}
        return found

    async def grades(self, number: int, known_at: datetime | None = None) -> list[str]:
        """The grades in the view of an enterprise."""
        records = (await self.city.subject(number)).records
        current = current_records(records, city_day(self.city.today), known_at)
        return [record.grade.value for record in current.values()]

    def tick(self) -> None:
        self.city.today += timedelta(hours=1)

    @property
    def decisions(self) -> IdentityDecisions:
        return IdentityDecisions(self.city.store, self.city.catalogue, lambda: self.city.today)


@pytest.fixture
async def desk(city: City) -> Desk:
    await registered(city)
    return Desk(city)


def on(row: list[str], day: str) -> list[str]:
    return [*row[:4], day, *row[5:]]


def graded(row: list[str], letter: str) -> list[str]:
    return [*row[:3], letter, *row[4:]]


async def test_another_department_is_another_review(desk: Desk) -> None:
    await desk.send(grade(NUMBER), [NUMBER, "", "1-48", "B", "2024-05-01", "", "", ""])
    assert len(await desk.reviews()) == 2


async def test_a_row_that_may_mean_nobody_who_is_known_is_only_rejected(desk: Desk) -> None:
    await desk.send(grade(name="无此公司"), grade("91500105MA00000010", "无此公司"))
    assert await desk.reviews() == [] and len(await desk.city.rejects()) == 2


async def test_a_row_that_its_department_corrects_is_nobodys_to_decide_any_more(desk: Desk) -> None:
    await desk.send(grade(NUMBER))
    (reject,) = await desk.city.rejects()
    header = ("拒绝编号", *GRADES)
    report = await desk.city.import_grades([reject.key, *grade(code(2))], header=header, name="corrected.csv")
    assert report.counts.accepted == 1
    assert await desk.reviews() == []


async def test_a_review_says_what_is_known(desk: Desk) -> None:
    await desk.send(grade(NUMBER, "丙公司", district="渝北区"), name="first.csv")
    first = desk.city.today
    await desk.send(grade(NUMBER, "丙公司", district="渝北区"), name="second.csv")
    (review,) = await desk.reviews()
    assert (review.name, review.district, review.written) == ("丙公司", "渝北区", None)
    assert review.state is IdentityReviewState.OPEN
    assert [code for _, code in review.codes] == [NUMBER]
    assert (review.first_seen_at, review.last_seen_at) == (first, desk.city.today)
    (candidates,) = await read_candidates(desk.city.store, [review.key])
    assert [(one.subject_key, one.rule.value, one.clue) for one in candidates] == [
        (f"uscc:{code(2)}", "REGISTRATION_NUMBER", NUMBER),
        (f"uscc:{code(3)}", "REGISTRATION_NUMBER", NUMBER),
    ]
    (rows,) = await read_rows(desk.city.store, [review.key])
    assert [(row.file, row.row, row.code, row.waits) for row in rows] == [
        ("first.csv", 2, "AMBIGUOUS_SUBJECT", True),
        ("second.csv", 2, "AMBIGUOUS_SUBJECT", True),
    ]


async def test_namesakes_are_candidates_by_name_alone(desk: Desk) -> None:
    await desk.send(grade(name="甲公司"))
    (candidates,) = await read_candidates(desk.city.store, [await desk.review()])
    assert [(one.subject_key, one.rule.value) for one in candidates] == [
        (f"uscc:{code(1)}", "NAME"),
        (f"uscc:{code(2)}", "NAME"),
    ]


@pytest.mark.parametrize("number", ["", ID_NUMBER[:-1]])
async def test_a_natural_person_is_in_no_review(desk: Desk, number: str) -> None:
    header = ("统一社会信用代码", "身份证件号码", "姓名", "监管事项", "信用等级", "评价日期")
    await desk.send(["", number, "张某某", "1-30", "B", "2024-05-01"], header=header)
    await desk.send([ID_NUMBER, "", "张某某", "1-30", "B", "2024-05-02"], header=header, name="2.csv")
    assert await desk.reviews() == []


async def test_a_decision_brings_the_rows_that_wait_and_those_that_come(desk: Desk) -> None:
    await desk.send(grade(NUMBER), name="before.csv")
    result = await desk.decide(await desk.review(), 2)
    assert (result.brought.accepted, result.brought.rejected, result.repeated) == (1, 0, False)
    assert await desk.city.rejects() == []
    report = await desk.send(on(grade(NUMBER), "2024-05-02"), name="after.csv")
    assert [warning.code.value for warning in report.warnings] == ["BY_DECISION"]
    assert await desk.view(2, 3) == {2: {"1-7 2024-05-01": "B", "1-7 2024-05-02": "B"}, 3: {}}
    again = await desk.send(grade(NUMBER), name="before.csv")
    assert (again.counts.accepted, again.counts.unchanged, again.counts.rejected) == (0, 1, 0)


async def test_taken_back_nothing_is_erased_and_the_rows_wait_again(desk: Desk) -> None:
    await desk.send(grade(NUMBER), name="before.csv")
    review = await desk.review()
    decision = (await desk.decide(review, 2)).decision
    await desk.send(on(grade(NUMBER), "2024-05-02"), name="after.csv")
    between = desk.city.today
    result = await desk.take_back(decision.key)
    assert (result.ended, result.waiting) == (2, 2)
    assert await desk.view(2) == {2: {}}
    assert await desk.grades(2, between) == ["B"], "it is what we knew then"
    assert [(r.file, r.code) for r in await desk.city.rejects()] == [
        ("before.csv", "AMBIGUOUS_SUBJECT"),
        ("after.csv", "AMBIGUOUS_SUBJECT"),
    ]
    ((only,),) = await read_decisions(desk.city.store, [review])
    assert (only.decided_by, only.reason) == ("王某", "营业执照复印件可证")
    assert (only.taken_back_by, only.taken_back_reason) == ("王某", "弄错了")
    await desk.decide(review, 3)
    assert await desk.view(2, 3) == {2: {}, 3: {"1-7 2024-05-01": "B", "1-7 2024-05-02": "B"}}
    ((first, second),) = await read_decisions(desk.city.store, [review])
    assert (first.subject_key, second.subject_key) == (f"uscc:{code(2)}", f"uscc:{code(3)}")


async def test_nobody_of_these_leaves_the_rows_out_for_good(desk: Desk) -> None:
    await desk.send(grade(NUMBER))
    review = await desk.review()
    result = await desk.decide(review, None)
    assert (result.waiting, result.decision.subject_key) == (1, None)
    await desk.send(grade(NUMBER), name="2.csv")
    (found,) = await desk.reviews()
    assert found.state is IdentityReviewState.DISMISSED
    assert await desk.reviews(IdentityFilter(states=(IdentityReviewState.OPEN,))) == []
    await desk.take_back(result.decision.key)
    assert (await desk.decide(review, 2)).brought.accepted == 1


async def test_the_same_decision_twice_is_one_and_another_is_refused(desk: Desk) -> None:
    await desk.send(grade(NUMBER))
    review = await desk.review()
    first = await desk.decide(review, 2)
    before = await desk.city.contents()
    again = await desk.decide(review, 2)
    assert again.repeated and again.decision == first.decision
    with pytest.raises(AlreadyDecided) as conflict:
        await desk.decide(review, 3)
    assert conflict.value.decision == first.decision
    assert await desk.city.contents() == before
    taken = await desk.take_back(first.decision.key)
    assert (await desk.take_back(first.decision.key)).decision == taken.decision


async def test_of_two_who_decide_at_once_one_wins(desk: Desk) -> None:
    await desk.send(grade(NUMBER))
    review = await desk.review()
    outcomes = await asyncio.gather(desk.decide(review, 2), desk.decide(review, 3), return_exceptions=True)
    assert sorted(type(one).__name__ for one in outcomes) == ["AlreadyDecided", "DecisionResult"]
    assert sorted(map(len, (await desk.view(2, 3)).values())) == [0, 1]


async def test_a_decision_says_who_whom_and_why(desk: Desk) -> None:
    await desk.send(grade(NUMBER))
    review = await desk.review()
    for signature in (replace(SIGNED, by=" "), replace(SIGNED, reason=""), replace(SIGNED, reason="长" * 1001)):
        with pytest.raises(BadInput):
            await desk.decide(review, 2, signature)
    with pytest.raises(NotFound):
        await desk.decide(review, 9)
    with pytest.raises(NotFound):
        await desk.decide("identity:0", 2)
    with pytest.raises(NotFound):
        await desk.take_back("decision-0-1")
    with pytest.raises(BadInput):
        await desk.decisions.decide(review, "person:" + "0" * 32, SIGNED)
    assert (await desk.reviews())[0].state is IdentityReviewState.OPEN


async def test_a_discrepancy_that_a_decision_raises_closes_when_it_goes(desk: Desk) -> None:
    await desk.send([code(2), "", "1-48", "A", "2024-05-01", "", "", ""], name="taxes.csv")
    await desk.send(graded(grade(NUMBER), "D"))
    decision = (await desk.decide(await desk.review(), 2)).decision
    (raised,) = (await desk.city.subject(2)).discrepancies
    await desk.take_back(decision.key)
    (closed,) = (await desk.city.subject(2)).discrepancies
    assert (raised.state.value, closed.state.value) == ("OPEN", "CLOSED")


# --- what others say of the same subject, item and day ---


async def test_who_names_the_subject_keeps_the_grade_when_the_decision_goes(desk: Desk) -> None:
    await desk.send(grade(NUMBER))
    decision = (await desk.decide(await desk.review(), 2)).decision
    await desk.send(grade(code(2)), name="named.csv")
    await desk.take_back(decision.key)
    assert await desk.view(2) == {2: {"1-7 2024-05-01": "B"}}


async def test_what_a_decision_corrected_is_known_again_when_it_goes(desk: Desk) -> None:
    await desk.send(graded(grade(code(2)), "A"), name="named.csv")
    await desk.send(grade(NUMBER))
    decision = (await desk.decide(await desk.review(), 2)).decision
    assert await desk.grades(2) == ["B"]
    await desk.take_back(decision.key)
    assert await desk.grades(2) == ["A"]
    (record,) = [r for r in (await desk.city.subject(2)).records if known(r, None)]
    assert not record.batch_key.startswith("decision-")
    await desk.decide(await desk.review(), 2)
    assert await desk.grades(2) == ["B"], "it came after the other, whenever that was brought back"


async def test_what_was_said_since_a_row_waits_stands(desk: Desk) -> None:
    await desk.send(grade(NUMBER), name="old.csv")
    await desk.send(graded(grade(code(2)), "C"), name="corrected.csv")
    result = await desk.decide(await desk.review(), 2)
    assert (result.brought.unchanged, await desk.grades(2)) == (1, ["C"])
    await desk.take_back(result.decision.key)
    assert await desk.grades(2) == ["C"]


async def test_two_reviews_that_mean_one_subject_come_in_the_order_of_their_rows(desk: Desk) -> None:
    await desk.send(grade(NUMBER), name="1.csv")
    await desk.send(graded(grade(name="甲公司"), "C"), name="2.csv")
    by_number, by_name = sorted(await desk.reviews(), key=lambda one: one.first_seen_at)
    later = (await desk.decide(by_name.key, 2)).decision
    await desk.decide(by_number.key, 2)
    assert await desk.grades(2) == ["C"]
    await desk.take_back(later.key)
    assert await desk.grades(2) == ["B"], "the other decision stands"


async def test_in_one_file_a_row_that_names_the_subject_outranks_one_put_down_to_it(desk: Desk) -> None:
    await desk.send(grade(NUMBER), name="1.csv")
    decision = (await desk.decide(await desk.review(), 2)).decision
    rows = [on(grade(NUMBER), "2024-05-03"), graded(on(grade(code(2)), "2024-05-03"), "D")]
    report = await desk.send(*rows, name="2.csv")
    assert (report.counts.accepted, report.counts.rejected) == (2, 0)
    await desk.take_back(decision.key)
    assert await desk.view(2) == {2: {"1-7 2024-05-03": "D"}}


async def test_a_row_that_cannot_go_in_says_why_and_waits_again_as_before(desk: Desk) -> None:
    await desk.send([NUMBER, "", "1-7", "Z", "2024-05-01", "", "", ""])
    result = await desk.decide(await desk.review(), 2)
    assert (result.brought.accepted, result.brought.rejected) == (0, 1)
    assert [r.code for r in await desk.city.rejects()] == ["UNKNOWN_GRADE"]
    await desk.take_back(result.decision.key)
    assert [r.code for r in await desk.city.rejects()] == ["AMBIGUOUS_SUBJECT"]


async def test_a_row_that_the_ledger_has_not_whole_comes_with_its_file(desk: Desk) -> None:
    path = write_csv(desk.city.folder / "facts.csv", [[*FACT, "拖欠" * 300]], (*FACTS, "事实描述"))
    await desk.city.import_file(path, Kind.FACTS)
    result = await desk.decide(await desk.review(), 2)
    assert (result.brought.kept, result.waiting) == (1, 1)
    report = await desk.city.import_file(path, Kind.FACTS)
    assert report.counts.accepted == 1
    assert [fact.description for fact in (await desk.city.subject(2)).facts] == ["拖欠" * 300]


async def test_a_dry_run_goes_by_a_decision_and_writes_nothing(desk: Desk) -> None:
    await desk.send(grade(NUMBER), name="1.csv")
    await desk.decide(await desk.review(), 2)
    before = await desk.city.contents()
    row = on(grade(NUMBER), "2024-05-02")
    report = await desk.city.import_grades(row, header=GRADES, name="2.csv", dry_run=True)
    assert [warning.code.value for warning in report.warnings] == ["BY_DECISION"]
    assert await desk.city.contents() == before


async def test_a_rule_that_has_come_to_tell_does_not_undo_a_decision(desk: Desk) -> None:
    await desk.send(grade(name="甲公司"), name="1.csv")
    await desk.decide(await desk.review(), None)
    await desk.send(grade(name="甲公司", number=SOLE), name="2.csv")
    assert await desk.grades(1) == ["B"], "other clues, another case"
    await desk.send(grade(name="甲公司"), name="3.csv")
    assert len(await desk.city.rejects()) == 2


# --- facts ---


async def test_a_fact_goes_when_its_decision_does_and_comes_again(desk: Desk) -> None:
    await desk.facts(FACT)
    review = await desk.review()
    decision = (await desk.decide(review, 2)).decision
    between = desk.city.today
    await desk.take_back(decision.key)
    (fact,) = (await desk.city.subject(2)).facts
    assert (fact.is_known(None), fact.is_known(between)) == (False, True)
    await desk.decide(review, 2)
    facts = sorted((await desk.city.subject(2)).facts, key=lambda one: one.key)
    assert [one.is_known(None) for one in facts] == [False, True]


async def test_a_fact_that_somebody_has_said_of_the_subject_stays(desk: Desk) -> None:
    await desk.facts(FACT, name="1.csv")
    decision = (await desk.decide(await desk.review(), 2)).decision
    await desk.facts([code(2), *FACT[1:]], name="2.csv")
    await desk.take_back(decision.key)
    (fact,) = (await desk.city.subject(2)).facts
    assert fact.is_known(None)
