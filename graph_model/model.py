"""What the graph is made of: vocabularies, node values, labels, keys and constraints.

Values are frozen dataclasses. Days (`date`) are days in Asia/Shanghai, instants (`datetime`) are UTC. In the graph both
are ISO 8601 text of fixed width (`2023-08-21`, `2023-08-21T00:00:00.000000Z`), so that comparing text compares time and
both stores give the same rows without conversion (see docs/decisions/0001-time-as-text.md).
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

import msgspec

from graph_model.objections.values import Objection
from graph_model.repairs.values import CreditRepair, PastRepair

CITY_ZONE = ZoneInfo("Asia/Shanghai")
COMPOSITE = "composite"
"""Item key of 市公共信用综合评价, which is not among the 61 items."""


class Grade(StrEnum):
    """Unified grade, A (最高) to D (最低). Plan 任务 3: 原则上统一划分为 A(最高)、B(较高)、C(较低)、D(最低)四档."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"

    level: int
    """0 for A … 3 for D."""

    def __new__(cls, letter: str) -> "Grade":
        made = str.__new__(cls, letter)
        made._value_ = letter
        made.level = "ABCD".index(letter)
        return made


class SubjectKind(StrEnum):
    """Kind of a supervised subject (监管对象), told by the first two characters of the USCC (GB 32100-2015)."""

    ENTERPRISE = "ENTERPRISE"  # 91 企业
    INDIVIDUAL_BUSINESS = "INDIVIDUAL_BUSINESS"  # 92 个体工商户
    COOPERATIVE = "COOPERATIVE"  # 93 农民专业合作社
    SOCIAL_ORGANISATION = "SOCIAL_ORGANISATION"  # 51 社会团体, 52 民办非企业单位, 53 基金会
    PUBLIC_INSTITUTION = "PUBLIC_INSTITUTION"  # 12 事业单位
    STATE_ORGAN = "STATE_ORGAN"  # 11 机关
    LEGAL_SERVICE = "LEGAL_SERVICE"  # 3x 律师事务所, 公证处, 基层法律服务所, 司法鉴定机构
    OTHER_ORGANISATION = "OTHER_ORGANISATION"
    PERSON = "PERSON"  # 自然人, pseudonymous


class Scenario(StrEnum):
    """Where a grade has an effect (plan §三)."""

    RANDOM_INSPECTION = "RANDOM_INSPECTION"
    ADMINISTRATIVE_SERVICE = "ADMINISTRATIVE_SERVICE"
    FISCAL_FUNDS = "FISCAL_FUNDS"
    PROJECT_SUPPORT = "PROJECT_SUPPORT"
    PUBLIC_RESOURCE_ALLOCATION = "PUBLIC_RESOURCE_ALLOCATION"
    PUBLIC_RESOURCE_TRADING = "PUBLIC_RESOURCE_TRADING"
    HONOURS = "HONOURS"
    GUIDANCE = "GUIDANCE"
    SPECIAL_GOVERNANCE = "SPECIAL_GOVERNANCE"
    MARKET_ACCESS = "MARKET_ACCESS"


class Direction(StrEnum):
    INCENTIVE = "INCENTIVE"
    NEUTRAL = "NEUTRAL"
    RESTRICTIVE = "RESTRICTIVE"


class Severity(StrEnum):
    """Weight of a dishonesty fact (轻重适度, 避免小过重惩)."""

    MINOR = "minor"
    ORDINARY = "ordinary"
    SERIOUS = "serious"

    @property
    def weight(self) -> int:
        return ("minor", "ordinary", "serious").index(self.value)


class BasisLevel(StrEnum):
    """Rank of a legal document. Only the first three may authorise a restrictive measure (plan §三 last paragraph)."""

    LAW = "LAW"  # 法律
    REGULATION = "REGULATION"  # 行政法规, 地方性法规
    CENTRAL_POLICY = "CENTRAL_POLICY"  # 党中央、国务院政策文件
    OTHER = "OTHER"  # 规章, 规范性文件: kept, authorises nothing


class SystemKind(StrEnum):
    ANNEX = "ANNEX"  # the 20 support systems of annex 1
    PLATFORM = "PLATFORM"  # the platforms of the plan's text
    REGISTERED = "REGISTERED"  # added later


class SystemUse(StrEnum):
    """How the plan wants a system used that is not the city's own (任务 9)."""

    MINISTRY = "MINISTRY"  # 使用国家部委系统的,要加强数据共享
    REPLACING = "REPLACING"  # 部门自建“双随机、一公开”监管系统,加快替换进程


class SourceMode(StrEnum):
    SYNCED = "SYNCED"
    LIVE = "LIVE"
    IMPORTED = "IMPORTED"
    EVALUATED = "EVALUATED"  # by a published model (graph_model.evaluation)


class IdentifierKind(StrEnum):
    """Codes of an entity beside its USCC."""

    FORMER_USCC = "FORMER_USCC"  # 变更前的统一社会信用代码
    REGISTRATION_NUMBER = "REGISTRATION_NUMBER"  # 工商注册号
    ORGANISATION_CODE = "ORGANISATION_CODE"  # 组织机构代码


class RelationKind(StrEnum):
    LEGAL_REPRESENTATIVE_OF = "LEGAL_REPRESENTATIVE_OF"
    SHAREHOLDER_OF = "SHAREHOLDER_OF"
    BRANCH_OF = "BRANCH_OF"
    EXECUTIVE_OF = "EXECUTIVE_OF"
    PRACTISES_AT = "PRACTISES_AT"


class DiscrepancyState(StrEnum):
    OPEN = "OPEN"
    UNDER_REVIEW = "UNDER_REVIEW"
    CLOSED = "CLOSED"


class WithheldReason(StrEnum):
    NO_DISHONESTY_FACT = "NO_DISHONESTY_FACT"
    NO_LEGAL_BASIS = "NO_LEGAL_BASIS"
    DISPROPORTIONATE = "DISPROPORTIONATE"
    GRADE_EXPIRED = "GRADE_EXPIRED"
    UNDER_REVIEW = "UNDER_REVIEW"


class InspectionManner(StrEnum):
    """How an inspection was carried out (plan §三)."""

    ON_SITE = "ON_SITE"  # 现场检查
    WRITTEN = "WRITTEN"  # 书面检查


class FindingResult(StrEnum):
    """What was found on one clause of a checklist."""

    PASSED = "PASSED"
    FAILED = "FAILED"
    NOT_APPLICABLE = "NOT_APPLICABLE"


class InspectionOutcome(StrEnum):
    """What an inspection ended with. Ours: the plan names none (docs/decisions/0031-inspections.md)."""

    NO_PROBLEM = "NO_PROBLEM"  # 未发现问题
    RECTIFICATION_ORDERED = "RECTIFICATION_ORDERED"  # 发现问题,责令改正
    REFERRED = "REFERRED"  # 发现问题,移送处理
    NOT_IN_BUSINESS = "NOT_IN_BUSINESS"  # 未发现开展本次检查涉及的经营活动
    UNREACHABLE = "UNREACHABLE"  # 通过登记的住所或经营场所无法联系
    OBSTRUCTED = "OBSTRUCTED"  # 不配合检查


class InspectionState(StrEnum):
    """From what one person recorded to what a second one has published, or to what was recorded by mistake."""

    DRAFT = "DRAFT"
    SENT_BACK = "SENT_BACK"
    REVIEWED = "REVIEWED"
    PUBLISHED = "PUBLISHED"
    WITHDRAWN = "WITHDRAWN"


class MeasureAction(StrEnum):
    """What was actually done about a measure of plan §三."""

    GRANTED = "GRANTED"  # an incentive was given
    APPLIED = "APPLIED"  # a restriction, or a closer look, was taken
    WITHHELD = "WITHHELD"  # neither


class Consistency(StrEnum):
    """What was done, held against what the grade brought (应用成效)."""

    CONSISTENT = "CONSISTENT"
    DENIED = "DENIED"  # 应给未给: an incentive that the grade brought
    NOT_APPLIED = "NOT_APPLIED"  # 应采取未采取: a restriction or closer look that the grade brought
    UNDUE_INCENTIVE = "UNDUE_INCENTIVE"  # 不应给而给
    UNDUE_BURDEN = "UNDUE_BURDEN"  # 不应采取而采取
    NOT_COMPARABLE = "NOT_COMPARABLE"  # no grade was in force


# --- the catalogue: a few hundred rows held in memory ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Department:
    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Dependency:
    """What items depend on in a system: the plan's words (`quote`) and where they stand (`source`).

    `purpose` is ours, Chinese and English. `item_keys` None: every item.
    """

    source: str
    purpose: str
    quote: str
    item_keys: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class System:
    """A support system (支撑系统). `dependencies` are those that the plan's text tells; annex 1's are the items' own."""

    key: str
    name: str
    kind: SystemKind
    dependencies: tuple[Dependency, ...] = ()
    use: SystemUse | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """A supervision item (监管事项): `key` is `annex-number`; `objects` is the plan's 监管对象 text.

    `object_kinds` is our reading of `objects`, used for a warning only. `starts_on` is the day from which it counts:
    annex 1 items are already graded, annex 2 items start within 2023.
    """

    key: str
    number: int
    annex: int
    name: str
    objects: str
    department_key: str
    system_key: str | None
    scale_key: str
    object_kinds: tuple[SubjectKind, ...]
    starts_on: date


@dataclass(frozen=True, slots=True)
class ScaleGrade:
    """One native grade of a scale: the word or code as the system writes it, other spellings, and its A–D.

    For a scale by points, `least` is the lowest score (inclusive) that this grade has.
    """

    native: str
    grade: Grade
    aliases: tuple[str, ...] = ()
    least: float | None = None


@dataclass(frozen=True, slots=True)
class Scale:
    """A versioned scale of native grades. `document` defines it; `ours` says that the mapping to A–D is our default."""

    key: str
    name: str
    version: str
    document: str | None
    ours: bool
    grades: tuple[ScaleGrade, ...]
    score_range: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure of plan §三: what a grade brings in a scenario. `quote` is the plan's clause, word for word."""

    key: str
    name: str
    scenario: Scenario
    direction: Direction
    grade: Grade
    condition: str | None
    discretionary: bool
    quote: str
    item_key: str | None = None


@dataclass(frozen=True, slots=True)
class LegalBasis:
    key: str
    level: BasisLevel
    title: str
    article: str
    document_no: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Authorisation:
    """A legal basis that authorises one restrictive measure for one conduct, for one item or (None) for all."""

    measure_key: str
    conduct: str
    basis_key: str
    item_key: str | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """A target of plan §一(三): `fields` more than, `new_fields` at least, `coverage` more than (or, in 2027, equal)."""

    year: int
    due_on: date
    quote: str
    new_fields: int | None
    fields: int | None
    coverage: float | None
    coverage_strict: bool
    """True where the plan says 超过 (must exceed), False where it says 达到 (must reach)."""


@dataclass(frozen=True, slots=True)
class Task:
    """One of the nine tasks of plan §二."""

    number: int
    section: str
    name: str
    quote: str


# --- subjects and what is known of them --------------------------------------------------------------------------------


class FormerName(msgspec.Struct, frozen=True):
    """A name that a subject no longer has (曾用名): since when we knew it (None: since we know the subject), and until when."""

    name: str
    since: datetime | None
    until: datetime


class Subject(msgspec.Struct, frozen=True):
    """A market entity (key `uscc:…`) or a pseudonymous natural person (key `person:…`, masked name)."""

    key: str
    kind: SubjectKind
    name: str
    uscc: str | None = None
    status: str | None = None
    district: str | None = None
    industry: str | None = None
    registered_on: date | None = None
    synthetic: bool = False
    former_names: tuple[FormerName, ...] = ()
    """What it was called before, the first first (graph_model.former_names)."""


@dataclass(frozen=True, slots=True)
class Identifier:
    """A code that an entity had, or has beside its USCC. Two subjects may be known by one code; then it tells neither."""

    kind: IdentifierKind
    value: str
    subject_key: str

    @property
    def code(self) -> str:
        return identifier_code(self.kind, self.value)

    @property
    def key(self) -> str:
        return f"{self.code}@{self.subject_key}"


def identifier_code(kind: IdentifierKind, value: str) -> str:
    """A code with its kind, as the graph looks for it: `REGISTRATION_NUMBER:500105200012345`."""
    return f"{kind.value}:{value}"


class BriefRecord(msgspec.Struct, frozen=True):
    """What the grade view goes by of an evaluation of one subject on one item, bitemporal.

    `evaluated_on`…`valid_until` (both inclusive; None: without end) is when it holds; `recorded_at`…`superseded_at`
    (half open) is when we knew it. A correction is a new record with the same subject, item and day.
    """

    key: str
    subject_key: str
    item_key: str
    grade: Grade
    evaluated_on: date
    valid_until: date | None
    recorded_at: datetime
    superseded_at: datetime | None
    system_key: str | None


class GradeRecord(BriefRecord, frozen=True):
    """One evaluation with everything that its record says."""

    native_grade: str
    scale_key: str
    score: float | None
    mode: SourceMode
    batch_key: str
    document_no: str | None = None
    suspended: bool = False


class DishonestyFact(msgspec.Struct, frozen=True):
    """A concrete dishonest act (失信行为事实) with its document. `item_key` None: not tied to one item's business."""

    key: str
    subject_key: str
    conduct: str
    severity: Severity
    occurred_on: date
    document_no: str
    item_key: str | None
    recorded_at: datetime
    description: str | None = None
    decision: str | None = None
    """By which it was put down to the subject, where nobody who named the subject has said it."""
    withdrawn_at: datetime | None = None
    """Until when we knew it: nobody stands behind it any longer."""
    system_key: str | None = None
    """The system that a sync has it from."""
    retired_on: date | None = None
    """The day from which it no longer counts, because it was repaired (信用修复); `retired_at` is when we came to know that."""
    retired_at: datetime | None = None
    repair_key: str | None = None
    """The repair that was accepted."""
    past_repairs: tuple[PastRepair, ...] = ()
    """Repairs that were accepted and revoked: what was known meanwhile stays told as it was."""

    def is_known(self, known_at: datetime | None) -> bool:
        """Whether it was known at an instant (None: now)."""
        if known_at is None:
            return self.withdrawn_at is None
        return self.recorded_at <= known_at and (self.withdrawn_at is None or known_at < self.withdrawn_at)

    def counts(self, as_of: date, known_at: datetime | None = None) -> bool:
        """Whether it stood against the subject on a day, as it was known at an instant (None: now): it had occurred, and was not
        repaired."""
        if self.occurred_on > as_of or not self.is_known(known_at):
            return False
        repaired_on = self._repaired_on(known_at)
        return repaired_on is None or repaired_on > as_of

    def _repaired_on(self, known_at: datetime | None) -> date | None:
        """From which day on it did not count, as it was known at an instant."""
        if known_at is None or (self.retired_at is not None and self.retired_at <= known_at):
            return self.retired_on
        return next((one.retired_on for one in self.past_repairs if one.retired_at <= known_at < one.revoked_at), None)


@dataclass(frozen=True, slots=True)
class Relation:
    """`from_key` -kind→ `to_key`; `share` is a fraction 0…1 for SHAREHOLDER_OF."""

    kind: RelationKind
    from_key: str
    to_key: str
    share: float | None = None


class EarlierLine(msgspec.Struct, frozen=True):
    """A line of a register as it was from the day `since` until it was reported, or connected, otherwise."""

    name: str
    item_keys: tuple[str, ...]
    connected: bool
    document_no: str
    reported_on: date
    since: date
    synthetic: bool = False


class InspectionItem(msgspec.Struct, frozen=True):
    """A line of a department's register of inspection items (行政监督检查事项): the denominators of coverage.

    `item_keys` names the graded items that cover it (empty: not under graded supervision); `connected` says whether it
    is connected to the 双随机、一公开 system. It is so `since` a day (None: since it was reported), and was otherwise `earlier`, the
    oldest first.
    """

    key: str
    name: str
    department_key: str
    item_keys: tuple[str, ...]
    connected: bool
    document_no: str
    reported_on: date
    synthetic: bool = False
    since: date | None = None
    earlier: tuple[EarlierLine, ...] = ()


class EarlierDiscrepancy(msgspec.Struct, frozen=True):
    """A discrepancy that was raised and closed before it was raised again: as it was when it was closed."""

    raised_at: datetime
    closed_at: datetime
    levels: int
    high_item: str
    low_item: str
    high_record: str
    low_record: str


class DiscrepancyRecord(msgspec.Struct, frozen=True):
    """A discrepancy as the graph keeps it: the pair of items, its state and when it was raised and closed; `earlier`, the oldest first,
    when it had been before."""

    key: str
    subject_key: str
    high_item: str
    low_item: str
    high_record: str
    low_record: str
    levels: int
    state: DiscrepancyState
    raised_at: datetime
    closed_at: datetime | None
    earlier: tuple[EarlierDiscrepancy, ...] = ()


class Finding(msgspec.Struct, frozen=True):
    """What was found on one clause (检查内容) of a checklist."""

    clause: str
    result: FindingResult
    remark: str | None = None


class Inspection(msgspec.Struct, frozen=True):
    """An inspection of a subject on an item. `inspectors` are the numbers by which the office knows them, `task_key` is the task of a
    draw that it carries out. `revision` counts what was done about it: recorded, revised, reviewed, published."""

    key: str
    subject_key: str
    item_key: str
    department_key: str
    manner: InspectionManner
    inspected_on: date
    inspectors: tuple[str, ...]
    findings: tuple[Finding, ...]
    outcome: InspectionOutcome
    document_no: str
    task_key: str | None
    state: InspectionState
    revision: int
    recorded_at: datetime
    published_at: datetime | None = None
    withdrawn_at: datetime | None = None


class MeasureTaken(msgspec.Struct, frozen=True):
    """A measure that a department gave, took or did not. `item_key` is the business in which it did; `grade` and `consistency` are
    what the grade was on that day, as it was known when it was recorded, and how what was done stands to it."""

    key: str
    subject_key: str
    measure_key: str
    scenario: Scenario
    action: MeasureAction
    department_key: str
    item_key: str | None
    taken_on: date
    ends_on: date | None
    document_no: str
    grade: Grade | None
    consistency: Consistency
    recorded_at: datetime
    withdrawn_at: datetime | None = None
    """When it was withdrawn as recorded by mistake, by whom, and why."""
    withdrawn_by: str | None = None
    withdrawal_reason: str | None = None


class SubjectData(msgspec.Struct, frozen=True):
    """A subject with what one graph query read of it: every version of its records, not only the current ones.

    A part that was not asked for is empty; the rules are pure functions over this value and the catalogue.
    """

    subject: Subject
    records: tuple[GradeRecord, ...] = ()
    facts: tuple[DishonestyFact, ...] = ()
    discrepancies: tuple[DiscrepancyRecord, ...] = ()
    inspections: tuple[Inspection, ...] = ()
    taken: tuple[MeasureTaken, ...] = ()
    """Measures that were taken."""
    repairs: tuple[CreditRepair, ...] = ()
    objections: tuple[Objection, ...] = ()


# --- time as text ------------------------------------------------------------------------------------------------------


def day_text(day: date) -> str:
    return day.isoformat()


def utc_now() -> datetime:
    """The clock of whatever is not given another one."""
    return datetime.now(UTC)


@lru_cache(maxsize=1024)
def instant_text(instant: datetime) -> str:
    """UTC, six digits of microseconds, `Z`: fixed width, so text order is time order."""
    return f"{instant.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


@lru_cache(maxsize=8192)
def parse_day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


@lru_cache(maxsize=1024)
def parse_instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def city_day(instant: datetime) -> date:
    """The day in Chongqing on which an instant falls."""
    return instant.astimezone(CITY_ZONE).date()
