"""Whatever the tables look like: what is written reads back and can be tried, or it is said what is missing. No ID number shows."""

import asyncio
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, Date, Integer, MetaData, String, Table, insert

from gateway.sync.addresses import file_address, filling_engine
from gateway.sync.checking import check
from gateway.sync.connecting.draft import Draft
from gateway.sync.connecting.looking import look
from gateway.sync.connecting.steps.question import Part, Scene
from gateway.sync.connecting.view import View
from gateway.sync.connecting.walk import accepting, walk
from gateway.sync.connecting.writing import mapping_text, write_file
from gateway.sync.mapping import read_mapping
from gateway.sync.reading.judging import Judge
from gateway.terminal.connecting_tables import tables_as_json
from graph_model.catalogue import Catalogue
from graph_model.errors import BadInput
from tests.gateway.sync.connecting.departments import id_number, uscc

NAMES = st.one_of(
    st.sampled_from(
        [
            "id",
            "dj",
            "等级",
            "pjrq",
            "uscc",
            "mc",
            "grade",
            "is_deleted",
            "no",
            "yes",
            "date",
            "select",
            "状态",
            "lsh",
            "sfzh",
        ]
    ),
    st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Zs")), min_size=1, max_size=12),
)
CELLS = {
    "code": st.integers(1, 999).map(uscc),
    "person": st.integers(1, 999).map(id_number),
    "grade": st.sampled_from(["A", "B", "C", "D", "优", "1", "2", "待评", ""]),
    "day": st.sampled_from(["2026-05-01", "20260501", "2026年5月1日", "1/5/26", "", "2026-02-30"]),
    "name": st.sampled_from(["渝信示例有限公司", "陈沄", "a,b", "'; --", "x=y"]),
    "anything": st.text(max_size=10),
}


@st.composite
def tables(draw: st.DrawFn) -> tuple[str, list[tuple[str, str]], list[list[object]]]:
    """A table's name, its columns with what stands in them, its rows."""
    name = draw(NAMES.filter(lambda n: n.strip() and not n.lower().startswith("sqlite_")))
    columns = draw(
        st.lists(
            st.tuples(NAMES, st.sampled_from([*CELLS, "date", "number"])),
            min_size=1,
            max_size=8,
            unique_by=lambda c: c[0].casefold(),
        )
    )
    cell = {"date": st.dates(date(1990, 1, 1), date(2040, 1, 1)), "number": st.integers(-10, 10**14), **CELLS}
    row = st.tuples(*(st.one_of(st.none(), cell[kind]) for _, kind in columns)).map(list)
    return name, columns, draw(st.lists(row, max_size=12))


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tables())
def test_what_is_written_reads_back(
    tmp_path_factory: pytest.TempPathFactory,
    plan: Catalogue,
    table: tuple[str, list[tuple[str, str]], list[list[Any]]],
) -> None:
    folder = tmp_path_factory.mktemp("random")
    view = asyncio.run(_seen(folder, *table))
    shown = str(tables_as_json(view))
    numbers = {
        cell for row in table[2] for cell, (_, kind) in zip(row, table[1], strict=True) if kind == "person" and cell
    }
    assert not any(number in shown for number in numbers)
    given_ = {Part.SYSTEM: ["odd"], Part.ITEM: ["1-3"]}
    draft = Draft(connection=(("url", "sqlite:///odd.sqlite"),))
    try:
        walked = walk(Scene(view, plan, draft), given_, accepting)
    except BadInput as missing:
        assert " / " in missing.message and missing.where in [part.value for part in Part]
        return
    write_file(folder / "odd.yaml", mapping_text(walked.scene.draft, view))
    read = read_mapping(folder / "odd.yaml", plan)
    address = file_address(folder / "odd.sqlite")
    report = asyncio.run(check(read, address, Judge(plan, b"x" * 32, date(2026, 11, 24))))
    assert report.rows == report.accepted + report.rejected + report.withdrawn


async def _seen(folder: Path, name: str, columns: list[tuple[str, str]], rows: list[list[object]]) -> View:
    kinds: dict[str, Any] = {"date": Date, "number": Integer}
    made = Table(name, MetaData(), *(Column(column, kinds.get(kind, String)) for column, kind in columns))
    engine = filling_engine(file_address(folder / "odd.sqlite"))
    async with engine.begin() as connection:
        await connection.run_sync(made.metadata.create_all)
        for row in rows:
            await connection.execute(
                insert(made).values(dict(zip((column for column, _ in columns), row, strict=True)))
            )
    await engine.dispose()
    return View(await look(file_address(folder / "odd.sqlite")))
