"""The verbs through the running server: tables for people, JSON for machines, exit codes."""

import csv
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from graphql import build_schema
from openpyxl import load_workbook

from graph_model.model import city_day, utc_now
from seed.demo import DEMO_SUBJECTS
from tests.served import ROOT, Ran, Served, yuxin, yuxin_here

ALL_A = DEMO_SUBJECTS[0]
RESTRICTED = DEMO_SUBJECTS[2]


@pytest.fixture
def ask(served: Served) -> Any:
    def asked(*arguments: str, **environment: str) -> Ran:
        return yuxin_here(*arguments, data=served.data, **environment)

    return asked


def told(ran: Ran) -> Any:
    """The JSON on standard output, of which nothing else is."""
    assert ran.code == 0, ran.err
    return json.loads(ran.out)


def test_a_command_of_its_own_process(served: Served) -> None:
    """As a person runs it; the other tests call the same entry point without starting a Python for each."""
    ran = yuxin("items", "--json", data=served.data)
    assert (ran.code, len(json.loads(ran.out)), ran.err) == (0, 61, "")
    table = yuxin("view", ALL_A.key, data=served.data)
    assert table.code == 0 and ALL_A.name in table.out
    assert yuxin("view", "person:00000000000000000000000000000000", data=served.data).code == 1


@pytest.mark.plan("4", "Query.items", "yuxin items")
def test_items(ask: Any) -> None:
    rows = told(ask("items", "--json"))
    assert len(rows) == 61
    assert rows[0].keys() >= {"key", "number", "annex", "name", "objects", "department", "system", "startsOn"}
    assert len(told(ask("items", "--json", "--department", "市交通局"))) == 7
    assert len(told(ask("items", "--json", "--annex", "2"))) == 11
    table = ask("items", "--department", "transport").out
    assert "监管事项（7）" in table and "1-7" in table and "市交通局" in table


def test_departments_and_systems(ask: Any) -> None:
    departments = {row["name"]: row["itemCount"] for row in told(ask("departments", "--json"))}
    assert (len(departments), departments["市交通局"], departments["市市场监管局"]) == (27, 7, 10)
    assert len(told(ask("systems", "--json"))) == 20
    assert told(ask("systems", "--kind", "platform", "--json"))
    assert "支撑系统（20）" in ask("systems").out


@pytest.mark.parametrize("form", ["{uscc}", "uscc:{uscc}", " {lower} "])
@pytest.mark.plan("1", "GradeView.composite", "yuxin view")
def test_view_takes_a_bare_code_or_a_key(ask: Any, form: str) -> None:
    uscc = ALL_A.key.removeprefix("uscc:")
    subject = told(ask("view", form.format(uscc=uscc, lower=uscc.lower()), "--json"))
    assert (subject["key"], subject["displayName"], subject["synthetic"]) == (ALL_A.key, ALL_A.name, True)
    view = subject["gradeView"]
    assert (view["highest"], view["lowest"], view["spread"], view["composite"]["grade"]) == ("A", "A", 0, "A")


def test_view_as_a_table(ask: Any) -> None:
    chinese = ask("view", ALL_A.key)
    assert chinese.code == 0
    assert ALL_A.name in chinese.out and "公共信用综合评价" in chinese.out and "合成数据" in chinese.out
    english = ask("view", ALL_A.key, "--lang", "en")
    assert "public composite" in english.out and "made up" in english.out
    assert "\x1b[" not in chinese.out, "plain where there is no terminal"


def test_view_of_a_person(ask: Any) -> None:
    person = next(demo for demo in DEMO_SUBJECTS if demo.key.startswith("person:"))
    subject = told(ask("view", person.key, "--json"))
    assert subject["kind"] == "PERSON" and subject["gradeView"]["composite"] is None


def test_view_of_another_day(ask: Any) -> None:
    before = told(ask("view", ALL_A.key, "--as-of", "2000-01-01", "--json"))
    assert before["gradeView"]["byDepartment"] == []
    assert "没有部门评价" in ask("view", ALL_A.key, "--as-of", "2000-01-01").out


def test_measures_with_their_reasons(ask: Any) -> None:
    subject = told(ask("measures", RESTRICTED.key, "--json"))
    restricting = [row for row in subject["measures"]["applied"] if row["measure"]["direction"] == "RESTRICTIVE"]
    assert restricting
    for row in restricting:
        assert row["facts"] and row["legalBasis"] and row["measure"]["quote"] and row["because"]["grade"] == "D"
    assert all(row["reason"] and row["explanation"] for row in subject["measures"]["withheld"])
    table = ask("measures", RESTRICTED.key).out
    assert "适用的措施" in table and "不予适用" in table and "约束" in table
    chosen = told(ask("measures", RESTRICTED.key, "--scenario", "market-access", "--json"))["measures"]
    assert {row["measure"]["scenario"] for row in chosen["applied"] + chosen["withheld"]} == {"MARKET_ACCESS"}


def test_the_archive_page_by_page(ask: Any) -> None:
    history = DEMO_SUBJECTS[9]
    whole = told(ask("archive", history.key, "--json"))["archive"]
    assert whole["totalCount"] == len(whole["entries"]) > 10
    days = [entry["day"] for entry in whole["entries"]]
    assert days == sorted(days, reverse=True)
    first = told(ask("archive", history.key, "--limit", "3", "--json"))["archive"]
    day = whole["entries"][2]["day"]
    past = told(ask("archive", history.key, "--as-of", day, "--json"))["archive"]
    assert past["entries"] == [one for one in whole["entries"] if one["day"] <= day]
    assert first["entries"] == whole["entries"][:3]
    assert first["totalCount"] == whole["totalCount"]


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "jsonl"])
@pytest.mark.plan("7", "yuxin archive")
def test_the_archive_as_a_file(ask: Any, tmp_path: Path, suffix: str) -> None:
    """Everything, with where it comes from; a workbook and JSON Lines say whose it is and what was known when."""
    history = DEMO_SUBJECTS[9]
    whole = told(ask("archive", history.key, "--limit", "500", "--json"))["archive"]["entries"]
    file = tmp_path / f"档案.{suffix}"
    ran = ask("archive", history.key, "--to", str(file), "--known-at", "2099-01-01", "--no-queries")
    assert ran.code == 0 and f"{len(whole)} 条写入" in ran.out, ran.err
    if suffix == "jsonl":
        head, *entries = map(json.loads, file.read_text(encoding="utf-8").splitlines())
        assert head["subject"]["key"] == history.key and head["knownAt"].startswith("2099-01-01") and entries == whole
        return
    rows = read_table(file)
    assert rows[0][:5] == ["日期", "时刻", "种类", "等级", "内容"] and len(rows) == len(whole) + 1
    assert [(row[0], row[4]) for row in rows[1:]] == [(one["day"], one["what"]) for one in whole]
    graded = [row for row in rows[1:] if row[3] and "综合" not in row[4]]
    assert graded and all(row[5] and row[6] and row[7] and row[9] for row in graded)
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.plan("7", "ArchiveEntry.access", "yuxin archive")
def test_the_file_has_who_looked_before_it_was_begun(ask: Any, tmp_path: Path) -> None:
    history = DEMO_SUBJECTS[9]
    bare = told(ask("archive", history.key, "--limit", "500", "--json"))["archive"]["entries"]
    file = tmp_path / "档案.jsonl"
    assert ask("archive", history.key, "--to", str(file)).code == 0
    _, *entries = map(json.loads, file.read_text(encoding="utf-8").splitlines())
    looks = [one for one in entries if one["kind"] == "QUERY"]
    assert (looks[0]["what"], looks[0]["access"]["role"]) == (
        "信用主管部门查询",
        "coordinator",
    )  # others may have looked before
    assert [one for one in entries if one["kind"] != "QUERY"] == bare
    assert [one["at"] for one in looks] == sorted((one["at"] for one in looks), reverse=True)
    listed = told(ask("archive", history.key, "--queries", "--limit", "2", "--json"))["archive"]["entries"]
    assert [one["kind"] for one in listed] == ["QUERY", "QUERY"]
    table = ask("archive", history.key, "--queries", "--limit", "2").out
    assert "查询" in table and "信用主管部门查询" in table


def test_an_archive_is_written_whole_or_not_at_all(ask: Any, tmp_path: Path) -> None:
    for to, said in ((tmp_path / "archive.pdf", ".xlsx"), (tmp_path / "none" / "archive.csv", "cannot write")):
        ran = ask("archive", ALL_A.key, "--to", str(to))
        assert ran.code == 2 and said in ran.err and not to.exists()


def read_table(file: Path) -> list[list[str]]:
    if file.suffix == ".csv":
        with file.open(encoding="utf-8-sig", newline="") as opened:
            return list(csv.reader(opened))
    book = load_workbook(file, read_only=True)
    about = {str(row[0]): str(row[1]) for row in book["说明"].iter_rows(values_only=True)}
    assert about["按何时已知"].startswith("2099-01-01") and about["截至"] == "现在"
    return [["" if cell is None else str(cell) for cell in row] for row in book["信用档案"].iter_rows(values_only=True)]


def test_coverage(ask: Any) -> None:
    coverage = told(ask("coverage", "--json"))
    assert coverage["fields"] == 61
    assert [target["year"] for target in coverage["targets"]] == [2023, 2025, 2027]
    assert len(coverage["departments"]) == 27
    table = ask("coverage").out
    assert "█" in table and "目标" in table


def test_discrepancies(ask: Any) -> None:
    found = told(ask("discrepancies", "--limit", "150", "--json"))
    assert found["totalCount"] >= len(found["discrepancies"]) > 0
    for row in found["discrepancies"]:
        assert row["levels"] >= 2 and row["high"]["grade"] < row["low"]["grade"]
    open_ones = told(ask("discrepancies", "--state", "open", "--json"))
    assert {row["state"] for row in open_ones["discrepancies"]} == {"OPEN"}
    assert "等级差异" in ask("discrepancies", "-n", "3").out
    overdue = told(ask("discrepancies", "--overdue", "--json"))["discrepancies"]
    assert all(row["overdue"] and row["state"] != "CLOSED" for row in overdue)


def test_the_schema_of_credit_is_the_committed_one_to_the_letter(ask: Any) -> None:
    committed = (ROOT / "schema" / "credit.graphql").read_text(encoding="utf-8")
    assert ask("schema", "--credit").out == committed
    assert told(ask("schema", "--credit", "--json")) == {"sdl": committed}


def test_the_public_schema_is_the_same_without_the_machinery_of_federation(ask: Any) -> None:
    public = ask("schema").out
    assert told(ask("schema", "--json")) == {"sdl": public}
    own = build_schema((ROOT / "schema" / "credit.graphql").read_text(encoding="utf-8"), assume_valid_sdl=True)
    shown = build_schema(public)
    hidden = own.type_map.keys() - shown.type_map.keys()
    assert hidden == {"_Any", "_Entity", "_Service"}
    assert own.type_map["Query"].fields.keys() - shown.type_map["Query"].fields.keys() == {"_entities", "_service"}  # type: ignore[attr-defined]
    assert "@key" not in public and "@link" not in public


def test_on_an_empty_store_a_command_lays_down_the_plan(tmp_path: Path) -> None:
    assert len(told(yuxin_here("items", "--json", data=tmp_path / "new"))) == 61
    assert told(yuxin_here("discrepancies", "--json", data=tmp_path / "new"))["totalCount"] == 0


def test_the_environment_gives_what_the_options_do(served: Served) -> None:
    ran = yuxin("items", YUXIN_DATA=str(served.data), YUXIN_JSON="true")
    assert len(told(ran)) == 61
    english = yuxin("items", YUXIN_DATA=str(served.data), YUXIN_LANG="en")
    assert "Supervision items (61)" in english.out


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["view", "91500000MA0000000X"], 2, ""),
        (["view", "uscc:915000000000000007"], 2, ""),
        (["view", "911100000000000100"], None, ""),
        (["view", "person:00000000000000000000000000000000"], 1, "no subject"),
        (["view"], 2, "KEY"),
        (["view", ALL_A.key, "--as-of", "someday"], 2, "--as-of"),
        (["measures", ALL_A.key, "--scenario", "nothing"], 2, "--scenario"),
        (["items", "--annex", "3"], 2, "--annex"),
        (["items", "--lang", "fr"], 2, "--lang"),
        (["nonsense"], 2, "nonsense"),
    ],
)
def test_what_cannot_be_answered_is_one_sentence_and_a_code(
    ask: Any, arguments: list[str], code: int | None, said: str
) -> None:
    ran = ask(*arguments)
    assert ran.out == "" and ran.err
    assert "Traceback" not in ran.err
    assert said in ran.err
    assert ran.code in ((1, 2) if code is None else (code,)), ran.err


def test_help_is_in_both_languages(tmp_path: Path) -> None:
    for arguments in (["--help"], ["view", "--help"], ["serve", "-h"]):
        ran = yuxin(*arguments)
        assert ran.code == 0
        assert " / " in ran.out
        assert any("一" <= letter <= "鿿" for letter in ran.out)
    assert "YUXIN_DATA" in yuxin("view", "--help").out


def test_early_warnings(ask: Any) -> None:
    rows = told(ask("warnings", "--since", f"{city_day(utc_now()) - timedelta(days=360)}", "--json", "--limit", "150"))
    assert rows and {row["kind"] for row in rows} <= {"FALL", "SERIOUS_FACT", "REGISTERED_AGAIN"}
    assert [row["at"] for row in rows] == sorted((row["at"] for row in rows), reverse=True)
    assert "早期预警" in ask("warnings").out
    assert ask("warnings", "--since", "1999-01-01").code == 2
