"""Acknowledging an early warning (已阅): by each department that it concerns, once; who did, and when, is kept."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from graph_model.errors import Forbidden, NotFound
from graph_model.model import instant_text, parse_instant
from graph_model.raised_warnings import WARNING_COLUMNS, RaisedWarning, warning_from
from graph_model.store import GraphStore, GraphTransaction

LOCK = (
    "MATCH (w:EarlyWarning {key: $key}) SET w.lockedAt = $at "
    f"WITH w MATCH (w)<-[:WARNED_OF]-(s:Subject) RETURN s.district, w.acknowledged, {WARNING_COLUMNS}"
)
"""Where several processes write, the second one waits here and sees what the first has done."""
STANDING = "MATCH (a:Acknowledgement {key: $key}) RETURN a.by, a.role, a.at"
CREATE = (
    "MATCH (w:EarlyWarning {key: $warning}) SET w.acknowledged = $acknowledged CREATE (a:Acknowledgement {key: $key, "
    "departmentKey: $department, by: $by, role: $role, at: $at}) CREATE (w)-[:ACKNOWLEDGED]->(a)"
)


@dataclass(frozen=True, slots=True)
class Signature:
    """Who acknowledges, in which role; of a `district` (None: the city) what is about its subjects."""

    by: str
    role: str
    district: str | None = None


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """By whom and when a department acknowledged a warning. `repeated`: it had before, and nothing changed."""

    warning: RaisedWarning
    department_key: str
    by: str
    at: datetime
    repeated: bool = False


async def acknowledge(
    store: GraphStore, key: str, department_key: str, signature: Signature, clock: Callable[[], datetime]
) -> Acknowledged:
    """Raises NotFound for a warning that is not there (for them), Forbidden for a department that it does not concern."""

    async def work(transaction: GraphTransaction) -> Acknowledged:
        now = clock()
        rows = await transaction.run(LOCK, {"key": key, "at": instant_text(now)})
        if not rows or signature.district not in (None, rows[0][0]):
            raise NotFound("没有这项预警 / there is no such warning")
        acknowledged, warning = rows[0][1] or ",", warning_from(rows[0][2:])
        if warning.older is not None and signature.district not in (None, warning.older_district):
            raise NotFound("没有这项预警 / there is no such warning")
        if department_key not in warning.departments:
            raise Forbidden("这项预警与这个部门无关 / the warning does not concern this department")
        own = f"{key}/{department_key}"
        standing = await transaction.run(STANDING, {"key": own})
        if standing:
            by, _, at_text = standing[0]
            at = parse_instant(at_text)
            assert at is not None
            return Acknowledged(warning, department_key, by, at, repeated=True)
        given = {"warning": key, "key": own, "department": department_key, "at": instant_text(now)}
        said = {"by": signature.by, "role": signature.role, "acknowledged": f"{acknowledged}{department_key},"}
        await transaction.run(CREATE, {**given, **said})
        return Acknowledged(warning, department_key, signature.by, now)

    return await store.transact(work)
