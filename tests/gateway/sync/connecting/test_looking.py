"""An unknown database looked at: bounded, read-only, and whatever cannot be read keeps nothing else from being seen."""

from pathlib import Path

import pytest
from sqlalchemy import text

from gateway.sync.addresses import Address, file_address, filling_engine, parse_address
from gateway.sync.connecting.looking import COUNTED, MOST_TABLES, look
from gateway.sync.connecting.sampling import SAMPLE_ROWS
from gateway.sync.connecting.view import View
from gateway.terminal.connecting_tables import tables_as_json
from graph_model.errors import BadInput, StoreUnavailable
from tests.gateway.sync.connecting import departments
from tests.gateway.sync.connecting.departments import id_number, make, uscc, values


async def test_tables_views_keys_and_references(place: Address) -> None:
    await make(place, *departments.SECURITY, "CREATE VIEW good AS SELECT * FROM credit_result WHERE total_score > 80")
    tables = (await look(place)).tables
    result = tables["credit_result"].shape
    assert (
        result.key == ("result_id",)
        and result.rows is not None
        and (result.rows.number, result.rows.exact) == (30, True)
    )
    assert [(key.columns, key.table, key.to) for key in result.foreign_keys] == [
        (("company_id",), "security_company", ("company_id",))
    ]
    assert tables["good"].shape.is_view and tables["good"].rows == 10


async def test_of_thousands_of_tables_those_that_speak_of_evaluations(tmp_path: Path) -> None:
    place = file_address(tmp_path / "many.sqlite")
    many = [f"CREATE TABLE log_{number} (id INTEGER PRIMARY KEY, what VARCHAR(20))" for number in range(1_500)]
    await make(place, *many, *departments.SECURITY)
    sight = await look(place)
    assert {"credit_result", "security_company"} <= sight.tables.keys()
    assert len(sight.tables) <= MOST_TABLES + 5 and sight.not_looked_at > 1_400
    assert "log_1499" in (await look(place, table="log_1499")).tables


async def test_a_large_table_is_neither_counted_nor_read_whole(place: Address) -> None:
    await make(
        place,
        "CREATE TABLE large (id INTEGER PRIMARY KEY, grade VARCHAR(2))",
        "INSERT INTO large VALUES " + values([(n, "A") for n in range(200)]),
        *(f"INSERT INTO large SELECT id + {200 * 2**n}, grade FROM large" for n in range(7)),
    )
    sample = (await look(place)).tables["large"]
    assert sample.rows == SAMPLE_ROWS and sample.shape.rows is not None
    assert sample.shape.rows.number >= COUNTED and not sample.shape.rows.exact


async def test_a_table_that_cannot_be_read_keeps_none_from_being_seen(tmp_path: Path) -> None:
    place = file_address(tmp_path / "broken.sqlite")
    await make(
        place,
        *departments.ODD,
        "CREATE TABLE base (a INTEGER)",
        "CREATE VIEW broken AS SELECT a FROM base",
        "DROP TABLE base",
    )
    tables = (await look(place)).tables
    assert tables["t1"].rows == 24 and "no such table" in tables["broken"].shape.fault


async def test_nothing_that_could_be_a_person_s_is_shown(place: Address) -> None:
    drawn = [
        (n, "陈沄翃芃"[: 2 + n % 3], id_number(n), f"138123{n:05d}", f"{id_number(n)}的说明", "一二三四五六七"[n % 7])
        for n in range(1, 40)
    ]
    people = [(n, name[:1] + more + name[1:], number, phone, note) for n, name, number, phone, note, more in drawn]
    await make(
        place,
        "CREATE TABLE people (id INTEGER PRIMARY KEY, full_name VARCHAR(20), c1 VARCHAR(20), c2 VARCHAR(20), note VARCHAR(60))",
        "INSERT INTO people VALUES " + values(people),
        "CREATE TABLE travel (id INTEGER PRIMARY KEY, id_card VARCHAR(20))",
        "INSERT INTO travel VALUES (1, 'E12345678'), (2, 'G87654321')",
    )
    shown = str(tables_as_json(View(await look(place))))
    for _, name, number, telephone, _ in people:
        assert str(number) not in shown and str(telephone) not in shown and f"'{name}'" not in shown
    assert "E12345678" not in shown


async def test_a_select_stands_for_a_table(place: Address) -> None:
    await make(place, *departments.ODD)
    sight = await look(place, sql="SELECT c2 AS code, c4 AS grade FROM t1 WHERE c3 <> 'a:b'")
    [sample] = sight.tables.values()
    assert [column.name for column in sample.shape.columns] == ["code", "grade"] and sample.rows == 24
    with pytest.raises(BadInput, match="--select"):
        await look(place, sql="SELECT nothing FROM nowhere")
    if place.kind != "sqlite":  # which gives the second one another name
        with pytest.raises(BadInput, match="--select"):
            await look(place, sql="SELECT c1, c1 FROM t1")


async def test_a_database_that_is_not_there() -> None:
    with pytest.raises(StoreUnavailable, match=r"127\.0\.0\.1:1") as refusal:
        await look(parse_address("postgresql://yuxin:secret@127.0.0.1:1/x"))
    assert "secret" not in refusal.value.message


@pytest.mark.postgresql
async def test_tables_of_other_schemas_are_named_with_them(postgresql_url: str, plan: object) -> None:
    place = parse_address(postgresql_url)
    engine = filling_engine(place)
    async with engine.begin() as connection:
        await connection.execute(text("CREATE SCHEMA IF NOT EXISTS elsewhere"))
        await connection.execute(
            text("CREATE TABLE IF NOT EXISTS elsewhere.credit_rating (code VARCHAR(20), grade VARCHAR(2))")
        )
        await connection.execute(text(f"INSERT INTO elsewhere.credit_rating VALUES ('{uscc(1)}', 'A')"))
    await engine.dispose()
    assert (await look(place, table="elsewhere.credit_rating")).tables["elsewhere.credit_rating"].rows >= 1
