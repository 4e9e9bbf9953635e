"""The rows of a system put down to whom they mean, before what they say is held against what is known."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, cast

from msgspec.structs import replace

from graph_model.intake.columns import Kind
from graph_model.intake.deciding import Intake, Source
from graph_model.intake.identification import identify
from graph_model.intake.syncing.connected_rows import listed
from graph_model.intake.syncing.row_intakes import RowIntake
from graph_model.intake.syncing.statements import SourceRow


async def identified(
    source: Source,
    rows: Sequence[SourceRow],
    kind: Kind,
    intake: RowIntake,
    today: date,
    *,
    known: Collection[str] = frozenset(),
) -> list[SourceRow]:
    """The rows, those without a USCC that is known put down to whom they mean where a rule tells it; of inspection items,
    those refused that no register has. `known` are keys of subjects that need not be looked up."""
    prepared = [evaluation.prepared for row in rows for evaluation in row.evaluations]
    if kind is Kind.REGISTERS:
        found = await listed(source, prepared)
    else:
        found = await identify(source, prepared, kind, cast(Intake[Any], intake), today, known=known)
    if all(one is other for one, other in zip(found, prepared, strict=True)):
        return list(rows)  # as almost always
    each = iter(found)
    return [
        replace(row, evaluations=tuple(replace(known, prepared=next(each)) for known in row.evaluations))
        for row in rows
    ]
