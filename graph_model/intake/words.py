"""What a person writes → what the catalogue has: items, scales, conducts, departments. Exact, never the nearest."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from difflib import get_close_matches
from functools import lru_cache
from typing import Any, TypeVar

from graph_model.catalogue import Catalogue, Conduct
from graph_model.intake import cells
from graph_model.intake.refusals import Refused, RejectCode, missing, quoted
from graph_model.model import COMPOSITE, Department, Item, Scale
from graph_model.uscc import narrowed

T = TypeVar("T")
MAX_WORD = 200
_COMPOSITE_NAMES = ("公共信用综合评价", "综合评价")
_MONTH_AND_DAY = re.compile(r"(\d{1,2})月(\d{1,2})日|\d{4}[-/]0?(\d{1,2})[-/]0?(\d{1,2})(?:00:00:00)?", re.ASCII)


class Words:
    """Look-ups in one catalogue by key or name, width, blanks and case aside."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._items = _folded_items(catalogue)
        self._scales = _by_word((scale, (scale.key, scale.name)) for scale in catalogue.scales)
        self._conducts = _by_word((conduct, (conduct.key, conduct.name)) for conduct in catalogue.conducts)
        self._departments = _by_word((d, (d.key, d.name)) for d in catalogue.departments)

    def item(self, cell: Any, column: str = "item") -> Item:
        """The item of a key (`1-7`), of an exact name that only one item has, or of `composite`."""
        if isinstance(cell, (date, datetime)):
            raise self._unknown_item(cells.text(cell) or "", column)
        word = cells.limited_text(cell, column, MAX_WORD)
        if word is None:
            raise missing(column, "监管事项(编号或名称)", "the supervision item (key or name)")
        found = self._items.get(folded(word), ())
        if len(found) == 1:
            return found[0]
        if found:
            keys = "、".join(item.key for item in found)
            raise Refused(
                RejectCode.UNKNOWN_ITEM,
                column,
                f"有几个事项都叫{quoted(word)};请改填编号:{keys}",
                f"several items are called {quoted(word)}: give the key, one of {keys}",
            )
        raise self._unknown_item(word, column)

    def _unknown_item(self, word: str, column: str) -> Refused:
        moved = _MONTH_AND_DAY.fullmatch(folded(word))
        if moved:
            key = "-".join(part for part in moved.groups() if part)
            zh, en = (
                "像是 Excel 把编号改成了日期,请把该列设为文本格式并填回编号",
                "a spreadsheet seems to have made a day of a key",
            )
            if self.catalogue.item(key):
                zh, en = f"{zh}(是不是 {key}?)", f"{en} (is it {key}?)"
        else:
            near = "、".join(self._nearest(folded(word)))
            zh, en = (
                f"相近的有 {near};请填编号(如 1-7)或方案中的全名",
                f"near ones: {near}; give a key (1-7) or the plan's own name",
            )
        return Refused(
            RejectCode.UNKNOWN_ITEM,
            column,
            f"没有监管事项{quoted(word)};{zh}",
            f"no supervision item {quoted(word)}; {en}",
        )

    @lru_cache(maxsize=512)  # noqa: B019 - one catalogue lives as long as the process
    def _nearest(self, word: str) -> tuple[str, ...]:
        near = get_close_matches(word[:60], self._items, n=3, cutoff=0.3)
        found = [item for name in near for item in self._items[name]] or [*self.catalogue.items[:3]]
        return tuple(dict.fromkeys(item.key if item.key == COMPOSITE else f"{item.key} {item.name}" for item in found))

    def scale(self, cell: Any, column: str = "scale") -> Scale | None:
        """The scale of a key or name, None for a blank cell. Raises Refused (UNKNOWN_SCALE)."""
        word = cells.limited_text(cell, column, MAX_WORD)
        if word is None:
            return None
        scale = self._scales.get(folded(word))
        if scale is None:
            known = "、".join(f"{scale.key}({scale.name})" for scale in self.catalogue.scales)
            raise Refused(
                RejectCode.UNKNOWN_SCALE,
                column,
                f"没有等级标准{quoted(word)};有:{known}",
                f"no scale {quoted(word)}; there are: {', '.join(scale.key for scale in self.catalogue.scales)}",
            )
        return scale

    def conduct(self, cell: Any, column: str = "conduct") -> Conduct:
        """The conduct of a key or name. Raises Refused (UNKNOWN_WORD)."""
        word = cells.limited_text(cell, column, MAX_WORD)
        if word is None:
            raise missing(column, "失信行为", "the conduct")
        found = self._conducts.get(folded(word))
        if found is None:
            raise unknown_word(column, word, [conduct.name for conduct in self.catalogue.conducts])
        return found

    def department(self, cell: Any, column: str = "department") -> Department:
        """The department of a key or name. Raises Refused (UNKNOWN_WORD)."""
        word = cells.limited_text(cell, column, MAX_WORD)
        if word is None:
            raise missing(column, "部门", "the department")
        found = self._departments.get(folded(word))
        if found is None:
            raise unknown_word(column, word, [department.name for department in self.catalogue.departments])
        return found


def unknown_word(column: str, word: str, possible: Iterable[str]) -> Refused:
    """The refusal of a word that is none of the `possible` ones."""
    listed = "、".join(possible)
    return Refused(
        RejectCode.UNKNOWN_WORD,
        column,
        f"{quoted(word)}不在可填的范围内;可以填:{listed}",
        f"{quoted(word)} is none of the words that may stand here: {listed}",
    )


def folded(word: str) -> str:
    """A word for comparing: half-width, lower case, without blanks; the quotes “ ” count as \"."""
    return narrowed(word).casefold().replace("“", '"').replace("”", '"')


def _folded_items(catalogue: Catalogue) -> Mapping[str, tuple[Item, ...]]:
    found: dict[str, tuple[Item, ...]] = {}
    for item in catalogue.items:
        found[folded(item.key)] = (item,)
        found[folded(item.name)] = (*found.get(folded(item.name), ()), item)
    composite = catalogue.item(COMPOSITE)
    if composite is not None:
        for name in (composite.key, composite.name, *_COMPOSITE_NAMES):
            found.setdefault(folded(name), (composite,))
    return found


def _by_word(values: Iterable[tuple[T, Iterable[str]]]) -> dict[str, T]:
    return {folded(word): value for value, words in values for word in words}
