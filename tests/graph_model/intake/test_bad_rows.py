"""A file with good and bad rows: exactly the bad ones are in the ledger, and again changes nothing."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from graph_model.intake import Kind
from tests.graph_model.intake.city import City
from tests.graph_model.intake.files import HEADER, code, row, write_csv, write_xlsx

WIDE_HEADER = (*HEADER, "原始等级", "等级标准")


def wide(cells: list[object], native: str = "", scale: str = "") -> list[object]:
    return [*cells, native, scale]


BAD = {
    "BAD_USCC": wide(row(10, uscc="91500105MA0000010X")),
    "UNKNOWN_ITEM": wide(row(11, item="道路")),
    "UNKNOWN_GRADE": wide(row(12, grade="E")),
    "UNKNOWN_SCALE": wide(row(13, grade=""), "M", "纳税"),
    "GRADES_DISAGREE": wide(row(14, grade="A"), "M", "tax-credit"),
    "BAD_DATE": wide(row(15, evaluatedOn="21/8/23")),
    "BAD_PERIOD": wide(row(16, validUntil="2023-08-20")),
    "FUTURE_DATE": wide(row(17, evaluatedOn="2024-06-02")),
    "CONFLICT": wide(row(1, grade="B")),
    "MISSING": wide(row(18, evaluatedOn="")),
    "BAD_SCORE": wide(row(19, score="九十")),
    "TOO_LONG": wide(row(20, documentNo="号" * 5000)),
}
GOOD = [wide(row(number)) for number in range(1, 6)]
ROWS = [*GOOD, *BAD.values(), wide(row(6)), wide(row(7, grade=""), "M", "tax-credit")]
EXPECTED = [(len(GOOD) + place, code) for place, code in enumerate(BAD, 1)]


def bad_csv(path: Path) -> Path:
    return write_csv(path / "评价结果.csv", ROWS, WIDE_HEADER, "gb18030")


def bad_xlsx(path: Path) -> Path:
    return write_xlsx(
        path / "评价结果.xlsx", ROWS, WIDE_HEADER, titles=["重庆市2023年信用评价结果汇总表", "填报单位:某局"]
    )


@pytest.mark.parametrize(("make", "first_row"), [(bad_csv, 2), (bad_xlsx, 4)], ids=["GB18030 CSV", "XLSX"])
async def test_exactly_the_bad_rows_are_in_the_ledger(city: City, make: Callable[[Path], Path], first_row: int) -> None:
    path = make(city.folder)
    report = await city.import_file(path)
    assert (report.counts.rows, report.counts.accepted, report.counts.rejected) == (len(ROWS), 7, len(BAD))
    rejects = await city.rejects()
    assert [(r.row - first_row + 1, r.code) for r in rejects] == EXPECTED
    assert all(r.file == path.name and r.message and r.message_en and r.resolved_at is None for r in rejects)
    assert all(r.kind is Kind.GRADES for r in rejects)
    subjects = await city.store.read("MATCH (s:Subject) RETURN s.uscc ORDER BY s.uscc")
    assert subjects == sorted((code(number),) for number in (1, 2, 3, 4, 5, 6, 7))


@pytest.mark.parametrize("make", [bad_csv, bad_xlsx], ids=["GB18030 CSV", "XLSX"])
async def test_importing_it_again_changes_nothing(city: City, make: Callable[[Path], Path]) -> None:
    path = make(city.folder)
    first = await city.import_file(path)
    before = await city.contents()
    again = await city.import_file(path)
    assert await city.contents() == before
    assert (again.counts.accepted, again.counts.unchanged, again.counts.rejected) == (0, 7, len(BAD))
    assert again.repeated and not first.repeated
    assert [(r.row, r.code) for r in again.rejects] == [(r.row, r.code) for r in first.rejects]


async def test_the_ledger_says_which_cell_and_what_stood_in_it(city: City) -> None:
    await city.import_file(bad_csv(city.folder))
    by_code = {reject.code: reject for reject in await city.rejects()}
    columns = {code: reject.column for code, reject in by_code.items()}
    assert columns == {
        "BAD_USCC": "uscc",
        "UNKNOWN_ITEM": "item",
        "UNKNOWN_GRADE": "grade",
        "UNKNOWN_SCALE": "scale",
        "GRADES_DISAGREE": "grade",
        "BAD_DATE": "evaluatedOn",
        "BAD_PERIOD": "validUntil",
        "FUTURE_DATE": "evaluatedOn",
        "CONFLICT": "grade",
        "MISSING": "evaluatedOn",
        "BAD_SCORE": "score",
        "TOO_LONG": "documentNo",
    }
    assert by_code["BAD_DATE"].values["evaluatedOn"] == "21/8/23"
    assert "2023-08-21" in by_code["BAD_DATE"].message
    assert "1-8 道路运输" in by_code["UNKNOWN_ITEM"].message and "1-8 道路运输" in by_code["UNKNOWN_ITEM"].message_en
    assert len(by_code["TOO_LONG"].values["documentNo"]) < 500


async def test_what_excel_destroyed_is_named_as_that(city: City) -> None:
    await city.import_grades(row(1, uscc="9.15E+17"), row(2, uscc="9.1500105E+17"))
    number = write_xlsx(city.folder / "numbers.xlsx", [row(3, uscc=915001050000000000.0)])
    await city.import_file(number)
    rejects = await city.rejects()
    assert [reject.code for reject in rejects] == ["BAD_USCC"] * 3
    assert all("Excel" in reject.message and "Excel" in reject.message_en for reject in rejects)


async def test_an_item_key_that_a_spreadsheet_made_a_date_of(city: City) -> None:
    dates = ["1月7日", "2024/1/7", "2024-01-07", date(2024, 1, 7)]
    await city.import_file(write_xlsx(city.folder / "dates.xlsx", [row(1, item=cell) for cell in dates]))
    rejects = await city.rejects()
    assert [reject.code for reject in rejects] == ["UNKNOWN_ITEM"] * len(dates)
    assert all("Excel" in reject.message and "1-7" in reject.message for reject in rejects)


async def test_a_native_grade_needs_its_scale(city: City) -> None:
    await city.import_grades(wide(row(1, grade=""), "M"), header=WIDE_HEADER)
    (reject,) = await city.rejects()
    assert (reject.code, reject.column) == ("MISSING", "scale")


async def test_a_row_without_any_grade(city: City) -> None:
    await city.import_grades(wide(row(1, grade="")), header=WIDE_HEADER)
    (reject,) = await city.rejects()
    assert (reject.code, reject.column) == ("MISSING", "grade")


async def test_a_native_grade_is_kept_as_it_came_and_normalised(city: City) -> None:
    await city.import_grades(wide(row(1, grade="", item="1-48"), "m级", "纳税信用级别"), header=WIDE_HEADER)
    (record,) = (await city.subject()).records
    assert (record.grade.value, record.native_grade, record.scale_key) == ("B", "m级", "tax-credit")


async def test_a_score_may_stand_for_the_grade_where_the_scale_has_points(city: City) -> None:
    await city.import_grades(wide(row(1, grade="", score="76.5"), "", "points"), header=WIDE_HEADER)
    (record,) = (await city.subject()).records
    assert (record.grade.value, record.native_grade, record.score) == ("B", "B", 76.5)


async def test_a_score_that_the_scale_does_not_have(city: City) -> None:
    await city.import_grades(wide(row(1, grade="", score="176"), "", "points"), header=WIDE_HEADER)
    (reject,) = await city.rejects()
    assert (reject.code, reject.column) == ("UNKNOWN_GRADE", "score")


async def test_a_subject_that_is_not_known_needs_a_name(city: City) -> None:
    await city.import_grades(row(1, name=""))
    (reject,) = await city.rejects()
    assert (reject.code, reject.column) == ("MISSING", "name")
    await city.import_grades(row(1), name="named.csv")
    report = await city.import_grades(row(1, name="", item="1-8"), name="later.csv")
    assert report.counts.accepted == 1


async def test_the_name_is_needed_once_in_a_file(city: City) -> None:
    report = await city.import_grades(row(1), row(1, name="", item="1-8"))
    assert (report.counts.accepted, report.counts.new_subjects) == (2, 1)


async def test_kinds_that_do_not_fit_the_item_are_a_warning(city: City) -> None:
    report = await city.import_grades(row(1, item="1-30"), row(2))
    assert (report.counts.accepted, report.counts.rejected, report.counts.warnings) == (2, 0, 1)
    (warning,) = report.warnings
    assert (warning.row, warning.code, warning.column) == (2, "OBJECT_KIND", "item")


async def test_another_name_for_a_known_code_is_a_warning(city: City) -> None:
    await city.import_grades(row(1))
    report = await city.import_grades(row(1, name="别的公司", item="1-8"), name="other.csv")
    assert [warning.code for warning in report.warnings] == ["NAME_DIFFERS"]
    assert (await city.subject()).subject.name == "重庆第1建材有限公司"


async def test_a_row_of_the_same_file_may_repeat(city: City) -> None:
    report = await city.import_grades(row(1), row(1))
    assert (report.counts.accepted, report.counts.unchanged) == (1, 1)


async def test_a_conflict_is_found_however_far_apart_and_whoever_wrote_the_first(city: City) -> None:
    await city.import_grades(row(1), name="earlier.csv")
    many = [row(1), *[row(number) for number in range(2, 8)], row(1, grade="C"), row(3, grade="D")]
    report = await city.import_grades(*many, batch_size=2)
    assert (report.counts.accepted, report.counts.unchanged, report.counts.rejected) == (6, 1, 2)
    assert {reject.code for reject in report.rejects} == {"CONFLICT"}
    before = await city.contents()
    await city.import_grades(*many, batch_size=3)
    assert await city.contents() == before


async def test_an_item_by_key_or_name(city: City) -> None:
    written = ["1-7", "1－7", " 1-7 ", "交通运输", "交通 运输", "１-７"]
    report = await city.import_grades(*(row(number, item=item) for number, item in enumerate(written)))
    assert report.counts.accepted == len(written)
    assert {(await city.subject(number)).records[0].item_key for number in range(len(written))} == {"1-7"}


async def test_the_composite(city: City) -> None:
    written = ["composite", "Composite", "市公共信用综合评价", "公共信用综合评价"]
    composites = [row(number, item=item, grade="A") for number, item in enumerate(written)]
    await city.import_grades(*composites, *(row(number, item="1-7", grade="D") for number in range(len(written))))
    for number in range(len(written)):
        data = await city.subject(number)
        assert {record.item_key: record.grade for record in data.records} == {"composite": "A", "1-7": "D"}
        assert data.discrepancies == ()
    assert await city.store.read("MATCH (:GradeRecord {itemKey: 'composite'})-[:UNDER]->(i:Item) RETURN i.key") == []
