"""`inspections` and `draw` as a person types them: through the server, and in process."""

import json
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from graph_model.model import city_day, utc_now
from seed.city.codes import made_up_uscc
from tests.served import serving, yuxin_here

CODES = [made_up_uscc("91", 97, 99, number) for number in range(40, 60)]
TODAY = city_day(utc_now()).isoformat()


def told(ran: Any) -> Any:
    assert ran.code == 0, ran.err
    return json.loads(ran.out)


def graded(folder: Path) -> Path:
    """Twenty companies that labour has graded D."""
    rows = [f"{code},渝信检查测试{number},1-14,D,2026-01-05" for number, code in enumerate(CODES)]
    file = folder / "等级.csv"
    file.write_text("\n".join(["统一社会信用代码,主体名称,监管事项,信用等级,评价日期", *rows]), encoding="utf-8")
    return file


def inspected(folder: Path, **changes: Any) -> Path:
    """The file of an inspection of the first."""
    content = {
        "subject": f"uscc:{CODES[0]}",
        "item": "1-14",
        "manner": "ON_SITE",
        "inspectedOn": TODAY,
        "inspectors": ["执7号"],
        "findings": [{"clause": "工资专用账户", "result": "PASSED", "remark": "整洁"}],
        "outcome": "NO_PROBLEM",
        "documentNo": "渝人社检〔2026〕5号",
        **changes,
    }
    file = folder / "检查.yaml"
    file.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return file


@pytest.fixture(params=["in process", "through the server"])
def ask(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    """Runs a command on a data folder with the companies, with a server over it or without."""
    data = tmp_path / "data"
    with serving(data, "--city", "0", "--systems", "none") if "server" in request.param else nullcontext():
        told(yuxin_here("import", str(graded(tmp_path)), "--json", data=data))
        yield lambda *arguments, **env: yuxin_here(*arguments, data=data, **env)


def officer(ask: Any, name: str) -> dict[str, str]:
    token = ask("token", "--role", "officer", "--department", "human-resources", "--name", name).out.strip()
    return {"YUXIN_TOKEN": token}


@pytest.mark.plan("9", "yuxin inspections record", "yuxin inspections review", "yuxin inspections publish")
def test_it_is_recorded_reviewed_published_and_withdrawn(ask: Any, tmp_path: Path) -> None:
    first, second = officer(ask, "甲"), officer(ask, "乙")
    file = str(inspected(tmp_path))
    recorded = told(ask("inspections", "record", file, "--json", **first))
    key = recorded["inspection"]["id"]
    assert (recorded["repeated"], recorded["inspection"]["state"]) == (False, "DRAFT")
    assert told(ask("inspections", "record", file, "--json", **first))["repeated"] is True
    own = ask("inspections", "review", key, "approve", **first)
    assert own.code == 1 and "another person" in own.err
    reviewed = ask("inspections", "review", key, "approve", "--reason", "已核", **second)
    assert reviewed.code == 0 and "已审核 (2-REVIEWED)" in reviewed.out
    stale = ask("inspections", "publish", key, "--version", "1-DRAFT", **second)
    assert stale.code == 1 and "look again" in stale.err
    published = told(ask("inspections", "publish", key, "--json", **second))["inspection"]
    assert published["state"] == "PUBLISHED"
    withdrawn = ask("inspections", "withdraw", key, "--reason", "记错了主体", "--lang", "en", **second)
    assert withdrawn.code == 0 and "withdrawn (4-WITHDRAWN)" in withdrawn.out, withdrawn.err

    shown = ask("inspections", "show", key, **first)
    for words in ("工资专用账户", "合格", "已撤销", "记错了主体", "渝人社检〔2026〕5号"):
        assert words in shown.out, shown.out
    acts = told(ask("inspections", "show", key, "--json", **first))["acts"]
    assert [(one["act"], one["by"]) for one in acts] == [
        ("RECORD", "甲"),
        ("APPROVE", "乙"),
        ("PUBLISH", "乙"),
        ("WITHDRAW", "乙"),
    ]
    assert key in ask("inspections", "--state", "WITHDRAWN").out.replace("\n", "")
    assert told(ask("inspections", "--state", "PUBLISHED", "--json")) == {"inspections": [], "totalCount": 0}
    none = ask("inspections", "show", "inspection:none")
    assert none.code == 1 and "no such inspection" in none.err


def test_a_file_that_is_no_inspection_is_told(ask: Any, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yaml"
    for content, said in (("- a", "the fields of one inspection"), ("{a: [", "neither YAML nor JSON")):
        wrong.write_text(content, encoding="utf-8")
        ran = ask("inspections", "record", str(wrong))
        assert ran.code == 2 and said in ran.err
    missing = ask("inspections", "record", str(tmp_path / "none.yaml"))
    assert missing.code == 2 and "cannot be read" in missing.err
    for changes in ({"outcome": "FINE"}, {"outcome": "REFERRED"}, {"colour": "red"}):
        ran = ask("inspections", "record", str(inspected(tmp_path, **changes)))
        assert ran.code == 2, (changes, ran.err)
    assert told(ask("inspections", "--json"))["totalCount"] == 0


@pytest.mark.plan("9", "yuxin draw")
def test_a_draw_is_previewed_then_drawn_with_a_proof_that_verifies(ask: Any, tmp_path: Path) -> None:
    inspectors = tmp_path / "检查人员.csv"
    inspectors.write_text("执1号,市人力社保局\n执2号，human-resources,渝中区\n\n", encoding="utf-8")
    plan = ("draw", "1-14", "--inspectors", str(inspectors), "--each", "1")
    preview = told(ask(*plan, "--json"))
    assert (preview["poolSize"], preview["inspectors"]) == (20, 2) and preview["toDraw"] > 0
    assert "没有写入" in ask(*plan).out
    proof = tmp_path / "证明.json"
    drawn = told(ask(*plan, "--commit", "--randomness", "彩票 3 7 9", "--key", "k", "--to", str(proof), "--json"))
    assert drawn["draw"]["taskCount"] == preview["toDraw"] and drawn["draw"]["file"] == str(proof)
    verified = told(ask("verify-sample", str(proof), "--commitment", drawn["draw"]["commitment"], "--json"))
    assert (verified["verified"], verified["whole"], verified["drawn"]) == (True, True, preview["toDraw"])
    waiting = ask("inbox", "--department", "human-resources", "--kind", "task").out
    assert waiting.count(drawn["draw"]["id"]) == preview["toDraw"], "each task tells its draw"
    over = ask(*plan, "--commit", "--to", str(proof))
    assert over.code == 2 and "not written over" in over.err
    again = ask(*plan, "--commit", "--randomness", "彩票 3 7 9", "--key", "k", "--to", str(tmp_path / "2.json"))
    assert again.code == 0 and "此前已抽" in again.out and "yuxin verify-sample" in again.out, again.err
    assert (tmp_path / "2.json").read_bytes() == proof.read_bytes()


def test_what_a_draw_cannot_take_is_told(ask: Any, tmp_path: Path) -> None:
    inspectors = tmp_path / "检查人员.csv"
    inspectors.write_text("执1号,human-resources\n执2号\n", encoding="utf-8")
    for arguments, said in (
        (("--inspectors", str(inspectors)), f"{inspectors}:2"),
        (("--inspectors", str(tmp_path / "none.csv")), "cannot be read"),
        (("--randomness", "1"), "--commit"),
    ):
        ran = ask("draw", "1-14", *arguments)
        assert ran.code == 2 and said in ran.err, ran.err
    unknown = ask("draw", "9-9")
    assert unknown.code == 2 and "9-9" in unknown.err
