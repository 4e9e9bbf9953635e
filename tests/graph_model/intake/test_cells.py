"""One cell as departments write it → one value."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_model.intake import cells
from graph_model.intake.refusals import Refused, RejectCode

DAY = date(2023, 8, 21)


@pytest.mark.parametrize(
    "cell",
    [
        "2023-08-21",
        "2023-8-21",
        "2023/8/21",
        "2023/08/21",
        "2023.8.21",
        "20230821",
        "2023年8月21日",
        "2023年08月21日",
        "2023年8月21",
        "2023 年 8 月 21 日",
        "２０２３－８－２１",
        "２０２３年８月２１日",
        " 2023/8/21\u3000",
        "\ufeff2023/8/21\u200b",
        "2023-08-21 00:00:00",
        "2023/8/21 0:00",
        "2023-08-21T00:00:00",
        "2023-08-21 16:30:00.000",
        "2023-08-20T16:00:00Z",
        "2023-08-21T08:00:00+08:00",
        "45159",
        "45159.0",
        "45159.75",
        45159,
        45159.0,
        20230821,
        date(2023, 8, 21),
        datetime(2023, 8, 21),
        datetime(2023, 8, 21, 23, 59),
        datetime(2023, 8, 20, 16, tzinfo=UTC),
    ],
    ids=repr,
)
def test_every_way_to_write_a_day(cell: Any) -> None:
    assert cells.day(cell, "evaluatedOn") == DAY


@pytest.mark.parametrize(
    "cell",
    [
        "21/8/2023",
        "8/21/2023",
        "23-8-21",
        "23年8月21日",
        "2023-8",
        "2023年8月",
        "2023",
        "2023-02-29",
        "2023-13-01",
        "2023/8-21",
        "2023-8-2100:00:00",
        "0023-08-21",
        "9023-08-21",
        "今天",
        "二〇二三年八月二十一日",
        "2023²0821",
        "٢٠٢٣-٠٨-٢١",
        "1",
        "99999",
        "-45159",
        1,
        2023.8,
        1e300,
        float("nan"),
        float("inf"),
        True,
        time(1, 2),
        ["2023-08-21"],
        "2023-08-21" * 10,
    ],
    ids=repr,
)
def test_what_is_not_one_certain_day(cell: Any) -> None:
    with pytest.raises(Refused) as refused:
        cells.day(cell, "evaluatedOn")
    assert (refused.value.code, refused.value.column) == (RejectCode.BAD_DATE, "evaluatedOn")
    assert "2023-08-21" in refused.value.zh and "2023-08-21" in refused.value.en


@pytest.mark.parametrize("cell", [None, "", "  ", "\u3000", "\u200b"], ids=repr)
def test_a_blank_is_no_day(cell: Any) -> None:
    assert cells.day(cell, "evaluatedOn") is None
    assert cells.text(cell) is None and cells.code(cell) is None and cells.number(cell, "score") is None


@pytest.mark.parametrize("cell", ["长期", "长期有效", "永久", " 无固定期限 ", "9999-12-31", "99991231"])
def test_without_end(cell: str) -> None:
    assert cells.end_day(cell, "validUntil") is None


@given(st.dates(date(1950, 1, 1), date(2099, 12, 31)))
def test_every_day_in_every_form(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    forms = [
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}.{day.month:02d}.{day.day:02d}",
        f"{day:%Y%m%d}",
        f"{day.year}年{day.month}月{day.day}日",
        day.isoformat(),
        serial,
        str(float(serial)),
    ]
    assert {cells.day(form, "evaluatedOn") for form in forms} == {day}


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("95", 95.0),
        ("95.5", 95.5),
        ("９５．５", 95.5),
        (" 95 分", 95.0),
        ("1,000", 1000.0),
        ("1，000", 1000.0),
        ("-3", -3.0),
        (95, 95.0),
        (95.5, 95.5),
    ],
)
def test_scores(cell: Any, value: float) -> None:
    assert cells.number(cell, "score") == value


@pytest.mark.parametrize(
    "cell", ["95%", "90-95", "九十", "1,00", "1e5", "NaN", "inf", float("nan"), 1e20, True, "#N/A"]
)
def test_what_is_no_score(cell: Any) -> None:
    with pytest.raises(Refused) as refused:
        cells.number(cell, "score")
    assert refused.value.code is RejectCode.BAD_SCORE


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("  甲 公司 ", "甲 公司"),
        ("甲\u3000公司", "甲 公司"),
        ("甲\u00a0\u00a0公司", "甲 公司"),
        ("甲\n公司\r\n", "甲 公司"),
        ("\u200b甲\u202e公司\u2060", "甲公司"),
        ("甲\x00公司\x07", "甲公司"),
        ("甲\ud800公司", "甲公司"),
        ("'=1+1", "=1+1"),
        ("'甲'", "'甲'"),
        (12, "12"),
        (12.0, "12"),
        (12.5, "12.5"),
        (True, "是"),
        (date(2023, 8, 21), "2023-08-21"),
        (datetime(2023, 8, 21), "2023-08-21"),
        (["甲", 1, None], "甲、1"),
    ],
    ids=repr,
)
def test_texts(cell: Any, text: str) -> None:
    assert cells.text(cell) == text


@given(st.text())
def test_text_is_clean_and_stays_as_it_is(written: str) -> None:
    found = cells.text(written)
    if found is not None:
        assert found.isprintable() and found == found.strip() and "  " not in found
        found.encode()
    assert found is None or cells.text(found) in (found, found[1:])


@pytest.mark.parametrize(
    ("cell", "value"),
    [("35%", 0.35), ("0.35", 0.35), (0.35, 0.35), ("100%", 1.0), ("1", 1.0), ("3.5％", 0.035), (0, 0.0)],
)
def test_shares(cell: Any, value: float) -> None:
    assert cells.share(cell, "share") == value


@pytest.mark.parametrize(
    ("cell", "value"), [("是", True), ("否", False), ("Ｙ", True), (True, True), (0, False), ("", None)]
)
def test_yes_and_no(cell: Any, value: bool | None) -> None:
    assert cells.yes_or_no(cell, "connected") is value
