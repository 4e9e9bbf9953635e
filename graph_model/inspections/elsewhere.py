"""Results of draws that were made in another system: a ministry's, or a department's own that is being replaced.

Plan 任务 9: 使用国家部委系统的,要加强数据共享,推动监管信息的统一管理与集中公示.
"""

import hashlib
from datetime import date

from graph_model.model import day_text

PREFIX = "elsewhere:"
MERGE = (
    "UNWIND $rows AS row MATCH (s:Subject {key: row.subjectKey}) MATCH (i:Item {key: row.itemKey}) "
    "MERGE (w:Inspection {key: row.key}) SET w.manner = row.manner, w.inspectedOn = row.inspectedOn, "
    "w.inspectors = row.inspectors, w.findings = row.findings, w.outcome = row.outcome, w.documentNo = row.documentNo, "
    "w.state = row.state, w.revision = row.revision, w.subjectKey = row.subjectKey, w.itemKey = row.itemKey, "
    "w.departmentKey = row.departmentKey, w.taskKey = row.taskKey, w.recordedAt = row.recordedAt, "
    "w.publishedAt = row.publishedAt MERGE (s)-[:INSPECTED]->(w) MERGE (w)-[:ON]->(i)"
)


def task_elsewhere(system_key: str, number: str | None) -> str:
    """The task of another system's draw, by that system's number of it, as an inspection names what it carries out."""
    return f"{PREFIX}{system_key}/{number or ''}"


def system_elsewhere(task_key: str | None) -> str | None:
    """The system in which somebody was drawn; None where it was here, or nobody was."""
    if task_key is None or not task_key.startswith(PREFIX):
        return None
    return task_key.removeprefix(PREFIX).partition("/")[0]


def key_elsewhere(system_key: str, subject_key: str, item_key: str, document_no: str, day: date) -> str:
    """The key of an inspection of another system: one document of a day on an item of a subject."""
    said = "\n".join(("elsewhere", system_key, subject_key, item_key, document_no, day_text(day)))
    return "inspection:" + hashlib.sha256(said.encode()).hexdigest()[:32]
