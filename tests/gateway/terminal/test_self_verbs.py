"""`me` and `on-behalf` as they are typed: a subject looks at itself, and a window on its behalf, which the subject then finds."""

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
{code},渝信测试自查有限公司,1-14,D,{today}
"""


@pytest.fixture(params=["in process", "through the server"])
def ask(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    """Runs a command on a data folder where a company is graded, with a server over it or without."""
    data, file = tmp_path / "data", tmp_path / "评价.csv"
    file.write_text(FILE.format(code=CODE, today=city_day(utc_now())), encoding="utf-8")
    with serving(data, "--city", "0", "--systems", "none") if "server" in request.param else nullcontext():
        assert yuxin_here("import", str(file), data=data).code == 0
        yield lambda *arguments, **environment: yuxin_here(*arguments, data=data, **environment)


def told(ran: Any) -> Any:
    assert ran.code == 0, ran.err
    return json.loads(ran.out)


@pytest.mark.plan("7", "Query.me", "Query.onBehalf", "yuxin me", "yuxin on-behalf")
def test_a_subject_sees_its_own_and_who_has_looked_with_what_was_shown(ask: Any) -> None:
    window = ask("token", "--role", "clerk", "--department", "tax", "--name", "窗口一号").out.strip()
    looked = told(ask("on-behalf", CODE, "--proof", "id-card", "--json", YUXIN_TOKEN=window))
    assert looked["gradeView"]["lowest"] == "D" and "accesses" not in looked
    assert ask("objections", "raise", "1-14", "--reason", "已改正", "--subject", CODE).code == 0
    own = told(ask("me", "--subject", CODE, "--json"))
    assert (own["gradeView"], own["measures"]) == (own["gradeView"] | {"lowest": "D"}, looked["measures"])
    [objection] = own["objections"]
    assert (objection["reason"], objection["state"]) == ("已改正", "OPEN")
    [look] = [one for one in own["accesses"]["nodes"] if one["proofs"]]
    assert (look["role"], look["proofs"], look["department"]["key"]) == ("clerk", ["ID_CARD"], "tax")
    shown = ask("me", "--subject", CODE)
    table = "".join(shown.out.split())
    assert shown.code == 0 and "谁看过" in table and "重庆市税务局" in table and "身份证件" in table, shown.err
    assert "渝信测试自查有限公司" in table and "已改正" in table
    english = ask("on-behalf", CODE, "--proof", "business-licence", "--lang", "en", YUXIN_TOKEN=window)
    assert english.code == 0 and "Who has looked" not in english.out and "Objections" in english.out, english.err


def test_others_are_told_why_not(ask: Any) -> None:
    nobody = ask("me")
    assert nobody.code == 2 and "--subject" in nobody.err
    unknown = ask("me", "--subject", OTHER)
    assert unknown.code == 1 and "没有这个主体" in unknown.err
    officer = ask("token", "--role", "officer", "--department", "tax", "--name", "王五").out.strip()
    refused = ask("on-behalf", CODE, "--proof", "id-card", YUXIN_TOKEN=officer)
    assert refused.code != 0 and refused.out == ""
    unshown = ask("on-behalf", CODE, YUXIN_TOKEN=officer)
    assert unshown.code == 2 and "--proof" in unshown.err
