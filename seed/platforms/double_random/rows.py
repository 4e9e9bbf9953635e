"""What “双随机、一公开”监管系统 has: the items connected to it, a task a year and item, and what was found at whom."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from graph_model.catalogue import Catalogue
from graph_model.model import COMPOSITE, Grade
from seed.city.draws import Draws, mixed
from seed.city.registers import registers
from seed.platforms.double_random.tables import RESULTS, ccrw, ccsx, jcdx, jcjg
from seed.platforms.leaves import Leaf, leaf_of
from seed.systems.dirt import REFUSED, Dirt
from seed.systems.manifest import Manifest
from seed.systems.population import Population
from seed.systems.sheets import Known
from seed.systems.system import Row

_DRAWN = {Grade.A: 0.1, Grade.B: 0.25, Grade.C: 0.5, Grade.D: 0.9}
"""Chance that an object of the grade was drawn (§三: 降低抽取比例 of A … 大幅提高抽取比例 of D); the figures are made up."""
_WITHOUT_A_FINDING = {Grade.A: 0.97, Grade.B: 0.92, Grade.C: 0.75, Grade.D: 0.5}
_YEARS = 12
DIRT_EVERY = 20
_ABOLISHED = "市已撤并局(合成)"
"""A department that the plan does not have."""
_A_YEAR = 1_000
"""Numbers of tasks that a year has."""


def standing(catalogue: Catalogue, population: Population, manifest: Manifest) -> Iterator[Row]:
    """The departments' inspection items, dirt among them, and the tasks of the last years."""
    number = 0
    for line in registers(catalogue, population.seed, population.today):
        department = catalogue.department(line.department_key)
        assert department is not None, "a register is of a department of the plan"
        right = {"bm": department.name, "sxmc": line.name, "jrzt": "1" if line.connected else "0"}
        for dirt in (None, *_dirt(number)):
            number += 1
            manifest.count_row(dirt, REFUSED[dirt].value if dirt is Dirt.UNKNOWN_DEPARTMENT else None)
            yield ccsx, {"sx_id": number, **right, **({"bm": _ABOLISHED} if dirt is Dirt.UNKNOWN_DEPARTMENT else {})}
    for year in range(population.today.year - _YEARS, population.today.year + 1):
        for item in catalogue.items:
            name = f"{year} 年{item.name}抽查(合成)"
            task = {"rw_id": _task(year, item.key), "rwmc": name, "jgsx": item.key, "fqrq": date(year, 1, 1)}
            yield ccrw, task


def _dirt(number: int) -> Iterator[Dirt]:
    """What stands beside the line that comes after so many."""
    if number % DIRT_EVERY == 0:
        yield Dirt.DUPLICATE if number // DIRT_EVERY % 2 else Dirt.UNKNOWN_DEPARTMENT


def leaves(known: Known, today: date) -> Iterator[Leaf]:
    """An inspection for each grade by which the object was drawn; of natural persons it has none."""
    if known.subject.uscc is None:
        return
    for place, record in enumerate({r.item_key: r for r in known.records if r.item_key != COMPOSITE}.values()):
        draws = Draws(mixed(known.ordinal, place))
        day = record.evaluated_on + timedelta(days=draws.between(1, 60))
        if draws.chance(_DRAWN[record.grade]) and today - timedelta(days=365 * _YEARS) < day < today:
            fine = draws.chance(_WITHOUT_A_FINDING[record.grade])
            word = next(iter(RESULTS)) if fine else draws.pick(list(RESULTS)[1:])
            yield replace(leaf_of(known, day), item_key=record.item_key, word=f"{record.grade}:{word}")


def rows(leaf: Leaf, today: date) -> Iterator[Row]:
    grade, _, result = leaf.word.partition(":")
    assert leaf.item_key is not None, "an inspection is of an item"
    object_row = {"dx_id": leaf.number, "tyshxydm": leaf.uscc, "dxmc": leaf.name, "szqx": leaf.subject.district}
    yield jcdx, object_row
    yield (
        jcjg,
        {
            "lsh": leaf.position,
            "dx_id": leaf.number,
            "rw_id": _task(leaf.day.year, leaf.item_key),
            "dj": grade,
            "jcrq": leaf.day.date(),
            "jcjg": RESULTS[result],
            "gscs": 1,
        },
    )


def _task(year: int, item_key: str) -> int:
    annex, number = item_key.split("-")
    return year * _A_YEAR + int(annex) * 100 + int(number)
