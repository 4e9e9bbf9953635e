"""`cases` as a person types it: opened, watching, shown, closed; nobody else's are there."""

import json
from pathlib import Path
from typing import Any

from seed.demo import DEMO_SUBJECTS
from tests.served import Served, yuxin_here

COMPANY = next(demo.key for demo in DEMO_SUBJECTS if demo.key.startswith("uscc:"))


def token(data: Path, *more: str) -> str:
    return yuxin_here("token", *more, data=data).out.strip()


def did(*arguments: str, data: Path, **environment: str) -> dict[str, Any]:
    ran = yuxin_here("cases", *arguments, "--json", data=data, **environment)
    assert ran.code == 0, ran.err
    found: dict[str, Any] = json.loads(ran.out)
    return found


def test_from_the_reason_to_the_end(served: Served) -> None:
    data = served.data
    opened = did("open", "--reason", "举报核查", "--title", "某公司", "--key", "terminal", data=data)["case"]
    assert did("open", "--reason", "举报核查", "--title", "某公司", "--key", "terminal", data=data)["repeated"]
    watching = yuxin_here("cases", "watch", opened["id"], COMPANY.removeprefix("uscc:"), data=data)
    assert watching.code == 0 and "关注 1 个主体" in watching.out, watching.err
    shown = yuxin_here("cases", "show", opened["id"], "--changes", data=data)
    assert shown.code == 0 and COMPANY in shown.out and "新变化" in shown.out, shown.err
    assert did("watch", opened["id"], COMPANY, "--no-longer", data=data)["case"]["watched"] == []
    stale = yuxin_here("cases", "close", opened["id"], "--version", "1", data=data)
    assert stale.code == 1 and "此后有变化" in stale.err
    closed = yuxin_here("cases", "close", opened["id"], "--lang", "en", data=data)
    assert closed.code == 0 and "closed" in closed.out, closed.err
    again = yuxin_here("cases", "close", opened["id"], data=data)
    assert again.code == 1 and "结案" in again.err
    listed = yuxin_here("cases", "--closed", data=data)
    assert listed.code == 0 and "举报核查" in listed.out
    assert opened["id"] not in [case["id"] for case in did("--open", data=data)["cases"]]


def test_who_has_another_token_has_other_cases(served: Served) -> None:
    data = served.data
    first, second = (token(data, "--role", "investigator", "--name", name) for name in ("甲", "乙"))
    opened = did("open", "--reason", "甲的", data=data, YUXIN_TOKEN=first)["case"]
    assert [case["id"] for case in did(data=data, YUXIN_TOKEN=first)["cases"]] == [opened["id"]]
    assert did(data=data, YUXIN_TOKEN=second) == {"cases": [], "totalCount": 0}
    for arguments in (("show", opened["id"]), ("close", opened["id"])):
        absent = yuxin_here("cases", *arguments, data=data, YUXIN_TOKEN=second)
        assert absent.code == 1 and "没有案件" in absent.err
    assert "case:" in yuxin_here("cases", "show", opened["id"], data=data, YUXIN_TOKEN=first).out
    assert did("show", opened["id"], "--changes", data=data, YUXIN_TOKEN=first)["changes"]["edges"] == []


def test_a_token_s_case_is_looked_up_without_a_server_too(tmp_path: Path) -> None:
    within = token(tmp_path, "--role", "investigator", "--case", "case:none")
    refused = yuxin_here("cases", data=tmp_path, YUXIN_TOKEN=within)
    assert refused.code == 1 and "没有这个案件" in refused.err, refused.out


def test_the_changes_are_asked_for_in_the_case_without_a_server_too(tmp_path: Path) -> None:
    one = token(tmp_path, "--role", "investigator")
    opened = did("open", "--reason", "举报核查", data=tmp_path, YUXIN_TOKEN=one)["case"]
    assert did("show", opened["id"], "--changes", data=tmp_path, YUXIN_TOKEN=one)["changes"]["edges"] == []
