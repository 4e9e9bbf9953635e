"""A monthly report as sheets of text: a name and its rows, the first of them the header. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gateway.terminal.annual_plan_tables import how, progress
from gateway.terminal.instants import shown_day
from gateway.terminal.labels import CONSISTENCIES, INBOX_KINDS, OUTCOMES, STANDINGS, label
from gateway.terminal.monthly.finding import Found
from gateway.terminal.words import Words
from graph_model.model import Grade

Row = Mapping[str, Any]
Cells = list[str]
GRADES = tuple(grade.value for grade in Grade)
BEHIND = ("LATE", "FAILING", "NOT_CONNECTED")
"""States of a system whose results are not shared in time."""
IN_THE_INBOX = ("TASK", "OBJECTION")
"""What waits for a department by a day, beside the discrepancies, each of which has a line of its own."""


@dataclass(frozen=True, slots=True)
class Sheet:
    name: str
    rows: tuple[Cells, ...]


def sheets(found: Found, made_at: str, say: Words) -> tuple[Sheet, ...]:
    """What §四(二) and §四(四) ask to be watched: coverage, digital access, results, and what is overdue."""
    made = (
        (say.of("概况", "summary"), summary(found, made_at, say)),
        (say.of("覆盖率", "coverage"), _coverage(found, say)),
        (say.of("走势", "over time"), _months(found, say)),
        (say.of("目标", "targets"), _targets(found, say)),
        (say.of("评价结果", "grades"), _graded(found, say)),
        (say.of("等级差异", "discrepancies"), _discrepancies(found, say)),
        (say.of("监督检查", "inspections"), _inspections(found, say)),
        (say.of("奖惩反馈", "measures taken"), _measures(found, say)),
        (say.of("数据共享", "data sharing"), _systems(found, say)),
        (say.of("年度计划", "annual plans"), _plans(found, say)),
        (say.of("逾期和缺口", "overdue"), overdue(found, say)),
    )
    return tuple(Sheet(name, tuple(rows)) for name, rows in made)


def summary(found: Found, made_at: str, say: Words) -> Iterator[Cells]:
    """A line a figure."""
    month, now = found.month, found.coverage[-1]
    grades = _by_grade(found.graded)
    partly = "" if month.over else say.of("（未完）", " (not over)")
    yield [say.of("月份", "month"), month.name + partly]
    yield [say.of("编制时刻", "made at"), made_at]
    yield [say.of("开展分级监管的领域", "fields under graded supervision"), str(now["fields"])]
    yield [say.of("业务覆盖率", "business coverage"), _rate(now["businessCoverage"])]
    yield [say.of("数字化接入率", "digital access"), _rate(now["digitalAccess"])]
    for grade in GRADES:
        yield [say.of(f"{grade} 级评价", f"evaluations {grade}"), str(grades[grade])]
    yield [say.of("本月公示的监督检查", "inspections published"), str(len(found.inspections))]
    counts = _by_consistency(found.measures)
    taken = f"{sum(counts.values())} / {counts['CONSISTENT']}"
    yield [say.of("本月的奖惩措施，其中与等级一致", "measures taken, consistent with grades"), taken]
    yield [say.of("超过期限的等级差异（现在）", "overdue discrepancies (now)"), str(found.overdue_count)]
    behind = sum(system["state"] in BEHIND for system in found.systems)
    yield [say.of("没有及时共享的系统（现在）", "systems behind (now)"), str(behind)]


def overdue(found: Found, say: Words) -> Iterator[Cells]:
    """Whose turn it is: what should have been done, and by when. A list that was cut says how many there are."""
    yield [say.of("部门", "department"), say.of("事项", "what"), say.of("应于", "due"), say.of("情况", "how it is")]
    for record in found.overdue:
        high, low = record["high"], record["low"]
        names = "、".join(dict.fromkeys(side["department"]["name"] for side in (high, low) if side["department"]))
        what = say.of("复核等级差异", "review a discrepancy") + f" {record['subject']['key']}"
        pair = " / ".join(f"{_named(side['item'])} {side['grade']}" for side in (high, low))
        yield [names, what, record["dueOn"], pair]
    if len(found.overdue) < found.overdue_count:
        yield ["", say.of("以上只是一部分", "these are some of them"), "", str(found.overdue_count)]
    yield from _let_pass(found, say)
    department_of = {item["key"]: _named(item["department"]) for item in found.items}
    for system in found.systems:
        if system["state"] in BEHIND:
            names = "、".join(dict.fromkeys(department_of.get(item["key"], "") for item in system["items"]))
            what = say.of("共享评价结果", "share evaluations") + f" {system['name']}"
            yield [names, what, system["lastSuccess"] or "", label(STANDINGS, system["state"], say)]
    for plan, duty in _duties(found):
        if duty["overdue"]:
            yield [_named(plan["department"]), duty["what"], duty["dueOn"], progress(duty)]
    for row in found.coverage[-1]["departments"]:
        if row["businessCoverage"]["value"] is None:
            what = say.of("报送监督检查事项清单", "report the register of inspection items")
            yield [row["department"]["name"], what, "", row["businessCoverage"]["reason"] or ""]
    graded = {row["item"]["key"] for row in found.graded if row["item"]}
    for item in found.items:
        started = item["startsOn"] is None or item["startsOn"] <= found.month.until.isoformat()
        if started and item["key"] not in graded:
            what = say.of("开展评价", "evaluate") + f" {item['key']} {item['name']}"
            yield [_named(item["department"]), what, item["startsOn"] or "", say.of("还没有评价", "no evaluation yet")]


def _let_pass(found: Found, say: Words) -> Iterator[Cells]:
    """How much of what waits for a department by a day it has let pass."""
    for row in found.discrepancies:
        for one in row["waiting"]:
            if one["kind"] in IN_THE_INBOX and one["overdue"]:
                told = say.of(
                    f"逾期 {one['overdue']} 件，共 {one['count']} 件", f"{one['overdue']} of {one['count']} overdue"
                )
                yield [row["department"]["name"], label(INBOX_KINDS, one["kind"], say), "", told]


def _coverage(found: Found, say: Words) -> Iterator[Cells]:
    business, digital = say.of("业务覆盖率", "business coverage"), say.of("数字化接入率", "digital access")
    counted, before = say.of("其中分子/分母", "of"), say.of("上月", "month before")
    yield [say.of("部门", "department"), say.of("领域", "fields"), business, counted, before, digital, counted, before]
    earlier = {row["department"]["key"]: row for row in found.coverage[-2]["departments"]}
    for row in found.coverage[-1]["departments"]:
        yield [row["department"]["name"], str(row["fields"]), *_rates(row, earlier[row["department"]["key"]])]
    yield [say.of("全市", "city"), str(found.coverage[-1]["fields"]), *_rates(found.coverage[-1], found.coverage[-2])]


def _rates(row: Row, before: Row) -> Cells:
    cells = []
    for name in ("businessCoverage", "digitalAccess"):
        rate = row[name]
        counted = "" if rate["denominator"] is None else f"{rate['numerator']}/{rate['denominator']}"
        cells += [_percent(rate["value"]), counted, _percent(before[name]["value"])]
    return cells


def _months(found: Found, say: Words) -> Iterator[Cells]:
    yield [
        say.of("月份", "month"),
        say.of("领域", "fields"),
        say.of("其中新增", "new ones"),
        say.of("业务覆盖率", "business coverage"),
        say.of("数字化接入率", "digital access"),
    ]
    for month, row in zip(found.months, found.coverage, strict=True):
        rates = [_percent(row[name]["value"]) for name in ("businessCoverage", "digitalAccess")]
        yield [month.name, str(row["fields"]), str(row["newFields"]), *rates]


def _targets(found: Found, say: Words) -> Iterator[Cells]:
    yield [
        say.of("年", "year"),
        say.of("截至", "by"),
        say.of("领域", "fields"),
        say.of("新增", "new ones"),
        say.of("覆盖率", "coverage"),
        say.of("达成", "met"),
        say.of("方案原文", "the plan says"),
    ]
    met = {True: say.of("是", "yes"), False: say.of("否", "no"), None: say.of("不能判断", "cannot be told")}
    for row in found.coverage[-1]["targets"]:
        fields = _against(str(row["fields"]), row["targetFields"])
        new = _against(str(row["newFields"]), row["targetNewFields"])
        coverage = _percent(row["coverage"]["value"])
        target = None if row["targetCoverage"] is None else _percent(row["targetCoverage"])
        yield [str(row["year"]), row["dueOn"], fields, new, _against(coverage, target), met[row["met"]], row["quote"]]


def _graded(found: Found, say: Words) -> Iterator[Cells]:
    before = say.of("上月", "before")
    yield [say.of("部门", "department"), *(name for grade in GRADES for name in (grade, f"{grade} {before}"))]
    now, earlier = _by_department(found.graded), _by_department(found.graded_before)
    for department in found.departments:
        name = department["name"]
        cells = [str(counts[name][grade]) for grade in GRADES for counts in (now, earlier)]
        yield [name, *cells]
    whole = [str(_by_grade(rows)[grade]) for grade in GRADES for rows in (found.graded, found.graded_before)]
    yield [say.of("全市（含综合评价）", "city, with the composite"), *whole]


def _discrepancies(found: Found, say: Words) -> Iterator[Cells]:
    """One between two departments is counted with each of them."""
    yield [
        say.of("部门", "department"),
        say.of("待复核", "open"),
        say.of("复核中", "under review"),
        say.of("超过期限", "overdue"),
        say.of("其中督办", "escalated"),
    ]
    for row in found.discrepancies:
        counts = [*row["counts"].values(), row["overdue"], row["escalated"]]
        yield [row["department"]["name"], *map(str, counts)]


def _inspections(found: Found, say: Words) -> Iterator[Cells]:
    yield [
        say.of("部门", "department"),
        say.of("次数", "inspections"),
        *(say.of(*names) for names in OUTCOMES.values()),
    ]
    counts = Counter((_named(one["department"]), one["outcome"]) for one in found.inspections)
    for department in found.departments:
        each = [counts[department["name"], outcome] for outcome in OUTCOMES]
        yield [department["name"], str(sum(each)), *map(str, each)]


def _measures(found: Found, say: Words) -> Iterator[Cells]:
    """应用成效: what was given, applied and withheld, rewards and penalties, by how it stands to what the grade brought."""
    yield [
        say.of("部门", "department"),
        say.of("措施", "measures"),
        *(say.of(*names) for names in CONSISTENCIES.values()),
    ]
    of_department = defaultdict[str, list[Row]](list)
    for row in found.measures:
        of_department[_named(row["department"])].append(row)
    rows = {department["name"]: of_department[department["name"]] for department in found.departments}
    for name, measures in {**rows, say.of("全市", "city"): found.measures}.items():
        counts = _by_consistency(measures)
        yield [name, str(sum(counts.values())), *(str(counts[consistency]) for consistency in CONSISTENCIES)]


def _by_consistency(rows: Iterable[Row]) -> Counter[str]:
    counted = Counter[str]()
    for row in rows:
        counted[row["consistency"]] += row["count"]
    return counted


def _systems(found: Found, say: Words) -> Iterator[Cells]:
    yield [
        say.of("系统", "system"),
        say.of("事项", "items"),
        say.of("状态", "state"),
        say.of("最近一次成功", "last success"),
        say.of("承诺（小时）", "promised, hours"),
        say.of("接受", "accepted"),
        say.of("拒绝", "rejected"),
    ]
    for system in found.systems:
        rows, promised = system["rows"] or {}, system["freshness"]
        yield [
            system["name"],
            "、".join(item["key"] for item in system["items"]),
            label(STANDINGS, system["state"], say),
            system["lastSuccess"] or "",
            "" if promised is None else f"{promised / 3600:g}",
            str(rows.get("accepted", "")),
            str(rows.get("rejected", "")),
        ]


def _plans(found: Found, say: Words) -> Iterator[Cells]:
    yield [
        say.of("部门", "department"),
        say.of("任务", "duty"),
        say.of("事项", "item"),
        say.of("进展", "progress"),
        say.of("期限", "due"),
        say.of("情况", "how it is"),
        say.of("由谁报", "reported by"),
    ]
    for plan, duty in _duties(found):
        item = duty["item"]["key"] if duty["item"] else ""
        report = duty["report"]
        by = "" if report is None else f"{report['by']} {shown_day(report['at'])}"
        yield [_named(plan["department"]), duty["what"], item, progress(duty), duty["dueOn"], how(duty, say), by]


def _duties(found: Found) -> Iterator[tuple[Row, Row]]:
    return ((plan, duty) for plan in found.plans for duty in plan["duties"])


def _by_grade(rows: Iterable[Row]) -> Counter[str]:
    counted = Counter[str]()
    for row in rows:
        counted[row["grade"]] += row["count"]
    return counted


def _by_department(rows: Iterable[Row]) -> Mapping[str, Counter[str]]:
    counted = defaultdict[str, Counter[str]](Counter)
    for row in rows:
        counted[_named(row["department"])][row["grade"]] += row["count"]
    return counted


def _rate(rate: Row) -> str:
    counted = "" if rate["denominator"] is None else f" ({rate['numerator']}/{rate['denominator']})"
    return " ".join(filter(None, (_percent(rate["value"]) + counted, rate["reason"])))


def _percent(value: float | None) -> str:
    return "" if value is None else f"{value:.1%}"


def _against(value: str, target: Any) -> str:
    return value if target is None else f"{value} / {target}"


def _named(thing: Row | None) -> str:
    return "" if thing is None else str(thing["name"])
