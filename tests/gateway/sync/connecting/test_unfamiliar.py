"""Databases of unfamiliar shapes: what is proposed for each, why, and that what is written can be read and tried."""

from datetime import date
from pathlib import Path

import pytest

from gateway.sync.addresses import Address, file_address
from gateway.sync.checking import check
from gateway.sync.connecting.draft import Draft
from gateway.sync.connecting.looking import look
from gateway.sync.connecting.steps.question import Part, Scene
from gateway.sync.connecting.view import View
from gateway.sync.connecting.walk import Walked, accepting, walk
from gateway.sync.connecting.writing import mapping_text
from gateway.sync.mapping import read_mapping
from gateway.sync.reading.judging import Judge
from graph_model.catalogue import Catalogue
from graph_model.errors import BadInput
from tests.gateway.sync.connecting import departments

TODAY = date(2026, 11, 24)
NEW = {Part.SYSTEM: ["new-system"]}


async def connected(
    place: Address, plan: Catalogue, folder: Path, given: dict[Part, list[str]]
) -> tuple[dict[str, str], dict[str, int]]:
    """The answers that were taken by part, and the grades that would come in."""
    view = View(await look(place))
    walked = walk(Scene(view, plan, Draft(connection=(("environment", "ODD"),))), {**NEW, **given}, accepting)
    path = folder / "new.yaml"
    path.write_text(mapping_text(walked.scene.draft, view), encoding="utf-8")
    report = await check(read_mapping(path, plan), place, Judge(plan, b"x" * 32, TODAY))
    assert report.rejected == 0, report.examples
    return answers(walked), dict(report.grades)


def answers(walked: Walked) -> dict[str, str]:
    return {answer.part.value: answer.text for answer in walked.answers}


async def test_english_names_with_a_code_table(place: Address, plan: Catalogue, tmp_path: Path) -> None:
    await departments.make(place, *departments.SECURITY)
    found, grades = await connected(place, plan, tmp_path, {Part.TITLE: ["重庆保安服务信用系统"]})
    assert found["table"] == "credit_result" and found["uscc"] == "security_company.social_credit_code"
    assert found["name"] == "security_company.company_name"
    assert (found["grade"], found["codes"]) == ("credit_level", "L1=A级 L2=B级 L3=C级 L4=D级")
    assert (found["item"], found["scale"]) == ("1-3", "unified")
    assert (found["score"], found["documentNo"], found["deleted"]) == ("total_score", "doc_no", "del_flag=1")
    assert found["evaluatedOn"] == "eval_date %Y/%m/%d"
    assert (found["changes"], found["key"]) == ("updatedAt last_modified", "result_id")
    assert sum(grades.values()) == 30


async def test_live_fields_have_the_types_of_their_columns(place: Address, plan: Catalogue, tmp_path: Path) -> None:
    columns = {
        "staff": ("INTEGER", "whole"),
        "fee": ("DECIMAL(10, 2)", "number"),
        "founded": ("DATE", "day"),
        "seen": ("TIMESTAMP NULL", "instant"),
        "remarks": ("VARCHAR(20)", "text"),
        "barcode": ("BIGINT", "text"),
    }
    added = [f"ALTER TABLE credit_result ADD COLUMN {name} {kind}" for name, (kind, _) in columns.items()]
    await departments.make(place, *departments.SECURITY, *added)
    await connected(place, plan, tmp_path, {Part.TITLE: ["重庆保安服务信用系统"], Part.LIVE: [", ".join(columns)]})
    written = read_mapping(tmp_path / "new.yaml", plan).mapping
    assert {live.name: live.type for live in written.live} == {name: kind for name, (_, kind) in columns.items()}


async def test_initials_of_pinyin_without_foreign_keys(place: Address, plan: Catalogue, tmp_path: Path) -> None:
    await departments.make(place, *departments.FIRE)
    found, grades = await connected(place, plan, tmp_path, {Part.ITEM: ["1-3"]})
    assert (found["table"], found["uscc"], found["name"]) == ("xf_xypd", "xf_dwxx.tyshxydm", "xf_dwxx.dwmc")
    assert (found["grade"], found["scale"]) == ("pdjg", "four-words")
    assert (found["evaluatedOn"], found["validUntil"]) == ("pdsj %Y%m%d", "jzrq %Y%m%d")
    assert found["changes"] == "log lsh"
    assert sum(grades.values()) == 24


async def test_chinese_names_and_natural_persons(place: Address, plan: Catalogue, tmp_path: Path) -> None:
    await departments.make(place, *departments.TEACHERS)
    found, grades = await connected(place, plan, tmp_path, {Part.ITEM: ["1-6"]})
    assert (found["personId"], found["name"], found["grade"]) == ("身份证号", "姓名", "信用级别")
    assert (found["evaluatedOn"], found["validUntil"]) == ("认定日期 %Y年%m月%d日", "截止日期 %Y年%m月%d日")
    assert (found["changes"], found["key"]) == ("version 版本", "编号")
    assert sum(grades.values()) == 24


async def test_names_that_say_nothing(place: Address, plan: Catalogue, tmp_path: Path) -> None:
    await departments.make(place, *departments.ODD)
    found, grades = await connected(place, plan, tmp_path, {Part.ITEM: ["1-3"]})
    assert (found["uscc"], found["grade"], found["evaluatedOn"]) == ("c2", "c4", "c5 %Y-%m-%d")
    assert (found["changes"], found["key"]) == ("deletion", "c1")
    assert sum(grades.values()) == 24


async def test_codes_that_nothing_explains_are_never_guessed(place: Address, plan: Catalogue, tmp_path: Path) -> None:
    statements = [s.replace("'ABCD'", "''") for s in departments.ODD]
    rows = [(n, departments.uscc(n), f"示例{n}公司", str(n % 4 + 1), "2026-05-01") for n in range(1, 25)]
    create = statements[0].replace("c4", "credit_grade")
    await departments.make(place, create, "INSERT INTO t1 VALUES " + departments.values(rows))
    with pytest.raises(BadInput, match=r"codes: .*列里是代码.*--answer codes=") as refusal:
        await connected(place, plan, tmp_path, {Part.ITEM: ["1-3"]})
    assert "1" in refusal.value.message
    found, grades = await connected(place, plan, tmp_path, {Part.ITEM: ["1-3"], Part.CODES: ["1=A 2=B 3=C 4=D"]})
    assert found["grade"] == "credit_grade" and sum(grades.values()) == 24


async def test_a_database_without_evaluations_says_so(place: Address, plan: Catalogue, tmp_path: Path) -> None:
    await departments.make(
        place, "CREATE TABLE settings (name VARCHAR(20), value VARCHAR(20))", "INSERT INTO settings VALUES ('a', 'b')"
    )
    with pytest.raises(BadInput, match=r"table: .*评价结果在哪张表"):
        await connected(place, plan, tmp_path, {})


@pytest.mark.parametrize(
    ("part", "text", "said"),
    [
        (Part.SYSTEM, "Neu!", "small letters"),
        (Part.TABLE, "t2", "there are: t1"),
        (Part.USCC, "c22", "did you mean c2"),
        (Part.GRADE, "c44", "did you mean c4"),
        (Part.ITEM, "9-9", "没有这样的事项"),
        (Part.SCALE, "unifed", "did you mean unified"),
        (Part.CODES, "A", "1=A 2=B"),
        (Part.CODES, "A=E", "没有标准 unified 的等级"),
        (Part.EVALUATED_ON, "c5 %Y%m%d", "no value is written as"),
        (Part.EVALUATED_ON, "c5 Mars", "neither a way to write days nor a time zone"),
        (Part.CHANGES, "sometimes", "updatedAt"),
        (Part.CHANGES, "log", "a column must follow log"),
        (Part.KEY, "-", "columns are needed"),
    ],
)
async def test_an_answer_that_does_not_fit_says_what_would(
    part: Part, text: str, said: str, tmp_path: Path, plan: Catalogue
) -> None:
    place = file_address(tmp_path / "odd.sqlite")
    await departments.make(place, *departments.ODD)
    with pytest.raises(BadInput, match=said):
        await connected(place, plan, tmp_path, {Part.ITEM: ["1-3"], part: [text]})
