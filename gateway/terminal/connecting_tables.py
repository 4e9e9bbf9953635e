"""What `systems new` shows: the tables of a database, the columns of one with a few values, and what was answered."""

from collections.abc import Iterable
from typing import Any

from rich.table import Table

from gateway.sync.connecting.concealed import shown_values
from gateway.sync.connecting.lexicon import Role
from gateway.sync.connecting.structure import Place, RowCount
from gateway.sync.connecting.view import View
from gateway.sync.connecting.walk import Answer
from gateway.terminal.printing import titled_table
from gateway.terminal.words import Words

_ROWS_AT_MOST = 60


def table_table(view: View, say: Words) -> Table:
    """The tables that were looked at: rows, columns, what they refer to, what is said of them."""
    rows = say.of("行", "rows")
    left = view.sight.not_looked_at
    more = say.of(f",另有 {left:,} 张没有看", f", {left:,} more not looked at") if left else ""
    table = titled_table(
        say.of(f"表（{len(view.tables)}{more}）", f"Tables ({len(view.tables)}{more})"),
        [say.of("表", "table"), rows, say.of("列", "columns"), say.of("引用", "refers to"), say.of("注释", "comment")],
        right=[rows],
    )
    for sample in view.tables.values():
        shape = sample.shape
        refers = "、".join(dict.fromkeys(key.table for key in shape.foreign_keys))
        said = say.of(f"读不了:{shape.fault}", f"cannot be read: {shape.fault}") if shape.fault else shape.comment
        table.add_row(shape.name, written_count(shape.rows, say), str(len(shape.columns)), refers, said)
    return table


def place_table(view: View, main: str | None, say: Words) -> Table:
    """The places that an answer can name, with a few values; nothing of a person's number is shown."""
    if main is None or main not in view.tables:
        return table_table(view, say)
    table = titled_table(
        "",
        [say.of("列", "column"), say.of("类型", "type"), say.of("注释", "comment"), say.of("值", "values")],
    )
    for place in view.places(main)[:_ROWS_AT_MOST]:
        column = view.tables[place.table].shape.column(place.column)
        kind = "" if column is None else column.kind
        table.add_row(place.written(main), kind, view.comment(place), "、".join(values_of(view, place)))
    return table


def values_of(view: View, place: Place) -> list[str]:
    """A few values of a place as they may be shown."""
    beside = [p for p in view.tables[place.table].places() if view.traits(p).person or _is_of_persons(view, p)]
    return shown_values(view.traits(place), hidden=_is_of_persons(view, place), of_persons=bool(beside))


def _is_of_persons(view: View, place: Place) -> bool:
    """Whether a column is called one of ID numbers, whatever stands in it: a passport's has no check character."""
    return view.named(Role.PERSON_ID, place).weight >= 0.8


def written_count(rows: RowCount | None, say: Words) -> str:
    if rows is None:
        return "?"
    if rows.at_least:
        return f">{rows.number:,}"
    return f"{rows.number:,}" if rows.exact else say.of(f"约 {rows.number:,}", f"about {rows.number:,}")


def answer_table(answers: Iterable[Answer], say: Words) -> Table:
    """Part by part what the file will say, and why."""
    table = titled_table(
        say.of("映射", "The mapping"), [say.of("部分", "part"), say.of("回答", "answer"), say.of("为什么", "why")]
    )
    for answer in answers:
        place = f" {answer.number + 1}" if answer.number else ""
        why = "" if answer.why is None else say.of(answer.why.zh, answer.why.en)
        table.add_row(answer.part.value + place, answer.text, why)
    return table


def tables_as_json(view: View) -> list[dict[str, Any]]:
    """The same for programs."""
    return [
        {
            "name": sample.shape.name,
            "rows": None if sample.shape.rows is None else sample.shape.rows.number,
            "exact": sample.shape.rows is not None and sample.shape.rows.exact,
            "comment": sample.shape.comment,
            "columns": [
                {
                    "name": place.written(sample.shape.name),
                    "values": values_of(view, place),
                    "comment": view.comment(place),
                }
                for place in sample.places()
            ],
        }
        for sample in view.tables.values()
    ]


def answers_as_json(answers: Iterable[Answer]) -> list[dict[str, Any]]:
    return [
        {
            "part": answer.part.value,
            "evaluation": answer.number,
            "answer": answer.text,
            "proposed": answer.proposed,
            "why": None if answer.why is None else answer.why.zh,
            "whyEn": None if answer.why is None else answer.why.en,
        }
        for answer in answers
    ]
