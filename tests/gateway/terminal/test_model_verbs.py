"""The verbs of evaluation models as a person types them."""

import json
from pathlib import Path

from tests.served import Served, yuxin_here

EXAMPLES = Path(__file__).parents[3] / "examples" / "evaluation-models"


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
    english = yuxin_here("models", "try", str(EXAMPLES / "composite.yaml"), "--lang", "en", data=served.data)
    assert "Dry run of the composite" in english.out and "subjects lose an incentive" in english.out
