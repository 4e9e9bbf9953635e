"""Values as they may be shown to whoever connects a system: nothing that could be a person's number, telephone or full name."""

import re

from gateway.sync.connecting.traits import Traits
from graph_model.intake.columns import Kind
from graph_model.intake.concealing import conceal
from graph_model.intake.reading import RawRow
from graph_model.persons import masked_name

HIDDEN = "***"
_SHOWN, _LONGEST = 5, 40
_TELEPHONE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
_NAME_OF_PERSON = re.compile(r"[\u4e00-\u9fff·]{2,4}")


def shown_values(traits: Traits, *, hidden: bool = False, of_persons: bool = False) -> list[str]:
    """The most common values; none where they are persons' numbers, or `hidden` says so.

    `of_persons`: rows of the table may be about persons, so short Chinese words may be names.
    """
    if hidden or (traits.person and traits.person * 10 >= traits.filled):
        return [HIDDEN] if traits.filled else []
    names = of_persons and _are_names(traits)
    return [_shown(value, names) for value, _ in traits.common[:_SHOWN]]


def _are_names(traits: Traits) -> bool:
    """Whether most values are as long as names and few of them stand twice, unlike the words of a grade."""
    named = sum(count for value, count in traits.common if _NAME_OF_PERSON.fullmatch(value))
    return traits.distinct > 12 and named * 2 > sum(count for _, count in traits.common)


def _shown(value: str, name: bool) -> str:
    return masked_name(value[:_LONGEST]) if name else shown_text(value)


def shown_text(value: str) -> str:
    """One value, cut where it is long, without ID numbers and telephone numbers."""
    struck = conceal(RawRow(0, None, {"value": value}), Kind.REGISTERS, b"").cells["value"]
    text = _TELEPHONE.sub(HIDDEN, str(struck))
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
