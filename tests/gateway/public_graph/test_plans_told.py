"""The plan of an operation beside its answer, where that is asked for: on a real server with the systems joined, and alone."""

from typing import Any

import httpx

from tests.served import Served, yuxin_here

JOINED = '{ entity(uscc: "919950990000000353") { displayName taxCredit { grade } } }'
STRAIGHT = "{ departments { name } }"
ASKED = {"x-yuxin-plan": "1"}


def extensions(served: Served, query: str, role: str = "", **headers: str) -> dict[str, Any]:
    given = {**ASKED, **headers}
    if role:
        token = yuxin_here("token", "--role", role, data=served.data).out.strip()
        given["authorization"] = f"Bearer {token}"
    answer = httpx.post(f"{served.url}/graphql", json={"query": query}, headers=given, timeout=60).json()
    assert "data" in answer, answer
    told: dict[str, Any] = answer.get("extensions", {})
    return told


def test_which_system_is_asked_for_what(live_served: Served) -> None:
    plan = extensions(live_served, JOINED)["plan"]
    first, second = (part for part in plan.split("\n") if part and not part.startswith(" "))
    assert "credit" in first and "tax-credit" in second, plan
    assert "displayName" in plan and "grade" in plan


def test_what_one_subgraph_answers_has_a_plan_of_one_request(live_served: Served) -> None:
    plan = extensions(live_served, STRAIGHT)["plan"]
    assert "departments" in plan and "tax-credit" not in plan


def test_cost_and_plan_stand_beside_one_another(live_served: Served) -> None:
    assert set(extensions(live_served, JOINED, **{"x-yuxin-cost": "1"})) == {"cost", "plan"}


def test_it_is_told_where_it_is_asked_for_to_who_may_introspect(live_served: Served) -> None:
    answer = httpx.post(f"{live_served.url}/graphql", json={"query": STRAIGHT}).json()
    assert "extensions" not in answer
    assert extensions(live_served, STRAIGHT, "public") == {}
    assert "plan" in extensions(live_served, STRAIGHT, "coordinator")


def test_a_gateway_that_joins_nothing_has_no_plans(served: Served) -> None:
    assert extensions(served, STRAIGHT) == {}
