"""What of a model cannot be: every fault with the keys that lead to it, all of them at once."""

import difflib
import math
import re
from collections.abc import Collection as Many
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import msgspec
import yaml

from graph_model.catalogue import Catalogue
from graph_model.errors import BadInput
from graph_model.evaluation.model import (
    ALWAYS,
    OF_FACTS,
    EvaluationModel,
    GradeCount,
    GradeLevel,
    Indicator,
    InspectionCount,
    ItemScore,
    MonthsRegistered,
    WorstGrade,
    hundredths,
)
from graph_model.model import COMPOSITE, SubjectKind

Steps = tuple[str | int, ...]
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_UNKNOWN = re.compile(r"unknown field `([^`]*)`")
LONGEST = 100_000
"""Characters of a model's text."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, Chinese and English, and the keys and places that lead there."""

    message: str
    steps: Steps = ()

    def __str__(self) -> str:
        path = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in self.steps).removeprefix(".")
        return f"{path}: {self.message}" if path else self.message


class BadModel(BadInput):
    """A model that cannot be used; `faults` says all that is wrong."""

    def __init__(self, faults: tuple[Fault, ...], where: str | None = None) -> None:
        super().__init__("\n".join(map(str, faults)), where)
        self.faults = faults


def model_of(content: Any, catalogue: Catalogue) -> EvaluationModel:
    """The model that plain values (of YAML or JSON) say. Raises BadModel."""
    try:
        model = msgspec.convert(content, EvaluationModel)
    except msgspec.ValidationError as error:
        raise BadModel((fault_of_form(str(error)),)) from error
    if faults := tuple(_faults(model, catalogue)):
        raise BadModel(faults)
    return model


def model_of_text(text: str, catalogue: Catalogue, where: str = "content") -> EvaluationModel:
    """The model that a text, YAML or JSON, says. Raises BadModel."""
    content = plain_values(text, where)
    try:
        return model_of(content, catalogue)
    except BadModel as error:
        raise BadModel(error.faults, where) from error


def plain_values(text: str, where: str) -> Any:
    """The plain values of a text, YAML or JSON. Raises BadModel; aliases are refused, since a short text may hide a huge one."""
    if len(text) > LONGEST:
        raise BadModel((Fault(f"最多 {LONGEST:,} 个字符 / {LONGEST:,} characters at most"),), where)
    try:
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, _LOADER)):
            raise BadModel((Fault("不用 YAML 的别名 / no aliases of YAML"),), where)
        return yaml.load(text, _LOADER)  # noqa: S506 - a safe loader
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise BadModel((Fault(f"不是 YAML 或 JSON / is neither YAML nor JSON: {_said(error)}"),), where) from error


def still_fits(model: EvaluationModel, catalogue: Catalogue) -> None:
    """Raises BadModel where a catalogue has not, or no longer, what a model speaks of."""
    faults = tuple(_faults(model, catalogue))
    if faults:
        raise BadModel(faults, "content")


def text_of(model: EvaluationModel) -> str:
    """The model as canonical JSON: what is kept of it, and what two versions are compared by."""
    return msgspec.json.encode(model, order="deterministic").decode()


def model_from(text: str) -> EvaluationModel:
    """The model of `text_of`."""
    return msgspec.json.decode(text, type=EvaluationModel)


def _said(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    line = "" if mark is None else f"{mark.line + 1}: "
    return line + str(getattr(error, "problem", None) or type(error).__name__)


def fault_of_form(said: str) -> Fault:
    """What msgspec says, `… - at `$.indicators[0].weight``, as a fault."""
    message, _, place = said.partition(" - at `$")
    steps: list[str | int] = []
    for part in place.removesuffix("`").replace("[", ".[").split("."):
        if part.startswith("["):
            steps += [int(part[1:-1])] if part[1:-1].isdigit() else []
        elif part:
            steps.append(part)
    key = _UNKNOWN.search(message)
    return Fault(f"格式不对 / {message}", (*steps, key[1]) if key else tuple(steps))


def _faults(model: EvaluationModel, catalogue: Catalogue) -> Iterator[Fault]:
    items = [COMPOSITE, *(item.key for item in catalogue.items)]
    if model.item not in items:
        yield unknown("事项", "supervision item", model.item, items, ("item",))
    yield from _objects(model)
    yield from _collection(model, catalogue, items)
    if not model.indicators and model.national_rule is None:
        yield Fault("没有指标；国家另有规定的才可以没有 / no indicator, and no national rule instead", ("indicators",))
    total = sum(one.weight for one in model.indicators)
    if model.indicators and total != 100:
        yield Fault(f"权重合计应为 100，现为 {total} / weights add up to {total}, not to 100", ("indicators",))
    for place, indicator in enumerate(model.indicators):
        yield from _indicator(model, catalogue, indicator, ("indicators", place))
    yield from _limits(model)
    least = model.thresholds
    if not least.A > least.B > least.C:
        yield Fault("应为 A > B > C / must fall from A to C", ("thresholds",))


def _objects(model: EvaluationModel) -> Iterator[Fault]:
    if model.item == COMPOSITE and SubjectKind.PERSON in (model.objects.kinds or ()):
        yield Fault(
            "公共信用综合评价只评市场主体，不评自然人 / natural persons have no composite evaluation",
            ("objects", "kinds"),
        )


def _collection(model: EvaluationModel, catalogue: Catalogue, items: list[str]) -> Iterator[Fault]:
    for place, conduct in enumerate(model.collection.conducts or ()):
        if catalogue.conduct(conduct) is None:
            keys = [one.key for one in catalogue.conducts]
            yield unknown("失信行为", "conduct", conduct, keys, ("collection", "conducts", place))
    for place, item in enumerate(model.collection.items):
        steps: Steps = ("collection", "items", place)
        if item not in items:
            yield unknown("事项", "supervision item", item, items, steps)
        elif item == model.item:
            yield Fault("自己的等级不能作为自己的依据 / a grade must not stand on itself", steps)


def _indicator(model: EvaluationModel, catalogue: Catalogue, indicator: Indicator, steps: Steps) -> Iterator[Fault]:
    keys = [one.key for one in model.indicators]
    place = int(steps[-1])
    if indicator.key in keys[:place]:
        yield Fault(f"短名重复 / the key {indicator.key!r} stands twice", (*steps, "key"))
    yield from _value(model, catalogue, indicator, (*steps, "value"))
    for number, row in enumerate(indicator.table):
        if number and row.from_ <= indicator.table[number - 1].from_:
            yield Fault("各段应从小到大 / rows must rise", (*steps, "table", number, "from"))
        if not math.isfinite(row.from_):
            yield Fault("应为有限的数 / must be finite", (*steps, "table", number, "from"))
        if not _exact(row.points):
            yield _decimals((*steps, "table", number, "points"))
    always = isinstance(indicator.value, ALWAYS)
    if always and indicator.missing is not None:
        yield Fault("这种指标总有值，不用写 / it always has a value", (*steps, "missing"))
    if not always and indicator.missing is None:
        yield Fault(
            "可能没有值：要写没有值时的分数 missing / there may be no value: say `missing`, the points where there is none",
            steps,
        )
    if indicator.missing is not None and not _exact(indicator.missing):
        yield _decimals((*steps, "missing"))


def _value(model: EvaluationModel, catalogue: Catalogue, indicator: Indicator, steps: Steps) -> Iterator[Fault]:
    value, collection = indicator.value, model.collection
    if isinstance(value, OF_FACTS):
        yield from _beyond(value.conducts, collection.conducts, "conducts", (*steps, "conducts"))
        for place, system in enumerate(value.systems or ()):
            if catalogue.system(system) is None:
                keys = [one.key for one in catalogue.systems]
                yield unknown("系统", "system", system, keys, (*steps, "systems", place))
    elif isinstance(value, GradeLevel | ItemScore):
        yield from _beyond((value.item,), collection.items, "items", (*steps, "item"))
    elif isinstance(value, WorstGrade | GradeCount):
        yield from _beyond(value.items, collection.items, "items", (*steps, "items"))
        if value.items is None and not collection.items:
            yield Fault("归集范围里没有事项 / collection.items is empty", steps)
    elif isinstance(value, InspectionCount) and not collection.inspections:
        yield _outside("inspections: true", steps)
    elif isinstance(value, MonthsRegistered) and not collection.registration:
        yield _outside("registration: true", steps)
    if isinstance(value, (*OF_FACTS, InspectionCount)) and value.own_item and model.item == COMPOSITE:
        yield Fault("综合评价没有自己的事项 / the composite has no item of its own", (*steps, "ownItem"))


def _beyond(named: Many[str] | None, collected: Many[str] | None, what: str, steps: Steps) -> Iterator[Fault]:
    """What is named and not collected; everything is where `collected` is None."""
    for one in named or ():
        if collected is not None and one not in collected:
            yield _outside(f"{what}: {one}", steps)


def _limits(model: EvaluationModel) -> Iterator[Fault]:
    keys = [one.key for one in model.indicators]
    for name, limits in (("caps", model.caps), ("vetoes", model.vetoes)):
        for place, limit in enumerate(limits):
            if limit.indicator not in keys:
                yield unknown("指标", "indicator", limit.indicator, keys, (name, place, "indicator"))
            if limit.at_least is None and limit.at_most is None:
                yield Fault("要有 atLeast 或 atMost / give atLeast or atMost", (name, place))


def _exact(points: float) -> bool:
    return abs(points * 100 - hundredths(points)) < 1e-9


def _decimals(steps: Steps) -> Fault:
    return Fault("最多两位小数 / two decimals at most", steps)


def _outside(what: str, steps: Steps) -> Fault:
    return Fault(f"不在归集范围内 / not within the collection: {what}", steps)


def unknown(zh: str, en: str, word: str, known: Iterable[str], steps: Steps) -> Fault:
    """That a word is none of those that are known, and which of them may be meant."""
    near = difflib.get_close_matches(word, list(known), n=1)
    hint = f"，是否 / did you mean {near[0]!r}?" if near else ""
    return Fault(f"没有{zh} / no {en} {word!r}{hint}", steps)
