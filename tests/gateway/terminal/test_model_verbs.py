"""The verbs of evaluation models as a person types them."""

import json
from pathlib import Path

import httpx
import pytest

from tests.served import Served, serving, yuxin_here

EXAMPLES = Path(__file__).parents[3] / "examples" / "evaluation-models"


@pytest.mark.plan("5", "yuxin models check")
def test_a_file_is_checked_with_its_indicators(tmp_path: Path) -> None:
    done = yuxin_here("models", "check", str(EXAMPLES / "labour.yaml"), data=tmp_path)
    assert done.code == 0 and "企业劳动保障信用评价 1-14 2026-1" in done.out and "FACT_COUNT" in done.out
    assert not list(tmp_path.iterdir()), "nothing is written"
    told = yuxin_here("models", "check", str(EXAMPLES / "composite.yaml"), "--json", data=tmp_path)
    [report] = json.loads(told.out)
    assert report["model"]["item"] == "composite" and report["errors"] == []


def test_what_is_wrong_is_told_by_lines_with_code_1(tmp_path: Path) -> None:
    file = tmp_path / "model.yaml"
    text = (EXAMPLES / "labour.yaml").read_text(encoding="utf-8")
    file.write_text(
        text.replace("weight: 40", "weight: 50").replace("indicator: composite", "indicator: composit"),
        encoding="utf-8",
    )
    done = yuxin_here("models", "check", str(EXAMPLES / "labour.yaml"), str(file), "--json", data=tmp_path)
    right, wrong = json.loads(done.out)
    assert done.code == 1 and right["errors"] == []
    assert wrong["model"] is None and len(wrong["errors"]) == 2
    assert all(error.startswith(f"{file}:") for error in wrong["errors"])


def test_a_model_is_tried_on_a_city_and_nothing_is_written(served: Served) -> None:
    done = yuxin_here("models", "try", str(EXAMPLES / "labour.yaml"), "--first", "1", data=served.data)
    assert done.code == 0, done.err
    out = "".join(done.out.split())  # a narrow table breaks sentences
    assert "试算1-14企业劳动保障" in out and "权重40%" in out and "个主体会失去便利等激励" in out
    told = yuxin_here(
        "models", "try", str(EXAMPLES / "labour.yaml"), "--json", "--from", "A", "--losing", data=served.data
    )
    found = json.loads(told.out)
    assert sum(move["count"] for move in found["moves"]) == found["evaluated"] > 0
    assert all(one["from"] == "A" and one["to"] != "A" for one in found["moved"]["nodes"])
    assert found["moved"]["totalCount"] == found["losingIncentives"]
    before = ("--as-of", "2020-01-01", "--known-at", "2020-01-01")
    past = yuxin_here("models", "try", str(EXAMPLES / "labour.yaml"), *before, "--json", data=served.data)
    assert (json.loads(past.out)["day"], json.loads(past.out)["evaluated"]) == ("2020-01-01", 0)
    english = yuxin_here("models", "try", str(EXAMPLES / "composite.yaml"), "--lang", "en", data=served.data)
    assert "Dry run of the composite" in english.out and "subjects lose an incentive" in english.out


def test_models_are_listed_and_evaluated_by_when_they_are_published(tmp_path: Path) -> None:
    with serving(tmp_path / "data", "--city", "300", "--systems", "none") as server:

        def step(verb: str, name: str, kind: str, given: dict[str, object]) -> dict[str, object]:
            token = yuxin_here("token", "--role", "coordinator", "--name", name, "--json", data=server.data)
            told = "... on EvaluationModelResult { model { id revision } } ... on MutationError { message }"
            query = f"mutation($input: {kind}!) {{ done: {verb}(input: $input) {{ {told} }} }}"
            headers = {"authorization": f"Bearer {json.loads(token.out)['token']}"}
            body = {"query": query, "variables": {"input": given}}
            answer = httpx.post(f"{server.url}/graphql", json=body, headers=headers, timeout=60).json()
            found: dict[str, object] = answer["data"]["done"]
            assert "model" in found, answer
            return found

        text = (EXAMPLES / "composite.yaml").read_text(encoding="utf-8")
        step("saveEvaluationModel", "张某", "SaveEvaluationModelInput", {"content": text, "idempotencyKey": "1"})
        model = {"model": "model:composite@2026-1", "idempotencyKey": "2"}
        step("proposeEvaluationModel", "张某", "EvaluationModelStepInput", {**model, "revision": 1})
        step("publishEvaluationModel", "李某", "EvaluationModelStepInput", {**model, "revision": 2})
        listed = yuxin_here("models", "--item", "composite", data=server.data)
        assert "model:composite@2026-1" in listed.out and "已发布，施行中" in listed.out
        done = yuxin_here("models", "evaluate", "model:composite@2026-1", "--everybody", "--json", data=server.data)
        run = json.loads(done.out)
        assert (run["scope"], run["done"], run["written"]) == ("EVERYBODY", True, 0) and run["evaluated"] > 100
    again = yuxin_here("models", "evaluate", "model:composite@2026-1", "--lang", "en", data=tmp_path / "data")
    assert again.code == 0 and "0 grades written" in again.out, again.err
    none = yuxin_here("models", "evaluate", "model:1-14@1", data=tmp_path / "data")
    assert none.code != 0 and "没有这个评价模型" in none.err
