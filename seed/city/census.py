"""Who stands at which index. A thousand cards, one a subject, are dealt anew in every round of a thousand indexes.

The order within a round is `card = factor · place + offset (mod 1000)` with numbers of the round's own, so that a subject's
trade is told by the seed and its index, and the subjects of a trade can be found without dealing: growing a city, or
resuming one, needs no state but the index.
"""

from dataclasses import dataclass

from seed.city.draws import Draws, mixed
from seed.city.industries import CARDS, TRADES, Trade

_FACTORS = tuple(factor for factor in range(101, CARDS) if factor % 2 and factor % 5)
_NEAR_ROUNDS = 8
"""Relations reach back this many rounds: a city has neighbourhoods, and a link of a large city is not to just anybody."""

_BY_CARD: tuple[Trade, ...] = tuple(trade for trade in TRADES for _ in range(trade.cards))
_FIRST_CARD: dict[str, int] = {}
for _card, _trade in enumerate(_BY_CARD):
    _FIRST_CARD.setdefault(_trade.key, _card)


@dataclass(frozen=True, slots=True)
class _Deal:
    factor: int
    inverse: int
    offset: int


class Census:
    """Trades by index, and indexes by trade, of the city that `seed` tells."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._deals: dict[int, _Deal] = {}

    def trade_at(self, index: int) -> Trade:
        round_number, place = divmod(index, CARDS)
        deal = self._deal(round_number)
        return _BY_CARD[(deal.factor * place + deal.offset) % CARDS]

    def index_of(self, round_number: int, trade: Trade, number: int = 0) -> int:
        """The index at which the `number`-th card of a trade lies in a round; `number` is below `trade.cards`."""
        deal = self._deal(round_number)
        card = _FIRST_CARD[trade.key] + number
        return round_number * CARDS + deal.inverse * (card - deal.offset) % CARDS

    def someone(self, trade: Trade, below: int, draws: Draws) -> int | None:
        """The index of a subject of `trade` with a lower index, of this round or one shortly before; None: not found."""
        latest = below // CARDS
        span = min(latest + 1, _NEAR_ROUNDS)
        round_number = latest - int(draws.unit() ** 2 * span)
        number = draws.below(trade.cards)
        found = self.index_of(round_number, trade, number)
        if found < below:
            return found
        return self.index_of(round_number - 1, trade, number) if round_number else None

    def _deal(self, round_number: int) -> _Deal:
        deal = self._deals.get(round_number)
        if deal is None:
            bits = mixed(self._seed, -2 - round_number)
            factor = _FACTORS[bits % len(_FACTORS)]
            deal = _Deal(factor, pow(factor, -1, CARDS), (bits >> 32) % CARDS)
            self._deals[round_number] = deal
        return deal
