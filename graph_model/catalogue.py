"""The catalogue: what the plan lays down, held in memory with a version and kept in the graph for traversal.

Departments, systems, items, scales, measures, their legal bases, targets and tasks: a few hundred rows. `Catalogue` is a
value with look-ups; `lay_down` writes it to a store in one transaction, `read_catalogue` reads it back equal.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Generic, TypeVar

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
    day_text,
)
from graph_model.repairs.waiting import NO_WAITS, RepairWait, RepairWaits
from graph_model.sampling.rates import NO_RATES, SamplingRate, SamplingRates
from graph_model.store import GraphStore, GraphTransaction

K = TypeVar("K")
V = TypeVar("V")

COMPOSITE_ITEM = Item(
    key=COMPOSITE,
    number=0,
    annex=0,
    name="市公共信用综合评价",
    objects="企业法人、个体工商户、社团组织等市场主体",
    department_key="development-reform",
    system_key="municipal-credit-platform",
    scale_key=COMPOSITE,
    object_kinds=tuple(kind for kind in SubjectKind if kind is not SubjectKind.PERSON),
    starts_on=date(2023, 8, 21),
)
"""What a composite record refers to (plan 任务 1); not one of the items, so it is counted and compared nowhere."""

SCENARIO_NAMES: Mapping[Scenario, str] = {
    Scenario.RANDOM_INSPECTION: "“双随机、一公开”监管",
    Scenario.ADMINISTRATIVE_SERVICE: "行政管理和公共服务",
    Scenario.FISCAL_FUNDS: "政府性资金安排",
    Scenario.PROJECT_SUPPORT: "项目支持",
    Scenario.PUBLIC_RESOURCE_ALLOCATION: "公共资源投放",
    Scenario.PUBLIC_RESOURCE_TRADING: "公共资源交易",
    Scenario.HONOURS: "荣誉称号",
    Scenario.GUIDANCE: "行政指导",
    Scenario.SPECIAL_GOVERNANCE: "专项治理",
    Scenario.MARKET_ACCESS: "行业禁入",
}
"""The words of plan §三 for each scenario."""


@dataclass(frozen=True, slots=True)
class Conduct:
    """A kind of dishonest act that a fact names (失信行为); `definition` says what must have been found to record it."""

    key: str
    name: str
    definition: str


@dataclass(frozen=True)
class Catalogue:
    """Everything the plan lays down, in the plan's order.

    `proportionality` gives the least severity of a fact that may carry a restrictive measure (轻重适度,避免小过重惩);
    a measure that is not in it is not restrictive.
    """

    departments: tuple[Department, ...]
    systems: tuple[System, ...]
    items: tuple[Item, ...]
    scales: tuple[Scale, ...]
    measures: tuple[Measure, ...]
    bases: tuple[LegalBasis, ...]
    authorisations: tuple[Authorisation, ...]
    proportionality: Mapping[str, Severity] = field(hash=False)
    targets: tuple[Target, ...]
    tasks: tuple[Task, ...]
    conducts: tuple[Conduct, ...]
    sampling: SamplingRates = NO_RATES
    """By how much a grade changes the draw."""
    repairs: RepairWaits = NO_WAITS
    """After how many days a credit repair may be asked for."""

    @cached_property
    def version(self) -> str:
        """Hash of the content: equal catalogues have equal versions."""
        content = json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, default=str)
        return hashlib.sha256(content.encode()).hexdigest()[:16]

    # --- look-ups by key; departments and systems by name as well ---

    def department(self, key_or_name: str) -> Department | None:
        return self._departments.get(key_or_name)

    def system(self, key_or_name: str) -> System | None:
        return self._systems.get(key_or_name)

    def item(self, key: str) -> Item | None:
        """The item of `key`; `composite` gives COMPOSITE_ITEM, which `items` does not contain."""
        return self._items.get(key)

    def scale(self, key: str) -> Scale | None:
        return self._scales.get(key)

    def measure(self, key: str) -> Measure | None:
        return self._measures.get(key)

    def basis(self, key: str) -> LegalBasis | None:
        return self._bases.get(key)

    def conduct(self, key: str) -> Conduct | None:
        return self._conducts.get(key)

    # --- look-ups of several ---

    def items_by_name(self, name: str) -> tuple[Item, ...]:
        """Every item of that name (later items may repeat one)."""
        return self._items_by_name.get(name, ())

    def items_of_department(self, key_or_name: str) -> tuple[Item, ...]:
        department = self.department(key_or_name)
        return () if department is None else self._items_by_department.get(department.key, ())

    def items_of_system(self, key_or_name: str) -> tuple[Item, ...]:
        system = self.system(key_or_name)
        return () if system is None else self._items_by_system.get(system.key, ())

    def systems_of_kind(self, kind: SystemKind) -> tuple[System, ...]:
        return tuple(system for system in self.systems if system.kind is kind)

    def measures_for(self, grade: Grade | None = None, scenario: Scenario | None = None) -> tuple[Measure, ...]:
        """Measures of a grade, of a scenario, of both or (with neither) all, in the plan's order."""
        if grade is not None and scenario is not None:
            return self._measures_by_row.get((grade, scenario), ())
        return tuple(m for m in self.measures if grade in (None, m.grade) and scenario in (None, m.scenario))

    def bases_for(self, measure_key: str, conduct: str, item_key: str | None) -> tuple[LegalBasis, ...]:
        """Legal bases that name this measure for this conduct, for every item or for `item_key`; of whatever level."""
        authorised = self._authorisations_by_row.get((measure_key, conduct), ())
        return tuple(self._bases[a.basis_key] for a in authorised if a.item_key in (None, item_key))

    # --- indexes, made on first use ---

    @cached_property
    def _departments(self) -> dict[str, Department]:
        return {word: department for department in self.departments for word in (department.name, department.key)}

    @cached_property
    def _systems(self) -> dict[str, System]:
        return {word: system for system in self.systems for word in (system.name, system.key)}

    @cached_property
    def _items(self) -> dict[str, Item]:
        return {item.key: item for item in (COMPOSITE_ITEM, *self.items)}

    @cached_property
    def _scales(self) -> dict[str, Scale]:
        return {scale.key: scale for scale in self.scales}

    @cached_property
    def _measures(self) -> dict[str, Measure]:
        return {measure.key: measure for measure in self.measures}

    @cached_property
    def _bases(self) -> dict[str, LegalBasis]:
        return {basis.key: basis for basis in self.bases}

    @cached_property
    def _conducts(self) -> dict[str, Conduct]:
        return {conduct.key: conduct for conduct in self.conducts}

    @cached_property
    def _items_by_name(self) -> dict[str, tuple[Item, ...]]:
        return _grouped(self.items, lambda item: item.name)

    @cached_property
    def _items_by_department(self) -> dict[str, tuple[Item, ...]]:
        return _grouped(self.items, lambda item: item.department_key)

    @cached_property
    def _items_by_system(self) -> dict[str | None, tuple[Item, ...]]:
        return _grouped(self.items, lambda item: item.system_key)

    @cached_property
    def _measures_by_row(self) -> dict[tuple[Grade, Scenario], tuple[Measure, ...]]:
        return _grouped(self.measures, lambda measure: (measure.grade, measure.scenario))

    @cached_property
    def _authorisations_by_row(self) -> dict[tuple[str, str], tuple[Authorisation, ...]]:
        return _grouped(self.authorisations, lambda a: (a.measure_key, a.conduct))


def _grouped(values: Iterable[V], key: Callable[[V], K]) -> dict[K, tuple[V, ...]]:
    groups: dict[K, list[V]] = {}
    for value in values:
        groups.setdefault(key(value), []).append(value)
    return {group: tuple(members) for group, members in groups.items()}


# --- the catalogue in the graph ------------------------------------------------------------------------------------------

BATCH_KEY = "catalogue"
"""Key of the Batch node that keeps the version which the graph holds, and the conducts, rates and waiting periods,
which have no label."""

HELD_VERSION = "MATCH (b:Batch {key: $key}) RETURN b.version, b.conducts, b.sampling, b.repairs"
CLAIM = "MERGE (b:Batch {key: $key}) SET b.kind = 'catalogue' RETURN b.version"
FINISH = (
    "MATCH (b:Batch {key: $key}) SET b.version = $version, b.conducts = $conducts, b.sampling = $sampling, "
    "b.repairs = $repairs"
)

SCENARIOS = "UNWIND $rows AS row MERGE (s:Scenario {key: row.key}) SET s.displayName = row.displayName"
SUPERVISED_BY = (
    "UNWIND $rows AS row MATCH (i:Item {key: row.key}), (d:Department {key: row.departmentKey}) "
    "MERGE (i)-[:SUPERVISED_BY]->(d)"
)
SUPPORTED_BY = (
    "UNWIND $rows AS row MATCH (i:Item {key: row.key}), (s:System {key: row.systemKey}) MERGE (i)-[:SUPPORTED_BY]->(s)"
)
FOR_GRADE = (
    "UNWIND $rows AS row MATCH (m:Measure {key: row.key}), (s:Scenario {key: row.scenario}) "
    "CREATE (m)-[:FOR_GRADE {grade: row.grade, itemKey: row.itemKey}]->(s)"
)
AUTHORISED_BY = (
    "UNWIND $rows AS row MATCH (m:Measure {key: row.measureKey}), (b:LegalBasis {key: row.basisKey}) "
    "CREATE (m)-[:AUTHORISED_BY {conduct: row.conduct, itemKey: row.itemKey, position: row.position}]->(b)"
)
OLD_EDGES = (
    "MATCH (i:Item)-[r:SUPERVISED_BY]->(:Department) WHERE i.key IN $items DELETE r",
    "MATCH (i:Item)-[r:SUPPORTED_BY]->(s:System) WHERE i.key IN $items AND s.position IS NOT NULL DELETE r",
    "MATCH (m:Measure)-[r:FOR_GRADE]->(:Scenario) WHERE m.position IS NOT NULL DELETE r",
    "MATCH (m:Measure)-[r:AUTHORISED_BY]->(:LegalBasis) WHERE r.position IS NOT NULL DELETE r",
)
AUTHORISATIONS = (
    "MATCH (m:Measure)-[r:AUTHORISED_BY]->(b:LegalBasis) WHERE r.position IS NOT NULL "
    "RETURN m.key, r.conduct, b.key, r.itemKey ORDER BY r.position"
)


@dataclass(frozen=True)
class _Kind(Generic[V]):
    """How one kind of catalogue value is a node: its properties beside `position`, key first, and both directions.

    `position` is the place in the plan's order, and marks the nodes that the catalogue laid down: a system that was
    registered later has none. Records hang on departments, systems and items, so one that the catalogue no longer has
    stays without its position (`kept`); a measure, basis, scale, target or task is deleted.
    """

    label: str
    properties: tuple[str, ...]
    encode: Callable[[V], tuple[Any, ...]]
    decode: Callable[..., V]
    kept: bool = False

    def row(self, value: V, position: int) -> dict[str, Any]:
        return {"position": position, **dict(zip(self.properties, self.encode(value), strict=True))}

    async def lay_down(self, transaction: GraphTransaction, values: Iterable[V]) -> None:
        rows = [self.row(value, position) for position, value in enumerate(values)]
        assignments = ", ".join(f"n.{name} = row.{name}" for name in (*self.properties[1:], "position"))
        gone = "SET n.position = null" if self.kept else "DETACH DELETE n"
        await transaction.run(
            f"MATCH (n:{self.label}) WHERE n.position IS NOT NULL AND NOT n.key IN $keys {gone}",
            {"keys": [row["key"] for row in rows]},
        )
        await transaction.run(
            f"UNWIND $rows AS row MERGE (n:{self.label} {{key: row.key}}) SET {assignments}", {"rows": rows}
        )

    async def read(self, transaction: GraphTransaction) -> tuple[V, ...]:
        columns = ", ".join(f"n.{name}" for name in self.properties)
        rows = await transaction.run(
            f"MATCH (n:{self.label}) WHERE n.position IS NOT NULL RETURN {columns} ORDER BY n.position"
        )
        return tuple(self.decode(*row) for row in rows)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _sampling(written: str) -> SamplingRates:
    found = json.loads(written)
    rates = (SamplingRate(**{**rate, "grade": Grade(rate["grade"])}) for rate in found["rates"])
    return SamplingRates(found["version"], tuple(rates))


def _repairs(written: str | None) -> RepairWaits:
    """From JSON; none where an earlier version laid the plan down."""
    if written is None:
        return NO_WAITS
    found = json.loads(written)
    waits = (RepairWait(**{**wait, "severity": Severity(wait["severity"])}) for wait in found["waits"])
    return RepairWaits(found["version"], tuple(waits))


def _dependencies(written: str | None) -> tuple[Dependency, ...]:
    """From JSON; None where an earlier version laid the system down."""
    found = [] if written is None else json.loads(written)
    return tuple(
        Dependency(
            one["source"], one["purpose"], one["quote"], None if one["item_keys"] is None else tuple(one["item_keys"])
        )
        for one in found
    )


_DEPARTMENTS = _Kind(
    "Department", ("key", "displayName"), lambda department: (department.key, department.name), Department, kept=True
)
_SYSTEMS = _Kind(
    "System",
    ("key", "displayName", "kind", "dependencies", "use"),
    lambda system: (
        system.key,
        system.name,
        system.kind.value,
        _json([asdict(one) for one in system.dependencies]),
        None if system.use is None else system.use.value,
    ),
    lambda key, name, kind, dependencies, use: System(
        key, name, SystemKind(kind), _dependencies(dependencies), None if use is None else SystemUse(use)
    ),
    kept=True,
)
_BASES = _Kind(
    "LegalBasis",
    ("key", "level", "displayName", "article", "documentNo", "text"),
    lambda basis: (basis.key, basis.level.value, basis.title, basis.article, basis.document_no, basis.text),
    lambda key, level, *rest: LegalBasis(key, BasisLevel(level), *rest),
)


def _item_properties(item: Item) -> tuple[Any, ...]:
    kinds = _json([kind.value for kind in item.object_kinds])
    named = (item.key, item.number, item.annex, item.name, item.objects)
    return *named, item.department_key, item.system_key, item.scale_key, kinds, day_text(item.starts_on)


def _item_of(*row: Any) -> Item:
    key, number, annex, name, objects, department, system, scale, kinds, starts_on = row
    object_kinds = tuple(SubjectKind(kind) for kind in json.loads(kinds))
    return Item(
        key, number, annex, name, objects, department, system, scale, object_kinds, date.fromisoformat(starts_on)
    )


_ITEMS = _Kind(
    "Item",
    (
        *("key", "number", "annex", "displayName", "objects", "departmentKey", "systemKey", "scaleKey"),
        *("objectKinds", "startsOn"),
    ),
    _item_properties,
    _item_of,
    kept=True,
)


def _scale_properties(scale: Scale) -> tuple[Any, ...]:
    grades = _json([(g.native, g.grade.value, g.aliases, g.least) for g in scale.grades])
    return scale.key, scale.name, scale.version, scale.document, scale.ours, grades, _json(scale.score_range)


def _scale_of(*row: Any) -> Scale:
    key, name, version, document, ours, grades, score_range = row
    natives = tuple(
        ScaleGrade(native, Grade(grade), tuple(aliases), least) for native, grade, aliases, least in json.loads(grades)
    )
    bounds = json.loads(score_range)
    return Scale(key, name, version, document, ours, natives, None if bounds is None else (bounds[0], bounds[1]))


_SCALES = _Kind(
    "Scale",
    ("key", "displayName", "version", "document", "ours", "grades", "scoreRange"),
    _scale_properties,
    _scale_of,
)


def _measure_properties(weighed: tuple[Measure, Severity | None]) -> tuple[Any, ...]:
    measure, severity = weighed
    words = (measure.scenario.value, measure.direction.value, measure.grade.value)
    rest = (measure.condition, measure.discretionary, measure.quote, measure.item_key)
    return measure.key, measure.name, *words, *rest, None if severity is None else severity.value


def _measure_of(*row: Any) -> tuple[Measure, Severity | None]:
    key, name, scenario, direction, grade, *rest, severity = row
    measure = Measure(key, name, Scenario(scenario), Direction(direction), Grade(grade), *rest)
    return measure, None if severity is None else Severity(severity)


_MEASURES = _Kind(
    "Measure",
    (
        *("key", "displayName", "scenario", "direction", "grade", "condition", "discretionary", "quote"),
        *("itemKey", "leastSeverity"),
    ),
    _measure_properties,
    _measure_of,
)
_TARGETS = _Kind(
    "Target",
    ("key", "year", "dueOn", "quote", "newFields", "fields", "coverage", "coverageStrict"),
    lambda t: (
        *(str(t.year), t.year, day_text(t.due_on), t.quote),
        *(t.new_fields, t.fields, t.coverage, t.coverage_strict),
    ),
    lambda _, year, due_on, *rest: Target(year, date.fromisoformat(due_on), *rest),
)
_TASKS = _Kind(
    "Task",
    ("key", "number", "section", "displayName", "quote"),
    lambda task: (str(task.number), task.number, task.section, task.name, task.quote),
    lambda _, number, section, name, quote: Task(number, section, name, quote),
)


async def lay_down(store: GraphStore, catalogue: Catalogue) -> bool:
    """Write the catalogue to a prepared store in one transaction; False where the graph holds this version already.

    A changed catalogue is updated in place: keys stay the same nodes, so the records that hang on them stay.
    """
    held = await store.read(HELD_VERSION, {"key": BATCH_KEY}, point=True)
    if held and held[0][0] == catalogue.version:
        return False

    async def work(transaction: GraphTransaction) -> bool:
        claimed = await transaction.run(CLAIM, {"key": BATCH_KEY})
        if claimed[0][0] == catalogue.version:
            return False  # another gateway was faster
        await _lay_down_nodes(transaction, catalogue)
        await _lay_down_edges(transaction, catalogue)
        conducts = _json([(conduct.key, conduct.name, conduct.definition) for conduct in catalogue.conducts])
        held = {
            "version": catalogue.version,
            "conducts": conducts,
            "sampling": _json(asdict(catalogue.sampling)),
            "repairs": _json(asdict(catalogue.repairs)),
        }
        await transaction.run(FINISH, {"key": BATCH_KEY, **held})
        return True

    return await store.transact(work)


async def _lay_down_nodes(transaction: GraphTransaction, catalogue: Catalogue) -> None:
    for statement in OLD_EDGES:
        await transaction.run(statement, {"items": [item.key for item in catalogue.items]})
    scenarios = [{"key": scenario.value, "displayName": name} for scenario, name in SCENARIO_NAMES.items()]
    await transaction.run(SCENARIOS, {"rows": scenarios})
    await _DEPARTMENTS.lay_down(transaction, catalogue.departments)
    await _SYSTEMS.lay_down(transaction, catalogue.systems)
    await _SCALES.lay_down(transaction, catalogue.scales)
    await _ITEMS.lay_down(transaction, catalogue.items)
    weighed = [(measure, catalogue.proportionality.get(measure.key)) for measure in catalogue.measures]
    await _MEASURES.lay_down(transaction, weighed)
    await _BASES.lay_down(transaction, catalogue.bases)
    await _TARGETS.lay_down(transaction, catalogue.targets)
    await _TASKS.lay_down(transaction, catalogue.tasks)


async def _lay_down_edges(transaction: GraphTransaction, catalogue: Catalogue) -> None:
    items = [_ITEMS.row(item, position) for position, item in enumerate(catalogue.items)]
    await transaction.run(SUPERVISED_BY, {"rows": items})
    await transaction.run(SUPPORTED_BY, {"rows": [row for row in items if row["systemKey"] is not None]})
    measures = [_MEASURES.row((measure, None), position) for position, measure in enumerate(catalogue.measures)]
    await transaction.run(FOR_GRADE, {"rows": measures})
    authorisations = [
        {
            "measureKey": a.measure_key,
            "conduct": a.conduct,
            "basisKey": a.basis_key,
            "itemKey": a.item_key,
            "position": position,
        }
        for position, a in enumerate(catalogue.authorisations)
    ]
    await transaction.run(AUTHORISED_BY, {"rows": authorisations})


async def read_catalogue(store: GraphStore) -> Catalogue | None:
    """The catalogue that the graph holds, equal to the one laid down; None where none was."""

    async def work(transaction: GraphTransaction) -> Catalogue | None:
        held = await transaction.run(HELD_VERSION, {"key": BATCH_KEY})
        if not held or held[0][0] is None:
            return None
        measures = await _MEASURES.read(transaction)
        return Catalogue(
            departments=await _DEPARTMENTS.read(transaction),
            systems=await _SYSTEMS.read(transaction),
            items=await _ITEMS.read(transaction),
            scales=await _SCALES.read(transaction),
            measures=tuple(measure for measure, _ in measures),
            bases=await _BASES.read(transaction),
            authorisations=tuple(Authorisation(*row) for row in await transaction.run(AUTHORISATIONS)),
            proportionality={measure.key: severity for measure, severity in measures if severity is not None},
            targets=await _TARGETS.read(transaction),
            tasks=await _TASKS.read(transaction),
            conducts=tuple(Conduct(*fields) for fields in json.loads(held[0][1])),
            sampling=_sampling(held[0][2]),
            repairs=_repairs(held[0][3]),
        )

    return await store.transact(work)
