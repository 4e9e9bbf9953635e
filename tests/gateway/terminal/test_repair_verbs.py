"""`repairs` as a person types them: asked for, supplemented, decided by a second person, revoked by a third; with and without a server."""

import json
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from graph_model.model import city_day, utc_now
from seed.city.codes import made_up_uscc
from tests.served import serving, yuxin_here

CODE, OTHER, NONE = made_up_uscc("91", 97, 99, 84), made_up_uscc("91", 97, 99, 85), made_up_uscc("91", 97, 99, 86)
FILE = """统一社会信用代码,主体名称,失信行为,严重程度,发生日期,文号,监管事项
{code},渝信测试修复有限公司,拖欠农民工工资,一般,2023-03-01,渝测〔2023〕1号,1-14
{other},渝信测试等待有限公司,拖欠农民工工资,严重,{today},渝测〔2023〕2号,1-14
"""
GRADES = """统一社会信用代码,主体名称,事项,等级,评价日期
{none},渝信测试守信有限公司,1-14,A,{today}
"""
PAID, MORE = "工资发放凭证,凭〔2024〕1号,2024-03-01", "银行回单，批次一,回〔2024〕2号,2024-03-02"
HOW = ("--statement", "工资已结清", "--evidence", PAID)
DECIDED = ("--reason", "已核实")


@pytest.fixture(params=["in process", "through the server"])
def ask(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    """Runs a command on a data folder with the facts of two subjects, with a server over it or without."""
    data = tmp_path / "data"
    with serving(data, "--city", "0", "--systems", "none") if "server" in request.param else nullcontext():

        def run(*arguments: str, **environment: str) -> Any:
            return yuxin_here(*arguments, data=data, **environment)

        for kind, text in {"facts": FILE, "grades": GRADES}.items():
            file = tmp_path / f"{kind}.csv"
            text = text.format(code=CODE, other=OTHER, none=NONE, today=city_day(utc_now()))
            file.write_text(text, encoding="utf-8")
            taken = run("import", "--kind", kind, str(file))
            assert taken.code == 0, taken.err
        yield run


def told(ran: Any) -> Any:
    assert ran.code == 0, ran.err
    return json.loads(ran.out)


@pytest.mark.plan("C", "yuxin repairs waits")
def test_how_long_one_waits_is_told(tmp_path: Path) -> None:
    shown = yuxin_here("repairs", "waits", "--lang", "en", data=tmp_path / "data")
    assert shown.code == 0 and "our default" in shown.out and "serious" in shown.out, shown.err
    waits = told(yuxin_here("repairs", "waits", "--json", data=tmp_path / "data"))
    days = [one["days"] for one in waits]
    assert [one["severity"] for one in waits] == ["MINOR", "ORDINARY", "SERIOUS"] and days == sorted(set(days))


def officer(ask: Any, name: str, department: str = "human-resources") -> str:
    token: str = ask("token", "--role", "officer", "--department", department, "--name", name).out.strip()
    return token


@pytest.mark.plan("C", "yuxin repairs", "yuxin repairs request", "yuxin repairs decide")
def test_asked_for_decided_by_another_and_revoked_by_a_third(ask: Any) -> None:
    first, second, third = (officer(ask, name) for name in ("王五", "赵六", "孙七"))
    stranger = officer(ask, "周八", "transport")
    request = ("repairs", "request", CODE, *HOW, "--document", "渝修〔2024〕1号")
    asked = told(ask(*request, "--key", "k", "--json", YUXIN_TOKEN=first))
    one = asked["repair"]
    assert (one["state"], one["party"], asked["repeated"]) == ("REQUESTED", "DEPARTMENT", False)
    assert one["evidence"] == [{"name": "工资发放凭证", "number": "凭〔2024〕1号", "day": "2024-03-01"}]
    same = ask("repairs", "request", one["fact"]["key"], *request[3:], "--key", "k", "--lang", "en", YUXIN_TOKEN=first)
    assert "it was so before" in same.out, same.err
    decide = ("repairs", "decide", one["id"], "accept", *DECIDED)
    own = ask(*decide, YUXIN_TOKEN=first)
    assert own.code == 1 and "请另一人办理" in own.err
    assert told(ask("repairs", "--json", YUXIN_TOKEN=stranger))["totalCount"] == 0
    assert ask(*decide, YUXIN_TOKEN=stranger).code == 1
    accepted = ask(*decide, YUXIN_TOKEN=second)
    assert accepted.code == 0 and "已同意" in accepted.out
    listed = ask("repairs", "--department", "市人力社保局", "--state", "ACCEPTED", YUXIN_TOKEN=first)
    assert listed.code == 0 and "工资已结清" in listed.out and one["id"] in "".join(listed.out.split())
    [row] = told(ask("repairs", "--subject", CODE, "--json", YUXIN_TOKEN=second))["repairs"]
    assert row["fact"]["retiredOn"] is not None and [act["act"] for act in row["acts"]] == ["REQUEST", "ACCEPT"]
    again = ask(*request, YUXIN_TOKEN=first)
    assert again.code == 1 and "没有计入的失信行为事实" in again.err
    revoke = ("repairs", "revoke", one["id"], "--reason", "凭证系伪造")
    assert ask(*revoke, YUXIN_TOKEN=second).code == 1
    stale = ask(*revoke, "--version", one["version"], YUXIN_TOKEN=third)
    assert stale.code == 1 and "请重新看过" in stale.err
    revoked = told(ask(*revoke, "--json", YUXIN_TOKEN=third))["repair"]
    assert revoked["state"] == "REVOKED" and revoked["fact"]["retiredOn"] is None
    kinds = [entry["kind"] for entry in told(ask("archive", CODE, "--json"))["archive"]["entries"]]
    assert kinds[:3] == ["REPAIR_REVOKED", "FACT_REPAIRED", "REPAIR_REQUESTED"]


@pytest.mark.plan("C", "yuxin repairs supplement", "yuxin repairs withdraw")
def test_a_subject_asks_itself_gives_more_evidence_and_withdraws(ask: Any) -> None:
    own, decider = ("--subject", CODE), officer(ask, "王五")
    one = told(ask("repairs", "request", CODE, *HOW, *own, "--json"))["repair"]
    assert (one["party"], one["department"]["name"]) == ("SUBJECT", "市人力社保局")
    lacking = ask("repairs", "decide", one["id"], "ask-evidence", "--reason", "缺银行回单", YUXIN_TOKEN=decider)
    assert lacking.code == 0 and "待补充材料" in lacking.out
    more = ("repairs", "supplement", one["id"], "--evidence", MORE, "--note", "附回单")
    assert ask(*more, YUXIN_TOKEN=decider).code == 1
    foreign = ask(*more, "--subject", OTHER)
    assert foreign.code == 1 and "没有修复" in foreign.err
    given = told(ask(*more, *own, "--json"))["repair"]
    assert given["state"] == "REQUESTED"
    assert [document["name"] for document in given["evidence"]] == ["工资发放凭证", "银行回单，批次一"]
    listed = ask("repairs", "--lang", "en", YUXIN_TOKEN=decider)
    assert "waits for its decision" in " ".join(listed.out.split()) and "缺银行回单" in listed.out
    withdrawn = told(ask("repairs", "withdraw", one["id"], *own, "--json"))["repair"]
    assert withdrawn["state"] == "WITHDRAWN"
    assert told(ask("repairs", "--state", "REQUESTED", "--json"))["repairs"] == []
    assert ask("repairs", "decide", one["id"], "reject", *DECIDED, YUXIN_TOKEN=decider).code == 1


def test_what_is_wrong_is_said(ask: Any) -> None:
    early = ask("repairs", "request", OTHER, *HOW, "--subject", OTHER)
    assert early.code == 1 and "还在等待期内" in early.err
    clean = ask("repairs", "request", NONE, *HOW, "--subject", NONE)
    assert clean.code == 1 and "没有计入的失信行为事实" in clean.err
    unknown = ask("repairs", "request", "fact-0", *HOW, "--subject", CODE)
    assert unknown.code == 1 and "没有这项事实" in unknown.err
    undocumented = ask("repairs", "request", CODE, *HOW)
    assert undocumented.code == 2 and "文号" in undocumented.err
    for evidence in ("工资发放凭证", "工资发放凭证,凭1,去年"):
        wrong = ask("repairs", "request", CODE, "--statement", "已结清", "--evidence", evidence)
        assert wrong.code == 2 and "名称,编号,日期" in wrong.err
    missing = ask("repairs", "withdraw", "repair:0", "--subject", CODE)
    assert missing.code == 1 and "没有修复" in missing.err


def test_of_several_facts_which_is_to_be_said(ask: Any, tmp_path: Path) -> None:
    file = tmp_path / "又一.csv"
    head, one, _ = FILE.format(code=CODE, other=OTHER, today=city_day(utc_now())).strip().split("\n")
    file.write_text("\n".join([head, one.replace("2023-03-01", "2023-04-01")]), encoding="utf-8")
    assert ask("import", "--kind", "facts", str(file)).code == 0
    several = ask("repairs", "request", CODE, *HOW, "--subject", CODE)
    assert several.code == 2 and "2023-03-01" in several.err and "2023-04-01" in several.err
    keys = [word for word in several.err.split() if word.startswith("fact-")]
    asked = told(ask("repairs", "request", keys[0], *HOW, "--subject", CODE, "--json"))["repair"]
    assert asked["fact"]["key"] == keys[0]
