"""An entity as 国家企业信用信息公示系统 has it registered."""

from collections.abc import Iterator
from datetime import date

from seed.platforms.enterprise_publicity.tables import STATES, djxx
from seed.platforms.leaves import Leaf, leaf_of
from seed.systems.days import SLASHED, local
from seed.systems.sheets import Known, former_uscc, registration_number
from seed.systems.system import Row

_MARKET_ENTITIES = "9"
"""Codes of those that the registration authority registers begin with it: enterprises, individual businesses, cooperatives."""


def leaves(known: Known, today: date) -> Iterator[Leaf]:
    subject = known.subject
    if subject.uscc is not None and subject.uscc.startswith(_MARKET_ENTITIES) and subject.registered_on is not None:
        yield leaf_of(known, subject.registered_on)


def rows(leaf: Leaf, today: date) -> Iterator[Row]:
    subject = leaf.subject
    assert subject.uscc is not None and subject.registered_on is not None, "it has entities only"
    yield (
        djxx,
        {
            "zt_id": leaf.number,
            "tyshxydm": leaf.uscc,
            "zch": registration_number(subject.uscc),
            "ytyshxydm": former_uscc(subject.uscc),
            "qymc": leaf.name,
            "djzt": STATES.get(subject.status or ""),
            "hymc": subject.industry,
            "szqx": subject.district,
            "clrq": leaf.day.written(SLASHED),
            "hzrq": subject.registered_on,
            "zxbz": "1" if leaf.withdrawn else "0",
            "gxsj": local(leaf.changed_at),
        },
    )
