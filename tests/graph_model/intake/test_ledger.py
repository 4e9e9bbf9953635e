"""The ledger's way round: exported, corrected, imported again."""

import csv
from datetime import timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook

from graph_model.errors import BadInput
from graph_model.intake import Kind, export_rejects
from tests.graph_model.intake.city import City
from tests.graph_model.intake.files import HEADER, TODAY, code, row, write_csv

BAD_ROWS = [
    row(1, grade="E"),
    row(2, evaluatedOn="去年"),
    row(3, item="1-99"),
]


async def read_export(city: City, suffix: str) -> tuple[list[str], list[dict[str, str]]]:
    path = city.folder / f"rejects{suffix}"
    await export_rejects(city.store, path)
    if suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            header, *rows = list(csv.reader(file))
    else:
        cells = load_workbook(path)["grades"].iter_rows(values_only=True)
        header, *rows = [[str(cell or "") for cell in line] for line in cells]
    return header, [dict(zip(header, line, strict=True)) for line in rows]


def write_export(path: Path, header: list[str], rows: list[dict[str, str]]) -> Path:
    return write_csv(path, [list(line.values()) for line in rows], header)


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
async def test_it_is_exported_as_the_same_format_with_the_reason(city: City, suffix: str) -> None:
    await city.import_grades(*BAD_ROWS, row(4))
    header, rows = await read_export(city, suffix)
    assert set(HEADER) < set(header) and header[-3:] == ["拒绝代码", "拒绝原因", "拒绝编号"]
    assert [line["拒绝代码"] for line in rows] == ["UNKNOWN_GRADE", "BAD_DATE", "UNKNOWN_ITEM"]
    assert [line["评价日期"] for line in rows] == ["2023-08-21", "去年", "2023-08-21"]
    assert all(line["拒绝原因"] for line in rows)


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
async def test_what_is_exported_goes_in_again_uncorrected_and_is_rejected_again(city: City, suffix: str) -> None:
    await city.import_grades(*BAD_ROWS)
    path = city.folder / f"rejects{suffix}"
    assert await export_rejects(city.store, path) == 3
    report = await city.import_file(path)
    assert [reject.code for reject in report.rejects] == ["UNKNOWN_GRADE", "BAD_DATE", "UNKNOWN_ITEM"]
    assert [reject.file for reject in await city.rejects()] == [path.name] * 3, "the old entries are replaced"
    assert len(await city.rejects(open_only=False)) == 6


async def test_the_corrected_file_settles_the_entries(city: City) -> None:
    await city.import_grades(*BAD_ROWS)
    header, rows = await read_export(city, ".csv")
    rows[0]["信用等级"] = "B"
    rows[1]["评价日期"] = "2023-12-31"
    report = await city.import_file(write_export(city.folder / "fixed.csv", header, rows))
    assert (report.counts.accepted, report.counts.rejected) == (2, 1)
    (still,) = await city.rejects()
    assert (still.code, still.file) == ("UNKNOWN_ITEM", "fixed.csv")
    header, rows = await read_export(city, ".csv")
    rows[0]["监管事项"] = "1-9"
    await city.import_file(write_export(city.folder / "fixed again.csv", header, rows))
    assert await city.rejects() == []
    everything = await city.rejects(open_only=False)
    assert len(everything) == 4 and all(reject.resolved_at is not None for reject in everything)


async def test_the_first_file_again_after_its_correction_changes_nothing(city: City) -> None:
    await city.import_grades(*BAD_ROWS, name="first.csv")
    header, rows = await read_export(city, ".csv")
    rows[0]["信用等级"] = "B"
    fixed = write_export(city.folder / "fixed.csv", header, rows)
    await city.import_file(fixed)
    before = await city.contents()
    again = await city.import_grades(*BAD_ROWS, name="first.csv")
    assert (again.counts.unchanged, again.counts.rejected) == (1, 2)
    await city.import_file(fixed)
    assert await city.contents() == before


async def test_a_conflict_is_decided_in_the_corrected_file(city: City) -> None:
    await city.import_grades(row(1, grade="A"), row(1, grade="B"))
    header, rows = await read_export(city, ".csv")
    report = await city.import_file(write_export(city.folder / "fixed.csv", header, rows))
    assert report.counts.corrected == 1 and await city.rejects() == []
    assert [record.grade.value for record in await city.line()] == ["A", "B"]


async def test_a_row_for_a_day_to_come_goes_in_when_it_has_come(city: City) -> None:
    rows = [row(1), row(2, evaluatedOn="2024-06-02"), row(3, grade="E")]
    await city.import_grades(*rows)
    city.today = TODAY + timedelta(days=1)
    report = await city.import_grades(*rows)
    assert (report.counts.accepted, report.counts.unchanged, report.counts.rejected) == (1, 1, 1)
    assert [reject.code for reject in await city.rejects()] == ["UNKNOWN_GRADE"]
    (settled,) = [reject for reject in await city.rejects(open_only=False) if reject.resolved_at is not None]
    assert settled.code == "FUTURE_DATE"
    before = await city.contents()
    assert (await city.import_grades(*rows)).counts.unchanged == 2
    assert await city.contents() == before


async def test_text_that_a_spreadsheet_would_run_comes_back_as_it_was(city: City) -> None:
    formula = "=HYPERLINK(1)"
    for number, suffix in enumerate((".csv", ".xlsx"), 1):
        await city.import_grades(row(number, name=formula, grade="E"), name=f"evil{suffix}.csv")
        header, rows = await read_export(city, suffix)
        name = rows[0]["主体名称"]
        assert name == ("'" + formula if suffix == ".csv" else formula)
        rows[0]["信用等级"] = "A"
        await city.import_file(write_export(city.folder / f"fixed{suffix}.csv", header, rows))
        assert (await city.subject(number)).subject.name == formula
        assert await city.rejects() == []


async def test_codes_are_text_in_the_workbook(city: City) -> None:
    await city.import_grades(row(1, grade="E"))
    await export_rejects(city.store, city.folder / "rejects.xlsx")
    cell = load_workbook(city.folder / "rejects.xlsx")["grades"]["A2"]
    assert (cell.value, cell.number_format, cell.data_type) == (code(1), "@", "s")


async def test_several_kinds_have_a_sheet_each_and_go_in_kind_by_kind(city: City) -> None:
    await city.import_grades(row(1, grade="E"))
    header = ("统一社会信用代码", "主体名称", "成立日期")
    subjects = write_csv(city.folder / "subjects.csv", [[code(2), "甲", "某日"]], header)
    await city.import_file(subjects, Kind.SUBJECTS)
    with pytest.raises(BadInput, match="xlsx"):
        await export_rejects(city.store, city.folder / "rejects.csv")
    assert not (city.folder / "rejects.csv").exists()
    both = city.folder / "rejects.xlsx"
    assert await export_rejects(city.store, both) == 2
    assert load_workbook(both).sheetnames == ["grades", "subjects"]
    for kind in (Kind.GRADES, Kind.SUBJECTS):
        assert (await city.import_file(both, kind)).counts.rejected == 1
    assert await export_rejects(city.store, city.folder / "one.csv", kind=Kind.SUBJECTS) == 1


async def test_an_empty_ledger_is_a_header(city: City) -> None:
    assert await export_rejects(city.store, city.folder / "none.csv") == 0
    assert (city.folder / "none.csv").read_text(encoding="utf-8-sig").startswith("统一社会信用代码,")


@pytest.mark.parametrize("name", ["rejects.txt", "no such folder/rejects.csv"])
async def test_a_file_that_cannot_be_written(city: City, name: str) -> None:
    with pytest.raises(BadInput, match="rejects"):
        await export_rejects(city.store, city.folder / name)
