"""What somebody asks to be drawn, checked against the catalogue and made into terms."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from graph_model.catalogue import Catalogue
from graph_model.discrepancies import item_place
from graph_model.errors import BadInput, LimitExceeded
from graph_model.sampling.drawing import Terms
from graph_model.sampling.pool import Inspector, plain, word
from graph_model.sampling.rates import SamplingRate

MOST_ITEMS = 20
MOST_INSPECTORS = 5_000
MOST_EXCLUDED = 10_000
MOST_EACH = 5
INSPECTORS_EACH = 2
"""Inspectors that a department sends: 行政处罚法 第四十二条 asks for two at least."""


class TooMany(LimitExceeded):
    """More than `most` of something."""

    def __init__(self, count: int, most: int, where: str) -> None:
        super().__init__(f"{where}: 最多 {most} 个,给了 {count} 个 / {most} at most, not {count}")
        self.most = most


@dataclass(frozen=True, slots=True)
class Request:
    """Keys, not names. `rates` take the place of the catalogue's, `excluded` are subjects with the reason, `districts` () is the city."""

    items: tuple[str, ...]
    districts: tuple[str, ...] = ()
    rates: tuple[SamplingRate, ...] = ()
    excluded: Mapping[str, str] = field(default_factory=dict)
    inspectors: tuple[Inspector, ...] = ()
    each: int = INSPECTORS_EACH

    def digest(self) -> str:
        """One text for all that is asked: another request has another."""
        told = (
            sorted(self.items),
            sorted(self.districts),
            sorted((rate.item_key, rate.grade, rate.ratio, rate.months) for rate in self.rates),
            sorted(self.excluded.items()),
            sorted(_told(one) for one in self.inspectors),
            self.each,
        )
        return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()

    def terms(self, catalogue: Catalogue, key: str, day: date) -> Terms:
        """What is drawn by. Raises BadInput and TooMany (`where`: the part of the request)."""
        _few(len(self.items), MOST_ITEMS, "items")
        _few(len(self.inspectors), MOST_INSPECTORS, "inspectors")
        _few(len(self.excluded), MOST_EXCLUDED, "exclusions")
        if not self.items:
            raise BadInput("至少要有一个事项 / at least one item is needed", "items")
        if not 1 <= self.each <= MOST_EACH:
            raise BadInput(f"应为 1 到 {MOST_EACH} / 1 to {MOST_EACH}", "inspectorsEach")
        departments = {item: self._department(catalogue, item) for item in sorted(set(self.items), key=item_place)}
        self._check(catalogue, departments)
        return Terms(
            key=key,
            day=day,
            departments=departments,
            districts=tuple(sorted(set(self.districts))),
            rates_version=catalogue.sampling.version,
            rates={item: catalogue.sampling.of(item, self.rates) for item in departments},
            inspectors_each=self.each,
        )

    @staticmethod
    def _department(catalogue: Catalogue, item_key: str) -> str:
        found = next((item for item in catalogue.items if item.key == item_key), None)
        if found is None:
            raise BadInput(f"没有事项“{item_key[:40]}” / there is no such item, give a key like 1-7", "items")
        return found.department_key

    def _check(self, catalogue: Catalogue, departments: Mapping[str, str]) -> None:
        for rate in self.rates:
            if rate.item_key not in departments:
                raise BadInput(f"事项 {rate.item_key} 不在计划里 / the item is not of this plan", "rates")
        for district in self.districts:
            word(district, "districts")
        for reason in self.excluded.values():
            plain(reason, "exclusions")
        if len({one.key for one in self.inspectors}) < len(self.inspectors):
            raise BadInput("检查人员编号重复 / an inspector's key stands twice", "inspectors")
        for one in self.inspectors:
            for text in (one.key, *one.items, *one.districts, *one.conflicts):
                word(text, "inspectors")
            if catalogue.department(one.department_key) is None:
                raise BadInput("没有这个部门 / there is no such department", "inspectors")


def _told(one: Inspector) -> tuple[object, ...]:
    return one.key, one.department_key, sorted(one.items), sorted(one.districts), sorted(one.conflicts)


def _few(count: int, most: int, where: str) -> None:
    if count > most:
        raise TooMany(count, most, where)
