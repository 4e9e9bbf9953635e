"""`credit` and what is registered, composed into one supergraph.

`credit` is always in it. A registered subgraph that does not compose keeps the schema with which it was joined before, or is
left out, and the others are joined all the same: of those to blame the one that was registered last gives way.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from gateway.federation.composition import Composed, CompositionFailed, SubgraphSource, compose

CREDIT = "credit"


@dataclass(frozen=True, slots=True)
class Offer:
    """A registered subgraph: its schema as it is now, and the one with which it is joined. None: there is none.

    `problem` says why there is no schema now.
    """

    name: str
    now: SubgraphSource | None
    before: SubgraphSource | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How a registered subgraph stands: whether it is part of the public graph, and what is wrong with it."""

    name: str
    joined: bool
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Joined:
    """The supergraph, with the schemas that are in it beside credit's, and how each registered subgraph stands."""

    sdl: str
    taken: tuple[SubgraphSource, ...]
    standings: tuple[Standing, ...]
    hints: tuple[str, ...] = ()


def join(credit: SubgraphSource, offers: Sequence[Offer]) -> Joined:
    """Compose as much of what is offered as goes together, in at most two attempts an offer and one more."""
    problems = {offer.name: offer.problem for offer in offers}
    before = {offer.name: offer.before for offer in offers}
    chosen = {offer.name: source for offer in offers if (source := offer.now or offer.before) is not None}
    while True:
        try:
            composed = compose([credit, *chosen.values()])
        except CompositionFailed as failed:
            if not chosen:
                raise
            name = _to_blame(failed, chosen, before)
            problems[name] = problems[name] or str(failed)
            earlier = before[name]
            if earlier is not None and earlier != chosen[name]:
                chosen[name] = earlier
            else:
                del chosen[name]
        else:
            return _joined(composed, chosen, problems)


def _to_blame(
    failed: CompositionFailed, chosen: dict[str, SubgraphSource], before: dict[str, SubgraphSource | None]
) -> str:
    """The last registered of those that the errors name, before all one whose schema is new; whoever it is where they name
    none."""
    named = {name for error in failed.errors for name in error.subgraphs}
    suspects = [name for name in chosen if name in named] or list(chosen)
    changed = [name for name in suspects if chosen[name] != before[name]]
    return (changed or suspects)[-1]


def _joined(composed: Composed, chosen: dict[str, SubgraphSource], problems: dict[str, str | None]) -> Joined:
    standings = (Standing(name, name in chosen, problem) for name, problem in problems.items())
    return Joined(composed.supergraph_sdl, tuple(chosen.values()), tuple(standings), tuple(map(str, composed.hints)))
