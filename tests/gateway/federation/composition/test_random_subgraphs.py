"""Composition of random subgraphs: the order in which they are given does not matter, and what comes out can be read."""

from collections.abc import Sequence
from random import Random

from graphql import validate_schema
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway.federation.composition import CompositionFailed, SubgraphSource, compose
from gateway.federation.supergraph import read
from tests.gateway.federation.composition.random_subgraphs import random_subgraphs
from tests.gateway.federation.composition.subgraphs import source

QUIET = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@QUIET
@given(st.randoms(use_true_random=False), st.sampled_from((0.0, 0.01, 0.1)))
def test_the_order_of_subgraphs_does_not_matter(rng: Random, mischief: float) -> None:
    sources = [source(name, sdl) for name, sdl in random_subgraphs(rng, mischief).items()]
    assert outcome(sources) == outcome(sources[::-1]) == outcome(sorted(sources, key=lambda s: s.sdl))


@QUIET
@given(st.randoms(use_true_random=False))
def test_what_composes_can_be_read(rng: Random) -> None:
    sources = [source(name, sdl) for name, sdl in random_subgraphs(rng, 0.0).items()]
    try:
        found = compose(sources)
    except CompositionFailed as failed:
        assert failed.errors
        return
    supergraph = read(found.supergraph_sdl)
    assert [subgraph.name for subgraph in supergraph.subgraphs.values()] == sorted(s.name for s in sources)
    assert validate_schema(supergraph.public) == []


def outcome(sources: Sequence[SubgraphSource]) -> tuple[object, ...]:
    try:
        found = compose(sources)
    except CompositionFailed as failed:
        return failed.errors
    return found.supergraph_sdl, found.hints
