"""Rows without a USCC that is known, imported: whom they are put down to, by which rule, and what is left to people."""

from typing import Any

import pytest

from graph_model.intake import Kind
from graph_model.uscc import check_character
from tests.graph_model.intake.city import City
from tests.graph_model.intake.files import code, write_csv

REGISTRATION = ("统一社会信用代码", "企业名称", "区县", "注册号", "原统一社会信用代码")
NUMBER = "500105200012345"
SOLE = "500105200099999"
GRADES = ("统一社会信用代码", "主体名称", "监管事项", "信用等级", "评价日期", "注册号", "组织机构代码", "区县")


def moved(uscc: str) -> str:
    """The code that the same organisation has from another authority."""
    first17 = f"91500000{uscc[8:17]}"
    return first17 + check_character(first17)


def former(number: int) -> str:
    first17 = f"91500000MB{number:07d}"
    return first17 + check_character(first17)


async def registered(city: City) -> None:
    """Three enterprises: two of one name in two districts, two with one registration number."""
    rows = [
        [code(1), "甲公司", "江北区", SOLE, former(1)],
        [code(2), "甲公司", "渝北区", NUMBER, ""],
        [code(3), "丙公司", "渝北区", NUMBER, f"{former(3)}、{former(4)}"],
    ]
    report = await city.import_file(write_csv(city.folder / "登记.csv", rows, REGISTRATION), Kind.SUBJECTS)
    assert report.counts.accepted == 3


def grade(uscc: str = "", name: str = "", number: str = "", organisation: str = "", district: str = "") -> list[str]:
    return [uscc, name, "1-7", "B", "2024-05-01", number, organisation, district]


CASES: list[tuple[list[str], tuple[str, str]]] = [
    (grade(former(1)), ("BY_FORMER_USCC", code(1))),
    (grade(former(4), "别的名称"), ("BY_FORMER_USCC", code(3))),
    (grade(SOLE), ("BY_REGISTRATION_NUMBER", code(1))),
    (grade(number=SOLE), ("BY_REGISTRATION_NUMBER", code(1))),
    (grade(code(2)[8:17]), ("BY_ORGANISATION_CODE", code(2))),
    (grade(organisation=f"{code(2)[8:16]}-{code(2)[16]}"), ("BY_ORGANISATION_CODE", code(2))),
    (grade(moved(code(3)), "丙公司"), ("BY_ORGANISATION_CODE", code(3))),
    (grade(name="甲公司", district="渝北区"), ("BY_NAME_AND_DISTRICT", code(2))),
    (grade("91500105MA00000010", "甲公司", district="江北区"), ("BY_NAME_AND_DISTRICT", code(1))),
]


@pytest.mark.parametrize(
    ("cells", "expected"), CASES, ids=[f"{rule} {place}" for place, (_, (rule, _)) in enumerate(CASES)]
)
async def test_a_rule_puts_a_row_down_to_its_subject(city: City, cells: list[str], expected: tuple[str, str]) -> None:
    await registered(city)
    report = await city.import_grades(cells, header=GRADES)
    assert (report.counts.accepted, report.counts.new_subjects, report.counts.rejected) == (1, 0, 0)
    rule, uscc = expected
    assert rule in [warning.code.value for warning in report.warnings]
    (found,) = await city.store.read("MATCH (s:Subject)-[:GRADED]->(:GradeRecord) RETURN s.uscc")
    assert found == (uscc,)


LEFT: list[tuple[list[str], str | None]] = [
    (grade(NUMBER, "甲公司", district="渝北区"), "AMBIGUOUS_SUBJECT"),
    (grade(number=SOLE, organisation=code(2)[8:17]), "AMBIGUOUS_SUBJECT"),
    (grade(name="甲公司"), "MISSING"),
    (grade(name="丙公司", district="江北区"), "MISSING"),
    (grade("500105200000000", "丁公司"), "BAD_USCC"),
    (grade("91500105MA00000010", "甲公司"), "BAD_USCC"),
    (grade(code(9), "甲公司", district="江北区"), None),
]


@pytest.mark.parametrize(("cells", "rejected"), LEFT, ids=[f"{code} {place}" for place, (_, code) in enumerate(LEFT)])
async def test_what_no_rule_tells_is_left_to_people(city: City, cells: list[str], rejected: str | None) -> None:
    await registered(city)
    report = await city.import_grades(cells, header=GRADES)
    assert [reject.code for reject in await city.rejects()] == ([] if rejected is None else [rejected])
    graded = await city.store.read("MATCH (s:Subject)-[:GRADED]->(:GradeRecord) RETURN s.uscc")
    assert graded == ([] if rejected else [(code(9),)])
    assert report.counts.new_subjects == (rejected is None)


async def test_the_same_file_again_changes_nothing(city: City) -> None:
    await registered(city)
    cells = [grade(SOLE), grade(name="甲公司"), grade(moved(code(3)), "丙公司")]
    await city.import_grades(*cells, header=GRADES)
    before = await city.contents()
    again = await city.import_grades(*cells, header=GRADES)
    assert (again.counts.accepted, again.counts.unchanged, again.counts.rejected) == (0, 2, 1)
    assert await city.contents() == before


async def test_a_rejected_row_goes_in_when_the_registration_has_come(city: City) -> None:
    await city.import_grades(grade(SOLE), header=GRADES)
    assert [reject.code for reject in await city.rejects()] == ["BAD_USCC"]
    await registered(city)
    again = await city.import_grades(grade(SOLE), header=GRADES)
    assert again.counts.accepted == 1
    assert await city.rejects() == []


async def test_facts_find_their_subject_too(city: City) -> None:
    await registered(city)
    header = ("统一社会信用代码", "失信行为", "严重程度", "发生日期", "文号")
    cells = [SOLE, "拖欠农民工工资", "严重", "2023/3/1", "渝人社罚〔2023〕1号"]
    report = await city.import_file(write_csv(city.folder / "facts.csv", [cells], header), Kind.FACTS)
    assert [warning.code.value for warning in report.warnings] == ["BY_REGISTRATION_NUMBER"]
    assert await city.store.read("MATCH (s:Subject)-[:COMMITTED]->(:DishonestyFact) RETURN s.uscc") == [(code(1),)]


async def test_a_dry_run_tells_the_same_and_writes_nothing(city: City) -> None:
    await registered(city)
    before = await city.contents()
    report = await city.import_grades(grade(SOLE), header=GRADES, dry_run=True)
    assert [warning.code.value for warning in report.warnings] == ["BY_REGISTRATION_NUMBER"]
    assert await city.contents() == before


async def test_the_name_of_an_entity_with_another_code_is_not_masked_like_a_persons(city: City) -> None:
    header = ("统一社会信用代码", "身份证件号码", "主体名称", "监管事项", "信用等级", "评价日期", "注册号")
    await city.import_grades(["", "", "丁公司", "1-7", "B", "2024-05-01", SOLE], header=header)
    (reject,) = await city.rejects()
    assert reject.values["name"] == "丁公司"


# --- the codes of registration data ---


async def identifiers(city: City) -> list[Any]:
    return await city.store.read("MATCH (i:Identifier) RETURN i.code, i.subjectKey ORDER BY i.code, i.subjectKey")


async def test_registration_data_brings_codes_once(city: City) -> None:
    await registered(city)
    found = await identifiers(city)
    assert found == sorted(
        [
            (f"FORMER_USCC:{former(1)}", f"uscc:{code(1)}"),
            (f"FORMER_USCC:{former(3)}", f"uscc:{code(3)}"),
            (f"FORMER_USCC:{former(4)}", f"uscc:{code(3)}"),
            (f"REGISTRATION_NUMBER:{SOLE}", f"uscc:{code(1)}"),
            (f"REGISTRATION_NUMBER:{NUMBER}", f"uscc:{code(2)}"),
            (f"REGISTRATION_NUMBER:{NUMBER}", f"uscc:{code(3)}"),
        ]
    )
    rows = [[code(1), "", "", SOLE, ""], [code(2), "", "", "5001052000007", ""]]
    report = await city.import_file(write_csv(city.folder / "2.csv", rows, REGISTRATION), Kind.SUBJECTS)
    assert (report.counts.unchanged, report.counts.corrected) == (1, 1)
    added = ("REGISTRATION_NUMBER:5001052000007", f"uscc:{code(2)}")
    assert await identifiers(city) == sorted([*found, added])


@pytest.mark.parametrize(
    ("number", "former_code", "column"),
    [("50010520001234", "", "registrationNumber"), ("", "91500105MA00000010", "formerUscc")],
)
async def test_codes_that_are_none_are_refused(city: City, number: str, former_code: str, column: str) -> None:
    rows = [[code(1), "甲公司", "江北区", number, former_code]]
    await city.import_file(write_csv(city.folder / "f.csv", rows, REGISTRATION), Kind.SUBJECTS)
    assert [(r.code, r.column) for r in await city.rejects()] == [("BAD_IDENTIFIER", column)]
    assert await identifiers(city) == []


async def test_a_person_has_no_such_codes(city: City) -> None:
    header = ("身份证件号码", "姓名", "注册号")
    cells = [["11010519491231002X", "张某某", SOLE]]
    await city.import_file(write_csv(city.folder / "p.csv", cells, header), Kind.SUBJECTS)
    assert [(r.code, r.column) for r in await city.rejects()] == [("BAD_IDENTIFIER", "registrationNumber")]


async def test_a_later_row_of_a_known_code_is_not_asked_for(city: City) -> None:
    """What is known by its USCC goes by it, whatever else stands in the row."""
    await registered(city)
    report = await city.import_grades(grade(code(1), "甲公司", NUMBER, code(2)[8:17], "渝北区"), header=GRADES)
    assert not [w for w in report.warnings if w.code.value.startswith("BY_")]
    assert await city.store.read("MATCH (s:Subject)-[:GRADED]->(:GradeRecord) RETURN s.uscc") == [(code(1),)]
