"""Every bundled system asked live, on each kind of database: what it answers is what is read of it otherwise."""

import asyncio
from collections import Counter
from typing import Any

from sqlalchemy import text

from gateway.live.questions import EntitiesQuestion
from gateway.live.systems import LiveSystem
from gateway.settings import Settings
from gateway.sync.addresses import filling_engine, reading_engine
from gateway.sync.known_mappings import address_of
from gateway.sync.reading.judging import Judge
from gateway.sync.reading.rows import RowReader
from gateway.sync.reading.statement import question_of
from gateway.sync.reading.streaming import batches
from graph_model import uscc
from graph_model.catalogue import Catalogue
from graph_model.intake import cells
from seed.city.codes import MADE_UP_SECRET
from tests.gateway.live.laid_systems import ASKED, ENTITY_SYSTEMS, TODAY, asked, everybody, live_systems, records_of

PLATFORMS = {
    "double-random": ("jcjg JOIN jcdx ON jcdx.dx_id = jcjg.dx_id", "jcdx.tyshxydm", "1 = 1"),
    "enterprise-publicity": ("djxx", "tyshxydm", "zxbz <> '1'"),
    "law-enforcement": (
        "enforcement_case JOIN case_party ON case_party.party_id = enforcement_case.party_id",
        "case_party.credit_code",
        "NOT is_void",
    ),
    "administrative-penalties": ("xzcf_jds", "xdr_dm", "zt <> '2'"),
}
"""The table of each, the column of codes, the rows that count."""
VALUES = "itemKey item { key } nativeGrade grade score evaluatedOn validUntil documentNo"
CONTENT = f"{VALUES} entity {{ uscc }}"


async def test_live_records_are_what_is_read_of_the_same_entities(
    laid: tuple[Settings, list[str]], plan: Catalogue
) -> None:
    settings, codes = laid
    seen = 0
    async with live_systems(settings, plan) as live:
        assert list(live.systems) == ASKED
        for key, (table, code, counted) in PLATFORMS.items():
            await check_platform(live.systems[key], f"SELECT {code} FROM {table} WHERE {counted}", codes, settings)
        for system in (live.systems[key] for key in ENTITY_SYSTEMS):
            rows, claimed = await read_otherwise(system, settings, plan)
            found = await records_of(system, CONTENT, sorted({*codes, *rows}))
            assert {code: len(records) for code, records in found.items() if records} == rows, system.key
            shown = Counter(content_of(code, record) for code, records in found.items() for record in records)
            assert claimed <= shown, system.key
            paged = Counter(node["entity"]["uscc"] for node in await all_pages(system) if node["entity"])
            assert paged == rows, system.key
            seen += sum(claimed.values())
    assert seen > 100


async def test_grades_asked_by_the_driver_are_those_that_sqlalchemy_reads(
    laid: tuple[Settings, list[str]], plan: Catalogue
) -> None:
    settings, codes = laid
    seen = 0
    async with live_systems(settings, plan) as live:
        for key in ENTITY_SYSTEMS:
            system = live.systems[key]
            repeated, given = EntitiesQuestion(system).of(codes)
            deadline = asyncio.get_running_loop().time() + 60
            found = [tuple(row) for row in await system.database.repeat(repeated, given, deadline)]
            engine = filling_engine(address_of(system.read, settings))
            async with engine.connect() as connection:
                read = [tuple(row) for row in await connection.execute(repeated.statement, given)]
            await engine.dispose()
            assert Counter(map(repr, found)) == Counter(map(repr, read)), key
            seen += len(found)
    assert seen > 100


async def check_platform(system: LiveSystem, query: str, codes: list[str], settings: Settings) -> None:
    """A platform's records by entity are its rows, one by one and page by page."""
    engine = filling_engine(address_of(system.read, settings))
    async with engine.connect() as connection:
        there = Counter(code for (code,) in await connection.execute(text(query)) if code and uscc.is_valid(code))
    await engine.dispose()
    own = " ".join(live.name for live in system.read.mapping.live)
    found = await records_of(system, f"{own} entity {{ uscc }}", sorted({*codes, *there}))
    assert {code: len(records) for code, records in found.items() if records} == there, system.key
    assert there and all(record["entity"] == {"uscc": code} for code in found for record in found[code])
    first = system.read.mapping.live[0].name
    assert any(record[first] is not None for records in found.values() for record in records), first
    paged = Counter(node["entity"]["uscc"] for node in await all_pages(system, first) if node["entity"])
    assert paged == there, system.key


async def read_otherwise(
    system: LiveSystem, settings: Settings, plan: Catalogue
) -> tuple[dict[str, int], Counter[Any]]:
    """What the reading of whole systems finds: rows by the codes of their entities, and what those say that are accepted."""
    read, address = system.read, address_of(system.read, settings)
    question, judge = question_of(read), Judge(plan, MADE_UP_SECRET, TODAY)
    reader, rows, claimed = RowReader(read.mapping, question.places), Counter[str](), Counter[Any]()
    engine = reading_engine(address, connections=1, timeout=60)
    async for batch in batches(engine, address, read, question):
        for judged in judge.judged(reader, batch, 1):
            code = cells.text(judged.prepared.raw.cells.get("uscc")) or ""
            if judged.row.withdrawn or not uscc.is_valid(code):
                continue
            rows[code] += 1
            if (claim := judged.prepared.claim) is not None:
                grade, _, _, score, valid_until, document = claim.content
                day, until = claim.evaluated_on.isoformat(), valid_until and valid_until.isoformat()
                claimed[code, claim.item.key, grade.value, score, day, until, document] += 1
    await engine.dispose()
    return dict(rows), claimed


def content_of(code: str, record: dict[str, Any]) -> tuple[Any, ...]:
    assert record["entity"] == {"uscc": code}
    assert record["itemKey"] is None or record["item"] == {"key": record["itemKey"]}
    names = ("itemKey", "grade", "score", "evaluatedOn", "validUntil", "documentNo")
    return (code, *(record[name] for name in names))


async def all_pages(system: LiveSystem, field: str = "evaluatedOn") -> list[dict[str, Any]]:
    """The records of every page."""
    query = (
        f"query($after: String) {{ page: {system.description.list}(first: 7, after: $after) "
        f"{{ nodes {{ {field} entity {{ uscc }} }} pageInfo {{ hasNextPage endCursor }} }} }}"
    )
    nodes, after = [], None
    while True:
        page = (await asked(system, query, after=after))["data"]["page"]
        nodes += page["nodes"]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            return nodes


async def test_nothing_that_is_asked_for_or_shown_can_identify_a_person(
    bundled: tuple[Settings, list[str]], plan: Catalogue
) -> None:
    settings, codes = bundled
    persons = {known.subject.key: known.person_id for known in everybody(plan) if known.person_id}
    numbers = list(persons.values())
    assert numbers
    async with live_systems(settings, plan) as live:
        for system in live.systems.values():
            mapping = system.read.asked().mapping
            assert mapping.keys is not None
            personal = [mapping.name] if mapping.keys.person_id and mapping.name else []
            personal += [mapping.keys.person_id] if mapping.keys.person_id else []
            shown = {name for places in system.description.record.fields.values() for p in places for name in p.columns}
            assert not shown & {one.column for one in personal}, system.key
            own = " ".join(live.name for live in system.read.mapping.live)
            keys = codes if system.description.key == "uscc" else list(persons)
            found = await records_of(system, f"{VALUES} {own}" if mapping.evaluations else own, keys)
            assert any(found.values()) or system.description.key == "uscc", system.key
            assert not [number for number in numbers if number in str(found)], system.key
