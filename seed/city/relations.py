"""Who is whose legal representative, shareholder, branch, executive or practitioner.

A subject is linked only with subjects of lower indexes, so that both ends exist when the link is written and a city can grow.
Shares of one company never come to more than a whole: its own holders get at most `_MOST_HELD`, what is left is for the one
who holds it in a circle.
"""

from collections.abc import Iterator
from itertools import islice

from graph_model.model import Relation, RelationKind
from seed.city.census import Census
from seed.city.draws import Draws
from seed.city.industries import CARDS, HOLDINGS, MERCHANTS, OWNERS, TRADES
from seed.city.kinds import COMPANY, COOPERATIVE, INDIVIDUAL, PRIVATE_UNIT
from seed.city.registration import Registration, Resident

_REPRESENTED = {COMPANY: 0.55, INDIVIDUAL: 0.45, COOPERATIVE: 0.6, PRIVATE_UNIT: 0.4}
_HELD, _HELD_BY_COMPANY, _HELD_BY_HUB = 0.45, 0.35, 0.02
_EXECUTIVE, _EXECUTIVE_IS_HUB = 0.25, 0.015
_PRACTISES = 0.9
_LEAST_HELD, _MOST_HELD = 0.4, 0.8
_HELD_IN_CIRCLE = 0.15
_TRADES = {trade.key: trade for trade in TRADES}
_HOLDERS = tuple(
    trade
    for trade in TRADES
    if trade is HOLDINGS or (trade.form is COMPANY and trade.cards >= 10 and trade is not MERCHANTS)
)
"""Companies that hold shares; the merchants hold each other's."""


class Relations:
    """Links the residents of one city."""

    def __init__(self, registration: Registration) -> None:
        self._registration = registration
        self._census: Census = registration.census
        self._hub_company = registration.resident(self._census.index_of(0, HOLDINGS))
        self._hub_person = registration.resident(self._census.index_of(0, OWNERS))

    def of(self, resident: Resident, head_office: Resident | None, draws: Draws) -> list[Relation]:
        """The relations of a resident with those of lower indexes, in either direction."""
        if resident.is_person:
            return list(self._practice(resident, draws))
        if head_office is not None:
            return [Relation(RelationKind.BRANCH_OF, resident.key, head_office.key)]
        found = list(self._people(resident, draws))
        if resident.trade.form is COMPANY:
            found += self._shareholdings(resident, draws)
            found += self._circle(resident)
        return found

    def _practice(self, person: Resident, draws: Draws) -> Iterator[Relation]:
        if person.trade.employers and draws.chance(_PRACTISES):
            employer = self._someone(draws.pick(person.trade.employers), person, draws)
            if employer is not None:
                yield Relation(RelationKind.PRACTISES_AT, person.key, employer.key)

    def _people(self, resident: Resident, draws: Draws) -> Iterator[Relation]:
        if draws.chance(_REPRESENTED.get(resident.trade.form, 0.0)):
            owner = self._someone(OWNERS.key, resident, draws)
            if owner is not None:
                yield Relation(RelationKind.LEGAL_REPRESENTATIVE_OF, owner.key, resident.key)
        if resident.trade.form is COMPANY and draws.chance(_EXECUTIVE):
            executive = self._executive(resident, draws)
            if executive is not None:
                yield Relation(RelationKind.EXECUTIVE_OF, executive.key, resident.key)

    def _executive(self, resident: Resident, draws: Draws) -> Resident | None:
        if draws.chance(_EXECUTIVE_IS_HUB):
            return self._hub_person if self._hub_person.index < resident.index else None
        return self._someone(OWNERS.key, resident, draws)

    def _shareholdings(self, company: Resident, draws: Draws) -> Iterator[Relation]:
        """Up to three holders and, for a few, the hub; their shares come to `_LEAST_HELD` … `_MOST_HELD` together."""
        holders: dict[str, float] = {}
        if draws.chance(_HELD_BY_HUB) and self._hub_company.index < company.index:
            holders[self._hub_company.key] = 0.5
        if draws.chance(_HELD):
            for _ in range(draws.between(1, 3)):
                trade = draws.pick(_HOLDERS).key if draws.chance(_HELD_BY_COMPANY) else OWNERS.key
                holder = self._holder(trade, company, draws)
                if holder is not None:
                    holders[holder.key] = 0.5 + draws.unit()
        if holders:
            whole = _LEAST_HELD + draws.unit() * (_MOST_HELD - _LEAST_HELD)
            weights = sum(holders.values())
            for key, weight in holders.items():
                share = int(whole * weight / weights * 10_000) / 10_000
                yield Relation(RelationKind.SHAREHOLDER_OF, key, company.key, share)

    def _circle(self, company: Resident) -> Iterator[Relation]:
        """In each thousand subjects two or three merchants hold each other in a circle; the last of them closes it."""
        if company.trade is not MERCHANTS:
            return
        round_number = company.index // CARDS
        circle = sorted(self._own_masters(round_number, 2 + round_number % 2), key=lambda member: member.index)
        if company.index == circle[-1].index:
            for holder, held in zip(circle, [*circle[1:], circle[0]], strict=True):
                yield Relation(RelationKind.SHAREHOLDER_OF, holder.key, held.key, _HELD_IN_CIRCLE)

    def _own_masters(self, round_number: int, count: int) -> list[Resident]:
        """The first merchants of a round that are nobody's branch."""
        indexes = (self._census.index_of(round_number, MERCHANTS, number) for number in range(MERCHANTS.cards))
        residents = (self._registration.resident(index) for index in indexes)
        return list(islice((r for r in residents if self._registration.head_office(r) is None), count))

    def _holder(self, trade_key: str, company: Resident, draws: Draws) -> Resident | None:
        """Somebody who may hold shares: a branch cannot, its head office can."""
        found = self._someone(trade_key, company, draws)
        return found and (self._registration.head_office(found) or found)

    def _someone(self, trade_key: str, other_than: Resident, draws: Draws) -> Resident | None:
        index = self._census.someone(_TRADES[trade_key], other_than.index, draws)
        return None if index is None else self._registration.resident(index)
