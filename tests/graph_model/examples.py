"""A small hand-made catalogue and values to test the rules with; the rules are never tested against the seed's data."""

from datetime import UTC, date, datetime, timedelta

from msgspec.structs import replace

from graph_model.catalogue import Catalogue
from graph_model.model import (
    COMPOSITE,
    Authorisation,
    BasisLevel,
    Department,
    Direction,
    DishonestyFact,
    Grade,
    GradeRecord,
    InspectionItem,
    Item,
    LegalBasis,
    Measure,
    Scale,
    ScaleGrade,
    Scenario,
    Severity,
    SourceMode,
    Subject,
    SubjectData,
    SubjectKind,
    Target,
)

A, B, C, D = Grade.A, Grade.B, Grade.C, Grade.D
TODAY = date(2024, 6, 1)
"""The day that the examples ask about."""
NOON = datetime(2024, 6, 1, 4, tzinfo=UTC)
"""Noon of that day in Chongqing."""

SUBJECT = Subject("uscc:9144030071526726XG", SubjectKind.ENTERPRISE, "示例建设有限公司", registered_on=date(2010, 3, 1))
PERSON = Subject("person:0123456789abcdef0123456789abcdef", SubjectKind.PERSON, "张*")

TAX = Scale(
    key="tax-credit",
    name="纳税信用级别",
    version="1",
    document="国家税务总局公告2014年第40号",
    ours=True,
    grades=(
        ScaleGrade("A", A, ("A级",), 90),
        ScaleGrade("B", B, ("B级",), 70),
        ScaleGrade("M", B, ("M级",)),
        ScaleGrade("C", C, ("C级",), 40),
        ScaleGrade("D", D, ("D级",), 0),
    ),
    score_range=(0, 100),
)
CUSTOMS = Scale(
    key="customs",
    name="海关企业信用状况",
    version="1",
    document="海关总署令第251号",
    ours=True,
    grades=(
        ScaleGrade("高级认证企业", A, ("高级认证", "AEO高级认证企业")),
        ScaleGrade("备案企业", B, ("备案", "注册登记和备案企业")),
        ScaleGrade("失信企业", D, ("失信",)),
    ),
)


def _item(key: str, name: str, department: str, starts_on: date = date(2023, 8, 21)) -> Item:
    annex, number = (int(part) for part in key.split("-"))
    return Item(key, number, annex, name, "企业", department, None, "tax-credit", (SubjectKind.ENTERPRISE,), starts_on)


ITEMS = (
    _item("1-7", "交通运输", "transport"),
    _item("1-9", "公路建设市场", "transport"),
    _item("1-14", "企业劳动保障", "labour"),
    _item("1-48", "纳税", "tax"),
    _item("2-6", "水土保持监管", "water", date(2023, 12, 31)),
)

MEASURES = (
    Measure(
        *("a-reduced-sampling", "降低抽取比例", Scenario.RANDOM_INSPECTION, Direction.INCENTIVE, A, None, False),
        "在“双随机、一公开”监管中,适当降低抽取比例,减少检查频次",
    ),
    Measure(
        *("a-written-inspection", "书面检查", Scenario.RANDOM_INSPECTION, Direction.INCENTIVE, A, "可视情形", True),
        "可视情形采取书面检查方式开展检查",
    ),
    Measure(
        *("a-conveniences", "告知承诺、容缺受理", Scenario.ADMINISTRATIVE_SERVICE, Direction.INCENTIVE, A, None, False),
        "在行政管理和公共服务中,给与告知承诺、容缺受理等便利措施",
    ),
    Measure(
        *("a-honours", "授予荣誉称号", Scenario.HONOURS, Direction.INCENTIVE, A, "依照国家和我市有关规定", False),
        "依照国家和我市有关规定授予相关荣誉称号",
    ),
    Measure(
        *("b-regular-sampling", "常规监管频次", Scenario.RANDOM_INSPECTION, Direction.NEUTRAL, B, None, False),
        "在“双随机、一公开”监管中,保持常规监管频次和抽取比例",
    ),
    Measure(
        *("b-conveniences", "告知承诺、容缺受理", Scenario.ADMINISTRATIVE_SERVICE, Direction.INCENTIVE, B, None, False),
        "在行政管理和公共服务中,给与告知承诺、容缺受理等便利措施",
    ),
    Measure(
        *("b-guidance", "警示、提示", Scenario.GUIDANCE, Direction.NEUTRAL, B, None, False),
        "对市场主体加强行政指导,采取警示、提示等手段督促其修复信用、守法经营",
    ),
    Measure(
        *("c-raised-sampling", "提高抽查比例", Scenario.RANDOM_INSPECTION, Direction.NEUTRAL, C, None, False),
        "在“双随机、一公开”监管中,适当提高抽查比例,增加抽查频次,适当加强现场检查",
    ),
    Measure(
        *("c-no-conveniences", "不适用便利", Scenario.ADMINISTRATIVE_SERVICE, Direction.NEUTRAL, C, None, False),
        "在行政审批、公共服务以及财政资金安排中,列为重点审查对象,不适用告知承诺、容缺受理等便利化服务",
    ),
    Measure(
        *("c-special-governance", "重点关注对象", Scenario.SPECIAL_GOVERNANCE, Direction.NEUTRAL, C, None, False),
        "在开展相关专项治理中列为重点关注对象",
    ),
    Measure(
        *("d-key-supervision", "重点监管对象", Scenario.RANDOM_INSPECTION, Direction.NEUTRAL, D, None, False),
        "在“双随机、一公开”监管中,列为重点监管对象,大幅提高抽取比例,加强现场检查",
    ),
    Measure(
        *("d-industry-ban", "行业禁入限制", Scenario.MARKET_ACCESS, Direction.RESTRICTIVE, D, "依法依规", False),
        "依法依规对市场主体实施行业禁入限制",
    ),
    Measure(
        *("d-fiscal-funds-limit", "财政资金限制", Scenario.FISCAL_FUNDS, Direction.RESTRICTIVE, D, None, False),
        "在财政资金安排、公共资源交易和公共资源投放中,作相应限制",
    ),
    Measure(
        *("d-honours-withdrawn", "取消荣誉称号", Scenario.HONOURS, Direction.RESTRICTIVE, D, None, False),
        "依照国家和我市有关规定依法取消授予相关荣誉称号",
    ),
)

BASES = (
    LegalBasis("wages-48", BasisLevel.REGULATION, "保障农民工工资支付条例", "第四十八条"),
    LegalBasis("safety-78", BasisLevel.LAW, "中华人民共和国安全生产法", "第七十八条"),
    LegalBasis("joint-10", BasisLevel.CENTRAL_POLICY, "国发〔2016〕33号", "(十)"),
    LegalBasis("notice-1", BasisLevel.OTHER, "某部门通知", "一"),
)
AUTHORISATIONS = (
    Authorisation("d-fiscal-funds-limit", "wage-arrears", "wages-48"),
    Authorisation("d-honours-withdrawn", "wage-arrears", "wages-48"),
    Authorisation("d-industry-ban", "wage-arrears", "notice-1"),
    Authorisation("d-industry-ban", "safety-breach", "safety-78", "1-7"),
    Authorisation("d-fiscal-funds-limit", "tax-evasion", "joint-10"),
    Authorisation("d-industry-ban", "tax-evasion", "joint-10"),
    Authorisation("d-honours-withdrawn", "tax-evasion", "joint-10"),
)

CATALOGUE = Catalogue(
    departments=(
        Department("transport", "市交通局"),
        Department("labour", "市人力社保局"),
        Department("tax", "重庆市税务局"),
        Department("water", "市水利局"),
    ),
    systems=(),
    items=ITEMS,
    scales=(TAX, CUSTOMS),
    measures=MEASURES,
    bases=BASES,
    authorisations=AUTHORISATIONS,
    proportionality={
        "d-fiscal-funds-limit": Severity.ORDINARY,
        "d-industry-ban": Severity.SERIOUS,
        "d-honours-withdrawn": Severity.SERIOUS,
    },
    targets=(
        Target(2023, date(2023, 12, 31), "超过60个…超过40%", 10, 60, 0.4, True),
        Target(2025, date(2025, 12, 31), "超过100个…超过70%", None, 100, 0.7, True),
        Target(2027, date(2027, 12, 31), "达到100%", None, None, 1.0, False),
    ),
    tasks=(),
    conducts=(),
)


def record(
    item_key: str = "1-7", grade: Grade = B, evaluated_on: date = date(2024, 1, 15), **values: object
) -> GradeRecord:
    """A record in force on TODAY, recorded the day after it was evaluated; `values` change any field."""
    made = GradeRecord(
        key=f"{item_key}@{evaluated_on}",
        subject_key=SUBJECT.key,
        item_key=item_key,
        grade=grade,
        native_grade=grade.value,
        scale_key="tax-credit",
        score=None,
        evaluated_on=evaluated_on,
        valid_until=None,
        recorded_at=datetime(evaluated_on.year, evaluated_on.month, evaluated_on.day, 4, tzinfo=UTC)
        + timedelta(days=1),
        superseded_at=None,
        system_key=None,
        mode=SourceMode.IMPORTED,
        batch_key="batch-1",
    )
    return replace(made, **values)


def composite(grade: Grade = B, **values: object) -> GradeRecord:
    """A record of 市公共信用综合评价."""
    return record(COMPOSITE, grade, **values)  # type: ignore[arg-type]


def fact(
    conduct: str = "wage-arrears", severity: Severity = Severity.ORDINARY, item_key: str | None = None, **values: object
) -> DishonestyFact:
    """A dishonesty fact of March 2024; `values` change any field."""
    made = DishonestyFact(
        key=f"fact:{conduct}:{severity}:{item_key}",
        subject_key=SUBJECT.key,
        conduct=conduct,
        severity=severity,
        occurred_on=date(2024, 3, 5),
        document_no="渝人社罚〔2024〕1号",
        item_key=item_key,
        recorded_at=datetime(2024, 3, 6, 4, tzinfo=UTC),
    )
    return replace(made, **values)


def data(*records: GradeRecord, facts: tuple[DishonestyFact, ...] = (), subject: Subject = SUBJECT) -> SubjectData:
    return SubjectData(subject, records, facts)


def register(
    department: str, number: int, *item_keys: str, connected: bool = False, **values: object
) -> InspectionItem:
    """Line `number` of a department's register of inspection items."""
    made = InspectionItem(
        key=f"{department}/{number}",
        name=f"检查事项{number}",
        department_key=department,
        item_keys=item_keys,
        connected=connected,
        document_no=f"{department}〔2024〕1号",
        reported_on=date(2024, 2, 1),
    )
    return replace(made, **values)
