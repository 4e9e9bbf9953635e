"""Which of the registered subgraphs are joined to `credit`, and what is said of the others."""

from collections.abc import Iterator

import pytest
from graphql import print_schema

from gateway.federation.composition import SubgraphSource
from gateway.federation.supergraph import read
from gateway.public_graph.joining import CREDIT, Joined, Offer, Standing, join

OWN = SubgraphSource(
    CREDIT,
    "",
    """extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
    type Query { entity(uscc: ID!): Entity }
    type Entity @key(fields: "uscc") { uscc: ID! displayName: String! }""",
)


def subgraph(name: str, entity: str, *, more: str = "") -> SubgraphSource:
    """A subgraph that gives entities the fields `entity`."""
    sdl = (
        'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])\n'
        f'type Entity @key(fields: "uscc") {{ uscc: ID! {entity} }}\n{more}'
    )
    return SubgraphSource(name, f"http://{name}/", sdl, f"{name}.graphql")


SITES, WAGES = subgraph("sites", "visits: Int"), subgraph("wages", "arrears: Boolean")
CLASHING = subgraph("wages", "visits: String")
UNREADABLE = subgraph("wages", "arrears: Nothing")


def fields(joined: Joined) -> set[str]:
    """The fields that entities have in public."""
    return set(read(joined.sdl).public.type_map["Entity"].fields)  # type: ignore[attr-defined]


def offered(*sources: SubgraphSource) -> Iterator[Offer]:
    return (Offer(source.name, source) for source in sources)


def test_nothing_registered_is_credit_alone() -> None:
    joined = join(OWN, [])
    assert (joined.standings, joined.taken) == ((), ())
    assert "_entities" not in print_schema(read(joined.sdl).public)


def test_all_are_joined() -> None:
    joined = join(OWN, list(offered(SITES, WAGES)))
    assert fields(joined) == {"uscc", "displayName", "visits", "arrears"}
    assert joined.standings == (Standing("sites", joined=True), Standing("wages", joined=True))


def test_one_that_does_not_compose_is_left_out_and_says_why_and_where() -> None:
    joined = join(OWN, list(offered(UNREADABLE, SITES)))
    assert fields(joined) == {"uscc", "displayName", "visits"}
    wages, sites = joined.standings
    assert sites == Standing("sites", joined=True)
    assert not wages.joined
    assert wages.problem == "INVALID_GRAPHQL: Unknown type 'Nothing'. Did you mean 'String'? (wages.graphql:2)"


@pytest.mark.parametrize("order", [(SITES, CLASHING), (CLASHING, SITES)])
def test_of_two_that_do_not_go_together_the_one_registered_first_stays(order: tuple[SubgraphSource, ...]) -> None:
    joined = join(OWN, list(offered(*order)))
    assert [source.name for source in joined.taken] == [order[0].name]
    problem = joined.standings[1].problem or ""
    assert "sites.graphql:2" in problem and "wages.graphql:2" in problem


def test_one_that_changed_for_the_worse_keeps_the_schema_it_had_wherever_it_stands() -> None:
    before = subgraph("wages", "arrears: Boolean")
    joined = join(OWN, [Offer("wages", CLASHING, before), Offer("sites", SITES, SITES)])
    assert fields(joined) == {"uscc", "displayName", "visits", "arrears"}
    assert joined.taken == (before, SITES)
    assert joined.standings[0].joined and "Entity.visits" in (joined.standings[0].problem or "")
    assert joined.standings[1] == Standing("sites", joined=True)


def test_one_that_is_silent_keeps_the_schema_it_had() -> None:
    joined = join(OWN, [Offer("sites", None, SITES, "sites gave no schema")])
    assert fields(joined) == {"uscc", "displayName", "visits"}
    assert joined.standings == (Standing("sites", joined=True, problem="sites gave no schema"),)


def test_one_that_has_never_said_its_schema_is_left_out() -> None:
    joined = join(OWN, [Offer("sites", None, None, "sites gave no schema"), Offer("wages", WAGES)])
    assert fields(joined) == {"uscc", "displayName", "arrears"}
    assert joined.standings[0] == Standing("sites", joined=False, problem="sites gave no schema")


def test_everybody_may_be_left_out() -> None:
    joined = join(OWN, list(offered(UNREADABLE, subgraph("sites", "visits: Nothing"))))
    assert fields(joined) == {"uscc", "displayName"}
    assert [standing.joined for standing in joined.standings] == [False, False]


def test_a_field_that_nobody_could_resolve_is_a_reason_too() -> None:
    unreachable = subgraph("sites", "visits: Int", more="type Query { lost: Lost } type Lost { other: Int }")
    beside = subgraph("wages", "arrears: Boolean", more="type Lost { more: Int }")
    joined = join(OWN, list(offered(unreachable, beside)))
    assert [source.name for source in joined.taken] == ["sites"]
    assert "SATISFIABILITY_ERROR" in (joined.standings[1].problem or "")
