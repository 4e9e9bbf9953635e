"""The verbs of evaluation models as a person types them."""

import json
from pathlib import Path

from tests.served import yuxin_here

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
