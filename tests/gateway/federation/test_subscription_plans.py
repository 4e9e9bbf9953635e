"""How subscriptions are planned: the events of one subgraph, and what is looked up for each."""

from textwrap import dedent

import pytest
from graphql import parse, validate

from gateway.federation.planner.limits import PlanningError
from gateway.federation.planner.plan import plan
from gateway.federation.supergraph import Supergraph, read
from tests.gateway.federation.supergraphs import supergraph

SUPERGRAPH = """
type Query @join__type(graph: NEWS) @join__type(graph: STOCK) { motto: String @join__field(graph: NEWS) }
type Subscription @join__type(graph: NEWS) @join__type(graph: STOCK) {
  changed(since: Int): Item @join__field(graph: NEWS)
  both: Item
  hidden: Secret @join__field(graph: NEWS)
}
type Item @join__type(graph: NEWS, key: "id") @join__type(graph: STOCK, key: "id") {
  id: ID!
  name: String @join__field(graph: NEWS)
  weight: Int @join__field(graph: NEWS) @join__field(graph: STOCK, external: true)
  count: Int @join__field(graph: STOCK)
  place: Int @join__field(graph: STOCK)
  shipping: Int @join__field(graph: STOCK, requires: "weight")
  related: [Item!] @join__field(graph: NEWS)
}
type Secret @join__type(graph: NEWS) @join__type(graph: STOCK) {
  open: Int @join__field(graph: NEWS)
  sealed: Int @join__field(graph: STOCK)
}
"""

CASES = {
    "one subgraph tells it all": (
        "subscription { changed { id name } }",
        """
        0 news
            subscription { changed { id name } }
        """,
    ),
    "what another subgraph knows is looked up for each event": (
        "subscription ($from: Int) { changed(since: $from) { name shipping related { count } } }",
        """
        0 news
            subscription { changed(since: $from) { name id weight related { id } } }
        for each event:
        1 stock, after 0
            Item at changed
            { id weight } => { shipping }
            Item at changed.related
            { id } => { count }
        """,
    ),
    "a subscription that two subgraphs have is asked of one, the one that knows the most": (
        "subscription { both { count place } }",
        """
        0 stock
            subscription { both { count place } }
        """,
    ),
    "and never of both at once": (
        "subscription { both { name count } }",
        """
        0 news
            subscription { both { name id } }
        for each event:
        1 stock: Item at both, after 0
            { id } => { count }
        """,
    ),
}


@pytest.fixture(scope="module")
def graph() -> Supergraph:
    return read(supergraph("news stock", SUPERGRAPH))


@pytest.mark.parametrize(("operation", "expected"), CASES.values(), ids=CASES.keys())
def test_plan(graph: Supergraph, operation: str, expected: str) -> None:
    document = parse(operation)
    assert validate(graph.public, document) == []
    assert str(plan(graph, document)) == dedent(expected).strip()


def test_a_field_that_the_events_do_not_lead_to_is_refused(graph: Supergraph) -> None:
    with pytest.raises(PlanningError, match="hidden"):
        plan(graph, parse("subscription { hidden { open sealed } }"))
