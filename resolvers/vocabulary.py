"""The vocabularies of the domain as GraphQL enums: the same Python classes, described in Chinese and English.

A module that shows one of them to GraphQL imports it from here, so that it is described before Strawberry meets it.
"""

from collections.abc import Mapping
from enum import Enum, StrEnum
from typing import TypeVar

from strawberry.types.enum import EnumValue, StrawberryEnumDefinition

from graph_model.archive import ArchiveKind
from graph_model.distribution import GradeDimension
from graph_model.draws.values import DrawState, TaskState
from graph_model.entities import EntityOrderField
from graph_model.evaluation.runs import RunScope
from graph_model.evaluation.versions import ModelAction, ModelState
from graph_model.grants import GrantState
from graph_model.identity_reviews import IdentityReviewState
from graph_model.inspections.states import Act as InspectionActKind
from graph_model.intake import RowStatus
from graph_model.intake.identification.rules import Rule as IdentityRule
from graph_model.intake.syncing.standing import SyncFault, SyncStanding
from graph_model.model import (
    BasisLevel,
    Direction,
    DiscrepancyState,
    FindingResult,
    Grade,
    InspectionManner,
    InspectionOutcome,
    InspectionState,
    RelationKind,
    Scenario,
    Severity,
    SourceMode,
    SubjectKind,
    SystemKind,
    SystemUse,
    WithheldReason,
)
from graph_model.reviews import ReviewDecision
from graph_model.sampling.pool import LeftOutCode as LeftOutReason
from graph_model.sampling.rates import InspectionMethod
from graph_model.supervision_lists import ListGap

__all__ = [
    "ArchiveKind",
    "BasisLevel",
    "Direction",
    "DiscrepancyState",
    "DrawState",
    "EntityOrderField",
    "FindingResult",
    "Grade",
    "GradeDimension",
    "GrantState",
    "IdentityReviewState",
    "IdentityRule",
    "InspectionActKind",
    "InspectionDecision",
    "InspectionManner",
    "InspectionMethod",
    "InspectionOutcome",
    "InspectionState",
    "LeftOutReason",
    "ListGap",
    "ModelAction",
    "ModelState",
    "OrderDirection",
    "RelationDirection",
    "RelationKind",
    "ReviewDecision",
    "RowStatus",
    "RunScope",
    "Scenario",
    "Severity",
    "SourceMode",
    "SubjectKind",
    "SyncFault",
    "SyncStanding",
    "SystemKind",
    "SystemState",
    "SystemUse",
    "TaskState",
    "WithheldReason",
]

E = TypeVar("E", bound=Enum)


class SystemState(StrEnum):
    """Whether a support system was asked while a question was answered, and how that ended."""

    NOT_ASKED = "NOT_ASKED"
    ANSWERED = "ANSWERED"
    UNREACHABLE = "UNREACHABLE"
    TOO_SLOW = "TOO_SLOW"
    MISMATCHED = "MISMATCHED"


class InspectionDecision(StrEnum):
    """What a review of an inspection decides."""

    APPROVE = "APPROVE"
    SEND_BACK = "SEND_BACK"


class OrderDirection(StrEnum):
    """Direction of an order."""

    ASC = "ASC"
    DESC = "DESC"


class RelationDirection(StrEnum):
    """Which way a relation points, seen from the subject that was asked about."""

    OUTGOING = "OUTGOING"
    INCOMING = "INCOMING"


def described(vocabulary: type[E], description: str, values: Mapping[E, str], name: str | None = None) -> type[E]:
    """Make `vocabulary` a GraphQL enum; every one of its members must be described. `name` where it is not the class's."""
    undescribed = set(vocabulary) - set(values)
    assert not undescribed, f"{vocabulary.__name__}: no description of {undescribed}"
    vocabulary.__strawberry_definition__ = StrawberryEnumDefinition(  # type: ignore[attr-defined]
        wrapped_cls=vocabulary,
        name=name or vocabulary.__name__,
        values=[EnumValue(member.name, member.value, description=values[member]) for member in vocabulary],
        description=description,
    )
    return vocabulary


described(
    Grade,
    "统一信用等级，A 最高，D 最低（方案任务 3）。 / Unified credit grade, A is the best and D the worst.",
    {
        Grade.A: "A 级，最高。 / A, the best.",
        Grade.B: "B 级，较高。 / B, good.",
        Grade.C: "C 级，较低。 / C, poor.",
        Grade.D: "D 级，最低。 / D, the worst.",
    },
)
described(
    SubjectKind,
    "监管对象的种类，由统一社会信用代码前两位判断。 / Kind of a subject, told by the first two characters of its code.",
    {
        SubjectKind.ENTERPRISE: "企业。 / An enterprise.",
        SubjectKind.INDIVIDUAL_BUSINESS: "个体工商户。 / An individual business.",
        SubjectKind.COOPERATIVE: "农民专业合作社。 / A farmers' cooperative.",
        SubjectKind.SOCIAL_ORGANISATION: (
            "社会团体、民办非企业单位、基金会。 / An association, private non-enterprise unit or foundation."
        ),
        SubjectKind.PUBLIC_INSTITUTION: "事业单位。 / A public institution.",
        SubjectKind.STATE_ORGAN: "机关。 / A state organ.",
        SubjectKind.LEGAL_SERVICE: (
            "律师事务所、公证处、基层法律服务所、司法鉴定机构。 / A law firm, notary office, grassroots legal service or "
            "forensic institution."
        ),
        SubjectKind.OTHER_ORGANISATION: "其他组织。 / Another organisation.",
        SubjectKind.PERSON: "自然人，匿名化。 / A natural person, pseudonymous.",
    },
)
described(
    Scenario,
    "等级发生作用的场景（方案第三部分）。 / Where a grade has an effect (part three of the plan).",
    {
        Scenario.RANDOM_INSPECTION: "“双随机、一公开”监管。 / Double-random inspection.",
        Scenario.ADMINISTRATIVE_SERVICE: "行政管理和公共服务。 / Administration and public services.",
        Scenario.FISCAL_FUNDS: "政府性资金安排。 / Allocation of public funds.",
        Scenario.PROJECT_SUPPORT: "项目支持。 / Support of projects.",
        Scenario.PUBLIC_RESOURCE_ALLOCATION: "公共资源投放。 / Allocation of public resources.",
        Scenario.PUBLIC_RESOURCE_TRADING: "公共资源交易。 / Trading of public resources.",
        Scenario.HONOURS: "荣誉称号。 / Honours.",
        Scenario.GUIDANCE: "行政指导。 / Administrative guidance.",
        Scenario.SPECIAL_GOVERNANCE: "专项治理。 / Special campaigns.",
        Scenario.MARKET_ACCESS: "行业禁入。 / Market access.",
    },
)
described(
    Direction,
    "措施的方向。 / Direction of a measure.",
    {
        Direction.INCENTIVE: "激励。 / An incentive.",
        Direction.NEUTRAL: "中性：监管方式的差别，不减损权益。 / Neutral: another way of supervising that takes no right away.",
        Direction.RESTRICTIVE: (
            "惩戒：减损权益或增加义务，须有失信事实、法定依据和相称的轻重。 / Restrictive: takes a right away or adds a duty; "
            "needs a fact, a legal basis and fitting weight."
        ),
    },
)
described(
    Severity,
    "失信行为的轻重（轻重适度，避免小过重惩）。 / Weight of a dishonesty fact.",
    {
        Severity.MINOR: "轻微。 / Minor.",
        Severity.ORDINARY: "一般。 / Ordinary.",
        Severity.SERIOUS: "严重。 / Serious.",
    },
)
described(
    BasisLevel,
    "法律文件的层级；前三种可以作为惩戒措施的依据。 / Rank of a legal document; the first three may authorise a restrictive "
    "measure.",
    {
        BasisLevel.LAW: "法律。 / A law.",
        BasisLevel.REGULATION: "行政法规、地方性法规。 / An administrative or local regulation.",
        BasisLevel.CENTRAL_POLICY: "党中央、国务院政策文件。 / A policy document of the central authorities.",
        BasisLevel.OTHER: "规章和规范性文件：保留备查，不能授权。 / Rules and normative documents: kept, authorise nothing.",
    },
)
described(
    SystemUse,
    "不是市里自己的系统，方案任务 9 怎样用。 / How task 9 wants a system used that is not the city's own.",
    {
        SystemUse.MINISTRY: "国家部委系统：加强数据共享。 / A ministry's system: its data are to be shared.",
        SystemUse.REPLACING: "部门自建的“双随机、一公开”监管系统：加快替换。 / A department's own system for draws, being replaced.",
    },
)
described(
    SystemKind,
    "系统的种类。 / Kind of a system.",
    {
        SystemKind.ANNEX: "附件 1 的支撑系统。 / A support system of annex 1.",
        SystemKind.PLATFORM: "方案正文提到的平台。 / A platform of the plan's text.",
        SystemKind.REGISTERED: "后来登记的系统。 / A system registered later.",
    },
)
described(
    SourceMode,
    "数据怎样到来。 / How data came.",
    {
        SourceMode.SYNCED: "从系统同步。 / Synced from a system.",
        SourceMode.LIVE: "回答时直接读自系统。 / Read from the system while answering.",
        SourceMode.IMPORTED: "由文件或接口导入。 / Imported from a file or by the API.",
        SourceMode.EVALUATED: "由已发布的评价模型评定。 / Evaluated by a published model.",
    },
)
described(
    SystemState,
    "回答时有没有直接问该系统，问得怎样。 / Whether a system was asked while answering, and how that ended.",
    {
        SystemState.NOT_ASKED: (
            "没有直接问：答复用的是已同步或导入的数据。 / Not asked directly: the answer uses what was synced or imported."
        ),
        SystemState.ANSWERED: "刚刚问过，答了。 / Asked just now, and it answered.",
        SystemState.UNREACHABLE: (
            "连不上：答复用的是已同步或导入的数据。 / Cannot be reached: the answer uses what was synced or imported."
        ),
        SystemState.TOO_SLOW: (
            "没有及时答：答复用的是已同步或导入的数据。 / Gave no answer in time: the answer uses what was synced or imported."
        ),
        SystemState.MISMATCHED: (
            "它的表与映射不符：答复用的是已同步或导入的数据。 / Its tables are not as mapped: the answer uses what was synced or "
            "imported."
        ),
    },
)
described(
    SyncStanding,
    "一个系统同步得怎样。 / How the sync of a system stands.",
    {
        SyncStanding.NOT_CONNECTED: "没有它的映射，也没有同步过。 / There is no mapping of it, and it was never synced.",
        SyncStanding.WAITING: "第一次同步还没有完成。 / The first sync has not come to its end.",
        SyncStanding.SYNCED: (
            "最近一次同步成功，在承诺的时间之内。 / The last sync succeeded, no longer ago than the department promises."
        ),
        SyncStanding.LATE: "最近一次同步成功，但已超过承诺的时间。 / The last sync succeeded, but longer ago than that.",
        SyncStanding.FAILING: (
            "最近一次同步失败，会自动重试；此前同步的等级不受影响。 / The last sync failed and is tried again; what was synced "
            "before stands."
        ),
    },
)
described(
    SyncFault,
    "同步为什么失败。 / Why a sync failed.",
    {
        SyncFault.UNREACHABLE: "连不上，或中途断开。 / It cannot be reached, or broke off.",
        SyncFault.TOO_SLOW: "没有及时答。 / It gave no answer in time.",
        SyncFault.MISMATCHED: "它的表与映射不符。 / Its tables are not as mapped.",
        SyncFault.SHRUNK: (
            "一次少了一半以上，像是不完整，什么也没有撤下。 / More than half was gone, as if it were not whole: nothing was retired."
        ),
        SyncFault.INTERNAL: "没有料到的错误，见日志。 / Nobody foresaw it: see the log.",
    },
)
described(
    RelationKind,
    "主体之间关系的种类。 / Kind of a relation between subjects.",
    {
        RelationKind.LEGAL_REPRESENTATIVE_OF: "法定代表人。 / Is the legal representative of.",
        RelationKind.SHAREHOLDER_OF: "股东。 / Is a shareholder of.",
        RelationKind.BRANCH_OF: "分支机构。 / Is a branch of.",
        RelationKind.EXECUTIVE_OF: "高级管理人员。 / Is an executive of.",
        RelationKind.PRACTISES_AT: "执业人员。 / Practises at.",
    },
)
described(
    RelationDirection,
    "关系的方向，从所问的主体看。 / Direction of a relation, seen from the subject asked about.",
    {
        RelationDirection.OUTGOING: "所问的主体是对方的……（如股东）。 / The subject asked about is the … of the other.",
        RelationDirection.INCOMING: "对方是所问的主体的……。 / The other is the … of the subject asked about.",
    },
)
described(
    DiscrepancyState,
    "等级差异的状态。 / State of a discrepancy.",
    {
        DiscrepancyState.OPEN: "待复核。 / Open, to be reviewed.",
        DiscrepancyState.UNDER_REVIEW: "复核中。 / Under review.",
        DiscrepancyState.CLOSED: "已关闭。 / Closed.",
    },
)
described(
    ReviewDecision,
    "复核的结论。 / What a review decided.",
    {
        ReviewDecision.KEEP: "维持等级。 / Keep the grade.",
        ReviewDecision.CORRECT: "更正等级。 / Correct the grade.",
        ReviewDecision.DISMISS: "不予处理。 / Dismiss the discrepancy.",
    },
)
described(
    WithheldReason,
    "措施为什么没有适用。 / Why a measure does not apply.",
    {
        WithheldReason.NO_DISHONESTY_FACT: "没有具体的失信行为事实。 / No dishonesty fact stands behind it.",
        WithheldReason.NO_LEGAL_BASIS: (
            "没有法律、法规或党中央、国务院政策文件就该行为授权这一措施。 / No law, regulation or central policy authorises this "
            "measure for the conduct."
        ),
        WithheldReason.DISPROPORTIONATE: "失信行为较轻，措施不相称。 / The measure is too heavy for the conduct.",
        WithheldReason.GRADE_EXPIRED: "等级已过有效期。 / The grade has expired.",
        WithheldReason.UNDER_REVIEW: "评价部门已暂停该等级。 / The grading department has suspended the grade.",
    },
)
described(
    ArchiveKind,
    "信用档案条目的种类。 / Kind of an entry of the credit archive.",
    {
        ArchiveKind.REGISTRATION: "登记成立。 / Registered.",
        ArchiveKind.INSPECTION: "监督检查，公示后才有。 / An inspection, once it is published.",
        ArchiveKind.FACT: "失信行为事实。 / A dishonesty fact.",
        ArchiveKind.EVALUATION: "信用评价。 / An evaluation.",
        ArchiveKind.CORRECTION: "评价更正。 / An evaluation was corrected.",
        ArchiveKind.EVALUATION_WITHDRAWN: "评价撤下：来源系统不再有，或不再归入该主体。 / "
        "An evaluation was withdrawn: its system has it no more, or it is no longer put down to the subject.",
        ArchiveKind.MEASURE_TAKEN: "奖惩反馈：给予、采取或未采取的措施。 / A measure that was given, taken or withheld.",
        ArchiveKind.DISCREPANCY_RAISED: "等级差异出现。 / A discrepancy appeared.",
        ArchiveKind.DISCREPANCY_REVIEWED: "对等级差异的复核。 / A discrepancy was reviewed.",
        ArchiveKind.DISCREPANCY_CLOSED: "等级差异关闭。 / A discrepancy was closed.",
        ArchiveKind.FACT_WITHDRAWN: "失信行为事实由来源系统撤下。 / A dishonesty fact was withdrawn by its system.",
        ArchiveKind.QUERY: "查询留痕：谁查看、办理或交出；只给主体本人、代它查询的窗口和信用主管部门，点名才有。 / Somebody "
        "looked, changed or "
        "handed out: told to the subject, a window on its behalf and the credit office, and only where it is asked for by name.",
        ArchiveKind.REPAIR_REQUESTED: "申请信用修复。 / A credit repair was asked for.",
        ArchiveKind.REPAIR_REJECTED: "未同意修复。 / A repair was rejected.",
        ArchiveKind.REPAIR_WITHDRAWN: "修复申请撤回。 / What was asked for was withdrawn.",
        ArchiveKind.FACT_REPAIRED: "同意修复，事实不再计入。 / A repair was accepted: the fact no longer counts.",
        ArchiveKind.REPAIR_REVOKED: "撤销修复，事实照旧计入。 / A repair was revoked: the fact counts as before.",
        ArchiveKind.OBJECTION_RAISED: "主体对等级提出异议。 / The subject objected to a grade.",
        ArchiveKind.OBJECTION_ANSWERED: "异议已答复：采纳或不采纳。 / An objection was answered: accepted or rejected.",
        ArchiveKind.OBJECTION_WITHDRAWN: "主体撤回异议。 / The subject withdrew its objection.",
    },
)
described(
    EntityOrderField,
    "市场主体按什么排序；相同的再按键。文字按码位，未知的日期或区县在最前。 / "
    "What entities are ordered by, then by key. Text by code point; an "
    "unknown day or district before every known one.",
    {
        EntityOrderField.KEY: "键。 / The key.",
        EntityOrderField.NAME: "名称。 / The name.",
        EntityOrderField.REGISTERED_ON: "成立日期。 / The day of registration.",
        EntityOrderField.DISTRICT: "所在区县。 / The district.",
    },
)
described(
    OrderDirection,
    "排序的方向。 / Direction of an order.",
    {OrderDirection.ASC: "升序。 / Ascending.", OrderDirection.DESC: "降序。 / Descending."},
)
described(
    GradeDimension,
    "等级按什么分组计数。 / What grades are counted by.",
    {
        GradeDimension.ITEM: "监管事项。 / The supervision item.",
        GradeDimension.DEPARTMENT: "部门。 / The department.",
        GradeDimension.DISTRICT: "主体所在区县。 / The subject's district.",
        GradeDimension.INDUSTRY: "主体的行业。 / The subject's industry.",
    },
)
described(
    RowStatus,
    "一行导入的结果。 / What became of an imported row.",
    {
        RowStatus.ACCEPTED: "已接收。 / Accepted.",
        RowStatus.UNCHANGED: "与已有的相同，没有变化。 / The same as what is there: nothing changed.",
        RowStatus.REJECTED: "被拒绝，记入台账。 / Rejected, and in the ledger.",
    },
)
described(
    GrantState,
    "授权的状态。 / State of a grant.",
    {
        GrantState.VALID: "有效。 / In force.",
        GrantState.EXPIRED: "已过期。 / Past its end.",
        GrantState.REVOKED: "已撤回。 / Revoked by the subject.",
    },
)
described(
    IdentityReviewState,
    "归属核定的状态。 / State of a review of whom rows mean.",
    {
        IdentityReviewState.OPEN: "待核定。 / To be decided.",
        IdentityReviewState.DECIDED: "已归入一个主体。 / Put down to a subject.",
        IdentityReviewState.DISMISSED: "不是库中任何主体。 / They mean nobody who is known.",
    },
)
described(
    IdentityRule,
    "凭什么认出一行说的是谁，最有力的在前。 / What may tell whom a row means, the strongest first.",
    {
        IdentityRule.FORMER_USCC: "变更前的统一社会信用代码。 / A former code.",
        IdentityRule.REGISTRATION_NUMBER: "注册号。 / A registration number.",
        IdentityRule.ORGANISATION_CODE: "组织机构代码。 / An organisation code.",
        IdentityRule.NAME_AND_DISTRICT: "名称和区县。 / The name and the district.",
        IdentityRule.NAME: "名称：不足以认出，只供核定参考。 / The name: not enough, only for a person to judge.",
    },
    name="IdentityRule",
)
described(
    DrawState,
    "抽取的状态：先承诺，后抽取；承诺而未抽取的也保留。 / State of a draw: committed to, then drawn; one that is never drawn stays.",
    {
        DrawState.COMMITTED: "已承诺：计划、对象池和种子不再改变。 / Committed to: plan, pool and seed change no more.",
        DrawState.DRAWN: "已抽取，种子已公布。 / Drawn, and the seed is published.",
    },
)
described(
    InspectionMethod,
    "检查方式（方案第三部分），从轻到严。 / How a subject is inspected, from the lightest on.",
    {
        InspectionMethod.WRITTEN_POSSIBLE: "可视情形采取书面检查（A）。 / In writing where that will do (A).",
        InspectionMethod.ON_SITE: "现场检查（B）。 / On site (B).",
        InspectionMethod.ON_SITE_STRENGTHENED: "加强现场检查（C、D）。 / On site, strengthened (C, D).",
    },
)
described(
    LeftOutReason,
    "为什么不抽。 / Why a subject is not drawn from.",
    {
        LeftOutReason.RECENTLY_INSPECTED: "在该等级的间隔月数内抽中或检查过。 / Drawn or inspected within the months of its grade.",
        LeftOutReason.EXCLUDED: "抽取单位说明理由排除的。 / Left out by the one who draws, with a reason.",
        LeftOutReason.DEREGISTERED: "已注销、吊销或撤销。 / Deregistered.",
        LeftOutReason.UNDER_REVIEW: "等级正在复核，评价部门已暂停使用。 / Its grade is suspended while the department reviews it.",
    },
    name="LeftOutReason",
)
described(
    TaskState,
    "检查任务的状态。 / State of a task.",
    {
        TaskState.OPEN: "还有事项没有检查记录。 / An item of it has no inspection yet.",
        TaskState.DONE: "各事项都有检查记录。 / Each of its items has its inspection.",
    },
)
described(
    InspectionManner,
    "怎样检查（方案第三部分）。 / How an inspection was carried out (part three of the plan).",
    {
        InspectionManner.ON_SITE: "现场检查。 / On site.",
        InspectionManner.WRITTEN: "书面检查，只用于 A 级。 / In writing, an A alone.",
    },
)
described(
    FindingResult,
    "一项检查内容的结果。 / What was found on a clause of the checklist.",
    {
        FindingResult.PASSED: "合格。 / It passed.",
        FindingResult.FAILED: "不合格。 / It failed.",
        FindingResult.NOT_APPLICABLE: "不适用，或没有查。 / It does not apply, or was not looked at.",
    },
)
described(
    InspectionOutcome,
    "检查的结论（本系统的分类）。 / What an inspection ended with (our vocabulary).",
    {
        InspectionOutcome.NO_PROBLEM: "未发现问题。 / No problem was found.",
        InspectionOutcome.RECTIFICATION_ORDERED: "发现问题，责令改正。 / A problem was found, and is to be put right.",
        InspectionOutcome.REFERRED: "发现问题，移送处理。 / A problem was found, and referred to who deals with it.",
        InspectionOutcome.NOT_IN_BUSINESS: "未发现开展本次检查涉及的经营活动。 / It does not do the business that was to be inspected.",
        InspectionOutcome.UNREACHABLE: "通过登记的住所或经营场所无法联系。 / It cannot be reached where it is registered.",
        InspectionOutcome.OBSTRUCTED: "不配合检查。 / It did not let itself be inspected.",
    },
)
described(
    InspectionState,
    "检查记录的状态：一人记入，另一人审核、公示。 / State of an inspection: one person records, another reviews and publishes.",
    {
        InspectionState.DRAFT: "待审核。 / To be reviewed.",
        InspectionState.SENT_BACK: "已退回，待修改。 / Sent back, to be revised.",
        InspectionState.REVIEWED: "已审核，待公示。 / Reviewed, to be published.",
        InspectionState.PUBLISHED: "已公示，内容不再改变。 / Published; what it says changes no more.",
        InspectionState.WITHDRAWN: "记错了，已撤销；只有本部门和信用主管部门看得到。 / Withdrawn as recorded by mistake; its department "
        "and the credit office alone see it.",
    },
)
described(
    InspectionActKind,
    "对检查记录做了什么。 / What was done about an inspection.",
    {
        InspectionActKind.RECORD: "记入。 / It was recorded.",
        InspectionActKind.REVISE: "修改，此前的内容留存。 / It was revised; what it said before is kept.",
        InspectionActKind.APPROVE: "审核通过。 / It was approved.",
        InspectionActKind.SEND_BACK: "退回。 / It was sent back.",
        InspectionActKind.PUBLISH: "公示。 / It was published.",
        InspectionActKind.WITHDRAW: "撤销。 / It was withdrawn.",
    },
    name="InspectionActKind",
)
described(
    InspectionDecision,
    "审核的结论。 / What a review of an inspection decides.",
    {
        InspectionDecision.APPROVE: "通过。 / It is right.",
        InspectionDecision.SEND_BACK: "退回修改，须说明理由。 / It is to be revised; say why.",
    },
)
described(
    ModelState,
    "评价模型的状态；怎样变，见 docs/evaluation-models.md。 / State of a version of an evaluation model.",
    {
        ModelState.DRAFT: "草案。 / A draft.",
        ModelState.PROPOSED: "已提请发布，等另一个人发布。 / Proposed: a second person publishes it.",
        ModelState.PUBLISHED: "已发布。 / Published.",
        ModelState.SUPERSEDED: "已被新发布的版本取代；新版施行前仍按它评。 / Another was published; until that is in effect it goes on.",
        ModelState.WITHDRAWN: "已撤销。 / Withdrawn.",
    },
)
described(
    ModelAction,
    "对评价模型办的一步。 / What is done with a version of an evaluation model.",
    {
        ModelAction.SAVE: "存草案。 / Saved as a draft.",
        ModelAction.PROPOSE: "提请发布。 / Proposed for publication.",
        ModelAction.SEND_BACK: "退回。 / Sent back.",
        ModelAction.PUBLISH: "发布。 / Published.",
        ModelAction.SUPERSEDE: "被取代。 / Superseded.",
        ModelAction.WITHDRAW: "撤销。 / Withdrawn.",
    },
)
described(
    RunScope,
    "评价谁。 / Who is evaluated.",
    {
        RunScope.EVERYBODY: "全部评价对象。 / Everybody whom the model evaluates.",
        RunScope.CHANGED: "依据有变化的。 / Those whose inputs have changed.",
    },
)
described(
    ListGap,
    "清单缺什么（任务 5 的四样），什么是默认。 / What an item's list has not of what task 5 asks for, and what is a default.",
    {
        ListGap.NO_STANDARD: "没有信用等级分类标准：没有施行的模型，等级标准也没有文件。 / Neither a model nor a scale with a document.",
        ListGap.NO_COLLECTION: "没有信息归集范围。 / No scope of collection.",
        ListGap.NO_PERIOD: "没有评价周期。 / No period.",
        ListGap.NO_MEASURES: "有等级没有对应的措施。 / A grade without a measure.",
        ListGap.DEFAULT_STANDARD: "模型是默认，部门尚未确认。 / The model is a default that no department has confirmed.",
        ListGap.DEFAULT_RATES: "抽取比例和频次是默认。 / Ratio and frequency are defaults.",
    },
)
