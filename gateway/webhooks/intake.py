"""A delivery that is believed: its rows go in by the intake, all in one transaction, under its id as idempotency key."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from gateway.service import Opened
from gateway.webhooks.configuration import Sender
from graph_model.errors import BadInput, LimitExceeded, StoreUnavailable
from graph_model.intake import Kind, RowResult, RowStatus, import_rows
from graph_model.intake.columns import FORMATS, LEDGER

ROWS = "rows"
IGNORED = frozenset({"type", "timestamp"})
"""What the specification recommends for every payload; the sender's configuration says what the rows are."""
_LEDGER = frozenset(column.key for column in LEDGER)


class Conflict(BadInput):
    """The id has been used for other rows."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the rows, in their order."""

    results: Sequence[RowResult]

    def count(self, status: RowStatus) -> int:
        return sum(result.status is status for result in self.results)

    def as_json(self) -> dict[str, Any]:
        """The answer to the sender: counts, and one entry a row."""
        counts = {status.value.lower(): self.count(status) for status in RowStatus}
        return {**counts, ROWS: [_entry(number, result) for number, result in enumerate(self.results, 1)]}


def rows_in(body: bytes, sender: Sender) -> list[dict[str, Any]]:
    """The rows of a body. Raises BadInput for a body of another form, LimitExceeded for too many rows."""
    rows = _listed(body)
    limit = sender.keys.row_limit
    if len(rows) > limit:
        raise LimitExceeded(f"一次最多 {limit} 行，这次有 {len(rows)} 行 / at most {limit} rows, not {len(rows)}")
    columns = _columns(sender.keys.rows.kind)
    for number, row in enumerate(rows):
        _check_row(row, columns, f"{ROWS}[{number}]")
    return rows


async def take_in(parts: Opened, sender: Sender, identity: str, rows: Sequence[dict[str, Any]]) -> Outcome:
    """Import the rows. The same id with the same rows gives the same outcome and changes nothing.

    Raises Conflict for an id that came with other rows, StoreUnavailable where the store cannot take them now.
    """
    try:
        results = await import_rows(
            parts.store,
            parts.catalogue,
            rows,
            import_key=f"webhook:{sender.keys.name}:{identity}",
            secret=parts.person_key,
            kind=sender.keys.rows.kind,
            display_name=f"webhooks/{sender.keys.name}",
        )
    except BadInput as error:
        if error.where == "idempotencyKey":
            raise Conflict(
                "这个 webhook-id 已经用于另一些行；新的内容请换新的 id / this webhook-id came with other rows: take a new one"
            ) from None
        if error.where is None:  # writers in each other's way
            raise StoreUnavailable("图存储正忙 / the graph store is busy") from error
        raise
    return Outcome(results)


def _listed(body: bytes) -> list[Any]:
    try:
        content = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise BadInput(f"请求体不是 JSON / the body is not JSON: {error}") from None
    if not isinstance(content, dict) or not isinstance(content.get(ROWS), list):
        raise BadInput(f'请求体应为 {{"{ROWS}": [{{…}}, …]}} / the body must be an object with the list {ROWS!r}')
    unknown = sorted(content.keys() - IGNORED - {ROWS})
    if unknown:
        raise BadInput(f"未知的键 / unknown key {unknown[0][:40]!r}")
    rows: list[Any] = content[ROWS]
    return rows


def _columns(kind: Kind) -> frozenset[str]:
    """What a row may say. What an exported ledger adds is for people who correct it."""
    return frozenset(FORMATS[kind].keys) - _LEDGER


def _check_row(row: Any, columns: frozenset[str], where: str) -> None:
    if not isinstance(row, dict):
        raise BadInput("每一行是一个 JSON 对象 / each row is a JSON object", where)
    for key, value in row.items():
        if key not in columns:
            raise BadInput(
                f"没有这一列 / no such column {key[:40]!r}; 有 / there are: {', '.join(sorted(columns))}", where
            )
        if isinstance(value, dict | list):
            raise BadInput("值应为文字或数字 / values are text or numbers", f"{where}.{key}")


def _entry(number: int, result: RowResult) -> dict[str, Any]:
    entry: dict[str, Any] = {"row": number, "status": result.status.value}
    if result.code is not None:
        entry |= {
            "code": result.code,
            "column": result.column,
            "message": result.message,
            "messageEn": result.message_en,
        }
    return entry
