"""Evaluation models in a terminal: those there are, files that were checked, dry runs, evaluations."""

from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from gateway.terminal.instants import shown_moment
from gateway.terminal.labels import MODEL_ACTIONS, MODEL_STATES, label
from gateway.terminal.printing import grade_text, titled_table
from gateway.terminal.words import Words

Row = dict[str, Any]


def models_shown(found: list[Row], say: Words) -> RenderableType:
    """Each version with its item, its state and from when it grades."""
    table = titled_table(
        say.of(f"评价模型（{len(found)}）", f"Evaluation models ({len(found)})"),
        [
            say.of("编号", "id"),
            say.of("名称", "name"),
            say.of("部门", "department"),
            say.of("状态", "state"),
            say.of("起评", "grades from"),
            say.of("文件", "document"),
        ],
    )
    for one in found:
        state = label(MODEL_STATES, one["state"], say) + (say.of("，施行中", ", in effect") if one["inEffect"] else "")
        department = one["department"]["name"] if one["department"] else ""
        document = _document(one["document"])
        table.add_row(one["id"], one["name"], department, state, one["effectiveFrom"] or "—", document)
    return table


def model_shown(one: Row, say: Words) -> RenderableType:
    """A version: where it stands, by which document and national rule, its indicators, caps and vetoes, and who did what."""
    state = label(MODEL_STATES, one["state"], say) + (say.of("，施行中", ", in effect") if one["inEffect"] else "")
    rule = one["nationalRule"]
    national = say.of("国家另有规定，不用它评：", "a national rule prevails, it grades nobody: ")
    period = say.of(f"周期 {one['periodMonths']} 个月", f"every {one['periodMonths']} months")
    parts: list[RenderableType] = [
        Text(f"{one['id']} {state} ({one['revision']})"),
        Text(f"{say.of('依据', 'by')} {_document(one['document'])}；{period}"),
        *([] if rule is None else [Text(national + _document(rule), style="bold")]),
        _content(one["content"], say),
    ]
    for limit in (*one["content"]["vetoes"], *one["content"]["caps"]):
        grade = limit.get("best", "D")
        parts.append(Text.assemble(say.of("至多", "no better than"), grade_text(grade), limit["because"]))
    if one["steps"]:
        steps = titled_table(
            say.of("经过", "What was done"),
            [say.of("何时", "when"), say.of("办理", "what"), say.of("由谁", "by"), say.of("理由", "why")],
        )
        for step in one["steps"]:
            done = label(MODEL_ACTIONS, step["action"], say)
            steps.add_row(shown_moment(step["at"]), done, step["by"], step["reason"] or "")
        parts.append(steps)
    return Group(*parts)


def _document(document: Row) -> str:
    return f"{document['title']} {document['number'] or ''}".strip()


def run_shown(run: Row, say: Words) -> RenderableType:
    """What an evaluation did."""
    whom = (
        say.of("全部评价对象", "everybody") if run["scope"] == "EVERYBODY" else say.of("有变化的", "those who changed")
    )
    return Text(
        say.of(
            f"{run['key']}：{run['day']} 评价{whom} {run['evaluated']:,} 个，写入 {run['written']:,} 条，没有变化 {run['unchanged']:,} 个",
            f"{run['key']}: {run['evaluated']:,} evaluated on {run['day']} ({whom}), {run['written']:,} grades written, "
            f"{run['unchanged']:,} unchanged",
        )
    )


def model_done(done: Row, say: Words) -> Text:
    """Where the version stands now, under which id, and the evaluation that has begun with its publication."""
    model, run = done["model"], done.get("run")
    again = say.of("（此前已是如此）", " (it was so before)") if done["repeated"] else ""
    state = label(MODEL_STATES, model["state"], say) + (say.of("，施行中", ", in effect") if model["inEffect"] else "")
    lines = [f"{model['name']} {model['version']}：{state}{again}", model["id"]]
    if run is not None and not run["done"]:
        lines.append(
            say.of(
                f"已评价 {run['evaluated']:,} 个，没有办完：yuxin models evaluate {model['id']}",
                f"{run['evaluated']:,} evaluated so far; to go on: yuxin models evaluate {model['id']}",
            )
        )
    return Text("\n".join(lines))


def checked_models(reports: list[Row], say: Words) -> RenderableType:
    """Each file: the model that it is, with its indicators, or what is wrong with it."""
    return Group(*(_checked(report, say) for report in reports))


def _checked(report: Row, say: Words) -> RenderableType:
    model = report["model"]
    if model is None:
        return Text("\n".join(report["errors"]), style="red")
    return _content(model, say)


def _content(model: Row, say: Words) -> RenderableType:
    """What a model's file says: its indicators with their tables and weights, and the least scores."""
    least = model["thresholds"]
    table = titled_table(
        say.of(
            f"{model['name']} {model['item']} {model['version']}（自 {model['effectiveOn']} 起施行）",
            f"{model['name']} {model['item']} {model['version']} (in effect from {model['effectiveOn']})",
        ),
        [
            say.of("指标", "indicator"),
            say.of("种类", "kind"),
            say.of("权重", "weight"),
            say.of("分段（从→分）", "table (from→points)"),
        ],
        right=[say.of("权重", "weight")],
    )
    for one in model["indicators"]:
        rows = " ".join(f"{row['from']:g}→{row['points']:g}" for row in one["table"])
        table.add_row(one["name"], one["value"]["kind"], f"{one['weight']} %", rows)
    limits = say.of(
        f"分数线 A≥{least['A']:g} B≥{least['B']:g} C≥{least['C']:g}；封顶 {len(model['caps'])}，一票否决 {len(model['vetoes'])}",
        f"A≥{least['A']:g} B≥{least['B']:g} C≥{least['C']:g}; {len(model['caps'])} caps, {len(model['vetoes'])} vetoes",
    )
    return Group(table, Text(limits))


def dry_run_shown(found: Row, say: Words) -> RenderableType:
    """From what to what with what is lost and gained, the sums, and the first of those who move with the reason."""
    item = found["item"]
    name = f"{item['key']} {item['name']}" if item else say.of("市公共信用综合评价", "the composite")
    moves = titled_table(
        say.of(f"试算 {name}（{found['day']}，没有写入）", f"Dry run of {name} ({found['day']}, nothing is written)"),
        [
            say.of("现在", "now"),
            say.of("试算", "then"),
            say.of("主体", "subjects"),
            say.of("失去", "lost"),
            say.of("得到", "gained"),
        ],
        right=[say.of("主体", "subjects")],
    )
    for move in found["moves"]:
        lost, gained = ("；".join(one["name"] for one in move[side]) for side in ("lost", "gained"))
        moves.add_row(_grade(move["from"]), _grade(move["to"]), f"{move['count']:,}", lost, gained)
    sums = say.of(
        f"评价 {found['evaluated']:,} 个主体，{found['movedCount']:,} 个等级会变；等级差异新增 {found['newDiscrepancies']:,}、"
        f"消除 {found['closedDiscrepancies']:,}；{found['losingIncentives']:,} 个主体会失去便利等激励",
        f"{found['evaluated']:,} subjects evaluated, {found['movedCount']:,} with another grade; {found['newDiscrepancies']:,} new "
        f"discrepancies, {found['closedDiscrepancies']:,} gone; {found['losingIncentives']:,} subjects lose an incentive",
    )
    return Group(moves, Text(sums), *([_moved(found["moved"], say)] if found["moved"]["nodes"] else []))


def _moved(moved: Row, say: Words) -> RenderableType:
    rows, total = moved["nodes"], moved["totalCount"]
    table = titled_table(
        say.of(
            f"等级会变的主体（{len(rows)} / {total:,}）",
            f"Subjects whose grade would be another ({len(rows)} / {total:,})",
        ),
        [say.of("主体", "subject"), say.of("现在", "now"), say.of("试算", "then"), say.of("为什么", "why")],
    )
    sentence = say.of("sentence", "sentenceEn")
    for one in rows:
        explanation = one["explanation"]
        why = [
            explanation[sentence],
            *(part[sentence] for part in (*explanation["limits"], *explanation["indicators"])),
        ]
        why += [_discrepancy(apart, say) for apart in one["newDiscrepancies"]]
        subject = f"{one['subject']['displayName']}\n{one['subject']['key']}"
        table.add_row(subject, _grade(one["from"]), _grade(one["to"]), "\n".join(why))
    return table


def _discrepancy(apart: Row, say: Words) -> str:
    name = apart["item"]["name"] if apart["item"] else apart["itemKey"]
    return say.of(
        f"新的等级差异：{name} 为 {apart['grade']}，相差 {apart['levels']} 档",
        f"a new discrepancy: {apart['grade']} for {name}, {apart['levels']} levels apart",
    )


def _grade(grade: str | None) -> Text:
    return Text("—") if grade is None else grade_text(grade)
