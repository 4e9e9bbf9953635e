"""`facts record` as a person types it; with and without a server."""

import json
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from graph_model.model import city_day, day_text, utc_now
from seed.city.codes import made_up_uscc
from tests.served import serving, yuxin_here

CODE, UNKNOWN = made_up_uscc("91", 97, 99, 86), made_up_uscc("91", 97, 99, 87)
FILE = """统一社会信用代码,主体名称,事项,等级,评价日期
{code},渝信测试事实有限公司,1-14,D,{today}
"""
NUMBER = "渝人社罚〔2026〕31号"


@pytest.fixture(params=["in process", "through the server"])
def ask(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    """Runs a command on a data folder with a company in it, with a server over it or without."""
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


def recording(
    *more: str, code: str = CODE, conduct: str = "wage-arrears", severity: str = "serious"
) -> tuple[str, ...]:
    given = ("--on", today(), "--document", NUMBER, "--description", "拖欠工资")
    return ("facts", "record", code, conduct, severity, *given, *more)


def kinds(ask: Any) -> list[str]:
    return [entry["kind"] for entry in told(ask("archive", CODE, "--json"))["archive"]["entries"]]


@pytest.mark.plan("D", "yuxin facts record")
def test_recorded_once_and_in_the_archive(ask: Any) -> None:
    labour = ask("token", "--role", "officer", "--department", "human-resources", "--name", "王五").out.strip()
    recorded = told(ask(*recording("--item", "1-14", "--key", "k", "--json"), YUXIN_TOKEN=labour))
    fact = recorded["fact"]
    assert (fact["conduct"], fact["severity"], fact["occurredOn"], fact["documentNo"], fact["item"]["key"]) == (
        "wage-arrears",
        "SERIOUS",
        today(),
        NUMBER,
        "1-14",
    )
    assert (fact["description"], recorded["repeated"]) == ("拖欠工资", False)
    again = ask(*recording("--item", "1-14", "--key", "k", "--lang", "en"), YUXIN_TOKEN=labour)
    assert again.code == 0 and "serious" in again.out and "(it was so before)" in again.out, again.err
    assert fact["key"] in again.out
    assert kinds(ask).count("FACT") == 1


def test_the_credit_office_corrects_it_by_its_name(ask: Any) -> None:
    told(ask(*recording("--json")))
    corrected = ask(*recording(conduct="拖欠农民工工资", severity="minor"))
    assert corrected.code == 0 and "拖欠农民工工资 轻微" in corrected.out, corrected.err
    assert kinds(ask).count("FACT") == 1


def test_what_is_refused_is_told_with_its_code(ask: Any) -> None:
    stranger = ask("token", "--role", "officer", "--department", "transport", "--name", "赵六").out.strip()
    told(ask(*recording("--key", "k", "--json")))
    for ran, code, text in (
        (ask(*recording("--item", "1-14"), YUXIN_TOKEN=stranger), 1, "只能记入本部门事项的事实"),
        (ask(*recording(code=UNKNOWN)), 1, "没有"),
        (ask(*recording(code="9150")), 2, "9150"),
        (ask(*recording(conduct="某种行为")), 2, "某种行为"),
        (ask(*recording("--key", "k", severity="minor")), 2, "幂等键"),
        (ask(*recording(severity="grave")), 2, "grave"),
        (
            ask("facts", "record", CODE, "wage-arrears", "minor", "--on", "昨天", "--document", NUMBER),
            2,
            "昨天 不是日期",
        ),
    ):
        assert ran.code == code and text in ran.err, (text, ran)
