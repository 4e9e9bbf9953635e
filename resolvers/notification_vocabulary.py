"""The vocabularies of what departments are told of as GraphQL enums; imported from here, as others are from `vocabulary`."""

from graph_model.change_kinds import ChangeKind
from graph_model.early_warnings import WarningKind
from graph_model.inbox import InboxKind
from resolvers.vocabulary import described

__all__ = ["ChangeKind", "InboxKind", "WarningKind"]

described(
    ChangeKind,
    "变化的种类。 / Kind of a change.",
    {
        ChangeKind.GRADE_RECORDED: "记入一次评价（含更正）。 / An evaluation, or a correction of one, was recorded.",
        ChangeKind.GRADE_WITHDRAWN: "评价撤下：来源系统不再有，或不再归入该主体。 / "
        "An evaluation was withdrawn: its system has it no more, or it is no longer put down to the subject.",
        ChangeKind.FACT_REPAIRED: "失信行为事实经信用修复不再计入。 / A dishonesty fact was repaired and no longer counts.",
        ChangeKind.FACT_REPAIR_REVOKED: "信用修复撤销，失信行为事实照旧计入。 / A repair was revoked: the fact counts as before.",
        ChangeKind.FACT_RECORDED: "记入一项失信行为事实。 / A dishonesty fact was recorded.",
        ChangeKind.FACT_WITHDRAWN: "失信行为事实撤下：来源系统不再有，或不再归入该主体。 / "
        "A dishonesty fact was withdrawn: its system has it no more, or it is no longer put down to the subject.",
        ChangeKind.INSPECTION_WITHDRAWN: "监督检查撤销。 / An inspection was withdrawn.",
        ChangeKind.MEASURE_WITHDRAWN: "实际措施的记录撤销。 / A measure taken was withdrawn as recorded by mistake.",
        ChangeKind.OBJECTION_RAISED: "主体对等级提出异议。 / A subject objected to a grade of its own.",
        ChangeKind.OBJECTION_ANSWERED: "异议已答复。 / An objection was answered.",
        ChangeKind.OBJECTION_WITHDRAWN: "异议撤回。 / An objection was withdrawn.",
        ChangeKind.TASK_REOPENED: "检查任务又待办理：它的检查撤销了。 / A task is to be carried out again: its inspection was withdrawn.",
        ChangeKind.DISCREPANCY_RAISED: "等级差异出现。 / A discrepancy was raised.",
        ChangeKind.DISCREPANCY_CLOSED: "等级差异关闭。 / A discrepancy was closed.",
        ChangeKind.DISCREPANCY_REVIEWED: "等级差异有了一次复核。 / A discrepancy was reviewed.",
        ChangeKind.INSPECTION_RECORDED: "记入一次监督检查。 / An inspection was recorded.",
        ChangeKind.INSPECTION_REVISED: "监督检查修改后再交。 / An inspection was revised.",
        ChangeKind.INSPECTION_APPROVED: "监督检查审核通过。 / An inspection was approved.",
        ChangeKind.INSPECTION_SENT_BACK: "监督检查退回。 / An inspection was sent back.",
        ChangeKind.INSPECTION_PUBLISHED: "监督检查公示。 / An inspection was published.",
        ChangeKind.EARLY_WARNING_RAISED: "早期预警出现。 / An early warning was raised.",
        ChangeKind.MEASURE_TAKEN: "记入一项实际采取的措施。 / A measure that was taken was recorded.",
        ChangeKind.TASK_DRAWN: "抽中一项检查任务。 / A task was drawn.",
        ChangeKind.TASK_DONE: "检查任务各事项都有了检查记录。 / A task was done: each of its items has its inspection.",
    },
)
described(
    InboxKind,
    "待办的种类。 / What waits for a department.",
    {
        InboxKind.CREDIT_REPAIR: "要另一人决定的信用修复。 / A credit repair that another person has to decide about.",
        InboxKind.DISCREPANCY: "要复核的等级差异，本部门还没有维持自己的等级。 / A discrepancy to be reviewed, in which the department has "
        "not kept its grade.",
        InboxKind.EARLY_WARNING: "还没有阅的早期预警（acknowledgeEarlyWarning）。 / An early warning that is not acknowledged yet.",
        InboxKind.INSPECTION_REVIEW: "要另一人审核的监督检查。 / An inspection that another person has to review.",
        InboxKind.INSPECTION_PUBLICATION: "已审核、要公示的监督检查。 / An inspection that is reviewed and to be published.",
        InboxKind.INSPECTION_REVISION: "退回、要修改的监督检查。 / An inspection that was sent back and is to be revised.",
        InboxKind.OBJECTION: "要答复的异议。 / An objection to be answered.",
        InboxKind.TASK: "本部门事项还没有检查记录的任务，抽中后三十日内（本系统的缺省）。 / A task whose items of the department are "
        "not all inspected: within thirty days of the draw (our default).",
    },
)
described(
    WarningKind,
    "早期预警的种类。 / Kind of an early warning.",
    {
        WarningKind.FALL: "一个事项的等级比上一次评价低了两档以上。 / A grade two or more levels below the evaluation before it.",
        WarningKind.SERIOUS_FACT: "新的严重失信行为事实。 / A new serious dishonesty fact.",
        WarningKind.REGISTERED_AGAIN: "某事项现为 D 级的主体，其法定代表人又登记了新的主体。 / "
        "Who represents a subject that is graded D on some item has registered another one.",
    },
    name="EarlyWarningKind",
)
