"""What a monthly report says, asked of the public API question by question."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from gateway.clients.client import Client
from gateway.terminal.asking import asked
from gateway.terminal.monthly.months import Month
from gateway.terminal.paging import nodes
from graph_model.model import CITY_ZONE

Row = dict[str, Any]
MONTHS = 12
MOST_OVERDUE = 500
"""Overdue discrepancies that are listed; how many there are is told in any case."""
STATES = ("OPEN", "UNDER_REVIEW")


@dataclass(frozen=True, slots=True)
class Found:
    """Answers of the API. `coverage` of the months' ends, the oldest first, the report's own last; `graded` and `graded_before`:
    counts by department, item and grade at the end of the month and of the one before. What the API keeps as it is now
    (discrepancies, systems) is of the moment of asking."""

    month: Month
    months: tuple[Month, ...]
    coverage: tuple[Row, ...]
    graded: tuple[Row, ...]
    graded_before: tuple[Row, ...]
    departments: tuple[Row, ...]
    items: tuple[Row, ...]
    discrepancies: tuple[Row, ...]
    """A department with its `counts` by state, how many are `overdue`, and how many of these `escalated`; `waiting`: what waits for it by
    kind, with how much of that is overdue."""
    overdue: tuple[Row, ...]
    overdue_count: int
    inspections: tuple[Row, ...]
    measures: tuple[Row, ...]
    """Measures taken in the month, counted by department and by how they stand to the grades."""
    systems: tuple[Row, ...]
    plans: tuple[Row, ...]
    """The year's published plans with how far their duties had come by the end of the month."""


async def find(client: Client, month: Month, step: Callable[[], None]) -> Found:
    """Everything; `step` is called after each of the questions. Raises CreditError."""

    async def ask(question: str, **variables: Any) -> Any:
        data = await asked(client, question, **variables)
        step()
        return next(iter(data.values()))

    months = (*(month.before(ago) for ago in range(MONTHS - 1, 0, -1)), month)
    coverage = [await ask("coverage", asOf=_end(one.until)) for one in months]
    graded = await ask("grade_distribution", asOf=_end(month.until))
    before = await ask("grade_distribution", asOf=_end(month.before().until))
    departments, items = await ask("departments"), await ask("items")
    counted = []
    for department in departments:
        of = {"department": department["key"]}
        counts = {state: (await ask("discrepancies", filter={**of, "state": [state]}, first=0)) for state in STATES}
        late = await ask("discrepancies", filter={**of, "overdue": True}, first=0)
        escalated = await ask("discrepancies", filter={**of, "escalated": True}, first=0)
        counted.append(
            {
                "department": department,
                "counts": {state: one["totalCount"] for state, one in counts.items()},
                "overdue": late["totalCount"],
                "escalated": escalated["totalCount"],
                "waiting": await ask("inbox_counts", department=department["key"]),
            }
        )

    async def late_page(first: int, after: str | None) -> Row:
        found: Row = await ask("discrepancies", filter={"overdue": True}, first=first, after=after)
        return found

    async def inspected_page(first: int, after: str | None) -> Row:
        days = {"since": month.first.isoformat(), "until": month.until.isoformat(), "state": ["PUBLISHED"]}
        found: Row = await ask("inspections", filter=days, first=first, after=after)
        return found

    async def planned_page(first: int, after: str | None) -> Row:
        only = {"year": month.first.year, "state": ["PUBLISHED"]}
        found: Row = await ask("annual_plans", filter=only, asOf=_end(month.until), first=first, after=after)
        return found

    plans, _ = await nodes(planned_page, 1_000)
    taken = {"since": month.first.isoformat(), "until": month.until.isoformat()}
    measures = await ask("measure_consistency", by=["DEPARTMENT"], filter=taken)
    overdue, overdue_count = await nodes(late_page, MOST_OVERDUE)
    inspections, _ = await nodes(inspected_page, 1_000_000)
    return Found(
        month,
        months,
        tuple(coverage),
        tuple(graded),
        tuple(before),
        tuple(departments),
        tuple(items),
        tuple(counted),
        tuple(overdue),
        overdue_count,
        tuple(inspections),
        tuple(measures),
        tuple(await ask("systems")),
        tuple(plans),
    )


def _end(day: date) -> str:
    """The last moment of a day in Chongqing."""
    return datetime.combine(day, time.max, CITY_ZONE).isoformat()
