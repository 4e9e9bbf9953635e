"""The `yuxin` command. A verb's module is imported when the verb is called, so that `--help` is quick."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from gateway.terminal.exit_codes import exit_code
from graph_model.errors import CreditError

RUN, ASK, DATA, DEVELOP = "运行 / Run", "查询 / Ask", "数据 / Data", "开发 / Develop"
FEDERATE = "联邦 / Federate"
NAMES = {"help_option_names": ["-h", "--help"]}
PASSES_ON = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb: `module:function` under gateway.terminal, its panel in the help, and its help."""

    target: str
    panel: str
    help: str
    passes_on: bool = False
    """Whether options that it does not know are handed to the program that it runs."""


VERBS = {
    "serve": Verb("serve_verb:serve", RUN, "启动网关 / Start the gateway"),
    "doctor": Verb(
        "doctor_verb:doctor", RUN, "检查部署，哪里不对、怎么办 / What is wrong with a deployment, and what to do"
    ),
    "view": Verb("subject_verbs:view", ASK, "一个主体的等级视图 / One subject's grades, department by department"),
    "measures": Verb(
        "subject_verbs:measures", ASK, "一个主体适用的措施和理由 / The measures that meet a subject, and why"
    ),
    "archive": Verb("subject_verbs:archive", ASK, "一个主体的信用档案 / One subject's credit archive"),
    "me": Verb("self_verbs:me", ASK, "主体看自己的：等级、措施、异议、谁看过 / A subject looks at itself"),
    "on-behalf": Verb(
        "self_verbs:on_behalf",
        ASK,
        "服务窗口代主体查询，出示了什么记入留痕 / A service window looks on a subject's behalf",
    ),
    "items": Verb("catalogue_verbs:items", ASK, "61 个监管事项 / The supervision items"),
    "departments": Verb("catalogue_verbs:departments", ASK, "27 个部门 / The departments"),
    "systems": Verb("catalogue_verbs:systems", ASK, "20 个支撑系统 / The support systems"),
    "systems check": Verb(
        "system_verbs:check", DATA, "试读一个支撑系统，不写入 / Try a system's mapping; writes nothing"
    ),
    "systems new": Verb(
        "connecting_verb:new", DATA, "接入一个数据库，一步步写出映射文件 / Connect a database: walks to a mapping file"
    ),
    "sync": Verb("sync_verb:sync", DATA, "把支撑系统的评价同步进图 / Sync the systems' evaluations into the graph"),
    "coverage": Verb("city_verbs:coverage", ASK, "覆盖率与目标 / Coverage against the plan's targets"),
    "report": Verb("monthly_verbs:report", ASK, "月报：覆盖率、评价、检查、逾期 / The monthly report"),
    "warnings": Verb("city_verbs:warnings", ASK, "早期预警 / Early warnings: falls, serious facts, new registrations"),
    "follow": Verb(
        "follow_verbs:follow",
        ASK,
        "一有就说：等级、等级差异、检查任务、早期预警 / Grades, discrepancies, tasks and warnings as they come",
    ),
    "inbox": Verb(
        "inbox_verbs:inbox", ASK, "一个部门的待办，最急的在前 / What waits for a department, the most urgent first"
    ),
    "inbox acknowledge": Verb("inbox_verbs:acknowledge", DATA, "已阅一项早期预警 / Acknowledge an early warning"),
    "cases": Verb("case_verbs:cases", ASK, "自己的案件，后开的在前 / One's own cases, the newest first"),
    "cases show": Verb(
        "case_verbs:show", ASK, "一个案件：存的、关注的、变化 / One: what is kept, watched, and has changed"
    ),
    "cases open": Verb("case_verbs:open_", DATA, "开一个案件，说明案由 / Open one, and say why"),
    "cases watch": Verb("case_verbs:watch", DATA, "在案件里关注主体 / Watch subjects in one"),
    "cases close": Verb("case_verbs:close", DATA, "结案 / Close one"),
    "objections": Verb("objection_verbs:objections", ASK, "主体的异议，最早提出的在前 / Objections, the oldest first"),
    "objections raise": Verb(
        "objection_verbs:raise_", DATA, "主体对自己的一个等级提出异议 / A subject objects to a grade of its own"
    ),
    "objections answer": Verb(
        "objection_verbs:answer", DATA, "答复一项异议：采纳或不采纳 / Answer one: accept or reject it"
    ),
    "objections withdraw": Verb("objection_verbs:withdraw", DATA, "主体撤回自己的异议 / A subject withdraws its own"),
    "repairs": Verb(
        "repair_verbs:repairs", ASK, "信用修复，最近申请的在前 / Credit repairs, those asked for last first"
    ),
    "repairs waits": Verb(
        "repair_verbs:waits", ASK, "多久以后可以申请信用修复 / How long before a credit repair may be asked for"
    ),
    "repairs request": Verb(
        "repair_verbs:request", DATA, "申请修复一项失信行为事实 / Ask that a dishonesty fact be repaired"
    ),
    "repairs supplement": Verb(
        "repair_verbs:supplement", DATA, "补充材料，由申请方办 / Give more evidence, as who asked"
    ),
    "repairs decide": Verb(
        "repair_verbs:decide", DATA, "决定一次修复，另一人办 / Decide about one, as another person than who asked"
    ),
    "repairs withdraw": Verb("repair_verbs:withdraw", DATA, "撤回申请，由申请方办 / Withdraw one, as who asked"),
    "repairs revoke": Verb(
        "repair_verbs:revoke",
        DATA,
        "撤销同意错了的修复，第三人办 / Revoke one that was accepted wrongly, as a third person",
    ),
    "measures-taken": Verb(
        "measures_taken_verbs:measures_taken", ASK, "实际措施，最近的在前 / Measures actually taken, the latest first"
    ),
    "measures-taken counts": Verb(
        "measures_taken_verbs:counts",
        ASK,
        "实际措施与等级一致与否的计数 / How many go with the grades, and how many do not",
    ),
    "measures-taken record": Verb(
        "measures_taken_verbs:record", DATA, "记入一项实际措施 / Record one that was given, applied or withheld"
    ),
    "measures-taken withdraw": Verb(
        "measures_taken_verbs:withdraw",
        DATA,
        "撤销记错的，另一人办 / Withdraw one recorded by mistake, as another person",
    ),
    "facts record": Verb("fact_verbs:record", DATA, "记入一项失信行为事实 / Record a dishonesty fact"),
    "discrepancies": Verb("city_verbs:discrepancies", ASK, "部门间等级差异 / Grades that departments disagree on"),
    "discrepancies review": Verb(
        "review_verbs:review", DATA, "复核一项等级差异 / Review one: keep or correct a grade, or dismiss it"
    ),
    "inspections": Verb("inspection_verbs:inspections", ASK, "监督检查 / The inspections that were recorded"),
    "inspections show": Verb("inspection_verbs:show", ASK, "一次检查的全部内容和经过 / One inspection, and its acts"),
    "inspections record": Verb(
        "inspection_verbs:record", DATA, "从文件记入一次检查 / Record an inspection from a file"
    ),
    "inspections review": Verb(
        "inspection_verbs:review", DATA, "审核一次检查，另一人办 / Review one: approve it or send it back"
    ),
    "inspections publish": Verb("inspection_verbs:publish", DATA, "公示审核过的检查 / Publish one that was reviewed"),
    "inspections withdraw": Verb(
        "inspection_verbs:withdraw", DATA, "撤销记错的检查 / Withdraw one that was recorded by mistake"
    ),
    "draw": Verb("draw_verbs:draw", DATA, "双随机抽取，缺省只预览 / A double-random draw; a preview without --commit"),
    "draws": Verb("drawn_verbs:draws", ASK, "双随机抽取，最近承诺的在前 / Draws, those committed to last first"),
    "draws show": Verb(
        "drawn_verbs:show", ASK, "一次抽取、它的任务和证明 / A draw with its tasks, and its proof as a file"
    ),
    "draws carry-out": Verb(
        "drawn_verbs:carry_out",
        DATA,
        "抽取承诺过的，加入公开随机数 / Draw what was committed to, with public randomness",
    ),
    "lists show": Verb(
        "list_verbs:show",
        ASK,
        "一个事项的监管清单：标准、周期、各等级的措施 / An item's supervision list: standard, period, measures by grade",
    ),
    "lists check": Verb("list_verbs:check", ASK, "监管清单缺什么 / What the supervision list of each item has not"),
    "annual-plans": Verb(
        "annual_plan_verbs:annual_plans",
        ASK,
        "年度计划：任务、进展、逾期 / Annual plans: duties, progress, what is overdue",
    ),
    "annual-plans propose": Verb(
        "planning_verbs:propose", DATA, "提请发布一份年度计划 / Propose an annual plan from a file"
    ),
    "annual-plans publish": Verb(
        "planning_verbs:publish",
        DATA,
        "发布提请的年度计划，另一人办 / Publish one that was proposed, as another person",
    ),
    "annual-plans withdraw": Verb(
        "planning_verbs:withdraw", DATA, "撤回提请的年度计划 / Withdraw one that was proposed"
    ),
    "annual-plans report": Verb("planning_verbs:report", DATA, "报一项任务的进展 / Report how far a duty has come"),
    "annual-plans check": Verb(
        "annual_plan_verbs:check", DATA, "检查年度计划的文件，不写入 / Check files of annual plans; writes nothing"
    ),
    "models": Verb("model_verbs:models", ASK, "评价模型的各个版本 / The evaluation models there are"),
    "models show": Verb(
        "model_verbs:show", ASK, "一个版本的全部内容和经过 / One version: all that it says, and who did what"
    ),
    "models evaluate": Verb(
        "model_verbs:evaluate", DATA, "按已发布的模型评价，写入等级 / Evaluate by a published model; writes grades"
    ),
    "models save": Verb(
        "model_step_verbs:save", DATA, "存一份评价模型的草案 / Save the draft of a model from its file"
    ),
    "models propose": Verb("model_step_verbs:propose", DATA, "提请发布一份草案 / Propose a draft for publication"),
    "models send-back": Verb(
        "model_step_verbs:send_back", DATA, "退回提请的，说明理由 / Send one that was proposed back, with the reason"
    ),
    "models publish": Verb(
        "model_step_verbs:publish",
        DATA,
        "发布提请的，另一人办 / Publish one that was proposed, as another person",
    ),
    "models withdraw": Verb(
        "model_step_verbs:withdraw", DATA, "撤销一个版本，说明理由 / Withdraw a version, with the reason"
    ),
    "models check": Verb(
        "model_verbs:check", DATA, "检查评价模型的文件，不写入 / Check files of evaluation models; writes nothing"
    ),
    "models try": Verb(
        "model_verbs:try_model",
        DATA,
        "试算一个评价模型：谁的等级会变，不写入 / What a model would change; writes nothing",
    ),
    "export": Verb(
        "export_verb:export",
        ASK,
        "任何列表导出成文件，一页一页地读 / Any list of the API as a CSV, XLSX or JSON Lines file",
    ),
    "import": Verb("intake_verbs:import_files", DATA, "导入文件 / Import files of departments"),
    "rejects": Verb("intake_verbs:rejects", DATA, "被拒绝的行 / The rows that were rejected"),
    "identities": Verb(
        "identity_verbs:identities", DATA, "要由人核定归属的行 / The rows of which a person must say whom they mean"
    ),
    "identities decide": Verb(
        "identity_verbs:decide", DATA, "核定归属，等待的行立即带入 / Decide whom rows mean; those that wait come in"
    ),
    "identities take-back": Verb("identity_verbs:take_back", DATA, "撤回一项归属决定 / Take such a decision back"),
    "outbox": Verb(
        "outbox_verbs:outbox", DATA, "变化推给了谁、推到哪里 / How the subscribers are that changes are pushed to"
    ),
    "outbox dead": Verb("outbox_verbs:dead", DATA, "推不出去的死信 / The letters that nobody took"),
    "outbox replay": Verb("outbox_verbs:replay", DATA, "再推送一次死信 / Let dead letters go out once more"),
    "outbox drop": Verb("outbox_verbs:drop", DATA, "丢弃死信 / Forget dead letters"),
    "outbox resume": Verb("outbox_verbs:resume", DATA, "继续推给已暂停的订阅方 / Push to a paused subscriber again"),
    "policy": Verb("policy_verbs:policy", RUN, "谁可以看什么 / Who may see what"),
    "policy explain": Verb(
        "policy_verbs:explain", RUN, "一个操作对某个角色拒绝什么、为什么 / What is refused of an operation, and why"
    ),
    "keys": Verb("key_verbs:keys", RUN, "系统的 API 密钥 / The API keys of systems"),
    "keys new": Verb("key_verbs:new", RUN, "发一个密钥，只显示一次 / Give a system its first key, shown once"),
    "keys rotate": Verb(
        "key_verbs:rotate", RUN, "换密钥，旧的再用几天 / Another key; the old one goes on for some days"
    ),
    "keys revoke": Verb("key_verbs:revoke", RUN, "撤销一个密钥 / End a key now"),
    "grant": Verb(
        "grant_verbs:grant",
        DATA,
        "主体授权一个组织看自己的等级 / A subject lets an organisation see some of its grades",
    ),
    "grants": Verb("grant_verbs:grants", ASK, "一个主体给出的授权 / What a subject has granted"),
    "grants received": Verb("grant_verbs:received", ASK, "一个组织得到的授权 / What an organisation was granted"),
    "grants revoke": Verb("grant_verbs:revoke", DATA, "撤回一项授权，立即失效 / Revoke a grant: it ends now"),
    "token": Verb(
        "policy_verbs:token", RUN, "演示令牌：以别的角色看，只在本机 / A demo token: another role, on loopback"
    ),
    "verify-sample": Verb(
        "sample_verb:verify_sample", RUN, "重新算一遍双随机抽取，不联网 / Recompute a double-random draw, offline"
    ),
    "audit verify": Verb(
        "audit_verbs:verify", RUN, "核对审计记录有没有被改动 / Whether the audit trail was tampered with"
    ),
    "backup": Verb(
        "backup_verbs:backup", RUN, "把嵌入的一切备份成一个文件 / Back everything embedded up into one file"
    ),
    "restore": Verb("backup_verbs:restore", RUN, "从备份恢复成一个数据目录 / Make a data folder from a backup"),
    "schema": Verb("catalogue_verbs:schema", DEVELOP, "打印 GraphQL 结构 / Print the GraphQL schema"),
    "compose": Verb("federation_verbs:compose_subgraphs", FEDERATE, "把子图合成超图 / Compose subgraphs"),
    "gateway": Verb("gateway_verb:gateway", FEDERATE, "只做联邦网关 / A plain federation gateway"),
    "plan": Verb("federation_verbs:plan", FEDERATE, "一个操作的取数计划 / An operation's query plan"),
    "test": Verb("development_verbs:test", DEVELOP, "运行测试，参数交给 pytest / Run the tests", passes_on=True),
    "bench": Verb("development_verbs:bench", DEVELOP, "运行基准 / Run the benchmarks", passes_on=True),
}


class Verbs(TyperGroup):
    """Lists the verbs from the table above and imports the one that is called."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        verb = VERBS.get(cmd_name)
        return None if verb is None else TyperCommand(cmd_name, help=verb.help)

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[Any, Any, list[str]]:
        for words in (2, 1):  # `systems check` before `systems`
            name = " ".join(args[:words])
            if name in VERBS:
                return name, load(name), args[words:]
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        for panel in (RUN, ASK, DATA, FEDERATE, DEVELOP):
            with formatter.section(panel):
                formatter.write_dl([(name, verb.help) for name, verb in VERBS.items() if verb.panel == panel])


def load(name: str) -> TyperCommand:
    """The command of a verb, with its options. One without a variable of its own has YUXIN_<VERB>_<OPTION>."""
    settings: dict[str, Any] = {**(PASSES_ON if VERBS[name].passes_on else NAMES), "auto_envvar_prefix": prefix(name)}
    single = plain_typer()
    single.command(name, help=VERBS[name].help, context_settings=settings)(implementation(name))
    command = typer.main.get_command(single)
    assert isinstance(command, TyperCommand)
    return command


def implementation(name: str) -> Callable[..., None]:
    """The function of a verb."""
    module, function = VERBS[name].target.split(":")
    found: Callable[..., None] = getattr(import_module(f"gateway.terminal.{module}"), function)
    return found


def prefix(name: str) -> str:
    """What the environment variables of a verb's own options begin with."""
    return f"YUXIN_{name.upper().replace(' ', '_').replace('-', '_')}"


def plain_typer(**options: Any) -> typer.Typer:
    """Help and errors as plain text: drawing boxes would cost more time than the command itself."""
    return typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None, **options)


app = plain_typer(name="yuxin", cls=Verbs, no_args_is_help=True, context_settings=NAMES)


@app.callback()
def yuxin() -> None:
    """渝信：信用分级分类监管的联邦 GraphQL 网关 / A federated GraphQL gateway for credit-graded supervision."""


def main() -> None:
    """The entry point: an error that a person can do something about is one sentence and an exit code."""
    try:
        app(prog_name="yuxin")
    except CreditError as error:
        print(error.message, file=sys.stderr)
        sys.exit(exit_code(error))


if __name__ == "__main__":
    main()
