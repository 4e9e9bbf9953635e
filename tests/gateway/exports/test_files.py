"""What is written is what is read, whatever the text is: by the csv module and by openpyxl, which wrote none of it."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gateway.exports.asked import Column
from gateway.exports.cells import cell_of, value_at
from gateway.exports.closing import Closing, End, Origin
from gateway.exports.csv_rows import CsvRows
from gateway.exports.rows_file import RowsFile
from gateway.exports.shape import Holds
from gateway.exports.workbook import Workbook
from tests.gateway.exports.lists import csv_of, sheets_of

AT = datetime(2026, 11, 28, 5, tzinfo=UTC)
CLOSING = Closing(Origin("名称", "Rows", "officer", "税务", "demo::a", None, AT), End(1, complete=True), AT)
STRANGE = st.text(st.sampled_from("=+-@'\"\t\r\n,;<>&_x0041F渝😀\x00\x01\x0b\x1b￾＝ \u2028r/"), max_size=30)
TEXTS = st.one_of(st.text(max_size=40), STRANGE)
ROWS = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(TEXTS, min_size=width, max_size=width), min_size=1, max_size=6)
)
DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "'=1", "''-1", "＝1", "=cmd|' /C calc'!A0"]


def written(file: RowsFile, rows: Any) -> bytes:
    try:
        return file.begin() + file.rows(rows) + file.end(CLOSING) + b"".join(file.whole())
    finally:
        file.close()


@given(ROWS)
@example([["=1+1", "'=1", "'", '"', "a\r\nb", "\ufeff", ""]])
def test_a_csv_file_gives_its_texts_back(rows: list[list[str]]) -> None:
    titles = [f"列{place}" for place in range(len(rows[0]))]
    header, *found, last = csv_of(written(CsvRows(titles), rows))
    assert (header, found) == (titles, rows)
    assert last[0].startswith("共 1 行，完整")


@given(ROWS)
@example(
    [
        [
            "=1+1",
            "_x0041_",
            "_x0041_x0042_",
            "<r>&amp;</r>",
            "<r><t>a</t></r>",
            "\x00\x0b\ufffe\uffff",
            "a\r\nb",
            " a ",
            "1",
            "TRUE",
        ]
    ]
)
def test_a_workbook_gives_its_texts_back(rows: list[list[str]]) -> None:
    titles = [f"列{place}" for place in range(len(rows[0]))]
    content = written(Workbook(titles), rows)
    header, *found, _ = sheets_of(content)["数据"]
    assert header == titles
    assert [[cell or "" for cell in row] for row in found] == rows


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_cell_is_run(text: str) -> None:
    content = written(CsvRows([text]), [[text]]).decode("utf-8-sig")
    cells = [line.strip('"') for line in content.split("\r\n")]
    assert not any(cell.startswith(tuple("=+-@\t\r\n＝")) for cell in cells if cell)
    from io import BytesIO

    from openpyxl import load_workbook

    cell = load_workbook(BytesIO(written(Workbook(["a"]), [[text]])))["数据"]["A2"]
    assert cell.data_type == "s" and (cell.quotePrefix or text.startswith("''"))


def test_numbers_stay_numbers() -> None:
    rows = [[-1, 0.25, 10**15, -(10**20), None, date(1899, 12, 31), date(2023, 8, 21), datetime(1800, 1, 1)]]
    found = sheets_of(written(Workbook(["a"] * 8), rows))["数据"][1]
    texts = [str(10**15), str(-(10**20)), None, "1899-12-31", datetime(2023, 8, 21), "1800-01-01 00:00:00"]
    assert found == [-1, 0.25, *texts]
    assert csv_of(written(CsvRows(["a"] * 8), rows))[1][:3] == ["-1", "0.25", "1000000000000000"]


@pytest.mark.parametrize(
    ("value", "holds", "cell"),
    [
        (None, Holds.ANYTHING, None),
        ("OPEN", Holds.ANYTHING, "待复核"),
        (["OPEN", None, "CLOSED"], Holds.ANYTHING, "待复核；；CLOSED"),
        ([None, None], Holds.ANYTHING, ""),
        ([["a"], ["b", "c"]], Holds.ANYTHING, "a；b；c"),
        (True, Holds.ANYTHING, "是"),
        ({"a": [1]}, Holds.ANYTHING, '{"a":[1]}'),
        ("2023-08-21", Holds.DAYS, date(2023, 8, 21)),
        ("2023-08-21T16:30:00.123456Z", Holds.INSTANTS, datetime(2023, 8, 22, 0, 30)),
        ("去年", Holds.DAYS, "去年"),
        ("9999-12-31T23:00:00Z", Holds.INSTANTS, "9999-12-31T23:00:00Z"),
    ],
)
def test_a_value_as_a_cell(value: Any, holds: Holds, cell: Any) -> None:
    assert cell_of(value, Column(("state",), "状态", {"OPEN": "待复核"}), holds) == cell


def test_a_path_goes_through_lists_and_stops_at_nulls() -> None:
    row = {"a": [{"b": 1}, {"b": None}, None], "c": None}
    assert value_at(row, ("a", "b")) == [1, None, None]
    assert value_at(row, ("c", "d", "e")) is None and value_at(row, ("x",)) is None
