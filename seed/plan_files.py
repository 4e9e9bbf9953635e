"""The plan as data: the YAML files of `seed/plan` read into a Catalogue, every rule of their form checked.

An error is a PlanFileError that names file and line. A department adds legal bases and authorisations of its own as
further files of the form of `authorisations.yaml`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol, TypeVar

from graph_model.catalogue import Catalogue, Conduct
from graph_model.errors import BadInput
from graph_model.model import (
    COMPOSITE,
    Authorisation,
    BasisLevel,
    Department,
    Dependency,
    Direction,
    Grade,
    Item,
    LegalBasis,
    Measure,
    Scale,
    ScaleGrade,
    Scenario,
    Severity,
    SubjectKind,
    System,
    SystemKind,
    SystemUse,
    Target,
    Task,
)
from graph_model.repairs.waiting import RepairWait, RepairWaits
from graph_model.sampling.rates import WHOLE, SamplingRate, SamplingRates
from seed.located_yaml import Entry, PlanFileError, keyed, read_entry

PLAN_FOLDER = Path(__file__).parent / "plan"
MOST_DAYS = 3_660
"""The longest waiting period."""
PLAN_SOURCE = Path(__file__).parent / "source" / "plan-2023-7.txt"

_PAGE_MARK = re.compile(r"^—\s*\d+\s*—$", re.MULTILINE)


class _Named(Protocol):
    @property
    def name(self) -> str: ...


N = TypeVar("N", bound=_Named)


def plan_text() -> str:
    """The plan's text without page marks and without any white space, as quotes are compared with it."""
    return "".join(_PAGE_MARK.sub("", PLAN_SOURCE.read_text(encoding="utf-8")).split())


def load_plan(
    folder: Path = PLAN_FOLDER, *, extra_authorisations: Sequence[Path] = (), more_systems: Sequence[System] = ()
) -> Catalogue:
    """Read the plan's files in `folder` and the departments' own authorisation files; raises PlanFileError.

    `more_systems` are those that were registered beside the plan's.
    """
    text = plan_text()
    departments = _departments(folder / "departments.yaml")
    named = _systems(folder / "systems.yaml", folder / "platforms.yaml")
    scales = _scales(folder / "scales.yaml")
    items = _items(folder / "items.yaml", _by_name(departments), _by_name(named), scales)
    systems = _with_dependencies(named, items, text, folder / "systems.yaml", folder / "platforms.yaml")
    measures = _measures(folder / "measures.yaml", text)
    files = [_authorisation_file(path) for path in (folder / "authorisations.yaml", *extra_authorisations)]
    conducts = _conducts([*_entries(folder / "conducts.yaml", "conducts"), *_all(files, "conducts")])
    bases = _bases(_all(files, "bases"))
    return Catalogue(
        departments=tuple(departments.values()),
        systems=(*systems.values(), *more_systems),
        items=tuple(items.values()),
        scales=tuple(scales.values()),
        measures=tuple(measures.values()),
        bases=tuple(bases.values()),
        authorisations=tuple(_authorisations(_all(files, "authorisations"), measures, conducts, bases, items)),
        proportionality=_proportionality(folder / "proportionality.yaml", measures),
        targets=tuple(_targets(folder / "targets.yaml", text)),
        tasks=tuple(_tasks(folder / "tasks.yaml", text)),
        conducts=tuple(conducts.values()),
        sampling=_sampling(folder / "sampling.yaml", items, text),
        repairs=_repairs(folder / "repairs.yaml"),
    )


# --- annexes ---


def _departments(path: Path) -> dict[str, Department]:
    found: dict[str, Department] = {}
    for key, entry in keyed(_entries(path, "departments")):
        entry.allow("key", "name")
        found[key] = Department(key, entry.text("name"))
    return found


def _systems(*paths: Path) -> dict[str, System]:
    found: dict[str, System] = {}
    for key, entry in keyed(entry for path in paths for entry in _entries(path, "systems")):
        entry.allow("key", "kind", "name", "dependencies", "use")
        use = None if entry.maybe_text("use") is None else entry.choice("use", SystemUse)
        found[key] = System(key, entry.text("name"), entry.choice("kind", SystemKind), use=use)
    return found


def _with_dependencies(
    systems: Mapping[str, System], items: Mapping[str, Item], text: str, *paths: Path
) -> dict[str, System]:
    """The systems with what depends on them, which is read when the items are known."""
    found = dict(systems)
    for key, entry in keyed(entry for path in paths for entry in _entries(path, "systems")):
        dependencies = tuple(_dependency(each, items, text) for each in entry.entries("dependencies"))
        found[key] = replace(found[key], dependencies=dependencies)
    return found


def _dependency(entry: Entry, items: Mapping[str, Item], text: str) -> Dependency:
    entry.allow("source", "purpose", "quote", "items")
    return Dependency(
        source=entry.text("source"),
        purpose=entry.text("purpose"),
        quote=_quote(entry, text),
        item_keys=_words(entry, "items", items, "item") or None,
    )


def _items(
    path: Path, departments: Mapping[str, Department], systems: Mapping[str, System], scales: Mapping[str, Scale]
) -> dict[str, Item]:
    found: dict[str, Item] = {}
    for key, entry in keyed(_entries(path, "items")):
        found[key] = _item(entry, departments, systems, scales)
    return found


def _item(
    entry: Entry, departments: Mapping[str, Department], systems: Mapping[str, System], scales: Mapping[str, Scale]
) -> Item:
    entry.allow(
        *("key", "annex", "number", "department", "name", "objects", "system", "scale", "objectKinds", "startsOn")
    )
    annex, number, system = entry.integer("annex"), entry.integer("number"), entry.maybe_text("system")
    if entry.text("key") != f"{annex}-{number}":
        raise entry.error(f"键应为附件-序号 / the key must be annex-number: {annex}-{number}", "key")
    return Item(
        key=entry.text("key"),
        number=number,
        annex=annex,
        name=entry.text("name"),
        objects=entry.text("objects"),
        department_key=entry.found("department", entry.text("department"), departments, "department").key,
        system_key=None if system is None else entry.found("system", system, systems, "system").key,
        scale_key=entry.word("scale", scales, "scale"),
        object_kinds=entry.choices("objectKinds", SubjectKind),
        starts_on=entry.day("startsOn"),
    )


# --- scales ---


def _scales(path: Path) -> dict[str, Scale]:
    found = {key: _scale(entry) for key, entry in keyed(_entries(path, "scales"))}
    if COMPOSITE not in found:
        raise PlanFileError(f"缺少量表 / there is no scale {COMPOSITE!r}", str(path))
    return found


def _scale(entry: Entry) -> Scale:
    entry.allow("key", "name", "version", "document", "ours", "scoreRange", "grades")
    document, ours = entry.maybe_text("document"), entry.flag("ours")
    if document is None and not ours:
        raise entry.error("没有文件依据的量表应标 ours: true / a scale with no document is ours", "ours")
    least, highest = _score_range(entry)
    return Scale(
        key=entry.text("key"),
        name=entry.text("name"),
        version=entry.text("version"),
        document=document,
        ours=ours,
        grades=tuple(_scale_grades(entry, least, highest)),
        score_range=None if least is None or highest is None else (least, highest),
    )


def _score_range(entry: Entry) -> tuple[float, float] | tuple[None, None]:
    numbers = entry.numbers("scoreRange")
    if not numbers:
        return None, None
    if len(numbers) != 2 or numbers[0] >= numbers[1]:
        raise entry.error("scoreRange 应为 [最低, 最高] / must be [lowest, highest]", "scoreRange")
    return numbers[0], numbers[1]


def _scale_grades(scale: Entry, lowest: float | None, highest: float | None) -> Iterator[ScaleGrade]:
    """The native grades, best first; every spelling stands once, thresholds fall and reach down to the lowest score."""
    spellings: set[str] = set()
    ceiling = highest
    for entry in scale.entries("grades"):
        grade = _scale_grade(entry)
        for spelling in (grade.native, *grade.aliases):
            if spelling in spellings:
                raise entry.error(f"写法重复 / {spelling!r} stands twice in the scale")
            spellings.add(spelling)
        if grade.least is not None:
            if lowest is None or ceiling is None or not lowest <= grade.least < ceiling:
                raise entry.error(
                    "分数线应在 scoreRange 内并逐档降低 / thresholds must fall within scoreRange", "least"
                )
            ceiling = grade.least
        yield grade
    if not spellings:
        raise scale.error("量表没有等级 / the scale has no grades", "grades")
    if ceiling != lowest:
        raise scale.error("分数线没有覆盖全部分数 / the thresholds leave scores without a grade", "scoreRange")


def _scale_grade(entry: Entry) -> ScaleGrade:
    entry.allow("native", "grade", "aliases", "least")
    return ScaleGrade(
        native=entry.text("native"),
        grade=entry.choice("grade", Grade),
        aliases=entry.texts("aliases"),
        least=entry.maybe_number("least"),
    )


# --- measures and their weight ---


def _measures(path: Path, text: str) -> dict[str, Measure]:
    return {key: _measure(entry, text) for key, entry in keyed(_entries(path, "measures"))}


def _measure(entry: Entry, text: str) -> Measure:
    entry.allow("key", "name", "scenario", "direction", "grade", "condition", "discretionary", "quote")
    return Measure(
        key=entry.text("key"),
        name=entry.text("name"),
        scenario=entry.choice("scenario", Scenario),
        direction=entry.choice("direction", Direction),
        grade=entry.choice("grade", Grade),
        condition=entry.maybe_text("condition"),
        discretionary=entry.flag("discretionary", default=False),
        quote=_quote(entry, text),
    )


def _proportionality(path: Path, measures: Mapping[str, Measure]) -> dict[str, Severity]:
    """The ladder: exactly the restrictive measures, each with the least severity that may carry it."""
    top = read_entry(path)
    top.allow("version", "decision", "leastSeverity")
    for field in ("version", "decision"):
        top.text(field)
    ladder = top.mapping("leastSeverity")
    restrictive = {measure.key for measure in measures.values() if measure.direction is Direction.RESTRICTIVE}
    ladder.allow(*restrictive)
    for key in sorted(restrictive - set(ladder.fields)):
        raise top.error(f"限制性措施没有轻重 / no least severity for {key!r}", "leastSeverity")
    return {key: ladder.choice(key, Severity) for key in ladder.fields}


# --- conducts and legal bases ---


def _authorisation_file(path: Path) -> Entry:
    top = read_entry(path)
    top.allow("conducts", "bases", "authorisations")
    return top


def _all(files: Iterable[Entry], section: str) -> list[Entry]:
    return [entry for file in files for entry in file.entries(section)]


def _conducts(entries: Iterable[Entry]) -> dict[str, Conduct]:
    found: dict[str, Conduct] = {}
    for key, entry in keyed(entries):
        entry.allow("key", "name", "definition")
        found[key] = Conduct(key, entry.text("name"), entry.text("definition"))
    return found


def _bases(entries: Iterable[Entry]) -> dict[str, LegalBasis]:
    found: dict[str, LegalBasis] = {}
    for key, entry in keyed(entries):
        entry.allow("key", "level", "title", "article", "documentNo", "text")
        found[key] = LegalBasis(
            key=key,
            level=entry.choice("level", BasisLevel),
            title=entry.text("title"),
            article=entry.text("article"),
            document_no=entry.maybe_text("documentNo"),
            text=entry.maybe_text("text"),
        )
    return found


def _authorisations(
    entries: Iterable[Entry],
    measures: Mapping[str, Measure],
    conducts: Mapping[str, Conduct],
    bases: Mapping[str, LegalBasis],
    items: Mapping[str, Item],
) -> Iterator[Authorisation]:
    """One row a measure × item of each entry, in the files' order; the same row twice is an error."""
    restrictive = {key: measure for key, measure in measures.items() if measure.direction is Direction.RESTRICTIVE}
    seen: set[Authorisation] = set()
    for entry in entries:
        entry.allow("conduct", "basis", "measures", "items")
        conduct = entry.word("conduct", conducts, "conduct")
        basis = entry.word("basis", bases, "legal basis")
        for measure in _words(entry, "measures", restrictive, "restrictive measure"):
            for item in _words(entry, "items", items, "item") or (None,):
                row = Authorisation(measure, conduct, basis, item)
                if row in seen:
                    raise entry.error(f"授权重复 / {measure} stands twice for {conduct}", "measures")
                seen.add(row)
                yield row


def _words(entry: Entry, field: str, known: Iterable[str], kind: str) -> tuple[str, ...]:
    table = {word: word for word in known}
    words = tuple(entry.found(field, word, table, kind) for word in entry.texts(field))
    if field == "measures" and not words:
        raise entry.error("缺少字段 / missing field 'measures'", field)
    return words


# --- double-random sampling ---


def _sampling(path: Path, items: Mapping[str, Item], text: str) -> SamplingRates:
    """The rates, which must hold together on every item that has some of its own."""
    top = read_entry(path)
    top.allow("version", "decision", "rates")
    top.text("decision")
    rates = SamplingRates(top.text("version"), tuple(_rate(entry, items, text) for entry in top.entries("rates")))
    try:
        for item in {"*", *(rate.item_key or "*" for rate in rates.rates)}:
            rates.of(item)
    except BadInput as error:
        raise top.error(error.message, "rates") from error
    return rates


def _rate(entry: Entry, items: Mapping[str, Item], text: str) -> SamplingRate:
    entry.allow("grade", "item", "ratio", "months", "ours", "quote")
    ratio = entry.maybe_number("ratio")
    if ratio is None or abs(ratio * WHOLE - round(ratio * WHOLE)) > 1e-6:
        raise entry.error("比例应写到万分之一 / a ratio in ten-thousandths is needed", "ratio")
    return SamplingRate(
        grade=entry.choice("grade", Grade),
        ratio=round(ratio * WHOLE),
        months=entry.integer("months"),
        item_key=None if entry.maybe_text("item") is None else entry.word("item", items, "item"),
        ours=entry.flag("ours"),
        quote=_quote(entry, text),
    )


# --- credit repair ---


def _repairs(path: Path) -> RepairWaits:
    """The waiting periods, of each weight one, none below zero."""
    top = read_entry(path)
    top.allow("version", "decision", "waits")
    top.text("decision")
    found: dict[Severity, RepairWait] = {}
    for _, entry in keyed(top.entries("waits"), "severity"):
        entry.allow("severity", "days", "againDays", "ours")
        days, again_days = (_days(entry, name) for name in ("days", "againDays"))
        severity = entry.choice("severity", Severity)
        found[severity] = RepairWait(severity, days, again_days, entry.flag("ours"))
    for severity in Severity:
        if severity not in found:
            raise top.error(f"没有等待期 / no waiting period for {severity.value!r}", "waits")
    return RepairWaits(top.text("version"), tuple(found.values()))


def _days(entry: Entry, field: str) -> int:
    days = entry.integer(field)
    if not 0 <= days <= MOST_DAYS:
        raise entry.error(f"应为 0 到 {MOST_DAYS} / must be from 0 to {MOST_DAYS}", field)
    return days


# --- targets and tasks ---


def _targets(path: Path, text: str) -> Iterator[Target]:
    for _, entry in keyed(_entries(path, "targets"), "year"):
        entry.allow("year", "dueOn", "newFields", "fields", "coverage", "strict", "quote")
        yield Target(
            year=entry.integer("year"),
            due_on=entry.day("dueOn"),
            quote=_quote(entry, text),
            new_fields=entry.maybe_integer("newFields"),
            fields=entry.maybe_integer("fields"),
            coverage=entry.maybe_number("coverage"),
            coverage_strict=entry.flag("strict"),
        )


def _tasks(path: Path, text: str) -> Iterator[Task]:
    for _, entry in keyed(_entries(path, "tasks"), "number"):
        entry.allow("number", "section", "name", "quote")
        yield Task(entry.integer("number"), entry.text("section"), entry.text("name"), _quote(entry, text))


# --- what they share ---


def _entries(path: Path, section: str) -> list[Entry]:
    """The entries of a file that has one section, which must not be empty."""
    top = read_entry(path)
    top.allow(section)
    entries = top.entries(section)
    if not entries:
        raise top.error(f"{section!r} 为空 / is empty", section)
    return entries


def _by_name(values: Mapping[str, N]) -> dict[str, N]:
    return {value.name: value for value in values.values()}


def _quote(entry: Entry, text: str) -> str:
    """The entry's quote, which must stand in the plan word for word."""
    quote = entry.text("quote")
    if "".join(quote.split()) not in text:
        raise entry.error("引文不在方案中 / the quote does not stand in the plan", "quote")
    return quote
