"""The root fields of mutations."""

from typing import Annotated, cast

import strawberry

from graph_model.annual_plans.states import PlanAct
from resolvers.context import Info
from resolvers.costs import WHOLE_POOL, weighing
from resolvers.drawing_samples import (
    CommitSampleInput,
    CommitSamplePayload,
    DrawSampleInput,
    DrawSamplePayload,
    commit_sample,
    draw_sample,
)
from resolvers.fields import field
from resolvers.granting import (
    GrantAccessInput,
    GrantAccessPayload,
    RevokeAccessInput,
    RevokeAccessPayload,
    grant_access,
    revoke_access,
)
from resolvers.identity_decisions import (
    DecideIdentityInput,
    DecideIdentityPayload,
    TakeBackIdentityDecisionInput,
    TakeBackIdentityDecisionPayload,
    decide_identity,
    take_back_identity_decision,
)
from resolvers.importing import ImportGradesInput, ImportGradesPayload, import_grades
from resolvers.inbox import (
    AcknowledgeEarlyWarningInput,
    AcknowledgeEarlyWarningPayload,
    acknowledge_early_warning,
)
from resolvers.objecting import (
    AnswerObjectionInput,
    ObjectionPayload,
    RaiseObjectionInput,
    WithdrawObjectionInput,
    answer_objection,
    raise_objection,
    withdraw_objection,
)
from resolvers.planning import (
    AnnualPlanPayload,
    AnnualPlanStepInput,
    ProposeAnnualPlanInput,
    ReportDutyProgressInput,
    propose_annual_plan,
    report_duty_progress,
    step_annual_plan,
)
from resolvers.publishing_models import (
    EvaluationModelPayload,
    EvaluationModelStepInput,
    RunEvaluationInput,
    RunEvaluationPayload,
    SaveEvaluationModelInput,
    run_evaluation,
    save_evaluation_model,
    step_evaluation_model,
)
from resolvers.recording import (
    RecordDishonestyFactInput,
    RecordDishonestyFactPayload,
    record_dishonesty_fact,
)
from resolvers.recording_inspections import (
    PublishInspectionInput,
    PublishInspectionPayload,
    RecordInspectionInput,
    RecordInspectionPayload,
    ReviewInspectionInput,
    ReviewInspectionPayload,
    WithdrawInspectionInput,
    WithdrawInspectionPayload,
    publish_inspection,
    record_inspection,
    review_inspection,
    withdraw_inspection,
)
from resolvers.recording_measures import (
    RecordMeasureTakenInput,
    RecordMeasureTakenPayload,
    record_measure_taken,
)
from resolvers.repairing import (
    CreditRepairPayload,
    DecideCreditRepairInput,
    RequestCreditRepairInput,
    RequestCreditRepairPayload,
    RevokeCreditRepairInput,
    SupplementCreditRepairInput,
    WithdrawCreditRepairInput,
    decide_credit_repair,
    request_credit_repair,
    revoke_credit_repair,
    supplement_credit_repair,
    withdraw_credit_repair,
)
from resolvers.reviewing import ReviewDiscrepancyInput, ReviewDiscrepancyPayload, review_discrepancy
from resolvers.vocabulary import ModelAction
from resolvers.withdrawing_measures import (
    WithdrawMeasureTakenInput,
    WithdrawMeasureTakenPayload,
    withdraw_measure_taken,
)
from resolvers.working_on_cases import CaseMutation


@strawberry.type(description="变更。 / Mutations.")
class Mutation(CaseMutation):
    @field(
        "导入评价结果，一次最多 5,000 条，每条一个结果；一个事务，要么全写要么不写。 / "
        "Import evaluations, 5,000 at most, one result a row; one "
        "transaction, all or nothing."
    )
    async def import_grades(
        self,
        info: Info,
        input: Annotated[ImportGradesInput, strawberry.argument(description="各条和幂等键。 / The rows and the key.")],
    ) -> ImportGradesPayload:
        return await import_grades(info.context, input)

    @field(
        "核定一些行的归属：等待的行立即带入，此后线索相同的行照此办理；可以撤回。同样的决定再作一次，没有变化。 / "
        "Decide whom rows mean: those that wait come in at once, and rows with the same clues go by it from then on. It can be "
        "taken back; the same decision again changes nothing."
    )
    async def decide_identity(
        self,
        info: Info,
        input: Annotated[
            DecideIdentityInput,
            strawberry.argument(description="核定什么、归谁、为什么。 / Which review, whom, and why."),
        ],
    ) -> DecideIdentityPayload:
        return await decide_identity(info.context, input)

    @field(
        "撤回一项归属决定：它带入的评价和事实自此终止（历史保留），各行重新等待核定。 / "
        "Take a decision back: the evaluations and facts that it brought end now, their history stays, and the rows wait again."
    )
    async def take_back_identity_decision(
        self,
        info: Info,
        input: Annotated[
            TakeBackIdentityDecisionInput, strawberry.argument(description="撤回哪一项、为什么。 / Which one, and why.")
        ],
    ) -> TakeBackIdentityDecisionPayload:
        return await take_back_identity_decision(info.context, input)

    @field(
        "记入一项失信行为事实（文书、行为、轻重），惩戒措施以它为据；按事实文件的规则，一个事务。 / "
        "Record a dishonesty fact: the document, the conduct, its weight. Restrictive measures stand on it. By the rules of a file of "
        "facts, in one transaction."
    )
    async def record_dishonesty_fact(
        self,
        info: Info,
        input: Annotated[
            RecordDishonestyFactInput,
            strawberry.argument(description="谁、什么行为、哪份文书、幂等键。 / Whose, which conduct, which document."),
        ],
    ) -> RecordDishonestyFactPayload:
        return await record_dishonesty_fact(info.context, input)

    @field(
        "复核一项等级差异（任务 8）：部门就自己的等级维持或更正，信用主管部门可以不予处理。一个事务；同一幂等键再办一次，没有变化。 / "
        "Review a discrepancy: a department keeps or corrects its own grade, the credit office may dismiss. One transaction; the "
        "same again under the same key changes nothing."
    )
    async def review_discrepancy(
        self,
        info: Info,
        input: Annotated[
            ReviewDiscrepancyInput,
            strawberry.argument(
                description="哪一项、哪个版本、结论、理由、幂等键。 / Which one, in which version, what and why."
            ),
        ],
    ) -> ReviewDiscrepancyPayload:
        return await review_discrepancy(info, input)

    @field(
        "授权（任务 7）：让一个组织在期限内、为一项用途查看自己的一部分等级。只有主体本人可以。同样的授权再作一次，没有变化。 / "
        "Let an organisation see some of one's own grades, for a purpose and for a time; the subject itself alone may. The same "
        "grant again changes nothing."
    )
    async def grant_access(
        self,
        info: Info,
        input: Annotated[
            GrantAccessInput,
            strawberry.argument(description="给谁、看什么、用途、期限。 / To whom, what, why and until when."),
        ],
    ) -> GrantAccessPayload:
        return await grant_access(info.context, input)

    @field(
        "撤回一项自己的授权：立即失效，此前看过的仍在查询留痕里。 / Revoke a grant of one's own: it ends now, and who looked by it stays "
        "on record."
    )
    async def revoke_access(
        self,
        info: Info,
        input: Annotated[RevokeAccessInput, strawberry.argument(description="哪一项。 / Which one.")],
    ) -> RevokeAccessPayload:
        return await revoke_access(info.context, input)

    @field(
        "主体对自己的一个等级提出异议，交评价部门答复；一个等级同时只有一项在等答复。 / Object to a grade of one's own: the "
        "grading department "
        "is to answer; one objection to a grade waits at one time."
    )
    async def raise_objection(
        self,
        info: Info,
        input: Annotated[
            RaiseObjectionInput, strawberry.argument(description="哪个等级、为什么、幂等键。 / Which grade, and why.")
        ],
    ) -> ObjectionPayload:
        return await raise_objection(info, input)

    @field("主体撤回自己还没有答复的异议。 / Withdraw an objection of one's own that waits for its answer.")
    async def withdraw_objection(
        self,
        info: Info,
        input: Annotated[WithdrawObjectionInput, strawberry.argument(description="哪一项。 / Which one.")],
    ) -> ObjectionPayload:
        return await withdraw_objection(info, input)

    @field(
        "评价部门答复一项异议：采纳或不采纳，说明理由；更正照评价的规则另行导入。 / Answer an objection to a grade of the own department: "
        "accept or reject it, and say why; the correction itself comes as evaluations do."
    )
    async def answer_objection(
        self,
        info: Info,
        input: Annotated[
            AnswerObjectionInput, strawberry.argument(description="哪一项、结论、理由。 / Which one, what, and why.")
        ],
    ) -> ObjectionPayload:
        return await answer_objection(info, input)

    @field(
        "提请发布一个部门一年的推进计划（§四(二) 清单化）；要由另一个人发布。 / Propose a department's plan for a year; a "
        "second person publishes it."
    )
    async def propose_annual_plan(
        self,
        info: Info,
        input: Annotated[
            ProposeAnnualPlanInput, strawberry.argument(description="文件的内容。 / The text of its file.")
        ],
    ) -> AnnualPlanPayload:
        return await propose_annual_plan(info.context, input)

    @field(
        "发布已提请的年度计划，提请的人不能发布；先前发布的版本被取代，留存。 / Publish what somebody else has proposed; the version "
        "published before is superseded, and stays."
    )
    async def publish_annual_plan(
        self,
        info: Info,
        input: Annotated[AnnualPlanStepInput, strawberry.argument(description="哪一份。 / Which plan.")],
    ) -> AnnualPlanPayload:
        return await step_annual_plan(info.context, input, PlanAct.PUBLISH)

    @field("撤回还没有发布的年度计划。 / Withdraw an annual plan that is not published.")
    async def withdraw_annual_plan(
        self,
        info: Info,
        input: Annotated[
            AnnualPlanStepInput, strawberry.argument(description="哪一份、为什么。 / Which plan, and why.")
        ],
    ) -> AnnualPlanPayload:
        return await step_annual_plan(info.context, input, PlanAct.WITHDRAW)

    @field(
        "报一项任务的进展：只报图里数不出的（REPORTED），由谁、何时报的留存。 / Report how far a duty has come, where nothing in the graph "
        "counts it; by whom and when is kept."
    )
    async def report_duty_progress(
        self,
        info: Info,
        input: Annotated[
            ReportDutyProgressInput, strawberry.argument(description="哪项任务、多少。 / Which duty, and how much.")
        ],
    ) -> AnnualPlanPayload:
        return await report_duty_progress(info.context, input)

    @field(
        "承诺一次双随机抽取：定下计划、当日的对象池和随机种子，公布承诺，还不抽。 / Commit to a double-random draw: "
        "plan, today's pool and a random "
        "seed stand, the commitment is published, nothing is drawn yet.",
        weighing(WHOLE_POOL),
    )
    async def commit_sample(
        self,
        info: Info,
        input: Annotated[
            CommitSampleInput, strawberry.argument(description="计划和幂等键。 / The plan and the idempotency key.")
        ],
    ) -> CommitSamplePayload:
        return cast(CommitSamplePayload, await commit_sample(info.context, input))

    @field(
        "抽取已承诺的一次：加入公开随机数，抽出检查对象和检查人员，公布种子；任务在同一事务里写入。 / Draw what was "
        "committed to: public randomness "
        "is mixed in, objects and inspectors are drawn, the seed is published; the tasks are written in the same transaction.",
        weighing(WHOLE_POOL),
    )
    async def draw_sample(
        self,
        info: Info,
        input: Annotated[
            DrawSampleInput,
            strawberry.argument(description="哪一次、公开随机数。 / Which draw, and the public randomness."),
        ],
    ) -> DrawSamplePayload:
        return cast(DrawSamplePayload, await draw_sample(info.context, input))

    @field(
        "记入一次监督检查（现场或书面、逐项结果、结论、文书），或修改还没有审核的一次；办理抽中的任务，则任务完成。一个事务。 / Record an "
        "inspection (on site or in writing, what was found, how it ended), or revise one that is not reviewed; a task of a draw that it "
        "carries out is done. One transaction."
    )
    async def record_inspection(
        self,
        info: Info,
        input: Annotated[
            RecordInspectionInput,
            strawberry.argument(
                description="检查了谁、哪个事项、查到什么、幂等键。 / Whom, on which item, what was found."
            ),
        ],
    ) -> RecordInspectionPayload:
        return await record_inspection(info, input)

    @field(
        "审核一次检查：通过或退回；记入的人不审核。 / Review an inspection: approve it or send it back; not who recorded it."
    )
    async def review_inspection(
        self,
        info: Info,
        input: Annotated[
            ReviewInspectionInput, strawberry.argument(description="哪一次、结论。 / Which one, and what is decided.")
        ],
    ) -> ReviewInspectionPayload:
        return await review_inspection(info, input)

    @field(
        "公示一次审核过的检查；记入的人不公示，公示后不再改变。 / Publish an inspection that was reviewed; not who recorded it, and it "
        "changes no more."
    )
    async def publish_inspection(
        self,
        info: Info,
        input: Annotated[PublishInspectionInput, strawberry.argument(description="哪一次。 / Which one.")],
    ) -> PublishInspectionPayload:
        return await publish_inspection(info, input)

    @field(
        "撤销一次记错的检查：没有审核的由记入的人或信用主管部门，审核过的由另一人；说明理由。它留着，公示的收回，任务重新待办。 "
        "/ Withdraw an "
        "inspection that was recorded by mistake: before it is reviewed who recorded it or the credit office, later another "
        "person. It stays, "
        "is published no more, and its task is open again."
    )
    async def withdraw_inspection(
        self,
        info: Info,
        input: Annotated[
            WithdrawInspectionInput, strawberry.argument(description="哪一次、为什么。 / Which one, and why.")
        ],
    ) -> WithdrawInspectionPayload:
        return await withdraw_inspection(info, input)

    @field("存一份评价模型的草案，或改一份。 / Save a draft of an evaluation model, or change one.")
    async def save_evaluation_model(
        self,
        info: Info,
        input: Annotated[
            SaveEvaluationModelInput, strawberry.argument(description="文件的内容。 / The text of its file.")
        ],
    ) -> EvaluationModelPayload:
        return await save_evaluation_model(info.context, input)

    @field("提请发布一份草案；要由另一个人发布。 / Propose a draft for publication, by a second person.")
    async def propose_evaluation_model(
        self,
        info: Info,
        input: Annotated[EvaluationModelStepInput, strawberry.argument(description="哪个模型。 / Which model.")],
    ) -> EvaluationModelPayload:
        return await step_evaluation_model(info.context, input, ModelAction.PROPOSE)

    @field("退回已提请的，成为草案。 / Send what was proposed back: it is a draft again.")
    async def send_back_evaluation_model(
        self,
        info: Info,
        input: Annotated[
            EvaluationModelStepInput, strawberry.argument(description="哪个模型、为什么。 / Which model, and why.")
        ],
    ) -> EvaluationModelPayload:
        return await step_evaluation_model(info.context, input, ModelAction.SEND_BACK)

    @field(
        "发布已提请的模型，提请的人不能发布；同一事项先前发布的被取代。今天就施行的随即开始评价，等级按导入的规则写入。 / Publish "
        "what somebody else has proposed; the version of the item that was published before is superseded. Where it is in effect today "
        "the evaluation begins, and grades are written as imported ones are.",
        weighing(WHOLE_POOL),
    )
    async def publish_evaluation_model(
        self,
        info: Info,
        input: Annotated[EvaluationModelStepInput, strawberry.argument(description="哪个模型。 / Which model.")],
    ) -> EvaluationModelPayload:
        return await step_evaluation_model(info.context, input, ModelAction.PUBLISH)

    @field(
        "撤销一个模型：草案、已提请的或已发布的；已评的等级不动。 / Withdraw a draft, a proposal or a published model; grades that "
        "it gave stay."
    )
    async def withdraw_evaluation_model(
        self,
        info: Info,
        input: Annotated[
            EvaluationModelStepInput, strawberry.argument(description="哪个模型、为什么。 / Which model, and why.")
        ],
    ) -> EvaluationModelPayload:
        return await step_evaluation_model(info.context, input, ModelAction.WITHDRAW)

    @field(
        "按正在施行的模型评价：写入等级，没有变化的不写；分批，随时可以接着办。 / Evaluate by the model that is in effect: grades are "
        "written, those that have not changed are not; in batches, to be gone on with at any time.",
        weighing(WHOLE_POOL),
    )
    async def run_evaluation(
        self,
        info: Info,
        input: Annotated[
            RunEvaluationInput, strawberry.argument(description="哪个模型、办几批。 / Which model, how many batches.")
        ],
    ) -> RunEvaluationPayload:
        return await run_evaluation(info.context, input)

    @field(
        "记入一项实际给予、采取或没有采取的措施（奖惩反馈），当场与等级带来的措施比对。一个事务。 / Record a measure that was "
        "given, taken or "
        "withheld; it is held against what the grade brings. One transaction."
    )
    async def record_measure_taken(
        self,
        info: Info,
        input: Annotated[
            RecordMeasureTakenInput,
            strawberry.argument(
                description="对谁、哪项措施、做了什么、幂等键。 / Towards whom, which measure, what was done."
            ),
        ],
    ) -> RecordMeasureTakenPayload:
        return await record_measure_taken(info, input)

    @field(
        "撤销一项记错的实际措施：由记入者以外的人，说明理由；它留着，不再计数。 / Withdraw a measure taken that was recorded by mistake: "
        "another person than who recorded it, with the reason; it stays, and counts no more."
    )
    async def withdraw_measure_taken(
        self,
        info: Info,
        input: Annotated[
            WithdrawMeasureTakenInput, strawberry.argument(description="哪一项、为什么。 / Which one, and why.")
        ],
    ) -> WithdrawMeasureTakenPayload:
        return await withdraw_measure_taken(info, input)

    @field(
        "申请修复一项失信行为事实：主体自己，或部门、信用主管部门代为申请；等待期内不受理。一个事务。 / Ask that a dishonesty fact be "
        "repaired: the subject itself, or its department or the credit office on its behalf; not within the waiting period. One "
        "transaction."
    )
    async def request_credit_repair(
        self,
        info: Info,
        input: Annotated[
            RequestCreditRepairInput,
            strawberry.argument(
                description="哪项事实、说明、材料、幂等键。 / Which fact, what is said, the documents."
            ),
        ],
    ) -> RequestCreditRepairPayload:
        return await request_credit_repair(info, input)

    @field("为修复补充材料；由申请方办理。 / Give more evidence for a repair, as who asked for it.")
    async def supplement_credit_repair(
        self,
        info: Info,
        input: Annotated[
            SupplementCreditRepairInput,
            strawberry.argument(description="哪一次、材料。 / Which repair, and the documents."),
        ],
    ) -> CreditRepairPayload:
        return await supplement_credit_repair(info, input)

    @field(
        "决定一次修复：同意、不同意或要求补充；申请的人不决定。同意的，事实自当日起不再计入，什么也不删除。 / Decide about a repair: "
        "accept it, reject it or ask for more evidence; not who asked. Once it is accepted the fact no longer counts; nothing is deleted."
    )
    async def decide_credit_repair(
        self,
        info: Info,
        input: Annotated[
            DecideCreditRepairInput,
            strawberry.argument(description="哪一次、决定、理由。 / Which repair, what is decided, and why."),
        ],
    ) -> CreditRepairPayload:
        return await decide_credit_repair(info, input)

    @field(
        "撤销一次同意错了的或骗取的修复：事实照旧计入，像没有修复过；申请和同意的人不办，经过都留着。 / Revoke a repair that was "
        "accepted by mistake or by fraud: the fact counts as if it had not been repaired; not who asked for it or accepted it. All of it "
        "stays told."
    )
    async def revoke_credit_repair(
        self,
        info: Info,
        input: Annotated[
            RevokeCreditRepairInput,
            strawberry.argument(description="哪一次、为什么。 / Which repair, and why."),
        ],
    ) -> CreditRepairPayload:
        return await revoke_credit_repair(info, input)

    @field("撤回还没有决定的修复申请；由申请方办理。 / Withdraw a repair that is not decided, as who asked for it.")
    async def withdraw_credit_repair(
        self,
        info: Info,
        input: Annotated[WithdrawCreditRepairInput, strawberry.argument(description="哪一次。 / Which repair.")],
    ) -> CreditRepairPayload:
        return await withdraw_credit_repair(info, input)

    @field(
        "为一个部门阅一项早期预警，它就不再在待办里；谁、何时都留着，再办一次没有变化。 / Acknowledge an early warning for a "
        "department: it leaves the inbox; who did, and when, is kept, and again changes nothing."
    )
    async def acknowledge_early_warning(
        self,
        info: Info,
        input: Annotated[
            AcknowledgeEarlyWarningInput,
            strawberry.argument(description="哪项预警、为哪个部门。 / Which warning, for which department."),
        ],
    ) -> AcknowledgeEarlyWarningPayload:
        return await acknowledge_early_warning(info.context, input)
