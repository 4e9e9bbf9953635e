"""Who owns and who controls a subject (股权穿透、实际控制人), through chains of shareholdings and circles of them.

Shares: whoever has no known holder is an ultimate holder, and holds what comes to it over all chains, of which each part is the
product of its shares; a circle is gone round until nothing is left of it, as what a whole that holds itself pays out in the end
is shared by those outside of it. What is held by a circle that nobody outside holds is nobody's.

Control: who holds more than half of a subject together with those that it controls already, controls it (OURS: the plan does not
say what control is; 公司法 第二百六十五条 has the half). The actual controller is the one among them that nobody of them controls.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from graph_model.exploration.neighbours import relations_held
from graph_model.model import Relation
from graph_model.store import GraphStore

MOST_HOLDINGS, MOST_LEVELS = 20_000, 30
HALF, WHOLE = 0.5, 1 + 1e-9
LEAST = 1e-12
"""A share that goes round less than this is taken for nothing."""
MOST_PARTS = 200_000
"""Parts that are handed on from one to another: a circle of which nearly nothing is held outside would take millions."""
DIGITS = 9

Holdings = Mapping[str, Mapping[str, float]]
"""Of a subject, by each of those that hold it: the share."""


class ControlReason(StrEnum):
    """Why there is an actual controller, or none."""

    MAJORITY = "MAJORITY"  # more than half, through its chains
    NO_MAJORITY = "NO_MAJORITY"
    CIRCULAR = "CIRCULAR"  # those who control it control each other
    NO_HOLDERS = "NO_HOLDERS"  # none is known
    UNKNOWN_SHARES = "UNKNOWN_SHARES"  # nobody by the shares that are known, and some are not
    OVERSTATED = "OVERSTATED"  # shares of some subject come to more than a whole
    CUT = "CUT"  # more than is gone through


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a subject in the end: `share` of it over all chains, `direct` of that at once; both fractions."""

    key: str
    share: float
    direct: float


@dataclass(frozen=True, slots=True)
class Ownership:
    """`holders` by share, the largest first; empty where shares are overstated or the search was cut. `known`: what they hold together.

    `overstated`: those of whom more than a whole is held, as the data has it; `unknown`: those of whom a share is not known.
    """

    holders: tuple[Holder, ...]
    known: float
    controller: str | None
    reason: ControlReason
    overstated: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


async def ownership(store: GraphStore, key: str, *, timeout: float | None = None) -> Ownership:
    """Who owns and controls the subject with this key; a query a level of its holders."""
    found = await _upstream(store, key, timeout)
    if found is None:
        return Ownership((), 0.0, None, ControlReason.CUT)
    return owned(key, found)


async def _upstream(store: GraphStore, key: str, timeout: float | None) -> list[Relation] | None:
    """The holdings of the subject, of its holders, and so on; None where there are too many or too many levels."""
    found: list[Relation] = []
    seen, level = {key}, [key]
    for _ in range(MOST_LEVELS):
        room = MOST_HOLDINGS - len(found)
        held = await relations_held(store, level, most=room, timeout=timeout)
        if held is None:
            return None
        found += held
        level = sorted({one.from_key for one in held} - seen)
        seen.update(level)
        if not level:
            return found
    return None


def owned(key: str, relations: Iterable[Relation]) -> Ownership:
    """Who owns and controls the subject with this key, going by these holdings (those of all its holders, too)."""
    holdings: dict[str, dict[str, float]] = defaultdict(dict)
    unknown: set[str] = set()
    for one in sorted(relations, key=lambda each: (each.to_key, each.from_key)):
        known = holdings[one.to_key]
        if one.share is None:
            unknown.add(one.to_key)
        known[one.from_key] = known.get(one.from_key, 0.0) + (one.share or 0.0)
    if key not in holdings:
        return Ownership((), 0.0, None, ControlReason.NO_HOLDERS)
    missing = tuple(sorted(unknown))
    overstated = tuple(sorted(held for held, by in holdings.items() if sum(by.values()) > WHOLE))
    if overstated:
        return Ownership((), 0.0, None, ControlReason.OVERSTATED, overstated, missing)
    holders = _holders(key, holdings)
    if holders is None:
        return Ownership((), 0.0, None, ControlReason.CUT, (), missing)
    controller, reason = _controller(key, holdings)
    if controller is None and reason is ControlReason.NO_MAJORITY and missing:
        reason = ControlReason.UNKNOWN_SHARES
    return Ownership(holders, round(sum(one.share for one in holders), DIGITS), controller, reason, (), missing)


def _holders(key: str, holdings: Holdings) -> tuple[Holder, ...] | None:
    """The ultimate holders: parts of the whole go from each subject to its holders until (nearly) none is under way. None past
    `MOST_PARTS`."""
    held = dict.fromkeys(sorted(holder for by in holdings.values() for holder in by if holder not in holdings), 0.0)
    open_ = _open_to(held, holdings)
    under_way = {key: 1.0} if key in open_ else {}
    handed_on = 0
    while under_way:
        on: dict[str, float] = defaultdict(float)
        for subject, part in under_way.items():
            handed_on += len(holdings[subject])
            for holder, share in holdings[subject].items():
                if holder in held:
                    held[holder] += part * share
                elif holder in open_:
                    on[holder] += part * share
        if handed_on > MOST_PARTS:
            return None
        under_way = {subject: part for subject, part in on.items() if part > LEAST}
    direct = holdings[key]
    found = [Holder(one, round(share, DIGITS), direct.get(one, 0.0)) for one, share in held.items()]
    return tuple(sorted(found, key=lambda one: (-one.share, one.key)))


def _open_to(outside: Iterable[str], holdings: Holdings) -> set[str]:
    """The subjects of which something comes to one of those outside in the end: of the others nothing ever leaves their circle."""
    holds: dict[str, list[str]] = defaultdict(list)
    for held, by in holdings.items():
        for holder, share in by.items():
            if share > 0:
                holds[holder].append(held)
    found: set[str] = set()
    waiting = list(outside)
    while waiting:
        new = [held for held in holds[waiting.pop()] if held not in found]
        found.update(new)
        waiting += new
    return found


def _controller(key: str, holdings: Holdings) -> tuple[str | None, ControlReason]:
    held_by: dict[str, dict[str, float]] = defaultdict(dict)
    for held, by in holdings.items():
        for holder, share in by.items():
            held_by[holder][held] = share
    majorities = {holder for by in holdings.values() for holder, share in by.items() if share > HALF}
    controlled = {holder: _controlled(holder, held_by) for holder in sorted(majorities)}
    controlling = [holder for holder, those in controlled.items() if key in those]
    if not controlling:
        return None, ControlReason.NO_MAJORITY
    above = [*controlling, key] if key in controlled else controlling
    free = [one for one in controlling if not any(one in controlled[other] for other in above if other != one)]
    return (free[0], ControlReason.MAJORITY) if len(free) == 1 else (None, ControlReason.CIRCULAR)


def _controlled(holder: str, held_by: Mapping[str, Mapping[str, float]]) -> set[str]:
    """Those that a holder controls, by itself or together with others that it controls."""
    together: dict[str, float] = defaultdict(float)
    found: set[str] = set()
    waiting = [holder]
    while waiting:
        for held, share in held_by.get(waiting.pop(), {}).items():
            together[held] += share
            if together[held] > HALF and held not in found and held != holder:
                found.add(held)
                waiting.append(held)
    return found
