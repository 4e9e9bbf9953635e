"""The columns of each kind of file: canonical names, and the headers that departments really write.

This is the one table of headers; docs/import-format.md shows it, and a test holds the two together.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache


class Kind(StrEnum):
    """What the rows of a file are (`--kind`)."""

    GRADES = "grades"  # 评价结果
    FACTS = "facts"  # 失信行为事实
    RELATIONS = "relations"  # 主体之间的关系
    SUBJECTS = "subjects"  # 登记信息
    REGISTERS = "registers"  # 行政监督检查事项清单
    INSPECTIONS = "inspections"  # 别的系统抽取的检查的结果


@dataclass(frozen=True, slots=True)
class Column:
    """A canonical column. `headers` are the ways in which it is written; the first is the one that we write ourselves."""

    key: str
    headers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Format:
    """The columns of one kind. Of each group in `required` a file has at least one column."""

    columns: tuple[Column, ...]
    required: tuple[tuple[str, ...], ...]

    def header_of(self, key: str, lang: str = "zh") -> str:
        """What we write above a column: the Chinese header, or (`en`) the canonical name."""
        return key if lang == "en" else next(c.headers[0] for c in self.columns if c.key == key)

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(column.key for column in self.columns)


USCC = Column(
    "uscc",
    (
        "统一社会信用代码", "统一信用代码", "社会信用代码", "信用代码", "统一代码", "主体代码", "企业信用代码",
        "unified social credit code", "social credit code", "credit code",
    ),
)  # fmt: skip
PERSON_ID = Column(
    "personId",
    (
        "身份证件号码", "身份证号", "身份证号码", "身份证", "居民身份证号码", "公民身份号码", "证件号码", "证件号", "个人标识",
        "ID number", "identity number",
    ),
)  # fmt: skip
PERSON_KEY = Column("personKey", ("个人编号", "个人键"))
REGISTRATION_NUMBER = Column(
    "registrationNumber",
    ("注册号", "工商注册号", "营业执照注册号", "登记注册号", "registration number", "registration no"),
)
ORGANISATION_CODE = Column(
    "organisationCode", ("组织机构代码", "组织机构代码证号", "组织机构代码号", "organisation code", "organization code")
)
FORMER_USCC = Column(
    "formerUscc",
    ("原统一社会信用代码", "曾用统一社会信用代码", "变更前统一社会信用代码", "历史统一社会信用代码", "former USCC"),
)
DISTRICT = Column("district", ("区县", "所在区县", "行政区划", "所属区县", "住所区县", "district name"))
NAME = Column(
    "name",
    (
        "主体名称", "企业名称", "单位名称", "机构名称", "市场主体名称", "监管对象", "监管对象名称", "评价对象", "企业(单位)名称",
        "主体", "名称", "姓名", "subject name", "entity name", "company name",
    ),
)  # fmt: skip
ITEM = Column(
    "item",
    (
        "监管事项", "事项", "监管事项名称", "事项名称", "监管事项编号", "事项编号", "监管领域", "领域", "评价事项",
        "supervision item", "item key", "item name",
    ),
)  # fmt: skip
DOCUMENT_NO = Column(
    "documentNo",
    (
        "文号", "文件编号", "文书号", "文书编号", "决定书文号", "发文字号", "认定文号", "文件文号",
        "document number", "document no", "doc no",
    ),
)  # fmt: skip
LEDGER = (
    Column("code", ("拒绝代码", "错误代码", "reject code")),
    Column("reason", ("拒绝原因", "错误原因", "reject reason")),
    Column("rejectKey", ("拒绝编号", "台账编号")),
)
"""What an exported ledger adds. On the way in `code` and `reason` are ignored and `rejectKey` settles the entry."""

_SUBJECT = (USCC, PERSON_ID, PERSON_KEY)
_CLUES = (REGISTRATION_NUMBER, ORGANISATION_CODE, FORMER_USCC, DISTRICT)
"""What tells whom a row means where its USCC does not."""
_ONE_SUBJECT = ("uscc", "personId", "personKey")
_ONE_TOLD = (*_ONE_SUBJECT, "registrationNumber", "organisationCode", "formerUscc")

_GRADES = Format(
    (
        *_SUBJECT,
        NAME,
        ITEM,
        Column(
            "grade",
            (
                "信用等级", "等级", "统一等级", "信用评级", "评级", "评价等级", "信用级别", "信用评价等级", "监管等级",
                "unified grade", "credit grade",
            ),
        ),
        Column(
            "nativeGrade",
            ("原始等级", "原等级", "本系统等级", "系统等级", "行业等级", "原始评价等级", "original grade", "source grade"),
        ),
        Column("scale", ("评分标准", "等级标准", "评价标准", "分级标准", "grading scale", "grade scale")),
        Column("score", ("得分", "分数", "评分", "信用得分", "信用分", "评价得分", "评价分数", "总分", "credit score", "points")),
        Column(
            "evaluatedOn",
            (
                "评价日期", "评价时间", "评定日期", "评定时间", "评级日期", "认定日期", "认定时间",
                "evaluation date", "graded on",
            ),
        ),
        Column(
            "validUntil",
            (
                "有效期至", "有效期止", "有效期截止", "有效期截止日期", "有效截止日期", "有效期", "截止日期", "失效日期", "到期日期",
                "valid to", "expiry date", "expires on",
            ),
        ),
        DOCUMENT_NO,
        *_CLUES,
        *LEDGER,
    ),
    (_ONE_TOLD, ("item",), ("grade", "nativeGrade", "score"), ("evaluatedOn",)),
)  # fmt: skip
_FACTS = Format(
    (
        *_SUBJECT,
        NAME,
        Column("conduct", ("失信行为", "失信行为类型", "违法行为类型", "行为类型", "行为", "conduct type")),
        Column("severity", ("严重程度", "失信程度", "情节", "程度", "severity level")),
        Column(
            "occurredOn",
            ("发生日期", "行为日期", "认定日期", "决定日期", "处罚日期", "发生时间", "occurrence date", "date"),
        ),
        DOCUMENT_NO,
        ITEM,
        Column("description", ("事实描述", "行为描述", "主要事实", "描述", "说明", "facts")),
        *_CLUES,
        *LEDGER,
    ),
    (_ONE_TOLD, ("conduct",), ("severity",), ("occurredOn",), ("documentNo",)),
)
_RELATIONS = Format(
    (
        Column(
            "fromUscc",
            ("关系方统一社会信用代码", "甲方统一社会信用代码", "股东统一社会信用代码", "分支机构统一社会信用代码"),
        ),
        Column(
            "fromPersonId",
            ("关系方身份证件号码", "甲方身份证件号码", "股东身份证件号码", "个人身份证件号码", *PERSON_ID.headers),
        ),
        Column("fromPersonKey", ("关系方个人编号", "甲方个人编号", *PERSON_KEY.headers)),
        Column("fromName", ("关系方名称", "甲方名称", "股东名称", "分支机构名称", "姓名", "from name")),
        Column("relation", ("关系", "关系类型", "任职", "职务", "relation kind", "relationship")),
        Column(
            "toUscc",
            ("对方统一社会信用代码", "乙方统一社会信用代码", "所在单位统一社会信用代码", *USCC.headers),
        ),
        Column("toName", ("对方名称", "乙方名称", "所在单位名称", "企业名称", "主体名称", "单位名称", "to name")),
        Column("share", ("持股比例", "出资比例", "股权比例", "比例", "shareholding")),
        *LEDGER,
    ),
    (("fromUscc", "fromPersonId", "fromPersonKey"), ("relation",), ("toUscc",)),
)
_SUBJECTS = Format(
    (
        *_SUBJECT,
        NAME,
        Column("status", ("登记状态", "经营状态", "企业状态", "状态", "registration status")),
        DISTRICT,
        Column("industry", ("行业", "行业类别", "行业门类", "所属行业", "industry name")),
        Column("registeredOn", ("成立日期", "注册日期", "登记日期", "设立日期", "registration date", "founded on")),
        REGISTRATION_NUMBER,
        FORMER_USCC,
        *LEDGER,
    ),
    (_ONE_SUBJECT,),
)
_REGISTERS = Format(
    (
        Column("department", ("部门", "监管部门", "实施部门", "报送部门", "department name")),
        Column("itemCode", ("事项编码", "检查事项编码", "检查事项编号", "编码", "inspection item code")),
        Column(
            "name",
            ("检查事项", "检查事项名称", "抽查事项", "抽查事项名称", "行政检查事项", "事项名称", "inspection item"),
        ),
        Column("items", ("对应监管事项", "覆盖监管事项", "分级监管事项", "信用分级分类监管事项", "graded items")),
        Column(
            "connected", ("是否接入", "是否接入双随机", "数字化接入", "已接入", "接入双随机", "connected to platform")
        ),
        DOCUMENT_NO,
        Column("reportedOn", ("报送日期", "报送时间", "填报日期", "report date")),
        *LEDGER,
    ),
    (("department",), ("name",), ("connected",), ("documentNo",), ("reportedOn",)),
)

_INSPECTIONS = Format(
    (
        *_SUBJECT,
        NAME,
        ITEM,
        Column("inspectedOn", ("检查日期", "检查时间", "抽查日期", "抽查时间", "inspection date", "inspected on")),
        Column("manner", ("检查方式", "抽查方式", "inspection manner")),
        Column("outcome", ("检查结果", "抽查结果", "检查结论", "抽查检查结果", "inspection result", "result")),
        DOCUMENT_NO,
        Column("system", ("抽取系统", "来源系统", "检查系统", "所用系统", "system name", "drawn in")),
        Column("taskNo", ("抽查任务编号", "任务编号", "检查任务编号", "task number")),
        Column("inspectors", ("检查人员", "执法人员", "检查人员编号", "inspector numbers")),
        *LEDGER,
    ),
    (_ONE_SUBJECT, ("item",), ("inspectedOn",), ("outcome",), ("documentNo",), ("system",)),
)

FORMATS: Mapping[Kind, Format] = {
    Kind.GRADES: _GRADES,
    Kind.FACTS: _FACTS,
    Kind.RELATIONS: _RELATIONS,
    Kind.SUBJECTS: _SUBJECTS,
    Kind.REGISTERS: _REGISTERS,
    Kind.INSPECTIONS: _INSPECTIONS,
}

PERSON_COLUMNS = frozenset(("personId", "personKey", "fromPersonId", "fromPersonKey"))
"""Where a file has one of these, a row keeps it though it be blank: its name may be a person's."""

_REMARK = re.compile(r"[(\[【〔{].*?[)\]】〕}]")
_NOISE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff*_\-:：\"'“”]+")


def plain_header(text: str) -> str:
    """A header for comparing: half-width, lower case, without blanks, marks and remarks in brackets (`得分(分)`)."""
    return _NOISE.sub("", _REMARK.sub("", unicodedata.normalize("NFKC", text))).casefold()


def _lookup(kind: Kind) -> dict[str, str]:
    found: dict[str, str] = {}
    for column in FORMATS[kind].columns:
        for header in (column.key, *column.headers):
            if found.setdefault(plain_header(header), column.key) != column.key:
                raise ValueError(f"{kind.value}: header {header} stands for two columns")
    return found


_LOOKUPS: Mapping[Kind, Mapping[str, str]] = {kind: _lookup(kind) for kind in Kind}


@lru_cache(maxsize=4096)
def canonical(kind: Kind, header: str) -> str | None:
    """The canonical column of a header, None where it is none that we know."""
    return _LOOKUPS[kind].get(plain_header(header))


def recognised(kind: Kind, headers: Sequence[str]) -> dict[int, str]:
    """Column number → canonical column, for a row that may be a header. A column that comes twice is there twice."""
    found = {number: canonical(kind, header[:200]) for number, header in enumerate(headers) if header}
    return {number: column for number, column in found.items() if column is not None}


def lacking(kind: Kind, columns: Sequence[str]) -> list[tuple[str, ...]]:
    """The required groups of which a file with these columns has none."""
    return [group for group in FORMATS[kind].required if not set(group) & set(columns)]
