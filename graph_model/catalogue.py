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
from typing import TypeVar

from graph_model.model import (
    COMPOSITE,
    Authorisation,
    Department,
    Grade,
    Item,
    LegalBasis,
    Measure,
    Scale,
    Scenario,
    Severity,
    SubjectKind,
    System,
    SystemKind,
    Target,
    Task,
)

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
