"""Which changes a subscriber gets, and what of them leaves the house."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec
import orjson
import pytest

from gateway.outbox.payload import payload
from gateway.outbox.selection import Selection
from graph_model.change_kinds import ChangeKind, InspectionChange
from graph_model.changes import Change
from graph_model.draws.values import InspectionTask
from graph_model.early_warnings import WarningKind
from graph_model.errors import BadInput
from graph_model.model import (
    COMPOSITE,
    Consistency,
    DiscrepancyRecord,
    DiscrepancyState,
    Finding,
    FindingResult,
    Grade,
    Inspection,
    InspectionManner,
    InspectionOutcome,
    InspectionState,
    MeasureAction,
    MeasureTaken,
    Scenario,
    SubjectData,
)
from graph_model.objections.reading import Objected
from graph_model.objections.values import Objection, ObjectionState
from graph_model.raised_warnings import RaisedWarning
from graph_model.reviews import DiscrepancyReview, Review, ReviewDecision
from graph_model.sampling.rates import InspectionMethod
from tests.gateway.outbox.made import START, graded, subscriber
from tests.graph_model.examples import CATALOGUE, PERSON, SUBJECT, fact, record

FACT = Change(ChangeKind.FACT_RECORDED, START, fact(), SubjectData(SUBJECT))
DISAGREEING = DiscrepancyRecord("d", SUBJECT.key, "1-7", "1-14", "r1", "r2", 2, DiscrepancyState.OPEN, START, None)
RAISED = Change(ChangeKind.DISCREPANCY_RAISED, START, DISAGREEING, SubjectData(SUBJECT))
INSPECTION = Inspection(
    "inspection:1", SUBJECT.key, "1-14", "labour", InspectionManner.ON_SITE, date(2026, 1, 5), ("执7号",),
    (Finding("资质", FindingResult.PASSED, "说明"),), InspectionOutcome.NO_PROBLEM, "渝检1号", None, InspectionState.DRAFT, 1, START,
)  # fmt: skip
DRAFTED = Change(ChangeKind.INSPECTION_RECORDED, START, InspectionChange("act:1", INSPECTION), SubjectData(SUBJECT))
SHOWN = msgspec.structs.replace(INSPECTION, state=InspectionState.PUBLISHED, published_at=START)
PUBLISHED = Change(ChangeKind.INSPECTION_PUBLISHED, START, InspectionChange("act:2", SHOWN), SubjectData(SUBJECT))
TASK = InspectionTask(
    "draw:1/0", "draw:1", SUBJECT.key, "渝北区", (("1-9", Grade.D), ("1-14", Grade.B)), InspectionMethod.ON_SITE, ("执7号",), (),
    date(2026, 1, 5),
)  # fmt: skip
DRAWN = Change(ChangeKind.TASK_DRAWN, START, TASK, SubjectData(SUBJECT))
TAKEN = MeasureTaken(
    "m", SUBJECT.key, "b-conveniences", Scenario.ADMINISTRATIVE_SERVICE, MeasureAction.GRANTED, "labour", None, date(2026, 1, 5),
    None, "渝奖1号", Grade.B, Consistency.CONSISTENT, START,
)  # fmt: skip
MET = Change(ChangeKind.MEASURE_TAKEN, START, TAKEN, SubjectData(SUBJECT))
WARNED = Change(
    ChangeKind.EARLY_WARNING_RAISED,
    START,
    RaisedWarning("warning:FALL:r", WarningKind.FALL, "r", SUBJECT.key, START, ("1-9",), ("transport",), "before"),
    SubjectData(SUBJECT),
)
REVIEW = Review("v", ReviewDecision.KEEP, "李四", "证据已核", START, "labour", ("r1", "r2"))
REVIEWED = Change(ChangeKind.DISCREPANCY_REVIEWED, START, DiscrepancyReview(DISAGREEING, REVIEW), SubjectData(SUBJECT))
OBJECTION = Objection(
    "objection:1", SUBJECT.key, "r2", "1-14", "labour", ObjectionState.REJECTED, "工资已结清", START, START, "王五", "未见凭证"
)  # fmt: skip
ANSWERED = Change(
    ChangeKind.OBJECTION_ANSWERED, START, Objected(OBJECTION, record("1-14", Grade.D)), SubjectData(SUBJECT)
)
TO_THE_COMPOSITE = replace(
    ANSWERED, value=Objected(msgspec.structs.replace(OBJECTION, item_key=COMPOSITE), record("1-14", Grade.D))
)


def takes(folder: Path, change: Change, **keys: Any) -> bool:
    return Selection.of(subscriber(folder, **keys), CATALOGUE).takes(change)


@pytest.mark.parametrize(
    ("change", "keys", "taken"),
    [
        (graded(1), {}, True),
        (graded(1), {"departments": ["市交通局"]}, True),
        (graded(1), {"departments": ["labour"]}, False),
        (graded(1), {"departments": ["labour", "transport"], "items": ["1-9"]}, False),
        (graded(1), {"items": ["1-9", "1-7"]}, True),
        (graded(1), {"grades": ["C", "D"]}, False),
        (graded(1, Grade.D), {"grades": ["C", "D"]}, True),
        (graded(1, item=COMPOSITE), {}, True),
        (graded(1, item=COMPOSITE), {"items": [COMPOSITE]}, True),
        (graded(1, item=COMPOSITE), {"departments": ["transport"]}, False),
        (graded(1, subject=PERSON), {}, False),
        (graded(1, subject=PERSON), {"persons": True}, True),
        (replace(FACT, value=fact(item_key=None)), {}, True),
        (replace(FACT, value=fact(item_key=None)), {"departments": ["transport"]}, False),
        (replace(FACT, value=fact(item_key="1-7")), {"departments": ["transport"], "grades": ["A"]}, True),
        (RAISED, {"departments": ["labour"]}, True),
        (RAISED, {"departments": ["tax"]}, False),
        (RAISED, {"items": ["1-14"]}, True),
        (REVIEWED, {"items": ["1-7"]}, True),
        (REVIEWED, {"departments": ["tax"]}, False),
        (DRAFTED, {}, False),
        (DRAFTED, {"items": ["1-14"]}, False),
        (DRAFTED, {"departments": ["transport"]}, False),
        (DRAFTED, {"departments": ["labour"]}, True),
        (replace(DRAFTED, subject=SubjectData(PERSON)), {"departments": ["labour"]}, False),
        (PUBLISHED, {}, True),
        (PUBLISHED, {"departments": ["transport"]}, False),
        (DRAWN, {"items": ["1-14"]}, True),
        (DRAWN, {"departments": ["transport"], "grades": ["A"]}, True),
        (DRAWN, {"departments": ["tax"]}, False),
        (WARNED, {"items": ["1-9"]}, True),
        (WARNED, {"departments": ["labour"]}, False),
        (ANSWERED, {}, False),
        (ANSWERED, {"items": ["1-14"]}, False),
        (ANSWERED, {"departments": ["transport"]}, False),
        (ANSWERED, {"departments": ["labour"]}, True),
        (ANSWERED, {"departments": ["labour"], "items": ["1-9"]}, False),
        (TO_THE_COMPOSITE, {"departments": ["labour"]}, True),
        (MET, {}, True),
        (MET, {"items": ["1-14"]}, False),
    ],
)
def test_what_a_subscriber_wants(tmp_path: Path, change: Change, keys: dict[str, Any], taken: bool) -> None:
    assert takes(tmp_path, change, **keys) is taken


@pytest.mark.parametrize(("keys", "said"), [({"departments": ["海关"]}, "海关"), ({"items": ["9-9"]}, "9-9")])
def test_what_the_plan_does_not_have_is_told_at_its_line(tmp_path: Path, keys: dict[str, Any], said: str) -> None:
    with pytest.raises(BadInput, match=said) as refusal:
        Selection.of(subscriber(tmp_path, **keys), CATALOGUE)
    assert "webhooks.yaml:2: subscribers[0]." in refusal.value.message


def told(*changes: Change) -> list[dict[str, Any]]:
    message = orjson.loads(payload(changes, "c"))
    assert (message["type"], message["data"]["cursor"]) == ("changes.recorded", "c")
    assert message["timestamp"] == message["data"]["changes"][-1]["at"]
    found: list[dict[str, Any]] = message["data"]["changes"]
    return found


def test_a_grade_says_what_it_was_before_and_nothing_of_how_it_came_about() -> None:
    at = START
    earlier = msgspec.structs.replace(
        record("1-7", Grade.B, date(2025, 1, 1)), key="a", recorded_at=at - timedelta(days=9)
    )
    later = msgspec.structs.replace(
        record("1-7", Grade.D, date(2026, 1, 4)), key="c", recorded_at=at + timedelta(days=1)
    )
    other = msgspec.structs.replace(
        record("1-9", Grade.A, date(2025, 1, 1)), key="d", recorded_at=at - timedelta(days=9)
    )
    new = msgspec.structs.replace(
        record("1-7", Grade.C, date(2026, 1, 1), valid_until=date(2026, 12, 31)),
        **{"key": "b", "recorded_at": at, "score": 61.5, "native_grade": "丙", "document_no": "渝测1号"},
    )
    [change] = told(
        Change(ChangeKind.GRADE_RECORDED, at, new, SubjectData(SUBJECT, records=(earlier, new, later, other)))
    )
    assert change == {
        **{"kind": "GRADE_RECORDED", "at": "2026-01-05T04:00:00.000000Z", "key": "b", "subject": SUBJECT.key},
        **{"item": "1-7", "grade": "C", "before": "B", "evaluatedOn": "2026-01-01", "validUntil": "2026-12-31"},
    }


def test_a_correction_was_before_what_it_corrects() -> None:
    day, at = date(2026, 1, 1), START
    wrong = msgspec.structs.replace(
        record("1-7", Grade.D, day), key="a-1", recorded_at=at - timedelta(days=1), superseded_at=at
    )
    right = msgspec.structs.replace(record("1-7", Grade.B, day), key="a-2", recorded_at=at)
    [change] = told(Change(ChangeKind.GRADE_RECORDED, at, right, SubjectData(SUBJECT, records=(wrong, right))))
    assert (change["before"], change["grade"]) == ("D", "B")
    [first] = told(
        Change(ChangeKind.GRADE_RECORDED, wrong.recorded_at, wrong, SubjectData(SUBJECT, records=(wrong, right)))
    )
    assert first["before"] is None


def test_a_withdrawn_grade_says_what_stands_in_its_place() -> None:
    at = START
    earlier = msgspec.structs.replace(
        record("1-7", Grade.B, date(2025, 1, 1)), key="a", recorded_at=at - timedelta(days=9)
    )
    gone = msgspec.structs.replace(
        record("1-7", Grade.D, date(2026, 1, 1)), key="b", recorded_at=at - timedelta(days=1), superseded_at=at
    )
    [alone] = told(Change(ChangeKind.GRADE_WITHDRAWN, at, gone, SubjectData(SUBJECT, records=(gone,))))
    assert (alone["kind"], alone["before"], alone["grade"]) == ("GRADE_WITHDRAWN", "D", None)
    [change] = told(Change(ChangeKind.GRADE_WITHDRAWN, at, gone, SubjectData(SUBJECT, records=(earlier, gone))))
    assert (change["before"], change["grade"], change["evaluatedOn"]) == ("D", "B", "2026-01-01")


def test_facts_and_discrepancies_and_no_name_of_a_person() -> None:
    described = replace(FACT, value=fact(description="拖欠工资十人"), subject=SubjectData(PERSON))
    text = payload([described, RAISED], None).decode()
    one, other = told(described, RAISED)
    assert (one["subject"], one["severity"]) == (PERSON.key, one["severity"].upper())
    assert (other["items"], other["levels"], other["closedAt"]) == (["1-7", "1-14"], 2, None)
    for hidden in (PERSON.name, "拖欠工资", fact().document_no):
        assert hidden not in text


def test_of_an_objection_neither_what_is_said_nor_what_is_answered_leaves_the_house() -> None:
    [change] = told(ANSWERED)
    assert (change["kind"], change["key"], change["record"]) == ("OBJECTION_ANSWERED", "objection:1", "r2")
    assert (change["item"], change["department"], change["state"]) == ("1-14", "labour", "REJECTED")
    assert change["dueOn"] == "2026-01-20"
    for hidden in (OBJECTION.reason, OBJECTION.answer, OBJECTION.ended_by):
        assert hidden is not None and hidden not in payload([ANSWERED], None).decode()


def test_of_inspections_tasks_measures_and_reviews_who_did_and_found_what_stays_in_the_house() -> None:
    text = payload([PUBLISHED, DRAWN, MET, REVIEWED, WARNED], None).decode()
    inspection, task, measure, review, warning = told(PUBLISHED, DRAWN, MET, REVIEWED, WARNED)
    assert (warning["warning"], warning["about"], warning["items"]) == ("FALL", "r", ["1-9"])
    assert (inspection["inspection"], inspection["outcome"], inspection["state"]) == (
        INSPECTION.key,
        "NO_PROBLEM",
        "PUBLISHED",
    )
    assert (task["items"], task["method"], task["state"]) == (["1-9", "1-14"], "ON_SITE", "OPEN")
    assert (measure["measure"], measure["action"], measure["takenOn"]) == ("b-conveniences", "GRANTED", "2026-01-05")
    assert (review["discrepancy"], review["decision"], review["department"]) == ("d", "KEEP", "labour")
    for hidden in ("执7号", "资质", "说明", "渝检1号", "渝奖1号", "李四", "证据已核", "CONSISTENT"):
        assert hidden not in text
