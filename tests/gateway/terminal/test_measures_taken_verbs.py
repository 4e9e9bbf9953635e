"""`measures-taken` as a person types them: recorded, listed, counted, withdrawn by another one; with and without a server."""

import json
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from graph_model.model import city_day, day_text, utc_now
from seed.city.codes import made_up_uscc
from tests.served import serving, yuxin_here

CODE, OTHER = made_up_uscc("91", 97, 99, 84), made_up_uscc("91", 97, 99, 85)
FILE = """统一社会信用代码,主体名称,事项,等级,评价日期
{code},渝信测试措施有限公司,1-14,A,{today}
"""


@pytest.fixture(params=["in process", "through the server"])
def ask(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    """Runs a command on a data folder with a company graded A, with a server over it or without."""
    data, file = tmp_path / "data", tmp_path / "评价.csv"
    file.write_text(FILE.format(code=CODE, today=today()), encoding="utf-8")
    with serving(data, "--city", "0", "--systems", "none") if "server" in request.param else nullcontext():
        assert yuxin_here("import", str(file), data=data).code == 0
        yield lambda *arguments, **environment: yuxin_here(*arguments, data=data, **environment)


def today() -> str:
    return day_text(city_day(utc_now()))


def told(ran: Any) -> Any:
    assert ran.code == 0, ran.err
    return json.loads(ran.out)


def officer(ask: Any, name: str, department: str = "human-resources") -> str:
    token: str = ask("token", "--role", "officer", "--department", department, "--name", name).out.strip()
    return token


def recording(*more: str, measure: str = "a-reduced-sampling", action: str = "withheld") -> tuple[str, ...]:
    given = ("--on", today(), "--document", "渝人社办〔2026〕7号", "--item", "1-14")
    return ("measures-taken", "record", CODE, measure, action, *given, *more)


@pytest.mark.plan(
    "6",
    "yuxin measures-taken",
    "yuxin measures-taken counts",
    "yuxin measures-taken record",
    "yuxin measures-taken withdraw",
)
def test_recorded_listed_counted_and_withdrawn(ask: Any) -> None:
    labour, colleague, stranger = officer(ask, "王五"), officer(ask, "孙七"), officer(ask, "赵六", "transport")
    first = told(ask(*recording("--key", "k", "--json"), YUXIN_TOKEN=labour))
    one = first["measureTaken"]
    assert (one["consistency"], one["grade"], one["department"]["name"], first["repeated"]) == (
        "DENIED",
        "A",
        "市人力社保局",
        False,
    )
    again = ask(*recording("--key", "k", "--lang", "en"), YUXIN_TOKEN=labour)
    assert again.code == 0 and "denied (it was so before)" in again.out, again.err
    told(ask(*recording("--json", measure="a-conveniences", action="granted"), YUXIN_TOKEN=labour))

    listed = ask("measures-taken", "--department", "市人力社保局", "--consistency", "denied")
    assert listed.code == 0 and "应给未给" in listed.out and one["key"] in listed.out
    for only, total in ((("--subject", CODE), 2), (("--subject", OTHER), 0), (("--consistency", "DENIED"), 1)):
        assert told(ask("measures-taken", *only, "--json"))["totalCount"] == total, only
    assert told(ask("measures-taken", "--json", YUXIN_TOKEN=labour))["totalCount"] == 2
    assert told(ask("measures-taken", "--json", YUXIN_TOKEN=stranger))["totalCount"] == 0
    assert len(told(ask("measures-taken", "--limit", "1", "--json"))["measuresTaken"]) == 1

    counted = told(ask("measures-taken", "counts", "--by", "department", "--json"))["measureConsistency"]
    assert [(row["department"]["key"], row["scenario"], row["consistency"], row["count"]) for row in counted] == [
        ("human-resources", None, "DENIED", 1),
        ("human-resources", None, "NOT_COMPARABLE", 1),
    ]
    by_scenario = ask("measures-taken", "counts", "--by", "scenario", "--consistency", "denied", "--lang", "en")
    assert "random inspection" in by_scenario.out and "department" not in by_scenario.out

    withdrawal = ("measures-taken", "withdraw", one["key"], "--reason", "记错了主体", "--key", "w")
    own = ask(*withdrawal, YUXIN_TOKEN=labour)
    assert own.code == 1 and "由另一人撤销" in own.err
    stale = ask(*withdrawal, "--version", "2-WITHDRAWN", YUXIN_TOKEN=colleague)
    assert stale.code == 1 and "look again" in stale.err
    withdrawn = ask(*withdrawal, "--version", one["version"], YUXIN_TOKEN=colleague)
    assert withdrawn.code == 0 and "已撤销 孙七 记错了主体" in withdrawn.out, withdrawn.err
    assert told(ask(*withdrawal, "--json", YUXIN_TOKEN=colleague))["repeated"] is True
    assert told(ask("measures-taken", "--json"))["totalCount"] == 1
    kept = told(ask("measures-taken", "--withdrawn", "--json"))["measuresTaken"]
    assert [(row["key"], row["withdrawalReason"]) for row in kept] == [(one["key"], "记错了主体")]
    left = told(ask("measures-taken", "counts", "--json"))["measureConsistency"]
    assert [(row["consistency"], row["count"]) for row in left] == [("NOT_COMPARABLE", 1)]


def test_what_is_refused_is_told_with_its_code(ask: Any) -> None:
    labour, stranger = officer(ask, "王五"), officer(ask, "赵六", "transport")
    one = told(ask(*recording("--key", "k", "--json"), YUXIN_TOKEN=labour))["measureTaken"]
    for ran, code, text in (
        (ask(*recording(), YUXIN_TOKEN=stranger), 1, "只能记入本部门的措施"),
        (ask(*recording(measure="z")), 2, "没有这项措施"),
        (ask(*recording("--ends", "很久")), 2, "很久 不是日期"),
        (ask(*recording("--key", "k", action="granted"), YUXIN_TOKEN=labour), 2, "幂等键"),
        (ask("measures-taken", "record", CODE, "a-conveniences", "granted", "--on", today()), 2, "--document"),
        (ask("measures-taken", "withdraw", one["key"], "--reason", "误", YUXIN_TOKEN=stranger), 1, "只能撤销本部门的"),
        (ask("measures-taken", "withdraw", "measure-taken:x", "--reason", "误"), 1, "没有这项措施记录"),
        (ask("measures-taken", "--department", "transport", YUXIN_TOKEN=labour), 1, "只能看本部门的"),
        (ask("measures-taken", "counts", "--department", "某局"), 2, "某局"),
    ):
        assert ran.code == code and text in ran.err, (text, ran)
    assert told(ask("measures-taken", "--json"))["totalCount"] == 1
