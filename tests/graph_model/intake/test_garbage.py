"""Whatever a cell holds, a row goes in or into the ledger; nothing raises, and what went in comes out as it was said."""

import json
import string
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph_model.catalogue import Catalogue
from graph_model.errors import BadInput
from graph_model.intake import Kind, RowStatus, import_rows
from graph_model.intake.columns import FORMATS
from graph_model.intake.deciding import Intake
from graph_model.intake.fact_rows import FactIntake
from graph_model.intake.grade_decisions import GradeIntake
from graph_model.intake.inspection_rows import InspectionIntake
from graph_model.intake.preparing import prepare
from graph_model.intake.reading import RawRow, inspect
from graph_model.intake.register_rows import RegisterIntake
from graph_model.intake.relation_rows import RelationIntake
from graph_model.intake.subject_rows import SubjectIntake
from graph_model.model import city_day
from graph_model.subjects import read_subject
from seed.plan_files import load_plan
from tests.graph_model.intake.city import City
from tests.graph_model.intake.files import HEADER, ID_NUMBER, SECRET, TODAY, code

INTAKES: Mapping[Kind, type[Any]] = {
    Kind.GRADES: GradeIntake,
    Kind.FACTS: FactIntake,
    Kind.RELATIONS: RelationIntake,
    Kind.SUBJECTS: SubjectIntake,
    Kind.REGISTERS: RegisterIntake,
    Kind.INSPECTIONS: InspectionIntake,
}
PLAUSIBLE = st.sampled_from(
    [
        *(code(number) for number in range(4)),
        code(1).lower(),
        ID_NUMBER,
        "1-7",
        "1－8",
        "composite",
        "交通运输",
        "A",
        "b",
        "Ｃ级",
        "M",
        "优",
        "unified",
        "tax-credit",
        "points",
        "95",
        "95.5分",
        95,
        "2023-08-21",
        "2023/8/21",
        "45159",
        45159,
        "20240101",
        date(2023, 8, 21),
        datetime(2023, 8, 21, tzinfo=UTC),
        "2030-01-01",
        "长期",
        "甲公司",
        "渝1号",
        "股东",
        "35%",
        "是",
        "市交通局",
        "拖欠农民工工资",
        "严重",
        "",
        None,
        "#N/A",
        9.15e17,
        True,
    ]
)
GARBAGE = st.one_of(
    st.text(max_size=20),
    st.text(alphabet=string.digits + "-/.年月日 :TZ+", max_size=25),
    st.text(alphabet=string.digits + "EX.+", min_size=14, max_size=20),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.datetimes(timezones=st.just(UTC) | st.none()),
    st.lists(st.text(max_size=5), max_size=3),
    st.just("长" * 4001),
)


def rows_of(kind: Kind) -> st.SearchStrategy[dict[str, Any]]:
    cell = PLAUSIBLE | GARBAGE
    return st.fixed_dictionaries({}, optional=dict.fromkeys(FORMATS[kind].keys, cell))


@cache
def catalogue() -> Catalogue:
    return load_plan()


@cache
def intake(kind: Kind) -> Intake[Any]:
    made: Intake[Any] = INTAKES[kind](catalogue())
    return made


@pytest.mark.parametrize("kind", list(Kind))
@given(data=st.data())
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_any_row_is_a_claim_or_a_refusal_with_a_sentence(kind: Kind, data: st.DataObject) -> None:
    cells = data.draw(rows_of(kind))
    prepared = prepare(RawRow(1, None, dict(cells)), kind, intake(kind), SECRET, city_day(TODAY))
    assert (prepared.claim is None) == (prepared.refused is not None)
    if prepared.refused is not None:
        assert prepared.refused.zh and prepared.refused.en
        assert ID_NUMBER not in prepared.refused.zh + prepared.refused.en
    assert ID_NUMBER not in repr(prepared)


@given(rows=st.lists(rows_of(Kind.GRADES), min_size=1, max_size=6))
@settings(
    max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None
)
async def test_any_rows_get_a_result_each_and_go_in_once(city: City, rows: list[dict[str, Any]]) -> None:
    key = json.dumps(rows, default=repr, sort_keys=True)
    again = {"import_key": key, "secret": SECRET, "clock": lambda: TODAY}
    results = await import_rows(city.store, city.catalogue, rows, **again)  # type: ignore[arg-type]
    assert len(results) == len(rows)
    assert all((result.code is None) == (result.status is not RowStatus.REJECTED) for result in results)
    before = await city.contents()
    assert await import_rows(city.store, city.catalogue, rows, **again) == results  # type: ignore[arg-type]
    assert await city.contents() == before
    assert ID_NUMBER not in repr(before)


@given(
    grade=st.sampled_from("ABCD"),
    score=st.none() | st.floats(0, 1000).map(lambda score: round(score, 2)),
    evaluated_on=st.dates(date(1990, 1, 1), date(2024, 5, 31)),
    valid_for=st.none() | st.integers(0, 9999),
    document_no=st.none() | st.text(st.characters(codec="utf-8"), max_size=30),
    number=st.integers(0, 10**6),
)
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
async def test_what_goes_in_comes_out_as_it_was_said(
    city: City, number: int, document_no: str | None, **said: Any
) -> None:
    valid_until = None
    if said["valid_for"] is not None:
        valid_until = date.fromordinal(
            min(said["evaluated_on"].toordinal() + said["valid_for"], date(2199, 1, 1).toordinal())
        )
    row = {
        "uscc": code(number),
        "name": "甲公司",
        "item": "1-7",
        "grade": said["grade"],
        "score": said["score"],
        "evaluatedOn": said["evaluated_on"],
        "validUntil": valid_until,
        "documentNo": document_no,
    }
    (result,) = await import_rows(
        city.store, city.catalogue, [row], import_key=repr(row), secret=SECRET, clock=lambda: TODAY
    )
    assert result.status is not RowStatus.REJECTED, result
    data = await read_subject(city.store, f"uscc:{code(number)}")
    assert data is not None
    record = next(r for r in data.records if r.evaluated_on == said["evaluated_on"] and r.superseded_at is None)
    assert (record.grade.value, record.score, record.valid_until) == (said["grade"], said["score"], valid_until)


@given(content=st.binary(max_size=400) | st.text(max_size=300).map(str.encode), header=st.booleans())
@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".xlsx"])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_rows_or_a_file_that_cannot_be_used(
    tmp_path: Path, suffix: str, content: bytes, header: bool
) -> None:
    path = tmp_path / f"garbage{suffix}"
    start = {".csv": ",".join(HEADER) + "\n", ".jsonl": '{"uscc": "1", "item": "1-7"}\n', ".xlsx": "PK\x03\x04"}[suffix]
    path.write_bytes((start.encode() if header else b"") + content)
    try:
        for raw in inspect(path, Kind.GRADES).rows():
            prepare(raw, Kind.GRADES, intake(Kind.GRADES), SECRET, city_day(TODAY))
    except BadInput as error:
        assert "garbage" in error.message
