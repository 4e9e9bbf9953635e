"""JSON Lines for programs: an object a row, its values as the API answers them, and a closing line."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import orjson

from gateway.exports.asked import END
from gateway.exports.closing import Closing
from gateway.exports.rows_file import RowsFile


class JsonLines(RowsFile):
    content_type = "application/jsonl; charset=utf-8"
    ending = "jsonl"

    def __init__(self, titles: Sequence[str], folder: Path | None = None) -> None:
        self._titles = titles

    def begin(self) -> bytes:
        return b""

    def rows(self, rows: Iterable[Sequence[Any]]) -> bytes:
        written = bytearray()
        for row in rows:
            written += _line(dict(zip(self._titles, row, strict=True)))
        return bytes(written)

    def end(self, closing: Closing) -> bytes:
        return _line({END: closing.told()})


def _line(value: dict[str, Any]) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE)
