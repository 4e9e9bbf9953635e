"""Natural persons: the ID number is hashed on reading, and no trace of it stays anywhere."""

import logging
from datetime import timedelta
from typing import Any

import pytest

from graph_model.intake import Kind, export_rejects
from graph_model.intake.concealing import STRUCK_OUT
from graph_model.persons import person_key
from tests.graph_model.intake.city import City
from tests.graph_model.intake.files import (
    ID_NUMBER,
    PERSON_HEADER,
    SECRET,
    TODAY,
    code,
    row,
    write_csv,
    write_sheets,
    write_xlsx,
)

KEY = person_key(ID_NUMBER, SECRET)
OLD_NUMBER = ID_NUMBER[:6] + ID_NUMBER[8:17]
"""The number of 15 digits that the same person had before."""


def person(
    number: Any = ID_NUMBER, name: str = "欧阳某某", item: str = "1-30", grade: str = "A", day: str = "2023-08-21"
) -> list[Any]:
    return [number, name, item, grade, day]


async def everything(city: City) -> str:
    return repr(await city.contents())


async def test_a_person_is_a_keyed_hash_and_a_masked_name(city: City) -> None:
    await city.import_grades(person(), header=PERSON_HEADER)
    assert await city.store.read("MATCH (s:Subject) RETURN s.key, s.kind, s.displayName, s.uscc") == [
        (KEY, "PERSON", "欧***", None)
    ]


async def test_the_same_person_however_the_number_is_written(city: City) -> None:
    written = [ID_NUMBER, ID_NUMBER.lower(), f" {ID_NUMBER}\u3000", "500105１９９００１０１126X", OLD_NUMBER]
    rows = [person(number, item=f"1-{place}") for place, number in enumerate(written, 1)]
    report = await city.import_grades(*rows, header=PERSON_HEADER)
    assert (report.counts.accepted, report.counts.new_subjects) == (5, 1)
    assert await city.store.read("MATCH (s:Subject) RETURN s.key") == [(KEY,)]


BAD_NUMBERS = [
    "500105199001011269",  # the check character is another
    "50010519900101126",
    "500105********126X",
    "5.00105E+17",
    500105199001011000.0,
    "张三",
]


async def test_a_number_that_is_none_is_rejected_without_being_kept(city: City) -> None:
    path = write_xlsx(city.folder / "people.xlsx", [person(number) for number in BAD_NUMBERS], PERSON_HEADER)
    await city.import_file(path)
    rejects = await city.rejects()
    assert [(reject.code, reject.column) for reject in rejects] == [("BAD_PERSON", "personId")] * len(BAD_NUMBERS)
    assert all("personId" not in reject.values and reject.values["name"] == "欧***" for reject in rejects)
    found = await everything(city)
    assert all(str(number)[:12] not in found for number in BAD_NUMBERS)


async def test_no_id_number_stays_in_the_graph_the_report_the_log_or_the_export(
    city: City, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    rows = [
        person(),
        person(grade="E"),
        person(day="明天"),
        person(day="2024-06-02"),
        person(item="composite"),
        person(name=f"欧阳{ID_NUMBER}"),
        person(number="", name=f"欧阳 {ID_NUMBER}", grade="E"),
        person(grade=ID_NUMBER),
        person(item="1-7", day=f"2023-08-21 {ID_NUMBER}"),
        person(number=f"{ID_NUMBER}、{ID_NUMBER}"),
    ]
    path = write_csv(city.folder / f"名单{ID_NUMBER}.csv", rows, PERSON_HEADER)
    report = await city.import_file(path)
    city.today = TODAY + timedelta(days=1)
    again = await city.import_file(path)
    await export_rejects(city.store, city.folder / "rejects.csv")
    exported = (city.folder / "rejects.csv").read_text(encoding="utf-8-sig")
    for text in (await everything(city), repr(report), repr(again), exported, caplog.text):
        for trace in (ID_NUMBER, ID_NUMBER[:12], ID_NUMBER[6:], "欧阳"):
            assert trace not in text
    assert KEY in exported, "the person's key takes the number's place"


async def test_a_number_in_the_wrong_column_is_struck_out(city: City) -> None:
    rows = [
        row(1, uscc=ID_NUMBER, name="欧阳某某"),
        row(1, uscc="500105１９９００１０１126X", name="欧阳某某"),
        row(1, uscc="5.00105199001011E+17", name="欧阳某某"),
        row(1, uscc=ID_NUMBER[:17], name="欧阳某某"),
        row(1, name=f"甲公司({ID_NUMBER})"),
        row(1, documentNo=f"渝字 {ID_NUMBER} 号"),
        row(1, documentNo="500105-19900101-126X"),
    ]
    await city.import_grades(*rows)
    found = await everything(city)
    assert "19900101" not in found and "欧阳" not in found


async def test_what_is_struck_out_says_so(city: City) -> None:
    await city.import_grades(row(1, documentNo=f"渝字{ID_NUMBER}号"))
    assert (await city.subject()).records[0].document_no == f"渝字{STRUCK_OUT}号"


async def test_a_code_that_looks_like_an_id_number_stays(city: City) -> None:
    from graph_model.uscc import check_character

    body = "51500119901230123"
    alike = body + check_character(body)
    await city.import_grades(row(1, uscc=alike))
    assert await city.store.read("MATCH (s:Subject) RETURN s.uscc") == [(alike,)]


async def test_a_person_s_row_goes_back_in_by_the_key(city: City) -> None:
    await city.import_grades(person(grade="E"), header=PERSON_HEADER)
    await export_rejects(city.store, city.folder / "rejects.csv")
    text = (city.folder / "rejects.csv").read_text(encoding="utf-8-sig").replace(",E,", ",B,")
    (city.folder / "fixed.csv").write_text(text, encoding="utf-8-sig")
    report = await city.import_file(city.folder / "fixed.csv")
    assert report.counts.accepted == 1 and await city.rejects() == []
    assert await city.store.read("MATCH (s:Subject) RETURN s.key, s.displayName") == [(KEY, "欧***")]


async def test_a_key_that_is_none(city: City) -> None:
    await city.import_grades(["person:1", "欧*", "1-30", "A", "2023-08-21"], header=("个人编号", *PERSON_HEADER[1:]))
    (reject,) = await city.rejects()
    assert (reject.code, reject.column) == ("BAD_PERSON", "personKey")


async def test_a_row_about_an_entity_and_a_person_is_about_neither(city: City) -> None:
    header = ("统一社会信用代码", *PERSON_HEADER)
    await city.import_grades([code(1), *person()], header=header)
    (reject,) = await city.rejects()
    assert reject.code == "TWO_SUBJECTS" and reject.values["name"] == "欧***"


async def test_a_person_has_no_composite(city: City) -> None:
    await city.import_grades(person(item="composite"), header=PERSON_HEADER)
    (reject,) = await city.rejects()
    assert (reject.code, reject.column) == ("COMPOSITE_OF_PERSON", "item")


async def test_another_secret_gives_another_person(city: City) -> None:
    await city.import_grades(person(), header=PERSON_HEADER)
    rows = [{"personId": ID_NUMBER, "name": "欧阳", "item": "1-30", "grade": "A", "evaluatedOn": "2023-09-01"}]
    from graph_model.intake import import_rows

    await import_rows(city.store, city.catalogue, rows, import_key="k", secret=b"another", clock=lambda: city.today)
    assert len(await city.store.read("MATCH (s:Subject) RETURN s.key")) == 2


async def test_sent_rows_leave_no_trace_either(city: City) -> None:
    await city.import_rows(
        {"personId": ID_NUMBER, "name": "欧阳某某", "item": "1-30", "grade": "E", "evaluatedOn": "2023-08-21"},
        {"personId": 500105199001011234, "name": "欧阳某某", "item": "1-30", "grade": "A", "evaluatedOn": "2023-08-21"},
        key=f"idempotency {ID_NUMBER}",
    )
    found = await everything(city)
    assert "19900101" not in found and "欧阳" not in found and KEY in found


async def test_a_sheet_called_by_a_number(city: City) -> None:
    sheets = {f"{ID_NUMBER}{part}": [list(PERSON_HEADER), person(grade="E", item=f"1-{part}")] for part in (1, 2)}
    await city.import_file(write_sheets(city.folder / "people.xlsx", sheets))
    assert len(await city.rejects()) == 2 and "19900101" not in await everything(city)


async def test_a_legal_representative_is_a_person_like_any_other(city: City) -> None:
    header = ("身份证件号码", "姓名", "关系", "对方统一社会信用代码", "对方名称")
    path = write_csv(city.folder / "relations.csv", [[ID_NUMBER, "欧阳某某", "法定代表人", code(1), "甲公司"]], header)
    await city.import_file(path, Kind.RELATIONS)
    assert await city.store.read(
        "MATCH (p:Subject)-[:LEGAL_REPRESENTATIVE_OF]->(e:Subject) RETURN p.key, p.displayName, e.uscc"
    ) == [(KEY, "欧***", code(1))]
    found = await everything(city)
    assert "19900101" not in found and "欧阳" not in found
