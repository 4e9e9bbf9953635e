"""A subject as it sees itself: grades, measures with their reasons, objections, and who has looked."""

from collections.abc import Iterator
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table

from gateway.terminal.instants import shown_moment
from gateway.terminal.labels import PROOFS, label
from gateway.terminal.measure_tables import measure_parts
from gateway.terminal.objection_tables import objection_table
from gateway.terminal.printing import titled_table
from gateway.terminal.view_tables import grade_parts, heading
from gateway.terminal.words import Words

Row = dict[str, Any]


def own_shown(subject: Row, say: Words) -> Group:
    """What is the subject's own; who has looked only where it asks itself."""
    return Group(*_parts(subject, say))


def _parts(subject: Row, say: Words) -> Iterator[RenderableType]:
    yield heading(subject, say)
    yield from grade_parts(subject["gradeView"], say)
    yield from measure_parts(subject["measures"], say)
    objections = subject["objections"]
    if objections:
        yield objection_table({"objections": objections, "totalCount": len(objections)}, say)
    if "accesses" in subject:
        yield _looks(subject["accesses"], say)


def _looks(found: Row, say: Words) -> Table:
    rows, total = found["nodes"], found["totalCount"]
    table = titled_table(
        say.of(f"谁看过（{len(rows)} / {total:,}）", f"Who has looked ({len(rows)} / {total:,})"),
        [say.of("何时", "when"), say.of("谁", "who"), say.of("看了什么", "what"), say.of("凭什么", "by what")],
    )
    for one in rows:
        who = one["department"]["name"] if one["department"] else one["role"] or ""
        shown = [label(PROOFS, proof, say) for proof in one["proofs"]]
        shown += [grant["purpose"] for grant in one["grants"]]
        table.add_row(shown_moment(one["at"]), who, one["operation"] or one["what"], "、".join(shown))
    return table
