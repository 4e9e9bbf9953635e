"""CSV as departments save it: UTF-8 with or without BOM, GB18030 or UTF-16; comma, semicolon, tab or bar; read as a stream."""

import codecs
import csv
from collections.abc import Callable, Iterator
from io import TextIOWrapper
from pathlib import Path

from graph_model.errors import BadInput
from graph_model.intake.refusals import Refused, RejectCode

DELIMITERS = (",", "\t", ";", "|")
_HIGH_BYTES = bytes(range(0x80, 0x100))
_CERTAINLY_UTF_8 = 64
"""So many bytes beyond ASCII that are valid UTF-8 do not come about by chance in GB18030 text."""

CsvRow = list[str] | Refused


class EncodingWatch:
    """Tells the encoding of a text file from its bytes, fed in pieces: strict UTF-8, else strict GB18030 (BOM: as it says)."""

    def __init__(self) -> None:
        self._candidates: dict[str, codecs.IncrementalDecoder] | None = None
        self._high = 0
        self._lines = 0
        self._broken_line = 0

    def feed(self, piece: bytes) -> None:
        if self._candidates is None:
            self._candidates = {name: codecs.getincrementaldecoder(name)() for name in _candidates_of(piece)}
        for name, decoder in list(self._candidates.items()):
            try:
                decoder.decode(piece)
            except UnicodeDecodeError as error:
                self._drop(name, piece[: error.start])
        self._high += _high_bytes(piece)
        self._lines += piece.count(b"\n")

    def _drop(self, name: str, before: bytes) -> None:
        assert self._candidates is not None
        self._candidates.pop(name, None)
        self._broken_line = self._broken_line or self._lines + before.count(b"\n") + 1
        if name == "utf-8" and self._high + _high_bytes(before) >= _CERTAINLY_UTF_8:
            self._candidates.clear()  # UTF-8 with a damaged place: another encoding would read it as other words

    def encoding(self, name: str) -> str:
        """The encoding; raises BadInput naming the line where no encoding reads the file called `name`."""
        remaining = list(self._candidates or {})
        for candidate in remaining:
            try:
                assert self._candidates is not None
                self._candidates[candidate].decode(b"", final=True)
                return candidate
            except UnicodeDecodeError:
                self._broken_line = self._broken_line or self._lines + 1
        raise BadInput(
            "既不是 UTF-8 也不是 GB18030 文本;请在表格软件中另存为 CSV UTF-8 或 XLSX / "
            "neither UTF-8 nor GB18030 text: save it as CSV UTF-8 or XLSX",
            f"{name}:{self._broken_line}",
        )


def _candidates_of(beginning: bytes) -> tuple[str, ...]:
    if beginning.startswith(codecs.BOM_UTF8):
        return ("utf-8-sig",)
    if beginning.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ("utf-16",)
    return ("utf-8", "gb18030")


def _high_bytes(piece: bytes) -> int:
    return len(piece) - len(piece.translate(None, _HIGH_BYTES))


def rows(
    path: Path, name: str, encoding: str, delimiter: str, consumed: Callable[[int], None] | None = None
) -> Iterator[tuple[int, CsvRow]]:
    """(row number, cells) of each row as a spreadsheet counts them: blank rows count, a quoted line break does not.

    A row whose quotes cannot be read comes as a refusal; an open quote or an endless cell is BadInput naming the row.
    `consumed` is told now and then how many bytes have been read.
    """
    with path.open("rb") as raw, TextIOWrapper(raw, encoding=encoding, newline="") as lines:
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        number = 0
        while True:
            number += 1
            if consumed is not None and number % 512 == 0:
                consumed(raw.tell())
            try:
                cells: CsvRow = next(reader)
            except StopIteration:
                return
            except UnicodeDecodeError as error:
                raise BadInput(
                    "读到中途不再是同一种编码 / the encoding changes in the middle", f"{name}:{number}"
                ) from error
            except csv.Error as error:
                cells = _unreadable(error, name, number)
            yield number, cells


def _unreadable(error: csv.Error, name: str, number: int) -> Refused:
    if "expected after" in str(error):
        return Refused(
            RejectCode.BAD_ROW,
            None,
            "引号后面还有别的字,分不清各列;请在表格软件中打开并重新保存为 CSV",
            "text follows a closing quote, so the columns cannot be told: open and save the file in a spreadsheet",
        )
    raise BadInput(
        "从这一行起引号没有闭合,或单元格超过 128 KiB / from this row on a quote is open, or a cell exceeds 128 KiB",
        f"{name}:{number}",
    ) from error
