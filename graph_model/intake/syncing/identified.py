"""The rows of a system put down to whom they mean, before what they say is held against what is known."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from graph_model.intake.columns import Kind
from graph_model.intake.deciding import Source
from graph_model.intake.grade_decisions import GradeIntake
from graph_model.intake.identification import identify
from graph_model.intake.syncing.statements import SourceRow


async def identified(source: Source, rows: Sequence[SourceRow], intake: GradeIntake, today: date) -> list[SourceRow]:
    """The rows, those without a USCC that is known put down to whom they mean where a rule tells it."""
    prepared = [evaluation.prepared for row in rows for evaluation in row.evaluations]
    found = await identify(source, prepared, Kind.GRADES, intake, today)
    if all(one is other for one, other in zip(found, prepared, strict=True)):
        return list(rows)  # as almost always
    each = iter(found)
    return [
        replace(row, evaluations=tuple(replace(known, prepared=next(each)) for known in row.evaluations))
        for row in rows
    ]
