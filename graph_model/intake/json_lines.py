"""JSON Lines: one object a line, its keys the headers."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson

from graph_model.errors import BadInput
from graph_model.intake.limits import Limits
from graph_model.intake.refusals import Refused, RejectCode

JsonRow = dict[str, Any] | Refused


def rows(
    path: Path, name: str, limits: Limits, consumed: Callable[[int], None] | None = None
) -> Iterator[tuple[int, JsonRow]]:
    """(line number, object) of each line that is not blank; a line that is no object comes as a refusal.

    Raises BadInput at a line longer than `limits.line_bytes`.
    """
    with path.open("rb") as lines:
        number = 0
        while line := lines.readline(limits.line_bytes + 1):
            number += 1
            if len(line) > limits.line_bytes:
                raise BadInput("这一行太长 / the line is too long", f"{name}:{number}")
            if consumed is not None and number % 512 == 0:
                consumed(lines.tell())
            if number == 1:
                line = line.removeprefix(b"\xef\xbb\xbf")
            if not line.isspace():
                yield number, _object(line)


def _object(line: bytes) -> JsonRow:
    try:
        value = orjson.loads(line)
    except orjson.JSONDecodeError:
        value = None
    if isinstance(value, dict) and all(_is_plain(part) for part in value.values()):
        return value
    return Refused(
        RejectCode.BAD_ROW,
        None,
        "这一行不是一个 JSON 对象;每行写一个对象,值为文字、数字或文字的列表",
        "the line is not a JSON object: write one object a line, its values text, numbers or lists of text",
    )


def _is_plain(value: Any) -> bool:
    return not isinstance(value, dict) and not (
        isinstance(value, list) and any(isinstance(v, (dict, list)) for v in value)
    )
