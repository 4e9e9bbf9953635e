"""Who a subject is: its trade, code, name, district and the day of its registration, told by the seed and its index."""

from dataclasses import dataclass

from graph_model.model import FormerName, Subject, SubjectKind
from graph_model.persons import person_key
from seed.city.calendar import Calendar
from seed.city.census import Census
from seed.city.codes import made_up_person_id, made_up_uscc
from seed.city.districts import District, district_at
from seed.city.draws import Draws, mixed
from seed.city.industries import Trade
from seed.city.kinds import COMPANY, PERSON
from seed.city.names import masked_person, trade_name

_LEAST_CARDS_OF_BRANCHES = 5
_BRANCH_BITS = 0xF  # one company in sixteen, in trades that are common enough
_YOUNGEST, _OLDEST = 60, 9_000
_RENAMED = 0.03


@dataclass(frozen=True, slots=True)
class Resident:
    """What can be told of the subject at `index` without generating it; `bits` start its draws.

    `person_id` is a natural person's made-up ID number: department systems have it, the graph has only its keyed hash.
    """

    index: int
    trade: Trade
    bits: int
    district: District
    uscc: str | None
    key: str
    person_id: str | None = None

    @property
    def is_person(self) -> bool:
        return self.uscc is None


class Registration:
    """The register of residents of the city that `seed` tells."""

    def __init__(self, seed: int, calendar: Calendar, secret: bytes) -> None:
        self.census = Census(seed)
        self._seed = seed
        self._secret = secret
        self._calendar = calendar

    def resident(self, index: int) -> Resident:
        trade = self.census.trade_at(index)
        bits = mixed(self._seed, index)
        district = district_at(bits >> 8)
        if trade.form is PERSON:
            number = made_up_person_id(district.number, self._seed, index)
            return Resident(index, trade, bits, district, None, person_key(number, self._secret), number)
        uscc = made_up_uscc(trade.form.prefix, district.number, self._seed, index)
        return Resident(index, trade, bits, district, uscc, "uscc:" + uscc)

    def head_office(self, resident: Resident) -> Resident | None:
        """The company whose branch this one is, None for one that is no branch. A branch has no branches."""
        if not _may_be_branch(resident):
            return None
        index = self.census.someone(resident.trade, resident.index, Draws(resident.bits ^ 0xB))
        head = None if index is None else self.resident(index)
        return None if head is None or _may_be_branch(head) else head

    def subject(self, resident: Resident, head_office: Resident | None, age: int, draws: Draws) -> Subject:
        """The subject as the graph has it; `age` is in days."""
        name = _own_name(resident)
        if resident.is_person:
            return Subject(resident.key, SubjectKind.PERSON, name, synthetic=True)
        if head_office is not None:
            name = f"{_own_name(head_office)}{resident.district.short_name}分公司"
        return Subject(
            key=resident.key,
            kind=resident.trade.form.kind,
            name=name,
            uscc=resident.uscc,
            status=_status(draws),
            district=resident.district.name,
            industry=resident.trade.industry,
            registered_on=self._calendar.day(age),
            synthetic=True,
            former_names=self._former_names(resident, age) if head_office is None else (),
        )

    def _former_names(self, resident: Resident, age: int) -> tuple[FormerName, ...]:
        """The name that a few had before, with another 字号."""
        draws = Draws(resident.bits ^ 0xC)
        if not draws.chance(_RENAMED):
            return ()
        until = self._calendar.office_hour(draws.between(_YOUNGEST // 2, age - 1), draws.unit())
        return (FormerName(_own_name(resident, trade_name(draws)), None, until),)


def age_in_days(draws: Draws) -> int:
    """Days since registration: many are young, few are old."""
    return _YOUNGEST + int(draws.unit() ** 1.5 * (_OLDEST - _YOUNGEST))


def _may_be_branch(resident: Resident) -> bool:
    trade = resident.trade
    return (
        trade.form is COMPANY and trade.cards >= _LEAST_CARDS_OF_BRANCHES and not (resident.bits >> 40) & _BRANCH_BITS
    )


def _own_name(resident: Resident, formerly: str | None = None) -> str:
    """The name; with another 字号, where one that it had `formerly` is given, and the rest as it is."""
    draws = Draws(resident.bits ^ 0xA)
    if resident.is_person:
        return masked_person(draws)
    form = resident.trade.form
    head = resident.district.short_name if form.by_district else "重庆"
    own = trade_name(draws)
    return head + (formerly or own) + draws.pick(resident.trade.words) + draws.pick(form.tails)


def _status(draws: Draws) -> str:
    chance = draws.unit()
    return "存续" if chance < 0.95 else "注销" if chance < 0.98 else "吊销"
