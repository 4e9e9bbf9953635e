"""Step 1b of planning: a mutation's root fields, each executed once although it stands there under several conditions.

`mutation { pay @include(if: $a) { id } pay @skip(if: $b) { total } }` pays once. A query may ask twice for what it needs twice; so
for a mutation every selection of a response key is left with the cases that those before it leave over, and takes what they all
select: `pay` where $a holds, with `total` where $b does not, and `pay` where neither holds.
"""

from collections.abc import Iterator, Sequence

from gateway.federation.planner.limits import Work
from gateway.federation.planner.operation import Condition, FieldSelection, Selection, TypeSelection, merged

Conditions = tuple[Condition, ...]


def executed_once(selections: Sequence[Selection], work: Work) -> tuple[Selection, ...]:
    """The root fields with no response key in two selections that can both be executed."""
    fields = [selection for selection in selections if isinstance(selection, FieldSelection)]
    found: list[Selection] = []
    for index, field in enumerate(fields):
        before = [other.conditions for other in fields[:index] if other.key == field.key]
        after = [other for other in fields[index:] if other.key == field.key]
        if not before and len(after) == 1:
            found.append(field)
            continue
        for left in _left_over(field.conditions, before):
            work.spend(len(after))
            inner = merged(selection for other in after for selection in _under(left, other))
            found.append(FieldSelection(field.key, field.name, field.arguments, field.variables, left, inner))
    return tuple(found)


def _left_over(conditions: Conditions, before: Sequence[Conditions]) -> list[Conditions]:
    """The cases in which conditions hold and none of those before do; no two of them hold together."""
    left = [conditions] if _possible(conditions) else []
    for other in before:
        left = [case for one in left for case in _without(one, other)]
    return left


def _without(conditions: Conditions, other: Conditions) -> Iterator[Conditions]:
    if not _possible((*conditions, *other)):
        yield conditions
        return
    held = conditions
    for condition in other:
        if condition not in conditions:
            yield tuple(sorted({*held, _opposite(condition)}))
            held = (*held, condition)


def _under(case: Conditions, field: FieldSelection) -> Iterator[Selection]:
    """What a field selects, under those of its conditions that the case leaves open."""
    if not _possible((*case, *field.conditions)):
        return
    still = [condition for condition in field.conditions if condition not in case]
    for selection in field.selections:
        conditions = tuple(sorted({*still, *selection.conditions}))
        if isinstance(selection, TypeSelection):
            yield TypeSelection(selection.type_name, conditions, selection.selections)
        else:
            yield FieldSelection(
                selection.key,
                selection.name,
                selection.arguments,
                selection.variables,
                conditions,
                selection.selections,
            )


def _possible(conditions: Conditions) -> bool:
    return not any(_opposite(condition) in conditions for condition in conditions)


def _opposite(condition: Condition) -> Condition:
    return Condition(condition.variable, not condition.value)
