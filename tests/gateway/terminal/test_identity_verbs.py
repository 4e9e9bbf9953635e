"""`identities`: what waits, decide, take back; in process, and through the server while it serves."""

import json
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from seed.city.codes import made_up_uscc
from tests.served import serving, yuxin_here

FIRST, SECOND = sorted(made_up_uscc("91", 97, 99, index) for index in (71, 72))
NUMBER = "979990000007172"
NAME = "渝信归属测试公司"


@pytest.fixture(params=["in process", "through the server"])
def ask(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    """Runs a command on a data folder, with a server over it or without."""
    data = tmp_path / "data"
    with serving(data, "--city", "0", "--systems", "none") if "server" in request.param else nullcontext():
        yield lambda *arguments: yuxin_here(*arguments, data=data)


def told(ran: Any, code: int = 0) -> Any:
    assert ran.code == code, ran.err
    return json.loads(ran.out)


def test_what_waits_is_decided_and_taken_back(ask: Any, tmp_path: Path) -> None:
    register = tmp_path / "登记.csv"
    rows = "".join(f"{code},{NAME},渝北区,{NUMBER}\n" for code in (FIRST, SECOND))
    register.write_text("统一社会信用代码,企业名称,区县,注册号\n" + rows, encoding="utf-8")
    told(ask("import", str(register), "--kind", "subjects", "--json"))
    grades = tmp_path / "等级.csv"
    grades.write_text(f"注册号,监管事项,信用等级,评价日期\n{NUMBER},1-7,C,2026-01-05\n", encoding="utf-8")
    told(ask("import", str(grades), "--json"), 1)

    found = told(ask("identities", "--subject", FIRST, "--json"))
    (review,) = found["identityReviews"]
    assert (found["totalCount"], review["state"], review["waiting"]) == (1, "OPEN", 1)
    assert [one["subject"]["key"] for one in review["candidates"]] == [f"uscc:{FIRST}", f"uscc:{SECOND}"]
    table = ask("identities").out
    assert "归属核定" in table and review["id"] in table and "注册号" in table

    missing = ask("identities", "decide", review["id"], "--subject", made_up_uscc("91", 97, 99, 73), "--reason", "?")
    assert missing.code == 1 and "there is no subject" in missing.err
    both = ask("identities", "decide", review["id"], "--subject", FIRST, "--nobody", "--reason", "?")
    assert both.code == 2

    because = ("--reason", "执照复印件可证", "--by", "王某")
    result = told(ask("identities", "decide", review["id"], "--subject", SECOND, *because, "--json"))
    assert (result["accepted"], result["decision"]["decidedBy"]) == (1, "王某")
    assert told(ask("view", SECOND, "--json"))["gradeView"]["lowest"] == "C"
    other = ask("identities", "decide", review["id"], "--subject", FIRST, *because)
    assert other.code == 1 and result["decision"]["key"] in other.err
    assert result["decision"]["key"] in ask("identities", "--state", "decided").out

    shown = ask("identities", "take-back", result["decision"]["key"], *because, "--lang", "en")
    assert (shown.code, shown.err) == (0, "")
    assert "1 evaluations and facts ended, 1 rows wait again" in " ".join(shown.out.split())
    assert told(ask("view", SECOND, "--json"))["gradeView"]["lowest"] is None
    nobody = ask("identities", "decide", review["id"], "--nobody", *because)
    assert nobody.code == 0 and "不是库中任何主体" in nobody.out
    assert told(ask("identities", "--subject", FIRST, "--json"))["identityReviews"] == []
