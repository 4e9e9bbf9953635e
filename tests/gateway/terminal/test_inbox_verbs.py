"""`inbox` and `inbox acknowledge` as a person types them; in process, and through the server while it serves."""

import json
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from graph_model.model import city_day, utc_now
from seed.city.codes import made_up_uscc
from tests.served import serving, yuxin_here

CODE = made_up_uscc("91", 97, 99, 82)
FILE = """统一社会信用代码,主体名称,事项,等级,评价日期
{code},渝信测试待办有限公司,1-9,A,{today}
{code},渝信测试待办有限公司,1-14,A,2026-01-05
{code},渝信测试待办有限公司,1-14,D,{today}
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


@pytest.mark.plan("8", "Query.inbox", "Mutation.acknowledgeEarlyWarning", "yuxin inbox")
def test_what_waits_is_told_and_what_is_read_waits_no_more(ask: Any, tmp_path: Path) -> None:
    file = tmp_path / "评价.csv"
    file.write_text(FILE.format(code=CODE, today=city_day(utc_now())), encoding="utf-8")
    assert ask("import", str(file)).code == 0
    labour = ("--department", "市人力社保局")
    found = told(ask("inbox", *labour, "--json"))
    assert [(one["kind"], one["count"]) for one in found["counts"]] == [("DISCREPANCY", 1), ("EARLY_WARNING", 1)]
    discrepancy, warning = found["inbox"]
    assert (discrepancy["discrepancy"]["high"]["grade"], discrepancy["discrepancy"]["low"]["grade"]) == ("A", "D")
    assert (warning["earlyWarning"]["kind"], warning["dueOn"]) == ("FALL", None)
    table = "".join(ask("inbox", *labour).out.split())
    assert "待复核的差异1" in table and "等级下降A→D" in table and "渝信测试待办有限公司" in table
    assert told(ask("inbox", *labour, "--kind", "early-warning", "--json"))["inbox"] == [warning]
    roads = told(ask("inbox", "--department", "transport", "--json"))
    assert [one["kind"] for one in roads["inbox"]] == ["DISCREPANCY"]
    officer = ask("token", "--role", "officer", "--department", "human-resources", "--name", "王五").out.strip()
    own = told(ask("inbox", "--json", YUXIN_TOKEN=officer))
    assert [one["kind"] for one in own["inbox"]] == ["DISCREPANCY", "EARLY_WARNING"], (
        "an officer's is the own department's"
    )
    assert ask("inbox", "--department", "transport", YUXIN_TOKEN=officer).code == 1
    assert ask("inbox").code == 2, "this machine says whose"
    done = told(ask("inbox", "acknowledge", warning["key"], "--json", YUXIN_TOKEN=officer))
    assert (done["department"]["name"], done["by"], done["repeated"]) == ("市人力社保局", "王五", False)
    again = ask("inbox", "acknowledge", warning["key"], *labour)
    assert again.code == 0 and "此前已阅" in again.out
    assert [one["kind"] for one in told(ask("inbox", *labour, "--json"))["inbox"]] == ["DISCREPANCY"]
    assert ask("inbox", "acknowledge", warning["key"], "--department", "transport").code == 1
    assert ask("inbox", "--department", "没有局").code == 2
