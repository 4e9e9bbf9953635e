"""A decision of 行政处罚业务系统; one that was annulled (撤销) stays with its state."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from graph_model.model import Severity
from seed.platforms.administrative_penalties.tables import xzcf
from seed.platforms.conducts import NUMBERS
from seed.platforms.leaves import Leaf, facts_of, leaf_of
from seed.systems.days import COMPACT, local
from seed.systems.sheets import Known
from seed.systems.system import Row

_WORDS = {Severity.ORDINARY: "一般", Severity.SERIOUS: "严重"}
_KINDS = {Severity.ORDINARY: "罚款", Severity.SERIOUS: "罚款、吊销许可证件"}
_UNTIL_DECIDED = timedelta(days=1)


def leaves(known: Known, today: date) -> Iterator[Leaf]:
    for fact in facts_of(known):
        if fact.severity in _WORDS:
            yield replace(leaf_of(known, fact.occurred_on, fact.recorded_at), item_key=fact.item_key, fact=fact)


def rows(leaf: Leaf, today: date) -> Iterator[Row]:
    assert leaf.fact is not None, "a decision is about a fact"
    yield (
        xzcf,
        {
            "jds_id": leaf.number,
            "xdr_lb": "1" if leaf.person_id is None else "2",
            "xdr_dm": leaf.code,
            "xdr_zjhm": leaf.person_id,
            "xdr_mc": leaf.name,
            "jdswh": leaf.fact.document_no,
            "jdnr": {
                "案由": NUMBERS[leaf.fact.conduct],
                "情节": _WORDS[leaf.fact.severity],
                "事项": leaf.item,
                "种类": _KINDS[leaf.fact.severity],
            },
            "wfrq": leaf.day.written(COMPACT),
            "jdrq": leaf.fact.occurred_on + _UNTIL_DECIDED,
            "zt": "2" if leaf.withdrawn else "1",
            "gxsj": local(leaf.changed_at),
        },
    )
