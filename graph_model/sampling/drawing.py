"""A draw in two steps: commit to plan, pool and seed; then, with public randomness that nobody knew before, draw."""

import secrets
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import msgspec

from graph_model.model import day_text, instant_text
from graph_model.sampling.lots import Lots
from graph_model.sampling.pool import Pool, Rates
from graph_model.sampling.record import (
    FORMAT,
    SEED,
    DrawnPlaces,
    Plan,
    PlannedRate,
    PlannedStratum,
    SampleFile,
    commitment,
    digest,
    material,
    sealed,
)
from graph_model.sampling.visits import Visit, visits


@dataclass(frozen=True, slots=True)
class Terms:
    """What a draw is called and drawn by. `departments` are by item, in the items' order; `districts` () is all of the city."""

    key: str
    day: date
    departments: Mapping[str, str]
    districts: tuple[str, ...]
    rates_version: str
    rates: Rates
    inspectors_each: int


@dataclass(frozen=True, slots=True)
class Committed:
    """A draw that is committed to. The seed is secret until it is drawn."""

    plan: Plan
    pool_text: str
    pool_digest: str
    seed: str
    commitment: str


def planned(terms: Terms, pool: Pool, at: datetime) -> Plan:
    """The plan over a pool: sizes, and how many are to be drawn."""
    return Plan(
        key=terms.key,
        day=day_text(terms.day),
        committed_at=instant_text(at),
        departments=dict(terms.departments),
        districts=tuple(sorted(terms.districts)),
        rates_version=terms.rates_version,
        rates=tuple(
            PlannedRate(item, grade, rate.ratio, rate.months, rate.ours)
            for item, of in terms.rates.items()
            for grade, rate in of.items()
        ),
        strata=tuple(
            PlannedStratum(
                one.item_key,
                one.grade,
                len(one.lines),
                terms.rates[one.item_key][one.grade].take(len(one.lines)),
            )
            for one in pool.strata
        ),
        left_out=dict(Counter(code for _, code in {(one.subject_key, one.code) for one in pool.left_out})),
        inspectors=len(pool.inspectors),
        inspectors_each=terms.inspectors_each,
    )


def commit(plan: Plan, pool: Pool, seed: bytes | None = None) -> Committed:
    """Commit to a plan and its pool with a new random seed (`seed`: with this one)."""
    chosen = secrets.token_bytes(SEED) if seed is None else seed
    text = pool.text()
    pool_digest = digest(text)
    return Committed(plan, text, pool_digest, chosen.hex(), commitment(chosen, plan, pool_digest))


def draw(committed: Committed, pool: Pool, public_randomness: str | None) -> SampleFile:
    """The draw, which the arguments determine; `pool` is the one that was committed to."""
    file = SampleFile(
        format=FORMAT,
        plan=committed.plan,
        pool_digest=committed.pool_digest,
        commitment=committed.commitment,
        seed=committed.seed,
        public_randomness=public_randomness,
        drawn=(),
        pool=committed.pool_text,
        visits=(),
    )
    places = drawn_places(file)
    return sealed(with_result(file, places, drawn_visits(file, places, pool)))


def with_result(file: SampleFile, drawn: Mapping[str, list[int]], made: list[Visit]) -> SampleFile:
    """The file with what was drawn."""
    places = tuple(DrawnPlaces(name, tuple(found)) for name, found in drawn.items())
    return msgspec.structs.replace(file, drawn=places, visits=tuple(made))


def drawn_places(file: SampleFile) -> dict[str, list[int]]:
    """The places that the commitment, the seed and the randomness of a file determine, by stratum."""
    from graph_model.sampling import places  # noqa: PLC0415 - numpy takes longer to load than most commands to run

    return {
        one.name: places.drawn(material("subjects", file, one.name), one.size, one.take) for one in file.plan.strata
    }


def drawn_visits(file: SampleFile, places: Mapping[str, list[int]], pool: Pool) -> list[Visit]:
    """The visits to those who stand at the places, with the inspectors drawn for them."""
    return visits(
        pool.strata,
        places,
        inspectors=pool.inspectors,
        departments=file.plan.departments,
        each=file.plan.inspectors_each,
        lots=Lots(material("inspectors", file)),
    )
