"""Labels, unique keys and indexes of the graph (docs/data-model.md draws them)."""

LABELS = (
    "Subject",
    "Department",
    "System",
    "Scenario",
    "Measure",
    "LegalBasis",
    "Scale",
    "Target",
    "Task",
    "Item",
    "GradeRecord",
    "DishonestyFact",
    "Inspection",
    "InspectionAct",
    "MeasureTaken",
    "Objection",
    "CreditRepair",
    "RepairAct",
    "Discrepancy",
    "Review",
    "EarlyWarning",
    "Acknowledgement",
    "SampleDraw",
    "SamplePart",
    "InspectionTask",
    "InspectionItem",
    "Identifier",
    "Batch",
    "Reject",
    "Statement",
    "SyncState",
    "Writing",
    "IdentityReview",
    "IdentityDecision",
    "EvaluationModel",
    "ModelStep",
    "AnnualPlan",
    "DutyReport",
    "EvaluationRun",
)
"""Every label has a unique `key`; a node has one label, never two."""

INDEXED = (
    ("Subject", "uscc"),
    ("Subject", "district"),
    ("Subject", "industry"),
    ("Subject", "organisationCode"),
    ("Subject", "displayName"),
    ("Subject", "registeredOn"),
    ("GradeRecord", "itemKey"),
    ("GradeRecord", "recordedAt"),
    ("GradeRecord", "retiredAt"),
    ("DishonestyFact", "recordedAt"),
    ("DishonestyFact", "withdrawnAt"),
    ("DishonestyFact", "retiredAt"),
    ("DishonestyFact", "revokedAt"),
    ("Discrepancy", "subjectKey"),
    ("Discrepancy", "raisedAt"),
    ("Discrepancy", "closedAt"),
    ("Discrepancy", "state"),
    ("InspectionItem", "departmentKey"),
    ("Identifier", "code"),
    ("Identifier", "subjectKey"),
    ("Reject", "importKey"),
    ("Batch", "importKey"),
    ("Statement", "slot"),
    ("Statement", "bucket"),
    ("IdentityReview", "state"),
    ("IdentityReview", "lastSeenAt"),
    ("IdentityDecision", "subject"),
    ("Reject", "decision"),
    ("SampleDraw", "committedAt"),
    ("InspectionTask", "drawKey"),
    ("InspectionTask", "subjectKey"),
    ("InspectionTask", "drawnOn"),
    ("InspectionTask", "recordedAt"),
    ("InspectionTask", "doneAt"),
    ("InspectionTask", "reopenedAt"),
    ("Inspection", "subjectKey"),
    ("Inspection", "inspectedOn"),
    ("Inspection", "state"),
    ("InspectionAct", "at"),
    ("EvaluationModel", "itemKey"),
    ("EvaluationModel", "savedAt"),
    ("EvaluationRun", "modelKey"),
    ("MeasureTaken", "subjectKey"),
    ("MeasureTaken", "departmentKey"),
    ("AnnualPlan", "slot"),
    ("AnnualPlan", "year"),
    ("DutyReport", "slot"),
    ("Objection", "departmentKey"),
    ("Objection", "state"),
    ("Objection", "raisedAt"),
    ("Objection", "endedAt"),
    ("MeasureTaken", "recordedAt"),
    ("MeasureTaken", "withdrawnAt"),
    ("Review", "reviewedAt"),
    ("EarlyWarning", "raisedAt"),
    ("CreditRepair", "subjectKey"),
    ("CreditRepair", "requestedAt"),
    ("CreditRepair", "state"),
)
"""(label, property) pairs that a question starts from."""


def unique_keys() -> dict[str, str]:
    """The DDL of each constraint by its name."""
    return {
        f"{label.lower()}_key": f"CREATE CONSTRAINT {label.lower()}_key IF NOT EXISTS "
        f"FOR (n:{label}) REQUIRE n.key IS UNIQUE"
        for label in LABELS
    }


def indexes() -> dict[str, str]:
    """The DDL of each index by its name, where one index serves both equality and order."""
    return {_name(label, name): _made("INDEX", _name(label, name), label, name) for label, name in INDEXED}


def indexes_apart() -> dict[str, str]:
    """The same where an index of order is one of its own: such ones for instants, which are asked for from one on."""
    found = {}
    for label, name in INDEXED:
        ordered = name.endswith(("At", "at"))
        index = f"{_name(label, name)}_range" if ordered else _name(label, name)
        found[index] = _made("RANGE INDEX" if ordered else "INDEX", index, label, name)
    return found


def _name(label: str, name: str) -> str:
    return f"{label.lower()}_{name.lower()}"


def _made(kind: str, index: str, label: str, name: str) -> str:
    return f"CREATE {kind} {index} IF NOT EXISTS FOR (n:{label}) ON (n.{name})"
