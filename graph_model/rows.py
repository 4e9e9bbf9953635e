"""Values of the model as rows of the graph and back. A row that is written is a map of properties; one that is read is a list.

The order of columns in each `…_COLUMNS` is the order in which `…_from` takes them.
"""

from collections.abc import Sequence
from typing import Any

import msgspec

from graph_model.disclosure import disclosed
from graph_model.former_names import former_from, former_text, other_names
from graph_model.model import (
    BriefRecord,
    Consistency,
    DiscrepancyRecord,
    DiscrepancyState,
    DishonestyFact,
    EarlierDiscrepancy,
    EarlierLine,
    Finding,
    Grade,
    GradeRecord,
    Inspection,
    InspectionItem,
    InspectionManner,
    InspectionOutcome,
    InspectionState,
    MeasureAction,
    MeasureTaken,
    Scenario,
    Severity,
    SourceMode,
    Subject,
    SubjectKind,
    day_text,
    instant_text,
    parse_day,
    parse_instant,
)
from graph_model.repairs.values import CreditRepair, EvidenceDocument, PastRepair, RepairParty, RepairState
from graph_model.spelling import search_text

GRADES = {grade.value: grade for grade in Grade}
_MODES = {mode.value: mode for mode in SourceMode}
_KINDS = {kind.value: kind for kind in SubjectKind}
SUBJECT_COLUMNS = (
    "s.key, s.kind, s.displayName, s.uscc, s.status, s.district, s.industry, s.registeredOn, s.synthetic, s.formerNames"
)
BRIEF_COLUMNS = "g.key, g.itemKey, g.grade, g.evaluatedOn, g.validUntil, g.recordedAt, g.supersededAt, g.systemKey"
RECORD_COLUMNS = f"{BRIEF_COLUMNS}, g.nativeGrade, g.scaleKey, g.score, g.mode, g.batchKey, g.documentNo, g.suspended"
FACT_COLUMNS = (
    "f.key, f.conduct, f.severity, f.occurredOn, f.documentNo, f.itemKey, f.recordedAt, f.description, "
    "f.decision, f.withdrawnAt, f.systemKey, f.retiredOn, f.retiredAt, f.repairKey, f.pastRepairs"
)
REPAIR_KNOWN = (
    "CASE WHEN f.retiredAt <= $known THEN f.retiredOn + ' ' + f.repairKey ELSE head([past IN split(coalesce(f.pastRepairs, ''), '\n') "
    "WHERE past <> '' AND substring(past, 11, 27) <= $known AND substring(past, 39, 27) > $known "
    "| substring(past, 0, 10) + ' ' + substring(past, 67)]) END"
)
"""Of a fact `f` the day of its repair and the repair's key, as they were known at `$known`; null where none was."""
INSPECTION_ITEM = (
    "OPTIONAL MATCH (n)-[:COVERED_BY]->(i:Item) WITH n, collect(i.key) AS itemKeys "
    "RETURN n.key, n.displayName, n.departmentKey, itemKeys, n.connected, n.documentNo, n.reportedOn, n.synthetic, "
    "n.since, n.earlier"
)
"""Ends a query that has matched inspection items as `n`."""
DISCREPANCY_COLUMNS = (
    "d.key, d.subjectKey, d.highItem, d.lowItem, d.highRecord, d.lowRecord, d.levels, d.state, d.raisedAt, d.closedAt, "
    "d.earlier"
)
INSPECTION_COLUMNS = (
    "n.key, n.subjectKey, n.itemKey, n.departmentKey, n.manner, n.inspectedOn, n.inspectors, n.findings, n.outcome, "
    "n.documentNo, n.taskKey, n.state, n.revision, n.recordedAt, n.publishedAt, "
    "n.withdrawnAt"
)
REPAIR_COLUMNS = (
    "r.key, r.subjectKey, r.factKey, r.itemKey, r.departmentKey, r.party, r.documentNo, r.statement, r.evidence, r.state, "
    "r.revision, r.requestedAt, r.endedAt, r.revokedAt"
)
TAKEN_COLUMNS = (
    "m.key, m.subjectKey, m.measureKey, m.scenario, m.action, m.departmentKey, m.itemKey, m.takenOn, m.endsOn, m.documentNo, "
    "m.grade, m.consistency, m.recordedAt, m.withdrawnAt, m.withdrawnBy, m.withdrawalReason"
)


def subject_row(subject: Subject) -> dict[str, Any]:
    return {
        "key": subject.key,
        "kind": subject.kind.value,
        "displayName": subject.name,
        "uscc": subject.uscc,
        "organisationCode": None if subject.uscc is None else subject.uscc[8:17],
        "status": subject.status,
        "district": subject.district,
        "industry": subject.industry,
        "registeredOn": None if subject.registered_on is None else day_text(subject.registered_on),
        "synthetic": subject.synthetic,
        "searchText": search_text(subject.name, other_names(subject.name, subject.former_names)),
        "formerNames": former_text(subject.former_names),
    }


def subject_from(row: Sequence[Any]) -> Subject:
    return Subject(
        key=row[0],
        kind=_KINDS[row[1]],
        name=row[2],
        uscc=row[3],
        status=row[4],
        district=row[5],
        industry=row[6],
        registered_on=parse_day(row[7]),
        synthetic=bool(row[8]),
        former_names=former_from(row[9]),
    )


def record_row(record: GradeRecord) -> dict[str, Any]:
    return {
        "subjectKey": record.subject_key,
        "key": record.key,
        "itemKey": record.item_key,
        "grade": record.grade.value,
        "nativeGrade": record.native_grade,
        "scaleKey": record.scale_key,
        "score": record.score,
        "evaluatedOn": day_text(record.evaluated_on),
        "validUntil": None if record.valid_until is None else day_text(record.valid_until),
        "recordedAt": instant_text(record.recorded_at),
        "supersededAt": None if record.superseded_at is None else instant_text(record.superseded_at),
        "systemKey": record.system_key,
        "mode": record.mode.value,
        "batchKey": record.batch_key,
        "documentNo": record.document_no,
        "suspended": record.suspended,
    }


def record_from(subject_key: str, row: Sequence[Any]) -> GradeRecord:
    """The record in a row of RECORD_COLUMNS."""
    disclosed(subject_key)
    recorded_at = parse_instant(row[5])
    evaluated_on = parse_day(row[3])
    assert recorded_at is not None and evaluated_on is not None
    return GradeRecord(
        key=row[0],
        subject_key=subject_key,
        item_key=row[1],
        grade=GRADES[row[2]],
        evaluated_on=evaluated_on,
        valid_until=parse_day(row[4]),
        recorded_at=recorded_at,
        superseded_at=parse_instant(row[6]),
        system_key=row[7],
        native_grade=row[8],
        scale_key=row[9],
        score=row[10],
        mode=_MODES[row[11]],
        batch_key=row[12],
        document_no=row[13],
        suspended=bool(row[14]),
    )


def brief_from(subject_key: str, row: Sequence[Any]) -> BriefRecord:
    """What of a record stands in a row of BRIEF_COLUMNS."""
    disclosed(subject_key)
    recorded_at = parse_instant(row[5])
    evaluated_on = parse_day(row[3])
    assert recorded_at is not None and evaluated_on is not None
    return BriefRecord(
        row[0],
        subject_key,
        row[1],
        GRADES[row[2]],
        evaluated_on,
        parse_day(row[4]),
        recorded_at,
        parse_instant(row[6]),
        row[7],
    )


def fact_row(fact: DishonestyFact) -> dict[str, Any]:
    return {
        "subjectKey": fact.subject_key,
        "key": fact.key,
        "conduct": fact.conduct,
        "severity": fact.severity.value,
        "occurredOn": day_text(fact.occurred_on),
        "documentNo": fact.document_no,
        "itemKey": fact.item_key,
        "recordedAt": instant_text(fact.recorded_at),
        "description": fact.description,
        "decision": fact.decision,
        "systemKey": fact.system_key,
        "withdrawnAt": None if fact.withdrawn_at is None else instant_text(fact.withdrawn_at),
    }


def fact_from(subject_key: str, row: Sequence[Any]) -> DishonestyFact:
    disclosed(subject_key)
    occurred_on = parse_day(row[3])
    recorded_at = parse_instant(row[6])
    assert occurred_on is not None and recorded_at is not None
    return DishonestyFact(
        key=row[0],
        subject_key=subject_key,
        conduct=row[1],
        severity=Severity(row[2]),
        occurred_on=occurred_on,
        document_no=row[4],
        item_key=row[5],
        recorded_at=recorded_at,
        description=row[7],
        decision=row[8],
        withdrawn_at=parse_instant(row[9]),
        system_key=row[10],
        retired_on=parse_day(row[11]),
        retired_at=parse_instant(row[12]),
        repair_key=row[13],
        past_repairs=_past_from(row[14]),
    )


def retirement_row(fact: DishonestyFact) -> dict[str, Any]:
    """Of a fact that is repaired, or was until that was revoked."""
    past = fact.past_repairs
    return {
        "key": fact.key,
        "retiredOn": None if fact.retired_on is None else day_text(fact.retired_on),
        "retiredAt": None if fact.retired_at is None else instant_text(fact.retired_at),
        "repairKey": fact.repair_key,
        "pastRepairs": "\n".join(map(_past_line, past)) or None,
        "revokedAt": instant_text(max(one.revoked_at for one in past)) if past else None,
    }


def _past_line(past: PastRepair) -> str:
    """Its days and instants are of fixed width, so that a query can look into it (REPAIR_KNOWN)."""
    return (
        f"{day_text(past.retired_on)} {instant_text(past.retired_at)} {instant_text(past.revoked_at)} {past.repair_key}"
    )


def _past_from(text: str | None) -> tuple[PastRepair, ...]:
    """The repairs that were revoked, in the lines of `pastRepairs`."""
    found = []
    for line in (text or "").splitlines():
        on, at, revoked, key = line.split(" ", 3)
        retired_on, retired_at, revoked_at = parse_day(on), parse_instant(at), parse_instant(revoked)
        assert retired_on is not None and retired_at is not None and revoked_at is not None
        found.append(PastRepair(key, retired_on, retired_at, revoked_at))
    return tuple(found)


def discrepancy_row(record: DiscrepancyRecord) -> dict[str, Any]:
    return {
        "key": record.key,
        "subjectKey": record.subject_key,
        "highItem": record.high_item,
        "lowItem": record.low_item,
        "highRecord": record.high_record,
        "lowRecord": record.low_record,
        "levels": record.levels,
        "state": record.state.value,
        "raisedAt": instant_text(record.raised_at),
        "closedAt": None if record.closed_at is None else instant_text(record.closed_at),
        "earlier": msgspec.json.encode(record.earlier).decode() if record.earlier else None,
    }


def discrepancy_from(row: Sequence[Any]) -> DiscrepancyRecord:
    disclosed(row[1])
    raised_at = parse_instant(row[8])
    assert raised_at is not None
    return DiscrepancyRecord(
        key=row[0],
        subject_key=row[1],
        high_item=row[2],
        low_item=row[3],
        high_record=row[4],
        low_record=row[5],
        levels=row[6],
        state=DiscrepancyState(row[7]),
        raised_at=raised_at,
        closed_at=parse_instant(row[9]),
        earlier=() if row[10] is None else msgspec.json.decode(row[10], type=tuple[EarlierDiscrepancy, ...]),
    )


def inspection_row(inspection: Inspection) -> dict[str, Any]:
    return {
        "key": inspection.key,
        "subjectKey": inspection.subject_key,
        "itemKey": inspection.item_key,
        "departmentKey": inspection.department_key,
        "manner": inspection.manner.value,
        "inspectedOn": day_text(inspection.inspected_on),
        "inspectors": ",".join(inspection.inspectors),
        "findings": msgspec.json.encode(inspection.findings).decode(),
        "outcome": inspection.outcome.value,
        "documentNo": inspection.document_no,
        "taskKey": inspection.task_key,
        "state": inspection.state.value,
        "revision": inspection.revision,
        "recordedAt": instant_text(inspection.recorded_at),
        "publishedAt": None if inspection.published_at is None else instant_text(inspection.published_at),
        "withdrawnAt": None if inspection.withdrawn_at is None else instant_text(inspection.withdrawn_at),
    }


def inspection_from(row: Sequence[Any]) -> Inspection:
    disclosed(row[1])
    inspected_on, recorded_at = parse_day(row[5]), parse_instant(row[13])
    assert inspected_on is not None and recorded_at is not None
    return Inspection(
        key=row[0],
        subject_key=row[1],
        item_key=row[2],
        department_key=row[3],
        manner=InspectionManner(row[4]),
        inspected_on=inspected_on,
        inspectors=tuple(row[6].split(",")),
        findings=msgspec.json.decode(row[7], type=tuple[Finding, ...]),
        outcome=InspectionOutcome(row[8]),
        document_no=row[9],
        task_key=row[10],
        state=InspectionState(row[11]),
        revision=row[12],
        recorded_at=recorded_at,
        published_at=parse_instant(row[14]),
        withdrawn_at=parse_instant(row[15]),
    )


def taken_row(taken: MeasureTaken) -> dict[str, Any]:
    return {
        "key": taken.key,
        "subjectKey": taken.subject_key,
        "measureKey": taken.measure_key,
        "scenario": taken.scenario.value,
        "action": taken.action.value,
        "departmentKey": taken.department_key,
        "itemKey": taken.item_key,
        "takenOn": day_text(taken.taken_on),
        "endsOn": None if taken.ends_on is None else day_text(taken.ends_on),
        "documentNo": taken.document_no,
        "grade": None if taken.grade is None else taken.grade.value,
        "consistency": taken.consistency.value,
        "recordedAt": instant_text(taken.recorded_at),
    }


def taken_from(row: Sequence[Any]) -> MeasureTaken:
    disclosed(row[1])
    taken_on, recorded_at = parse_day(row[7]), parse_instant(row[12])
    assert taken_on is not None and recorded_at is not None
    return MeasureTaken(
        key=row[0],
        subject_key=row[1],
        measure_key=row[2],
        scenario=Scenario(row[3]),
        action=MeasureAction(row[4]),
        department_key=row[5],
        item_key=row[6],
        taken_on=taken_on,
        ends_on=parse_day(row[8]),
        document_no=row[9],
        grade=None if row[10] is None else GRADES[row[10]],
        consistency=Consistency(row[11]),
        recorded_at=recorded_at,
        withdrawn_at=parse_instant(row[13]),
        withdrawn_by=row[14],
        withdrawal_reason=row[15],
    )


def repair_row(repair: CreditRepair) -> dict[str, Any]:
    return {
        "key": repair.key,
        "subjectKey": repair.subject_key,
        "factKey": repair.fact_key,
        "itemKey": repair.item_key,
        "departmentKey": repair.department_key,
        "party": repair.party.value,
        "documentNo": repair.document_no,
        "statement": repair.statement,
        "evidence": msgspec.json.encode(repair.evidence).decode(),
        "state": repair.state.value,
        "revision": repair.revision,
        "requestedAt": instant_text(repair.requested_at),
        "endedAt": None if repair.ended_at is None else instant_text(repair.ended_at),
        "revokedAt": None if repair.revoked_at is None else instant_text(repair.revoked_at),
    }


def repair_from(row: Sequence[Any]) -> CreditRepair:
    disclosed(row[1])
    requested_at = parse_instant(row[11])
    assert requested_at is not None
    return CreditRepair(
        key=row[0],
        subject_key=row[1],
        fact_key=row[2],
        item_key=row[3],
        department_key=row[4],
        party=RepairParty(row[5]),
        document_no=row[6],
        statement=row[7],
        evidence=msgspec.json.decode(row[8], type=tuple[EvidenceDocument, ...]),
        state=RepairState(row[9]),
        revision=row[10],
        requested_at=requested_at,
        ended_at=parse_instant(row[12]),
        revoked_at=parse_instant(row[13]),
    )


def inspection_item_from(row: Sequence[Any]) -> InspectionItem:
    """The line of a department's register in a row of INSPECTION_ITEM."""
    reported_on = parse_day(row[6])
    assert reported_on is not None
    item_keys = tuple(sorted(key for key in row[3] if key is not None))
    earlier = () if row[9] is None else msgspec.json.decode(row[9], type=tuple[EarlierLine, ...])
    said = (row[0], row[1], row[2], item_keys, bool(row[4]), row[5], reported_on, bool(row[7]))
    return InspectionItem(*said, parse_day(row[8]), earlier)
