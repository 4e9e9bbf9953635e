"""References to what stands in a database: a column, a place in a JSON document, a day in the department's own writing."""

from typing import Annotated, Any
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BeforeValidator, Field

from gateway.sources.configured import Keys

EPOCH_SECONDS, EPOCH_MILLISECONDS = "epochSeconds", "epochMilliseconds"


def _column_alone(value: Any) -> Any:
    """A column by its name alone is short for a reference with nothing else in it."""
    return {"column": value} if isinstance(value, str) else value


def _zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError(f"没有时区 / no such time zone: {name!r}; 如 / such as Asia/Shanghai, UTC")
    return name


def _date_format(form: str) -> str:
    """A format of strptime with year, month and day in it, or one of the words for instants as numbers."""
    if form in (EPOCH_SECONDS, EPOCH_MILLISECONDS):
        return form
    if not all(directive in form for directive in ("%Y", "%m", "%d")):
        raise ValueError(
            f"应含 %Y、%m、%d,或为 {EPOCH_SECONDS}、{EPOCH_MILLISECONDS} / must have %Y, %m and %d: {form!r}"
        )
    return form


Zone = Annotated[str, AfterValidator(_zone), Field(description="时区,如 Asia/Shanghai、UTC / a time zone")]


class Value(Keys):
    """One value of a row."""

    column: str = Field(
        min_length=1,
        description="列名;连接的表的列写作 `表.列` / a column; one of a joined table as `table.column`",
    )
    path: str | None = Field(
        default=None,
        min_length=1,
        description="列为 JSON 时,其中的位置,如 `评价.等级` / where the column is JSON: the place in it",
    )


class DateValue(Value):
    """A day, or an instant of which the day in the city counts."""

    format: Annotated[str, AfterValidator(_date_format)] | None = Field(
        default=None,
        description="文本的写法(strptime),如 `%Y%m%d`,或 `epochSeconds`、`epochMilliseconds`;日期列不需要 / "
        "how text is written (strptime) or which number it is; a column of dates needs none",
    )
    zone: Zone | None = Field(
        default=None,
        description="不带时区的时刻是哪个时区的,缺省北京时间 / the zone of instants that have none; the city's where absent",
    )

    @property
    def zone_info(self) -> ZoneInfo | None:
        return None if self.zone is None else ZoneInfo(self.zone)


Codes = Annotated[
    dict[str, str],
    Field(
        description="代码表:列里的代码 → 它的意思;代码加引号 / what stands in the column → what it means; codes in quotes",
    ),
]


class CodedValue(Value):
    """A value that may be a code."""

    codes: Codes = Field(default_factory=dict)


Reference = Annotated[Value, BeforeValidator(_column_alone, json_schema_input_type=str | Value)]
CodedReference = Annotated[CodedValue, BeforeValidator(_column_alone, json_schema_input_type=str | CodedValue)]
DateReference = Annotated[DateValue, BeforeValidator(_column_alone, json_schema_input_type=str | DateValue)]
