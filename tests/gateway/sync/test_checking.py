"""Every bundled system read through its mapping: what comes in is what was planted, on each kind of database."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from gateway.settings import Settings
from gateway.sync.addresses import Address, file_address, filling_engine, reading_engine
from gateway.sync.bundled import bundled_addresses, ensure_place
from gateway.sync.checking import check
from gateway.sync.mapping import MappingFile, read_mapping
from gateway.sync.reading.judging import Judge, Judged
from gateway.sync.reading.rows import RowReader
from gateway.sync.reading.statement import question_of
from gateway.sync.reading.streaming import batches
from graph_model.catalogue import Catalogue
from graph_model.errors import BadInput, StoreUnavailable, Timeout
from graph_model.intake.grade_decisions import GradeIntake
from seed.city.codes import MADE_UP_SECRET
from seed.platforms.register import BUNDLED_DATABASES
from seed.systems.dirt import REFUSED, Dirt
from seed.systems.filling import fill, planted
from seed.systems.population import Population
from seed.systems.recording import sheets_of
from seed.systems.register import SYSTEMS
from seed.systems.sheets import Known
from tests.seed.systems.places import KINDS, systems_setting

TODAY = date(2026, 11, 24)
OF_EACH = pytest.mark.parametrize("key", [system.key for system in SYSTEMS])
BY_KEY = {system.key: system for system in SYSTEMS}
MAPPINGS = {bundled.key: bundled.mapping for bundled in BUNDLED_DATABASES}


@pytest.fixture(scope="module")
def population(plan: Catalogue) -> Population:
    return Population(plan, 7, 400, TODAY, TODAY)


@pytest.fixture(scope="module")
def judge(plan: Catalogue) -> Judge:
    return Judge(plan, MADE_UP_SECRET, TODAY)


async def lay_down(settings: Settings, population: Population) -> dict[str, Address]:
    """The twenty and the platforms over a population; a second time nothing happens."""
    addresses = bundled_addresses(settings)
    engines = {}
    for system in BUNDLED_DATABASES:
        await ensure_place(addresses[system.key], settings)
        engines[system] = filling_engine(addresses[system.key])
    await fill(engines, population.catalogue, population)
    for engine in engines.values():
        await engine.dispose()
    return addresses


@pytest.fixture(scope="module")
def everybody(population: Population) -> list[Known]:
    return [known for batch in population.batches(500) for known in batch]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory, population: Population) -> dict[str, Address]:
    """The twenty as SQLite files."""
    return asyncio.run(lay_down(Settings(data=tmp_path_factory.mktemp("systems"), systems="bundled"), population))


@pytest.mark.parametrize("kind", KINDS)
async def test_what_comes_in_is_what_was_planted(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path, plan: Catalogue, judge: Judge
) -> None:
    population = Population(plan, 7, 2_000, TODAY, TODAY)  # the city that `serve` makes by default
    settings, codes = Settings(data=tmp_path, systems=systems_setting(kind, request)), set()
    for key, address in (await lay_down(settings, population)).items():
        engine = filling_engine(address)
        wanted = await planted(engine)
        await engine.dispose()
        assert wanted is not None
        report = (await check(mapping_of(key, plan), address, judge)).as_json()
        found = {name: report[name] for name in ("rows", "withdrawn", "grades", "rejects")}
        assert found == {name: wanted[name] for name in found}, (key, report["examples"])
        assert len(report["first"]) == min(10, report["rows"] - report["withdrawn"])
        assert report["rejects"], key
        codes.update(report["rejects"])
    assert codes == {code.value for code in REFUSED.values()}


@OF_EACH
async def test_a_system_says_what_the_city_knows(
    key: str, files: dict[str, Address], everybody: list[Known], judge: Judge, plan: Catalogue
) -> None:
    intake = GradeIntake(plan)
    items = frozenset(item.key for item in plan.items if item.system_key == key)
    known: set[tuple[object, ...]] = set()
    former: set[tuple[object, ...]] = set()
    for subject in everybody:
        for sheet in sheets_of(BY_KEY[key], subject, items, 7, TODAY):
            if sheet.withdrawn or (sheet.dirt is not None and BY_KEY[key].refusal(sheet.dirt) is not None):
                continue
            told = {(e.record.item_key, e.record.evaluated_on, intake.content_of(e.record)) for e in sheet.entries}
            if sheet.dirt is Dirt.FORMER_USCC:
                former.update((f"uscc:{sheet.uscc}", *one) for one in told)
            else:
                known.update((subject.subject.key, *one) for one in told)
    found: set[tuple[object, ...]] = set()
    async for judged in judged_rows(mapping_of(key, plan), files[key], judge):
        claim = judged.prepared.claim
        if claim is not None and not judged.row.withdrawn:
            found.add((claim.subject.key, claim.item.key, claim.evaluated_on, claim.content))
    assert found == known | former


@OF_EACH
async def test_nothing_that_is_shown_can_identify_a_person(
    key: str, files: dict[str, Address], everybody: list[Known], judge: Judge, plan: Catalogue
) -> None:
    numbers = {known.person_id for known in everybody if known.person_id}
    async for judged in judged_rows(mapping_of(key, plan), files[key], judge):
        told = str(judged.prepared.raw.cells) + str(judged.prepared.refused)
        assert not any(word in numbers for word in told.replace("'", " ").split())
        if "personKey" in judged.prepared.raw.cells:
            assert "*" in judged.prepared.raw.cells["name"]


async def judged_rows(read: MappingFile, address: Address, judge: Judge) -> AsyncIterator[Judged]:
    question = question_of(read)
    reader, engine = RowReader(read.mapping, question.places), reading_engine(address, connections=1, timeout=60)
    async for rows in batches(engine, address, read, question):
        for judged in judge.judged(reader, rows, 1):
            yield judged
    await engine.dispose()


def mapping_of(key: str, plan: Catalogue) -> MappingFile:
    return read_mapping(MAPPINGS[key], plan)


# --- what can go wrong -------------------------------------------------------------------------------------------------


@pytest.fixture(params=KINDS)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Address]:
    """An empty place for the tables of a department."""
    settings = Settings(data=tmp_path, systems=systems_setting(request.param, request))
    address = next(iter(bundled_addresses(settings).values()))
    yield address.at("yuxin_odd") if address.kind != "sqlite" else file_address(tmp_path / "odd.sqlite")


SMALL = """\
system: odd
connection: {{environment: ODD}}
{source}
keys: {{uscc: code}}
name: name
evaluations:
- item: 1-5
  grade: {{column: grade, scale: unified}}
  evaluatedOn: day
changes: {{kind: deletion, key: [code]}}
limits: {{statementTimeout: 1s}}
"""


def small(folder: Path, plan: Catalogue, source: str = "table: rated") -> MappingFile:
    path = folder / "odd.yaml"
    path.write_text(SMALL.format(source=source), encoding="utf-8")
    return read_mapping(path, plan)


async def make(address: Address, *statements: str) -> None:
    await ensure_place(address, Settings(data=Path("unused"), systems="bundled"))
    engine = filling_engine(address)
    async with engine.begin() as connection:
        for statement in ("DROP TABLE IF EXISTS rated", *statements):
            await connection.execute(text(statement))
    await engine.dispose()


RATED = "CREATE TABLE rated (code VARCHAR(40), name VARCHAR(100), grade VARCHAR(10), day VARCHAR(20))"
ROW = "INSERT INTO rated VALUES ('91995099000000019D', '渝信示例粮油有限公司', 'A', '2023-08-21')"


async def test_a_select_of_one_s_own(place: Address, plan: Catalogue, judge: Judge, tmp_path: Path) -> None:
    await make(place, RATED, ROW)
    source = "select: \"SELECT code, name, grade, day FROM rated WHERE name <> 'a:b' AND name NOT LIKE '%x%'\""
    report = await check(small(tmp_path, plan, source), place, judge)
    assert (report.rows, report.accepted, dict(report.grades)) == (1, 1, {"A": 1})


IN_JSON = """\
system: odd
connection: {environment: ODD}
table: rated
keys: {uscc: {column: said, path: who.code}, registrationNumber: {column: said, path: who.code}}
name: {column: said, path: who.name}
evaluations:
- item: 1-5
  grade: {column: said, path: grade, scale: unified}
  evaluatedOn: {column: said, path: day}
  absentWhenNull: true
changes: {kind: deletion, key: [id]}
"""


async def test_a_document_that_is_broken_is_one_reject(
    place: Address, plan: Catalogue, judge: Judge, tmp_path: Path
) -> None:
    whole = '{"who": {"code": "91995099000000019D", "name": "渝信示例粮油有限公司"}, "grade": "A", "day": "2023-08-21"}'
    insert = "INSERT INTO rated VALUES ({}, '{}')"
    rows = [insert.format(number, said.replace(":", "\\:")) for number, said in enumerate((whole, whole[:40], "{}"))]
    await make(place, "CREATE TABLE rated (id INTEGER, said VARCHAR(400))", *rows)
    path = tmp_path / "odd.yaml"
    path.write_text(IN_JSON, encoding="utf-8")
    report = await check(read_mapping(path, plan), place, judge)
    assert (report.rows, dict(report.grades), dict(report.rejects)) == (2, {"A": 1}, {"BAD_ROW": 1})


async def test_a_column_that_is_not_there_is_told_at_its_line(
    place: Address, plan: Catalogue, judge: Judge, tmp_path: Path
) -> None:
    await make(place, RATED.replace("grade", "grades"))
    with pytest.raises(BadInput, match=r"odd\.yaml:8: .*'grade'.*did you mean 'grades'"):
        await check(small(tmp_path, plan), place, judge)


async def test_a_table_that_is_not_there_is_told_at_its_line(
    place: Address, plan: Catalogue, judge: Judge, tmp_path: Path
) -> None:
    await make(place, RATED)
    with pytest.raises(BadInput, match=r"odd\.yaml:3: .*did you mean 'rated'"):
        await check(small(tmp_path, plan, "table: rates"), place, judge)
    with pytest.raises(BadInput, match=r"odd\.yaml:3: .*does not fit the database"):
        await check(small(tmp_path, plan, "select: SELECT * FROM rates"), place, judge)


async def test_a_statement_that_takes_too_long_is_given_up(
    place: Address, plan: Catalogue, judge: Judge, tmp_path: Path
) -> None:
    await make(place, RATED, ROW)
    endless = {
        "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT MAX(i) AS code FROM n",
        "postgresql": "SELECT pg_sleep(60)::text AS code FROM rated",
        "mysql": "SELECT SLEEP(60) AS code FROM rated",
    }[place.kind]
    source = f"select: |\n  SELECT code, code AS name, code AS grade, code AS day FROM ({endless}) AS t"
    with pytest.raises(Timeout):
        await check(small(tmp_path, plan, source), place, judge)


async def test_a_reading_engine_cannot_write(place: Address) -> None:
    await make(place, RATED, ROW)
    engine = reading_engine(place, connections=1, timeout=10)
    with pytest.raises(DBAPIError):
        async with engine.begin() as connection:
            await connection.execute(text(ROW))
    await engine.dispose()


@pytest.mark.parametrize("url", ["postgresql://yuxin:secret@127.0.0.1:1/x", "mysql://yuxin:secret@127.0.0.1:1/x"])
async def test_a_server_that_is_not_there(url: str, plan: Catalogue, judge: Judge, tmp_path: Path) -> None:
    from gateway.sync.addresses import parse_address

    with pytest.raises(StoreUnavailable, match=r"127\.0\.0\.1:1") as refusal:
        await check(small(tmp_path, plan), parse_address(url), judge)
    assert "secret" not in refusal.value.message


async def test_a_file_that_is_not_there_is_not_made(plan: Catalogue, judge: Judge, tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable):
        await check(small(tmp_path, plan), file_address(tmp_path / "none.sqlite"), judge)
    assert not (tmp_path / "none.sqlite").exists()
