"""Which places can be what: by what they are called and what stands in them, the likeliest first, each with its reason."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from gateway.sync.connecting.lexicon import Role
from gateway.sync.connecting.said import Said
from gateway.sync.connecting.structure import Place
from gateway.sync.connecting.view import View


@dataclass(frozen=True, slots=True)
class Ranked:
    """A place, what it weighs, and why."""

    place: Place
    weight: float
    why: Said


Weighing = Callable[[Place], tuple[float, Said] | None]
"""What a place weighs for something, and why; None where it cannot be that."""


def ranked(places: Iterable[Place], weigh: Weighing) -> list[Ranked]:
    """The places that can be it, the heaviest first; of equal ones the first."""
    found = [Ranked(place, *weighed) for place in places if (weighed := weigh(place)) is not None]
    return sorted(found, key=lambda each: -each.weight)


def name_says(view: View, role: Role, place: Place) -> tuple[float, Said]:
    """The weight of the name of a place for a role, and the sentence for it."""
    found = view.named(role, place)
    comment = view.comment(place)
    if comment and found.word and found.word in comment:
        return found.weight, Said(f"注释“{comment[:30]}”", f"its comment “{comment[:30]}”")
    return found.weight, Said(f"列名像 {found.word}", f"its name is like {found.word}") if found.word else Said("", "")


def likeness(one: str, other: str) -> int:
    """How many characters two names begin with alike, case aside."""
    length = 0
    for left, right in zip(one.casefold(), other.casefold(), strict=False):
        if left != right:
            break
        length += 1
    return length


def affinity(view: View, place: Place, own: Place | None, others: Iterable[Place]) -> int:
    """Whether a place belongs with one grade of several in a row (1), with another (-1), or with all of them (0)."""
    if own is None:
        return 0

    def near(grade: Place) -> int:
        return max(likeness(place.column, grade.column), likeness(view.comment(place), view.comment(grade)))

    mine, theirs = near(own), max((near(other) for other in others), default=0)
    return (mine > theirs) - (mine < theirs)
