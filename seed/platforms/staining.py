"""Dirt put on leaves: in the place of a right one, or beside it, as on the sheets of the support systems."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from seed.platforms.leaves import Leaf
from seed.systems.days import Day
from seed.systems.dirt import IN_PLACE, OF_ENTITIES, Dirt, chosen
from seed.systems.sheets import former_uscc
from seed.systems.staining import mistyped

DIRT_OF_FACTS = (
    Dirt.REGISTRATION_NUMBER,
    Dirt.ORGANISATION_CODE,
    Dirt.DUPLICATE,
    Dirt.WITHDRAWN,
    Dirt.MISTYPED_USCC,
    Dirt.MISTYPED_PERSON,
    Dirt.BAD_DATE,
    Dirt.FUTURE_DATE,
    Dirt.UNKNOWN_ITEM,
)
"""What platforms of facts have."""
_FAR_AHEAD = timedelta(days=4_000)


def stained(kinds: Sequence[Dirt], every: int, leaf: Leaf, bits: int, today: date) -> Iterator[Leaf]:
    """The leaf itself, or with the dirt that `bits` choose: in its place or, the leaf being right, beside it."""
    dirt = chosen(kinds, bits >> 20, _possible(leaf)) if bits % every == 0 else None
    if dirt not in IN_PLACE:
        yield leaf
    if dirt is not None:
        yield _SPOILT.get(dirt, _as_it_is)(replace(leaf, dirt=dirt), today)


def _possible(leaf: Leaf) -> frozenset[Dirt]:
    return frozenset(Dirt) - (OF_ENTITIES if leaf.uscc is None else {Dirt.MISTYPED_PERSON})


def _as_it_is(leaf: Leaf, today: date) -> Leaf:
    return leaf


def _without_code(leaf: Leaf, today: date) -> Leaf:
    return replace(leaf, uscc=None)


def _with_former_code(leaf: Leaf, today: date) -> Leaf:
    return replace(leaf, uscc=former_uscc(_code(leaf)))


def _with_mistyped_code(leaf: Leaf, today: date) -> Leaf:
    return replace(leaf, uscc=mistyped(_code(leaf)))


def _with_mistyped_number(leaf: Leaf, today: date) -> Leaf:
    assert leaf.person_id is not None, "only a person has this dirt"
    return replace(leaf, person_id=mistyped(leaf.person_id))


def _of_no_item(leaf: Leaf, today: date) -> Leaf:
    return replace(leaf, item_key="")


def _on_no_day(leaf: Leaf, today: date) -> Leaf:
    return replace(leaf, day=Day(leaf.day.year, 2, 30))


def _yet_to_come(leaf: Leaf, today: date) -> Leaf:
    return replace(leaf, day=Day.of(today + _FAR_AHEAD))


_SPOILT: Mapping[Dirt, Callable[[Leaf, date], Leaf]] = {
    Dirt.REGISTRATION_NUMBER: _without_code,
    Dirt.ORGANISATION_CODE: _without_code,
    Dirt.FORMER_USCC: _with_former_code,
    Dirt.MISTYPED_USCC: _with_mistyped_code,
    Dirt.MISTYPED_PERSON: _with_mistyped_number,
    Dirt.UNKNOWN_ITEM: _of_no_item,
    Dirt.BAD_DATE: _on_no_day,
    Dirt.FUTURE_DATE: _yet_to_come,
}


def _code(leaf: Leaf) -> str:
    assert leaf.uscc is not None, "only an entity has this dirt"
    return leaf.uscc
