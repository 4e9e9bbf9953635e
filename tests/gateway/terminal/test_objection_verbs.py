"""`objections` as a person types them: a subject raises and withdraws, the department answers; with and without a server."""

import json
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from graph_model.model import city_day, utc_now
from seed.city.codes import made_up_uscc
from tests.served import serving, yuxin_here

CODE, OTHER = made_up_uscc("91", 97, 99, 82), made_up_uscc("91", 97, 99, 83)
FILE = """统一社会信用代码,主体名称,事项,等级,评价日期
{code},渝信测试异议有限公司,1-14,D,{today}
"""


@pytest.fixture(params=["in process", "through the server"])
def ask(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    """Runs a command on a data folder, with a server over it or without."""
    data = tmp_path / "data"
    with serving(data, "--city", "0", "--systems", "none") if "server" in request.param else nullcontext():
        yield lambda *arguments, **environment: yuxin_here(*arguments, data=data, **environment)


def told(ran: Any) -> Any:
    assert ran.code == 0, ran.err
    return json.loads(ran.out)


@pytest.mark.plan("7", "yuxin objections", "yuxin objections raise", "yuxin objections answer")
def test_raised_answered_and_withdrawn(ask: Any, tmp_path: Path) -> None:
    file = tmp_path / "评价.csv"
    file.write_text(FILE.format(code=CODE, today=city_day(utc_now())), encoding="utf-8")
    assert ask("import", str(file)).code == 0
    officer = ask("token", "--role", "officer", "--department", "human-resources", "--name", "王五").out.strip()
    stranger = ask("token", "--role", "officer", "--department", "transport", "--name", "赵六").out.strip()
    own = ("--subject", CODE)
    raised = told(ask("objections", "raise", "1-14", "--reason", "工资已结清", *own, "--json"))
    one = raised["objection"]
    assert (one["state"], one["department"]["name"], raised["repeated"]) == ("OPEN", "市人力社保局", False)
    listed = ask("objections", "--department", "市人力社保局")
    assert listed.code == 0 and "工资已结清" in listed.out and one["id"] in "".join(listed.out.split())
    assert told(ask("objections", "--json", YUXIN_TOKEN=officer))["totalCount"] == 1
    assert told(ask("objections", "--json", YUXIN_TOKEN=stranger))["totalCount"] == 0
    answer = ("objections", "answer", one["id"], "reject", "--reason", "未见凭证")
    assert ask(*answer, YUXIN_TOKEN=stranger).code == 1
    ended = ask(*answer, "--key", "k", YUXIN_TOKEN=officer)
    assert ended.code == 0 and "未采纳" in ended.out
    again = ask(*answer, "--key", "k", "--lang", "en", YUXIN_TOKEN=officer)
    assert "it was so before" in again.out, again.err
    second = told(ask("objections", "raise", one["record"]["id"], "--reason", "附凭证", *own, "--json"))["objection"]
    foreign = ask("objections", "withdraw", second["id"], "--subject", OTHER)
    assert foreign.code == 1 and "没有异议" in foreign.err
    withdrawn = told(ask("objections", "withdraw", second["id"], *own, "--json"))["objection"]
    assert withdrawn["state"] == "WITHDRAWN"
    states = [each["state"] for each in told(ask("objections", "--subject", CODE, "--json"))["objections"]]
    assert states == ["REJECTED", "WITHDRAWN"]
    assert told(ask("objections", "--state", "OPEN", "--json"))["objections"] == []
    assert ask("objections", "raise", one["record"]["id"], "--reason", "再议").code == 2
    none = ask("objections", "raise", "composite", "--reason", "再议", *own)
    assert none.code == 1 and "没有 composite 上的等级" in none.err
    kinds = [entry["kind"] for entry in told(ask("archive", CODE, "--json"))["archive"]["entries"]]
    assert kinds[:4] == ["OBJECTION_WITHDRAWN", "OBJECTION_RAISED", "OBJECTION_ANSWERED", "OBJECTION_RAISED"]
