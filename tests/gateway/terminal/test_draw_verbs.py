"""`draw` and `draws` as a person types them: committed to first, drawn when the randomness is there, listed, shown and proved again."""

import json
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from seed.city.codes import made_up_uscc
from tests.served import serving, yuxin_here

CODES = [made_up_uscc("91", 97, 99, number) for number in range(60, 80)]
DISTRICTS = ("渝中区", "渝北区")


@pytest.fixture(params=["in process", "through the server"])
def ask(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    """Runs a command on a data folder with twenty companies of two districts that labour has graded D."""
    data, grades, subjects = tmp_path / "data", tmp_path / "等级.csv", tmp_path / "主体.csv"
    names = [f"{code},渝信抽取测试{number}" for number, code in enumerate(CODES)]
    written(
        grades, "统一社会信用代码,主体名称,监管事项,信用等级,评价日期", [f"{one},1-14,D,2026-01-05" for one in names]
    )
    rows = [f"{one},{DISTRICTS[number % 2]}" for number, one in enumerate(names)]
    written(subjects, "统一社会信用代码,企业名称,区县", rows)
    with serving(data, "--city", "0", "--systems", "none") if "server" in request.param else nullcontext():
        told(yuxin_here("import", str(grades), "--json", data=data))
        told(yuxin_here("import", str(subjects), "--kind", "subjects", "--json", data=data))
        yield lambda *arguments, **env: yuxin_here(*arguments, data=data, **env)


def written(file: Path, head: str, rows: list[str]) -> None:
    file.write_text("\n".join([head, *rows]), encoding="utf-8")


def told(ran: Any) -> Any:
    assert ran.code == 0, ran.err
    return json.loads(ran.out)


@pytest.mark.plan("9", "yuxin draw", "yuxin draws", "yuxin draws show", "yuxin draws carry-out")
def test_committed_to_first_and_drawn_when_the_randomness_is_there(ask: Any, tmp_path: Path) -> None:
    inspectors = tmp_path / "检查人员.csv"
    inspectors.write_text(
        f"执1号,市人力社保局,渝中区 渝北区,1-14、1-15\n执2号,市人力社保局,,,uscc:{CODES[0]}\n", encoding="utf-8"
    )
    committing = ("draw", "1-14", "--inspectors", str(inspectors), "--each", "1", "--commit-only", "--key", "冬")
    committed = told(ask(*committing, "--json"))["draw"]
    assert committed["state"] == "COMMITTED"
    again = ask(*committing)
    assert again.code == 0 and "此前已承诺" in again.out and f"yuxin draws carry-out {committed['id']}" in again.out
    waiting = told(ask("draws", "--state", "committed", "--json"))
    assert [(one["id"], one["taskCount"]) for one in waiting["sampleDraws"]] == [(committed["id"], None)]
    before = told(ask("draws", "show", committed["id"], "--json"))
    assert (before["seed"], before["tasks"], before["commitment"]) == (
        None,
        {"nodes": [], "totalCount": 0},
        committed["commitment"],
    )
    early = ask("draws", "show", committed["id"], "--to", str(tmp_path / "early.json"))
    assert early.code == 2 and "not drawn yet" in early.err and not (tmp_path / "early.json").exists()

    proof, copy, public = (tmp_path / name for name in ("证明.json", "再存.json", "公众.json"))
    drawing = ("draws", "carry-out", committed["id"], "--randomness", "双色球 03 11 17")
    drawn = told(ask(*drawing, "--to", str(proof), "--json"))
    assert (drawn["repeated"], drawn["draw"]["commitment"]) == (False, committed["commitment"])
    assert told(ask(*drawing, "--to", str(tmp_path / "又.json"), "--json"))["repeated"] is True
    other = ask("draws", "carry-out", committed["id"], "--randomness", "换一个", "--to", str(tmp_path / "换.json"))
    assert other.code == 1 and "cannot be drawn again" in other.err

    shown = ask("draws", "show", committed["id"], "--to", str(copy))
    for words in ("已抽取", "双色球 03 11 17", committed["commitment"], "加强现场检查", "yuxin verify-sample"):
        assert words in shown.out.replace("\n", ""), shown.out
    assert copy.read_bytes() == proof.read_bytes(), "the proof can be had again"
    tasks = told(ask("draws", "show", committed["id"], "--limit", "2", "--json"))["tasks"]
    assert len(tasks["nodes"]) == 2 < tasks["totalCount"] == drawn["draw"]["taskCount"]
    told(ask("draws", "show", committed["id"], "--public", "--to", str(public), "--json"))
    for file, whole in ((proof, True), (public, False)):
        verified = told(ask("verify-sample", str(file), "--commitment", committed["commitment"], "--json"))
        assert (verified["verified"], verified["whole"]) == (True, whole)
    assert not any(code in public.read_text(encoding="utf-8") for code in CODES)
    listed = ask("draws", "--item", "1-14", "--lang", "en")
    assert listed.code == 0 and "Draws (1)" in listed.out and "drawn" in listed.out
    assert told(ask("draws", "--item", "1-9", "--json")) == {"sampleDraws": [], "totalCount": 0}


@pytest.mark.parametrize("ask", ["in process"], indirect=True)
def test_a_plan_from_a_file_has_its_own_ratios_exclusions_and_roster(ask: Any, tmp_path: Path) -> None:
    plan = tmp_path / "计划.yaml"
    plan.write_text(
        f"""items: [1-14]
districts: [渝中区]
rates:
- {{item: 1-14, grade: D, ratio: 0.9, months: 3}}
exclusions:
- {{subject: "uscc:{CODES[0]}", reason: 停业整顿}}
inspectors:
- {{key: 执1号, department: 市人力社保局, items: [1-14], districts: [渝中区], conflicts: ["uscc:{CODES[2]}"]}}
inspectorsEach: 1
""",
        encoding="utf-8",
    )
    preview = told(ask("draw", "--plan", str(plan), "--json"))
    [stratum] = [one for one in preview["strata"] if one["size"]]
    assert (stratum["size"], stratum["take"]) == (9, 9), (
        "ten of the district, one of them left out; 0.9 of nine, rounded up"
    )
    assert preview["leftOut"] == [{"reason": "EXCLUDED", "count": 1}]
    drawn = told(ask("draw", "--plan", str(plan), "--commit", "--to", str(tmp_path / "p.json"), "--json"))["draw"]
    tasks = told(ask("draws", "show", drawn["id"], "--json"))["tasks"]["nodes"]
    sent = {one["subject"]["key"]: (one["inspectors"], [short["key"] for short in one["short"]]) for one in tasks}
    assert sent.pop(f"uscc:{CODES[2]}") == ([], ["human-resources"]), "who is in a conflict is not sent"
    assert len(sent) == 8 and set(map(str, sent.values())) == {str((["执1号"], []))}
    wider = told(ask("draw", "--plan", str(plan), "--district", "渝北区", "--json"))
    assert wider["districts"] == ["渝北区"] and wider["leftOut"] == [], "an option takes the place of the file's part"


@pytest.mark.parametrize("ask", ["in process"], indirect=True)
def test_what_cannot_be_drawn_from_is_told(ask: Any, tmp_path: Path) -> None:
    file = tmp_path / "plan.yaml"
    for content, said in (
        ("- a", "fields of a plan"),
        ("{a: [", "neither YAML nor JSON"),
        ("districts: [渝中区]", "name the items"),
        ("items: [1-14]\ninspectorsEach: 二", "is no number"),
        ("items: [1-14]\nrates: [{item: 1-14, grade: D, ratio: 多, months: 3}]", "rates.ratio"),
        ("items: [1-14]\ncolour: red", "colour"),
    ):
        file.write_text(content, encoding="utf-8")
        ran = ask("draw", "--plan", str(file))
        assert ran.code == 2 and said in ran.err, (content, ran.err)
    for arguments, code, said in (
        (("draw", "1-14", "--commit-only", "--randomness", "1"), 2, "draws carry-out"),
        (("draw", "1-14", "--commit-only", "--commit"), 2, "draws carry-out"),
        (("draws", "show", "draw:none"), 1, "no such draw"),
        (("draws", "carry-out", "draw:none"), 1, "no such draw"),
    ):
        ran = ask(*arguments)
        assert ran.code == code and said in ran.err, (arguments, ran.err)
    assert told(ask("draws", "--json"))["totalCount"] == 0
