"""The cost of operations at a real server: refused before anything runs, told where it is asked for, counted in the metrics."""

import re
from typing import Any

import httpx
import pytest

from tests.gateway.toy import client_of, toy_service
from tests.served import Served

DEAR = "{ entities(first: 100) { nodes { relations(first: 100) { nodes { subject { relations(first: 100) { nodes { kind } } } } } } } }"
COUNTED = """query ($n: Int!) { entities(first: $n) { nodes { gradeView { highest } } } }"""
GRAPHQL = "application/graphql-response+json"


def ask(served: Served, query: str, headers: dict[str, str] | None = None, **variables: Any) -> httpx.Response:
    body = {"query": query, "variables": variables}
    return httpx.post(f"{served.url}/graphql", json=body, headers=headers or {}, timeout=60)


def test_what_would_cost_too_much_is_refused_with_the_cost_the_limit_and_the_road(served: Served) -> None:
    answer = ask(served, DEAR, {"accept": GRAPHQL})
    (error,) = answer.json()["errors"]
    assert answer.status_code == 400 and "data" not in answer.json()
    assert error["extensions"] == {
        "code": "LIMIT_EXCEEDED",
        "cost": 1 + 100 * (1 + 1 + 100 * (1 + 1 + 1 + 100)),
        "limit": 100_000,
        "path": "entities.nodes×100.relations.nodes×100.subject.relations.nodes×100",
    }


@pytest.mark.parametrize("fixture", ["served", "live_served"])
def test_the_cost_is_told_where_it_is_asked_for(fixture: str, request: pytest.FixtureRequest) -> None:
    """Alone, and joined with the department systems, whose lists are priced too."""
    served: Served = request.getfixturevalue(fixture)
    assert "extensions" not in ask(served, COUNTED, n=3).json()
    told = ask(served, COUNTED, {"x-yuxin-cost": "1"}, n=3).json()["extensions"]
    assert told == {"cost": {"estimated": 7, "actual": 7, "limit": 100_000}}


def test_keys_are_counted(served: Served) -> None:
    query = "query ($keys: [ID!]!) { subjectsByKeys(keys: $keys) { key } }"
    told = ask(served, query, {"x-yuxin-cost": "1"}, keys=["uscc:919950990000000353", "person:none"]).json()
    assert told["extensions"]["cost"] == {"estimated": 2, "actual": 1, "limit": 100_000}


def test_an_operation_that_asks_the_systems(live_served: Served) -> None:
    """The joined graph answers through the engine; the argument `live` has a weight."""
    query = '{ entity(uscc: "919950990000000353") { gradeView(live: true) { grades { grade } } } }'
    told = ask(live_served, query, {"x-yuxin-cost": "1"}).json()["extensions"]["cost"]
    assert told["estimated"] == 1 + 100 + 1 + 20 and told["estimated"] >= told["actual"] > 102


def test_the_metrics_have_a_histogram(served: Served) -> None:
    def metric(name: str) -> float:
        text = httpx.get(f"{served.url}/metrics").text
        found = re.search(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE)
        assert found is not None, name
        return float(found[1])

    small, every, dear = (
        'yuxin_operation_cost_bucket{le="10.0"}',
        "yuxin_operation_cost_count",
        "yuxin_operations_too_dear_total",
    )
    before = metric(small), metric(every), metric(dear)
    ask(served, COUNTED, n=3)
    ask(served, DEAR)
    assert (metric(small) - before[0], metric(every) - before[1], metric(dear) - before[2]) == (1, 2, 1)


async def test_the_limit_of_a_role_goes_before_that_of_all() -> None:
    for limits, refused in (({"coordinator": 1}, False), ({"coordinator": 10_000}, False), ({"public": 10_000}, True)):
        service = toy_service(cost_limit=1, cost_limits=limits, report_cost=True)
        async with client_of(service) as client:
            query = "{ __schema { types { name } } }"
            answer = (await client.post("/graphql", json={"query": query})).json()
        assert answer["extensions"]["cost"]["limit"] == limits.get("coordinator", 1)
        assert ("errors" in answer) is (refused or limits == {"coordinator": 1})
