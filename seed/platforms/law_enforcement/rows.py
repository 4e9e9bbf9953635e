"""A case of 执法监督业务系统: a conduct so light that the party was told to put it right and not punished."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from graph_model.model import Severity
from seed.platforms.conducts import NUMBERS
from seed.platforms.law_enforcement.tables import case, party
from seed.platforms.leaves import Leaf, facts_of, leaf_of
from seed.systems.days import DASHED
from seed.systems.sheets import Known
from seed.systems.system import Row

_GRAVITIES = {Severity.MINOR: "A", Severity.ORDINARY: "B", Severity.SERIOUS: "C"}
_TIME_TO_CORRECT = timedelta(days=15)


def leaves(known: Known, today: date) -> Iterator[Leaf]:
    for fact in facts_of(known):
        if fact.severity is Severity.MINOR:
            yield replace(leaf_of(known, fact.occurred_on, fact.recorded_at), item_key=fact.item_key, fact=fact)


def rows(leaf: Leaf, today: date) -> Iterator[Row]:
    assert leaf.fact is not None, "a case is about a fact"
    yield (
        party,
        {"party_id": leaf.number, "credit_code": leaf.code, "id_card": leaf.person_id, "party_name": leaf.name},
    )
    yield (
        case,
        {
            "case_id": leaf.number,
            "party_id": leaf.number,
            "conduct_code": f"WF{NUMBERS[leaf.fact.conduct]}",
            "gravity": _GRAVITIES[leaf.fact.severity],
            "act_on": leaf.day.written(DASHED),
            "notice_no": leaf.fact.document_no,
            "item_key": leaf.item,
            "corrected_on": leaf.fact.occurred_on + _TIME_TO_CORRECT,
            "is_void": leaf.withdrawn,
            "row_version": leaf.position,
        },
    )
