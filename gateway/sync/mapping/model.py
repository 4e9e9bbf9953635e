"""The form of a mapping file. Keys are camel case there; what each means is its description, which the docs show too."""

import re
from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from gateway.sources.configured import Keys, Variable
from gateway.sync.mapping.columns import Codes, DateReference, DateValue, Reference, Zone
from gateway.sync.mapping.sections import Fact, InspectionItem, Registration, Section
from graph_model.intake.columns import Kind
from graph_model.model import SystemUse

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_SELECT = re.compile(r"\s*(select|with)\b", re.IGNORECASE)
Span = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]*[smhd]$")]
"""A span of time: 30s, 15m, 24h, 7d."""


def span(text: Span) -> timedelta:
    """The time that a span writes."""
    return timedelta(**{_UNITS[text[-1]]: int(text[:-1])})


class Connection(Keys):
    """How the database is reached: one of the two."""

    url: str | None = Field(
        default=None,
        description="没有口令的地址,如 sqlite:///数据.sqlite / an address without a password",
    )
    environment: Variable | None = Field(
        default=None,
        description="存放地址(连同口令)的环境变量的名字 / the name of the environment variable that holds the address",
    )

    @model_validator(mode="after")
    def _one_of_the_two(self) -> Self:
        if (self.url is None) == (self.environment is None):
            raise ValueError("url 和 environment 只给一个 / give one of url and environment")
        if self.url is not None and re.search(r"://[^/@]*:[^/@]*@", self.url):
            raise ValueError("地址里不写口令,改用 environment / no password in the file: use environment")
        return self


class Join(Keys):
    """A table beside the first one."""

    table: str = Field(min_length=1, description="表名,可写作 `模式.表` / the table")
    columns: dict[str, str] = Field(
        min_length=1,
        description="相等的列:左边表的列 → 这张表的列 / columns that are equal: of a table before it → of this one",
    )
    outer: bool = Field(
        default=False,
        description="没有对应的行时也保留左边的行 / whether rows without a match are kept",
    )


class SubjectKeys(Keys):
    """Who a row is about. The first two say it; the others are kept for rows that have neither."""

    uscc: Reference | None = Field(default=None, description="统一社会信用代码 / the unified social credit code")
    person_id: Reference | None = Field(
        default=None, description="自然人的证件号码,读到即散列 / a person's ID number, hashed as it is read"
    )
    registration_number: Reference | None = Field(default=None, description="工商注册号 / the registration number")
    organisation_code: Reference | None = Field(default=None, description="组织机构代码 / the organisation code")
    former_uscc: Reference | None = Field(default=None, description="变更前的统一社会信用代码 / a former code")

    @model_validator(mode="after")
    def _somebody(self) -> Self:
        if self.uscc is None and self.person_id is None:
            raise ValueError("至少给出 uscc 或 personId / give uscc or personId")
        return self


def _key_alone(value: Any) -> Any:
    """An item by its key alone: every row grades that one."""
    return {"key": value} if isinstance(value, str) else value


class ItemValue(Keys):
    """Which item a row grades: always the same one, or what a column says."""

    key: str | None = Field(default=None, description="监管事项的键,如 1-48 / the key of an item")
    column: str | None = Field(default=None, min_length=1, description="事项所在的列 / the column of the item")
    path: str | None = Field(default=None, min_length=1, description="列为 JSON 时,其中的位置 / its place in JSON")
    codes: Codes = Field(default_factory=dict)

    @model_validator(mode="after")
    def _one_of_the_two(self) -> Self:
        if (self.key is None) == (self.column is None):
            raise ValueError("key 和 column 只给一个 / give one of key and column")
        return self


class GradeValue(Keys):
    """A native grade and the scale that it is of; without a column the points tell the grade."""

    scale: str = Field(description="等级标准的键,如 tax-credit / the key of a scale")
    column: str | None = Field(
        default=None,
        min_length=1,
        description="原始等级所在的列;只有分数时不写 / its column; none where there are points only",
    )
    path: str | None = Field(default=None, min_length=1, description="列为 JSON 时,其中的位置 / its place in JSON")
    codes: Codes = Field(default_factory=dict)


class Evaluation(Keys):
    """One evaluation in a row; a row with a group of columns an item has several."""

    item: Annotated[ItemValue, BeforeValidator(_key_alone, json_schema_input_type=str | ItemValue)] = Field(
        description="监管事项:固定的键(如 1-48),或所在的列和代码表 / the item: a key, or a column with its code table"
    )
    grade: GradeValue = Field(description="原始等级 / the native grade")
    score: Reference | None = Field(default=None, description="分数 / the points")
    evaluated_on: DateReference = Field(description="评价日期 / the day of evaluation")
    valid_until: DateReference | None = Field(default=None, description="有效期至 / the last day on which it holds")
    document_no: Reference | None = Field(default=None, description="文号 / the number of the document")
    absent_when_null: bool = Field(
        default=False,
        description="等级(或分数)为空表示没有评价,不是漏填 / whether an empty grade means: not evaluated",
    )

    @model_validator(mode="after")
    def _something_is_graded(self) -> Self:
        if self.grade.column is None and self.score is None:
            raise ValueError("没有等级的列,就要有 score / without a column of grades there must be a score")
        return self


class Deleted(Keys):
    """Rows that are there and count no more."""

    column: str = Field(min_length=1, description="标记所在的列 / the column of the mark")
    values: tuple[str, ...] | None = Field(
        default=None,
        description="哪些值表示已删除;缺省为凡不空 / the values that mean deleted; any value where absent",
    )


class ChangeKind(StrEnum):
    """How a system shows what changed."""

    UPDATED_AT = "updatedAt"  # a time that moves with every change
    VERSION = "version"  # a number that grows with every change
    LOG = "log"  # rows are added and never changed
    SNAPSHOT = "snapshot"  # every copy holds everything, the last one counts
    DELETION = "deletion"  # rows go without a trace: only comparing everything shows which


class Changes(Keys):
    """What to look at for changes."""

    kind: ChangeKind = Field(
        description="updatedAt 更新时间、version 版本号、log 只增流水、snapshot 全量快照、deletion 删行 / how a change shows"
    )
    column: str | None = Field(
        default=None,
        min_length=1,
        description="时间、版本号、流水号或批次所在的列;deletion 没有 / the column that shows it",
    )
    zone: Zone | None = Field(
        default=None, description="更新时间的时区,缺省北京时间 / the zone of updatedAt; the city's where absent"
    )
    overlap: Span = Field(
        default="15m",
        description="updatedAt 每次往回多读多久,找晚提交的行 / how far back updatedAt reads again, for rows committed late",
    )
    key: tuple[str, ...] = Field(
        default=(), description="主键的列(snapshot 为一批之内的);log 不需要 / the columns of the primary key"
    )

    @model_validator(mode="after")
    def _fits_the_kind(self) -> Self:
        if (self.column is None) != (self.kind is ChangeKind.DELETION):
            raise ValueError("除 deletion 外都要有 column / every kind but deletion has a column")
        if not self.key and self.kind is not ChangeKind.LOG:
            raise ValueError("除 log 外都要有 key / every kind but log has a key")
        if self.zone is not None and self.kind is not ChangeKind.UPDATED_AT:
            raise ValueError("只有 updatedAt 有时区 / only updatedAt has a zone")
        return self


class Visibility(StrEnum):
    """Who may see a live field."""

    PUBLIC = "public"
    SUBJECT = "subject"
    GRADING_DEPARTMENT = "grading-department"
    OFFICER = "officer"
    INVESTIGATOR = "investigator"
    COORDINATOR = "coordinator"


class LiveType(StrEnum):
    """What a live field holds."""

    TEXT = "text"
    WHOLE = "whole"
    NUMBER = "number"
    TRUTH = "truth"
    DAY = "day"
    INSTANT = "instant"
    JSON = "json"


class LiveField(DateValue):
    """A field of the system's own that is asked for at query time."""

    name: str = Field(pattern=r"^[a-z][A-Za-z0-9]*$", description="GraphQL 字段名 / the name of the field")
    type: LiveType = Field(
        default=LiveType.TEXT,
        description="text 文字、whole 整数、number 数、truth 是否、day 日期、instant 时刻、json 文档;不符的值为空并报错 / "
        "what it holds; a value that does not fit is null with an error",
    )
    description: str = Field(
        min_length=1, description="说明:中文,可接 ` / ` 和英文 / what it is: Chinese, then ` / ` and English"
    )
    visibility: tuple[Visibility, ...] = Field(
        default=(Visibility.GRADING_DEPARTMENT, Visibility.COORDINATOR),
        description="谁可以看,缺省评价部门和协调员 / who may see it",
    )


class LoadLimits(Keys):
    """How much of the department's server we take."""

    batch: int = Field(default=1_000, ge=1, le=100_000, description="一批多少行 / rows a batch")
    statement_timeout: Span = Field(default="60s", description="一条语句最长多久 / the longest a statement may take")
    live_timeout: Span = Field(
        default="5s", description="实时查询最长等多久 / the longest that a question at query time waits for it"
    )
    connections: int = Field(
        default=2,
        ge=1,
        le=64,
        description="同时最多几个连接,读取和实时查询各算 / connections at a time, for reading and for live",
    )


class Asked(Keys):
    """Where the live fields stand, if that is not in the rows that are synced."""

    table: str = Field(min_length=1, description="主表,可写作 `模式.表` / the table")
    joins: tuple[Join, ...] = Field(default=(), description="连接的表 / tables joined to it")
    keys: SubjectKeys = Field(description="一行说的是谁 / who a row is about")
    key: tuple[str, ...] = Field(min_length=1, description="主键的列 / the columns of the primary key")


class Mapping(Keys):
    """A mapping file."""

    system: str = Field(pattern=r"^[a-z][a-z0-9-]*$", description="系统的键 / the key of the system")
    title: str | None = Field(
        default=None,
        min_length=1,
        description="系统的名称;方案里有的系统用方案的 / what the system is called; one of the plan is called as it says there",
    )
    use: SystemUse | None = Field(
        default=None,
        description="任务 9:MINISTRY 使用的国家部委系统,REPLACING 部门自建、正在替换的;方案里有的系统用方案的 / a ministry's "
        "system that is in "
        "use, or a department's own that is being replaced; of one of the plan the plan's",
    )
    connection: Connection = Field(description="怎样连接 / how the database is reached")
    table: str | None = Field(default=None, min_length=1, description="主表,可写作 `模式.表` / the table")
    joins: tuple[Join, ...] = Field(default=(), description="连接的表 / tables joined to it")
    select: str | None = Field(
        default=None, description="代替 table 和 joins 的一条 SELECT / one SELECT in the place of table and joins"
    )
    keys: SubjectKeys | None = Field(
        default=None,
        description="评价的是谁;除 inspectionItem 外必填 / who a row is about; needed but for inspectionItem",
    )
    name: Reference | None = Field(default=None, description="主体名称 / the name of the subject")
    evaluations: tuple[Evaluation, ...] = Field(
        default=(),
        description="一行里的评价;或为以下三种之一 / the evaluations in a row, or else one of the next three",
    )
    fact: Fact | None = Field(default=None, description="一行是一件失信行为事实 / a row is a dishonesty fact")
    registration: Registration | None = Field(
        default=None, description="一行是一个主体的登记信息 / a row is an entity's registration data"
    )
    inspection_item: InspectionItem | None = Field(
        default=None, description="一行是一个检查事项的接入情况 / a row says whether an inspection item is connected"
    )
    deleted: Deleted | None = Field(default=None, description="删除标记 / a mark of deletion")
    changes: Changes = Field(description="怎样看出变化 / how a change shows")
    live: tuple[LiveField, ...] = Field(default=(), description="实时查询的字段 / fields asked for at query time")
    asked: Asked | None = Field(
        default=None,
        description="实时查询的是另一张表时,是哪张 / the table of the live fields, where it is another one",
    )
    freshness: Span = Field(default="24h", description="承诺多久更新一次 / how fresh the department promises to be")
    limits: LoadLimits = Field(
        default=LoadLimits(), description="对方服务器的负载上限 / the load that the server is spared"
    )

    @property
    def section(self) -> Section | None:
        """What a row says where it grades nobody."""
        return self.fact or self.registration or self.inspection_item

    @property
    def kind(self) -> Kind:
        """The kind of what the rows say."""
        if self.fact is not None:
            return Kind.FACTS
        if self.registration is not None:
            return Kind.SUBJECTS
        return Kind.GRADES if self.inspection_item is None else Kind.REGISTERS

    @property
    def places(self) -> int:
        """How many things a row may say."""
        return len(self.evaluations) or 1

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        said = [self.evaluations or None, self.fact, self.registration, self.inspection_item]
        if sum(each is not None for each in said) != 1:
            raise ValueError(
                "evaluations(至少一个)、fact、registration、inspectionItem 给且只给一种 / give evaluations (at least one) or one of "
                "fact, registration and inspectionItem"
            )
        if self.keys is None and self.inspection_item is None:
            raise ValueError("要有 keys / keys are needed: who a row is about")
        return self

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if (self.table is None) == (self.select is None):
            raise ValueError("table 和 select 只给一个 / give one of table and select")
        if self.select is not None and self.joins:
            raise ValueError("select 不需要 joins / a select has its own joins")
        if self.select is not None and (not _SELECT.match(self.select) or ";" in self.select):
            raise ValueError("应为一条 SELECT,没有分号 / must be one SELECT, without a semicolon")
        return self
