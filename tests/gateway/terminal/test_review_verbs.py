"""`discrepancies review`: two departments look at a difference; in process, and through the server while it serves."""

import json
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from seed.city.codes import made_up_uscc
from tests.served import serving, yuxin_here

CODE = made_up_uscc("91", 97, 99, 81)
BECAUSE = ("--reason", "证据已核", "--by", "王某")


@pytest.fixture(params=["in process", "through the server"])
def ask(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    """Runs a command on a data folder, with a server over it or without."""
    data = tmp_path / "data"
    with serving(data, "--city", "0", "--systems", "none") if "server" in request.param else nullcontext():
        yield lambda *arguments, **environment: yuxin_here(*arguments, data=data, **environment)


def told(ran: Any) -> Any:
    assert ran.code == 0, ran.err
    return json.loads(ran.out)


def test_it_is_reviewed_until_it_is_closed(ask: Any, tmp_path: Path) -> None:
    grades = tmp_path / "等级.csv"
    rows = f"{CODE},渝信复核测试公司,1-9,A,2026-01-05\n{CODE},渝信复核测试公司,1-14,D,2026-01-06\n"
    grades.write_text("统一社会信用代码,主体名称,监管事项,信用等级,评价日期\n" + rows, encoding="utf-8")
    told(ask("import", str(grades), "--json"))
    found = told(ask("discrepancies", "--json"))["discrepancies"]
    [one] = [row for row in found if row["subject"]["key"] == f"uscc:{CODE}"]
    assert one["state"] == "OPEN"
    better, worse = (one[side]["department"]["key"] for side in ("high", "low"))

    corrects = ("correct", "--department", worse, "--suspend", "--key", "k1", *BECAUSE)
    first = told(ask("discrepancies", "review", one["id"], *corrects, "--version", one["version"], "--json"))
    assert (first["repeated"], first["discrepancy"]["state"]) == (False, "UNDER_REVIEW")
    assert told(ask("discrepancies", "review", one["id"], *corrects, "--json"))["repeated"] is True
    view = told(ask("view", CODE, "--json"))["gradeView"]["byDepartment"]
    assert [grade["suspended"] for group in view for grade in group["grades"]] == [False, True]

    stale = ask("discrepancies", "review", one["id"], "dismiss", "--version", one["version"], *BECAUSE)
    assert stale.code == 1 and "look again" in stale.err
    nobody = ask("discrepancies", "review", "discrepancy:nothing", "dismiss", *BECAUSE)
    assert nobody.code == 1 and "no such discrepancy" in nobody.err

    roads, labour = (
        ask("token", "--role", "officer", "--department", department, "--name", "李某").out.strip()
        for department in (better, worse)
    )
    dismissed = ask("discrepancies", "review", one["id"], "dismiss", *BECAUSE, YUXIN_TOKEN=roads)
    others = ask("discrepancies", "review", one["id"], "keep", "--department", better, *BECAUSE, YUXIN_TOKEN=labour)
    for refused, said in ((dismissed, "only the credit office"), (others, "own department's grades alone")):
        assert refused.code == 1 and said in refused.err, refused
    assert told(ask("discrepancies", "--json", YUXIN_TOKEN=roads))["totalCount"] == 1
    shown = ask("discrepancies", "review", one["id"], "keep", *BECAUSE, YUXIN_TOKEN=roads)
    assert shown.code == 0 and "维持等级" in shown.out and "复核中" in shown.out
    last = told(ask("discrepancies", "review", one["id"], "keep", "--department", worse, *BECAUSE, "--json"))
    assert last["discrepancy"]["state"] == "CLOSED"
    assert one["id"] in ask("discrepancies", "--state", "closed").out.replace("\n", "")
