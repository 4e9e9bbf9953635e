"""Values as databases have them: days in other zones and writings, codes, places in JSON."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.sync.mapping.columns import DateValue
from gateway.sync.reading import values
from graph_model.intake.refusals import Refused

DAY = date(2023, 8, 21)


@pytest.mark.parametrize(
    ("value", "keys", "expected"),
    [
        (DAY, {}, DAY),
        (datetime(2023, 8, 21, 9), {}, DAY),
        (datetime(2023, 8, 20, 16), {"zone": "UTC"}, DAY),
        (datetime(2023, 8, 20, 16, tzinfo=UTC), {}, DAY),
        ("2023-08-20 16:00:00.000000", {"zone": "UTC"}, DAY),
        ("20230821", {"format": "%Y%m%d"}, DAY),
        ("2023年8月21日", {"format": "%Y年%m月%d日"}, DAY),
        ("2023-08-20T16:00:00+00:00", {"format": "%Y-%m-%dT%H:%M:%S%z"}, DAY),
        (1692547200, {"format": "epochSeconds"}, DAY),
        (Decimal(1692547200000), {"format": "epochMilliseconds"}, DAY),
        ("2023/8/21", {}, "2023/8/21"),  # the intake reads it
        (None, {"format": "%Y%m%d"}, None),
    ],
)
def test_days(value: Any, keys: dict[str, str], expected: Any) -> None:
    found = values.day(value, DateValue(column="d", **keys), "evaluatedOn")
    assert found == expected and type(found) is type(expected)


@pytest.mark.parametrize(
    ("value", "keys"),
    [
        ("2023-02-30", {"format": "%Y-%m-%d"}),
        ("2023111", {"format": "%Y%m%d"}),  # 2023-1-11 or 2023-11-1
        ("2023-08-21", {"format": "%Y%m%d"}),
        ("yesterday", {"zone": "UTC"}),
        ("soon", {"format": "epochSeconds"}),
        (10**18, {"format": "epochSeconds"}),
    ],
)
def test_what_is_not_written_as_the_mapping_says_is_no_day(value: Any, keys: dict[str, str]) -> None:
    with pytest.raises(Refused) as refusal:
        values.day(value, DateValue(column="d", **keys), "validUntil")
    assert (refusal.value.code, refusal.value.column) == ("BAD_DATE", "validUntil")


@given(
    st.dates(date(1970, 1, 2), date(2099, 12, 30)), st.sampled_from(["%Y%m%d", "%Y-%m-%d", "%d.%m.%Y", "%Y年%m月%d日"])
)
def test_a_day_comes_back_from_every_writing(day: date, form: str) -> None:
    assert values.day(day.strftime(form), DateValue(column="d", format=form), "evaluatedOn") == day


def test_an_id_number_in_the_wrong_column_is_in_no_message() -> None:
    number = "995001198001010010"
    with pytest.raises(Refused) as day:
        values.day(number, DateValue(column="d", format="%Y%m%d"), "evaluatedOn")
    with pytest.raises(Refused) as grade:
        values.decoded(number, {"1": "A"}, "nativeGrade")
    assert number not in str(day.value) + str(grade.value)


@pytest.mark.parametrize(
    "written", ['{"评价": {"等级": "A"}}', b'{"\xe8\xaf\x84\xe4\xbb\xb7": {"\xe7\xad\x89\xe7\xba\xa7": "A"}}']
)
def test_a_place_in_json(written: Any) -> None:
    assert values.at(written, "评价.等级") == "A"
    assert values.at({"评价": {"等级": "A"}}, "评价.等级") == "A"
    assert values.at(written, "评价.分数") is None
    assert values.at(written, "评价.等级.更深") is None


def test_what_is_no_json_is_refused() -> None:
    with pytest.raises(Refused, match="BAD_ROW"):
        values.at("{", "a")


def test_codes() -> None:
    assert values.decoded(1, {"1": "AA"}, "nativeGrade") == "AA"
    assert values.decoded(" 01 ", {"01": "AA"}, "nativeGrade") == "AA"
    assert values.decoded("A", {}, "nativeGrade") == "A"
    assert values.decoded(None, {"1": "AA"}, "nativeGrade") is None
    with pytest.raises(Refused, match="UNKNOWN_GRADE"):
        values.decoded("A", {"1": "A"}, "nativeGrade")  # a grade of the scale, and no code of the table
    with pytest.raises(Refused, match="UNKNOWN_ITEM"):
        values.decoded("9", {"1": "1-48"}, "item")
