"""The verbs of evaluation models as a person types them."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.served import Served, serving, yuxin_here

EXAMPLES = Path(__file__).parents[3] / "examples" / "evaluation-models"
COMPOSITE = "model:composite@2026-1"


def office(data: Path, name: str) -> str:
    return yuxin_here("token", "--role", "coordinator", "--name", name, data=data).out.strip()


def acted(*arguments: str, by: str, data: Path) -> dict[str, Any]:
    ran = yuxin_here("models", *arguments, "--json", data=data, YUXIN_TOKEN=by)
    assert ran.code == 0, ran.err
    found: dict[str, Any] = json.loads(ran.out)
    return found


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
        zhang, li = (office(server.data, name) for name in ("张某", "李某"))
        saved = acted("save", str(EXAMPLES / "composite.yaml"), by=zhang, data=server.data)
        assert (saved["model"]["id"], saved["model"]["state"]) == (COMPOSITE, "DRAFT")
        acted("propose", COMPOSITE, by=zhang, data=server.data)
        alone = yuxin_here("models", "publish", COMPOSITE, data=server.data, YUXIN_TOKEN=zhang)
        assert alone.code == 1 and "另一" in alone.err
        published = yuxin_here("models", "publish", COMPOSITE, "--lang", "en", data=server.data, YUXIN_TOKEN=li)
        assert published.code == 0 and "published, in effect" in published.out, published.err
        listed = yuxin_here("models", "--item", "composite", data=server.data)
        assert "model:composite@2026-1" in listed.out and "已发布，施行中" in listed.out
        done = yuxin_here("models", "evaluate", "model:composite@2026-1", "--everybody", "--json", data=server.data)
        run = json.loads(done.out)
        assert (run["scope"], run["done"], run["written"]) == ("EVERYBODY", True, 0) and run["evaluated"] > 100
    again = yuxin_here("models", "evaluate", "model:composite@2026-1", "--lang", "en", data=tmp_path / "data")
    assert again.code == 0 and "0 grades written" in again.out, again.err
    none = yuxin_here("models", "evaluate", "model:1-14@1", data=tmp_path / "data")
    assert none.code != 0 and "没有这个评价模型" in none.err


def test_a_draft_is_changed_proposed_sent_back_and_withdrawn(tmp_path: Path) -> None:
    data, file = tmp_path / "data", tmp_path / "模型.yaml"
    text = (EXAMPLES / "labour.yaml").read_text(encoding="utf-8")
    file.write_text(text, encoding="utf-8")
    zhang, li = (office(data, name) for name in ("张某", "李某"))
    made = acted("save", str(file), by=zhang, data=data)["model"]
    assert acted("save", str(file), by=zhang, data=data)["repeated"]
    file.write_text(text.replace("企业劳动保障信用评价", "劳动保障信用评价"), encoding="utf-8")
    unseen = yuxin_here("models", "save", str(file), data=data, YUXIN_TOKEN=zhang)
    assert unseen.code == 1, "it is there: who changes it has to have seen it"
    changed = acted("save", str(file), "--revision", str(made["revision"]), by=zhang, data=data)["model"]
    assert (changed["id"], changed["name"]) == (made["id"], "劳动保障信用评价")
    assert acted("propose", made["id"], by=zhang, data=data)["model"]["state"] == "PROPOSED"
    stale = yuxin_here("models", "send-back", made["id"], "--reason", "x", "--revision", "1", data=data, YUXIN_TOKEN=li)
    assert stale.code == 1
    assert acted("send-back", made["id"], "--reason", "权重不对", by=li, data=data)["model"]["state"] == "DRAFT"
    shown = yuxin_here("models", "show", made["id"], data=data, YUXIN_TOKEN=li)
    for words in (
        "劳动保障信用评价",
        "草案",
        "两年内拖欠农民工工资",
        "40 %",
        "三次以上拖欠农民工工资的，评为 D",
        "权重不对",
        "李某",
    ):
        assert shown.code == 0 and words in shown.out, (words, shown.out, shown.err)
    told = json.loads(yuxin_here("models", "show", made["id"], "--json", data=data, YUXIN_TOKEN=li).out)
    assert told["content"]["item"] == "1-14" and [one["action"] for one in told["steps"]][-1] == "SEND_BACK"
    ended = yuxin_here("models", "withdraw", made["id"], "--reason", "重写", data=data, YUXIN_TOKEN=zhang)
    assert ended.code == 0 and "已撤销" in ended.out, ended.err
    for verb in ("propose", "show"):
        none = yuxin_here("models", verb, "model:1-14@none", data=data, YUXIN_TOKEN=zhang)
        assert none.code == 1 and "没有评价模型" in none.err
    absent = yuxin_here("models", "save", str(tmp_path / "没有.yaml"), data=data, YUXIN_TOKEN=zhang)
    assert absent.code == 2 and "没有.yaml" in absent.err
