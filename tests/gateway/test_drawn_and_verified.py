"""A draw on a real server from its preview to the file in a person's hands, who verifies it at the terminal."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.graph_model.sampling import second_verifier
from tests.served import Served, yuxin_here

PLAN = {
    "items": ["1-7", "1-9", "1-14"],
    "inspectors": [
        {"key": f"{name}{number}", "department": name} for name in ("市交通局", "市人力社保局") for number in range(5)
    ],
}
PREVIEW = "query ($plan: SamplePlanInput!) { samplePlan(input: $plan) { toDraw strata { take } } }"
COMMIT = """mutation ($plan: SamplePlanInput!) { commitSample(input: {plan: $plan, idempotencyKey: "served"}) {
  ... on SampleDrawResult { draw { id commitment } } ... on MutationError { message } } }"""
DRAW = """mutation ($draw: ID!) { drawSample(input: {draw: $draw, publicRandomness: "03 11 17"}) {
  ... on SampleDrawResult { draw { taskCount file publicFile } } ... on MutationError { message } } }"""


def asked(served: Served, query: str, **variables: Any) -> dict[str, Any]:
    body = {"query": query, "variables": variables}
    answer = httpx.post(f"{served.url}/graphql", json=body, timeout=60).json()
    assert "errors" not in answer, answer["errors"]
    (found,) = answer["data"].values()
    return dict(found)


@pytest.mark.slow
@pytest.mark.plan("9", "Query.samplePlan", "Mutation.drawSample", "yuxin verify-sample")
def test_from_the_preview_to_the_verdict(served: Served, tmp_path: Path) -> None:
    plan = asked(served, PREVIEW, plan=PLAN)
    assert plan["toDraw"] == sum(stratum["take"] for stratum in plan["strata"]) > 0
    committed = asked(served, COMMIT, plan=PLAN)["draw"]
    drawn = asked(served, DRAW, draw=committed["id"])["draw"]
    assert drawn["taskCount"] == plan["toDraw"]
    for name in ("file", "publicFile"):
        file = tmp_path / f"{name}.json"
        file.write_text(drawn[name], encoding="utf-8")
        assert second_verifier.verified(file.read_bytes())
        arguments = ("verify-sample", str(file), "--commitment", committed["commitment"], "--json")
        right = yuxin_here(*arguments, data=tmp_path)
        told = json.loads(right.out)
        assert (right.code, told["whole"], told["drawn"]) == (0, name == "file", plan["toDraw"])
        content = bytearray(file.read_bytes())
        content[len(content) // 2] ^= 1
        file.write_bytes(content)
        assert yuxin_here(*arguments, data=tmp_path).code == 1
