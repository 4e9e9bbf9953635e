"""What the vocabularies are called in a table."""

from collections.abc import Mapping

from gateway.terminal.words import Words
from graph_model.catalogue import SCENARIO_NAMES
from graph_model.model import Scenario

KINDS: Mapping[str, tuple[str, str]] = {
    "ENTERPRISE": ("企业", "enterprise"),
    "INDIVIDUAL_BUSINESS": ("个体工商户", "individual business"),
    "COOPERATIVE": ("农民专业合作社", "farmers' cooperative"),
    "SOCIAL_ORGANISATION": ("社会组织", "social organisation"),
    "PUBLIC_INSTITUTION": ("事业单位", "public institution"),
    "STATE_ORGAN": ("机关", "state organ"),
    "LEGAL_SERVICE": ("法律服务机构", "legal service"),
    "OTHER_ORGANISATION": ("其他组织", "other organisation"),
    "PERSON": ("自然人", "natural person"),
}
DIRECTIONS: Mapping[str, tuple[str, str]] = {
    "INCENTIVE": ("激励", "incentive"),
    "NEUTRAL": ("监管", "neutral"),
    "RESTRICTIVE": ("约束", "restrictive"),
}
CASE_ENTRIES: Mapping[str, tuple[str, str]] = {
    "SEARCH": ("查询", "search"),
    "CANVAS": ("关系图", "canvas"),
    "NOTE": ("笔记", "note"),
}
STATES: Mapping[str, tuple[str, str]] = {
    "OPEN": ("待复核", "open"),
    "UNDER_REVIEW": ("复核中", "under review"),
    "CLOSED": ("已关闭", "closed"),
}
MODEL_STATES: Mapping[str, tuple[str, str]] = {
    "DRAFT": ("草案", "draft"),
    "PROPOSED": ("待发布", "proposed"),
    "PUBLISHED": ("已发布", "published"),
    "SUPERSEDED": ("已被取代", "superseded"),
    "WITHDRAWN": ("已撤销", "withdrawn"),
}
MODEL_ACTIONS: Mapping[str, tuple[str, str]] = {
    "SAVE": ("存草案", "saved"),
    "PROPOSE": ("提请发布", "proposed"),
    "SEND_BACK": ("退回", "sent back"),
    "PUBLISH": ("发布", "published"),
    "SUPERSEDE": ("被新版取代", "superseded"),
    "WITHDRAW": ("撤销", "withdrawn"),
}
PROOFS: Mapping[str, tuple[str, str]] = {
    "BUSINESS_LICENCE": ("营业执照", "the business licence"),
    "ID_CARD": ("身份证件", "an identity card"),
    "AUTHORISATION_LETTER": ("授权委托书", "a letter of authorisation"),
}
OUTCOMES: Mapping[str, tuple[str, str]] = {
    "NO_PROBLEM": ("未发现问题", "no problem"),
    "RECTIFICATION_ORDERED": ("责令改正", "rectification ordered"),
    "REFERRED": ("移送处理", "referred"),
    "NOT_IN_BUSINESS": ("未开展经营活动", "not in business"),
    "UNREACHABLE": ("无法联系", "unreachable"),
    "OBSTRUCTED": ("不配合检查", "obstructed"),
}
DRAW_STATES: Mapping[str, tuple[str, str]] = {
    "COMMITTED": ("已承诺", "committed to"),
    "DRAWN": ("已抽取", "drawn"),
}
CHANGES: Mapping[str, tuple[str, str]] = {
    "GRADE_RECORDED": ("记入", "recorded"),
    "GRADE_WITHDRAWN": ("撤下", "withdrawn"),
}
TASK_STATES: Mapping[str, tuple[str, str]] = {"OPEN": ("待办理", "open"), "DONE": ("已办完", "done")}
INSPECTION_METHODS: Mapping[str, tuple[str, str]] = {
    "WRITTEN_POSSIBLE": ("可以书面检查", "in writing is possible"),
    "ON_SITE": ("现场检查", "on site"),
    "ON_SITE_STRENGTHENED": ("加强现场检查", "on site, strengthened"),
}
INSPECTION_STATES: Mapping[str, tuple[str, str]] = {
    "DRAFT": ("待审核", "draft"),
    "SENT_BACK": ("已退回", "sent back"),
    "REVIEWED": ("已审核", "reviewed"),
    "PUBLISHED": ("已公示", "published"),
    "WITHDRAWN": ("已撤销", "withdrawn"),
}
INSPECTION_ACTS: Mapping[str, tuple[str, str]] = {
    "RECORD": ("记入", "recorded"),
    "REVISE": ("修改", "revised"),
    "APPROVE": ("审核通过", "approved"),
    "SEND_BACK": ("退回", "sent back"),
    "PUBLISH": ("公示", "published"),
    "WITHDRAW": ("撤销", "withdrawn"),
}
MANNERS: Mapping[str, tuple[str, str]] = {
    "ON_SITE": ("现场检查", "on site"),
    "WRITTEN": ("书面检查", "in writing"),
}
FINDINGS: Mapping[str, tuple[str, str]] = {
    "PASSED": ("合格", "passed"),
    "FAILED": ("不合格", "failed"),
    "NOT_APPLICABLE": ("不适用", "not applicable"),
}
STANDINGS: Mapping[str, tuple[str, str]] = {
    "NOT_CONNECTED": ("未接入", "not connected"),
    "WAITING": ("等待首次同步", "waiting"),
    "SYNCED": ("已同步", "synced"),
    "LATE": ("过期", "late"),
    "FAILING": ("失败", "failing"),
}
LIST_GAPS: Mapping[str, tuple[str, str]] = {
    "NO_STANDARD": ("没有分类标准", "no standard"),
    "NO_COLLECTION": ("没有归集范围", "no scope of collection"),
    "NO_PERIOD": ("没有评价周期", "no period"),
    "NO_MEASURES": ("有等级没有措施", "a grade without a measure"),
    "DEFAULT_STANDARD": ("模型是默认", "the model is a default"),
    "DEFAULT_RATES": ("比例和频次是默认", "ratio and frequency are defaults"),
}
WARNINGS: Mapping[str, tuple[str, str]] = {
    "FALL": ("等级下降", "fall"),
    "SERIOUS_FACT": ("严重失信", "serious fact"),
    "REGISTERED_AGAIN": ("重新登记", "registered again"),
}
INBOX_KINDS: Mapping[str, tuple[str, str]] = {
    "CREDIT_REPAIR": ("待决定的修复", "repair to decide about"),
    "DISCREPANCY": ("待复核的差异", "discrepancy to review"),
    "EARLY_WARNING": ("待阅的预警", "warning to read"),
    "INSPECTION_PUBLICATION": ("待公示的检查", "inspection to publish"),
    "INSPECTION_REVIEW": ("待审核的检查", "inspection to review"),
    "INSPECTION_REVISION": ("待修改的检查", "inspection to revise"),
    "OBJECTION": ("待答复的异议", "objection to answer"),
    "TASK": ("待检查的任务", "task to inspect"),
}
OBJECTION_STATES: Mapping[str, tuple[str, str]] = {
    "OPEN": ("待答复", "waits for its answer"),
    "ACCEPTED": ("已采纳", "accepted"),
    "REJECTED": ("未采纳", "rejected"),
    "WITHDRAWN": ("已撤回", "withdrawn"),
}
REPAIR_STATES: Mapping[str, tuple[str, str]] = {
    "REQUESTED": ("待决定", "waits for its decision"),
    "EVIDENCE_ASKED": ("待补充材料", "waits for more evidence"),
    "ACCEPTED": ("已同意", "accepted"),
    "REJECTED": ("未同意", "rejected"),
    "REVOKED": ("已撤销", "revoked"),
    "WITHDRAWN": ("已撤回", "withdrawn"),
}
MEASURE_ACTIONS: Mapping[str, tuple[str, str]] = {
    "GRANTED": ("给予", "granted"),
    "APPLIED": ("采取", "applied"),
    "WITHHELD": ("没有给予或采取", "withheld"),
}
CONSISTENCIES: Mapping[str, tuple[str, str]] = {
    "CONSISTENT": ("一致", "consistent"),
    "DENIED": ("应给未给", "denied"),
    "NOT_APPLIED": ("应采取未采取", "not applied"),
    "UNDUE_INCENTIVE": ("不应给而给", "undue incentive"),
    "UNDUE_BURDEN": ("不应采取而采取", "undue burden"),
    "NOT_COMPARABLE": ("当日没有有效的等级", "not comparable"),
}
SEVERITIES: Mapping[str, tuple[str, str]] = {
    "MINOR": ("轻微", "minor"),
    "ORDINARY": ("一般", "ordinary"),
    "SERIOUS": ("严重", "serious"),
}
PLAN_STATES: Mapping[str, tuple[str, str]] = {
    "PROPOSED": ("待发布", "proposed"),
    "PUBLISHED": ("已发布", "published"),
    "SUPERSEDED": ("已被新版取代", "superseded"),
    "WITHDRAWN": ("已撤回", "withdrawn"),
}
DECISIONS: Mapping[str, tuple[str, str]] = {
    "KEEP": ("维持等级", "keeps its grade"),
    "CORRECT": ("更正等级", "is to correct its grade"),
    "DISMISS": ("不予处理", "dismisses it"),
}
REASONS: Mapping[str, tuple[str, str]] = {
    "NO_DISHONESTY_FACT": ("没有失信事实", "no dishonesty fact"),
    "NO_LEGAL_BASIS": ("没有依据", "no legal basis"),
    "DISPROPORTIONATE": ("轻重不当", "disproportionate"),
    "GRADE_EXPIRED": ("评价已过期", "grade expired"),
    "UNDER_REVIEW": ("复核中", "under review"),
}
USES: Mapping[str, tuple[str, str]] = {
    "MINISTRY": ("国家部委系统", "a ministry's"),
    "REPLACING": ("部门自建，正在替换", "being replaced"),
}
ENTRIES: Mapping[str, tuple[str, str]] = {
    "REGISTRATION": ("登记", "registration"),
    "INSPECTION": ("监督检查", "inspection"),
    "FACT": ("失信事实", "dishonesty fact"),
    "EVALUATION": ("评价", "evaluation"),
    "CORRECTION": ("更正", "correction"),
    "EVALUATION_WITHDRAWN": ("评价撤下", "evaluation withdrawn"),
    "FACT_WITHDRAWN": ("失信事实撤下", "fact withdrawn"),
    "REPAIR_REQUESTED": ("申请修复", "repair asked for"),
    "REPAIR_REJECTED": ("未同意修复", "repair rejected"),
    "REPAIR_WITHDRAWN": ("撤回修复", "repair withdrawn"),
    "FACT_REPAIRED": ("信用修复", "fact repaired"),
    "REPAIR_REVOKED": ("撤销修复", "repair revoked"),
    "OBJECTION_RAISED": ("提出异议", "objection raised"),
    "OBJECTION_ANSWERED": ("答复异议", "objection answered"),
    "OBJECTION_WITHDRAWN": ("撤回异议", "objection withdrawn"),
    "MEASURE_TAKEN": ("奖惩反馈", "measure taken"),
    "DISCREPANCY_RAISED": ("差异出现", "discrepancy raised"),
    "DISCREPANCY_REVIEWED": ("差异复核", "discrepancy reviewed"),
    "DISCREPANCY_CLOSED": ("差异关闭", "discrepancy closed"),
    "QUERY": ("查询", "query"),
}


def label(names: Mapping[str, tuple[str, str]], value: str, say: Words) -> str:
    """The value's word; the value itself where it has none."""
    zh, en = names.get(value, (value, value.replace("_", " ").lower()))
    return say.of(zh, en)


def scenario(value: str, say: Words) -> str:
    return say.of(SCENARIO_NAMES[Scenario(value)], value.replace("_", " ").lower())
