"""What an operation did cost: the objects of its answer, counted by the weights with which it was estimated."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from gateway.execution.cost.estimate import OperationCost, Priced, Values


def counted(cost: OperationCost, variables: Mapping[str, Any] | None, data: Mapping[str, Any] | None) -> int:
    """The cost of an answer with this data. What a list or an object that is null was estimated at counts as nothing."""
    if data is None:
        return math.ceil(cost.start)
    return math.ceil(cost.start + _object(data, cost.level.fields, cost.values(variables)))


def _object(value: Mapping[str, Any], fields: Iterable[Priced], values: Values) -> float:
    """An answer does not say of which type an object is: of the fields that a key may stand for, those of other types are not there."""
    together: dict[str, list[Priced]] = {}
    for each in fields:
        if each.key in value and each.is_present(values):
            together.setdefault(each.key, []).append(each)
    total = 0.0
    for key, group in together.items():
        total += min(each.once(values) for each in group)
        below = [field for each in group for field in each.below.fields]
        total += _value(value[key], min(each.weight for each in group), below, values)
    return total


def _value(value: Any, weight: float, below: Sequence[Priced], values: Values) -> float:
    if isinstance(value, list | tuple):
        return sum(_value(each, weight, below, values) for each in value)
    if value is None:
        return 0.0
    return weight + (_object(value, below, values) if below and isinstance(value, Mapping) else 0.0)
