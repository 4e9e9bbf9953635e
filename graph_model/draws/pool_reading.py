"""The object pool from the graph: the grades in force of the plan's items, and when their subjects were drawn or inspected last."""

import asyncio
from datetime import date

from graph_model.disclosure import disclosed_counts
from graph_model.draws.asked import Request
from graph_model.entities import CURRENT
from graph_model.inspections.rules import CARRIED_OUT
from graph_model.model import day_text
from graph_model.rows import GRADES
from graph_model.sampling import pool
from graph_model.sampling.drawing import Terms
from graph_model.sampling.pool import Graded, Pool, months_before
from graph_model.store import GraphStore, Row

IN_FORCE = (
    "MATCH (s:Subject)-[:GRADED]->(g:GradeRecord) WHERE g.itemKey IN $items AND {where}"
    + CURRENT
    + " RETURN s.key, g.itemKey, g.grade, s.district, s.status, g.suspended"
)
IN_DISTRICTS = "s.district IN $districts AND "
INSPECTED_SINCE = (
    "MATCH (t:InspectionTask) WHERE t.drawnOn > $since RETURN t.subjectKey AS subject, t.itemKeys AS items, t.drawnOn AS day "
    "UNION ALL MATCH (n:Inspection) WHERE n.inspectedOn > $since AND n.inspectedOn <= $today AND n.outcome IN $carriedOut "
    "AND n.withdrawnAt IS NULL "
    "RETURN n.subjectKey AS subject, n.itemKey AS items, n.inspectedOn AS day"
)
"""Who was drawn, and who was inspected whether drawn or not."""


async def read_pool(store: GraphStore, terms: Terms, request: Request, *, timeout: float | None = None) -> Pool:
    """The pool on the terms' day."""
    disclosed_counts()
    parameters = {"items": list(terms.departments), "today": day_text(terms.day), "districts": list(terms.districts)}
    query = IN_FORCE.replace("{where}", IN_DISTRICTS if terms.districts else "")
    graded = await store.read(query, parameters, timeout=timeout)
    months = max(rate.months for of in terms.rates.values() for rate in of.values())
    since = {
        "since": day_text(months_before(terms.day, months)),
        "today": day_text(terms.day),
        "carriedOut": [outcome.value for outcome in CARRIED_OUT],
    }
    inspected = await store.read(INSPECTED_SINCE, since, timeout=timeout)
    return await asyncio.to_thread(_made, graded, inspected, terms, request)


def _made(graded: list[Row], inspected: list[Row], terms: Terms, request: Request) -> Pool:
    last: dict[tuple[str, str], date] = {}
    for subject, items, day in inspected:
        for item in items.strip(",").split(","):
            known = last.get((subject, item))
            last[subject, item] = max(filter(None, (known, date.fromisoformat(day))))
    return pool.made(
        (Graded(subject, item, GRADES[grade], *rest) for subject, item, grade, *rest in graded),
        terms.rates,
        terms.day,
        last_inspected=last,
        excluded=request.excluded,
        inspectors=request.inspectors,
    )
